//! The functions that QuickJS allocates with, on top of the [`Heap`](crate::heap::Heap).
//!
//! Their `opaque` is the [`Run`] of the engine. When there is no memory left the run is stopped:
//! a script must not go on by catching that.

use std::{
    ffi::c_void,
    process,
    ptr::{self, NonNull},
};

use rquickjs_sys as sys;

use crate::{exception::Stop, heap::UNIT, run::Run};

/// The functions for `JS_NewRuntime2`.
pub(crate) const FUNCTIONS: sys::JSMallocFunctions = sys::JSMallocFunctions {
    js_calloc: Some(calloc),
    js_malloc: Some(malloc),
    js_free: Some(free),
    js_realloc: Some(realloc),
    js_malloc_usable_size: Some(usable_size),
};

unsafe extern "C" fn calloc(
    opaque: *mut c_void,
    count: sys::size_t,
    size: sys::size_t,
) -> *mut c_void {
    // SAFETY: QuickJS passes the `opaque` it was made with.
    let run = unsafe { run_of(opaque) };
    let size = (count as usize).checked_mul(size as usize);
    answer(run, size.and_then(|size| run.heap().allocate_zeroed(size)))
}

unsafe extern "C" fn malloc(opaque: *mut c_void, size: sys::size_t) -> *mut c_void {
    // SAFETY: QuickJS passes the `opaque` it was made with.
    let run = unsafe { run_of(opaque) };
    answer(run, run.heap().allocate(size as usize))
}

unsafe extern "C" fn free(opaque: *mut c_void, place: *mut c_void) {
    // SAFETY: QuickJS passes the `opaque` it was made with.
    let run = unsafe { run_of(opaque) };
    if let Some(place) = NonNull::new(place.cast()) {
        run.heap().free(offset(run, place));
    }
}

unsafe extern "C" fn realloc(
    opaque: *mut c_void,
    place: *mut c_void,
    size: sys::size_t,
) -> *mut c_void {
    // SAFETY: QuickJS passes the `opaque` it was made with.
    let run = unsafe { run_of(opaque) };
    let heap = run.heap();
    let place = match NonNull::new(place.cast()) {
        Some(place) => heap.reallocate(offset(run, place), size as usize),
        None => heap.allocate(size as usize),
    };
    answer(run, place)
}

/// QuickJS gives no `opaque` here, so the header before the place is read unchecked.
unsafe extern "C" fn usable_size(place: *const c_void) -> sys::size_t {
    if place.is_null() {
        return 0;
    }
    let header = place.wrapping_byte_sub(UNIT as usize).cast::<u32>();
    // SAFETY: QuickJS asks about places that it was given; in front of each lies its header, which
    // begins with its size in units, marked by the highest bit.
    let size = unsafe { header.read() };
    sys::size_t::from(((size & !(1 << 31)) - 1) * UNIT)
}

/// # Safety
///
/// `opaque` must be the address of a `Run` that lives.
unsafe fn run_of<'a>(opaque: *mut c_void) -> &'a Run {
    // SAFETY: by contract. A `Run` is only ever shared, its fields are cells.
    unsafe { &*opaque.cast::<Run>() }
}

fn answer(run: &Run, place: Option<u32>) -> *mut c_void {
    match place {
        Some(place) => run.heap().memory().address(place).as_ptr().cast(),
        None => {
            run.stop(Stop::OutOfMemory);
            ptr::null_mut()
        }
    }
}

fn offset(run: &Run, place: NonNull<u8>) -> u32 {
    match run.heap().memory().offset(place) {
        Some(offset) => offset,
        // QuickJS frees what it was not given: its memory is broken.
        None => process::abort(),
    }
}
