use std::time::Duration;

use portcullis_core::{
    Timestamp,
    flow::{FlowType, TriggerType},
    script::{
        ActionOutcome, ScriptAction, ScriptErrorKind, Step, TestOptions, TriggerOutcome,
        TriggerResult, TriggerRun,
    },
    secret::{SecretName, SecretValue},
};

use super::*;
use crate::{FetchRequest, FetchResponse, Nowhere, Trigger, World};

/// Actions, each with a function `f`, before a user is created.
fn trigger(scripts: &[&str]) -> TriggerRun {
    let actions = scripts.iter().map(|script| ScriptAction {
        id: String::new(),
        name: "f".to_owned(),
        script: (*script).into(),
        timeout: Duration::ZERO,
        allowed_to_fail: true,
        is_active: true,
        sequence: 0,
    });
    TriggerRun::new(
        FlowType::ExternalAuthentication,
        TriggerType::PreCreation,
        actions.collect(),
    )
}

/// Runs them all in one interpreter.
fn results<const N: usize>(runs: [TriggerRun; N]) -> [TriggerResult; N] {
    let limits = Limits::default();
    let run = move || {
        let mut interpreter = Interpreter::new(limits).unwrap();
        runs.map(|run| {
            Trigger::new(run)
                .unwrap()
                .run(&mut interpreter, &mut Nowhere)
        })
    };
    let thread = Interpreter::thread(limits).spawn(run).unwrap();
    thread.join().unwrap()
}

fn error_kind(result: &TriggerResult) -> Option<ScriptErrorKind> {
    match &result.results[0].outcome {
        ActionOutcome::FailedAllowed(error) => Some(error.kind),
        _ => None,
    }
}

#[test]
fn a_run_may_be_allowed_less_memory() {
    let run = |memory_limit| TriggerRun {
        memory_limit,
        ..trigger(&["function f() { new Uint8Array(9 << 20) }"])
    };
    let results = results([
        run(None),
        run(Some(8 << 20)),
        run(Some(usize::MAX)),
        run(None),
    ]);
    let expected = [None, Some(ScriptErrorKind::Memory), None, None];
    assert_eq!(results.each_ref().map(error_kind), expected);
}

/// What a script gives a user as first name.
#[track_caller]
fn check_name(body: &str, expected: &str) {
    let script = format!("function f(ctx, api) {{ const set = api.setFirstName; {body} }}");
    let [result] = results([trigger(&[&script])]);
    let found = result.mutations.user.first_name.as_deref();
    assert_eq!(found, Some(expected), "{body}: {:?}", result.outcome);
}

#[test]
fn what_scripts_are_made_to_call_is_out_of_their_reach() {
    let all = "const names = Object.getOwnPropertyNames(globalThis);";
    check_name(
        &format!(
            "{all} names.forEach((it) => {{ if (it !== 'globalThis') delete globalThis[it] }}); set('x')"
        ),
        "x",
    );
    check_name(
        &format!("{all} set('' + names.some((it) => it.startsWith('thrown')))"),
        "false",
    );
}

#[test]
fn telling_of_an_error_runs_no_code() {
    let getter = "let n = 0; const o = { get m() { n += 1; return 5 } }; const k = 'm';";
    check_name(
        &format!("{getter} try {{ o[k]() }} catch (e) {{}} set(`${{n}}`)"),
        "1",
    );
    let proxy = "let n = 0; const o = new Proxy({}, { get() { n += 1 } }); const k = 'm';";
    check_name(
        &format!("{proxy} try {{ o[k]() }} catch (e) {{}} set(`${{n}}`)"),
        "1",
    );
    check_name(
        "const p = {}; Object.create(p); try { [2, 1].sort(5) } catch (e) { set(e.message) }",
        "The comparison function must be either a function or undefined",
    );
    check_name(
        "const k = 'm'; try { ({ m: 5 })[k]() } catch (e) { set(e.message) }",
        "Value is not an object: 5",
    );
    check_name(
        "const k = 'm'; try { ctx.v1[k]() } catch (e) { set(e.message) }",
        "Object has no member 'm'",
    );
}

/// No trap of the engine shows in a trace.
#[test]
fn traces_show_no_traps() {
    let script = "Object.defineProperty(Object.prototype, 'zork', { get: function mine() { return new Error('x').stack } });
                  set(ctx.v1.zork.split('\\n').map((it) => it.replace(/:\\d+:\\d+/, '')).join('|'))";
    check_name(script, "Error: x|\tat mine (<eval>)|\tat f (<eval>)|");
}

