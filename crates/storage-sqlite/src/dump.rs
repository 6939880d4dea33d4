//! The tables as one value, to compare with a replay of the events.

use std::{collections::BTreeMap, sync::Arc};

use portcullis_core::{
    Result, State, Timestamp,
    action::Details,
    flow::{FlowRecord, FlowType},
    id::OrgId,
    ports::Audit,
};
use portcullis_storage::Auditor;
use rusqlite::Connection;

use crate::{
    error::failed,
    tables::{
        actions, aggregates, events, flows, index, members, meta, orgs, suspensions, tokens,
        triggers, users,
    },
};

/// Checks everything stored, as of one moment if `connection` is in a transaction.
pub(crate) fn audit(connection: &Connection) -> Result<Audit> {
    let mut auditor = Auditor::default();
    events::for_each(connection, |row| auditor.add(row)).map_err(failed)?;
    let heads = aggregates::all(connection)?;
    auditor.compare_index(&index::read(connection).map_err(failed)?);
    let tables = state(connection).map_err(failed)?;
    Ok(auditor.finish(&heads, &tables))
}

/// Everything in the tables but the heads, which an audit compares by themselves.
fn state(connection: &Connection) -> rusqlite::Result<State> {
    let mut state = State {
        first_user: meta::first_user(connection)?,
        ..State::default()
    };
    for (key, action) in actions::all(connection)? {
        let name = (action.details.owner.clone(), key);
        state.action_names.insert(name, action.id.clone());
        state.actions.insert(action.id.clone(), Arc::new(action));
    }
    for (org, flow) in flows::keys(connection)? {
        let record = match flows::find(connection, &org, flow)? {
            Some(record) => record,
            None => remains(connection, &org, flow)?,
        };
        state.flows.insert((org, flow), record);
    }
    for (org, suspension) in suspensions::all(connection)? {
        let key = (org, suspension.flow, suspension.trigger);
        state.suspensions.insert(key, suspension);
    }
    for (user, member) in members::all(connection)? {
        state.members.insert((user, member.scope), member.roles);
    }
    state.orgs = by(orgs::all(connection)?, |org| org.id.clone());
    state.users = by(users::all(connection)?, |user| user.id.clone());
    state.tokens = by(tokens::all(connection)?, |token| token.id.clone());
    Ok(state)
}

/// Triggers without their flow, which no event leaves behind.
fn remains(connection: &Connection, org: &OrgId, flow: FlowType) -> rusqlite::Result<FlowRecord> {
    let never = Timestamp::from_micros(0);
    Ok(FlowRecord {
        details: Details {
            sequence: 0,
            created_at: never,
            changed_at: never,
            owner: org.clone(),
        },
        triggers: triggers::of(connection, org, flow)?,
    })
}

fn by<K: Ord, V>(values: Vec<V>, key: impl Fn(&V) -> K) -> BTreeMap<K, V> {
    values
        .into_iter()
        .map(|value| (key(&value), value))
        .collect()
}
