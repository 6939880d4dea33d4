//! `portcullis run --watch`: what is told when files change, also while a script runs.

use std::{
    io::{BufRead, BufReader, Read},
    process::Child,
    sync::mpsc,
    thread,
};

use tempfile::TempDir;

use crate::{
    process::{PATIENCE, command},
    recorded::HttpServer,
    run::{run, write},
};

/// A process that watches; dropped, it is killed.
struct Watching {
    child: Child,
    lines: mpsc::Receiver<String>,
}

// === impl Watching ===

impl Watching {
    /// Both streams are read, line by line.
    fn start(script: &str, words: &[&str]) -> Self {
        let always = ["run", script, "--flow", "2", "--trigger", "4", "--watch"];
        let mut child = command(&[&always, words].concat(), &[]).spawn().unwrap();
        let (read, lines) = mpsc::channel();
        let streams: [Box<dyn Read + Send>; 2] = [
            Box::new(child.stdout.take().unwrap()),
            Box::new(child.stderr.take().unwrap()),
        ];
        for stream in streams {
            let read = read.clone();
            let lines = BufReader::new(stream).lines();
            thread::spawn(move || lines.map_while(Result::ok).try_for_each(|it| read.send(it)));
        }
        Self { child, lines }
    }

    /// Waits for a line with each of these, in any order.
    #[track_caller]
    fn tells(&self, parts: &[&str]) {
        let mut missing = parts.to_vec();
        let mut seen = Vec::new();
        while !missing.is_empty() {
            let Ok(line) = self.lines.recv_timeout(PATIENCE) else {
                panic!("no {missing:?} in {seen:#?}");
            };
            missing.retain(|part| !line.contains(part));
            seen.push(line);
        }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const WAITING: &str = "waiting for a change";

#[test]
fn every_change_runs_it_again() {
    let folder = TempDir::new().unwrap();
    let claim = |value: &str| {
        let script = format!("function f(ctx, api) {{ api.v1.claims.setClaim('a', {value}) }}");
        write(&folder, "f.js", &script)
    };
    let script = claim("'first'");
    let context = write(&folder, "context.json", "{}");
    let watching = Watching::start(&script, &["--context", &context]);
    watching.tells(&["claim: a = \"first\"", WAITING]);
    claim("'the second'");
    watching.tells(&["claim: a = \"the second\"", WAITING]);
    claim("ctx.v1.getUser().username.length");
    watching.tells(&["claim: a = 0", WAITING]);
    write(&folder, "context.json", "{\"user\": {\"username\": 7}}");
    watching.tells(&["context.json: user.username: invalid", WAITING]);
    write(
        &folder,
        "context.json",
        "{\"user\": {\"username\": \"ada\"}}",
    );
    watching.tells(&["claim: a = 3", WAITING]);
    std::fs::remove_file(&context).unwrap();
    watching.tells(&["context.json cannot be read", WAITING]);
    write(
        &folder,
        "context.json",
        "{\"user\": {\"username\": \"eve.d2\"}}",
    );
    watching.tells(&["claim: a = 6", WAITING]);
    claim("null.x");
    watching.tells(&["f failed", "error: the action failed: TypeError", WAITING]);
}

#[test]
fn a_change_ends_the_run_under_way() {
    let http = HttpServer::start();
    let folder = TempDir::new().unwrap();
    let endless = format!(
        "function f() {{ require('zitadel/http').fetch('{}/json'); while (true) {{}} }}",
        http.base()
    );
    let script = write(&folder, "f.js", &endless);
    let watching = Watching::start(&script, &["--deny-list", ""]);
    assert_eq!(http.got(1).len(), 1);
    write(&folder, "f.js", "function f() {}");
    watching.tells(&["a file changed: the run is ended", "f succeeded", WAITING]);
}

#[test]
fn mistakes_in_flags_end_it() {
    let folder = TempDir::new().unwrap();
    let script = write(&folder, "f.js", "function f() {}");
    let missing = folder.path().join("missing.json");
    let missing = missing.to_str().unwrap();
    let cases: [(&[&str], &str); 6] = [
        (
            &["-", "--function", "f"],
            "error: SCRIPT: stdin cannot be watched; give a file",
        ),
        (
            &[&script, "--context", "-"],
            "error: --context: stdin cannot be watched; give a file",
        ),
        (
            &[&script, "--mock", folder.path().to_str().unwrap()],
            "is no file, and cannot be watched",
        ),
        (&[&script, "--mock", missing], "missing.json cannot be read"),
        (&[&script, "--deny-list", "10.0.0.0/99"], "--deny-list"),
        (&[&script, "--function", ""], "--function: needs 1 to 200"),
    ];
    for (words, shown) in cases {
        let always = ["--flow", "2", "--trigger", "4", "--watch"];
        run(&[words, &always].concat()).check(2, &[shown]);
    }
}
