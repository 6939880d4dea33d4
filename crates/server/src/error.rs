//! The one table of errors: for every refusal of the domain its code, id and text.
//!
//! HTTP statuses follow from the codes, in the gateway. Errors of authentication, permissions and
//! validation are fixed English texts; the others speak the caller's language.

use portcullis_core::{
    Error,
    error::{ActionOperation, FlowOperation},
};
use portcullis_gateway::details::{pack, status_with_details};
use portcullis_proto::zitadel::v1::ErrorDetail;
use tonic::{Code, Status};

use crate::{
    call::Call,
    language::{Language, Text},
};

/// What a caller is told.
struct Row {
    code: Code,
    /// `None`: the text stands alone, without a detail.
    id: Option<&'static str>,
    text: String,
}

const ACTION_NOT_FOUND: Text = Text::new("Action not found", "Action wurde nicht gefunden");
const ID_MISSING: Text = Text::new("ID missing", "ID fehlt");
const FLOW_TYPE_MISSING: Text = Text::new("FlowType missing", "FlowType fehlt");
const INTERNAL: Text = Text::new(
    "An internal error occurred",
    "Ein interner Fehler ist aufgetreten",
);

/// The answer to a failed call. A failure that says nothing to callers is logged here, once, and
/// answered with the id of the request, by which the log line is found.
pub(crate) fn status(error: &Error, call: &Call) -> Status {
    let mut row = row(error, call.language());
    if let Error::Storage(cause) | Error::Runner(cause) = error {
        let request_id = call.request_id();
        tracing::error!(request_id, error = %chain(cause.as_ref()), "call failed: {cause}");
        row.text = format!("{}, request id {request_id}", row.text);
    }
    if let Error::SecretKey(why) = error {
        let request_id = call.request_id();
        tracing::error!(request_id, "secrets cannot be used: {why}");
        row.text = format!("{}, request id {request_id}", row.text);
    }
    let Some(id) = row.id else {
        return Status::new(row.code, row.text);
    };
    let message = format!("{} ({id})", row.text);
    let detail = ErrorDetail {
        id: id.to_owned(),
        message: row.text,
    };
    status_with_details(row.code, message, [pack(&detail)])
}

