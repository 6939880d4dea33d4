//! Lists: what they find, in which order, and by which index.

use portcullis_core::{
    Timestamp,
    execution::{Entry, ExecutionFilter, ExecutionSearch, OutcomeKind},
    id::{ActionId, OrgId},
    ports::ExecutionLog,
    script::ActionOutcome,
};
use proptest::prelude::*;
use rusqlite::{Connection, params_from_iter};

use crate::{SqliteExecutionLog, search::Query};

use super::{FILE, all, directory, execution, failed, line, note, numbers, open, org};

async fn page(log: &SqliteExecutionLog, org: &OrgId, search: &ExecutionSearch) -> Vec<u64> {
    let page = log.list(org, search).await.unwrap();
    page.entries.iter().map(|entry| entry.number).collect()
}

#[tokio::test]
async fn pages_follow_each_other() {
    let directory = directory();
    let log = open(&directory);
    note(&log, &org("1"), (0..250).map(|n| execution("a", n)));
    let mut search = ExecutionSearch::default();
    let mut seen = Vec::new();
    loop {
        let found = page(&log, &org("1"), &search).await;
        assert!(found.len() <= 100);
        let Some(last) = found.last() else { break };
        search.before = Some(*last);
        seen.extend(found);
    }
    assert_eq!(seen, (1..=250).rev().collect::<Vec<_>>());
}

#[tokio::test]
async fn organisations_see_their_own() {
    let directory = directory();
    let log = open(&directory);
    note(&log, &org("1"), [execution("a", 1)]);
    note(&log, &org("2"), [execution("a", 2)]);
    assert_eq!(numbers(&log, &org("1")).await, [1]);
    assert_eq!(numbers(&log, &org("2")).await, [2]);
    assert!(numbers(&log, &org("3")).await.is_empty());
}

#[tokio::test]
async fn long_entries_make_short_pages() {
    let directory = directory();
    let log = open(&directory);
    let mut long = execution("a", 1);
    long.logs = (0..8).map(|_| line(&"x".repeat(1900))).collect();
    note(&log, &org("1"), vec![long; 300]);
    let mut search = ExecutionSearch {
        limit: 1000,
        ..ExecutionSearch::default()
    };
    let mut seen = 0;
    loop {
        let page = log.list(&org("1"), &search).await.unwrap().entries;
        let Some(last) = page.last() else { break };
        assert!((1..150).contains(&page.len()), "{}", page.len());
        search.before = Some(last.number);
        seen += page.len();
    }
    assert_eq!(seen, 300);
}

#[tokio::test]
async fn what_somebody_else_wrote_is_no_panic() {
    let directory = directory();
    let log = open(&directory);
    let connection = Connection::open(directory.path().join(FILE)).unwrap();
    for change in [
        "flow_type = 9",
        "outcome = 0",
        "outcome = 2",
        "logs = '{'",
        "action_sequence = -1",
    ] {
        note(&log, &org("1"), [execution("a", 1)]);
        all(&log, &org("1")).await;
        let change = format!("UPDATE executions SET {change}");
        connection.execute_batch(&change).unwrap();
        let listed = log.list(&org("1"), &ExecutionSearch::default()).await;
        assert!(listed.is_err(), "{change}");
        connection.execute_batch("DELETE FROM executions").unwrap();
    }
}

/// The plan of a list, without what it selects.
fn plan(connection: &Connection, search: &ExecutionSearch) -> Vec<String> {
    let query = Query::of(&org("1"), search);
    let explain = format!("EXPLAIN QUERY PLAN {}", query.sql);
    let mut statement = connection.prepare(&explain).unwrap();
    let steps = statement
        .query_map(params_from_iter(query.values), |row| row.get("detail"))
        .unwrap();
    steps.map(Result::unwrap).collect()
}

