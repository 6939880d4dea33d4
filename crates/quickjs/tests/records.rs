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
        read: object({ shows: 5, key: 'te_xt', read: text => (asked.push('read'), text + '!') }),
        number: object({ shows: 5, key: 'te_xt', read: text => ({ text }) }),
        unread: object({ shows: 5, key: 'nobody', read: () => 'read' }),
        list: object({ shows: 6, key: 'li_st', made: object({ shows: 4 }) }),
        shared: object({ shows: 6, key: 'li_st', made: object({ shows: 4 }), onChange: () => 'changed' }),
        noList: object({ shows: 6, key: 'te_xt', made: object({ shows: 4 }) }),
    });
    const source = { te_xt: 'source', li_st: ['one', 'two'] };
    const record = values => object({ type: object({ fields }), source, values: object(values) });
    const map = values => object({ type: object({ shows: 3 }), values: object(values) });
    const mark = Symbol();
    const makers = object({ mark, recordPrototype: Object.create(null), arrayPrototype: Array.prototype });
    const handler = makers.structHandler = { get: native.memberTrap(makers, trap) };
    native.brand(handler);
    const lists = makers.listHandler = { get: native.elementTrap(makers, trap) };
    const list = (shows, length, store) => {
        const target = [];
        target[mark] = object({ length, store: object(store), type: object({ shows, made: object({ fields }) }) });
        return new Proxy(target, lists);
    };
    for (const name of ['values', 'type', 'fields', 'shows', 'source', 'te_xt', 'li_st', 'object', 'store',
        'made', 'mark', 'origin', 'capacity', 'listHandler', '0'])
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
        "memberTrap(1)",
        "memberTrap(1, 2, 3)",
        "elementTrap(1)",
        "elementTrap()",
    ] {
        check(
            &format!("try {{ native.{made} }} catch (e) {{ e.name }}"),
            "TypeError",
        );
    }
    check(
        "see(new Proxy({}, { get: native.memberTrap() }).plain)",
        "TypeError: memberTrap takes makers and a trap",
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
        "see(list(1, 1, {})[Symbol.iterator] === Array.prototype.values)",
        "true",
    );
    check("see(list(1, 1, {})[Symbol('s')])", "trap asked Symbol(s)");
    check(
        "Object.defineProperty(Array.prototype, Symbol.iterator, { get() { throw 'run' } }); see(list(1, 1, {})[Symbol.iterator])",
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
fn members_are_read_once() {
    check(
        "const it = record({}); read(it, 'read') + read(it, 'read')",
        "source! asked readsource! asked read",
    );
    check("read(record({}), 'number')", "trap asked number");
    check(
        "const it = record({}); read(it, 'number'); it.values.number.text",
        "source",
    );
    check("read(record({}), 'unread')", "trap asked unread");
}

#[test]
fn lists_are_made_once() {
    let made = "const it = record({}), one = new Proxy(it, handler).list;";
    check(
        &format!("{made} see(one.length + one[0] + one[1])"),
        "2onetwo",
    );
    check(
        &format!("{made} see(one === new Proxy(it, handler).list)"),
        "true",
    );
    check(&format!("{made} see(Array.isArray(one))"), "true");
    check(
        &format!(
            "{made} const [key] = Object.getOwnPropertySymbols(native.targetOf(one) ?? []); see(key)"
        ),
        "undefined",
    );
    check(
        &format!("{made} Object.keys(it.values.list).join() + Object.keys(it.values.list.store)"),
        "type,store,length,object,onChange,origincapacity,source,build",
    );
    check(
        "see(Array.isArray(source.li_st) && new Proxy(record({}), handler).list !== new Proxy(record({}), handler).list)",
        "true",
    );
    check("read(record({}), 'noList')", "trap asked noList");
    check(
        "delete source.li_st; read(record({}), 'list')",
        "trap asked list",
    );
}

#[test]
fn copies_share_a_store() {
    let made = "const one = record({}), other = record({});
        new Proxy(one, handler).shared; new Proxy(other, handler).shared;
        const a = one.values.shared, b = other.values.shared;";
    check(
        &format!("{made} see(a !== b && a.store === b.store && source.li_st === a.store)"),
        "true",
    );
    check(
        &format!("{made} see(a.origin === a.store && a.onChange() === 'changed')"),
        "true",
    );
    check(
        &format!("{made} a.store[0] = 'new'; see(other.values.shared.object[0] + b.object[1])"),
        "newtwo",
    );
    check(
        "source.li_st = 1; read(record({}), 'shared')",
        "trap asked shared",
    );
    check(
        "source.li_st = {}; read(record({}), 'shared')",
        "trap asked shared",
    );
}

#[test]
fn proxies_are_made_of_what_is_kept() {
    check(
        "see(Array.isArray(new Proxy(record({ record: object({ store: object({}) }) }), handler).record))",
        "true",
    );
    check(
        "const it = object({ type: object({ fields }) }); new Proxy(record({ record: it }), handler).record; see(native.targetOf(it.object) === it)",
        "true",
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
