//! A JavaScript context, with references that free themselves.
//!
//! This is the layer that knows how QuickJS counts references: what [`Local`] owns is freed once,
//! and what fails leaves an exception pending, told as [`Raised`]. It knows nothing of runs.

mod error;
mod key;
mod lent_text;
mod local;

use std::{
    ffi::{CStr, CString, c_int},
    ptr::NonNull,
};

use rquickjs_sys as sys;

use crate::{Value, run::Run};

use lent_text::LentText;

pub(crate) use key::Key;
pub(crate) use local::Local;

/// A context that lives as long as its engine: whoever has a `Context` is called by the engine, or
/// by QuickJS inside it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context {
    raw: NonNull<sys::JSContext>,
}

/// An exception is pending in the context.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Raised;

/// Whether the stack of an error made inside evaluated code shows who evaluated it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backtrace {
    Whole,
    EndsHere,
}

// === impl Context ===

impl Context {
    /// # Safety
    ///
    /// `raw` must be a context whose runtime has a [`Run`] as its opaque, and which outlives this.
    pub(crate) unsafe fn from_raw(raw: *mut sys::JSContext) -> Self {
        // SAFETY: a context is not null.
        let raw = unsafe { NonNull::new_unchecked(raw) };
        Self { raw }
    }

    pub(crate) fn raw(self) -> *mut sys::JSContext {
        self.raw.as_ptr()
    }

    /// The run that the context's engine serves.
    pub(crate) fn run<'a>(self) -> &'a Run {
        // SAFETY: the context lives, and so does its runtime.
        let opaque = unsafe { sys::JS_GetRuntimeOpaque(self.runtime()) };
        // SAFETY: the opaque is the address of a `Run`, by contract of `from_raw`; it lives as
        // long as the engine, and is only ever shared.
        unsafe { &*opaque.cast::<Run>() }
    }

    pub(crate) fn runtime(self) -> *mut sys::JSRuntime {
        // SAFETY: the context lives.
        unsafe { sys::JS_GetRuntime(self.raw()) }
    }

    /// Takes over a reference that QuickJS gave, or tells that it gave an exception instead.
    pub(crate) fn own(self, value: sys::JSValue) -> Result<Local, Raised> {
        // SAFETY: reading the tag of a value has no condition.
        if unsafe { sys::JS_IsException(value) } {
            return Err(Raised);
        }
        // SAFETY: the value came from this context with a reference for the caller.
        Ok(unsafe { Local::from_raw(self, value) })
    }

    pub(crate) fn undefined(self) -> Local {
        // SAFETY: `undefined` has no references to count.
        unsafe { Local::from_raw(self, sys::JS_UNDEFINED) }
    }

    pub(crate) fn text(self, text: &str) -> Result<Local, Raised> {
        // SAFETY: the text is valid for the length given; QuickJS copies it.
        self.own(unsafe { sys::JS_NewStringLen(self.raw(), text.as_ptr().cast(), text.len() as _) })
    }

    /// Brings a value in.
    pub(crate) fn value(self, value: &Value) -> Result<Local, Raised> {
        let raw = match value {
            Value::Text(text) => return self.text(text),
            Value::Undefined | Value::Other => sys::JS_UNDEFINED,
            Value::Null => sys::JS_NULL,
            Value::Boolean(true) => sys::JS_TRUE,
            Value::Boolean(false) => sys::JS_FALSE,
            Value::Number(number) => sys::JS_NewFloat64(*number),
        };
        self.own(raw)
    }

    pub(crate) fn object(self) -> Result<Local, Raised> {
        // SAFETY: the context lives.
        self.own(unsafe { sys::JS_NewObjectProto(self.raw(), sys::JS_NULL) })
    }

    /// An object that inherits from another one.
    pub(crate) fn object_of(self, prototype: &Local) -> Result<Local, Raised> {
        // SAFETY: the prototype is alive.
        self.own(unsafe { sys::JS_NewObjectProto(self.raw(), prototype.raw()) })
    }

    pub(crate) fn array(self) -> Result<Local, Raised> {
        // SAFETY: the context lives.
        self.own(unsafe { sys::JS_NewArray(self.raw()) })
    }

    pub(crate) fn integer(self, number: u32) -> Local {
        let raw = match i32::try_from(number) {
            Ok(number) => sys::JS_MKVAL(sys::JS_TAG_INT, number),
            Err(_) => sys::JS_NewFloat64(number.into()),
        };
        // SAFETY: a number has no references to count.
        unsafe { Local::from_raw(self, raw) }
    }

