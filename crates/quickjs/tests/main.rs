//! Engines as their users see them.
#![allow(clippy::unwrap_used)]

mod crossing;
mod endings;
mod images;
mod preludes;
mod programs;
mod records;
mod stacks;
mod stress;
mod support;
