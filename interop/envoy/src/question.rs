//! What the specification leaves open and Envoy answers otherwise than the gateway does.

use portcullis_gateway::{
    path::{ForeignVerbs, KeptEscapes},
    rest::{BesideMessage, DuplicateKeys, Options, Plus, Unknown},
};

/// The questions, as the options of the gateway name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    UnknownParameter,
    UnknownKey,
    DuplicateKey,
    ErrorText,
    Conflict,
    ParameterBesideMessage,
    Plus,
    KeptEscapes,
    ForeignVerb,
    DefaultValues,
    DurationText,
}

impl Question {
    pub const ALL: [Self; 11] = [
        Self::UnknownParameter,
        Self::UnknownKey,
        Self::DuplicateKey,
        Self::ErrorText,
        Self::Conflict,
        Self::ParameterBesideMessage,
        Self::Plus,
        Self::KeptEscapes,
        Self::ForeignVerb,
        Self::DefaultValues,
        Self::DurationText,
    ];

    /// How the two differ.
    pub fn text(self) -> &'static str {
        match self {
            Self::UnknownParameter => "unknown query parameter: both refuse, as both are set",
            Self::UnknownKey => "unknown JSON key: refused here, ignored by Envoy",
            Self::DuplicateKey => "duplicate JSON key: refused here, the last one wins in Envoy",
            Self::ErrorText => "refusals: google.rpc.Status here, plain text in Envoy",
            Self::Conflict => {
                "a field sent twice: path, then body here; body, or the last in Envoy"
            }
            Self::ParameterBesideMessage => {
                "query beside body \"*\": refused here, applied by Envoy"
            }
            Self::Plus => "`+` in the query: a space here, itself in Envoy",
            Self::KeptEscapes => "escapes over several segments: %2F stays here, more in Envoy",
            Self::ForeignVerb => "a verb of other paths: part of the segment here, 404 in Envoy",
            Self::DefaultValues => "default values in answers: omitted by both",
            Self::DurationText => "durations in the query: as in JSON by both",
        }
    }

    /// Makes the gateway answer as Envoy does, where that is an option.
    pub fn as_envoy(self, options: &mut Options) -> bool {
        match self {
            Self::UnknownKey => options.unknown_keys = Unknown::Ignore,
            Self::DuplicateKey => options.duplicate_keys = DuplicateKeys::LastWins,
            Self::ParameterBesideMessage => {
                options.parameters_beside_message = BesideMessage::Apply;
            }
            Self::Plus => options.plus = Plus::Literal,
            Self::KeptEscapes => options.paths.kept_escapes = KeptEscapes::Reserved,
            Self::ForeignVerb => options.paths.foreign_verbs = ForeignVerbs::NotFound,
            _ => return false,
        }
        true
    }
}