    pub(crate) fn proxy(self, target: &Local, handler: &Local) -> Result<Local, Raised> {
        // SAFETY: both are alive; the proxy counts references of its own to them.
        self.own(unsafe { sys::JS_NewProxy(self.raw(), target.raw(), handler.raw()) })
    }

    pub(crate) fn global(self) -> Result<Local, Raised> {
        // SAFETY: the context lives.
        self.own(unsafe { sys::JS_GetGlobalObject(self.raw()) })
    }

    /// Makes a function of a native one.
    pub(crate) fn function(
        self,
        name: &CStr,
        length: c_int,
        function: NativeFunction,
    ) -> Result<Local, Raised> {
        let kind = sys::JSCFunctionEnum_JS_CFUNC_generic;
        // SAFETY: the function has the form that the kind demands; the name is copied.
        self.own(unsafe {
            sys::JS_NewCFunction2(self.raw(), Some(function), name.as_ptr(), length, kind, 0)
        })
    }

    /// Makes a function of a native one that is called with these values as well.
    pub(crate) fn function_with(
        self,
        length: c_int,
        function: FunctionWithData,
        data: &[Local],
    ) -> Result<Local, Raised> {
        let mut data: Vec<sys::JSValue> = data.iter().map(Local::raw).collect();
        let count = c_int::try_from(data.len()).unwrap_or(c_int::MAX);
        // SAFETY: the values are alive, and there are so many; the function counts references of its
        // own to them.
        self.own(unsafe {
            sys::JS_NewCFunctionData(
                self.raw(),
                Some(function),
                length,
                0,
                count,
                data.as_mut_ptr(),
            )
        })
    }

    /// The name of a property, which is never given back.
    pub(crate) fn atom(self, name: &str) -> sys::JSAtom {
        // SAFETY: the name is valid for its length; QuickJS copies it.
        unsafe { sys::JS_NewAtomLen(self.raw(), name.as_ptr().cast(), name.len() as _) }
    }

    /// Runs a sloppy global script.
    pub(crate) fn evaluate(
        self,
        source: &str,
        name: &str,
        backtrace: Backtrace,
    ) -> Result<Local, Raised> {
        let flags = match backtrace {
            Backtrace::Whole => 0,
            Backtrace::EndsHere => sys::JS_EVAL_FLAG_BACKTRACE_BARRIER,
        };
        self.evaluate_with(source, name, flags)
    }

    /// Reads a sloppy global script, and does not run it.
    pub(crate) fn compile(self, source: &str, name: &str) -> Result<Local, Raised> {
        self.evaluate_with(source, name, sys::JS_EVAL_FLAG_COMPILE_ONLY)
    }

    fn evaluate_with(self, source: &str, name: &str, flags: u32) -> Result<Local, Raised> {
        // QuickJS wants a NUL behind the source. A NUL inside is a character like others in the
        // source, but would end the name.
        let length = source.len();
        let mut terminated = Vec::with_capacity(length + 1);
        terminated.extend_from_slice(source.as_bytes());
        terminated.push(0);
        let name = CString::new(name.replace('\0', "")).unwrap_or_default();
        // SAFETY: the source is valid for its length and a NUL follows it; both texts outlive the
        // call, which keeps none of them.
        self.own(unsafe {
            sys::JS_Eval(
                self.raw(),
                terminated.as_ptr().cast(),
                length as _,
                name.as_ptr(),
                (sys::JS_EVAL_TYPE_GLOBAL | flags) as c_int,
            )
        })
    }

    /// Runs the promise jobs that are due, and those they make due.
    pub(crate) fn run_jobs(self) -> Result<(), Raised> {
        loop {
            if self.run().stopped().is_some() {
                return Err(self.throw_stopped());
            }
            let mut context = std::ptr::null_mut();
            // SAFETY: the runtime lives; the context that is written is not used.
            let answer = unsafe { sys::JS_ExecutePendingJob(self.runtime(), &raw mut context) };
            match answer {
                0 => return Ok(()),
                1.. => {}
                _ => return Err(Raised),
            }
        }
    }
}

/// A function that QuickJS calls.
pub(crate) type NativeFunction = unsafe extern "C" fn(
    *mut sys::JSContext,
    sys::JSValue,
    c_int,
    *mut sys::JSValue,
) -> sys::JSValue;

/// A function that QuickJS calls with the values it was made with.
pub(crate) type FunctionWithData = unsafe extern "C" fn(
    *mut sys::JSContext,
    sys::JSValue,
    c_int,
    *mut sys::JSValue,
    c_int,
    *mut sys::JSValue,
) -> sys::JSValue;
