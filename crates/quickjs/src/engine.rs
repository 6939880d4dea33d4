//! The engine: what the crate offers.

mod image;

use std::{ffi::CString, ptr::NonNull, rc::Rc, time::Instant};

use rquickjs_sys as sys;

use crate::{
    Error, Exception, Host, Limits, Thrown, Value,
    arena::Arena,
    context::{Backtrace, Context, Local, Raised},
    engine::image::Snapshot,
    heap::Heap,
    malloc, native,
    program::{Origin, Program},
    run::Run,
    stack::Stack,
};

/// One JavaScript engine: a runtime with one context, in a heap of its own.
///
/// It stays on the thread it was made on, whose stack must be large enough for its
/// [`Limits`]; [`Limits::thread`] makes such a thread.
pub struct Engine {
    runtime: NonNull<sys::JSRuntime>,
    context: Context,
    /// What the prelude left: the only object inside that is known outside. A value without
    /// references until there is a prelude.
    entry: sys::JSValue,
    image: Option<Snapshot>,
    stack: Stack,
    limits: Limits,
    /// Last, for it holds the memory that everything else lies in.
    run: Rc<Run>,
}

// === impl Engine ===

impl Engine {
    /// Makes an engine with the built-in objects of JavaScript.
    pub fn new(limits: Limits) -> Result<Self, Error> {
        let too_small = Error::MemoryLimit(limits.memory);
        let stack = Stack::of_this_thread(limits.stack)?;
        let heap = Heap::create(Arena::map(limits.memory)?).ok_or(too_small.clone())?;
        let run = Rc::new(Run::new(heap));
        let opaque = Rc::as_ptr(&run).cast_mut().cast();
        // SAFETY: the functions are those of this crate, and their opaque is a run that lives in
        // its `Rc` as long as the engine.
        let runtime = unsafe { sys::JS_NewRuntime2(&malloc::FUNCTIONS, opaque) };
        let runtime = NonNull::new(runtime).ok_or(too_small.clone())?;
        // SAFETY: the runtime was just made; the opaque is a run, which `Context` relies on.
        unsafe { sys::JS_SetRuntimeOpaque(runtime.as_ptr(), opaque) };
        // SAFETY: as above; `interrupt` takes its opaque for a run.
        unsafe { sys::JS_SetInterruptHandler(runtime.as_ptr(), Some(interrupt), opaque) };
        // SAFETY: the runtime was just made.
        let context = unsafe { sys::JS_NewContext(runtime.as_ptr()) };
        let context = NonNull::new(context).ok_or(too_small.clone())?;
        // SAFETY: the context is one of the runtime, whose opaque is a run. It lies in the heap,
        // which lives as long as the engine.
        let context = unsafe { Context::from_raw(context.as_ptr()) };
        native::replace_random(context).map_err(|Raised| too_small)?;
        context.run().names(context);
        let mut engine = Self {
            runtime,
            context,
            entry: sys::JS_UNDEFINED,
            image: None,
            stack,
            limits,
            run,
        };
        engine.read_time_zone();
        Ok(engine)
    }

    /// Runs the prelude, a script whose completion value is a function. It is called with an object
    /// of native functions, and what it returns is the engine's entry: an object, whose functions
    /// [`call`](Self::call) reaches and no script does.
    ///
    /// The native functions are
    ///
    /// - `host(number, ...values)` calls the [`Host`] with primitive values;
    /// - `evaluate(source, name)` runs a sloppy global script and returns its completion value;
    ///   stacks of errors end there. The text of an identifier gives the value of a global binding
    ///   of any kind;
    /// - `classOf(value)` names the class the engine keeps an object in, such as `Proxy`, `Promise`,
    ///   `Date` or `Uint8Array`, whatever its prototypes say; `undefined` for what is no object;
    /// - `runJobs()` runs the promise jobs that are due;
    /// - `memberTrap(makers, trap)` and `elementTrap(makers, trap)` make `get` traps of proxies that read records
    ///   and lists without running code of scripts, and call `trap` for what they cannot see; `makers` has what
    ///   records are made with;
    /// - `plainJson(value)` writes JSON, if that is plain to see, and else answers `undefined`;
    /// - `brand(handler)` marks a handler of proxies, and `targetOf(value)` answers the target of a proxy
    ///   whose handler is marked.
    ///
    /// If the entry has a function `describe`, it is called with what a script threw, and its text
    /// becomes [`Thrown::description`].
    ///
    /// The heap keeps neither text nor positions of the prelude: its functions say that they are
    /// native code, and its frames in stacks have no file. It is compiled in an engine of its own,
    /// which leaves no traces in this one.
    pub fn load_prelude(
        &mut self,
        host: &mut dyn Host,
        source: &str,
        name: &str,
    ) -> Result<(), Exception> {
        let mut compiler = Self::new(self.limits).map_err(|_| Exception::OutOfMemory)?;
        let program = compiler.enter(host, |context, _| {
            Program::compile(context, source, name, Origin::Forgotten)
        })?;
        drop(compiler);
        let entry = self.enter(host, |context, _| {
            let function = program.run(context)?;
            let entry = function.call(&context.undefined(), &[native::object(context)?])?;
            Ok(entry.into_raw())
        })?;
        self.entry = entry;
        Ok(())
    }

