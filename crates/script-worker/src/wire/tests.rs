use std::{
    borrow::Cow,
    io::Write as _,
    os::unix::net::UnixStream,
    thread,
    time::{Duration, Instant},
};

use portcullis_core::{
    flow::{FlowType, TriggerType},
    script::{LogLevel, Place, Profile, ScriptAction, ScriptError, ScriptErrorKind},
};
use portcullis_runtime::{ActionRun, Job};
use proptest::prelude::*;

use super::{
    Receiver, Sender,
    frame::{Incoming, Lost, Outgoing, PAYLOAD_MAX},
    message::{Entry, FromWorker, RunJob, Setup, ToWorker},
    outcome::cut,
};

/// What a message is after it went over.
#[track_caller]
fn sent<M: Incoming>(message: &impl Outgoing) -> M {
    let (one, other) = UnixStream::pair().unwrap();
    Sender::from(one).send(message).unwrap();
    Receiver::from(other).receive().unwrap()
}

#[track_caller]
fn check_to(message: &ToWorker) {
    let arrived: ToWorker = sent(message);
    assert_eq!(format!("{arrived:?}"), format!("{message:?}"));
}

#[track_caller]
fn check_from(message: &FromWorker) {
    let arrived: FromWorker = sent(message);
    assert_eq!(format!("{arrived:?}"), format!("{message:?}"));
}

fn job() -> Job {
    Job {
        flow: FlowType::CustomiseToken,
        trigger: TriggerType::PreAccessTokenCreation,
        action: ScriptAction {
            id: String::new(),
            name: "näme \"quoted\"".to_owned(),
            script: "function f() { return '\u{2028}\\n' }".into(),
            timeout: Duration::from_millis(1500),
            allowed_to_fail: false,
            is_active: true,
            sequence: 0,
        },
        profile: Profile::Lenient,
        context: "{\"number\": 1.50,\n\"b\": [1e3]}".into(),
        state: "{\"claims\":{\"a\":[1,2.5,\"é\"]}}".to_owned(),
        fail_lookups: true,
        now: Some(1_735_787_045_000),
        seed: Some(u64::MAX),
        memory: Some(9 << 20),
    }
}

#[test]
fn messages_arrive_as_they_were() {
    check_to(&ToWorker::Setup(Setup {
        version: "1.2.3".to_owned(),
        parent: 1,
        memory: 2,
        stack: 3,
    }));
    check_to(&ToWorker::Run(Box::new(job())));
    check_to(&ToWorker::Answer(Ok(Some("text".to_owned()))));
    check_to(&ToWorker::Answer(Ok(None)));
    check_to(&ToWorker::Answer(Err(String::new())));
    check_to(&ToWorker::Refused);
    check_to(&ToWorker::Waited(Duration::new(1, 500)));
    check_from(&FromWorker::Ready);
    check_from(&FromWorker::NoSeccomp("a".to_owned()));
    check_from(&FromWorker::Failed("b".to_owned()));
    check_from(&FromWorker::Listen);
    let arrived: Entry<String> = sent(&Entry::Effect("{}"));
    assert!(matches!(arrived, Entry::Effect(json) if json == "{}"));
    let took = Duration::from_millis(1500);
    let arrived: Entry<String> = sent(&Entry::Loaded(took));
    assert!(matches!(arrived, Entry::Loaded(it) if it == took));
    for level in [LogLevel::Info, LogLevel::Warning, LogLevel::Error] {
        check_from(&FromWorker::Log(level, "line\n\0".to_owned()));
    }
    check_from(&FromWorker::Fetch {
        request: "{}".to_owned(),
        within: Duration::from_millis(1500),
    });
    check_from(&FromWorker::WriteMetadata {
        key: "k".to_owned(),
        json: "\"v\"".to_owned(),
    });
    check_from(&FromWorker::Secret("name".to_owned()));
    check_from(&FromWorker::Done(Box::default()));
    for kind in ScriptErrorKind::ALL {
        check_from(&FromWorker::Done(Box::new(failed(kind))));
    }
}

fn failed(kind: ScriptErrorKind) -> ActionRun {
    let mut error = ScriptError::new(kind, "message");
    error.name = "TypeError".to_owned();
    error.stack = "at f".to_owned();
    error.place = Some(Place { line: 3, column: 4 });
    error.thrown_json = Some("{\"a\":1}".to_owned());
    ActionRun {
        left_behind: Some(error.clone()),
        error: Some(error),
        load_took: Duration::from_nanos(1),
        call_took: Duration::from_secs(2),
        compat_warnings: vec!["1:2: text".to_owned()],
    }
}

#[test]
fn a_job_that_stays_is_the_same() {
    let ToWorker::Run(arrived) = sent(&RunJob(&job())) else {
        panic!("no run");
    };
    assert_eq!(format!("{arrived:?}"), format!("{:?}", job()));
}

#[test]
fn texts_are_cut_between_characters() {
    assert_eq!(cut("aäb", 9), "aäb");
    assert_eq!(cut("aäb", 3), "aä");
    assert_eq!(cut("aäb", 2), "a");
}

#[test]
fn large_messages_are_refused_on_both_sides() {
    let (one, other) = UnixStream::pair().unwrap();
    let mut receiver = Receiver::from(other);
    let large = ToWorker::Answer(Ok(Some("x".repeat(PAYLOAD_MAX + 1))));
    let mut one = one;
    let mut sender = Sender::from(one.try_clone().unwrap());
    assert!(matches!(sender.send(&large), Err(Lost::TooLarge(_))));
    assert!(!receiver.has_news());
    let length = (PAYLOAD_MAX as u32 + 1).to_le_bytes();
    one.write_all(&length).unwrap();
    one.write_all(&[1]).unwrap();
    let received = receiver.receive::<FromWorker>();
    assert!(matches!(received, Err(Lost::Garbled(_))));
}

