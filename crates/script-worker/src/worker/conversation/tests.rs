use std::{cell::Cell, io::Write as _, thread};

use portcullis_core::{
    flow::{FlowType, TriggerType},
    script::{LogLevel, Profile, ScriptAction},
};
use proptest::prelude::*;

use super::*;
use crate::wire::{Sockets, WorkerLink};

/// Notes what it is asked, and how much time it has for that; refuses what says so.
#[derive(Default)]
struct Noting(Vec<String>, Vec<Duration>);

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

    fn fetch(&mut self, request: &str, within: Duration) -> Result<String, String> {
        self.1.push(within);
        self.note("fetch", request).map(|()| "answer".to_owned())
    }

    fn write_metadata(&mut self, key: &str, _: &str) -> Result<(), String> {
        self.note("write", key)
    }

    fn secret(&mut self, name: &str) -> Result<Option<String>, String> {
        self.note("secret", name).map(|()| Some("value".to_owned()))
    }
}

/// The time of a short run, long enough for a question on a busy machine.
const SHORT: Duration = Duration::from_millis(200);

/// What a busy machine may add to anything.
const PATIENCE: Duration = Duration::from_secs(20);

/// The processor time of a worker that is no process.
fn unknown() -> Option<Duration> {
    None
}

/// The processor time of a worker that never gets any.
fn no_processor() -> Option<Duration> {
    Some(Duration::ZERO)
}

/// The processor time of a worker that gets all it wants.
fn busy() -> impl Fn() -> Option<Duration> {
    let ticks = Cell::new(0);
    move || {
        ticks.set(ticks.get() + 1);
        Some(ticks.get() * NOTICING)
    }
}

/// A worker that is done after so long, and says before, perhaps, that it was loaded.
fn slow(theirs: Sockets, loaded: Option<Duration>, time: Duration) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        let mut link = WorkerLink::new(theirs);
        link.incoming.receive::<ToWorker>().unwrap();
        if let Some(took) = loaded {
            let loaded: Entry<&str> = Entry::Loaded(took);
            link.journal.send(&loaded).unwrap();
        }
        spin(time);
        let done = FromWorker::Done(Box::default());
        link.outgoing.send(&done).unwrap();
    })
}

fn spin(time: Duration) {
    let over = Instant::now() + time;
    while Instant::now() < over {
        thread::yield_now();
    }
}

/// Answers when the time of a short run is over, and what comes behind it.
struct Late;

impl Outside for Late {
    fn effect(&mut self, _: &str) -> Result<(), String> {
        Ok(())
    }

    fn log(&mut self, _: LogLevel, _: &str) -> Result<(), String> {
        Ok(())
    }

    fn fetch(&mut self, _: &str, _: Duration) -> Result<String, String> {
        spin(BEGINNING + SHORT + 2 * GRACE);
        Ok("late".to_owned())
    }

    fn write_metadata(&mut self, _: &str, _: &str) -> Result<(), String> {
        Ok(())
    }

    fn secret(&mut self, _: &str) -> Result<Option<String>, String> {
        Ok(None)
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
        context: "{}".into(),
        state: "{}".to_owned(),
        fail_lookups: false,
        now: None,
        seed: None,
        memory: None,
    }
}

fn short_job() -> Job {
    let mut job = job();
    job.action.timeout = SHORT;
    job
}

/// What the parent makes of a worker that does and says this and then closes the connection.
fn converse_with(
    effects: &[&str],
    messages: &[FromWorker],
) -> (Result<ActionRun, Lost>, Vec<String>, Vec<String>) {
    let (ours, theirs) = Sockets::pair().unwrap();
    let end = theirs.outgoing.try_clone().unwrap();
    let mut worker = WorkerLink::new(theirs);
    for effect in effects {
        worker.journal.send(&Entry::Effect(*effect)).unwrap();
    }
    for message in messages {
        worker.outgoing.send(message).unwrap();
    }
    end.shutdown(std::net::Shutdown::Write).unwrap();
    let mut noting = Noting::default();
    let mut link = ParentLink::new(ours);
    let job = job();
    let mut conversation = Conversation::new(&mut link, &unknown, &job, &mut noting);
    let run = conversation.hold();
    if run.is_err() {
        conversation.hear_rest();
    }
    drop(link);
    let heard = std::iter::from_fn(|| worker.incoming.receive::<ToWorker>().ok());
    let heard = heard.filter(|it| !matches!(it, ToWorker::Run(_)));
    let heard = heard.map(|it| format!("{it:?}")).collect();
    (run, noting.0, heard)
}

fn fetch(request: &str) -> FromWorker {
    FromWorker::Fetch {
        request: text(request),
        within: SHORT,
    }
}

fn text(text: &str) -> String {
    text.to_owned()
}

