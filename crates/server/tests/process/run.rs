//! `portcullis run`: the ready-made scripts, and what is told about others.

use std::{fs, path::Path};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::process::{Finished, portcullis};

/// The scripts that the repository brings along.
const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/actions");

pub(crate) fn run(words: &[&str]) -> Finished {
    portcullis(&[&["run"], words].concat(), &[])
}

/// The path of the only file of a folder with this ending.
fn find(folder: &Path, ending: &str) -> Option<String> {
    let files = folder.read_dir().unwrap().map(|file| file.unwrap().path());
    let mut found = files.filter(|path| path.to_str().unwrap().ends_with(ending));
    found.next().map(|path| path.to_str().unwrap().to_owned())
}

/// Everything that is expected is there; more may be.
#[track_caller]
fn check_within(path: &str, expected: &Value, is: &Value) {
    match (expected, is) {
        (Value::Object(expected), Value::Object(is)) => {
            for (name, expected) in expected {
                let nothing = match expected {
                    Value::Bool(_) => json!(false),
                    _ => Value::Null,
                };
                check_within(
                    &format!("{path}.{name}"),
                    expected,
                    is.get(name).unwrap_or(&nothing),
                );
            }
        }
        (Value::Array(expected), Value::Array(is)) if expected.len() == is.len() => {
            for (at, (expected, is)) in expected.iter().zip(is).enumerate() {
                check_within(&format!("{path}[{at}]"), expected, is);
            }
        }
        _ => assert_eq!(expected, is, "{path}"),
    }
}

#[test]
fn every_example_does_what_it_says() {
    let mut seen = 0;
    for folder in Path::new(EXAMPLES).read_dir().unwrap() {
        let folder = folder.unwrap().path();
        let expected = fs::read_to_string(folder.join("expect.json")).unwrap();
        let mut expected: Value = serde_json::from_str(&expected).unwrap();
        let script = find(&folder, ".js").unwrap();
        let context = find(&folder, "context.json").unwrap();
        let (flow, trigger) = (
            expected["flow"].to_string(),
            expected["trigger"].to_string(),
        );
        let mut words = vec![script.as_str(), "--flow", &flow, "--trigger", &trigger];
        words.extend(["--context", &context, "--no-network", "--output", "json"]);
        let mocks = find(&folder, "mocks.json");
        words.extend(mocks.iter().flat_map(|mocks| ["--mock", mocks]));
        let finished = run(&words);
        let answer: Value = serde_json::from_str(&finished.stdout)
            .unwrap_or_else(|error| panic!("{script}: {error}: {}", finished.stderr));

        let expected = expected.as_object_mut().unwrap();
        expected.retain(|name, _| !["flow", "trigger"].contains(&name.as_str()));
        if let Some(lines) = expected.remove("logs") {
            let logs = answer["results"][0]["logs"].as_array().unwrap().iter();
            let logs = logs.filter(|line| line["fromScript"] == true);
            let logs: Value = logs.map(|line| line["message"].clone()).collect();
            assert_eq!(logs, lines, "{script}");
        }
        check_within(&script, &json!(expected), &answer);
        let aborts = expected["outcome"] == "OUTCOME_ABORTED";
        assert_eq!(
            finished.code,
            Some(i32::from(aborts)),
            "{script}: {}",
            finished.stderr
        );
        seen += 1;
    }
    assert_eq!(seen, 10);
}

