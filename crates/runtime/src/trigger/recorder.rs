//! Notes what an action does, within limits, and answers what it asks for.

use std::time::{Duration, Instant};

use portcullis_core::{
    script::{ActionResult, HttpCall, LogLevel, LogRecord, Step},
    secret::{PLACEHOLDER, SecretName},
};

use super::{TRIGGER_BYTES_MAX, Trigger, empty_result};
use crate::{
    effect::Effect,
    job::Job,
    mock,
    outside::{FetchRequest, FetchResponse, Outside, World},
    redaction::{call_body, call_error, call_headers, call_text, call_url, without_credentials},
};

/// Log lines of one run, and bytes of all that it does.
const LINES_MAX: usize = 1000;
const EFFECT_BYTES_MAX: usize = 1024 * 1024;
/// HTTP calls of one run, and bytes that are told of them. Of calls beyond that, little is told.
const CALLS_MAX: usize = 1000;
const CALL_BYTES_MAX: usize = 1024 * 1024;
/// Bytes of the URL and of the error of a call of which little is told.
const SHORT_BYTES_MAX: usize = 200;
/// Bytes of a log line; where it is longer, it is cut to one less.
const LINE_BYTES_MAX: usize = 2000;

/// One action's run, as it is noted.
pub(super) struct Recorder<'a> {
    trigger: &'a mut Trigger,
    world: &'a mut dyn World,
    job: &'a Job,
    result: ActionResult,
    lines: usize,
    effect_bytes: usize,
    call_bytes: usize,
}

// === impl Recorder ===

impl<'a> Recorder<'a> {
    pub(super) fn new(trigger: &'a mut Trigger, job: &'a Job, world: &'a mut dyn World) -> Self {
        Self {
            trigger,
            world,
            job,
            result: empty_result(&job.action),
            lines: 0,
            effect_bytes: 0,
            call_bytes: 0,
        }
    }

    /// Notes a line of our own.
    pub(super) fn note(&mut self, level: LogLevel, message: &str, took: Option<Duration>) {
        let line = self.line(message);
        self.push(level, line, took, false);
    }

    /// The beginning of a text, without secrets and without what stands before hosts.
    fn line(&self, text: &str) -> String {
        let redacted = self.trigger.redaction.redact(text, usize::MAX);
        let line = without_credentials(&redacted);
        line[..line.floor_char_boundary(line_bytes(&line))].to_owned()
    }

    pub(super) fn finish(self) -> ActionResult {
        self.result
    }

    fn push(
        &mut self,
        level: LogLevel,
        message: String,
        took: Option<Duration>,
        from_script: bool,
    ) {
        let at = self.world.now();
        self.result.logs.push(LogRecord {
            at,
            took,
            message,
            level,
            from_script,
        });
    }

    fn step(&mut self, step: Step) {
        self.trigger.steps += 1;
        self.result.steps.push((self.trigger.steps, step));
    }

    fn count(&mut self, bytes: usize) -> Result<(), String> {
        self.effect_bytes = self.effect_bytes.saturating_add(bytes);
        if self.effect_bytes > EFFECT_BYTES_MAX {
            return Err(format!(
                "the action's effects take more than {EFFECT_BYTES_MAX} bytes"
            ));
        }
        let told = self.trigger.told.effects.saturating_add(bytes);
        if told > TRIGGER_BYTES_MAX {
            return Err(format!(
                "the effects of all actions of the trigger take more than {TRIGGER_BYTES_MAX} bytes"
            ));
        }
        self.trigger.told.effects = told;
        Ok(())
    }

    fn answer(
        &mut self,
        request: &FetchRequest,
        within: Duration,
    ) -> (Result<FetchResponse, String>, bool) {
        let test = self.trigger.run.test.as_ref();
        if let Some(answer) = test.and_then(|test| mock::answer(&test.http_mocks, request)) {
            return (answer, true);
        }
        let url = &request.url;
        if test.is_some_and(|test| !test.allow_network) {
            let why = format!(
                "no mock fits {} {url}, and there is no network",
                request.method
            );
            return (Err(why), false);
        }
        if self.trigger.run.http.no_network {
            return (Err(format!("there is no network for {url}")), false);
        }
        (self.world.fetch(request, within), false)
    }
}