#[test]
fn questions_are_answered() {
    let messages = [
        fetch("b"),
        FromWorker::WriteMetadata {
            key: text("too much"),
            json: text("0"),
        },
        FromWorker::WriteMetadata {
            key: text("c"),
            json: text("1"),
        },
        FromWorker::Listen,
        FromWorker::Secret(text("d")),
        FromWorker::Done(Box::default()),
    ];
    let (run, noted, heard) = converse_with(&["a"], &messages);
    assert!(run.unwrap().error.is_none());
    let expected = [
        "effect a",
        "fetch b",
        "write too much",
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
    let messages = [
        FromWorker::Log(LogLevel::Info, text("later")),
        fetch("later"),
        FromWorker::Done(Box::default()),
    ];
    let (run, noted, heard) = converse_with(&["too much", "later"], &messages);
    let error = run.unwrap().error.unwrap();
    assert_eq!(error.kind, ScriptErrorKind::OutputLimit);
    assert_eq!(error.message, "refused");
    assert_eq!(noted, ["effect too much"]);
    assert_eq!(heard, ["Refused"]);
}

#[test]
fn who_begins_again_is_lost() {
    let (run, ..) = converse_with(&[], &[FromWorker::Ready]);
    assert!(matches!(run, Err(Lost::Garbled(_))));
    let (ours, theirs) = Sockets::pair().unwrap();
    let mut worker = WorkerLink::new(theirs);
    for _ in 0..2 {
        let loaded: Entry<&str> = Entry::Loaded(Duration::ZERO);
        worker.journal.send(&loaded).unwrap();
    }
    worker.outgoing.send(&FromWorker::Listen).unwrap();
    let (mut link, job, mut noting) = (ParentLink::new(ours), job(), Noting::default());
    let run = Conversation::new(&mut link, &unknown, &job, &mut noting).hold();
    assert!(matches!(run, Err(Lost::Garbled(_))));
}

/// Answers later than the run may take, in a worker that then says how it ended.
#[test]
fn a_late_answer_is_not_the_workers_fault() {
    let (ours, theirs) = Sockets::pair().unwrap();
    let worker = thread::spawn(move || {
        let mut link = WorkerLink::new(theirs);
        link.incoming.receive::<ToWorker>().unwrap();
        link.outgoing.send(&fetch("a")).unwrap();
        link.incoming.receive::<ToWorker>().unwrap();
        let done = FromWorker::Done(Box::default());
        link.outgoing.send(&done).unwrap();
    });
    let (mut link, job) = (ParentLink::new(ours), short_job());
    // the machine may be busy
    let run = Conversation::new(&mut link, &no_processor, &job, &mut Late).hold();
    assert!(run.unwrap().error.is_none());
    worker.join().unwrap();
}

/// Loading has a time of its own, and so has the function.
#[test]
fn who_is_loaded_has_the_functions_time() {
    let (ours, theirs) = Sockets::pair().unwrap();
    let worker = slow(theirs, Some(SHORT), BEGINNING + SHORT + GRACE / 2 + SHORT);
    let (mut link, job, mut noting) = (ParentLink::new(ours), short_job(), Noting::default());
    let run = Conversation::new(&mut link, &no_processor, &job, &mut noting).hold();
    assert!(run.unwrap().error.is_none());
    worker.join().unwrap();
}

/// One that talks and talks is no less late.
#[test]
fn who_never_stops_talking_is_late() {
    let (ours, theirs) = Sockets::pair().unwrap();
    let worker = thread::spawn(move || {
        let mut link = WorkerLink::new(theirs);
        let over = Instant::now() + 2 * PATIENCE;
        while Instant::now() < over && link.outgoing.send(&FromWorker::Listen).is_ok() {
            spin(GRACE / 5);
        }
    });
    let (mut link, job, mut noting) = (ParentLink::new(ours), short_job(), Noting::default());
    let began = Instant::now();
    let run = Conversation::new(&mut link, &busy(), &job, &mut noting).hold();
    assert!(matches!(run, Err(Lost::Late)));
    assert!(began.elapsed() < PATIENCE);
    drop(link);
    worker.join().unwrap();
}

/// A script that never gets loaded has no more than loading may take.
#[test]
fn who_is_never_loaded_is_late() {
    let (ours, theirs) = Sockets::pair().unwrap();
    let (mut link, mut job, mut noting) = (ParentLink::new(ours), job(), Noting::default());
    job.action.timeout = Duration::from_secs(20);
    let began = Instant::now();
    let run = Conversation::new(&mut link, &unknown, &job, &mut noting).hold();
    assert!(matches!(run, Err(Lost::Late)));
    assert!(began.elapsed() < Duration::from_secs(15));
    drop(theirs);
}

/// Whoever wakes late finds that it was loaded in time.
#[test]
fn who_was_loaded_is_not_late_when_that_is_heard_late() {
    let (ours, theirs) = Sockets::pair().unwrap();
    let mut worker = WorkerLink::new(theirs);
    let loaded: Entry<&str> = Entry::Loaded(SHORT);
    worker.journal.send(&loaded).unwrap();
    let done = FromWorker::Done(Box::default());
    worker.outgoing.send(&done).unwrap();
    let (mut link, job, mut noting) = (ParentLink::new(ours), job(), Noting::default());
    let mut conversation = Conversation::new(&mut link, &unknown, &job, &mut noting);
    let over = Instant::now().checked_sub(2 * GRACE).unwrap();
    conversation.end_at(over);
    assert!(conversation.wait().is_ok());
    assert!(conversation.is_loaded);
}

/// It has as much for HTTP as is left, and no more, whatever it says.
#[test]
fn no_worker_makes_itself_time() {
    let (ours, theirs) = Sockets::pair().unwrap();
    let mut worker = WorkerLink::new(theirs);
    for within in [SHORT, Duration::MAX] {
        let request = text("a");
        let fetch = FromWorker::Fetch { request, within };
        worker.outgoing.send(&fetch).unwrap();
    }
    let done = FromWorker::Done(Box::default());
    worker.outgoing.send(&done).unwrap();
    let (mut link, job, mut noting) = (ParentLink::new(ours), job(), Noting::default());
    let run = Conversation::new(&mut link, &unknown, &job, &mut noting).hold();
    assert!(run.unwrap().error.is_none());
    let most = BEGINNING + job.load_timeout() + GRACE;
    assert!(
        noting.1[0] == SHORT && noting.1[1] <= most,
        "{:?}",
        noting.1
    );
}

/// Is silent until its grace is over, twice.
#[test]
fn a_worker_without_a_processor_is_waited_for() {
    let (ours, theirs) = Sockets::pair().unwrap();
    let worker = slow(theirs, None, BEGINNING + SHORT + 2 * GRACE);
    let (mut link, job, mut noting) = (ParentLink::new(ours), short_job(), Noting::default());
    let run = Conversation::new(&mut link, &no_processor, &job, &mut noting).hold();
    assert!(run.unwrap().error.is_none());
    worker.join().unwrap();
}

#[test]
fn who_never_speaks_is_late() {
    for (clock, most) in [
        (&busy() as &dyn Fn() -> _, 2 * GRACE),
        (&unknown, 2 * GRACE),
        (&no_processor, (2 + STARVED_MAX) * GRACE),
    ] {
        let (ours, theirs) = Sockets::pair().unwrap();
        let (mut link, job, mut noting) = (ParentLink::new(ours), short_job(), Noting::default());
        let began = Instant::now();
        let run = Conversation::new(&mut link, clock, &job, &mut noting).hold();
        assert!(matches!(run, Err(Lost::Late)));
        // with the time of a busy machine
        assert!(began.elapsed() < most + PATIENCE);
        assert!(began.elapsed() > most - GRACE);
        drop(theirs);
    }
}

/// It need not have said that there are any.
#[test]
fn effects_outlive_their_worker() {
    let (run, noted, heard) = converse_with(&["a", "b"], &[]);
    assert!(matches!(run, Err(Lost::Closed)));
    assert_eq!(noted, ["effect a", "effect b"]);
    assert!(heard.is_empty());
}

/// A worker says more than its socket can hold, and the parent listens then.
#[test]
fn many_effects_do_not_block() {
    let (ours, theirs) = Sockets::pair().unwrap();
    let worker = thread::spawn(move || {
        let mut link = WorkerLink::new(theirs);
        let effect = "x".repeat(1 << 20);
        let mut was_full = 0;
        for _ in 0..20 {
            let WorkerLink {
                outgoing, journal, ..
            } = &mut link;
            let listen = || {
                was_full += 1;
                outgoing.send(&FromWorker::Listen)
            };
            journal
                .send_or(&Entry::Effect(effect.as_str()), listen)
                .unwrap();
        }
        let done = FromWorker::Done(Box::default());
        link.outgoing.send(&done).unwrap();
        was_full
    });
    let mut noting = Noting::default();
    let mut link = ParentLink::new(ours);
    let run = Conversation::new(&mut link, &unknown, &job(), &mut noting).hold();
    assert!(run.unwrap().error.is_none());
    assert_eq!(noting.0.len(), 20);
    assert!(worker.join().unwrap() > 0);
}

proptest! {
    /// Whatever a worker says, it is the end of the run and of nothing else.
    #[test]
    fn garbage_does_no_harm(
        in_journal in any::<bool>(),
        frames in prop::collection::vec((0_u8..15, ".{0,30}"), 0..10),
        rest in prop::collection::vec(any::<u8>(), 0..30),
    ) {
        let (ours, theirs) = Sockets::pair().unwrap();
        let (mut theirs, other) = match in_journal {
            true => (theirs.journal, theirs.outgoing),
            false => (theirs.outgoing, theirs.journal),
        };
        drop(other);
        for (kind, payload) in &frames {
            theirs.write_all(&(payload.len() as u32).to_le_bytes()).unwrap();
            theirs.write_all(&[*kind]).unwrap();
            theirs.write_all(payload.as_bytes()).unwrap();
        }
        theirs.write_all(&rest).unwrap();
        theirs.shutdown(std::net::Shutdown::Write).unwrap();
        let (mut link, job, mut noting) = (ParentLink::new(ours), job(), Noting::default());
        let mut conversation = Conversation::new(&mut link, &unknown, &job, &mut noting);
        let run = conversation.hold();
        conversation.hear_rest();
        prop_assert!(run.is_err());
    }
}
