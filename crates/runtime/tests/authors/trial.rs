//! Scripts that are tried: how they are written down in files of rows, and what came of them.
//!
//! A row begins with a line `// === name · flow/trigger`, perhaps with a profile behind it. Lines
//! `// key: value` follow, where the value goes on in lines that are indented further; then come the
//! action's script and, behind lines of `// --- next action`, further ones.

use std::{collections::BTreeMap, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use portcullis_core::{
    Timestamp,
    flow::{FlowType, TriggerType},
    script::{HttpMock, HttpPolicy, Profile, ScriptAction, TestOptions, TriggerRun},
    secret::{SecretName, SecretValue},
};
use portcullis_runtime::{FetchRequest, FetchResponse, World};
use serde_json::{Value, json};

/// A row of a file.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) name: String,
    flow: u8,
    trigger: u8,
    profile: Profile,
    keys: BTreeMap<String, String>,
    actions: Vec<ScriptAction>,
}

/// Knows secrets, and no network.
#[derive(Debug)]
pub(crate) struct TrialWorld;

/// Lists of metadata in a context, whose values are written as text.
const METADATA: [&str; 3] = ["user_metadata", "org_metadata", "initial_metadata"];

const ROW: &str = "// === ";
const NEXT_ACTION: &str = "// --- next action";

/// All rows of a file.
pub(crate) fn rows(text: &str) -> Vec<Row> {
    let mut rows = text.split(ROW);
    let _introduction = rows.next();
    rows.map(row).collect()
}

fn row(text: &str) -> Row {
    let (title, rest) = text.split_once('\n').unwrap();
    let mut words = title.split(' ').filter(|word| *word != "·");
    let name = words.next().unwrap().to_owned();
    let (flow, trigger) = words.next().unwrap().split_once('/').unwrap();
    let profile = match words.next() {
        None => Profile::Goja,
        Some("lenient") => Profile::Lenient,
        Some(other) => panic!("{name}: unknown profile {other}"),
    };
    let mut parts = rest.split(NEXT_ACTION);
    let (keys, script) = keys(parts.next().unwrap());
    let function = keys.get("name").map_or("f", String::as_str);
    let mut actions = vec![action(function, script, &keys)];
    for part in parts {
        let (title, rest) = part.split_once('\n').unwrap();
        let name = title.trim_start_matches(", ").split(':').next().unwrap();
        let (keys, script) = self::keys(rest);
        actions.push(action(
            if name.is_empty() { "f" } else { name },
            script,
            &keys,
        ));
    }
    Row {
        flow: flow.parse().unwrap(),
        trigger: trigger.parse().unwrap(),
        name,
        profile,
        keys,
        actions,
    }
}

/// The keys at the beginning of a text, and the rest of it.
fn keys(text: &str) -> (BTreeMap<String, String>, &str) {
    let mut keys = BTreeMap::new();
    let mut rest = text;
    let mut last = String::new();
    while let Some((line, behind)) = rest.split_once('\n') {
        if let Some(more) = line.strip_prefix("//   ") {
            let value: &mut String = keys.get_mut(&last).unwrap();
            value.push_str(more);
        } else if let Some((key, value)) =
            line.strip_prefix("// ").and_then(|it| it.split_once(": "))
        {
            last = key.to_owned();
            keys.insert(last.clone(), value.to_owned());
        } else {
            break;
        }
        rest = behind;
    }
    (keys, rest.trim_end())
}

fn action(name: &str, script: &str, keys: &BTreeMap<String, String>) -> ScriptAction {
    let is = |key: &str| keys.get(key).is_some_and(|value| value == "true");
    let timeout = keys.get("timeout-ms").map_or(0, |it| it.parse().unwrap());
    ScriptAction {
        id: String::new(),
        name: name.to_owned(),
        script: script.into(),
        timeout: Duration::from_millis(timeout),
        allowed_to_fail: is("allowed-to-fail"),
        is_active: !is("inactive"),
        sequence: 0,
    }
}

// === impl Row ===

