//! The one function through which the prelude reaches out of the engine.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use portcullis_core::{
    Clock as _, SystemClock,
    script::{LogLevel, Profile},
};
use portcullis_quickjs::{Host, Refusal, SplitMix64, Value};
use portcullis_script_syntax::pattern;
use serde_json::value::RawValue;

use crate::{collate, effect, job::Job, language, outside::Outside, scripts::Script, uuids};

/// What the numbers stand for that the prelude calls by.
mod function {
    pub(super) const EFFECT: u32 = 1;
    pub(super) const LOG: u32 = 2;
    pub(super) const FETCH: u32 = 3;
    pub(super) const NOW: u32 = 4;
    pub(super) const STATE: u32 = 5;
    pub(super) const ABORT: u32 = 6;
    pub(super) const COLLATE: u32 = 7;
    pub(super) const UUID: u32 = 8;
    pub(super) const LOOKUP: u32 = 9;
    pub(super) const LANGUAGE: u32 = 10;
    pub(super) const SECRET: u32 = 11;
    pub(super) const WRITE_METADATA: u32 = 12;
    pub(super) const CONTEXT: u32 = 13;
    pub(super) const SOURCE: u32 = 14;
    pub(super) const CLAIM: u32 = 15;
    pub(super) const PATTERN: u32 = 16;
    pub(super) const WRITTEN: u32 = 17;
    pub(super) const UTF_8: u32 = 18;
}

/// Answers the prelude for one run.
pub(crate) struct RunHost<'a> {
    job: &'a Job,
    script: &'a Script,
    pub(crate) outside: &'a mut dyn Outside,
    /// The context by its parts, once it was asked for.
    context: Option<Parts<'a>>,
    /// What earlier actions left, by its parts.
    state: Option<Parts<'a>>,
    /// Random numbers, if they are to be the same each time.
    random: Option<SplitMix64>,
    /// When the time of what runs now is over.
    pub(crate) ends: Option<Instant>,
    /// What of the last call was not its time.
    waited: Duration,
    /// Why the run was ended from here.
    pub(crate) aborted: Option<Abort>,
}

/// The members of a JSON object, each as JSON.
type Parts<'a> = BTreeMap<String, &'a RawValue>;

/// Why a run was ended.
#[derive(Debug)]
pub(crate) enum Abort {
    /// The host refuses what the script asked for.
    Refused(String),
    /// There is too much of it.
    TooMuch(String),
}

// === impl RunHost ===

impl<'a> RunHost<'a> {
    pub(crate) fn new(job: &'a Job, script: &'a Script, outside: &'a mut dyn Outside) -> Self {
        Self {
            job,
            script,
            outside,
            context: None,
            state: None,
            random: job.seed.map(SplitMix64::new),
            ends: None,
            waited: Duration::ZERO,
            aborted: None,
        }
    }

    /// A part of the context, as JSON.
    fn context(&mut self, name: &str) -> Value {
        let parts = self.context.get_or_insert_with(|| parts(&self.job.context));
        part(parts, name)
    }

    /// The same of what earlier actions left.
    fn state(&mut self, name: &str) -> Value {
        let parts = self.state.get_or_insert_with(|| parts(&self.job.state));
        part(parts, name)
    }

    /// Refuses what the script asked for; scripts of the lenient profile can catch it.
    fn refuse(&mut self, text: String) -> Refusal {
        match self.job.profile {
            Profile::Goja => self.end(text),
            Profile::Lenient => Refusal::Throw {
                name: "Error".to_owned(),
                message: text,
            },
        }
    }

    /// Ends the run, which no script can catch.
    fn end(&mut self, text: String) -> Refusal {
        self.aborted.get_or_insert(Abort::Refused(text));
        Refusal::Abort
    }

    fn limit(&mut self, done: Result<(), String>) -> Result<Value, Refusal> {
        match done {
            Ok(()) => Ok(Value::Undefined),
            Err(text) => {
                self.aborted.get_or_insert(Abort::TooMuch(text));
                Err(Refusal::Abort)
            }
        }
    }

    /// Makes an HTTP call, in the time that is left.
    fn fetch(&mut self, request: &str) -> Result<Value, Refusal> {
        let now = Instant::now();
        let left = self.ends.map(|ends| ends.saturating_duration_since(now));
        let left = left.unwrap_or_else(|| self.job.timeout());
        let answer = self.outside.fetch(request, left);
        self.waited = self.outside.waited();
        self.ends = self.ends.map(|ends| ends + self.waited);
        match answer {
            Ok(answer) => Ok(Value::Text(answer)),
            Err(text) => Err(self.refuse(text)),
        }
    }

    fn now(&self) -> (u64, u32) {
        match self.job.now {
            Some(now) => {
                let now = u64::try_from(now).unwrap_or(0);
                let rest = u32::try_from(now % 1000).unwrap_or(0);
                (now / 1000, rest * 1_000_000)
            }
            None => {
                let now = u64::try_from(SystemClock.now().micros()).unwrap_or(0);
                let rest = u32::try_from(now % 1_000_000).unwrap_or(0);
                (now / 1_000_000, rest * 1000)
            }
        }
    }

