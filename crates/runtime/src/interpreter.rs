//! One engine, and one action's run in it.

use std::{
    hash::{BuildHasher as _, RandomState},
    rc::Rc,
    thread,
    time::{Duration, Instant},
};

use portcullis_core::script::{Place, Profile, ScriptError, ScriptErrorKind};
use portcullis_quickjs::{Engine, Exception, Host, Limits, Refusal, Value};
use portcullis_script_syntax::{STACK_MAX, SyntaxError, TAKERS};
use serde::Deserialize;

use crate::{
    failure::{Parsed, Thrown},
    host::{Abort, RunHost},
    job::Job,
    outside::Outside,
    prelude,
    scripts::{Script, Scripts},
    trigger::Executor,
};

/// What is said of a function that returns something, where that is allowed.
const RETURNS: &str = "The function returns a value: the old engine takes that for a failure.";

/// The name of every script in positions.
const SCRIPT: &str = "<eval>";

/// An engine with the prelude in it.
///
/// It needs a thread with a stack for its limits; [`Interpreter::thread`] makes one. On a thread with
/// less for parsing, long scripts run without what only parsing can tell of them.
#[derive(Debug)]
pub struct Interpreter {
    engine: Engine,
    /// The function that scripts are made to call where they throw, by a name that none has.
    mark: String,
    scripts: Scripts,
}

/// The engine cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no memory, or too little of it is allowed.
    #[error(transparent)]
    Engine(#[from] portcullis_quickjs::Error),
    /// The prelude fails, which is a mistake in this crate.
    #[error("the prelude cannot be loaded: {0:?}")]
    Prelude(Box<Exception>),
}

/// How an action's run ended. What it did was told on the way.
#[derive(Clone, Debug, Default)]
pub struct ActionRun {
    /// Why it failed.
    pub error: Option<ScriptError>,
    /// Why the trigger cannot go on, whether it failed or not: it left something that cannot be sent.
    pub left_behind: Option<ScriptError>,
    /// How long the script took to load.
    pub load_took: Duration,
    /// How long its function took.
    pub call_took: Duration,
    /// What the old engine would have done differently.
    pub compat_warnings: Vec<String>,
}

/// What the prelude says of the function's return.
#[derive(Debug, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
enum Returned {
    #[serde(rename = "returned")]
    Nothing,
    /// A value, which the profile allows.
    Ignored,
    NotFound,
    NotCallable {
        text: String,
    },
    BadReturn {
        text: String,
    },
    GoError {
        text: String,
    },
    Promise,
}

/// What the prelude says at the end.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Left {
    claims_error: Option<String>,
    metadata_error: Option<String>,
}

/// One run on its way.
struct Run<'a> {
    engine: &'a mut Engine,
    host: RunHost<'a>,
    job: &'a Job,
    script: Rc<Script>,
    done: ActionRun,
}

/// Nobody to call yet.
struct NoHost;

// === impl Interpreter ===

impl Interpreter {
    /// A thread with a stack for scripts, and for parsing any of them: the interpreter never starts
    /// another. Its memory is only touched when it is used.
    pub fn thread(limits: Limits) -> thread::Builder {
        let stack = limits.stack.max(STACK_MAX);
        Limits { stack, ..limits }.thread()
    }

    /// # Errors
    ///
    /// When there is no memory for it.
    pub fn new(limits: Limits) -> Result<Self, Error> {
        let mut engine = Engine::new(limits)?;
        let mark = format!("thrown_{:016x}", RandomState::new().hash_one(0));
        let loaded = engine.load_prelude(&mut NoHost, &prelude::source(), prelude::NAME);
        let named = std::iter::once(&*mark).chain(TAKERS).map(Value::from);
        let named: Vec<_> = named.collect();
        let loaded = loaded.and_then(|()| engine.call(&mut NoHost, "setMark", &named));
        loaded.map_err(|exception| Error::Prelude(Box::new(exception)))?;
        engine.take_image();
        Ok(Self {
            engine,
            mark,
            scripts: Scripts::default(),
        })
    }
}