pub(crate) fn write(folder: &TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_failure_shows_the_line() {
    let folder = TempDir::new().unwrap();
    let script =
        "function f(ctx, api) {\n  api.v1.claims.setClaim('a', 1);\n  throw 'no way';\n}\n";
    let script = write(&folder, "f.js", script);
    let finished = run(&[&script, "--flow", "2", "--trigger", "4"]);
    assert_eq!(finished.code, Some(1), "{}", finished.stderr);
    for shown in [
        "f failed",
        "no way at f (<eval>:3:3)",
        ">    3 |   throw 'no way';\n         |   ^",
        "claim: a = 1",
    ] {
        assert!(
            finished.stdout.contains(shown),
            "{shown}: {}",
            finished.stdout
        );
    }
    assert!(
        finished.stderr.contains("the action failed: no way"),
        "{}",
        finished.stderr
    );
}

#[test]
fn a_value_that_cannot_be_sent_is_told_in_the_report() {
    let folder = TempDir::new().unwrap();
    let script = "function f(ctx, api) { api.v1.claims.setClaim('a', NaN) }";
    let script = write(&folder, "f.js", script);
    let finished = run(&[&script, "--flow", "2", "--trigger", "4"]);
    assert_eq!(finished.code, Some(1), "{}", finished.stderr);
    let reason = finished
        .stderr
        .trim()
        .strip_prefix("error: the action failed: ")
        .unwrap();
    for shown in ["f succeeded", "what was left cannot be sent", reason] {
        assert!(
            finished.stdout.contains(shown),
            "{shown}: {}",
            finished.stdout
        );
    }
}

/// The error of a line that is answered by one.
fn line_error(answer: &str) -> (u64, String) {
    let answer: Value = serde_json::from_str(answer).unwrap();
    let error = &answer["error"];
    let message = error["message"].as_str().unwrap_or_default();
    (
        error["line"].as_u64().unwrap_or_default(),
        message.to_owned(),
    )
}

#[test]
fn lines_that_are_no_requests_do_not_end_the_others() {
    let folder = TempDir::new().unwrap();
    let good = json!({
        "flowType": 2, "triggerType": 4,
        "actions": [{ "name": "f", "script": "function f() { throw 'no' }" }],
    });
    let lines = format!("{good}\n{{\"flow\":1}}\n\n{{\"flowType\":9}}\n{good}");
    let requests = write(&folder, "requests.jsonl", &lines);
    let finished = run(&["--request", &requests]);
    let answers: Vec<_> = finished.stdout.lines().collect();
    assert_eq!(answers.len(), 4, "{}", finished.stdout);
    for answer in [answers[0], answers[3]] {
        let answer: Value = serde_json::from_str(answer).unwrap();
        assert_eq!(answer["outcome"], "OUTCOME_ABORTED");
    }
    let told = "--request: flow: unknown field `flow` at column 7";
    assert_eq!(line_error(answers[1]), (2, told.to_owned()));
    let (line, message) = line_error(answers[2]);
    assert!(
        line == 4 && message.contains("there is no flow 9"),
        "{message}"
    );
    // a mistake counts more than an action that failed
    finished.check(2, &["error: line 2: --request: flow: unknown field `flow`"]);
}

#[test]
fn a_single_request_may_have_many_lines() {
    let folder = TempDir::new().unwrap();
    let request = json!({
        "flowType": 2, "triggerType": 4,
        "actions": [{ "name": "f", "script": "function f() {}" }],
    });
    let text = serde_json::to_string_pretty(&request).unwrap();
    assert!(text.lines().count() > 5);
    let finished = run(&["--request", &write(&folder, "request.json", &text)]);
    let answer: Value = serde_json::from_str(&finished.stdout).unwrap();
    assert_eq!(answer["outcome"], "OUTCOME_COMPLETED");
    finished.check(0, &[]);
    // one that is cut short is no request on any of its lines
    let cut = &text[..text.len() - 3];
    let finished = run(&["--request", &write(&folder, "cut.json", cut)]);
    let answers: Vec<_> = finished.stdout.lines().map(line_error).collect();
    assert_eq!(answers.len(), cut.lines().count(), "{}", finished.stdout);
    finished.check(2, &["error: line 1: --request: "]);
}

#[test]
fn lint_tells_place_rule_and_what_to_do() {
    let folder = TempDir::new().unwrap();
    let good = write(&folder, "good.js", "function good(ctx, api) {}");
    let finished = portcullis(&["lint", &good], &[]);
    assert_eq!(finished.code, Some(0), "{}", finished.stderr);
    assert_eq!(finished.stdout, "nothing found\n");
    let bad = write(&folder, "bad.js", "function bed(ctx, api) {}\n");
    let finished = portcullis(&["lint", &good, &bad, "--output", "json"], &[]);
    assert_eq!(finished.code, Some(1), "{}", finished.stderr);
    let found: Value = serde_json::from_str(&finished.stdout).unwrap();
    assert_eq!(found[0]["file"], bad);
    assert_eq!(found[0]["rule"], "function-not-found");
    assert_eq!(found[0]["severity"], "error");
    finished.check(1, &["1 error found"]);
}

#[test]
fn lint_goes_on_behind_a_file_that_cannot_be_read() {
    let folder = TempDir::new().unwrap();
    let bad = write(&folder, "bad.js", "function bed(ctx, api) {}\n");
    let missing = folder.path().join("missing.js");
    let missing = missing.to_str().unwrap();
    let finished = portcullis(&["lint", missing, &bad, missing], &[]);
    assert!(finished.stdout.contains("[function-not-found]"));
    assert_eq!(
        finished.stderr.matches("missing.js cannot be read").count(),
        2
    );
    finished.check(2, &[]);
    let finished = portcullis(&["lint", missing], &[]);
    assert_eq!(finished.stdout, "");
    finished.check(2, &["FILE: "]);
}

/// The globals of a profile as statements, without those by which a script could bind any name, and
/// without the engine's own, which have a `_`.
fn globals(script: &str, profile: &str) -> String {
    let words = ["--flow", "2", "--trigger", "4", "--output", "json"];
    let finished = run(&[&[script, "--profile", profile], &words[..]].concat());
    let answer: Value = serde_json::from_str(&finished.stdout).unwrap();
    let names = answer["finalClaims"]["names"].as_array().unwrap().iter();
    let names = names.map(|name| name.as_str().unwrap());
    let open = ["eval", "Function", "globalThis"];
    let names = names.filter(|name| !open.contains(name) && !name.contains('_'));
    let names: Vec<_> = names.collect();
    assert!(names.len() > 50, "{names:?}");
    names.join("; ")
}

#[test]
fn lint_knows_the_globals_of_both_profiles() {
    let folder = TempDir::new().unwrap();
    let script = "function names(ctx, api) {
        api.v1.claims.setClaim('names', Object.getOwnPropertyNames(globalThis))
    }";
    let script = write(&folder, "names.js", script);
    // what the lenient profile alone has is told where there is something better
    for (has, profile, tells) in [
        ("goja", "goja", ""),
        ("lenient", "goja", "missing-global"),
        ("lenient", "lenient", ""),
    ] {
        let code = globals(&script, has);
        let code = format!("function f() {{ {code}; nowhere }} let names");
        let all = write(&folder, "f.js", &code);
        let words = ["lint", &all, "--profile", profile, "--output", "json"];
        let finished = portcullis(&words, &[]);
        let found: Value = serde_json::from_str(&finished.stdout).unwrap();
        let (last, found) = found.as_array().unwrap().split_last().unwrap();
        assert_eq!(last["rule"], "undeclared-name", "{profile}: {last}");
        for finding in found {
            assert_eq!(finding["rule"], tells, "{profile}: {finding}");
        }
    }
}

