//! Reading through proxies, without running the prelude for it.
//!
//! A prelude shows values that it keeps in *records* through proxies. Most of what scripts do with
//! them is to read members, and a trap written in JavaScript costs ten times what the read does. So
//! the `get` traps made here answer what is plain to see in a record, and ask the prelude's own trap
//! for everything else. They never run code of a script.
//!
//! What they rely on, of objects that inherit nothing and that only the prelude can reach:
//!
//! | of | is |
//! |---|---|
//! | `record.values[key]` | the member as it is kept |
//! | `record.type.fields[key].shows` | how it is shown: one of [`shows`] |
//! | `record.type.shows` | the same of all members, for a type without `fields` |
//! | `record.source[field.key]` | where a member comes from that was never kept; its own member |
//! | `field.read` | the function that reads such a member |
//! | `field.made` | the type of the list that is made of such a member |
//! | `field.onChange` | given to such a list, whose elements all copies of the record share |
//! | `list.length`, `list.store[index]`, `list.type.shows` | the same for a list |
//! | `list.store.source[index]` | where an element comes from that was never kept, unless there is a `store.build` |
//! | `list.type.made` | the type of the record that is made of that |
//! | `kept.object` | the proxy of a record that is kept, once there is one |
//!
//! What is made here, the [`Makers`] say.

mod makers;
mod names;

use std::ffi::c_int;

use rquickjs_sys as sys;

use super::{Arguments, Native};
use crate::context::{Context, Key, Local, Raised};
use makers::Makers;

pub(crate) use names::Names;

/// How a value that is kept is shown.
mod shows {
    /// A primitive value, as it is.
    pub(super) const PLAIN: i32 = 1;
    /// A record, by its proxy; or null.
    pub(super) const RECORD: i32 = 2;
    /// Anything, as it is.
    pub(super) const ANYTHING: i32 = 3;
    /// As [`PLAIN`]; what was never kept is a text of the source.
    pub(super) const TEXT: i32 = 4;
    /// As [`PLAIN`]; what was never kept is read by a function of the prelude.
    pub(super) const READ: i32 = 5;
    /// As [`RECORD`]; what was never kept is a list of the source.
    pub(super) const LIST: i32 = 6;
}

/// A `get` trap: what the prelude makes of its proxies, and the prelude's own trap.
trait Trap {
    const NEEDS: &str;

    /// What the key stands for, if it can be seen without the prelude.
    fn find(target: &Local, key: &Local, makers: &Makers) -> Result<Option<Local>, Raised>;
}

/// `memberTrap(makers, trap)`: a `get` trap for proxies whose target is a record.
pub(super) struct MemberTrap;

/// `elementTrap(makers, trap)`: a `get` trap for proxies of arrays that have their list under a mark.
pub(super) struct ElementTrap;

/// `brand(handler)`: what has this handler is known to [`TargetOf`].
pub(super) struct Brand;

/// `targetOf(value)`: the target of a proxy whose handler has the brand; else `undefined`.
pub(super) struct TargetOf;

// === impl Native ===

impl<T: Trap> Native for T {
    fn call(context: Context, arguments: Arguments<'_>) -> Result<Local, Raised> {
        if arguments.len() != 2 {
            return Err(context.throw_error("TypeError", T::NEEDS));
        }
        let made_of: Vec<_> = arguments.iter().collect();
        context.function_with(3, get::<T>, &made_of)
    }
}

/// `get(target, key, receiver)`, with what the trap was made of.
unsafe extern "C" fn get<T: Trap>(
    context: *mut sys::JSContext,
    _this: sys::JSValue,
    count: c_int,
    arguments: *mut sys::JSValue,
    _magic: c_int,
    made_of: *mut sys::JSValue,
) -> sys::JSValue {
    // SAFETY: QuickJS calls its functions with a context and its arguments.
    let arguments = unsafe { Arguments::new(context, count, arguments) };
    // SAFETY: the function was made with two values, which it keeps as long as it lives.
    let made_of = unsafe { Arguments::new(context, 2, made_of) };
    let (Some(makers), Some(trap)) = (made_of.get(0), made_of.get(1)) else {
        return sys::JS_UNDEFINED;
    };
    let found = match (arguments.get(0), arguments.get(1)) {
        (Some(target), Some(key)) if arguments.len() == 3 => {
            T::find(&target, &key, &Makers::new(makers))
        }
        _ => Ok(None),
    };
    let answered = match found {
        Ok(Some(value)) => Ok(value),
        Ok(None) => arguments.pass_to(&trap),
        Err(Raised) => Err(Raised),
    };
    answered.map_or(sys::JS_EXCEPTION, Local::into_raw)
}

// === impl MemberTrap ===

impl Trap for MemberTrap {
    const NEEDS: &str = "memberTrap takes makers and a trap";

