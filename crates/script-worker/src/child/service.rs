//! One run after the other.

use portcullis_core::{
    flow::{FlowType, TriggerType},
    script::{LogLevel, Profile, ScriptAction},
};
use portcullis_quickjs::Limits;
use portcullis_runtime::{Executor as _, Interpreter, Job, Outside};
use serde_json::value::RawValue;

use super::remote::Remote;
use crate::{
    Error,
    wire::{Channel, FromWorker, Lost, ToWorker},
};

/// What is locked in before the first run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Confinement {
    /// This process.
    Process,
    /// Nothing.
    Nothing,
}

/// Nobody outside: for a run whose effects are of no interest.
struct Nowhere;

/// A script that does what opens files when it is done for the first time.
const WARM_UP: &str = "function warm() { new Date().toString(); 'a'.localeCompare('b'); throw 1 }";

/// Makes an engine, on a thread that [`Interpreter::thread`] made, and runs what comes.
pub(crate) fn serve_on(
    channel: &mut Channel,
    limits: Limits,
    confinement: Confinement,
) -> Result<(), Error> {
    let mut interpreter = Interpreter::new(limits)?.stays_on_thread();
    let _ = interpreter.execute(&warm_up(), &mut Nowhere);
    match confinement {
        Confinement::Nothing => {}
        #[cfg(target_os = "linux")]
        Confinement::Process => super::confine(limits)?,
        #[cfg(not(target_os = "linux"))]
        Confinement::Process => return Err(Error::NoSeccomp("it is no Linux".to_owned())),
    }
    send(channel, &FromWorker::Ready)?;
    loop {
        match channel.receive() {
            Ok(ToWorker::Run(job)) => {
                let mut outside = Remote::new(channel);
                let run = interpreter.execute(&job, &mut outside);
                send(channel, &FromWorker::Done(Box::new(run)))?;
            }
            // meant for a run that had ended by then
            Ok(ToWorker::Refused) => {}
            Ok(other) => return Err(Error::Wire(format!("it said {other:?}"))),
            Err(Lost::Closed) => return Ok(()),
            Err(lost) => return Err(Error::Wire(lost.to_string())),
        }
    }
}

fn send(channel: &mut Channel, message: &FromWorker) -> Result<(), Error> {
    let sent = channel.send(message);
    sent.map_err(|lost| Error::Wire(lost.to_string()))
}

fn warm_up() -> Job {
    Job {
        flow: FlowType::CustomiseToken,
        trigger: TriggerType::PreUserinfoCreation,
        action: ScriptAction {
            id: String::new(),
            name: "warm".to_owned(),
            script: WARM_UP.into(),
            timeout: std::time::Duration::ZERO,
            allowed_to_fail: false,
            is_active: true,
            sequence: 0,
        },
        profile: Profile::Goja,
        context: RawValue::NULL.to_owned(),
        state: serde_json::Value::Null,
        now: None,
        seed: 0,
    }
}

// === impl Nowhere ===

impl Outside for Nowhere {
    fn effect(&mut self, _: &str) -> Result<(), String> {
        Ok(())
    }

    fn log(&mut self, _: LogLevel, _: &str) -> Result<(), String> {
        Ok(())
    }

    fn fetch(&mut self, _: &str) -> Result<String, String> {
        Err(String::new())
    }

    fn lookup(&mut self, _: &str) -> Result<(), String> {
        Ok(())
    }

    fn write_metadata(&mut self, _: &str, _: &str) -> Result<(), String> {
        Ok(())
    }

    fn secret(&mut self, _: &str) -> Option<String> {
        None
    }
}
