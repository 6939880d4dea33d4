//! Bringing the tables forward by one event: the same rules as `State::apply`, in SQL.

use portcullis_core::{
    AggregateKind, Event, EventData,
    id::{OrgId, UserId},
    user::Scope,
};
use rusqlite::Connection;

use crate::tables::{
    actions::{self, Change},
    flows, members, meta, orgs, suspensions, tokens, triggers, users,
};

/// Applies an event that was just appended.
pub(crate) fn apply(connection: &Connection, event: &Event) -> rusqlite::Result<()> {
    match event.aggregate.kind {
        AggregateKind::Action => apply_to_action(connection, event),
        AggregateKind::Org => apply_to_org(connection, event),
        AggregateKind::User => apply_to_user(connection, event),
        AggregateKind::Instance => apply_to_instance(connection, event),
    }
}

fn apply_to_action(connection: &Connection, event: &Event) -> rusqlite::Result<()> {
    use portcullis_core::action::ActionState::{Active, Inactive};
    let to_state = |state| Change {
        state: Some(state),
        ..Change::default()
    };
    let change = match &event.data {
        EventData::ActionAdded {
            name,
            script,
            timeout,
            allowed_to_fail,
        } => {
            let settings = (*timeout, *allowed_to_fail);
            return actions::add(connection, event, (name, script), settings);
        }
        EventData::ActionRemoved => return actions::remove(connection, &event.aggregate.id),
        EventData::ActionDeactivated => to_state(Inactive),
        EventData::ActionReactivated => to_state(Active),
        EventData::ActionChanged {
            name,
            script,
            timeout,
            allowed_to_fail,
        } => Change {
            name: name.as_deref(),
            script: script.as_deref(),
            timeout: *timeout,
            allowed_to_fail: *allowed_to_fail,
            ..Change::default()
        },
        _ => Change::default(),
    };
    actions::change(connection, event, &change)
}

fn apply_to_org(connection: &Connection, event: &Event) -> rusqlite::Result<()> {
    let id = event.aggregate.id.as_str();
    if let EventData::OrgAdded { name } = &event.data {
        return orgs::add(connection, event, name);
    }
    orgs::touch(connection, event)?;
    match &event.data {
        EventData::OrgDomainPrimarySet { domain } => {
            orgs::set_primary_domain(connection, id, domain)
        }
        EventData::TriggerActionsSet {
            flow,
            trigger,
            actions,
        } => {
            flows::set(connection, event, *flow)?;
            triggers::set(connection, &event.owner, (*flow, *trigger), actions)
        }
        EventData::TriggerActionsCascadeRemoved { flow, action } => {
            flows::touch(connection, event, *flow)?;
            triggers::hide(connection, &event.owner, *flow, action)
        }
        EventData::FlowCleared { flow } => flows::clear(connection, id, *flow),
        EventData::TriggerSuspended {
            flow,
            trigger,
            reason,
        } => suspensions::add(connection, event, (*flow, *trigger), reason),
        EventData::TriggerResumed { flow, trigger } => {
            suspensions::remove(connection, id, (*flow, *trigger))
        }
        EventData::OrgMemberAdded { user, roles } | EventData::OrgMemberChanged { user, roles } => {
            members::set(connection, user, &Scope::Org(OrgId::new(id)), roles)
        }
        EventData::OrgMemberRemoved { user } => {
            members::remove(connection, user, &Scope::Org(OrgId::new(id)))
        }
        _ => Ok(()),
    }
}

fn apply_to_user(connection: &Connection, event: &Event) -> rusqlite::Result<()> {
    let id = || UserId::new(event.aggregate.id.as_str());
    match &event.data {
        EventData::UserMachineAdded { name } => users::add(connection, event, name),
        EventData::UserRemoved => {
            users::remove(connection, &id())?;
            members::remove_all(connection, &id())
        }
        EventData::UserTokenAdded {
            token,
            hash,
            expires_at,
            preset,
        } => tokens::add(connection, event, (token, hash), (*expires_at, *preset)),
        EventData::UserTokenRemoved { token } => tokens::remove(connection, token),
        _ => Ok(()),
    }
}

fn apply_to_instance(connection: &Connection, event: &Event) -> rusqlite::Result<()> {
    if let EventData::InstanceMemberAdded { user, roles } = &event.data {
        meta::set_first_user(connection, user)?;
        members::set(connection, user, &Scope::Instance, roles)?;
    }
    Ok(())
}
