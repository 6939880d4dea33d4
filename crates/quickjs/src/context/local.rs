//! One reference to a JavaScript value.

use std::{
    ffi::{CStr, c_int},
    mem, slice,
};

use rquickjs_sys as sys;

use super::{Context, Raised};
use crate::{Value, value::text_of};

/// A value, and the right to free one reference to it. It must not outlive its engine's heap, nor
/// an image that is put back; so it never leaves the functions of this crate.
pub(crate) struct Local {
    context: Context,
    raw: sys::JSValue,
}

/// Text that QuickJS lends.
struct LentText {
    context: Context,
    start: *const std::ffi::c_char,
    length: usize,
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
        let context = self.context;
        let mut raw: Vec<sys::JSValue> = arguments.iter().map(Self::raw).collect();
        let count = c_int::try_from(raw.len()).unwrap_or(c_int::MAX);
        // SAFETY: all values are alive until the call ends; QuickJS takes no reference of them,
        // and reads `count` arguments, of which there are at least as many.
        context.own(unsafe {
            sys::JS_Call(context.raw(), self.raw, this.raw, count, raw.as_mut_ptr())
        })
    }

    /// Takes the value out, if it is primitive.
    pub(crate) fn read(&self) -> Result<Value, Raised> {
        // SAFETY: reading the tag of a value has no condition.
        let tag = unsafe { sys::JS_VALUE_GET_NORM_TAG(self.raw) };
        Ok(match tag {
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
        let mut length = 0;
        // SAFETY: the value is alive and the length can be written.
        let start =
            unsafe { sys::JS_ToCStringLen2(self.context.raw(), &raw mut length, self.raw, false) };
        if start.is_null() {
            return Err(Raised);
        }
        let lent = LentText {
            context: self.context,
            start,
            length: length as usize,
        };
        Ok(text_of(lent.bytes()))
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        // SAFETY: the reference is ours, and is not used again.
        unsafe { sys::JS_FreeValue(self.context.raw(), self.raw) };
    }
}

// === impl LentText ===

impl LentText {
    fn bytes(&self) -> &[u8] {
        // SAFETY: QuickJS lent so many bytes until they are freed, and nothing runs meanwhile that
        // could write them.
        unsafe { slice::from_raw_parts(self.start.cast(), self.length) }
    }
}

impl Drop for LentText {
    fn drop(&mut self) {
        // SAFETY: the text came from `JS_ToCStringLen2` and is freed once.
        unsafe { sys::JS_FreeCString(self.context.raw(), self.start) };
    }
}
