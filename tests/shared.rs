//! What those tests share that hold runs of actions against what is expected of them: of the engine, of
//! the command line and of the API.
//!
//! Nothing here knows where an expectation comes from, nor how a run is asked for.

#[path = "shared/parts.rs"]
pub(crate) mod parts;
#[path = "shared/verdicts.rs"]
mod verdicts;

pub(crate) use self::verdicts::{Verdicts, is_chosen};
