//! What was answered outlives a process that dies at any moment.

use std::collections::{BTreeMap, HashMap};

use http::Method;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{sync::mpsc, task::JoinSet};

use crate::{
    process::{Server, json},
    rest::Api,
};

const ROUNDS: u64 = 5;
const WRITERS: u64 = 6;
/// Writes that are answered before the server is killed: at least one, at most so many.
const ANSWERS: u64 = 120;

/// What one writer may find after a crash: by id the names that the action can have, `None` for
/// none. More than one entry means that the last write was not answered.
type Expected = BTreeMap<String, Vec<Option<String>>>;

/// One writer's own actions, and what it was told of them.
#[derive(Debug)]
struct Writer {
    number: u64,
    random: Random,
    expected: Expected,
    /// The name of a creation that was not answered, so that its id is unknown.
    unanswered: Option<String>,
    steps: u64,
}

/// xorshift: a seed gives the same choices in every run.
#[derive(Debug)]
struct Random(u64);

#[tokio::test]
async fn answered_writes_outlive_a_kill() {
    let data = TempDir::new().unwrap();
    let mut moments = Random(0x5eed);
    let mut writers: Vec<_> = (0..WRITERS).map(Writer::new).collect();
    for round in 0..ROUNDS {
        let server = Server::start(data.path());
        let mut running = JoinSet::new();
        let (answered, mut answers) = mpsc::unbounded_channel();
        for mut writer in writers.drain(..) {
            let (api, answered) = (server.admin(), answered.clone());
            running.spawn(async move {
                while writer.step(&api).await.is_ok() {
                    let _ = answered.send(());
                }
                writer
            });
        }
        drop(answered);
        for _ in 0..=moments.below(ANSWERS) {
            answers.recv().await.unwrap();
        }
        server.kill();
        writers = running.join_all().await;

        assert_eq!(
            json(data.path(), &["verify"])["problems"],
            json!([]),
            "round {round}"
        );
        let server = Server::start(data.path());
        let stored = stored(&server.admin()).await;
        for writer in &mut writers {
            writer.check(&stored, round);
        }
        let known: usize = writers.iter().map(|w| w.expected.len()).sum();
        assert_eq!(
            stored.len(),
            known,
            "round {round}: actions that nobody made"
        );
    }
    assert!(
        writers.iter().all(|writer| writer.steps > 0),
        "a writer never got an answer"
    );
}

/// Every action by id.
async fn stored(api: &Api) -> HashMap<String, String> {
    let mut stored = HashMap::new();
    loop {
        let query = json!({ "query": { "offset": stored.len().to_string(), "limit": 1000 } });
        let page = api
            .call(Method::POST, "/actions/_search", &query)
            .await
            .unwrap();
        let (200, page) = page else {
            panic!("{page:?}")
        };
        let Some(actions) = page["result"].as_array() else {
            return stored;
        };
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        stored.extend(actions.iter().map(|a| (text(&a["id"]), text(&a["name"]))));
    }
}

// === impl Writer ===

impl Writer {
    fn new(number: u64) -> Self {
        Self {
            number,
            random: Random(0x9e37_79b9 + number),
            expected: Expected::new(),
            unanswered: None,
            steps: 0,
        }
    }

    /// One write, noted before it is sent and again when it is answered.
    async fn step(&mut self, api: &Api) -> std::io::Result<()> {
        let name = format!(
            "w{}n{}x{}",
            self.number,
            self.steps,
            self.random.below(1 << 32)
        );
        let count = self.expected.len() as u64;
        let choice = self.random.below(4);
        if choice < 2 || count == 0 {
            self.create(api, name).await?;
        } else {
            let index = usize::try_from(self.random.below(count)).unwrap();
            let id = self.expected.keys().nth(index).unwrap().clone();
            let new = (choice == 2).then_some(name);
            self.change(api, id, new).await?;
        }
        self.steps += 1;
        Ok(())
    }

    async fn create(&mut self, api: &Api, name: String) -> std::io::Result<()> {
        self.unanswered = Some(name.clone());
        let (status, answer) = api.create(&name).await?;
        assert_eq!(status, 200, "{answer}");
        self.unanswered = None;
        let id = answer["id"].as_str().unwrap().to_owned();
        self.expected.insert(id, vec![Some(name)]);
        Ok(())
    }

    /// Renames an action, or deletes it.
    async fn change(&mut self, api: &Api, id: String, new: Option<String>) -> std::io::Result<()> {
        self.expected.get_mut(&id).unwrap().push(new.clone());
        let path = format!("/actions/{id}");
        let (status, answer) = match &new {
            Some(name) => {
                let body = json!({ "name": name, "script": "function a(){}" });
                api.call(Method::PUT, &path, &body).await?
            }
            None => api.call(Method::DELETE, &path, &json!({})).await?,
        };
        assert_eq!(status, 200, "{answer}");
        match new {
            Some(_) => self.expected.insert(id, vec![new]),
            None => self.expected.remove(&id),
        };
        Ok(())
    }

    /// Compares with what is stored, then knows what became of the writes without an answer.
    fn check(&mut self, stored: &HashMap<String, String>, round: u64) {
        for (id, names) in &mut self.expected {
            let found = stored.get(id).cloned();
            assert!(
                names.contains(&found),
                "round {round}: action {id} is {found:?}, expected one of {names:?}"
            );
            *names = vec![found];
        }
        self.expected.retain(|_, names| names[0].is_some());
        if let Some(name) = self.unanswered.take()
            && let Some((id, _)) = stored.iter().find(|(_, stored)| **stored == name)
        {
            self.expected.insert(id.clone(), vec![Some(name)]);
        }
    }
}

// === impl Random ===

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}
