//! One engine, and one action's run in it.

use std::{
    hash::{BuildHasher as _, RandomState},
    thread,
    time::{Duration, Instant},
};

use portcullis_core::script::{ScriptError, ScriptErrorKind};
use portcullis_quickjs::{Engine, Exception, Host, Limits, Refusal, Value};
use portcullis_script_syntax::{Prepared, STACK_MAX, prepare_on};
use serde::Deserialize;

use crate::{
    failure::Thrown,
    host::{Abort, RunHost},
    job::Job,
    outside::Outside,
    prelude,
    trigger::Executor,
};

/// What is said of a function that returns something, where that is allowed.
const RETURNS: &str = "The function returns a value: the old engine takes that for a failure.";

/// The name of every script in positions.
const SCRIPT: &str = "<eval>";

/// An engine with the prelude in it.
///
/// It needs a thread with a stack for its limits; [`Interpreter::thread`] makes one.
#[derive(Debug)]
pub struct Interpreter {
    engine: Engine,
    /// What the thread has for parsing.
    stack: usize,
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
    prepared: Option<Prepared>,
    load_timeout: Duration,
    timeout: Duration,
    done: ActionRun,
}

/// Nobody to call yet.
struct NoHost;

// === impl Interpreter ===

impl Interpreter {
    /// A thread with a stack for scripts, and for parsing any of them: an interpreter that is told so
    /// by [`stays_on_thread`](Self::stays_on_thread) needs no other. Its memory is only touched when it
    /// is used.
    pub fn thread(limits: Limits) -> thread::Builder {
        let stack = limits.stack.max(STACK_MAX);
        Limits { stack, ..limits }.thread()
    }

    /// # Errors
    ///
    /// When there is no memory for it.
    pub fn new(limits: Limits) -> Result<Self, Error> {
        let mut engine = Engine::new(limits)?;
        engine
            .load_prelude(&mut NoHost, &prelude::source(), prelude::NAME)
            .map_err(|exception| Error::Prelude(Box::new(exception)))?;
        engine.take_image();
        let stack = limits.stack;
        Ok(Self { engine, stack })
    }

    /// Starts no thread for parsing, as it is on one that [`Interpreter::thread`] made.
    #[must_use]
    pub fn stays_on_thread(mut self) -> Self {
        self.stack = STACK_MAX;
        self
    }
}

impl Executor for Interpreter {
    fn execute(&mut self, job: &Job, outside: &mut dyn Outside) -> ActionRun {
        if let Err(error) = self.engine.restore_image() {
            return failed(ScriptErrorKind::WorkerLost, error.to_string());
        }
        self.engine.seed(job.seed);
        let mark = format!("thrown_{:016x}", RandomState::new().hash_one(0));
        let script = &job.action.script;
        let (prepared, refused) = match prepare_on(script, &mark, self.stack) {
            Ok(prepared) => (Some(prepared), None),
            Err(error) => (None, Some(error.to_string())),
        };
        let mut run = Run {
            engine: &mut self.engine,
            host: RunHost::new(job, outside),
            prepared,
            load_timeout: job.load_timeout(),
            timeout: job.timeout(),
            done: ActionRun::default(),
        };
        let source = run.prepared.as_ref().map_or(&**script, |it| &it.source);
        let told = job.to_json(&mark, source);
        if let Err(error) = run.run(&told, script, refused) {
            run.done.error = Some(error);
        }
        run.finish()
    }
}

// === impl Run ===

impl Run<'_> {
    fn run(&mut self, job: &str, script: &str, refused: Option<String>) -> Result<(), ScriptError> {
        self.call("begin", job, ScriptErrorKind::LoadException)?;
        if let Some(prepared) = &self.prepared {
            let warnings = prepared.warnings.iter();
            let warnings = warnings.map(|it| format!("{}:{}: {}", it.line, it.column, it.text));
            self.done.compat_warnings = warnings.collect();
        }
        let began = Instant::now();
        self.engine.set_deadline(Some(began + self.load_timeout));
        let loaded = self.load(script, refused);
        self.done.load_took = began.elapsed();
        loaded?;
        let began = Instant::now();
        self.engine.set_deadline(Some(began + self.timeout));
        let called = self.call_function();
        self.done.call_took = began.elapsed();
        called
    }

    fn load(&mut self, script: &str, refused: Option<String>) -> Result<(), ScriptError> {
        let source = match &self.prepared {
            Some(prepared) => prepared.source.as_str(),
            None => script,
        };
        let evaluated = self.engine.evaluate(&mut self.host, source, SCRIPT);
        match (evaluated, refused) {
            (Ok(_), _) => {}
            // what both refuse is told in the words that people know
            (Err(Exception::Thrown(thrown)), Some(text))
                if thrown.name.as_deref() == Some("SyntaxError") =>
            {
                return Err(ScriptError::new(ScriptErrorKind::Syntax, text));
            }
            (Err(exception), _) => {
                return Err(self.explain(exception, ScriptErrorKind::LoadException));
            }
        }
        let jobs = self.engine.run_jobs(&mut self.host);
        jobs.map_err(|exception| self.explain(exception, ScriptErrorKind::LoadException))
    }

    fn call_function(&mut self) -> Result<(), ScriptError> {
        use ScriptErrorKind::{BadReturnValue, Exception, FunctionNotFound, NotCallable};
        let returned = self.call("call", "", Exception)?;
        let jobs = self.engine.run_jobs(&mut self.host);
        jobs.map_err(|exception| self.explain(exception, Exception))?;
        let returned = parse(&returned)?;
        if let Returned::Ignored | Returned::Promise = &returned {
            self.done.compat_warnings.push(RETURNS.to_owned());
        }
        match returned {
            Returned::Nothing | Returned::Ignored => Ok(()),
            Returned::NotFound => Err(ScriptError::new(FunctionNotFound, "function not found")),
            Returned::NotCallable { text } => Err(ScriptError::new(NotCallable, text)),
            Returned::BadReturn { text } => Err(ScriptError::new(BadReturnValue, text)),
            Returned::GoError { text } => Err(ScriptError::new(Exception, text)),
            Returned::Promise => self.call("settled", "", Exception).map(drop),
        }
    }

    fn finish(mut self) -> ActionRun {
        // whoever was stopped cannot be asked
        let left = self
            .engine
            .call(&mut self.host, "finish", &[Value::from("")]);
        let left = left.ok().and_then(Value::into_text);
        let left: Left = left
            .and_then(|it| serde_json::from_str(&it).ok())
            .unwrap_or_default();
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
        argument: &str,
        kind: ScriptErrorKind,
    ) -> Result<String, ScriptError> {
        let answer = self
            .engine
            .call(&mut self.host, function, &[Value::from(argument)]);
        match answer {
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
                Thrown::from(*thrown).into_error(kind, self.prepared.as_ref())
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
