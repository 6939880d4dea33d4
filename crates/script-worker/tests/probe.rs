//! Tries from within a worker's confinement what no worker may do.
//!
//! The program starts itself as what it is to try: `probe NAME confined` and, so that it is known
//! that the filter makes the difference, `probe NAME free`. What a worker gives up before that is seen by
//! `opaque`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on is to fail")]

#[cfg(target_os = "linux")]
#[path = "probe/attempt.rs"]
mod attempt;
#[cfg(target_os = "linux")]
#[path = "probe/opaque.rs"]
mod opaque;
#[cfg(target_os = "linux")]
#[path = "probe/orphan.rs"]
mod orphan;

#[cfg(not(target_os = "linux"))]
fn main() {}

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    use std::process::ExitCode;

    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["probe", name, how] => attempt::make(name, *how == "confined"),
        ["worker"] => match portcullis_script_worker::serve() {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        },
        ["parent"] => orphan::be_a_parent(),
        ["opaque"] => opaque::become_a_worker(),
        // whatever a test program is told
        _ => {
            attempt::check_all();
            opaque::no_other_process_looks_inside();
            orphan::a_worker_dies_with_its_parent();
            ExitCode::SUCCESS
        }
    }
}
