//! Holds what the documentation of actions states against what happens: each statement that is marked
//! with `<!-- fact: name -->` has a row of that name, and each row a statement.

use std::{collections::BTreeSet, fs, path::Path};

use portcullis_quickjs::Limits;
use portcullis_runtime::Interpreter;

use crate::{
    facts::{self, Facts},
    trial,
};

/// Where the statements are.
const DOCS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs");
/// The ready-made scripts.
const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/actions");

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
    for row in facts::all() {
        let name = row.name().to_owned();
        assert!(rows.insert(name), "{} is there twice", row.name());
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
    let run = limits.thread().spawn(move || {
        let mut interpreter = Interpreter::new(limits).unwrap();
        let mut facts = Facts::new(None);
        for row in facts.rows() {
            facts.note(&row, &trial::run(&row, &mut interpreter));
        }
        facts
    });
    run.unwrap().join().unwrap().check("the engine");
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
