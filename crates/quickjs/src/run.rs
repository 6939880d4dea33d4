//! What a run is, as seen from the functions that QuickJS calls back.
//!
//! It lies outside of the engine's heap and never moves, so that the heap may point to it: an image
//! that is put back finds it where it was.

use std::{
    any::Any,
    cell::{Cell, OnceCell, RefCell},
    collections::hash_map::RandomState,
    hash::{BuildHasher, Hasher},
    panic::{self, AssertUnwindSafe},
    ptr::NonNull,
    time::Instant,
};

use crate::{
    Host, Refusal, SplitMix64, Value, arena::Arena, context::Context, exception::Stop, heap::Heap,
    native::Names,
};

/// The state of an engine that is not part of its image.
pub(crate) struct Run {
    heap: Heap<Arena>,
    host: Cell<Option<NonNull<dyn Host>>>,
    deadline: Cell<Option<Instant>>,
    stop: Cell<Option<Stop>>,
    panic: Cell<Option<Box<dyn Any + Send>>>,
    random: Cell<SplitMix64>,
    names: OnceCell<Names>,
    /// Where handlers of proxies lie that the prelude marked. It keeps them for ever.
    branded: RefCell<Vec<usize>>,
}

/// Takes the host away when the call it was passed to ends.
struct Lent<'a>(&'a Run);

// === impl Run ===

impl Run {
    pub(crate) fn new(heap: Heap<Arena>) -> Self {
        Self {
            heap,
            host: Cell::new(None),
            deadline: Cell::new(None),
            stop: Cell::new(None),
            panic: Cell::new(None),
            random: Cell::new(unpredictable()),
            names: OnceCell::new(),
            branded: RefCell::default(),
        }
    }

    pub(crate) fn heap(&self) -> &Heap<Arena> {
        &self.heap
    }

    /// Forgets how the last run ended, and gives the next one random numbers of its own.
    pub(crate) fn renew(&self) {
        self.deadline.set(None);
        self.stop.set(None);
        self.random.set(unpredictable());
    }

    /// Ends the run, unless it has ended for another reason.
    pub(crate) fn stop(&self, reason: Stop) {
        if self.stop.get().is_none() {
            self.stop.set(Some(reason));
        }
    }

    /// Why the run ended, if it has. Looks at the clock.
    pub(crate) fn stopped(&self) -> Option<Stop> {
        if let Some(deadline) = self.deadline.get()
            && Instant::now() >= deadline
        {
            self.stop(Stop::DeadlinePassed);
        }
        self.stop.get()
    }

    pub(crate) fn set_deadline(&self, at: Option<Instant>) {
        self.deadline.set(at);
    }

    pub(crate) fn seed(&self, seed: u64) {
        self.random.set(SplitMix64::new(seed));
    }

    /// The names of what records consist of. They are the same in each image, for they are made before
    /// any is taken.
    pub(crate) fn names(&self, context: Context) -> Names {
        *self.names.get_or_init(|| Names::new(context))
    }

    pub(crate) fn brand(&self, handler: usize) {
        self.branded.borrow_mut().push(handler);
    }

    pub(crate) fn is_branded(&self, handler: usize) -> bool {
        self.branded.borrow().contains(&handler)
    }

    /// The next random number, from 0 to below 1.
    pub(crate) fn random(&self) -> f64 {
        let mut numbers = self.random.get();
        let bits = numbers.draw();
        self.random.set(numbers);
        (bits >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Lets `work` reach `host`, and goes on with a panic of the host.
    pub(crate) fn with_host<T>(&self, host: &mut dyn Host, work: impl FnOnce() -> T) -> T {
        let host = NonNull::from(host);
        // SAFETY: only the lifetime of the trait object changes. `Lent` takes the address away
        // before this function returns, and `host` is borrowed until then.
        let host =
            unsafe { std::mem::transmute::<NonNull<dyn Host + '_>, NonNull<dyn Host>>(host) };
        self.host.set(Some(host));
        let lent = Lent(self);
        let answer = work();
        drop(lent);
        if let Some(panic) = self.panic.take() {
            panic::resume_unwind(panic);
        }
        answer
    }

    /// Calls the host. A panic of it ends the run.
    pub(crate) fn call_host(&self, function: u32, arguments: &[Value]) -> Result<Value, Refusal> {
        if self.stopped().is_some() {
            return Err(Refusal::Abort);
        }
        // The address is taken for as long as the host works, so it cannot be used twice.
        let Some(mut host) = self.host.take() else {
            return Err(Refusal::Abort);
        };
        let answer = panic::catch_unwind(AssertUnwindSafe(|| {
            // SAFETY: `with_host` has it borrowed for as long as the address is set, and nobody
            // else has it now, for it was taken.
            let host = unsafe { host.as_mut() };
            let answer = host.call(function, arguments);
            let waited = host.waited();
            if !waited.is_zero() {
                let deadline = self.deadline.get().map(|at| at + waited);
                self.deadline.set(deadline);
            }
            answer
        }));
        self.host.set(Some(host));
        answer.unwrap_or_else(|panic| {
            self.panic.set(Some(panic));
            Err(Refusal::Abort)
        })
    }
}

impl std::fmt::Debug for Run {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Run")
            .field("stop", &self.stop.get())
            .field("deadline", &self.deadline.get())
            .finish_non_exhaustive()
    }
}

// === impl Lent ===

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        self.0.host.set(None);
    }
}

/// Numbers that scripts cannot foresee, from the keys that the standard library draws for its hash
/// maps.
fn unpredictable() -> SplitMix64 {
    SplitMix64::new(RandomState::new().build_hasher().finish())
}
