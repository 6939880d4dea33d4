//! A script that was compiled before: bytecode outside of any heap.
//!
//! QuickJS believes what it reads back, so the bytes come from its own compiler, in this process, and
//! nobody else sees them.

use std::slice;

use rquickjs_sys as sys;

use crate::context::{Context, Local, Raised};

/// A script that an [`Engine`](crate::Engine) has compiled.
#[derive(Clone)]
pub struct Program {
    bytes: Box<[u8]>,
}

/// What a program knows of the text it was made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// All.
    Kept,
    /// Nothing but the names of its functions: they have no text, and frames of stacks no file.
    Forgotten,
}

// === impl Program ===

impl Program {
    /// Compiles a sloppy global script.
    pub(crate) fn compile(
        context: Context,
        source: &str,
        name: &str,
        origin: Origin,
    ) -> Result<Self, Raised> {
        let compiled = context.compile(source, name)?;
        let stripped = match origin {
            Origin::Kept => 0,
            Origin::Forgotten => sys::JS_WRITE_OBJ_STRIP_SOURCE | sys::JS_WRITE_OBJ_STRIP_DEBUG,
        };
        let flags = (sys::JS_WRITE_OBJ_BYTECODE | stripped) as i32;
        let mut length = 0;
        // SAFETY: the compiled script is alive and the length can be written.
        let start =
            unsafe { sys::JS_WriteObject(context.raw(), &raw mut length, compiled.raw(), flags) };
        if start.is_null() {
            return Err(Raised);
        }
        // SAFETY: QuickJS answered that so many bytes are there, and they are not written any more.
        let bytes = unsafe { slice::from_raw_parts(start, length as usize) }.into();
        // SAFETY: the bytes were allocated for the caller, and are not used again.
        unsafe { sys::js_free(context.raw(), start.cast()) };
        Ok(Self { bytes })
    }

    /// Runs it, in any engine, and gives its completion value.
    pub(crate) fn run(&self, context: Context) -> Result<Local, Raised> {
        let flags = sys::JS_READ_OBJ_BYTECODE as i32;
        let length = self.bytes.len() as sys::size_t;
        // SAFETY: the bytes are what `compile` got of QuickJS; it copies what it needs of them.
        let function =
            unsafe { sys::JS_ReadObject(context.raw(), self.bytes.as_ptr(), length, flags) };
        let function = context.own(function)?;
        // SAFETY: the function is a compiled script; the reference to it is given away.
        context.own(unsafe { sys::JS_EvalFunction(context.raw(), function.into_raw()) })
    }
}

impl std::fmt::Debug for Program {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Program")
            .field("length", &self.bytes.len())
            .finish()
    }
}
