//! Taking an engine's image and putting it back.

use rquickjs_sys as sys;

use super::Engine;
use crate::{
    Error,
    arena::Image,
    context::{Backtrace, Raised},
};

/// An engine as it was.
#[derive(Debug)]
pub(super) struct Snapshot {
    memory: Image,
    entry: Entry,
}

/// The entry of the prelude, which lies in the memory of the same snapshot.
struct Entry(sys::JSValue);

// === impl Engine ===

impl Engine {
    /// Copies the whole heap aside, with everything that was made so far.
    pub fn take_image(&mut self) {
        self.image = None;
        self.collect_garbage();
        let heap = self.run.heap();
        let top = heap.top();
        heap.memory().wipe(top as usize, heap.peak() as usize);
        heap.settle();
        self.image = Some(Snapshot {
            memory: heap.memory().take_image(top),
            entry: Entry(self.entry),
        });
    }

    /// Makes the heap what it was when the image was taken, forgets how the last run ended, and
    /// gives memory back that it used: of the heap what lies far beyond the image, and of the stack
    /// what lies far below the caller, if more can be there than runs of a millisecond use. The deadline is
    /// taken away.
    pub fn restore_image(&mut self) -> Result<(), Error> {
        let snapshot = self.image.as_ref().ok_or(Error::NoImage)?;
        let heap = self.run.heap();
        let touched = heap.peak();
        heap.memory().put_back(&snapshot.memory, touched);
        self.entry = snapshot.entry.0;
        self.run.renew();
        self.stack.release();
        Ok(())
    }

    /// How many bytes the image has.
    pub fn image_size(&self) -> usize {
        self.image
            .as_ref()
            .map_or(0, |snapshot| snapshot.memory.length())
    }

    /// How many of them are copied to restore it: the pages that were written since it was taken, where the
    /// system tells, which is Linux; else all.
    pub fn image_copied(&self) -> usize {
        self.image
            .as_ref()
            .map_or(0, |snapshot| snapshot.memory.copied())
    }

    /// QuickJS keeps the stack of the last error, with all functions on it, until it reads a script.
    fn forget_last_stack(&mut self) {
        if let Err(Raised) = self.context.evaluate("", "", Backtrace::Whole) {
            drop(self.context.take_exception());
        }
    }

    /// Leaves no garbage in the image, and none to be looked for in runs that make little.
    fn collect_garbage(&mut self) {
        self.limit_stack();
        self.forget_last_stack();
        let runtime = self.runtime.as_ptr();
        // SAFETY: the runtime lives and is not running, as `self` is borrowed mutably.
        unsafe { sys::JS_RunGC(runtime) };
        let threshold = self.memory_used() + self.limits.memory / 16;
        // SAFETY: as above.
        unsafe { sys::JS_SetGCThreshold(runtime, threshold as _) };
    }
}

// === impl Entry ===

impl std::fmt::Debug for Entry {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Entry")
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use crate::{Engine, Host, Limits, Refusal, Value};

    struct Aborting;

    impl Host for Aborting {
        fn call(&mut self, _: u32, _: &[Value]) -> Result<Value, Refusal> {
            Err(Refusal::Abort)
        }
    }

    const LIMITS: Limits = Limits {
        memory: 4 << 20,
        stack: 1 << 20,
    };

    const ENDLESS: &str = "for (;;) {}";

    /// Every byte of the heap.
    fn bytes(engine: &Engine) -> Vec<u8> {
        let arena = engine.run.heap().memory();
        arena.copy_out(LIMITS.memory as u32).into_vec()
    }

    /// Not a byte differs after a restore, whatever ran.
    #[test]
    fn restoring_is_exact() {
        let work = || {
            let mut engine = Engine::new(LIMITS).unwrap();
            let prelude = "native => ({ run: native.evaluate, stop: () => native.host(0) })";
            let loaded = engine.load_prelude(&mut Aborting, prelude, "<prelude>");
            assert_eq!(loaded, Ok(()));
            engine.take_image();
            let taken = bytes(&engine);
            for source in [
                "1",
                "var kept = []; for (let i = 0; i < 10000; i++) kept.push({ i })",
                "let a = []; for (;;) a.push(new Uint8Array(5000))",
                ENDLESS,
                "null.x",
                "Promise.resolve().then(() => 1)",
                "(function f() { f() })()",
            ] {
                let time = Duration::from_millis(if source == ENDLESS { 200 } else { 20_000 });
                engine.set_deadline(Some(Instant::now() + time));
                let arguments = [Value::from(source), Value::from("<eval>")];
                drop(engine.call(&mut Aborting, "run", &arguments));
                drop(engine.call(&mut Aborting, "stop", &[]));
                assert!(bytes(&engine) != taken, "{source}");
                engine.restore_image().unwrap();
                assert!(bytes(&engine) == taken, "{source}");
            }
        };
        let thread = LIMITS.thread().spawn(work).unwrap();
        assert!(thread.join().is_ok());
    }
}
