//! What a native function was called with.

use std::{ffi::c_int, marker::PhantomData, slice};

use rquickjs_sys as sys;

use crate::context::{Context, Local, Raised};

/// Values that live as long as the call.
#[derive(Clone, Copy)]
pub(super) struct Arguments<'a> {
    context: Context,
    values: &'a [sys::JSValue],
    /// A context belongs to its thread.
    here: PhantomData<*const ()>,
}

// === impl Arguments ===

impl Arguments<'_> {
    /// # Safety
    ///
    /// The three must be what QuickJS passed, in a call that does not return while this is used.
    pub(super) unsafe fn new(
        context: *mut sys::JSContext,
        count: c_int,
        values: *mut sys::JSValue,
    ) -> Self {
        // SAFETY: by contract it is a context, and only engines of this crate have functions of it.
        let context = unsafe { Context::from_raw(context) };
        let values = match usize::try_from(count) {
            // SAFETY: by contract there are so many values, which stay as they are until the call ends.
            Ok(count @ 1..) => unsafe { slice::from_raw_parts(values, count) },
            _ => &[],
        };
        Self {
            context,
            values,
            here: PhantomData,
        }
    }

    pub(super) fn context(self) -> Context {
        self.context
    }

    pub(super) fn len(self) -> usize {
        self.values.len()
    }

    /// One of them, with a reference of its own.
    pub(super) fn get(self, at: usize) -> Option<Local> {
        // SAFETY: the caller's values live as long as its call.
        let share = |raw: &sys::JSValue| unsafe { Local::share(self.context, *raw) };
        self.values.get(at).map(share)
    }

    pub(super) fn iter(self) -> impl ExactSizeIterator<Item = Local> {
        // SAFETY: as in `get`.
        let share = move |raw: &sys::JSValue| unsafe { Local::share(self.context, *raw) };
        self.values.iter().map(share)
    }

    /// Calls another function with the same values.
    pub(super) fn pass_to(self, function: &Local) -> Result<Local, Raised> {
        // SAFETY: the values live as long as the call that they came with.
        unsafe { function.call_raw(&self.context.undefined(), self.values) }
    }
}
