//! Exceptions: making, throwing, taking.

use std::ffi::CStr;

use rquickjs_sys as sys;

use super::{Context, Local, Raised};

/// Makes an error of a native kind from a format and its arguments.
type NewError =
    unsafe extern "C" fn(*mut sys::JSContext, *const std::ffi::c_char, ...) -> sys::JSValue;

impl Context {
    /// Takes the pending exception.
    pub(crate) fn take_exception(self) -> Local {
        // SAFETY: the context lives; the reference to the exception is handed over.
        let raw = unsafe { sys::JS_GetException(self.raw()) };
        // SAFETY: see above. Without an exception it is a value without references.
        unsafe { Local::from_raw(self, raw) }
    }

    /// Throws an error that a script can catch. A `name` that is no native error's is set on an
    /// `Error`.
    pub(crate) fn throw_error(self, name: &str, message: &str) -> Raised {
        let new_error = native_error(name);
        let constructor = new_error.unwrap_or(sys::JS_NewPlainError as NewError);
        match self.named_error(constructor, name, message, new_error.is_none()) {
            Ok(error) => self.throw(error),
            Err(raised) => raised,
        }
    }

    /// Throws what no script can catch, because the run is over.
    pub(crate) fn throw_stopped(self) -> Raised {
        let error = self.error(sys::JS_NewInternalError as NewError, c"the run has ended");
        let Ok(error) = error else {
            // No memory for an error: what is thrown instead can be caught, but the run is over.
            return self.throw(self.undefined());
        };
        // SAFETY: the error is alive.
        unsafe { sys::JS_SetUncatchableError(self.raw(), error.raw()) };
        self.throw(error)
    }

    fn named_error(
        self,
        constructor: NewError,
        name: &str,
        message: &str,
        is_named: bool,
    ) -> Result<Local, Raised> {
        let error = self.error(constructor, c"")?;
        // QuickJS would cut a message that it formats.
        error.define(c"message", self.text(message)?)?;
        if is_named {
            error.define(c"name", self.text(name)?)?;
        }
        Ok(error)
    }

    fn error(self, constructor: NewError, message: &CStr) -> Result<Local, Raised> {
        // SAFETY: the format takes one argument, a text with a NUL at its end.
        self.own(unsafe { constructor(self.raw(), c"%s".as_ptr(), message.as_ptr()) })
    }

    fn throw(self, error: Local) -> Raised {
        // SAFETY: the reference to the error is given away. The answer is the mark of an exception.
        unsafe { sys::JS_Throw(self.raw(), error.into_raw()) };
        Raised
    }
}

fn native_error(name: &str) -> Option<NewError> {
    Some(match name {
        "Error" => sys::JS_NewPlainError,
        "RangeError" => sys::JS_NewRangeError,
        "ReferenceError" => sys::JS_NewReferenceError,
        "SyntaxError" => sys::JS_NewSyntaxError,
        "TypeError" => sys::JS_NewTypeError,
        _ => return None,
    })
}
