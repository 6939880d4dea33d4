//! Traps that read records by themselves.

use crate::support::{outcome, with_engine};

/// What a prelude keeps. Its own trap answers who asked for what; a script has replaced what it can.
const KEPT: &str = "
    const object = values => Object.assign(Object.create(null), values);
    const trap = (target, key) => { asked.push(String(key)); return 'trap' };
    let asked = [];
    const proxy = {};
    const fields = object({
        plain: object({ shows: 1 }), record: object({ shows: 2 }), text: object({ shows: 4, key: 'te_xt' }),
        hidden: object({ shows: 4, key: 'toString' }), unknown: object({}),
    });
    const source = { te_xt: 'source' };
    const record = values => object({ type: object({ fields }), source, values: object(values) });
    const map = values => object({ type: object({ shows: 3 }), values: object(values) });
    const mark = Symbol();
    const handler = { get: native.memberTrap(trap) };
    native.brand(handler);
    const lists = { get: native.elementTrap(mark, handler, trap) };
    const list = (shows, length, store) => {
        const target = [];
        target[mark] = object({ length, store: object(store), type: object({ shows, made: object({ fields }) }) });
        return new Proxy(target, lists);
    };
    for (const name of ['values', 'type', 'fields', 'shows', 'source', 'te_xt', 'object', 'store', 'made', '0'])
        Object.defineProperty(Object.prototype, name, { get() { throw 'a script ran' }, set() { throw 'it too' } });
    const see = value => (value === proxy ? 'proxy' : String(value)) + (asked.length ? ' asked ' + asked : '');
    const read = (target, key) => see(new Proxy(target, handler)[key]);";

#[track_caller]
fn check(expression: &str, expected: &str) {
    with_engine(|engine, host| {
        let seen = outcome(engine, host, &format!("{KEPT}\n{expression}"));
        assert_eq!(seen, expected, "{expression}");
    });
}

#[test]
fn members_are_shown_as_they_are_kept() {
    check("read(record({ plain: 1 }), 'plain')", "1");
    check("read(record({ plain: null }), 'plain')", "null");
    check("read(record({ record: null }), 'record')", "null");
    check(
        "read(record({ record: object({ object: proxy }) }), 'record')",
        "proxy",
    );
    check("read(record({ text: 'kept' }), 'text')", "kept");
    check("read(record({}), 'text')", "source");
    check("read(map({ member: proxy }), 'member')", "proxy");
    check("read(map({ member: false }), 'member')", "false");
}

#[test]
fn what_cannot_be_seen_is_asked_for() {
    check("read(record({}), 'plain')", "trap asked plain");
    check("read(record({ plain: {} }), 'plain')", "trap asked plain");
    check("read(record({ record: 1 }), 'record')", "trap asked record");
    check(
        "read(record({ record: object({}) }), 'record')",
        "trap asked record",
    );
    check(
        "read(record({ unknown: 1 }), 'unknown')",
        "trap asked unknown",
    );
    check("read(record({}), 'nobody')", "trap asked nobody");
    check("read(record({}), 'hidden')", "trap asked hidden");
    check("read(map({}), 'member')", "trap asked member");
    check("read(map({}), Symbol('s'))", "trap asked Symbol(s)");
    check("read(object({}), 'plain')", "trap asked plain");
    check("see(handler.get(1, 'plain', 2))", "trap asked plain");
    check("see(handler.get())", "trap asked undefined");
    check(
        "source.te_xt = 1; read(record({}), 'text')",
        "trap asked text",
    );
    check(
        "Object.defineProperty(source, 'te_xt', { get() { throw 'run' } }); read(record({}), 'text')",
        "trap asked text",
    );
}

#[test]
fn traps_are_made_of_what_they_need() {
    for made in [
        "memberTrap()",
        "memberTrap(1, 2)",
        "elementTrap(1, 2)",
        "elementTrap()",
    ] {
        check(
            &format!("try {{ native.{made} }} catch (e) {{ e.name }}"),
            "TypeError",
        );
    }
    check(
        "see(new Proxy({}, { get: native.memberTrap() }).plain)",
        "TypeError: memberTrap takes a trap",
    );
    check(
        "native.brand(); native.brand(1); see(native.targetOf(new Proxy({}, {})))",
        "undefined",
    );
}

#[test]
fn elements_are_shown_as_they_are_kept() {
    check("see(list(1, 2, { 0: 'a' }).length)", "2");
    check("see(list(1, 2, { 0: 'a' })[0])", "a");
    check("see(list(1, 2, { 0: 'a' })[1])", "trap asked 1");
    check("see(list(1, 1, { 0: 'a', 1: 'b' })[1])", "trap asked 1");
    check("see(list(1, 1, { 0: {} })[0])", "trap asked 0");
    check("see(list(1, 1, {}).nobody)", "trap asked nobody");
    check("see(list(1, 1, {})['00'])", "trap asked 00");
    check(
        "see(list(1, 1, {})[Symbol.iterator])",
        "trap asked Symbol(Symbol.iterator)",
    );
    check("see(list(4, 1, { source: ['text'] })[0])", "text");
    check("see(list(4, 1, { source: [1] })[0])", "trap asked 0");
    check("see(list(4, 1, { source: [] })[0])", "trap asked 0");
    check(
        "see(list(2, 1, { 0: object({ object: proxy }) })[0])",
        "proxy",
    );
    check("see(list(2, 1, { source: ['text'] })[0])", "trap asked 0");
    check(
        "see(list(2, 1, { source: [{}], build: () => 1 })[0])",
        "trap asked 0",
    );
}

#[test]
fn records_of_lists_are_made_once() {
    let made = "const made = list(2, 1, { source: [source] });";
    check(&format!("{made} see(made[0].text)"), "source");
    check(&format!("{made} see(made[0] === made[0])"), "true");
    check(
        &format!("{made} native.targetOf(made[0]).values.text = 'kept'; made[0].text"),
        "kept",
    );
}

#[test]
fn targets_are_told_of_branded_handlers_only() {
    check(
        "const it = map({}); see(native.targetOf(new Proxy(it, handler)) === it)",
        "true",
    );
    check(
        "see(native.targetOf(new Proxy({}, { ...handler })))",
        "undefined",
    );
    check(
        "see(native.targetOf(new Proxy(new Proxy({}, handler), {})))",
        "undefined",
    );
    check(
        "const { proxy: gone, revoke } = Proxy.revocable({}, {}); revoke(); see(native.targetOf(gone))",
        "undefined",
    );
    for value in ["1", "null", "undefined", "'a'", "{}", "handler", ""] {
        check(&format!("see(native.targetOf({value}))"), "undefined");
    }
}
