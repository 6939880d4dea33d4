//! Holds the typings against the objects that scripts get: no member too many and none too few.

use std::collections::{BTreeMap, BTreeSet};

use portcullis_quickjs::Limits;
use portcullis_runtime::Interpreter;

use crate::{
    facts::{Row, effects},
    trial,
};

const TYPINGS: &str = include_str!("../../../../docs/portcullis-actions.d.ts");
/// What stands for what; the file says how it is to be read.
const TABLE: &str = include_str!("typings.txt");

/// A context with something of everything; the kind of the provider is put in.
const CONTEXT: &str = r#"{
    "provider_kind": KIND,
    "provider_raw": {"sub": "x", "locale": "de", "address": {}, "attributes": {}},
    "auth_request": {"max_auth_age": "1s"},
    "user": {"human": {}},
    "user_metadata": [{"key": "k", "value": "v"}],
    "user_grants": {"grants": [{}]},
    "actor": {}
}"#;

/// The interfaces and modules, by name, and nested parts by their paths: members and what is extended.
#[derive(Default)]
struct Interface {
    members: BTreeSet<String>,
    extended: Vec<String>,
}

#[test]
fn typings_have_the_members_that_scripts_see() {
    let limits = Limits::default();
    let checked = limits.thread().spawn(move || {
        let mut interpreter = Interpreter::new(limits).unwrap();
        let rows = TABLE.lines().skip_while(|line| !line.is_empty()).skip(1);
        rows.filter_map(|row| difference(row, &interfaces(), &mut interpreter))
            .collect::<Vec<_>>()
    });
    let wrong = checked.unwrap().join().unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is wrong with a row of the table, if something is.
fn difference(
    row: &str,
    interfaces: &BTreeMap<String, Interface>,
    interpreter: &mut Interpreter,
) -> Option<String> {
    let mut words = row.splitn(4, ' ');
    let [name, relation, trigger, expression] = std::array::from_fn(|_| words.next().unwrap());
    let mut typed = members(name, interfaces);
    typed.remove("toString"); // inherited
    let seen = keys(trigger, expression, interpreter);
    let too_many: Vec<_> = typed.difference(&seen).collect();
    let missing: Vec<_> = seen.difference(&typed).collect();
    let is_right = too_many.is_empty() && (relation == "~" || missing.is_empty());
    (!is_right).then(|| format!("{name}: too many {too_many:?}, missing {missing:?}"))
}

/// The members of an interface, those of what it extends included.
fn members(name: &str, interfaces: &BTreeMap<String, Interface>) -> BTreeSet<String> {
    let interface = interfaces.get(name).unwrap_or_else(|| panic!("no {name}"));
    let extended = interface.extended.iter();
    let inherited = extended.filter(|it| interfaces.contains_key(*it));
    let mut all = interface.members.clone();
    inherited.for_each(|it| all.extend(members(it, interfaces)));
    all
}

/// The members that a script sees of an object.
fn keys(trigger: &str, expression: &str, interpreter: &mut Interpreter) -> BTreeSet<String> {
    let (trigger, kind) = trigger.split_once(':').unwrap_or((trigger, "2"));
    let context = CONTEXT.replace("KIND", kind).replace('\n', "");
    let script = format!(
        "function f(ctx, api) {{ require('zitadel/log').log(Object.keys({expression}).join()) }}"
    );
    let row = format!(
        "typings · {trigger}\n// context: {context}\n// mocks: [{{\"url\": \"*\"}}]\n{script}\n"
    );
    let effects = effects(&trial::run(&Row::parse(&row), interpreter));
    let line = effects["logs"][0].as_str();
    let line = line.unwrap_or_else(|| panic!("{expression}: {}", effects["error"]));
    line.split(',').map(str::to_owned).collect()
}

/// Reads the typings, which are indented by two blanks a level.
fn interfaces() -> BTreeMap<String, Interface> {
    let mut all: BTreeMap<String, Interface> = BTreeMap::new();
    let mut path: Vec<String> = Vec::new();
    for line in TYPINGS.lines().filter(|line| !line.is_empty()) {
        let text = line.trim_start();
        let depth = (line.len() - text.len()) / 2;
        path.truncate(depth);
        if let Some(name) = text.strip_prefix("declare module \"") {
            path = vec![name.split('"').next().unwrap().to_owned()];
        } else if text.starts_with("declare namespace") {
            path = vec![String::new()];
        } else if let Some(rest) = text.strip_prefix("interface ") {
            let (head, _) = rest.split_once('{').unwrap();
            let (name, extended) = head.split_once(" extends ").unwrap_or((head, ""));
            let name = name.split('<').next().unwrap().trim().to_owned();
            let extended = extended.split(',').map(|it| it.trim().to_owned());
            all.entry(name.clone()).or_default().extended = extended.collect();
            path.resize(1, String::new());
            path.push(name);
        } else if let Some(member) = member(text) {
            let owner = match path.as_slice() {
                [module] => module.clone(),
                [_, parts @ ..] => parts.join("."),
                [] => continue,
            };
            all.entry(owner)
                .or_default()
                .members
                .insert(member.to_owned());
            path.push(member.to_owned());
        }
    }
    all
}

/// The name of the member that a line declares; one that is only ever undefined is none.
fn member(line: &str) -> Option<&str> {
    let line = line.strip_prefix("export ").unwrap_or(line);
    let line = line.strip_prefix("function ").unwrap_or(line);
    let line = line.strip_prefix("const ").unwrap_or(line);
    let end = line.find(|letter: char| !letter.is_ascii_alphanumeric())?;
    let (name, rest) = line.split_at(end);
    let declares = rest.starts_with([':', '(']) || rest.starts_with("?:");
    (declares && !name.is_empty() && rest != "?: undefined;").then_some(name)
}
