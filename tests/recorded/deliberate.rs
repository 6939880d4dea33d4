//! Where our answer is another one on purpose, by exchange, with the reason.

const SENTENCE: &str = "a text key never reaches a caller: a sentence stands in its place, same id";
const LANGUAGES: &str = "texts are offered in English and German; another first choice is English";
const PATHS: &str = "a path of any characters is ordinary, so the id is looked up and not found";
const SCHEME: &str = "the authorization scheme is compared without case, as HTTP asks";
const SIZE: &str = "the size named is that of the body received, not of a message made from it";
const DECODER: &str =
    "the parser's own words for bytes that are no message differ, the code does not";
const TOTAL: &str = "the number of matches is told on an empty page too";

/// Exchange and reason.
pub(super) const DELIBERATE: &[(&str, &str)] = &[
    ("script-over-4-mib", SIZE),
    ("life-duplicate", SENTENCE),
    ("life-duplicate-case", SENTENCE),
    ("life-duplicate-german", SENTENCE),
    ("life-get-encoded-unicode", PATHS),
    ("life-get-accept-language-two", LANGUAGES),
    ("life-update-name-taken", SENTENCE),
    ("life-update-name-taken-case", SENTENCE),
    ("life-create-freed-name", SENTENCE),
    ("life-inactive-keeps-name", SENTENCE),
    ("grpc-bad-token", SENTENCE),
    ("grpc-create-duplicate", SENTENCE),
    ("grpc-create-duplicate-german", SENTENCE),
    ("grpc-update-taken", SENTENCE),
    ("grpc-trigger-types-empty", SENTENCE),
    ("grpc-list-empty-page", TOTAL),
    ("grpc-malformed-message", DECODER),
    ("grpc-malformed-utf8", DECODER),
    ("grpc-malformed-no-token", DECODER),
    ("grpc-auth-lowercase", SCHEME),
];
