//! What the old engine was recorded to run: `portcullis run --request`, line by line to one process,
//! and in the workers of a server.

#[path = "../../../../tests/recorded/actions.rs"]
mod actions;
#[path = "../../../../tests/recorded/actions/http_server.rs"]
mod http_server;

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, Stdio},
    sync::mpsc,
    thread,
};

use http::Method;
use serde_json::Value;
use tempfile::TempDir;

use self::actions::Tally;
pub(crate) use self::http_server::HttpServer;
use crate::process::{PATIENCE, Server, command};

/// A process that answers requests; dropped, it is killed.
pub(crate) struct Running {
    child: Child,
    requests: Option<ChildStdin>,
    responses: mpsc::Receiver<String>,
}

// === impl Running ===

impl Running {
    pub(crate) fn start(words: &[&str]) -> Self {
        let always = ["run", "--request", "-", "--output", "json"];
        let mut command = command(&[&always, words].concat(), &[]);
        command.stdin(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (read, responses) = mpsc::channel();
        thread::spawn(move || lines.map_while(Result::ok).try_for_each(|it| read.send(it)));
        Self {
            requests: child.stdin.take(),
            child,
            responses,
        }
    }

    #[track_caller]
    pub(crate) fn answer(&mut self, request: &Value) -> Value {
        let requests = self.requests.as_mut().unwrap();
        writeln!(requests, "{request}").unwrap();
        let response = self.responses.recv_timeout(PATIENCE).unwrap();
        serde_json::from_str(&response).unwrap()
    }

    /// No more requests: how it ends.
    pub(crate) fn finish(mut self) -> Option<i32> {
        drop(self.requests.take());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn recorded_runs_have_the_same_effects() {
    let http = HttpServer::start();
    let mut running = Running::start(&["--deny-list", ""]);
    let mut tally = Tally::new(true);
    for case in tally.cases(http.base()) {
        let response = running.answer(&case.request());
        let got = http.got(case.calls().len());
        tally.note(&case, &response, Some(&got));
    }
    assert_eq!(running.finish(), Some(1), "some are aborted");
    tally.check("portcullis run");
}

/// In the worker processes of a server; that every protocol carries them is tested elsewhere.
#[tokio::test(flavor = "multi_thread")]
async fn recorded_runs_have_the_same_effects_in_workers() {
    let data = TempDir::new().unwrap();
    let http = HttpServer::start();
    let words = ["--listen", "127.0.0.1:0", "--script-deny-list", ""];
    let server = Server::start_with(data.path(), &words, &[]);
    let admin = server.admin();
    let mut tally = Tally::new(true);
    for case in tally.cases(http.base()) {
        let request = case.request();
        let tried = admin.send(Method::POST, "/runtime/v1/actions:test", &request);
        let (status, response) = tried.await.unwrap();
        assert_eq!(status, 200, "{}: {response}", case.id());
        let got = http.got(case.calls().len());
        tally.note(&case, &response, Some(&got));
    }
    tally.check("TestAction in workers");
}

#[test]
fn this_machine_is_denied_unless_it_is_allowed() {
    let http = HttpServer::start();
    let mut running = Running::start(&[]);
    let cases = Tally::new(true).cases(http.base());
    let calling = cases.iter().filter(|case| !case.calls().is_empty());
    for case in calling {
        let response = running.answer(&case.request());
        let message = response["abortError"]["message"].as_str();
        let denied = message.is_some_and(|it| it.contains("address is denied by '127.0.0.0/8'"));
        assert!(denied, "{}: {response}", case.id());
    }
    assert_eq!(http.got(0), [Value::Null; 0]);
    assert_eq!(running.finish(), Some(1));
}
