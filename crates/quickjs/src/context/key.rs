//! A property's key.

use rquickjs_sys as sys;

use super::{Context, LentText, Raised};

/// A key, and the right to free one reference to it.
#[derive(Debug)]
pub(crate) struct Key {
    context: Context,
    atom: sys::JSAtom,
}

/// Marks the keys that are array indices; the other bits are the index.
const INDEX: sys::JSAtom = 1 << 31;

// === impl Key ===

impl Key {
    /// # Safety
    ///
    /// `atom` must be one of the context's, with a reference that is the caller's.
    pub(super) unsafe fn from_raw(context: Context, atom: sys::JSAtom) -> Self {
        Self { context, atom }
    }

    pub(crate) fn atom(&self) -> sys::JSAtom {
        self.atom
    }

    /// The key of an array index.
    pub(crate) fn of_index(context: Context, index: u32) -> Self {
        // SAFETY: the context lives.
        let atom = unsafe { sys::JS_NewAtomUInt32(context.raw(), index) };
        Self { context, atom }
    }

    /// Lends the text, in UTF-8, but for lone surrogates.
    pub(crate) fn with_text<T>(&self, work: impl FnOnce(&[u8]) -> T) -> Result<T, Raised> {
        let lent = LentText::take(self.context, |length| {
            // SAFETY: the key is alive and the length can be written.
            unsafe { sys::JS_AtomToCStringLen(self.context.raw(), length, self.atom) }
        })?;
        Ok(work(lent.bytes()))
    }

    /// The array index that it is.
    pub(crate) fn index(&self) -> Option<u32> {
        (self.atom & INDEX != 0).then_some(self.atom & !INDEX)
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        // SAFETY: the reference is ours, and is not used again.
        unsafe { sys::JS_FreeAtom(self.context.raw(), self.atom) };
    }
}
