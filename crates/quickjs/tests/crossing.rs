//! What goes in and comes out.

use portcullis_quickjs::Value;

use crate::support::{self, ECHO, outcome, with_engine};

#[track_caller]
fn check(source: &str, expected: &Value) {
    with_engine(|engine, host| {
        assert_eq!(
            engine.evaluate(host, source, "<eval>").as_ref(),
            Ok(expected)
        );
    });
}

#[track_caller]
fn check_text(source: &str, expected: &str) {
    check(source, &Value::from(expected));
}

#[test]
fn primitives_come_out() {
    check("", &Value::Undefined);
    check("var a = 1; function f() {}", &Value::Undefined);
    check("null", &Value::Null);
    check("1 < 2", &Value::Boolean(true));
    check("1 + 1", &Value::Number(2.0));
    check("0.1", &Value::Number(0.1));
    check("-1e300 * 1e300", &Value::Number(f64::NEG_INFINITY));
    check_text("'a' + 1", "a1");
    check_text("'x'.repeat(20000) + 'y'.repeat(20000) && 'rope'", "rope");
}

#[test]
fn anything_else_stays_inside() {
    check("({})", &Value::Other);
    check("Symbol('s')", &Value::Other);
    check("10n ** 30n", &Value::Other);
    check("(function () {})", &Value::Other);
}

#[test]
fn text_is_utf_8() {
    check_text("'aé€😀'", "aé€😀");
    check_text("'\\u00e9'", "é");
    check_text("'a\\0b'", "a\0b");
    check_text("'\\ud83d\\ude00'", "😀");
    check("'😀'.length", &Value::Number(2.0));
    check("'é\0€'.length", &Value::Number(3.0));
}

#[test]
fn a_lone_surrogate_leaves_as_one_replacement() {
    check_text("'a\\ud800b'", "a\u{fffd}b");
    check_text("'é\\udfff\\ud800'", "é\u{fffd}\u{fffd}");
    check_text("JSON.stringify('\\ud800')", "\"\\ud800\"");
    check("'\\ud800' === '\\ud800'", &Value::Boolean(true));
}

#[test]
fn arguments_and_answers_of_the_host_are_the_same_values() {
    with_engine(|engine, host| {
        let source = "
            let same = [undefined, null, true, false, 0, -0, 1.5, NaN, 2 ** 40, '', 'a\\0é😀']
                .map(value => Object.is(host(0, value), value));
            same.join()";
        let all = ["true"; 11].join(",");
        assert_eq!(outcome(engine, host, source), all);
        assert_eq!(host.calls.len(), 11);
        assert_eq!(host.calls[10], (ECHO, vec![Value::from("a\0é😀")]));
    });
}

#[test]
fn the_host_takes_any_number_of_values() {
    with_engine(|engine, host| {
        outcome(engine, host, "host(7); host(4294967295, 1, 'b', null)");
        let values = vec![Value::Number(1.0), Value::from("b"), Value::Null];
        assert_eq!(host.calls, [(7, vec![]), (u32::MAX, values)]);
    });
}

#[test]
fn the_host_takes_no_objects() {
    for argument in ["{}", "[]", "Symbol()", "1n", "() => 1"] {
        let source = format!("try {{ host(0, {argument}) }} catch (e) {{ e.name }}");
        check_text(&source, "TypeError");
    }
    check_text("try { host() } catch (e) { e.name }", "TypeError");
    for number in ["'0'", "-1", "0.5", "NaN", "2 ** 32"] {
        let source = format!("try {{ host({number}) }} catch (e) {{ e.name }}");
        check_text(&source, "TypeError");
    }
}

#[test]
fn a_function_of_the_entry_takes_and_gives_values() {
    with_engine(|engine, host| {
        let mut call = |function: &str, arguments: &[Value]| engine.call(host, function, arguments);
        let two = [Value::Number(1.0), Value::Number(2.5)];
        assert_eq!(call("add", &two), Ok(Value::Number(3.5)));
        let text = [Value::from("é\0"), Value::from("😀")];
        assert_eq!(call("add", &text), Ok(Value::from("é\0😀")));
        assert_eq!(call("last", &[]), Ok(Value::Undefined));
        assert_eq!(call("last", &[Value::Null]), Ok(Value::Null));
        let many: Vec<Value> = (0..1000).map(|n| Value::Number(n.into())).collect();
        assert_eq!(call("last", &many), Ok(Value::Number(999.0)));
    });
}

#[test]
fn an_unknown_function_of_the_entry_throws() {
    with_engine(|engine, host| {
        for name in ["nothing", "", "a\0b"] {
            let thrown = engine.call(host, name, &[]).unwrap_err();
            let support = format!("{thrown:?}");
            assert!(support.contains("not a function"), "{name}: {support}");
        }
    });
}

#[test]
fn scripts_are_sloppy_and_global() {
    check_text("x = 1; typeof globalThis.x", "number");
    check_text("(function () { return typeof this })()", "object");
    check("var v = 010; v", &Value::Number(8.0));
    with_engine(|engine, host| {
        outcome(
            engine,
            host,
            "let a = 1; const b = 2; var c = 3; class D {}",
        );
        let source = "[a, b, c, typeof D, 'a' in globalThis, 'c' in globalThis].join()";
        let expected = "1,2,3,function,false,true";
        assert_eq!(outcome(engine, host, source), expected);
    });
}

#[test]
fn there_are_no_modules() {
    with_engine(|engine, host| {
        for name in ["std", "os", "./Cargo.toml", "/etc/hostname", "data:,1"] {
            let source = format!("import('{name}').then(() => host(9), () => host(8)); 0");
            outcome(engine, host, &source);
            assert_eq!(engine.run_jobs(host), Ok(()));
            assert_eq!(host.calls.pop(), Some((8, vec![])), "{name}");
        }
    });
    check_text(
        "try { eval('import a from \"a\"') } catch (e) { e.name }",
        "SyntaxError",
    );
}

#[test]
fn nothing_waits() {
    let wait = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)";
    check_text(
        &format!("try {{ {wait} }} catch (e) {{ e.name }}"),
        "TypeError",
    );
}

#[test]
fn the_name_is_the_file_in_positions() {
    with_engine(|engine, host| {
        let thrown = support::thrown(engine.evaluate(host, "\n  nothing()", "<eval>"));
        assert_eq!(thrown.name.as_deref(), Some("ReferenceError"));
        assert_eq!(thrown.message.as_deref(), Some("nothing is not defined"));
        assert_eq!(
            thrown.stack.as_deref(),
            Some("    at <eval> (<eval>:2:3)\n")
        );
        let thrown = support::thrown(engine.evaluate(host, "\n  var 1", "a.js\0b"));
        assert_eq!(thrown.name.as_deref(), Some("SyntaxError"));
        assert_eq!(thrown.stack.as_deref(), Some("    at a.jsb:2:7\n"));
    });
}
