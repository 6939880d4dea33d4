//! What tables keep of things beside the domain's state: how they are ordered and found.
//!
//! Names of actions are not here: the state itself has their keys.

use std::collections::BTreeMap;

use portcullis_core::{AggregateKind, Event, EventData, letter_case, org};

/// The places and keys of everything in the tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// Of every thing, by its noun and id.
    pub things: BTreeMap<(&'static str, String), Entry>,
    /// The largest id ever given out; new ones are larger.
    pub last_id: u64,
    /// How many events there were of anything but actions.
    pub directory: u64,
}

/// What is kept of one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The position of the event that added the thing.
    pub position: u64,
    /// By which its name is found and unique, if it has a name of its own.
    pub name_key: Option<String>,
}

// === impl Index ===

impl Index {
    /// The noun of actions.
    pub const ACTION: &'static str = "action";
    /// The noun of organisations.
    pub const ORG: &'static str = "organisation";
    /// The noun of tokens.
    pub const TOKEN: &'static str = "token";
    /// The noun of users.
    pub const USER: &'static str = "user";

    /// Brings the index forward by one event.
    pub(crate) fn apply(&mut self, event: &Event) {
        let id = event.aggregate.id.as_str();
        self.note(id);
        if event.aggregate.kind != AggregateKind::Action {
            self.directory += 1;
        }
        match &event.data {
            EventData::OrgAdded { name } => {
                self.add(Self::ORG, id, event, Some(org::name_key(name)));
            }
            EventData::ActionAdded { .. } => self.add(Self::ACTION, id, event, None),
            EventData::ActionRemoved => self.remove(Self::ACTION, id),
            EventData::UserMachineAdded { name } => {
                self.add(Self::USER, id, event, Some(letter_case::lower(name)));
            }
            EventData::UserRemoved => self.remove(Self::USER, id),
            EventData::UserTokenAdded { token, .. } => {
                self.note(token.as_str());
                self.add(Self::TOKEN, token.as_str(), event, None);
            }
            EventData::UserTokenRemoved { token } => self.remove(Self::TOKEN, token.as_str()),
            _ => {}
        }
    }

    /// How a stored index differs from this one, in sentences. What only one of them has is left
    /// to the comparison of the states.
    pub(crate) fn differences(&self, stored: &Self) -> Vec<String> {
        let mut found = Vec::new();
        for ((noun, id), entry) in &self.things {
            let Some(stored) = stored.things.get(&(*noun, id.clone())) else {
                continue;
            };
            if stored.position != entry.position {
                found.push(format!(
                    "{noun} {id:?} stands at position {}, its first event at {}",
                    stored.position, entry.position
                ));
            }
            if stored.name_key != entry.name_key {
                found.push(format!("{noun} {id:?} is not found by its name"));
            }
        }
        if stored.last_id < self.last_id {
            found.push(format!(
                "the last id is said to be {}, the events have {}",
                stored.last_id, self.last_id
            ));
        }
        if stored.directory != self.directory {
            found.push(format!(
                "{} events are said to be of anything but actions, and {} are",
                stored.directory, self.directory
            ));
        }
        found
    }

    /// The instance's id is no number and none that was given out.
    fn note(&mut self, id: &str) {
        self.last_id = self.last_id.max(id.parse().unwrap_or(0));
    }

    fn add(&mut self, noun: &'static str, id: &str, event: &Event, name_key: Option<String>) {
        let position = event.position;
        let entry = Entry { position, name_key };
        self.things.insert((noun, id.to_owned()), entry);
    }

    fn remove(&mut self, noun: &'static str, id: &str) {
        self.things.remove(&(noun, id.to_owned()));
    }
}