fn row(error: &Error, language: Language) -> Row {
    use Code::{
        Aborted, AlreadyExists, DeadlineExceeded, FailedPrecondition, Internal, InvalidArgument,
        NotFound, PermissionDenied, ResourceExhausted, Unauthenticated, Unavailable,
    };
    let fixed = |code, id, text: &str| Row {
        code,
        id: Some(id),
        text: text.to_owned(),
    };
    let plain = |code, text: String| Row {
        code,
        id: None,
        text,
    };
    let local = |code, id, text: Text| fixed(code, id, text.in_language(language));
    match error {
        Error::AuthorizationMissing => plain(Unauthenticated, "auth header missing".to_owned()),
        Error::AuthorizationInvalid => fixed(Unauthenticated, "AUTH-toLo1", "invalid auth header"),
        Error::TokenInvalid => fixed(Unauthenticated, "AUTH-7fs1e", "Token is invalid"),
        Error::OrgNotFound => fixed(PermissionDenied, "AUTH-Bs7Ds", "Organisation doesn't exist"),
        Error::MembershipNotFound => fixed(NotFound, "AUTHZ-cdgFk", "membership not found"),
        Error::PermissionDenied => fixed(
            PermissionDenied,
            "AUTH-5mWD2",
            "No matching permissions found",
        ),
        Error::Invalid(violation) => plain(InvalidArgument, violation.to_string()),
        Error::FieldInvalid { .. } => plain(InvalidArgument, error.to_string()),
        Error::PreconditionInvalid(_) => {
            fixed(InvalidArgument, "PRECOND-Hd2pr", &error.to_string())
        }
        Error::SequenceMismatch { expected, actual } => fixed(
            Aborted,
            "PRECOND-Sq4mm",
            &sequence_mismatch(*expected, *actual, language),
        ),
        Error::IdMissing(operation) => local(InvalidArgument, id_missing(*operation), ID_MISSING),
        Error::ActionNotFound(operation) => {
            local(NotFound, action_not_found(*operation), ACTION_NOT_FOUND)
        }
        Error::ActionNameTaken => local(
            AlreadyExists,
            "V3-DKcYh",
            Text::new(
                "An action with this name already exists in the organisation",
                "Eine Action mit diesem Namen existiert bereits in der Organisation",
            ),
        ),
        Error::ActionUnchanged => local(
            FailedPrecondition,
            "ACTION-dg4t2",
            Text::new("No changes", "Keine Änderungen gefunden"),
        ),
        Error::ActionNotActive => local(
            FailedPrecondition,
            "COMMAND-Dgj92",
            Text::new("Action is not active", "Action ist nicht aktiv"),
        ),
        Error::ActionNotInactive => local(
            FailedPrecondition,
            "COMMAND-J53zh",
            Text::new("Action is not inactive", "Action ist nicht inaktiv"),
        ),
        Error::FlowTypeMissing(operation) => flow_type_missing(*operation, language),
        Error::TriggerTypeInvalid => local(
            InvalidArgument,
            "COMMAND-Dfgh6",
            Text::new("TriggerType is invalid", "TriggerType ist ungültig"),
        ),
        Error::TriggerUnchanged => local(
            FailedPrecondition,
            "COMMAND-Nfh52",
            Text::new("No Changes", "Keine Änderungen"),
        ),
        Error::ActionIdsNotFound => local(
            FailedPrecondition,
            "COMMAND-dg422",
            Text::new("ActionIDs do not exist", "ActionIDs existieren nicht"),
        ),
        Error::FlowEmpty => local(
            FailedPrecondition,
            "COMMAND-DgGh3",
            Text::new("Flow is already empty", "Flow ist bereits leer"),
        ),
        Error::TriggerSuspended => local(
            FailedPrecondition,
            "SUSPEND-Al7dy",
            Text::new(
                "Trigger is already suspended",
                "Trigger ist bereits ausgesetzt",
            ),
        ),
        Error::TriggerNotSuspended => local(
            FailedPrecondition,
            "SUSPEND-No7su",
            Text::new("Trigger is not suspended", "Trigger ist nicht ausgesetzt"),
        ),
        Error::SecretNotFound => local(
            NotFound,
            "SECRET-Nf4nd",
            Text::new("Secret not found", "Secret wurde nicht gefunden"),
        ),
        Error::SecretsFull { .. } => fixed(FailedPrecondition, "SECRET-Fu1ll", &error.to_string()),
        Error::SecretKeyRetired => fixed(FailedPrecondition, "SECRET-Re7rd", &error.to_string()),
        Error::SecretKey(_) => local(
            FailedPrecondition,
            "SECRET-Ky5no",
            Text::new(
                "Secrets cannot be used: the server's key for them is missing or wrong",
                "Secrets sind nicht verwendbar: der Schlüssel des Servers fehlt oder ist falsch",
            ),
        ),
        Error::LimitExceeded { max } => {
            let text = Text::new("Limit exceeded", "Limit überschritten").in_language(language);
            let most = Text::new("query.limit is at most", "query.limit ist höchstens");
            let most = most.in_language(language);
            fixed(
                InvalidArgument,
                "QUERY-4M0fs",
                &format!("{text}, {most} {max}"),
            )
        }
        Error::OrgDomainEmpty => local(
            InvalidArgument,
            "ORG-RrfXY",
            Text::new(
                "Invalid non numeric and alphabetical characters were replaced with empty spaces and \
             resulting domain is an empty string",
                "Aus dem Namen lässt sich keine Domain bilden: er enthält weder Buchstaben noch Ziffern",
            ),
        ),
        Error::OrgNameEmpty => local(
            InvalidArgument,
            "EVENT-Mf9sd",
            Text::new("Organisation is invalid", "Organisation ist ungültig"),
        ),
        Error::OrgNameTaken => local(
            AlreadyExists,
            "V3-DKcYh",
            Text::new(
                "Organisation's name or id already taken",
                "Name oder ID der Organisation ist bereits vergeben",
            ),
        ),
        Error::OrgDomainTaken(_) => local(
            AlreadyExists,
            "V3-DKcYh",
            Text::new("Domain already exists", "Domain existiert bereits"),
        ),
        Error::RunsQueueFull => local(
            ResourceExhausted,
            "RUN-Qf3ll",
            Text::new(
                "Too many runs wait for their turn, try again later",
                "Zu viele Läufe warten, später noch einmal versuchen",
            ),
        ),
        Error::RunsQueueTimeout => local(
            DeadlineExceeded,
            "RUN-Qt1me",
            Text::new(
                "The run's turn did not come before the deadline of the call",
                "Der Lauf kam vor der Frist des Aufrufs nicht an die Reihe",
            ),
        ),
        Error::Runner(_) => local(Internal, "RUN-1nt3r", INTERNAL),
        Error::Unavailable(reason) => fixed(Unavailable, "STORE-Bu5sy", reason),
        // The API has no method that meets these; the command line tells them in its own words.
        Error::UserNameInvalid(_) => fixed(InvalidArgument, "USER-Nm2iv", &error.to_string()),
        Error::UserNameTaken => fixed(AlreadyExists, "USER-Nm9tk", &error.to_string()),
        Error::UserNotFound => fixed(NotFound, "USER-Nf4nd", &error.to_string()),
        Error::TokenNotFound => fixed(NotFound, "TOKEN-Nf4nd", &error.to_string()),
        Error::TokenTaken => fixed(AlreadyExists, "TOKEN-Tk3en", &error.to_string()),
        Error::AlreadyInitialised => fixed(FailedPrecondition, "INIT-Dn1ce", &error.to_string()),
        Error::Storage(_) => local(Internal, "INTERNAL-St0re", INTERNAL),
    }
}

