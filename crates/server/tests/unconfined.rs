//! A system on which workers cannot be locked in.
//!
//! The program starts itself as one that takes seccomp away, from itself and so from the server that it
//! becomes then: `unconfined serve WORD…`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on is to fail")]

#[cfg(target_os = "linux")]
#[path = "unconfined/linux.rs"]
mod linux;
#[cfg(target_os = "linux")]
#[expect(dead_code, reason = "little of it is needed here")]
#[path = "process/process.rs"]
mod process;
#[cfg(target_os = "linux")]
#[expect(dead_code, reason = "it is not called here")]
#[path = "process/rest.rs"]
mod rest;

#[cfg(not(target_os = "linux"))]
fn main() {}

#[cfg(target_os = "linux")]
fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.split_first() {
        Some((first, words)) if first == "serve" => linux::serve_without_seccomp(words),
        // whatever a test program is told
        _ => {
            linux::a_server_refuses_to_start();
            linux::a_server_starts_without_workers();
        }
    }
}