impl Row {
    /// A row that only has a script.
    pub(crate) fn of_script(name: &str, script: &str, profile: Profile) -> Self {
        Self {
            name: name.to_owned(),
            flow: 2,
            trigger: 4,
            profile,
            keys: BTreeMap::new(),
            actions: vec![action("f", script, &BTreeMap::new())],
        }
    }

    /// At another trigger, as `flow/trigger`.
    pub(crate) fn at(mut self, trigger: &str) -> Self {
        let (flow, trigger) = trigger.split_once('/').unwrap();
        self.flow = flow.parse().unwrap();
        self.trigger = trigger.parse().unwrap();
        self
    }

    /// With JSON under a key.
    pub(crate) fn with(mut self, key: &str, json: &str) -> Self {
        self.keys.insert(key.to_owned(), json.to_owned());
        self
    }

    /// JSON under a key.
    pub(crate) fn json(&self, key: &str) -> Option<Value> {
        let text = self.keys.get(key)?;
        Some(serde_json::from_str(text).unwrap_or_else(|error| panic!("{}: {error}", self.name)))
    }

    pub(crate) fn run(&self) -> TriggerRun {
        let is = |key: &str| self.keys.get(key).is_some_and(|value| value == "true");
        let mocks = self.json("mocks").unwrap_or(json!([]));
        TriggerRun {
            flow: FlowType::from_id(self.flow).unwrap(),
            trigger: TriggerType::from_id(self.trigger).unwrap(),
            actions: self.actions.clone(),
            context: self.context().to_string(),
            profile: self.profile,
            memory_limit: None,
            http: HttpPolicy::default(),
            until: None,
            test: Some(TestOptions {
                http_mocks: mocks.as_array().unwrap().iter().map(mock).collect(),
                now: is("fixed-time").then(|| Timestamp::from_micros(1_735_787_045_678_000)),
                random_seed: Some(1),
                fail_lookups: is("fail-lookups"),
                fail_metadata_writes: is("fail-metadata-writes"),
                ..TestOptions::default()
            }),
        }
    }

    fn context(&self) -> Value {
        let mut context = self.json("context").unwrap_or(json!({}));
        for list in METADATA {
            for entry in context[list].as_array_mut().into_iter().flatten() {
                as_bytes(entry);
            }
        }
        let lists = context["org_metadata_by_org_id"].as_object_mut();
        for list in lists.into_iter().flat_map(|it| it.values_mut()) {
            list["metadata"]
                .as_array_mut()
                .unwrap()
                .iter_mut()
                .for_each(as_bytes);
        }
        context
            .as_object_mut()
            .unwrap()
            .retain(|_, value| !value.is_null());
        context
    }
}

fn as_bytes(entry: &mut Value) {
    entry["value"] = STANDARD.encode(entry["value"].as_str().unwrap()).into();
}

fn mock(mock: &Value) -> HttpMock {
    let text = |name: &str| mock[name].as_str().unwrap_or_default().to_owned();
    let headers = mock["headers"].as_object().into_iter().flatten();
    HttpMock {
        method: text("method"),
        url_pattern: text("url"),
        status: mock["status"].as_u64().unwrap_or(200).try_into().unwrap(),
        body: text("body"),
        headers: headers
            .map(|(name, value)| (name.clone(), vec![value.as_str().unwrap().to_owned()]))
            .collect(),
        error: mock["error"].as_str().map(str::to_owned),
    }
}

// === impl TrialWorld ===

impl World for TrialWorld {
    fn fetch(
        &mut self,
        request: &FetchRequest,
        _within: Duration,
    ) -> Result<FetchResponse, String> {
        Err(format!("no network for {}", request.url))
    }

    fn secret(&mut self, name: &SecretName) -> Result<Option<SecretValue>, String> {
        let is_known = name.as_str() == "api-key";
        Ok(is_known.then(|| SecretValue::parse("s3cret").unwrap()))
    }

    fn now(&mut self) -> Timestamp {
        Timestamp::from_micros(1_735_787_045_000_000)
    }
}
