//! One run after the other.

use std::{hint, time::Duration};

use portcullis_core::{
    flow::{FlowType, TriggerType},
    script::{ScriptAction, TriggerOutcome, TriggerRun},
};
use portcullis_quickjs::Limits;
use portcullis_runtime::{Executor as _, Interpreter, Nowhere, Trigger};

use super::remote::Remote;
use crate::{
    Error,
    wire::{FromWorker, Lost, ToWorker, WorkerLink},
};

/// What is locked in before the first run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Confinement {
    /// This process.
    Process,
    /// Nothing.
    Nothing,
}

/// Does what asks the system for something when it is done for the first time.
const WARM_UP: &str = "
    function warm(ctx, api) {
        api.v1.claims.setClaim('now', new Date().toString());
        'a'.localeCompare('b');
        try { throw new Error() } catch (e) { e.stack }
    }";

/// Makes an engine, on a thread that [`Interpreter::thread`] made, and runs what comes.
pub(crate) fn serve_on(
    link: &mut WorkerLink,
    limits: Limits,
    confinement: Confinement,
) -> Result<(), Error> {
    let mut interpreter = Interpreter::new(limits)?;
    warm_up(&mut interpreter)?;
    give_memory_back();
    match confinement {
        Confinement::Nothing => {}
        #[cfg(target_os = "linux")]
        Confinement::Process => super::confine(limits)?,
        #[cfg(not(target_os = "linux"))]
        Confinement::Process => return Err(Error::NoSeccomp("it is no Linux".to_owned())),
    }
    send(link, &FromWorker::Ready)?;
    loop {
        match link.incoming.receive() {
            Ok(ToWorker::Run(job)) => {
                let mut outside = Remote::new(link);
                let run = interpreter.execute(&job, &mut outside);
                send(link, &FromWorker::Done(Box::new(run)))?;
            }
            // meant for a run that had ended by then
            Ok(ToWorker::Refused) => {}
            // not what: it may hold a secret
            Ok(_) => return Err(Error::Wire("it said what nobody asked".to_owned())),
            Err(Lost::Closed) => return Ok(()),
            Err(lost) => return Err(Error::Wire(lost.to_string())),
        }
    }
}

fn send(link: &mut WorkerLink, message: &FromWorker) -> Result<(), Error> {
    let sent = link.outgoing.send(message);
    sent.map_err(|lost| Error::Wire(lost.to_string()))
}

/// Runs a script for the first time.
fn warm_up(interpreter: &mut Interpreter) -> Result<TriggerOutcome, Error> {
    let action = ScriptAction {
        id: String::new(),
        name: "warm".to_owned(),
        script: WARM_UP.into(),
        timeout: Duration::ZERO,
        allowed_to_fail: false,
        is_active: true,
        sequence: 0,
    };
    let trigger = Trigger::new(TriggerRun::new(
        FlowType::CustomiseToken,
        TriggerType::PreUserinfoCreation,
        vec![action],
    ));
    let trigger = trigger.map_err(|error| Error::Start(error.to_string()))?;
    Ok(trigger.run(interpreter, &mut Nowhere).outcome)
}

/// When glibc's allocator first gives back what this thread used, it reads how the system does that.
fn give_memory_back() {
    const BLOCK: usize = 64 << 10;
    let blocks: Vec<Vec<u8>> = (0..64).map(|_| vec![1; BLOCK]).collect();
    drop(hint::black_box(blocks));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_warm_up_runs() {
        let limits = Limits::default();
        let thread = Interpreter::thread(limits).spawn(move || {
            let mut interpreter = Interpreter::new(limits).unwrap();
            warm_up(&mut interpreter).unwrap()
        });
        let outcome = thread.unwrap().join().unwrap();
        assert!(matches!(outcome, TriggerOutcome::Completed), "{outcome:?}");
    }
}
