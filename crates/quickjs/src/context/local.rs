//! One reference to a JavaScript value.

use std::{
    ffi::{CStr, c_int},
    mem, ptr, slice,
};

use rquickjs_sys as sys;

use super::{Context, Key, LentText, Raised};
use crate::{Value, value::text_of};

/// A value, and the right to free one reference to it. It must not outlive its engine's heap, nor
/// an image that is put back; so it never leaves the functions of this crate.
pub(crate) struct Local {
    context: Context,
    raw: sys::JSValue,
}

// === impl Local ===

impl Local {
    /// # Safety
    ///
    /// `raw` must be a value of the context, with one reference that is the caller's.
    pub(crate) unsafe fn from_raw(context: Context, raw: sys::JSValue) -> Self {
        Self { context, raw }
    }

    /// One more reference to the value.
    pub(crate) fn again(&self) -> Self {
        // SAFETY: the value is alive.
        unsafe { Self::share(self.context, self.raw) }
    }

    /// Counts one more reference to a value that somebody else owns.
    ///
    /// # Safety
    ///
    /// `raw` must be a value of the context that is alive.
    pub(crate) unsafe fn share(context: Context, raw: sys::JSValue) -> Self {
        // SAFETY: by contract.
        let raw = unsafe { sys::JS_DupValue(context.raw(), raw) };
        Self { context, raw }
    }

    /// The value, which stays owned here.
    pub(crate) fn raw(&self) -> sys::JSValue {
        self.raw
    }

    /// Gives the reference away.
    pub(crate) fn into_raw(self) -> sys::JSValue {
        let raw = self.raw;
        mem::forget(self);
        raw
    }

    pub(crate) fn is_object(&self) -> bool {
        // SAFETY: reading the tag of a value has no condition.
        unsafe { sys::JS_IsObject(self.raw) }
    }

    /// Whether it is a real array, and no proxy of one.
    pub(crate) fn is_array(&self) -> bool {
        // SAFETY: the value is alive.
        unsafe { sys::JS_IsArray(self.raw) }
    }

    /// Whether the engine keeps it in the class of object literals.
    pub(crate) fn is_ordinary_object(&self) -> bool {
        /// The first class of all, by QuickJS's own list.
        const OBJECT: sys::JSClassID = 1;
        // SAFETY: the value is alive.
        unsafe { sys::JS_GetClassID(self.raw) == OBJECT }
    }

    pub(crate) fn is_error(&self) -> bool {
        // SAFETY: the value is alive.
        unsafe { sys::JS_IsError(self.raw) }
    }

    /// The name of the class that the engine keeps the object in.
    pub(crate) fn class_name(&self) -> Result<Self, Raised> {
        let context = self.context;
        // SAFETY: the value is alive.
        if unsafe { sys::JS_IsProxy(self.raw) } {
            // The engine calls this class `Object`.
            return context.text("Proxy");
        }
        // SAFETY: the value is alive.
        let class = unsafe { sys::JS_GetClassID(self.raw) };
        // SAFETY: the runtime is alive. A class it does not know has no name, which is 0.
        let name = unsafe { sys::JS_GetClassName(context.runtime(), class) };
        // SAFETY: the name is one of this runtime's, with a reference for us.
        let text = context.own(unsafe { sys::JS_AtomToString(context.raw(), name) });
        // SAFETY: that reference is given back once.
        unsafe { sys::JS_FreeAtom(context.raw(), name) };
        text
    }

    pub(crate) fn context(&self) -> Context {
        self.context
    }

    /// Reading the tag of a value has no condition.
    fn tag(&self) -> c_int {
        // SAFETY: as above.
        unsafe { sys::JS_VALUE_GET_NORM_TAG(self.raw) }
    }

    pub(crate) fn is_text(&self) -> bool {
        matches!(self.tag(), sys::JS_TAG_STRING | sys::JS_TAG_STRING_ROPE)
    }

    pub(crate) fn is_undefined(&self) -> bool {
        self.tag() == sys::JS_TAG_UNDEFINED
    }

    pub(crate) fn is_null(&self) -> bool {
        self.tag() == sys::JS_TAG_NULL
    }

    /// Whether it is something, and no object.
    pub(crate) fn is_primitive(&self) -> bool {
        !self.is_undefined() && !self.is_object()
    }

    /// A whole number, if the engine keeps it as one.
    pub(crate) fn as_integer(&self) -> Option<i32> {
        // SAFETY: the tag says that it is an integer.
        (self.tag() == sys::JS_TAG_INT).then(|| unsafe { sys::JS_VALUE_GET_INT(self.raw) })
    }

    /// Where an object lies: the same one has the same address.
    pub(crate) fn address(&self) -> usize {
        if !self.is_object() {
            return 0;
        }
        // SAFETY: the tag says that it is a pointer, which is only looked at.
        (unsafe { sys::JS_VALUE_GET_PTR(self.raw) }).addr()
    }