fn id_missing(operation: ActionOperation) -> &'static str {
    match operation {
        ActionOperation::Deactivate => "COMMAND-DAhk5",
        ActionOperation::Reactivate => "COMMAND-BNm56",
        ActionOperation::Delete => "COMMAND-Gfg3g",
        // Validation and lookup answer these first.
        ActionOperation::Get | ActionOperation::Update => action_not_found(operation),
    }
}

fn action_not_found(operation: ActionOperation) -> &'static str {
    match operation {
        ActionOperation::Get => "QUERY-GEfnb",
        ActionOperation::Update => "COMMAND-Sfg2t",
        ActionOperation::Deactivate => "COMMAND-NRmhu",
        ActionOperation::Reactivate => "COMMAND-Aa22g",
        ActionOperation::Delete => "COMMAND-Dgh4h",
    }
}

fn flow_type_missing(operation: FlowOperation, language: Language) -> Row {
    let (code, id, text) = match operation {
        FlowOperation::SetTriggerActions => {
            (Code::InvalidArgument, "COMMAND-Dfhj5", FLOW_TYPE_MISSING)
        }
        FlowOperation::Clear => (Code::InvalidArgument, "COMMAND-Dfw2h", FLOW_TYPE_MISSING),
        FlowOperation::ListTriggerTypes => (
            Code::NotFound,
            "MANAG-P2OBk",
            Text::new("Flow type not found", "FlowType wurde nicht gefunden"),
        ),
    };
    Row {
        code,
        id: Some(id),
        text: text.in_language(language).to_owned(),
    }
}

fn sequence_mismatch(expected: u64, actual: u64, language: Language) -> String {
    match language {
        Language::English => format!(
            "The object is at sequence {actual}, not {expected}: read it again, then repeat the change"
        ),
        Language::German => format!(
            "Das Objekt steht bei Sequenz {actual}, nicht {expected}: neu lesen, dann die Änderung wiederholen"
        ),
    }
}

/// An error with all that caused it, in one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
