//! The language, feature by feature, held against what the old engine was recorded to make of it, in both
//! profiles.

use std::collections::BTreeMap;

use portcullis_core::script::Profile;
use portcullis_quickjs::Limits;
use portcullis_runtime::Interpreter;
use serde_json::Value;

use crate::{
    facts::{Row, effects},
    trial,
};

/// The features; the file says how it is to be read.
const FEATURES: &str = include_str!("language/features.txt");

/// Failures that nobody catches, in the same form.
const FAILURES: &str = include_str!("language/failures.txt");

/// What is told to those who write scripts.
const DOCS: &str = include_str!("../../../../docs/actions/language.md");

/// Runs the body of a function and logs what comes of it.
const AROUND: &str = "function show(v) { return typeof v === 'object' && v !== null ? JSON.stringify(v) : String(v) } \
    const log = (x) => require('zitadel/log').log('%s', x); \
    function f() { \
        try { \
            const v = probe(); \
            if (v instanceof Promise) v.then((x) => log(show(x)), (e) => log('rejects: ' + e)); \
            else log(show(v)); \
        } catch (e) { \
            log('throws: ' + e); \
        } \
    }";

/// A feature of the language.
struct Feature {
    title: &'static str,
    code: &'static str,
    values: BTreeMap<&'static str, &'static str>,
}

/// What came of it.
struct Outcome {
    value: String,
    is_warned: bool,
}

#[test]
fn features_are_as_on_the_old_engine() {
    check_all(FEATURES, logged, Profile::Goja);
}

#[test]
fn features_of_the_lenient_profile() {
    check_all(FEATURES, logged, Profile::Lenient);
}

#[test]
fn failures_are_told_as_on_the_old_engine() {
    check_all(FAILURES, uncaught, Profile::Goja);
}

#[test]
fn the_docs_tell_how_many_errors_are_told_otherwise() {
    let features = FEATURES.split("\n\n").filter_map(Feature::parse);
    let features: Vec<_> = features.collect();
    let told = features.iter().filter_map(Feature::errors);
    let (words, counts): (Vec<_>, Vec<_>) =
        told.partition(|(old, here)| old.split(" (and ").next() != Some(here));
    let [all, words, counts] = [features.len(), words.len(), counts.len()];
    let told =
        format!("of {all} features that were tried on both engines, {words} fail in other words");
    assert!(DOCS.contains(&told), "{told}");
    let told = format!("{counts} syntax errors lack");
    assert!(DOCS.contains(&told), "{told}");
}

/// A script that logs what comes of some code.
fn logged(code: &str) -> String {
    format!("function probe() {{ {code} }}\n{AROUND}\n")
}

/// A script that is the code alone.
fn uncaught(code: &str) -> String {
    format!("function f(ctx, api) {{ {code} }}\n")
}

#[track_caller]
fn check_all(table: &'static str, script: fn(&str) -> String, profile: Profile) {
    let limits = Limits::default();
    let checked = limits.thread().spawn(move || {
        let mut interpreter = Interpreter::new(limits).unwrap();
        let features = table.split("\n\n").filter_map(Feature::parse);
        let wrong = features.filter_map(|feature| {
            let script = script(feature.code);
            feature.difference(&mut interpreter, &script, profile)
        });
        wrong.collect::<Vec<_>>()
    });
    let wrong = checked.unwrap().join().unwrap();
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

// === impl Feature ===

impl Feature {
    /// A paragraph, if it is a feature: its second line is code.
    fn parse(paragraph: &'static str) -> Option<Self> {
        let mut lines = paragraph.trim_matches('\n').lines();
        let title = lines.next()?;
        let code = lines.next()?.strip_prefix("    ")?;
        let values = lines.map(|line| {
            line.split_once(": ")
                .unwrap_or((line.trim_end_matches(':'), ""))
        });
        let values: BTreeMap<_, _> = values.collect();
        assert!(values.contains_key("goja"), "{title}");
        Some(Self {
            title,
            code,
            values,
        })
    }

    /// The error that it is on the old engine and another one that it is here.
    fn errors(&self) -> Option<(&str, &str)> {
        let is_error = |value: &str| value.contains("Error: ");
        let (old, here) = (self.values["goja"], *self.values.get("here")?);
        (is_error(old) && is_error(here)).then_some((old, here))
    }

    /// What is wrong with it, if something is.
    fn difference(
        &self,
        interpreter: &mut Interpreter,
        script: &str,
        profile: Profile,
    ) -> Option<String> {
        let here = self.values.get("here").unwrap_or(&self.values["goja"]);
        let lenient = self.values.get("lenient").unwrap_or(here);
        let is_goja = profile == Profile::Goja;
        let expected = if is_goja { here } else { lenient };
        let outcome = self.run(interpreter, script, profile);
        if outcome.value != *expected {
            return Some(format!("{}: {}", self.title, outcome.value));
        }
        let differs = self.values.contains_key("here") || self.values.contains_key("warned");
        let is_explained = outcome.is_warned != self.values.contains_key("because");
        let is_right = if differs {
            is_explained
        } else {
            !outcome.is_warned
        };
        (!is_right).then(|| format!("{}: warned: {}", self.title, outcome.is_warned))
    }

    fn run(&self, interpreter: &mut Interpreter, script: &str, profile: Profile) -> Outcome {
        let title = match profile {
            Profile::Goja => "feature · 2/4",
            Profile::Lenient => "feature · 2/4 lenient",
        };
        let row = Row::parse(&format!("{title}\n{script}"));
        let effects = effects(&trial::run(&row, interpreter));
        let logs = effects["logs"].as_array().into_iter().flatten();
        let logs: String = logs.filter_map(Value::as_str).collect();
        let error = effects["error"].as_str();
        Outcome {
            value: error.map_or(logs, str::to_owned),
            is_warned: effects["warnings"].is_array(),
        }
    }
}