    /// The key that it is as a text or symbol.
    pub(crate) fn as_key(&self) -> Result<Key, Raised> {
        // SAFETY: the value is alive; neither a text nor a symbol runs code.
        let atom = unsafe { sys::JS_ValueToAtom(self.context.raw(), self.raw) };
        if atom == sys::JS_ATOM_NULL {
            return Err(Raised);
        }
        // SAFETY: the key came with a reference for us.
        Ok(unsafe { Key::from_raw(self.context, atom) })
    }

    /// Reads a property, which may run code; what is no object has none.
    pub(crate) fn get(&self, key: sys::JSAtom) -> Result<Self, Raised> {
        let context = self.context;
        if !self.is_object() {
            return Ok(context.undefined());
        }
        // SAFETY: the value is alive, and whoever has a key has a reference to it.
        context.own(unsafe { sys::JS_GetProperty(context.raw(), self.raw, key) })
    }

    /// Gives an object of the prelude's own a member, which can be written and deleted.
    pub(crate) fn put(&self, key: sys::JSAtom, value: Self) -> Result<(), Raised> {
        let context = self.context;
        let value = value.into_raw();
        // SAFETY: the object is alive, whoever has a key has a reference to it, and the one to the value
        // is given away with it.
        let answer = unsafe {
            sys::JS_DefinePropertyValue(
                context.raw(),
                self.raw,
                key,
                value,
                sys::JS_PROP_C_W_E as c_int,
            )
        };
        if answer < 0 { Err(Raised) } else { Ok(()) }
    }

    /// The same, where neither the object nor what it inherits from has a setter: in less time.
    pub(crate) fn set(&self, key: sys::JSAtom, value: Self) -> Result<(), Raised> {
        let context = self.context;
        let value = value.into_raw();
        // SAFETY: as in `put`.
        let answer = unsafe { sys::JS_SetProperty(context.raw(), self.raw, key, value) };
        if answer < 0 { Err(Raised) } else { Ok(()) }
    }

    /// The value of a property of its own, unless that is an accessor; of a proxy this may run code.
    pub(crate) fn own_member(&self, key: sys::JSAtom) -> Result<Option<Self>, Raised> {
        let context = self.context;
        if !self.is_object() {
            return Ok(None);
        }
        let mut found = sys::JSPropertyDescriptor {
            flags: 0,
            value: sys::JS_UNDEFINED,
            getter: sys::JS_UNDEFINED,
            setter: sys::JS_UNDEFINED,
        };
        // SAFETY: the object is alive, and the descriptor can be written.
        let is_there =
            unsafe { sys::JS_GetOwnProperty(context.raw(), &raw mut found, self.raw, key) };
        match is_there {
            0 => return Ok(None),
            1.. => {}
            _ => return Err(Raised),
        }
        let [value, getter, setter] = [found.value, found.getter, found.setter].map(|raw| {
            // SAFETY: each came with a reference for us.
            unsafe { Self::from_raw(context, raw) }
        });
        let is_accessor = getter.is_object() || setter.is_object();
        Ok((!is_accessor).then_some(value))
    }

    /// How long a real array is.
    pub(crate) fn array_length(&self) -> Result<u32, Raised> {
        let mut length = 0;
        // SAFETY: the value is alive and the length can be written.
        let answer = unsafe { sys::JS_GetLength(self.context.raw(), self.raw, &raw mut length) };
        if answer < 0 {
            return Err(Raised);
        }
        Ok(u32::try_from(length).unwrap_or(u32::MAX))
    }

    /// An element of its own, unless that is an accessor.
    pub(crate) fn own_element(&self, index: u32) -> Result<Option<Self>, Raised> {
        self.own_member(Key::of_index(self.context, index).atom())
    }

    /// The names of its own members that can be enumerated, without symbols; of a proxy this may run code.
    pub(crate) fn own_enumerable_keys(&self) -> Result<Vec<Key>, Raised> {
        let context = self.context;
        let (mut found, mut count) = (ptr::null_mut(), 0);
        let flags = sys::JS_GPN_STRING_MASK | sys::JS_GPN_ENUM_ONLY;
        // SAFETY: the object is alive; both places can be written.
        let answer = unsafe {
            sys::JS_GetOwnPropertyNames(
                context.raw(),
                &raw mut found,
                &raw mut count,
                self.raw,
                flags as c_int,
            )
        };
        if answer < 0 {
            return Err(Raised);
        }
        if found.is_null() {
            return Ok(Vec::new());
        }
        // SAFETY: QuickJS answered that so many are there.
        let names = unsafe { slice::from_raw_parts(found, count as usize) };
        // SAFETY: each came with a reference for us.
        let own = |name: &sys::JSPropertyEnum| unsafe { Key::from_raw(context, name.atom) };
        let keys = names.iter().map(own).collect();
        // SAFETY: it was allocated for the caller, and is not used again; the keys have the references.
        unsafe { sys::js_free(context.raw(), found.cast()) };
        Ok(keys)
    }

