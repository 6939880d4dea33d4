//! Reading through proxies, without running the prelude for it.
//!
//! A prelude shows values that it keeps in *records* through proxies. Most of what scripts do with
//! them is to read members, and a trap written in JavaScript costs ten times what the read does. So
//! the `get` traps made here answer what is plain to see in a record, and ask the prelude's own trap
//! for everything else. They never run code of a script.
//!
//! What they rely on, of objects without a prototype that only the prelude can reach:
//!
//! | of | is |
//! |---|---|
//! | `record.values[key]` | the member as it is kept |
//! | `record.type.fields[key].shows` | how it is shown: one of [`shows`] |
//! | `record.type.shows` | the same of all members, for a type without `fields` |
//! | `record.source[field.key]` | where a text comes from that was never kept; its own member |
//! | `list.length`, `list.store[index]`, `list.type.shows` | the same for a list |
//! | `list.store.source[index]` | where an element comes from that was never kept, unless there is a `store.build` |
//! | `list.type.made` | the type of the record that is made of that |
//! | `kept.object` | the proxy of a record that is kept, once there is one |

use std::ffi::c_int;

use rquickjs_sys as sys;

use super::{Native, called};
use crate::context::{Context, Local, Raised};

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
}

/// The names of what a record consists of: made once, and kept as long as the engine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Names {
    values: sys::JSAtom,
    type_: sys::JSAtom,
    fields: sys::JSAtom,
    shows: sys::JSAtom,
    source: sys::JSAtom,
    key: sys::JSAtom,
    length: sys::JSAtom,
    store: sys::JSAtom,
    build: sys::JSAtom,
    made: sys::JSAtom,
    object: sys::JSAtom,
}

/// A `get` trap that is made of some values, the last of which is the prelude's own trap.
trait Trap {
    /// How many values that are, and what is said when they are not so many.
    const MADE_OF: usize;
    const NEEDS: &str;

    /// What the key stands for, if it can be seen without the prelude.
    fn find(target: &Local, key: &Local, made_of: &[Local]) -> Result<Option<Local>, Raised>;
}

/// `memberTrap(trap)`: a `get` trap for proxies whose target is a record.
pub(super) struct MemberTrap;

/// `elementTrap(mark, handler, trap)`: a `get` trap for proxies of arrays that have their list under
/// `mark`; records that are made get proxies with the handler.
pub(super) struct ElementTrap;

/// `brand(handler)`: what has this handler is known to [`TargetOf`].
pub(super) struct Brand;

/// `targetOf(value)`: the target of a proxy whose handler has the brand; else `undefined`.
pub(super) struct TargetOf;

// === impl Names ===

impl Names {
    pub(crate) fn new(context: Context) -> Self {
        Self {
            values: context.atom("values"),
            type_: context.atom("type"),
            fields: context.atom("fields"),
            shows: context.atom("shows"),
            source: context.atom("source"),
            key: context.atom("key"),
            length: context.atom("length"),
            store: context.atom("store"),
            build: context.atom("build"),
            made: context.atom("made"),
            object: context.atom("object"),
        }
    }
}

// === impl Native ===

impl<T: Trap> Native for T {
    fn call(context: Context, arguments: &[Local]) -> Result<Local, Raised> {
        if arguments.len() != T::MADE_OF {
            return Err(context.throw_error("TypeError", T::NEEDS));
        }
        context.function_with(3, get::<T>, arguments)
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
    let (context, arguments) = unsafe { called(context, count, arguments) };
    // SAFETY: the function was made with so many values, which it keeps as long as it lives.
    let (_, made_of) = unsafe { called(context.raw(), T::MADE_OF as c_int, made_of) };
    let found = match arguments.as_slice() {
        [target, key, _] if key.is_text() => T::find(target, key, &made_of),
        _ => Ok(None),
    };
    let answered = match (found, made_of.last()) {
        (Ok(Some(value)), _) => Ok(value),
        (Ok(None), Some(trap)) => trap.call(&context.undefined(), &arguments),
        _ => Err(Raised),
    };
    answered.map_or(sys::JS_EXCEPTION, Local::into_raw)
}

// === impl MemberTrap ===

impl Trap for MemberTrap {
    const MADE_OF: usize = 1;
    const NEEDS: &str = "memberTrap takes a trap";

