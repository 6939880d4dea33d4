use std::{io::Write as _, os::unix::net::UnixStream};

use portcullis_core::{
    flow::{FlowType, TriggerType},
    script::{LogLevel, Profile, ScriptAction},
};
use proptest::prelude::*;
use serde_json::{Value, value::RawValue};

use super::*;

/// Notes what it is asked, and refuses what says so.
#[derive(Default)]
struct Noting(Vec<String>);

impl Noting {
    fn note(&mut self, what: &str, text: &str) -> Result<(), String> {
        self.0.push(format!("{what} {text}"));
        if text == "too much" {
            return Err("refused".to_owned());
        }
        Ok(())
    }
}

impl Outside for Noting {
    fn effect(&mut self, json: &str) -> Result<(), String> {
        self.note("effect", json)
    }

    fn log(&mut self, _: LogLevel, message: &str) -> Result<(), String> {
        self.note("log", message)
    }

    fn fetch(&mut self, request: &str) -> Result<String, String> {
        self.note("fetch", request).map(|()| "answer".to_owned())
    }

    fn lookup(&mut self, what: &str) -> Result<(), String> {
        self.note("lookup", what)
    }

    fn write_metadata(&mut self, key: &str, _: &str) -> Result<(), String> {
        self.note("write", key)
    }

    fn secret(&mut self, name: &str) -> Option<String> {
        self.note("secret", name).ok().map(|()| "value".to_owned())
    }
}

fn job() -> Job {
    Job {
        flow: FlowType::CustomiseToken,
        trigger: TriggerType::PreUserinfoCreation,
        action: ScriptAction {
            id: String::new(),
            name: "f".to_owned(),
            script: "".into(),
            timeout: Duration::from_secs(10),
            allowed_to_fail: false,
            is_active: true,
            sequence: 0,
        },
        profile: Profile::Goja,
        context: RawValue::NULL.to_owned(),
        state: Value::Null,
        now: None,
        seed: None,
        memory: None,
    }
}

/// What the parent makes of a worker that says this and then closes the connection.
fn converse_with(messages: &[FromWorker]) -> (Result<ActionRun, Lost>, Vec<String>, Vec<String>) {
    let (ours, theirs) = UnixStream::pair().unwrap();
    let mut worker = Channel::new(theirs.try_clone().unwrap());
    messages.iter().for_each(|it| worker.send(it).unwrap());
    theirs.shutdown(std::net::Shutdown::Write).unwrap();
    let mut noting = Noting::default();
    let mut channel = Channel::new(ours);
    let run = converse(&mut channel, &job(), &mut noting);
    drop(channel);
    let heard = std::iter::from_fn(|| worker.receive::<ToWorker>().ok());
    let heard = heard.filter(|it| !matches!(it, ToWorker::Run(_)));
    let heard = heard.map(|it| format!("{it:?}")).collect();
    (run, noting.0, heard)
}

fn text(text: &str) -> String {
    text.to_owned()
}

#[test]
fn questions_are_answered() {
    let (run, noted, heard) = converse_with(&[
        FromWorker::Effect(text("a")),
        FromWorker::Fetch(text("b")),
        FromWorker::Lookup(text("too much")),
        FromWorker::WriteMetadata {
            key: text("c"),
            json: text("1"),
        },
        FromWorker::Secret(text("d")),
        FromWorker::Done(Box::default()),
    ]);
    assert!(run.unwrap().error.is_none());
    let expected = [
        "effect a",
        "fetch b",
        "lookup too much",
        "write c",
        "secret d",
    ];
    assert_eq!(noted, expected);
    let expected = [
        r#"Answer(Ok(Some("answer")))"#,
        r#"Answer(Err("refused"))"#,
        "Answer(Ok(None))",
        r#"Answer(Ok(Some("value")))"#,
    ];
    assert_eq!(heard, expected);
}

#[test]
fn nothing_counts_after_a_refusal() {
    let (run, noted, heard) = converse_with(&[
        FromWorker::Log(LogLevel::Info, text("too much")),
        FromWorker::Effect(text("later")),
        FromWorker::Fetch(text("later")),
        FromWorker::Done(Box::default()),
    ]);
    let error = run.unwrap().error.unwrap();
    assert_eq!(error.kind, ScriptErrorKind::OutputLimit);
    assert_eq!(error.message, "refused");
    assert_eq!(noted, ["log too much"]);
    assert_eq!(heard, ["Refused"]);
}

#[test]
fn who_starts_again_is_lost() {
    let (run, ..) = converse_with(&[FromWorker::Ready]);
    assert!(matches!(run, Err(Lost::Garbled(_))));
    let (run, ..) = converse_with(&[FromWorker::Effect(text("a"))]);
    assert!(matches!(run, Err(Lost::Closed)));
}

proptest! {
    /// Whatever a worker says, it is the end of the run and of nothing else.
    #[test]
    fn garbage_does_no_harm(
        frames in prop::collection::vec((0_u8..15, ".{0,30}"), 0..10),
        rest in prop::collection::vec(any::<u8>(), 0..30),
    ) {
        let (ours, mut theirs) = UnixStream::pair().unwrap();
        for (kind, payload) in &frames {
            theirs.write_all(&(payload.len() as u32).to_le_bytes()).unwrap();
            theirs.write_all(&[*kind]).unwrap();
            theirs.write_all(payload.as_bytes()).unwrap();
        }
        theirs.write_all(&rest).unwrap();
        theirs.shutdown(std::net::Shutdown::Write).unwrap();
        let run = converse(&mut Channel::new(ours), &job(), &mut Noting::default());
        prop_assert!(run.is_err());
    }
}