impl Executor for Interpreter {
    fn execute(&mut self, job: &Job, outside: &mut dyn Outside) -> ActionRun {
        if let Err(error) = self.engine.restore_image() {
            return failed(ScriptErrorKind::WorkerLost, error.to_string());
        }
        if let Some(seed) = job.seed {
            self.engine.seed(seed);
        }
        if let Some(memory) = job.memory {
            self.engine.limit_memory(memory);
        }
        let left = self.engine.stack_left();
        let script = self.scripts.get(&job.action.script, &self.mark, left);
        let run = Run {
            host: RunHost::new(job, &script, outside),
            engine: &mut self.engine,
            job,
            script: Rc::clone(&script),
            done: ActionRun::default(),
        };
        run.complete()
    }
}

// === impl Run ===

impl Run<'_> {
    fn complete(mut self) -> ActionRun {
        if let Err(error) = self.run() {
            self.done.error = Some(error);
        }
        self.finish()
    }

    fn run(&mut self) -> Result<(), ScriptError> {
        self.begin()?;
        self.done.compat_warnings = self.script.warnings();
        let began = Instant::now();
        self.end_at(began + self.job.load_timeout());
        let loaded = self.load();
        self.done.load_took = began.elapsed();
        loaded?;
        self.host.outside.loaded(self.done.load_took);
        let began = Instant::now();
        self.end_at(began + self.job.timeout());
        let called = self.call_function();
        self.done.call_took = began.elapsed();
        called
    }

    fn end_at(&mut self, deadline: Instant) {
        self.engine.set_deadline(Some(deadline));
        self.host.ends = Some(deadline);
    }

    fn begin(&mut self) -> Result<(), ScriptError> {
        let profile = match self.job.profile {
            Profile::Goja => "goja",
            Profile::Lenient => "lenient",
        };
        let arguments = [
            Value::Number(self.job.flow.id().into()),
            Value::Number(self.job.trigger.id().into()),
            Value::from(&*self.job.action.name),
            Value::from(profile),
            Value::Boolean(self.job.now.is_some()),
            Value::Boolean(self.script.binds_lexically()),
        ];
        self.call("begin", &arguments, ScriptErrorKind::LoadException)
            .map(drop)
    }

    fn load(&mut self) -> Result<(), ScriptError> {
        if let Err(exception) = self.evaluate() {
            let refusal = self.refusal(&exception);
            // what both engines refuse is told in the words that people know
            return Err(
                refusal.unwrap_or_else(|| self.explain(exception, ScriptErrorKind::LoadException))
            );
        }
        let jobs = self.engine.run_jobs(&mut self.host);
        jobs.map_err(|exception| self.explain(exception, ScriptErrorKind::LoadException))
    }

    /// Why the script is refused, if that is what the exception says and the old engine's words are
    /// known.
    fn refusal(&mut self, exception: &Exception) -> Option<ScriptError> {
        let Exception::Thrown(thrown) = exception else {
            return None;
        };
        if thrown.name.as_deref() != Some("SyntaxError") || self.script.program.get().is_some() {
            return None;
        }
        // a script can throw such errors, too, while it runs
        let source = self.script.source();
        let compiled = self.engine.compile(&mut self.host, source, SCRIPT);
        compiled.err()?;
        let error = self.script.refusal(self.engine.stack_left())?;
        let SyntaxError { line, column, .. } = error;
        Some(ScriptError {
            place: Some(Place { line, column }),
            ..ScriptError::new(ScriptErrorKind::Syntax, error.to_string())
        })
    }

    /// Runs the script; the engine reads its text the first time only, if that makes no difference.
    fn evaluate(&mut self) -> Result<(), Exception> {
        let source = self.script.source();
        let program = match self.script.program.get() {
            Some(program) => program,
            None if !self.script.may_be_compiled() => {
                let evaluated = self.engine.evaluate(&mut self.host, source, SCRIPT);
                return evaluated.map(drop);
            }
            None => {
                let program = self.engine.compile(&mut self.host, source, SCRIPT)?;
                self.script.program.get_or_init(|| program)
            }
        };
        self.engine.run(&mut self.host, program).map(drop)
    }

    fn call_function(&mut self) -> Result<(), ScriptError> {
        use ScriptErrorKind::{BadReturnValue, Exception, FunctionNotFound, NotCallable};
        let returned = self.call("call", &[], Exception)?;
        let jobs = self.engine.run_jobs(&mut self.host);
        jobs.map_err(|exception| self.explain(exception, Exception))?;
        match parse(&returned)? {
            Returned::Nothing => Ok(()),
            Returned::Ignored => {
                self.done.compat_warnings.push(RETURNS.to_owned());
                Ok(())
            }
            Returned::NotFound => Err(ScriptError::new(FunctionNotFound, "function not found")),
            Returned::NotCallable { text } => Err(ScriptError::new(NotCallable, text)),
            Returned::BadReturn { text } => Err(ScriptError::new(BadReturnValue, text)),
            Returned::GoError { text } => Err(ScriptError::new(Exception, text)),
            Returned::Promise => {
                self.done.compat_warnings.push(RETURNS.to_owned());
                self.call("settled", &[], Exception).map(drop)
            }
        }
    }

    /// What the prelude says at the end; on the way it tells what it did not tell before.
    fn left(&mut self) -> Result<Left, ScriptError> {
        let left = self.call("finish", &[], ScriptErrorKind::Exception)?;
        parse(&left)
    }

    fn finish(mut self) -> ActionRun {
        let left = match self.left() {
            Ok(left) => left,
            // whoever was stopped cannot be asked
            Err(error) => {
                self.done.error.get_or_insert(error);
                return self.done;
            }
        };
        self.done.left_behind = match left {
            Left {
                claims_error: Some(text),
                ..
            } => Some(ScriptError::new(ScriptErrorKind::UnserialisableValue, text)),
            Left {
                metadata_error: Some(text),
                ..
            } => Some(ScriptError::new(ScriptErrorKind::HostAbort, text)),
            _ => None,
        };
        self.done
    }

    fn call(
        &mut self,
        function: &str,
        arguments: &[Value],
        kind: ScriptErrorKind,
    ) -> Result<String, ScriptError> {
        match self.engine.call(&mut self.host, function, arguments) {
            Ok(value) => Ok(value.into_text().unwrap_or_default()),
            Err(exception) => Err(self.explain(exception, kind)),
        }
    }

    /// The failure that an exception is, when it was of this kind at best.
    fn explain(&mut self, exception: Exception, kind: ScriptErrorKind) -> ScriptError {
        let is_stack_overflow = exception.is_stack_overflow();
        let exception = match exception {
            // a call that fails because time is over says more than that it is over
            Exception::DeadlinePassed if self.host.aborted.is_some() => Exception::Aborted,
            exception => exception,
        };
        match exception {
            Exception::Thrown(thrown) => {
                let kind = match kind {
                    _ if is_stack_overflow => ScriptErrorKind::StackOverflow,
                    ScriptErrorKind::LoadException
                        if thrown.name.as_deref() == Some("SyntaxError") =>
                    {
                        ScriptErrorKind::Syntax
                    }
                    kind => kind,
                };
                let stack = self.engine.stack_left();
                let parsed = self.script.prepared.as_ref();
                let parsed = parsed.map(|script| Parsed { script, stack });
                Thrown::from(*thrown).into_error(kind, parsed)
            }
            Exception::DeadlinePassed => {
                let kind = match kind {
                    ScriptErrorKind::LoadException => ScriptErrorKind::TimeoutLoad,
                    _ => ScriptErrorKind::TimeoutCall,
                };
                ScriptError::new(kind, "interrupt")
            }
            Exception::OutOfMemory => ScriptError::new(ScriptErrorKind::Memory, "out of memory"),
            Exception::Aborted => match self.host.aborted.take() {
                Some(Abort::TooMuch(text)) => ScriptError::new(ScriptErrorKind::OutputLimit, text),
                Some(Abort::Refused(text)) => ScriptError::new(ScriptErrorKind::HostAbort, text),
                None => ScriptError::new(ScriptErrorKind::HostAbort, "aborted"),
            },
        }
    }
}

impl Host for NoHost {
    fn call(&mut self, _function: u32, _arguments: &[Value]) -> Result<Value, Refusal> {
        Err(Refusal::Abort)
    }
}

fn failed(kind: ScriptErrorKind, message: String) -> ActionRun {
    ActionRun {
        error: Some(ScriptError::new(kind, message)),
        ..ActionRun::default()
    }
}

fn parse<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, ScriptError> {
    serde_json::from_str(json).map_err(|error| {
        let text = format!("the prelude answered what it should not: {error}");
        ScriptError::new(ScriptErrorKind::WorkerLost, text)
    })
}

#[cfg(test)]
mod tests;
