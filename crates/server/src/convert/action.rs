//! Actions as messages.

use portcullis_core::{
    action::{Action, ActionDraft, ActionName, ActionState, Script, ScriptLimit, Timeout},
    id::ActionId,
    validation::{Reason, Violation, length_between},
};
use portcullis_proto::zitadel::{
    action::v1 as message,
    management::v1::{CreateActionRequest, UpdateActionRequest},
};

use super::object::{details, duration, read_duration};

const ID_MAX: usize = 200;

pub(crate) fn action(action: &Action) -> message::Action {
    message::Action {
        id: action.id.to_string(),
        details: Some(details(&action.details)),
        state: state(action.state).into(),
        name: action.name.as_str().to_owned(),
        script: action.script.as_str().to_owned(),
        timeout: Some(duration(action.timeout.effective())),
        allowed_to_fail: action.allowed_to_fail,
    }
}

pub(crate) fn create_draft(
    request: CreateActionRequest,
    limit: ScriptLimit,
) -> Result<ActionDraft, Violation> {
    let CreateActionRequest {
        name,
        script,
        timeout,
        allowed_to_fail,
    } = request;
    let sent = Sent {
        name,
        script,
        timeout,
        allowed_to_fail,
    };
    sent.check("CreateActionRequest", limit)
}

pub(crate) fn update_draft(
    request: UpdateActionRequest,
    limit: ScriptLimit,
) -> Result<(ActionId, ActionDraft), Violation> {
    const MESSAGE: &str = "UpdateActionRequest";
    let UpdateActionRequest {
        id,
        name,
        script,
        timeout,
        allowed_to_fail,
    } = request;
    length_between(&id, 1, ID_MAX).map_err(|reason| Violation::new(MESSAGE, "Id", reason))?;
    let sent = Sent {
        name,
        script,
        timeout,
        allowed_to_fail,
    };
    Ok((ActionId::new(id), sent.check(MESSAGE, limit)?))
}

/// What both messages have in common.
struct Sent {
    name: String,
    script: String,
    timeout: Option<prost_types::Duration>,
    allowed_to_fail: bool,
}

impl Sent {
    /// Refuses with the first wrong field, in the order of the fields.
    fn check(self, message: &str, limit: ScriptLimit) -> Result<ActionDraft, Violation> {
        let wrong = |field| move |reason: Reason| Violation::new(message, field, reason);
        let name = ActionName::parse(self.name).map_err(wrong("Name"))?;
        let script = Script::parse(self.script, limit).map_err(wrong("Script"))?;
        let timeout = match self.timeout {
            Some(sent) => read_duration(sent)
                .and_then(Timeout::new)
                .map_err(wrong("Timeout"))?,
            None => Timeout::default(),
        };
        Ok(ActionDraft {
            name,
            script,
            timeout,
            allowed_to_fail: self.allowed_to_fail,
        })
    }
}

fn state(state: ActionState) -> message::ActionState {
    match state {
        ActionState::Inactive => message::ActionState::Inactive,
        ActionState::Active => message::ActionState::Active,
    }
}
