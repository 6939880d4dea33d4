//! What other crates rely on: the options in the descriptor set, and the JSON form.

mod descriptors;
mod json;
mod pinned;
