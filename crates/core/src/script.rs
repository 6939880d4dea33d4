//! Runs of scripts: what is asked for, and what they did.
//!
//! How a script is run is the business of whoever implements [`ports::Scripts`](crate::ports).
//! What a login looks like to a script is text here: this module knows no JSON.

mod effect;
mod result;
mod run;

pub use self::{
    effect::{
        Attribute, Claim, ClaimResult, MetadataEntry, MetadataWrite, Mutations, NewUserGrant, Step,
        UserPatch,
    },
    result::{
        ActionOutcome, ActionResult, HttpCall, LogLevel, LogRecord, Place, ScriptError,
        ScriptErrorKind, TriggerOutcome, TriggerResult,
    },
    run::{HttpMock, HttpPolicy, Profile, ScriptAction, TestOptions, TriggerRun},
};