#[test]
fn nobody_waits_beyond_the_deadline() {
    let (one, other) = UnixStream::pair().unwrap();
    let (mut sender, mut receiver) = (Sender::from(one), Receiver::from(other));
    receiver.set_deadline(Some(Instant::now() + Duration::from_millis(5)));
    assert!(matches!(receiver.receive::<FromWorker>(), Err(Lost::Late)));
    // nobody reads there, so the socket is full before all is said
    let long = ToWorker::Answer(Ok(Some("x".repeat(PAYLOAD_MAX))));
    sender.set_deadline(Some(Instant::now() + Duration::from_millis(50)));
    assert!(matches!(sender.send(&long), Err(Lost::Late)));
}

#[test]
fn who_is_gone_is_noticed() {
    let (one, other) = UnixStream::pair().unwrap();
    let mut receiver = Receiver::from(one);
    assert!(!receiver.has_news());
    drop(other);
    assert!(receiver.has_news());
    let received = receiver.receive::<FromWorker>();
    assert!(matches!(received, Err(Lost::Closed)));
}

/// Messages of all lengths, in one piece and in many.
#[test]
fn messages_arrive_in_pieces() {
    let (one, other) = UnixStream::pair().unwrap();
    let effects: Vec<String> = [0, 1, 70_000, 3, 65_526, 65_531, 5, 3 << 20, 9]
        .map(|length| "x".repeat(length))
        .into();
    let told = effects.clone();
    let teller = thread::spawn(move || {
        let mut sender = Sender::from(one);
        for effect in told {
            sender.send(&Entry::Effect(&*effect)).unwrap();
        }
    });
    let mut receiver = Receiver::from(other);
    for effect in effects {
        let entry: Entry<String> = receiver.receive().unwrap();
        assert!(matches!(entry, Entry::Effect(text) if text == effect));
    }
    teller.join().unwrap();
}

/// Everything that was sent is heard, more than is received at once, too, and nobody waits for more.
#[test]
fn all_that_was_sent_is_received() {
    let (one, other) = UnixStream::pair().unwrap();
    let (mut sender, mut receiver) = (Sender::from(one), Receiver::from(other));
    let effect = "x".repeat(30_000);
    for count in [0, 1, 5, 3] {
        for _ in 0..count {
            sender.send(&Entry::Effect(&*effect)).unwrap();
        }
        let mut is_all = false;
        let mut received = 0;
        while let Some(Entry::Effect(text)) = receiver.receive_sent(&mut is_all).unwrap() {
            let text: String = text;
            assert_eq!(text, effect);
            received += 1;
        }
        assert_eq!(received, count);
    }
    drop(sender);
    let none = receiver.receive_sent::<Entry<String>>(&mut false);
    assert!(matches!(none, Err(Lost::Closed)));
}

/// What lies there was said in time, unless there is no end of it.
#[test]
fn who_never_stops_is_late() {
    let (one, other) = UnixStream::pair().unwrap();
    let (mut sender, mut receiver) = (Sender::from(one), Receiver::from(other));
    let effect = "x".repeat(30_000);
    receiver.set_deadline(Some(Instant::now()));
    for (count, is_late) in [(1, false), (4, true)] {
        for _ in 0..count {
            sender.send(&Entry::Effect(&*effect)).unwrap();
        }
        let received = receiver.receive_sent::<Entry<String>>(&mut false);
        assert_eq!(matches!(received, Err(Lost::Late)), is_late);
    }
}

proptest! {
    /// Whatever comes, it is a message or the end.
    #[test]
    fn garbage_does_no_harm(
        frames in prop::collection::vec((0_u8..16, ".{0,40}"), 0..8),
        rest in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let mut bytes = Vec::new();
        for (kind, payload) in &frames {
            bytes.extend_from_slice(&(payload.len() as u32).to_le_bytes());
            bytes.push(*kind);
            bytes.extend_from_slice(payload.as_bytes());
        }
        bytes.extend_from_slice(&rest);
        read_all::<ToWorker>(&bytes);
        read_all::<FromWorker>(&bytes);
        read_all::<Entry<String>>(&bytes);
    }

    #[test]
    fn payloads_of_any_bytes_do_no_harm(
        kind in any::<u8>(),
        payload in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        for payload in [Cow::Borrowed(&*payload), Cow::Owned(payload.clone())] {
            let _ = ToWorker::read(kind, payload.clone());
            let _ = FromWorker::read(kind, payload.clone());
            let _ = Entry::<String>::read(kind, payload);
        }
    }
}

fn read_all<M: Incoming>(bytes: &[u8]) {
    let (mut one, other) = UnixStream::pair().unwrap();
    one.write_all(bytes).unwrap();
    drop(one);
    let mut receiver = Receiver::from(other);
    while let Ok(_) | Err(Lost::Garbled(_)) = receiver.receive::<M>() {}
}

/// A request that is within the limits stays so, whatever is in it.
#[test]
fn a_request_goes_over_as_it_is() {
    let fetch = FromWorker::Fetch {
        request: format!("{{\"body\":\"{}\"}}", "\\\"".repeat(100)),
        within: Duration::from_micros(1_500_001),
    };
    check_from(&fetch);
    let mut frame = Vec::new();
    fetch.write(&mut frame);
    assert!(frame.len() < 240, "{}", String::from_utf8_lossy(&frame));
    // whoever took over a worker says what it likes
    let forever = b"18446744073709551615 {}".to_vec();
    assert!(FromWorker::read(8, forever.into()).is_ok());
    for none in [&b"{}"[..], b" {}", b"-1 {}", b"18446744073709551616 {}"] {
        assert!(FromWorker::read(8, none.into()).is_err());
    }
}