    fn find(record: &Local, key: &Local, _: &[Local]) -> Result<Option<Local>, Raised> {
        member(record, key)
    }
}

fn names(of: &Local) -> Names {
    let context = of.context();
    context.run().names(context)
}

/// A member, if it can be seen without the prelude.
fn member(record: &Local, key: &Local) -> Result<Option<Local>, Raised> {
    let names = names(record);
    let key = key.as_key()?;
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
    if how == Some(shows::TEXT) && kept.is_undefined() {
        let place = field.get(names.key)?.as_key()?;
        let text = record.get(names.source)?.own_member(place.atom())?;
        return Ok(text.filter(Local::is_text));
    }
    shown(kept, how)
}

/// What is seen of something kept.
fn shown(kept: Local, how: Option<i32>) -> Result<Option<Local>, Raised> {
    match how {
        Some(shows::PLAIN | shows::TEXT) => Ok(Some(kept).filter(Local::is_primitive)),
        Some(shows::ANYTHING) => Ok(Some(kept).filter(|it| !it.is_undefined())),
        Some(shows::RECORD) if kept.is_null() => Ok(Some(kept)),
        Some(shows::RECORD) if kept.is_object() => {
            let proxy = kept.get(names(&kept).object)?;
            Ok(Some(proxy).filter(Local::is_object))
        }
        _ => Ok(None),
    }
}

// === impl ElementTrap ===

impl Trap for ElementTrap {
    const MADE_OF: usize = 3;
    const NEEDS: &str = "elementTrap takes a mark, a handler and a trap";

    fn find(array: &Local, key: &Local, made_of: &[Local]) -> Result<Option<Local>, Raised> {
        match made_of {
            [mark, handler, _] => element(array, mark, key, handler),
            _ => Ok(None),
        }
    }
}

/// An element or the length, if it can be seen without the prelude.
fn element(
    array: &Local,
    mark: &Local,
    key: &Local,
    handler: &Local,
) -> Result<Option<Local>, Raised> {
    let names = names(array);
    let key = key.as_key()?;
    let list = array.get(mark.as_key()?.atom())?;
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
        return shown(kept, how);
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
            let (record, proxy) = make_record(made, source, handler)?;
            store.put(key.atom(), record)?;
            Ok(Some(proxy))
        }
        _ => Ok(None),
    }
}

/// A record that is still to be read of its source, and its proxy.
fn make_record(type_: Local, source: Local, handler: &Local) -> Result<(Local, Local), Raised> {
    let names = names(handler);
    let context = handler.context();
    let record = context.object()?;
    record.put(names.type_, type_)?;
    record.put(names.source, source)?;
    record.put(names.values, context.object()?)?;
    let proxy = context.proxy(&record, handler)?;
    record.put(names.object, proxy.again())?;
    Ok((record, proxy))
}

// === impl Brand ===

impl Native for Brand {
    fn call(context: Context, arguments: &[Local]) -> Result<Local, Raised> {
        if let [handler] = arguments {
            context.run().brand(handler.address());
        }
        Ok(context.undefined())
    }
}

// === impl TargetOf ===

impl Native for TargetOf {
    fn call(context: Context, arguments: &[Local]) -> Result<Local, Raised> {
        let proxy = arguments.first().and_then(Local::proxy);
        let is_ours = |(handler, _): &(Local, Local)| context.run().is_branded(handler.address());
        let target = proxy.filter(is_ours).map(|(_, target)| target);
        Ok(target.unwrap_or_else(|| context.undefined()))
    }
}