#[tokio::test]
async fn an_index_serves_every_list() {
    let directory = directory();
    let log = open(&directory);
    log.close().await;
    let connection = Connection::open(directory.path().join(FILE)).unwrap();
    let any = ExecutionSearch::default();
    let by = |action: bool, outcome| ExecutionSearch {
        filter: ExecutionFilter {
            action: action.then(|| ActionId::new("a")),
            outcome,
        },
        ..any.clone()
    };
    let all = "USING INDEX executions_by_org (org_id=?";
    let action = "USING INDEX executions_by_action (org_id=? AND action_id=?";
    let outcome = "USING INDEX executions_not_succeeded (org_id=? AND outcome=?";
    for (search, index) in [
        (by(false, None), all),
        (by(false, Some(OutcomeKind::Succeeded)), all),
        (by(false, Some(OutcomeKind::Failed)), outcome),
        (by(true, None), action),
        (by(true, Some(OutcomeKind::Succeeded)), action),
        (by(true, Some(OutcomeKind::Failed)), ""),
    ] {
        for bounds in 0..8 {
            let time = |bit| (bounds & bit != 0).then(|| Timestamp::from_micros(5));
            let search = ExecutionSearch {
                before: (bounds & 1 != 0).then_some(7),
                from: time(2),
                to: time(4),
                ..search.clone()
            };
            let plan = plan(&connection, &search);
            assert!(plan[0].contains(index), "{search:?}: {plan:?}");
            let wasteful = |step: &String| {
                let scans = step.starts_with("SCAN ") && !step.contains("(subquery-");
                scans || step.contains("TEMP B-TREE")
            };
            assert!(!plan.iter().any(wasteful), "{search:?}: {plan:?}");
        }
    }
}

fn outcome(kind: OutcomeKind) -> ActionOutcome {
    match (kind, failed("no")) {
        (OutcomeKind::Succeeded, _) => ActionOutcome::Succeeded,
        (OutcomeKind::FailedAllowed, ActionOutcome::Failed(error)) => {
            ActionOutcome::FailedAllowed(error)
        }
        (OutcomeKind::SkippedInactive, _) => ActionOutcome::SkippedInactive,
        (OutcomeKind::NotRun, _) => ActionOutcome::NotRun,
        (_, failed) => failed,
    }
}

fn any_filter() -> impl Strategy<Value = ExecutionFilter> {
    let action = prop::option::of((0..4_u8).prop_map(|n| ActionId::new(n.to_string())));
    let outcome = prop::option::of(prop::sample::select(&OutcomeKind::ALL[..]));
    (action, outcome).prop_map(|(action, outcome)| ExecutionFilter { action, outcome })
}

fn any_search() -> impl Strategy<Value = ExecutionSearch> {
    let time = || prop::option::of((-1..12_i64).prop_map(Timestamp::from_micros));
    let before = prop::option::of(prop_oneof![0..70_u64, Just(u64::MAX)]);
    (any_filter(), time(), time(), before, 1..50_u32).prop_map(
        |(filter, from, to, before, limit)| ExecutionSearch {
            filter,
            from,
            to,
            before,
            limit,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn lists_find_what_a_plain_filter_finds(
        noted in prop::collection::vec((0..2_u8, 0..4_u8, 0..10_i64, 0..5_usize), 0..60),
        searches in prop::collection::vec(any_search(), 1..20),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let directory = directory();
            let log = open(&directory);
            let mut kept: Vec<(OrgId, Entry)> = Vec::new();
            for ((of, action, started, kind), number) in noted.into_iter().zip(1..) {
                let mut execution = execution(&action.to_string(), started);
                execution.outcome = outcome(OutcomeKind::ALL[kind]);
                let of = org(&of.to_string());
                note(&log, &of, [execution.clone()]);
                kept.push((of, Entry { number, execution }));
            }
            for search in searches {
                let expected = kept.iter().rev().filter(|(of, _)| *of == org("1"));
                let expected = expected.filter(|(_, entry)| search.matches(entry));
                let expected = expected.take(search.limit as usize);
                let expected: Vec<_> = expected.map(|(_, entry)| entry.clone()).collect();
                let found = log.list(&org("1"), &search).await.unwrap();
                assert_eq!(found.entries, expected, "{search:?}");
            }
        });
    }
}