    /// Handler and target, if it is a proxy that was not revoked.
    pub(crate) fn proxy(&self) -> Option<(Self, Self)> {
        let context = self.context;
        // SAFETY: the value is alive.
        if !unsafe { sys::JS_IsProxy(self.raw) } {
            return None;
        }
        // SAFETY: it is a proxy, which gives a reference to its handler.
        let handler = context.own(unsafe { sys::JS_GetProxyHandler(context.raw(), self.raw) });
        // SAFETY: the same of its target.
        let target = context.own(unsafe { sys::JS_GetProxyTarget(context.raw(), self.raw) });
        if let (Ok(handler), Ok(target)) = (handler, target) {
            return Some((handler, target));
        }
        drop(context.take_exception());
        None
    }

    /// Reads a property, which may run code.
    pub(crate) fn property(&self, name: &CStr) -> Result<Self, Raised> {
        let context = self.context;
        // SAFETY: the value is alive, the name ends with a NUL and is copied.
        context.own(unsafe { sys::JS_GetPropertyStr(context.raw(), self.raw, name.as_ptr()) })
    }

    /// Defines a property that can be written and deleted, and is not enumerable.
    pub(crate) fn define(&self, name: &CStr, value: Self) -> Result<(), Raised> {
        let flags = sys::JS_PROP_WRITABLE | sys::JS_PROP_CONFIGURABLE;
        let context = self.context;
        let value = value.into_raw();
        // SAFETY: the object is alive; the reference to the value is given away with it.
        let answer = unsafe {
            sys::JS_DefinePropertyValueStr(
                context.raw(),
                self.raw,
                name.as_ptr(),
                value,
                flags as c_int,
            )
        };
        if answer < 0 { Err(Raised) } else { Ok(()) }
    }

    /// Calls it as a method of `this`.
    pub(crate) fn call(&self, this: &Self, arguments: &[Self]) -> Result<Self, Raised> {
        let raw: Vec<sys::JSValue> = arguments.iter().map(Self::raw).collect();
        // SAFETY: the caller has a reference to each until the call ends.
        unsafe { self.call_raw(this, &raw) }
    }

    /// # Safety
    ///
    /// The arguments must be values of the context that are alive until the call ends.
    pub(crate) unsafe fn call_raw(
        &self,
        this: &Self,
        arguments: &[sys::JSValue],
    ) -> Result<Self, Raised> {
        let context = self.context;
        let count = c_int::try_from(arguments.len()).unwrap_or(c_int::MAX);
        let arguments = arguments.as_ptr().cast_mut();
        // SAFETY: by contract; QuickJS takes no reference of them, writes none of them, and reads `count`
        // of them, of which there are at least as many.
        context.own(unsafe { sys::JS_Call(context.raw(), self.raw, this.raw, count, arguments) })
    }

    /// Takes the value out, if it is primitive.
    pub(crate) fn read(&self) -> Result<Value, Raised> {
        Ok(match self.tag() {
            sys::JS_TAG_UNDEFINED => Value::Undefined,
            sys::JS_TAG_NULL => Value::Null,
            // SAFETY: the tag says that it is a boolean.
            sys::JS_TAG_BOOL => Value::Boolean(unsafe { sys::JS_VALUE_GET_BOOL(self.raw) }),
            // SAFETY: the tag says that it is an integer.
            sys::JS_TAG_INT => Value::Number(unsafe { sys::JS_VALUE_GET_INT(self.raw) }.into()),
            // SAFETY: the tag says that it is a floating point number.
            sys::JS_TAG_FLOAT64 => Value::Number(unsafe { sys::JS_VALUE_GET_FLOAT64(self.raw) }),
            sys::JS_TAG_STRING | sys::JS_TAG_STRING_ROPE => Value::Text(self.convert_to_text()?),
            _ => Value::Other,
        })
    }

    /// The value as text, as `String(value)` makes it; that may run code.
    pub(crate) fn convert_to_text(&self) -> Result<String, Raised> {
        self.with_text(text_of)
    }

    /// Lends that text, in UTF-8, but for lone surrogates.
    pub(crate) fn with_text<T>(&self, work: impl FnOnce(&[u8]) -> T) -> Result<T, Raised> {
        let lent = LentText::take(self.context, |length| {
            // SAFETY: the value is alive and the length can be written.
            unsafe { sys::JS_ToCStringLen2(self.context.raw(), length, self.raw, false) }
        })?;
        Ok(work(lent.bytes()))
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        // SAFETY: the reference is ours, and is not used again.
        unsafe { sys::JS_FreeValue(self.context.raw(), self.raw) };
    }
}
