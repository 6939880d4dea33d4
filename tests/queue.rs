//! Runs that wait for their turn: how many there may be, and for how long.

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};

use portcullis_script_worker::Bounds;

use crate::support::{Answer, Api, Code, Options, Server};

const FULL: &str = "Too many runs wait for their turn, try again later (RUN-Qf3ll)";

/// What the stored action asks; it is answered when a test says so.
struct Outside(TcpListener);

/// One run at a time, and one that waits.
async fn server() -> Server {
    let bounds = Bounds {
        runs: 1,
        queue: 1,
        ..Bounds::of_places(1)
    };
    let options = Options {
        bounds: Some(bounds),
        ..Options::default()
    };
    Server::start_with(options).await
}

/// What fires the stored action.
fn fired() -> Value {
    json!({ "flowType": 2, "triggerType": 4 })
}

/// A run that asks nobody and is not noted.
fn tried() -> Value {
    json!({
        "flowType": 2, "triggerType": 4,
        "actions": [{ "name": "f", "script": "function f() {}" }],
    })
}

async fn execute(api: Api) -> Answer {
    api.call("ExecuteTrigger", fired()).await
}

/// What a caller waits who does not wait for long, in milliseconds.
const MOMENT: u32 = 50;

/// How many runs there were.
async fn noted(api: &Api) -> usize {
    let listed = api.call("ListExecutions", json!({})).await;
    listed.ok()["executions"].as_array().map_or(0, Vec::len)
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_that_wait_are_refused() {
    let server = server().await;
    let outside = Outside::listen().await;
    for api in server.each_family().await {
        outside.store_action(&api).await;
        let (running, asked) = outside.occupy(&api).await;
        // of two more one waits, so the other one ends
        let mut two: JoinSet<_> = [api.clone(), api.clone()]
            .map(execute)
            .into_iter()
            .collect();
        let refused = two.join_next().await.unwrap().unwrap();
        refused.refused(Code::ResourceExhausted, FULL);
        // and so does every other, of whatever organisation
        let another = api.in_org(&server.default_org);
        for api in [&api, &another] {
            let refused = api.call("TestAction", tried()).await;
            refused.refused(Code::ResourceExhausted, FULL);
        }

        answer(asked).await;
        assert_eq!(running.await.unwrap().ok()["finalClaims"], claims());
        answer(outside.asked().await).await;
        let waited = two.join_next().await.unwrap().unwrap();
        assert_eq!(waited.ok()["finalClaims"], claims());
        assert_eq!(noted(&api).await, 2, "{:?}", api.protocol);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deadline_ends_the_waiting() {
    let server = server().await;
    let outside = Outside::listen().await;
    for api in server.each_family().await {
        outside.store_action(&api).await;
        let (running, asked) = outside.occupy(&api).await;
        let late = api.call_within(MOMENT, "ExecuteTrigger", fired()).await;
        late.has_code(Code::DeadlineExceeded);
        // the only place in the queue is free again as soon as the next one can wait there
        loop {
            let next = api.call_within(MOMENT, "TestAction", tried()).await;
            if next.code == Code::DeadlineExceeded as i32 {
                break;
            }
            next.refused(Code::ResourceExhausted, FULL);
        }

        answer(asked).await;
        assert_eq!(running.await.unwrap().ok()["finalClaims"], claims());
        let again = tokio::spawn(execute(api.clone()));
        answer(outside.asked().await).await;
        assert_eq!(again.await.unwrap().ok()["finalClaims"], claims());
        assert_eq!(noted(&api).await, 2, "{:?}", api.protocol);
    }
}

fn claims() -> Value {
    json!({ "told": "go on" })
}

async fn answer(mut asked: TcpStream) {
    let text = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 5\r\n\r\ngo on";
    asked.write_all(text.as_bytes()).await.unwrap();
}

// === impl Outside ===

impl Outside {
    async fn listen() -> Self {
        Self(TcpListener::bind("127.0.0.1:0").await.unwrap())
    }

    async fn store_action(&self, api: &Api) {
        let script = format!(
            "function asks(ctx, api) {{
               const answer = require('zitadel/http').fetch('http://{}/')
               api.v1.claims.setClaim('told', answer.text())
             }}",
            self.0.local_addr().unwrap()
        );
        let action = json!({ "name": "asks", "script": script, "timeout": "20s" });
        let stored = api.call("CreateAction", action).await;
        let id = stored.ok()["id"].as_str().unwrap();
        api.set_trigger("2", "4", &[id]).await;
    }

    /// A run that waits for its answer, and so has the only place.
    async fn occupy(&self, api: &Api) -> (JoinHandle<Answer>, TcpStream) {
        let running = tokio::spawn(execute(api.clone()));
        (running, self.asked().await)
    }

    /// The next call that waits for its answer.
    async fn asked(&self) -> TcpStream {
        let (stream, _) = self.0.accept().await.unwrap();
        let mut stream = BufReader::new(stream);
        let mut line = String::new();
        while line != "\r\n" {
            line.clear();
            stream.read_line(&mut line).await.unwrap();
        }
        stream.into_inner()
    }
}
