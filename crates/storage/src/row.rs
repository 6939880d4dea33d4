//! An event as it lies in a table: names and text instead of domain types.

use portcullis_core::{Aggregate, AggregateKind, Event, Timestamp, event::NewEvent, id::OrgId};

use crate::{
    Error, Result,
    chain::{self, Hash, Head},
    codec,
};

/// The columns of a stored event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Place in the whole history, from 1, without a gap.
    pub position: u64,
    /// Name of the aggregate's kind.
    pub aggregate_kind: String,
    /// Id of the aggregate.
    pub aggregate_id: String,
    /// Number within the aggregate, from 1, without a gap.
    pub sequence: u64,
    /// Type of the event.
    pub event_type: String,
    /// Id of the owning organisation; empty for the instance.
    pub owner: String,
    /// Who caused it.
    pub creator: String,
    /// Microseconds since the Unix epoch.
    pub created_at: i64,
    /// JSON.
    pub payload: String,
    /// Hash of all of the above and of the event before; see [`chain`].
    pub hash: Hash,
}

// === impl Row ===

impl Row {
    /// The event at `position` that follows `head` in its aggregate.
    pub fn next(
        new: NewEvent,
        position: u64,
        head: &Head,
        (creator, now): (&str, Timestamp),
    ) -> Result<(Event, Self)> {
        let mut row = Self {
            position,
            aggregate_kind: new.aggregate.kind.name().to_owned(),
            aggregate_id: new.aggregate.id.clone(),
            sequence: head.sequence + 1,
            event_type: new.data.type_name().to_owned(),
            owner: new.owner.to_string(),
            creator: creator.to_owned(),
            created_at: now.micros(),
            payload: codec::encode(&new.data)?,
            hash: Hash::default(),
        };
        row.hash = chain::hash(&head.hash, &row);
        let event = Event {
            position,
            aggregate: new.aggregate,
            sequence: row.sequence,
            owner: new.owner,
            creator: row.creator.clone(),
            created_at: now,
            data: new.data,
        };
        Ok((event, row))
    }

    /// The event in domain types.
    pub fn event(&self) -> Result<Event> {
        Ok(Event {
            position: self.position,
            aggregate: self.aggregate()?,
            sequence: self.sequence,
            owner: OrgId::new(self.owner.as_str()),
            creator: self.creator.clone(),
            created_at: Timestamp::from_micros(self.created_at),
            data: codec::decode(&self.event_type, &self.payload)?,
        })
    }

    /// What the event is about.
    pub fn aggregate(&self) -> Result<Aggregate> {
        aggregate(&self.aggregate_kind, &self.aggregate_id)
    }
}

/// The aggregate with a stored kind and id.
pub fn aggregate(kind: &str, id: &str) -> Result<Aggregate> {
    let kinds = [
        AggregateKind::Instance,
        AggregateKind::Org,
        AggregateKind::Action,
        AggregateKind::User,
    ];
    let known = kinds.into_iter().find(|known| known.name() == kind);
    Ok(Aggregate {
        kind: known.ok_or_else(|| Error::AggregateKind(kind.to_owned()))?,
        id: id.to_owned(),
    })
}