#[test]
fn every_example_is_without_findings() {
    for folder in Path::new(EXAMPLES).read_dir().unwrap() {
        let script = find(&folder.unwrap().path(), ".js").unwrap();
        let finished = portcullis(&["lint", &script], &[]);
        assert_eq!(finished.stdout, "nothing found\n", "{script}");
    }
}

#[test]
fn mistakes_name_the_flag() {
    let folder = TempDir::new().unwrap();
    let script = write(&folder, "f.js", "function f() {}");
    let file = |name: &str, text: &str| write(&folder, name, text);
    let broken = file("broken.json", "{");
    let unknown = file(
        "unknown.json",
        "{\n  \"user\": {\"id\": \"7\", \"name\": 1}\n}",
    );
    let mocks = file(
        "mocks.json",
        "[\n  {\"urlPattern\": \"*\"},\n  {\"status\": \"ok\"}\n]",
    );
    let status = file("status.json", "[{}, {\"status\": 99}]");
    let object = file("object.json", "{}");
    let long = file("long.js", &" ".repeat(40_001));
    let cases: [(&[&str], &str); 16] = [
        (
            &["--mock", &mocks],
            "--mock: {}mocks.json: [1].status: invalid value: string \"ok\", expected a whole number at line 3",
        ),
        (
            &["--mock", &status],
            "error: --mock: [1].status: 99 is no HTTP status; there are 100 to 999",
        ),
        (
            &["--mock", &object],
            "--mock: {}object.json: invalid type: ",
        ),
        (
            &["--context", &broken],
            "--context: {}broken.json: EOF while parsing an object at line 1 column 1",
        ),
        (
            &["--context", &unknown],
            "--context: {}unknown.json: user.name: unknown field `name` at line 2 column 28",
        ),
        (
            &["--trigger", "1"],
            "error: --trigger: flow 2 has no trigger 1; it has 4, 5",
        ),
        (
            &["--flow", "9"],
            "'--flow <ID>': there are the flows 1 to 4",
        ),
        (
            &["--flow", "x"],
            "'--flow <ID>': there are the flows 1 to 4",
        ),
        (
            &["--timeout", "20001ms"],
            "'--timeout <DURATION>': is too long; at most 20s",
        ),
        (
            &["--timeout", "5"],
            "'--timeout <DURATION>': is not a duration",
        ),
        (
            &["--function", ""],
            "error: --function: needs 1 to 200 characters",
        ),
        (&["--deny-list", "10.0.0.0/99"], "error: --deny-list: "),
        (
            &["--data-dir", "x"],
            "error: --data-dir: `portcullis run` needs no instance; leave it out",
        ),
        (&["nowhere.js"], "error: SCRIPT: nowhere.js cannot be read"),
        (&[&long], "error: SCRIPT: has more than 40000 bytes"),
        (
            &["-"],
            "error: --function: needed, for a script from stdin has no file name",
        ),
    ];
    let folder = format!("{}/", folder.path().display());
    for (words, shown) in cases {
        // what a case says itself is not said before it
        let usual = [("", &*script), ("--flow", "2"), ("--trigger", "4")];
        let is_script = words[0].ends_with(".js") || words[0] == "-";
        let usual = usual.iter().filter(|(flag, _)| match *flag {
            "" => !is_script,
            flag => flag != words[0],
        });
        let usual = usual.flat_map(|(flag, value)| [*flag, value]);
        let usual: Vec<_> = usual.filter(|word| !word.is_empty()).collect();
        run(&[words, &usual].concat()).check(2, &[&shown.replace("{}", &folder)]);
    }
    run(&[&script, "--flow", "2"]).check(2, &["--trigger <ID>"]);
}

#[test]
fn lint_names_the_flag() {
    let folder = TempDir::new().unwrap();
    let script = write(&folder, "f.js", "function f() {}");
    let cases: [(&[&str], &str); 3] = [
        (
            &["--flow", "2", "--trigger", "1"],
            "error: --trigger: flow 2 has no trigger 1; it has 4, 5",
        ),
        (
            &["--flow", "2", "--trigger", "7"],
            "'--trigger <ID>': there are the triggers 1 to 6",
        ),
        (
            &["--database", "sqlite:x"],
            "error: --database: `portcullis lint` needs no instance; leave it out",
        ),
    ];
    for (words, shown) in cases {
        portcullis(&[&["lint", &script], words].concat(), &[]).check(2, &[shown]);
    }
}
