//! Decisions about actions.

use crate::{
    Aggregate, Error, Result,
    action::{Action, ActionDraft, ActionName, ActionState},
    command::Precondition,
    error::ActionOperation,
    event::EventData,
    id::{ActionId, IdSource, OrgId},
};

use super::{Decision, View};

pub(super) fn create(
    view: &impl View,
    org: &OrgId,
    draft: &ActionDraft,
    precondition: Precondition,
    ids: &mut IdSource,
) -> Result<Decision> {
    precondition.check(0)?;
    check_name_free(view, org, &draft.name, None)?;
    let id: ActionId = ids.next_id();
    Ok(
        Decision::about(&id, Aggregate::action(&id), org).event(EventData::ActionAdded {
            name: draft.name.as_str().to_owned(),
            script: draft.script.as_str().to_owned(),
            timeout: draft.timeout.as_given(),
            allowed_to_fail: draft.allowed_to_fail,
        }),
    )
}

pub(super) fn update(
    view: &impl View,
    org: &OrgId,
    id: &ActionId,
    draft: &ActionDraft,
    precondition: Precondition,
) -> Result<Decision> {
    let action = find(view, org, id, ActionOperation::Update)?;
    precondition.check(action.details.sequence)?;
    let changed = EventData::ActionChanged {
        name: (action.name != draft.name).then(|| draft.name.as_str().to_owned()),
        script: (action.script != draft.script).then(|| draft.script.as_str().to_owned()),
        timeout: (action.timeout != draft.timeout).then(|| draft.timeout.as_given()),
        allowed_to_fail: (action.allowed_to_fail != draft.allowed_to_fail)
            .then_some(draft.allowed_to_fail),
    };
    let unchanged = EventData::ActionChanged {
        name: None,
        script: None,
        timeout: None,
        allowed_to_fail: None,
    };
    if changed == unchanged {
        return Err(Error::ActionUnchanged);
    }
    check_name_free(view, org, &draft.name, Some(id))?;
    Ok(about(&action).event(changed))
}

pub(super) fn deactivate(
    view: &impl View,
    org: &OrgId,
    id: &ActionId,
    precondition: Precondition,
) -> Result<Decision> {
    let action = find(view, org, id, ActionOperation::Deactivate)?;
    precondition.check(action.details.sequence)?;
    if action.state != ActionState::Active {
        return Err(Error::ActionNotActive);
    }
    Ok(about(&action).event(EventData::ActionDeactivated))
}

pub(super) fn reactivate(
    view: &impl View,
    org: &OrgId,
    id: &ActionId,
    precondition: Precondition,
) -> Result<Decision> {
    let action = find(view, org, id, ActionOperation::Reactivate)?;
    precondition.check(action.details.sequence)?;
    if action.state != ActionState::Inactive {
        return Err(Error::ActionNotInactive);
    }
    Ok(about(&action).event(EventData::ActionReactivated))
}

pub(super) fn delete(
    view: &impl View,
    org: &OrgId,
    id: &ActionId,
    precondition: Precondition,
) -> Result<Decision> {
    let action = find(view, org, id, ActionOperation::Delete)?;
    precondition.check(action.details.sequence)?;
    let mut decision = about(&action).event(EventData::ActionRemoved);
    for flow in view.flows_showing(org, id)? {
        let cascade = EventData::TriggerActionsCascadeRemoved {
            flow,
            action: id.clone(),
        };
        decision = decision.event_of(Aggregate::org(org), org, cascade);
    }
    Ok(decision)
}

fn about(action: &Action) -> Decision {
    Decision::about(
        &action.id,
        Aggregate::action(&action.id),
        &action.details.owner,
    )
    .created_at(action.details.created_at)
}

fn find(
    view: &impl View,
    org: &OrgId,
    id: &ActionId,
    operation: ActionOperation,
) -> Result<Action> {
    if id.is_empty() {
        return Err(Error::IdMissing(operation));
    }
    view.action(id)?
        .filter(|action| action.details.owner == *org)
        .ok_or(Error::ActionNotFound(operation))
}

/// Whether `name` may be given to `own`: freed by rename and delete, kept while inactive.
fn check_name_free(
    view: &impl View,
    org: &OrgId,
    name: &ActionName,
    own: Option<&ActionId>,
) -> Result<()> {
    match view.action_named(org, &name.key())? {
        Some(holder) if Some(&holder) != own => Err(Error::ActionNameTaken),
        _ => Ok(()),
    }
}
