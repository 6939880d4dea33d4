//! Checking a history: against its own hashes, and against the tables made from it.
//!
//! Pure: the backend feeds rows in order of position and its tables at the end, all as of one
//! moment. What is found is said in sentences, since a person reads it.
//!
//! Found is whatever does not fit together. Not found is what fits: a file put back to an earlier
//! moment, or one whose newest events were cut off together with their heads and everything that
//! they made in the tables, or one that was written anew from some event on with all later
//! hashes. Since no secret is part of the hashes, only a copy of the heads kept elsewhere shows
//! these.

use std::collections::{BTreeMap, BTreeSet};

use portcullis_core::{Aggregate, State, ports::Audit};

use crate::{Head, Row, chain, index::Index};

/// Takes the rows of a history one by one.
#[derive(Debug, Default)]
pub struct Auditor {
    audit: Audit,
    last_position: u64,
    heads: BTreeMap<Aggregate, Head>,
    replayed: State,
    index: Index,
}

/// So many sentences are told; the last one says how many more there are.
const PROBLEMS_MAX: usize = 100;

// === impl Auditor ===

impl Auditor {
    /// Checks the next row.
    pub fn add(&mut self, row: &Row) {
        self.audit.events += 1;
        if row.position != self.last_position + 1 {
            self.problem(format!(
                "history: position {} follows position {}",
                row.position, self.last_position
            ));
        }
        self.last_position = row.position;
        if let Ok(aggregate) = row.aggregate() {
            self.check_chain(row, &aggregate);
        }
        match row.event() {
            Ok(event) => {
                self.replayed.apply(&event);
                self.index.apply(&event);
            }
            Err(error) => {
                let place = place(&row.aggregate_kind, &row.aggregate_id, row.sequence);
                self.problem(format!("{place}: {error}"));
            }
        }
    }

    /// Compares with the index of the tables, after the last row; for backends that have one.
    pub fn compare_index(&mut self, stored: &Index) {
        for problem in self.index.differences(stored) {
            self.problem(problem);
        }
    }

    /// Compares with what the backend stores beside the events.
    pub fn finish(mut self, heads: &BTreeMap<Aggregate, Head>, tables: &State) -> Audit {
        let aggregates: BTreeSet<_> = self.heads.keys().chain(heads.keys()).cloned().collect();
        for aggregate in aggregates {
            let (found, stored) = (self.heads.get(&aggregate), heads.get(&aggregate));
            if found != stored {
                let problem = head_problem(&aggregate, found, stored);
                self.problem(problem);
            }
        }
        let replayed = std::mem::take(&mut self.replayed);
        for problem in differences(&replayed, tables) {
            self.problem(problem);
        }
        let hidden = self.audit.problems.len().saturating_sub(PROBLEMS_MAX);
        if hidden > 0 {
            self.audit.problems.truncate(PROBLEMS_MAX);
            self.audit.problems.push(format!("and {hidden} more"));
        }
        self.audit
    }

    /// Goes on from what is stored, so that one changed row is one problem.
    fn check_chain(&mut self, row: &Row, aggregate: &Aggregate) {
        let head = self.heads.get(aggregate).copied().unwrap_or_default();
        let place = place(aggregate.kind.name(), &aggregate.id, row.sequence);
        if row.sequence != head.sequence.saturating_add(1) {
            self.problem(format!("{place}: follows sequence {}", head.sequence));
        }
        if chain::hash(&head.hash, row) != row.hash {
            self.problem(format!(
                "{place}: does not match its hash; it or an event before it was changed"
            ));
        }
        let stored = Head {
            sequence: row.sequence,
            hash: row.hash,
        };
        self.heads.insert(aggregate.clone(), stored);
    }

    fn problem(&mut self, sentence: String) {
        self.audit.problems.push(sentence);
    }
}

fn place(kind: &str, id: &str, sequence: u64) -> String {
    format!("{kind} {id}, sequence {sequence}")
}

fn head_problem(aggregate: &Aggregate, found: Option<&Head>, stored: Option<&Head>) -> String {
    let name = format!("{} {}", aggregate.kind.name(), aggregate.id);
    let found = found.copied().unwrap_or_default();
    let stored = stored.copied().unwrap_or_default();
    if found.sequence == stored.sequence {
        let sequence = found.sequence;
        format!("{name}, sequence {sequence}: the stored head has another hash than the event")
    } else {
        format!(
            "{name}: the events end at sequence {}, the stored head is at sequence {}",
            found.sequence, stored.sequence
        )
    }
}

/// What differs between a replay of the events and the tables.
fn differences(replayed: &State, tables: &State) -> Vec<String> {
    let mut found = Vec::new();
    compare("action", &replayed.actions, &tables.actions, &mut found);
    let (names, stored) = (&replayed.action_names, &tables.action_names);
    compare("action name", names, stored, &mut found);
    compare("flow", &replayed.flows, &tables.flows, &mut found);
    let (suspensions, stored) = (&replayed.suspensions, &tables.suspensions);
    compare("suspension", suspensions, stored, &mut found);
    compare("organisation", &replayed.orgs, &tables.orgs, &mut found);
    compare("user", &replayed.users, &tables.users, &mut found);
    compare("membership", &replayed.members, &tables.members, &mut found);
    compare("token", &replayed.tokens, &tables.tokens, &mut found);
    if replayed.first_user != tables.first_user {
        found.push("the first user is another than the events say".to_owned());
    }
    found
}

fn compare<K: Ord + std::fmt::Debug, V: PartialEq>(
    noun: &str,
    replayed: &BTreeMap<K, V>,
    tables: &BTreeMap<K, V>,
    found: &mut Vec<String>,
) {
    for (key, value) in replayed {
        match tables.get(key) {
            None => found.push(format!("{noun} {key:?} is missing from the tables")),
            Some(stored) if stored != value => {
                found.push(format!("{noun} {key:?} differs from its events"));
            }
            Some(_) => {}
        }
    }
    for key in tables.keys().filter(|key| !replayed.contains_key(key)) {
        found.push(format!("{noun} {key:?} is in the tables without an event"));
    }
}
