//! Engines as their users see them.
#![allow(clippy::unwrap_used)]

mod crossing;
mod endings;
#[cfg(target_os = "linux")]
mod faults;
mod images;
mod plain_json;
mod preludes;
mod programs;
mod records;
mod stacks;
mod stress;
mod support;