    fn find(record: &Local, key: &Local, makers: &Makers) -> Result<Option<Local>, Raised> {
        if !key.is_text() {
            return Ok(None);
        }
        let key = key.as_key()?;
        let names = makers.names();
        let kept = record.get(names.values)?.get(key.atom())?;
        let type_ = record.get(names.type_)?;
        let fields = type_.get(names.fields)?;
        let field = if fields.is_object() {
            fields.get(key.atom())?
        } else {
            type_
        };
        if !field.is_object() {
            return Ok(None);
        }
        let how = field.get(names.shows)?.as_integer();
        match how {
            Some(shows::TEXT | shows::READ | shows::LIST) if kept.is_undefined() => {
                from_source(record, &key, &field, how, makers)
            }
            _ => shown(kept, how, makers),
        }
    }
}

/// A member that was never kept. Unless it is a text, it is kept from now on.
fn from_source(
    record: &Local,
    key: &Key,
    field: &Local,
    how: Option<i32>,
    makers: &Makers,
) -> Result<Option<Local>, Raised> {
    let names = makers.names();
    let place = field.get(names.key)?.as_key()?;
    let source = record.get(names.source)?;
    let part = source.own_member(place.atom())?;
    match (how, part) {
        (Some(shows::TEXT), Some(text)) if text.is_text() => Ok(Some(text)),
        (Some(shows::READ), Some(part)) => {
            let read = field.get(names.read)?;
            let value = read.call(&record.context().undefined(), &[part])?;
            record.get(names.values)?.put(key.atom(), value.again())?;
            shown(value, Some(shows::PLAIN), makers)
        }
        (Some(shows::LIST), Some(part)) => {
            let Some(list) = makers.list_of(field, &source, place.atom(), part)? else {
                return Ok(None);
            };
            record.get(names.values)?.put(key.atom(), list.again())?;
            makers.proxy_of(&list)
        }
        _ => Ok(None),
    }
}

/// What is seen of something kept.
fn shown(kept: Local, how: Option<i32>, makers: &Makers) -> Result<Option<Local>, Raised> {
    match how {
        Some(shows::PLAIN | shows::TEXT | shows::READ) => {
            Ok(Some(kept).filter(Local::is_primitive))
        }
        Some(shows::ANYTHING) => Ok(Some(kept).filter(|it| !it.is_undefined())),
        Some(shows::RECORD | shows::LIST) if kept.is_null() => Ok(Some(kept)),
        Some(shows::RECORD | shows::LIST) if kept.is_object() => makers.proxy_of(&kept),
        _ => Ok(None),
    }
}

// === impl ElementTrap ===

impl Trap for ElementTrap {
    const NEEDS: &str = "elementTrap takes makers and a trap";

    /// An element or the length; or what all arrays have, by a symbol.
    fn find(array: &Local, key: &Local, makers: &Makers) -> Result<Option<Local>, Raised> {
        let names = makers.names();
        let is_text = key.is_text();
        let key = key.as_key()?;
        if !is_text {
            return makers.array_prototype()?.own_member(key.atom());
        }
        let list = array.get(makers.mark()?.atom())?;
        let length = list.get(names.length)?;
        if key.atom() == names.length {
            return Ok(Some(length));
        }
        let place = key.index().zip(length.as_integer());
        if place.is_none_or(|(index, length)| i64::from(index) >= i64::from(length)) {
            return Ok(None);
        }
        let store = list.get(names.store)?;
        let kept = store.get(key.atom())?;
        let type_ = list.get(names.type_)?;
        let how = type_.get(names.shows)?.as_integer();
        if !kept.is_undefined() {
            return shown(kept, how, makers);
        }
        if !store.get(names.build)?.is_undefined() {
            return Ok(None);
        }
        let Some(source) = store.get(names.source)?.own_member(key.atom())? else {
            return Ok(None);
        };
        match how {
            Some(shows::TEXT) if source.is_text() => Ok(Some(source)),
            Some(shows::RECORD) if source.is_object() => {
                let made = type_.get(names.made)?;
                if !made.is_object() {
                    return Ok(None);
                }
                let record = makers.record(made, source)?;
                store.put(key.atom(), record.again())?;
                makers.proxy_of(&record)
            }
            _ => Ok(None),
        }
    }
}

// === impl Brand ===

impl Native for Brand {
    fn call(context: Context, arguments: Arguments<'_>) -> Result<Local, Raised> {
        if let Some(handler) = arguments.get(0) {
            context.run().brand(handler.address());
        }
        Ok(context.undefined())
    }
}

// === impl TargetOf ===

impl Native for TargetOf {
    fn call(context: Context, arguments: Arguments<'_>) -> Result<Local, Raised> {
        let proxy = arguments.get(0).and_then(|value| value.proxy());
        let is_ours = |(handler, _): &(Local, Local)| context.run().is_branded(handler.address());
        let target = proxy.filter(is_ours).map(|(_, target)| target);
        Ok(target.unwrap_or_else(|| context.undefined()))
    }
}