    fn milliseconds(&self) -> f64 {
        let (seconds, nanoseconds) = self.now();
        // exact for the next 280,000 years
        seconds as f64 * 1000.0 + f64::from(nanoseconds / 1_000_000)
    }

    fn uuid(&mut self, arguments: &[Value]) -> Result<Value, Refusal> {
        let now = self.now();
        let random = &mut self.random;
        let mut bytes = || {
            let Some(numbers) = random else {
                let mut bytes = [0; 16];
                let filled = getrandom::fill(&mut bytes).map_err(|error| error.to_string());
                return filled.map(|()| bytes);
            };
            Ok(sixteen(numbers))
        };
        let version = number(arguments, 0) as u32;
        // bytes that are no text come in base64
        let encoded = STANDARD.decode(text(arguments, 3)).unwrap_or_default();
        let name = match text(arguments, 2) {
            "" => &encoded,
            name => name.as_bytes(),
        };
        let namespace = text(arguments, 1);
        let made = uuids::make(version, namespace, name, &mut bytes, now);
        made.map(Value::Text).map_err(|text| self.refuse(text))
    }
}

impl Host for RunHost<'_> {
    fn call(&mut self, called: u32, arguments: &[Value]) -> Result<Value, Refusal> {
        match called {
            function::EFFECT => {
                let done = self.outside.effect(text(arguments, 0));
                self.limit(done)
            }
            function::CLAIM => {
                let (key, json) = (text(arguments, 0), text(arguments, 1));
                let done = effect::claim_json(key, json, number(arguments, 2) as u8);
                let done = self.outside.effect(&done);
                self.limit(done)
            }
            function::LOG => {
                let level = level(number(arguments, 0));
                let done = self.outside.log(level, text(arguments, 1));
                self.limit(done)
            }
            function::FETCH => self.fetch(text(arguments, 0)),
            function::NOW => Ok(Value::Number(self.milliseconds())),
            function::STATE => Ok(self.state(text(arguments, 0))),
            function::ABORT => Err(self.end(text(arguments, 0).to_owned())),
            function::COLLATE => {
                let order = collate::compare(text(arguments, 0), text(arguments, 1));
                Ok(Value::Number(f64::from(order as i8)))
            }
            function::UUID => self.uuid(arguments),
            function::LOOKUP if self.job.fail_lookups => {
                Err(self.refuse("lookup failed".to_owned()))
            }
            function::LOOKUP => Ok(Value::Boolean(true)),
            function::PATTERN => {
                let refusal = pattern::refusal(text(arguments, 0), text(arguments, 1));
                Ok(refusal.map_or(Value::Undefined, Value::Text))
            }
            function::LANGUAGE => Ok(Value::Text(language::canonical(text(arguments, 0)))),
            function::SECRET => match self.outside.secret(text(arguments, 0)) {
                Ok(Some(secret)) => Ok(Value::Text(secret)),
                Ok(None) => Ok(Value::Null),
                // to go on without it could let somebody in
                Err(text) => Err(self.end(text)),
            },
            function::WRITE_METADATA => {
                let written = self
                    .outside
                    .write_metadata(text(arguments, 0), text(arguments, 1));
                match written {
                    Ok(()) => Ok(Value::Boolean(true)),
                    Err(text) => Err(self.refuse(text)),
                }
            }
            function::CONTEXT => Ok(self.context(text(arguments, 0))),
            function::SOURCE => Ok(Value::from(self.script.source())),
            function::UTF_8 => {
                let bytes = STANDARD.decode(text(arguments, 0)).ok();
                let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
                Ok(text.map_or(Value::Undefined, Value::Text))
            }
            function::WRITTEN => {
                let prepared = self.script.prepared.as_ref();
                let written = prepared.and_then(|it| it.written(text(arguments, 0)));
                Ok(written.map_or(Value::Undefined, Value::Text))
            }
            _ => Err(self.refuse(format!("there is no host function {called}"))),
        }
    }

    fn waited(&mut self) -> Duration {
        std::mem::take(&mut self.waited)
    }
}

fn parts(json: &str) -> Parts<'_> {
    serde_json::from_str(json).unwrap_or_default()
}

fn part(parts: &Parts<'_>, name: &str) -> Value {
    parts
        .get(name)
        .map_or(Value::Undefined, |part| Value::from(part.get()))
}

fn level(number: f64) -> LogLevel {
    match number as u8 {
        2 => LogLevel::Warning,
        3 => LogLevel::Error,
        _ => LogLevel::Info,
    }
}

fn text(arguments: &[Value], at: usize) -> &str {
    arguments
        .get(at)
        .and_then(Value::as_text)
        .unwrap_or_default()
}

fn number(arguments: &[Value], at: usize) -> f64 {
    match arguments.get(at) {
        Some(Value::Number(number)) => *number,
        _ => 0.0,
    }
}

fn sixteen(numbers: &mut SplitMix64) -> [u8; 16] {
    let (first, second) = (numbers.draw(), numbers.draw());
    (u128::from(first) | u128::from(second) << 64).to_le_bytes()
}
