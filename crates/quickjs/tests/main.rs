//! Engines as their users see them.
#![allow(clippy::unwrap_used)]

mod crossing;
mod endings;
mod images;
mod preludes;
mod programs;
mod stacks;
mod stress;
mod support;