/// No function shows what the script was made to call.
#[test]
fn functions_show_their_text_as_it_was_written() {
    let script = "function f(ctx, api) {\n  const failing = (g, key) => { if (key) throw g(key); return new g[key]() };\n  \
                  api.setFirstName(`${failing}|${f.name}|${Math.max}|${new Function('a', 'throw a')}`)\n}";
    let [result] = results([trigger(&[script])]);
    let expected = "(g, key) => { if (key) throw g(key); return new g[key]() }|f|\
                    function max() {\n    [native code]\n}|function anonymous(a\n) {\nthrow a\n}";
    assert_eq!(result.mutations.user.first_name.as_deref(), Some(expected));
}

/// The entries of the list at the end, and those that were told as appended.
#[track_caller]
fn check_metadata(scripts: &[&str], list: &[(&str, &str)], appended: &[&str]) {
    let [result] = results([trigger(scripts)]);
    assert!(
        matches!(result.outcome, TriggerOutcome::Completed),
        "{result:?}"
    );
    let text = |value: &[u8]| String::from_utf8(value.to_vec()).unwrap();
    let entries = result.mutations.metadata.iter();
    let entries: Vec<_> = entries
        .map(|it| (it.key.clone(), text(&it.value)))
        .collect();
    let expected = list
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    assert_eq!(entries, expected.collect::<Vec<_>>(), "{scripts:?}");
    let steps = result.results.iter().flat_map(|it| &it.steps);
    let steps: Vec<_> = steps
        .filter_map(|(_, step)| match step {
            Step::MetadataAppend(entry) => Some(entry.key.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(steps, appended, "{scripts:?}");
}

#[test]
fn metadata_is_told_entry_by_entry() {
    let append = "function f(ctx, api) { api.v1.user.appendMetadata('a', 1); api.v1.user.appendMetadata('b', 2) }";
    check_metadata(&[append], &[("a", "1"), ("b", "2")], &["a", "b"]);
    let renames =
        "function f(ctx, api) { api.metadata[0].key = 'c'; api.v1.user.appendMetadata('d', {}) }";
    let all = [("c", "1"), ("b", "2"), ("d", "{}")];
    check_metadata(&[append, renames], &all, &["a", "b", "d"]);
    let removes =
        "function f(ctx, api) { api.metadata.length = 1; api.v1.user.appendMetadata('e', 3) }";
    check_metadata(
        &[append, removes],
        &[("a", "1"), ("e", "3")],
        &["a", "b", "e"],
    );
    let late =
        "function f(ctx, api) { api.v1.user.appendMetadata('x', 0); api.metadata[0].key = 'y' }";
    check_metadata(&[late], &[("y", "0")], &["x"]);
}

#[test]
fn much_metadata_stays_within_the_limit_of_effects() {
    let many = "function f(ctx, api) { for (let i = 0; i < 5000; i++) api.v1.user.appendMetadata('k' + i, i) }";
    let [result] = results([trigger(&[many])]);
    assert_eq!(error_kind(&result), None);
    assert_eq!(result.mutations.metadata.len(), 5000);
}

#[test]
fn uuids_are_new_unless_they_are_to_be_the_same() {
    let script = "function f(ctx, api) { api.setFirstName(require('zitadel/uuid').v4()) }";
    let run = |random_seed| TriggerRun {
        test: Some(TestOptions {
            random_seed,
            ..TestOptions::default()
        }),
        ..trigger(&[script])
    };
    let results = results([run(None), run(None), run(Some(7)), run(Some(7))]);
    let [first, second, third, fourth] = results.map(|it| it.mutations.user.first_name);
    assert!(first.is_some() && first != second && second != third);
    assert_eq!(third, fourth);
}

#[test]
fn traces_are_of_the_script_as_it_was_written() {
    let script = "function f() { let g = (back) => back(() => ({}).a.b); g((back) => back(1)) }";
    let [result] = results([trigger(&[script])]);
    let ActionOutcome::FailedAllowed(error) = &result.results[0].outcome else {
        panic!("{:?}", result.results[0].outcome);
    };
    let columns = error.stack.lines().map(|line| {
        let (_, column) = line.rsplit_once(':').unwrap();
        column.trim_end_matches(')').parse::<usize>().unwrap()
    });
    let columns: Vec<_> = columns.collect();
    assert!(columns.len() >= 3, "{}", error.stack);
    let is_within = columns.iter().all(|column| *column <= script.len());
    assert!(is_within, "{}", error.stack);
}

/// The body of `f`, how much metadata there is afterwards, and how many steps tell of an entry.
#[track_caller]
fn check_count(body: &str, entries: usize, appended: usize) {
    let script = format!("function f(ctx, api) {{ {body} }}");
    let [result] = results([trigger(&[&script])]);
    assert_eq!(error_kind(&result), None, "{body}: {:?}", result.results[0]);
    let steps = result.results[0].steps.iter();
    let steps = steps.filter(|(_, step)| matches!(step, Step::MetadataAppend(_)));
    let found = (result.mutations.metadata.len(), steps.count());
    assert_eq!(found, (entries, appended), "{body}");
}

/// What is told of a list stays small, however it was made, and every entry that was appended is told.
#[test]
fn many_entries_of_metadata_are_told() {
    const APPEND: &str = "api.v1.user.appendMetadata('key' + i, 'twenty characters...');";
    const PUSH: &str = "api.metadata.push({ key: 'k' + i, value: 'twenty characters...' });";
    const RENAME: &str = "api.metadata[i].key += '!';";
    for (before, each, entries) in [
        ("", APPEND, 1000),
        ("api.metadata.push({ key: 'a', value: 'b' });", APPEND, 1001),
        ("", &format!("{APPEND} {PUSH}"), 2000),
        ("", &format!("{APPEND} {RENAME}"), 1000),
    ] {
        check_count(
            &format!("{before} for (let i = 0; i < 1000; i++) {{ {each} }}"),
            entries,
            1000,
        );
    }
    // what was put in by hand may change afterwards
    let body = "const value = { a: 1 }; api.metadata.push({ key: 'a', value });
        api.v1.user.appendMetadata('b', 1); value.a = 2; api.v1.user.appendMetadata('c', 1);";
    check_count(body, 3, 2);
}

/// However much was told before: the list is not told again at the end.
#[test]
fn what_was_appended_stays_when_the_run_is_stopped() {
    let script = "function f(ctx, api) {
        for (let i = 0; i < 1000; i++) {
            api.metadata.push({ key: 'pushed' + i, value: 'twenty characters...' });
            api.v1.user.appendMetadata('appended' + i, i);
        }
        new Uint8Array(1 << 30);
    }";
    let [result] = results([trigger(&[script])]);
    assert_eq!(error_kind(&result), Some(ScriptErrorKind::Memory));
    let keys = result.mutations.metadata.iter().map(|it| &it.key);
    let appended: Vec<_> = keys.filter(|key| key.starts_with("appended")).collect();
    assert_eq!(appended.len(), 1000);
    assert_eq!(appended[999], "appended999");
}

/// Answers at once, and notes how much time it had for it.
#[derive(Default)]
struct Timed(Vec<Duration>);

impl World for Timed {
    fn fetch(&mut self, _: &FetchRequest, within: Duration) -> Result<FetchResponse, String> {
        self.0.push(within);
        Ok(FetchResponse::default())
    }

    fn secret(&mut self, _: &SecretName) -> Result<Option<SecretValue>, String> {
        Ok(None)
    }

    fn now(&mut self) -> Timestamp {
        Timestamp::from_micros(0)
    }
}

/// While it loads, that of loading, which the function's does not begin with.
#[test]
fn http_has_the_time_that_is_left() {
    let script = "const { fetch } = require('zitadel/http'); fetch('http://a.test/');
        for (const began = Date.now(); Date.now() - began < 500;);
        function f() { fetch('http://a.test/') }";
    let limits = Limits::default();
    let run = move || {
        let mut interpreter = Interpreter::new(limits).unwrap();
        let mut world = Timed::default();
        let result = Trigger::new(trigger(&[script]))
            .unwrap()
            .run(&mut interpreter, &mut world);
        (result, world.0)
    };
    let thread = Interpreter::thread(limits).spawn(run).unwrap();
    let (result, times) = thread.join().unwrap();
    assert_eq!(error_kind(&result), None, "{:?}", result.results[0]);
    let seconds: Vec<_> = times.iter().map(Duration::as_secs_f64).collect();
    assert!(
        matches!(seconds[..], [0.0..=5.0, 19.5..=20.0]),
        "{seconds:?}"
    );
}

/// Its levels are not compared with each other.
#[test]
fn values_may_be_deep() {
    let script = "function f(ctx, api) {
        let deep = 1;
        for (let i = 0; i < 20000; i++) deep = i % 2 ? { deep } : [deep];
        api.v1.user.appendMetadata('deep', deep);
        throw deep;
    }";
    let [result] = results([trigger(&[script])]);
    assert_eq!(
        result.results[0].steps.len(),
        1,
        "{:.500?}",
        result.results[0]
    );
    let ActionOutcome::FailedAllowed(error) = &result.results[0].outcome else {
        panic!("{result:?}");
    };
    assert_eq!(error.kind, ScriptErrorKind::Exception);
    assert!(
        error.message.starts_with("[object Object]"),
        "{:.200}",
        error.message
    );
}
