//! The log of how actions ran: what is asked for, and what is told.

use portcullis_core::{
    Error, Result, Timestamp,
    execution::{Entry, ExecutionFilter, ExecutionPage, ExecutionSearch, OutcomeKind},
    id::ActionId,
    ports::Watched,
};
use portcullis_proto::portcullis::runtime::v1::{
    Execution, ListExecutionsRequest, ListExecutionsResponse, WatchExecutionsResponse,
};

use super::{
    object::{duration, read_timestamp, timestamp},
    run::{action_outcome, log_record},
};

/// As long as an id may be wherever one is asked for.
const ID_MAX: usize = 200;

/// What to list.
///
/// # Errors
/// When a field cannot be used.
pub(crate) fn search(request: ListExecutionsRequest) -> Result<ExecutionSearch> {
    let time = |field: &str, sent: Option<prost_types::Timestamp>| {
        sent.map(|sent| bound(field, sent)).transpose()
    };
    Ok(ExecutionSearch {
        filter: filter(request.action_id, request.outcome)?,
        from: time("from", request.from)?,
        to: time("to", request.to)?,
        before: Some(request.before).filter(|before| *before > 0),
        limit: ExecutionSearch::limit(request.limit)?,
    })
}

/// Which of them; what is empty or 0 is not asked for.
///
/// # Errors
/// When a field cannot be used.
pub(crate) fn filter(action_id: String, outcome: i32) -> Result<ExecutionFilter> {
    if action_id.len() > ID_MAX {
        let why = format!("may have {ID_MAX} characters");
        return Err(Error::field("action_id", why));
    }
    let action = Some(action_id).filter(|id| !id.is_empty());
    let kind = u8::try_from(outcome).ok().and_then(OutcomeKind::from_id);
    if outcome != 0 && kind.is_none() {
        let why = format!("there is no outcome {outcome}; there are 1 to 5");
        return Err(Error::field("outcome", why));
    }
    Ok(ExecutionFilter {
        action: action.map(ActionId::new),
        outcome: kind,
    })
}

pub(crate) fn response(page: ExecutionPage) -> ListExecutionsResponse {
    ListExecutionsResponse {
        executions: page.entries.into_iter().map(execution).collect(),
        dropped: page.dropped,
    }
}

pub(crate) fn watched(watched: &Watched) -> WatchExecutionsResponse {
    WatchExecutionsResponse {
        execution: Some(execution(Entry::clone(&watched.entry))),
        missed: watched.missed,
    }
}

/// A bound of time. Entries begin at whole microseconds, so that the next one bounds as well.
fn bound(field: &str, sent: prost_types::Timestamp) -> Result<Timestamp> {
    let time = read_timestamp(sent).ok_or_else(|| Error::field(field, "is no time"))?;
    let up = i64::from(sent.nanos % 1000 != 0);
    Ok(Timestamp::from_micros(time.micros() + up))
}

fn execution(entry: Entry) -> Execution {
    let it = entry.execution;
    let (outcome, error) = action_outcome(it.outcome);
    Execution {
        number: entry.number,
        started: Some(timestamp(it.started)),
        took: Some(duration(it.took)),
        flow_type: i32::from(it.flow.id()),
        trigger_type: i32::from(it.trigger.id()),
        action_id: it.action.to_string(),
        action_name: it.action_name,
        action_sequence: it.action_sequence,
        outcome: outcome.into(),
        error,
        logs: it.logs.into_iter().map(log_record).collect(),
        trace_id: it.trace_id,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(request: ListExecutionsRequest, expected: Result<ExecutionSearch, &str>) {
        match (search(request), expected) {
            (Ok(search), Ok(expected)) => assert_eq!(search, expected),
            (Err(error), Err(says)) => assert_eq!(error.to_string(), says),
            (got, expected) => panic!("{got:?} instead of {expected:?}"),
        }
    }

    fn time(seconds: i64, nanos: i32) -> Option<prost_types::Timestamp> {
        Some(prost_types::Timestamp { seconds, nanos })
    }

    #[test]
    fn searches() {
        check(
            ListExecutionsRequest::default(),
            Ok(ExecutionSearch::default()),
        );
        check(
            ListExecutionsRequest {
                action_id: "7".to_owned(),
                outcome: 2,
                from: time(1, 2000),
                to: time(1, 2001),
                limit: 5,
                before: 9,
            },
            Ok(ExecutionSearch {
                filter: ExecutionFilter {
                    action: Some(ActionId::new("7")),
                    outcome: Some(OutcomeKind::Failed),
                },
                from: Some(Timestamp::from_micros(1_000_002)),
                to: Some(Timestamp::from_micros(1_000_003)),
                limit: 5,
                before: Some(9),
            }),
        );
    }

    #[test]
    fn what_cannot_be_used() {
        let any = ListExecutionsRequest::default;
        let limit = ListExecutionsRequest {
            limit: 1001,
            ..any()
        };
        check(limit, Err("invalid limit: may be at most 1000"));
        let action_id = "7".repeat(201);
        let long = ListExecutionsRequest { action_id, ..any() };
        check(long, Err("invalid action_id: may have 200 characters"));
        for outcome in [-1, 6, 256] {
            let unknown = ListExecutionsRequest { outcome, ..any() };
            let says = format!("invalid outcome: there is no outcome {outcome}; there are 1 to 5");
            check(unknown, Err(&says));
        }
        for from in [time(i64::MAX, 0), time(0, -1), time(0, 1_000_000_000)] {
            check(
                ListExecutionsRequest { from, ..any() },
                Err("invalid from: is no time"),
            );
        }
    }
}