    /// Runs a sloppy global script and answers its completion value. `name` is the file name in
    /// the stacks of errors.
    pub fn evaluate(
        &mut self,
        host: &mut dyn Host,
        source: &str,
        name: &str,
    ) -> Result<Value, Exception> {
        self.enter(host, |context, _| {
            context.evaluate(source, name, Backtrace::Whole)?.read()
        })
    }

    /// Reads a sloppy global script, for [`run`](Self::run) to run it in any run of any engine,
    /// with less to do. `name` is the file name in the stacks of errors.
    ///
    /// QuickJS forgets that the arrays are frozen which a function is called with for a template, as
    /// in `` tag`text` ``: run the text of a script that may tell.
    pub fn compile(
        &mut self,
        host: &mut dyn Host,
        source: &str,
        name: &str,
    ) -> Result<Program, Exception> {
        self.enter(host, |context, _| {
            Program::compile(context, source, name, Origin::Kept)
        })
    }

    /// Runs a compiled script and answers its completion value, as [`evaluate`](Self::evaluate) does.
    pub fn run(&mut self, host: &mut dyn Host, program: &Program) -> Result<Value, Exception> {
        self.enter(host, |context, _| program.run(context)?.read())
    }

    /// Calls a function of the prelude's entry, as a method of it.
    pub fn call(
        &mut self,
        host: &mut dyn Host,
        function: &str,
        arguments: &[Value],
    ) -> Result<Value, Exception> {
        let function = CString::new(function).unwrap_or_default();
        self.enter(host, |context, entry| {
            let arguments: Result<Vec<_>, Raised> = arguments
                .iter()
                .map(|argument| context.value(argument))
                .collect();
            let function = entry.property(&function)?;
            function.call(entry, &arguments?)?.read()
        })
    }

    /// Runs promise jobs until none is left. A rejected promise that nobody handles is no failure.
    pub fn run_jobs(&mut self, host: &mut dyn Host) -> Result<(), Exception> {
        self.enter(host, |context, _| context.run_jobs())
    }

    /// From `at` on running code is stopped, and calls fail.
    pub fn set_deadline(&mut self, at: Option<Instant>) {
        self.run.set_deadline(at);
    }

    /// Makes `Math.random` reproducible. Without a seed its numbers cannot be foreseen; they are
    /// unfit for secrets either way. An image that is restored has a new, unforeseen seed.
    pub fn seed(&mut self, seed: u64) {
        self.run.seed(seed);
    }

    /// Allows less memory than [`Limits::memory`], until the image is restored.
    pub fn limit_memory(&mut self, bytes: usize) {
        self.run
            .heap()
            .limit(u32::try_from(bytes).unwrap_or(u32::MAX));
    }

    /// How many bytes of the heap are in use.
    pub fn memory_used(&self) -> usize {
        self.run.heap().in_use() as usize
    }

    /// How much stack the thread has left at the caller, less a margin.
    pub fn stack_left(&self) -> usize {
        self.stack.left()
    }

    /// Lets `work` use the context, and finds out how it ended.
    fn enter<T>(
        &mut self,
        host: &mut dyn Host,
        work: impl FnOnce(Context, &Local) -> Result<T, Raised>,
    ) -> Result<T, Exception> {
        if let Some(stop) = self.run.stopped() {
            return Err(stop.into());
        }
        self.limit_stack();
        let context = self.context;
        // SAFETY: the entry is alive: it came with a reference, which is kept until the heap goes,
        // and a restored image brings the entry it was taken with.
        let entry = unsafe { Local::share(context, self.entry) };
        let answer = self.run.with_host(host, || {
            work(context, &entry).map_err(|Raised| Thrown::take(context, &entry))
        });
        match self.run.stopped() {
            Some(stop) => Err(stop.into()),
            None => answer.map_err(|thrown| Exception::Thrown(Box::new(thrown))),
        }
    }

    /// The first local time of a process reads files. Afterwards an engine opens none, so that it
    /// can be locked in.
    fn read_time_zone(&mut self) {
        self.limit_stack();
        let source = "new Date(0).getTimezoneOffset()";
        if let Err(Raised) = self.context.evaluate(source, "", Backtrace::Whole) {
            drop(self.context.take_exception());
        }
    }

    /// Tells QuickJS how far the stack may grow from here.
    fn limit_stack(&self) {
        // SAFETY: the runtime lives, and this is its thread, as `Engine` cannot be sent.
        unsafe { sys::JS_UpdateStackTop(self.runtime.as_ptr()) };
        // SAFETY: as above.
        unsafe { sys::JS_SetMaxStackSize(self.runtime.as_ptr(), self.stack.allowance() as _) };
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Engine")
            .field("limits", &self.limits)
            .field("memory_used", &self.memory_used())
            .field("image", &self.image)
            .finish_non_exhaustive()
    }
}

/// QuickJS asks from time to time whether to go on.
unsafe extern "C" fn interrupt(
    _runtime: *mut sys::JSRuntime,
    opaque: *mut std::ffi::c_void,
) -> i32 {
    // SAFETY: the opaque is the engine's run, which lives as long as the runtime.
    let run = unsafe { &*opaque.cast::<Run>() };
    run.stopped().is_some().into()
}
