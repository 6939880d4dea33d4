//! Faults that are none of an engine's.

use std::{
    env,
    os::unix::process::ExitStatusExt as _,
    process::{Command, Output},
    ptr,
};

use crate::support::{LIMITS, engine, on_thread};

/// Tells a process of this program which fault to make.
const FAULT: &str = "PORTCULLIS_TEST_FAULT";

/// This test in a process of its own, which makes a fault beside an engine with an image.
fn make(test: &str, fault: &str) -> Output {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", "--nocapture", test]);
    command.env(FAULT, fault).output().unwrap()
}

fn overflow(depth: u64) -> u64 {
    if depth == u64::MAX {
        return 0;
    }
    let numbers = std::hint::black_box([depth; 64]);
    numbers.iter().sum::<u64>() + overflow(depth + 1)
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "a process of this program is told what to do"
)]
fn they_end_the_process_as_ever() {
    match env::var(FAULT).as_deref() {
        Ok("write") => on_thread(LIMITS, || {
            let _engine = engine(LIMITS);
            // SAFETY: there is none: nothing is mapped there.
            unsafe { ptr::without_provenance_mut::<u8>(64).write_volatile(1) }
        }),
        Ok("overflow") => {
            let sum = on_thread(LIMITS, || {
                let _engine = engine(LIMITS);
                overflow(0)
            });
            panic!("{sum}");
        }
        _ => {
            let test = "faults::they_end_the_process_as_ever";
            let written = make(test, "write");
            assert_eq!(written.status.signal(), Some(libc::SIGSEGV), "{written:?}");
            let overflown = make(test, "overflow");
            let told = String::from_utf8_lossy(&overflown.stderr);
            assert!(told.contains("has overflowed its stack"), "{overflown:?}");
            assert_eq!(overflown.status.signal(), Some(libc::SIGABRT));
        }
    }
}
