//! What `portcullis run` tells of a script, for people, and the flags that are an action's own settings.

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    process::{Finished, told},
    run::{run, write},
};

/// Runs `function f(ctx, api)` with this body, without a network.
fn body(body: &str, words: &[&str]) -> Finished {
    script(&format!("function f(ctx, api) {{\n{body}\n}}\n"), words)
}

fn script(text: &str, words: &[&str]) -> Finished {
    let folder = TempDir::new().unwrap();
    let script = write(&folder, "f.js", text);
    let always = [&*script, "--flow", "2", "--trigger", "4", "--no-network"];
    run(&[&always, words].concat())
}

/// These lines follow each other in the report; `#` stands for any number.
#[track_caller]
fn check(finished: &Finished, code: i32, lines: &str) {
    assert_eq!(finished.code, Some(code), "{finished:#?}");
    let is = without_numbers(&finished.stdout);
    assert!(is.contains(lines), "no\n{lines}\nin\n{is}");
}

/// Times with two decimals, which are never the same.
fn without_numbers(text: &str) -> String {
    let words = text.split_inclusive([' ', '\n']);
    let words = words.map(|word| {
        let is_time = word.trim_end().parse::<f64>().is_ok() && word.contains('.');
        if is_time { "# " } else { word }
    });
    words.collect()
}

const FETCH: &str = "const http = require('zitadel/http');
    http.fetch('https://api.example.com/v1', {
      method: 'POST',
      headers: { 'Authorization': 'Bearer abc', 'X-Kind': ['a', 'b'] },
      body: { name: 'Ada' },
    });";

#[test]
fn times_and_logs() {
    let logs = "const logger = require('zitadel/log');
        logger.log('begun');
        logger.warn('two\\nlines');
        logger.error('bad');";
    check(
        &body(logs, &[]),
        0,
        "f succeeded: loaded in # ms, ran for # ms
  logs
    info  begun
    warn  two
          lines
    error bad
",
    );
}

#[test]
fn calls_with_headers_and_bodies() {
    let folder = TempDir::new().unwrap();
    let mocks =
        json!([{ "method": "POST", "urlPattern": "https://api.example.com/*", "status": 201 }]);
    let mocks = write(&folder, "mocks.json", &mocks.to_string());
    check(
        &body(FETCH, &["--mock", &mocks]),
        0,
        "  HTTP calls
    POST https://api.example.com/v1 → 201 in # ms, a mock
      Authorization: ***
      X-Kind: a
      X-Kind: b

      {\"name\":\"Ada\"}
",
    );
}

#[test]
fn long_bodies_are_shown_in_part() {
    let folder = TempDir::new().unwrap();
    let mocks = write(&folder, "mocks.json", r#"[{"urlPattern": "*"}]"#);
    let send = |text: &str| {
        let fetch = format!(
            "require('zitadel/http').fetch('https://a.example', {{ method: 'POST', body: {text} }})"
        );
        body(&fetch, &["--mock", &mocks])
    };
    let finished = send("'é'.repeat(700)");
    check(&finished, 0, "é\n      …\n");
    assert!(finished.stdout.matches('é').count() < 510);
}

#[test]
fn a_call_that_no_mock_fits() {
    let folder = TempDir::new().unwrap();
    let mocks = r#"[{"method": "GET", "urlPattern": "https://api.example.com/v1"},
        {"urlPattern": "https://api.example.com/v2"}]"#;
    let mocks = write(&folder, "mocks.json", mocks);
    let finished = body(FETCH, &["--mock", &mocks]);
    let why = "no mock fits POST https://api.example.com/v1, and there is no network";
    check(
        &finished,
        1,
        &format!(
            "  error
    {why}
    (no script can catch this)
  HTTP calls
    POST https://api.example.com/v1 → no answer in # ms: {why}
"
        ),
    );
    finished.check(1, &[&format!("error: the action failed: {why}")]);
}

#[test]
fn what_no_script_can_catch_is_told_as_such() {
    let note = "(no script can catch this)";
    let caught = format!("try {{ {FETCH} }} catch (error) {{}}");
    check(&body(&caught, &[]), 1, note);
    check(
        &body("while (true) {}", &["--timeout", "50ms"]),
        1,
        &format!("    interrupt\n    {note}\n"),
    );
    let more = "for (let i = 0; i < 1001; i++) require('zitadel/log').log('x')";
    check(&body(more, &[]), 1, note);
    check(&body(&caught, &["--profile", "lenient"]), 0, "f succeeded");
    for (thrown, words) in [
        ("throw 'no'", &[][..]),
        ("null.x", &[]),
        (FETCH, &["--profile", "lenient"]),
    ] {
        let finished = body(thrown, words);
        finished.check(1, &[]);
        assert!(!finished.stdout.contains(note), "{}", finished.stdout);
    }
}

#[test]
fn a_syntax_error_shows_the_line() {
    let text = "function f(ctx, api) {\n  const ä = 'ö'; let x y;\n}\n";
    check(
        &script(text, &[]),
        1,
        "Unexpected identifier
       1 | function f(ctx, api) {
  >    2 |   const ä = 'ö'; let x y;
         |                        ^
       3 | }
",
    );
    let answer = script(text, &["--output", "json"]).stdout;
    let answer: Value = serde_json::from_str(&answer).unwrap();
    let error = &answer["abortError"];
    // in bytes, as all columns of failures
    assert_eq!((&error["line"], &error["column"]), (&json!(2), &json!(26)));
    // one that the old engine's compiler told
    check(
        &script("function f() {}\nlet x = 1;\nlet x = 2;\n", &[]),
        1,
        "  >    3 | let x = 2;\n",
    );
}

#[test]
fn what_is_allowed_to_fail_may() {
    let failing = "api.v1.claims.setClaim('a', 1); throw 'no'";
    check(&body(failing, &[]), 1, "f failed: loaded");
    check(
        &body(failing, &["--allowed-to-fail"]),
        0,
        "f failed, which it is allowed to: loaded",
    );
}

#[test]
fn a_script_from_stdin() {
    let text = "function g(ctx, api) { api.v1.claims.setClaim('a', 1) }";
    let words = ["run", "-", "--flow", "2", "--trigger", "4"];
    let finished = told(&[&words[..], &["--function", "g"]].concat(), &[], text);
    check(&finished, 0, "g succeeded: loaded in # ms");
    check(&finished, 0, "claim: a = 1");
}

#[test]
fn another_function_than_the_files() {
    let text = "function f() { throw 'f' }\nfunction g() {}";
    check(&script(text, &["--function", "g"]), 0, "g succeeded");
    check(&script(text, &["--function", "h"]), 1, "function not found");
}
