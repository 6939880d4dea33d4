//! Claims that native code writes, beside those that the prelude writes itself.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::{cell::RefCell, time::Duration};

use portcullis_core::{
    flow::{FlowType, TriggerType},
    script::{ScriptAction, TriggerOutcome, TriggerRun},
};
use portcullis_quickjs::Limits;
use portcullis_runtime::{Interpreter, Nowhere, Trigger};
use proptest::{
    collection::{btree_map, vec},
    prelude::*,
    test_runner::{Config, TestRunner},
};
use serde_json::Value;

/// Sets the same value twice. Native code leaves what has an accessor to the prelude, as a whole.
const SCRIPT: &str = "function f(ctx, api) {
    const value = JSON.parse(TEXT);
    api.v1.claims.setClaim('a', { value });
    api.v1.claims.setClaim('b', { get value() { return value } });
}";

/// All claims, as JSON.
fn claims(interpreter: &mut Interpreter, value: &Value) -> String {
    let text = serde_json::to_string(&value.to_string()).unwrap();
    let action = ScriptAction {
        id: String::new(),
        name: "f".to_owned(),
        script: SCRIPT.replace("TEXT", &text).into(),
        timeout: Duration::ZERO,
        allowed_to_fail: false,
        is_active: true,
        sequence: 0,
    };
    let trigger = Trigger::new(TriggerRun::new(
        FlowType::CustomiseToken,
        TriggerType::PreUserinfoCreation,
        vec![action],
    ));
    let result = trigger.unwrap().run(interpreter, &mut Nowhere);
    assert!(
        matches!(result.outcome, TriggerOutcome::Completed),
        "{result:?}"
    );
    result.final_claims_json.unwrap()
}

/// Texts of what has to be escaped, of what sorts strangely, and of anything.
fn texts() -> impl Strategy<Value = String> {
    let odd = "[ -~\\x00-\\x1f<>&\"\\\\\u{2028}\u{2029}\u{e000}\u{ffee}\u{1f600}é]{0,8}";
    prop_oneof![3 => "[a-z]{0,9}", 2 => odd, 1 => ".{0,9}"]
}

fn values() -> impl Strategy<Value = Value> {
    let whole = -(1_i64 << 53)..1 << 53;
    let one = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        whole.prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        texts().prop_map(Value::from),
    ];
    one.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            btree_map(texts(), inner, 0..6).prop_map(|it| Value::Object(it.into_iter().collect())),
        ]
    })
}

/// Equal as JavaScript has it, where all numbers are alike.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other)
                    .all(|(one, other)| is_same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(name, value)| other.get(name).is_some_and(|other| is_same(value, other)))
        }
        (one, other) => one == other,
    }
}

#[test]
fn they_are_the_same() {
    let work = || {
        let interpreter = RefCell::new(Interpreter::new(Limits::default()).unwrap());
        TestRunner::new(Config::default()).run(&values(), |value| {
            let all = claims(&mut interpreter.borrow_mut(), &value);
            let read: Value = serde_json::from_str(&all).unwrap();
            prop_assert!(is_same(&read["a"]["value"], &value), "{} {}", all, value);
            let frame = r#"{"a":,"b":}"#.len();
            let one = all.get(5..5 + (all.len() - frame) / 2).unwrap_or_default();
            prop_assert_eq!(&all, &format!(r#"{{"a":{one},"b":{one}}}"#));
            Ok(())
        })
    };
    let thread = Interpreter::thread(Limits::default()).spawn(work).unwrap();
    thread.join().unwrap().unwrap();
}