impl Outside for Recorder<'_> {
    fn effect(&mut self, json: &str) -> Result<(), String> {
        self.count(json.len())?;
        let effect = Effect::parse(json).map_err(|error| format!("unknown effect: {error}"))?;
        // the prelude offers no other, but whoever took over a worker says what it likes
        if !effect.is_offered_by(self.job.flow, self.job.trigger) {
            return Err("the trigger offers no such effect".to_owned());
        }
        if let Some(step) = self.trigger.state.apply(effect, &self.job.action.name) {
            self.step(step);
        }
        Ok(())
    }

    fn log(&mut self, level: LogLevel, message: &str) -> Result<(), String> {
        if self.lines == LINES_MAX {
            return Err(format!("the action logs more than {LINES_MAX} lines"));
        }
        self.lines += 1;
        let most = line_bytes(message);
        let line = self.trigger.redaction.redact(message, most);
        let line = line[..line.floor_char_boundary(most)].to_owned();
        self.trigger.told.lines += line.len();
        if self.trigger.told.lines > TRIGGER_BYTES_MAX {
            return Err(format!(
                "the log lines of all actions of the trigger take more than {TRIGGER_BYTES_MAX} bytes"
            ));
        }
        self.push(level, line, None, true);
        Ok(())
    }

    fn fetch(&mut self, request: &str, within: Duration) -> Result<String, String> {
        if self.result.http_calls.len() == CALLS_MAX {
            return Err(format!("the action makes more than {CALLS_MAX} HTTP calls"));
        }
        let request: FetchRequest =
            serde_json::from_str(request).map_err(|error| error.to_string())?;
        let began = Instant::now();
        let (answer, mocked) = self.answer(&request, within);
        let redaction = &self.trigger.redaction;
        let answer = answer.map_err(|error| call_error(redaction, &request.url, error));
        let error = answer.as_ref().err().map(|text| self.line(text));
        let mut call = HttpCall {
            status: answer.as_ref().ok().map(|answer| answer.status),
            error,
            took: began.elapsed(),
            mocked,
            method: call_text(redaction, &request.method),
            url: call_url(redaction, &request.url),
            request_headers: call_headers(redaction, &request.headers),
            request_body: call_body(redaction, &request.body.unwrap_or_default()),
        };
        self.call_bytes += bytes_told(&call);
        if self.call_bytes > CALL_BYTES_MAX || self.trigger.told.calls > TRIGGER_BYTES_MAX {
            shorten(&mut call);
        }
        self.trigger.told.calls += bytes_told(&call);
        self.result.http_calls.push(call);
        serde_json::to_string(&answer?).map_err(|error| error.to_string())
    }

    fn write_metadata(&mut self, key: &str, json: &str) -> Result<(), String> {
        self.count(key.len() + json.len())?;
        match &self.trigger.run.test {
            Some(test) if test.fail_metadata_writes => Err("write failed".to_owned()),
            _ => {
                let name = &self.job.action.name;
                let step = self.trigger.state.write_metadata(key, json, name);
                self.step(step);
                Ok(())
            }
        }
    }

    /// Actions that are only tried get no secret: who may try some need not be able to read it.
    fn secret(&mut self, name: &str) -> Result<Option<String>, String> {
        let Ok(name) = SecretName::parse(name) else {
            return Ok(None);
        };
        if self.trigger.run.test.is_some() {
            return Ok(Some(format!("{PLACEHOLDER}{}", name.as_str())));
        }
        let secret = self.world.secret(&name)?;
        Ok(secret.map(|value| {
            self.trigger.redaction.add(value.reveal());
            value.reveal().to_owned()
        }))
    }
}

/// How many bytes of a line are kept: where it is cut, one less.
fn line_bytes(line: &str) -> usize {
    if line.len() <= LINE_BYTES_MAX {
        LINE_BYTES_MAX
    } else {
        LINE_BYTES_MAX - 1
    }
}

/// With the place that each text takes: there can be many without anything in them.
fn bytes_told(call: &HttpCall) -> usize {
    let texts = [&call.method, &call.url].into_iter().chain(&call.error);
    let headers = call.request_headers.iter();
    let headers = headers.flat_map(|(name, values)| [name].into_iter().chain(values));
    let texts = texts
        .chain(headers)
        .map(|text| size_of::<String>() + text.len());
    texts.sum::<usize>() + call.request_body.len()
}

/// Leaves what says which call it was.
fn shorten(call: &mut HttpCall) {
    call.request_headers = Vec::new();
    call.request_body = Vec::new();
    let texts = [&mut call.method, &mut call.url];
    for text in texts.into_iter().chain(&mut call.error) {
        text.truncate(text.floor_char_boundary(SHORT_BYTES_MAX));
        text.shrink_to_fit();
    }
}
