//! Holds what the documentation of actions states against what happens: each statement that is marked
//! with `<!-- fact: name -->` has a row of that name, and each row a statement.

use std::{collections::BTreeSet, fs, path::Path};

use portcullis_quickjs::Limits;
use portcullis_runtime::{Interpreter, Trigger};
use serde_json::{Value, json};

use crate::{
    effects,
    trial::{self, Row, TrialWorld},
};

/// Where the statements are.
const DOCS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs");
/// The ready-made scripts.
const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/actions");

/// Rows, one file for each page or so.
const FILES: &[&str] = &[
    include_str!("facts/actions.js"),
    include_str!("facts/creation.js"),
    include_str!("facts/external.js"),
    include_str!("facts/language.js"),
    include_str!("facts/modules.js"),
    include_str!("facts/objects.js"),
    include_str!("facts/tokens.js"),
];

const MARKER: &str = "<!-- fact: ";

/// The pages, by their paths.
fn pages() -> Vec<(String, String)> {
    let folder = Path::new(DOCS).join("actions").read_dir().unwrap();
    let mut paths: Vec<_> = folder.map(|file| file.unwrap().path()).collect();
    paths.push(Path::new(DOCS).join("actions.md"));
    paths.sort();
    let read = |path: &Path| {
        (
            path.display().to_string(),
            fs::read_to_string(path).unwrap(),
        )
    };
    paths.iter().map(|path| read(path)).collect()
}

fn all_rows() -> Vec<Row> {
    FILES.iter().flat_map(|file| trial::rows(file)).collect()
}

#[test]
fn every_statement_has_a_row_and_every_row_a_statement() {
    let mut marked = BTreeSet::new();
    for (path, text) in pages() {
        for marker in text.split(MARKER).skip(1) {
            let name = marker.split(" -->").next().unwrap().to_owned();
            assert!(
                marked.insert(name.clone()),
                "{path}: {name} is marked twice"
            );
        }
    }
    let mut rows = BTreeSet::new();
    for row in all_rows() {
        assert!(rows.insert(row.name.clone()), "{} is there twice", row.name);
    }
    let without_row: Vec<_> = marked.difference(&rows).collect();
    let without_statement: Vec<_> = rows.difference(&marked).collect();
    assert!(without_row.is_empty(), "no row for {without_row:?}");
    assert!(
        without_statement.is_empty(),
        "no statement for {without_statement:?}"
    );
}

#[test]
fn every_row_comes_out_as_the_docs_say() {
    let limits = Limits::default();
    let checked = limits.thread().spawn(move || check_all(limits)).unwrap();
    let wrong = checked.join().unwrap();
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn check_all(limits: Limits) -> Vec<String> {
    let mut interpreter = Interpreter::new(limits).unwrap();
    let mut wrong = Vec::new();
    for row in all_rows() {
        let trigger = Trigger::new(row.run()).unwrap();
        let is = effects::of(&trigger.run(&mut interpreter, &mut TrialWorld));
        let expected = row.json("expect").unwrap_or(json!({}));
        if let Some(difference) = difference(&expected, &is) {
            wrong.push(format!("{}: {difference}", row.name));
        }
    }
    wrong
}

/// What is expected has to be there, and no failure beside it.
fn difference(expected: &Value, is: &Value) -> Option<String> {
    let expected = expected.as_object().unwrap();
    let unexpected = is.get("error").is_some() && !expected.contains_key("error");
    let differs = expected
        .iter()
        .any(|(part, value)| is.get(part).unwrap_or(&Value::Null) != value);
    (unexpected || differs).then(|| format!("{is}"))
}

#[test]
fn scripts_in_the_pages_are_the_ready_made_ones() {
    let mut scripts = Vec::new();
    for folder in Path::new(EXAMPLES).read_dir().unwrap() {
        let files = folder.unwrap().path().read_dir().unwrap();
        let paths = files.map(|file| file.unwrap().path());
        let mut paths = paths.filter(|path| path.extension().is_some_and(|it| it == "js"));
        scripts.push(fs::read_to_string(paths.next().unwrap()).unwrap());
    }
    for (path, text) in pages() {
        for block in text.split("```js\n").skip(1) {
            let block = block.split("```").next().unwrap();
            let is_whole = block.contains("/** @type");
            assert!(
                !is_whole || scripts.iter().any(|script| script == block),
                "{path}: {block}"
            );
        }
    }
}
