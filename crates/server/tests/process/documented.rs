//! `portcullis run --request`: what the documentation of actions states, line by line to one process.

use crate::{
    facts::{Door, Facts},
    recorded::Running,
};

#[test]
fn statements_hold() {
    let mut running = Running::start(&[]);
    let mut facts = Facts::new(Some(Door::Tried));
    for row in facts.rows() {
        facts.note(&row, &running.answer(&row.request()));
    }
    assert_eq!(running.finish(), Some(1), "some are aborted");
    facts.check("portcullis run");
}
