use super::*;
use crate::script::{LogLevel, Mutations, ScriptError, ScriptErrorKind, TriggerOutcome};

/// A line of the runtime.
fn line(at: i64, took: Option<u64>) -> LogRecord {
    LogRecord {
        at: Timestamp::from_micros(at),
        took: took.map(Duration::from_millis),
        message: String::new(),
        level: LogLevel::Info,
        from_script: false,
    }
}

fn result(name: &str, millis: u64, outcome: ActionOutcome) -> ActionResult {
    ActionResult {
        id: format!("id of {name}"),
        name: name.to_owned(),
        sequence: 3,
        outcome,
        load_took: Duration::from_millis(millis),
        call_took: Duration::from_millis(millis),
        logs: Vec::new(),
        steps: Vec::new(),
        http_calls: Vec::new(),
        compat_warnings: Vec::new(),
    }
}

fn failed() -> ActionOutcome {
    ActionOutcome::Failed(ScriptError::new(ScriptErrorKind::Exception, "no"))
}

fn executions(outcome: TriggerOutcome, second: ActionOutcome) -> Vec<Execution> {
    let occasion = Occasion {
        started: Timestamp::from_micros(1_000_000),
        flow: FlowType::CustomiseToken,
        trigger: TriggerType::PreUserinfoCreation,
        trace_id: "t".to_owned(),
    };
    let mut second = result("b", 5, second);
    second.logs = vec![line(1_025_000, None), line(1_037_000, Some(12))];
    let result = TriggerResult {
        outcome,
        results: vec![
            result("a", 10, ActionOutcome::Succeeded),
            second,
            result("c", 0, ActionOutcome::NotRun),
        ],
        mutations: Mutations::default(),
        final_claims_json: None,
    };
    Execution::of(&occasion, &result).collect()
}

#[test]
fn actions_run_one_after_the_other() {
    let executions = executions(TriggerOutcome::Completed, failed());
    let seen: Vec<_> = executions
        .iter()
        .map(|it| (it.action.as_str(), it.started.micros(), it.took.as_millis()))
        .collect();
    let expected = [
        ("id of a", 1_000_000, 20),
        ("id of b", 1_025_000, 12),
        ("id of c", 1_037_000, 0),
    ];
    assert_eq!(seen, expected);
    assert_eq!(executions[1].outcome, failed());
    assert_eq!(executions[2].trace_id, "t");
}

/// Which of the executions, numbered 1 to 3, are found.
#[track_caller]
fn check(search: &ExecutionSearch, expected: &[u64]) {
    let entries = (1..).zip(executions(TriggerOutcome::Completed, failed()));
    let entries = entries.map(|(number, execution)| Entry { number, execution });
    let found = entries.filter(|entry| search.matches(entry));
    let found: Vec<u64> = found.map(|entry| entry.number).collect();
    assert_eq!(found, expected, "{search:?}");
}

#[test]
fn searching() {
    let any = ExecutionSearch::default;
    let filter = |action: Option<&str>, outcome| ExecutionSearch {
        filter: ExecutionFilter {
            action: action.map(ActionId::new),
            outcome,
        },
        ..any()
    };
    let at = |micros| Some(Timestamp::from_micros(micros));
    check(&any(), &[1, 2, 3]);
    check(&filter(Some("id of b"), None), &[2]);
    check(&filter(None, Some(OutcomeKind::NotRun)), &[3]);
    check(&filter(Some("id of b"), Some(OutcomeKind::NotRun)), &[]);
    let times = |from, to| ExecutionSearch { from, to, ..any() };
    check(&times(at(1_025_000), None), &[2, 3]);
    check(&times(None, at(1_025_000)), &[1]);
    check(&times(at(1_025_000), at(1_025_001)), &[2]);
    let before = ExecutionSearch {
        before: Some(2),
        ..any()
    };
    check(&before, &[1]);
}

#[test]
fn limits() {
    assert!(matches!(ExecutionSearch::limit(0), Ok(100)));
    assert!(matches!(ExecutionSearch::limit(1), Ok(1)));
    assert!(matches!(ExecutionSearch::limit(1000), Ok(1000)));
    let refused = ExecutionSearch::limit(1001).unwrap_err().to_string();
    assert_eq!(refused, "invalid limit: may be at most 1000");
}

#[test]
fn outcomes_have_numbers() {
    for kind in OutcomeKind::ALL {
        assert_eq!(OutcomeKind::from_id(kind.id()), Some(kind));
    }
    assert_eq!(OutcomeKind::from_id(0), None);
    assert_eq!(OutcomeKind::from_id(6), None);
}

#[test]
fn what_was_left_behind_is_told_as_a_failure() {
    let left = ScriptError::new(ScriptErrorKind::UnserialisableValue, "no JSON");
    let aborted = TriggerOutcome::Aborted(left.clone());
    let executions = executions(aborted, ActionOutcome::Succeeded);
    assert_eq!(executions[0].outcome, ActionOutcome::Succeeded);
    assert_eq!(executions[1].outcome, ActionOutcome::Failed(left));
    assert_eq!(executions[2].outcome, ActionOutcome::NotRun);
}
