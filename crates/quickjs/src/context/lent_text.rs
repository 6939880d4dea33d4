//! Text that QuickJS lends.

use std::{ffi::c_char, slice};

use rquickjs_sys as sys;

use super::{Context, Raised};

/// Bytes of a text, until it is given back.
pub(super) struct LentText {
    context: Context,
    start: *const c_char,
    length: usize,
}

// === impl LentText ===

impl LentText {
    /// `lend` is one of QuickJS's functions that write the length and answer where the text begins.
    pub(super) fn take(
        context: Context,
        lend: impl FnOnce(*mut sys::size_t) -> *const c_char,
    ) -> Result<Self, Raised> {
        let mut length = 0;
        let start = lend(&raw mut length);
        if start.is_null() {
            return Err(Raised);
        }
        Ok(Self {
            context,
            start,
            length: length as usize,
        })
    }

    pub(super) fn bytes(&self) -> &[u8] {
        // SAFETY: QuickJS lent so many bytes until they are freed, and nothing runs meanwhile that
        // could write them.
        unsafe { slice::from_raw_parts(self.start.cast(), self.length) }
    }
}

impl Drop for LentText {
    fn drop(&mut self) {
        // SAFETY: the text was lent by QuickJS and is given back once.
        unsafe { sys::JS_FreeCString(self.context.raw(), self.start) };
    }
}
