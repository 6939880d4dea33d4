//! What passes from one action of a trigger to the next.

use std::collections::BTreeMap;

use portcullis_core::script::{
    Attribute, Claim, ClaimResult, MetadataEntry, MetadataWrite, Mutations, NewUserGrant, Step,
    UserPatch,
};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value, json, value::RawValue};

use crate::effect::{Effect, Entry, Grant, Patch};

/// What the actions so far have done.
#[derive(Debug, Default)]
pub(crate) struct State {
    user: UserPatch,
    metadata: Option<Vec<Entry>>,
    metadata_writes: Vec<MetadataWrite>,
    grants: Vec<Grant>,
    /// Custom claims as JSON by their names, those that were there before included.
    claims: BTreeMap<String, String>,
    /// Everything that was asked for.
    claim_calls: Vec<Claim>,
    log_claims: BTreeMap<String, Vec<String>>,
    attributes: Vec<Attribute>,
    shared: Map<String, Value>,
    /// The log claim of the action that runs.
    claim_log: Vec<String>,
    registered: BTreeMap<String, Box<RawValue>>,
    user_id: String,
}

/// What the state begins with, of all that is known of the login.
#[derive(Deserialize)]
struct Context {
    #[serde(default)]
    registered_claims: BTreeMap<String, Box<RawValue>>,
    #[serde(default)]
    custom_claims: BTreeMap<String, Box<RawValue>>,
    #[serde(default)]
    initial_metadata: Vec<Entry>,
    #[serde(default)]
    user: Option<User>,
}

/// What an action sees of those before it. What is empty is left out: most have nothing before them.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(serialize_with = "patch", skip_serializing_if = "is_untouched")]
    user: &'a UserPatch,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    claims: Vec<(&'a String, &'a String)>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    user_grants: &'a [Grant],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attributes: Vec<&'a str>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    shared: &'a Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<&'a [Entry]>,
}

#[derive(Deserialize)]
struct User {
    #[serde(default)]
    id: String,
}

// === impl State ===

impl State {
    /// # Errors
    ///
    /// When the context is not what the API makes of it.
    pub(crate) fn new(context: &str) -> Result<Self, serde_json::Error> {
        let context: Context = serde_json::from_str(context)?;
        let custom = context.custom_claims.into_iter();
        Ok(Self {
            metadata: Some(context.initial_metadata).filter(|it| !it.is_empty()),
            claims: custom
                .map(|(key, value)| (key, value.get().to_owned()))
                .collect(),
            registered: context.registered_claims,
            user_id: context.user.map(|user| user.id).unwrap_or_default(),
            ..Self::default()
        })
    }

    /// What the next action is told: a JSON object.
    pub(crate) fn to_json(&self) -> String {
        let told = Told {
            user: &self.user,
            claims: self.claims.iter().collect(),
            user_grants: &self.grants,
            attributes: self.attributes.iter().map(|it| &*it.name).collect(),
            shared: &self.shared,
            metadata: self.metadata.as_deref(),
        };
        // names and texts only, which all have a JSON form
        serde_json::to_string(&told).unwrap_or_default()
    }

    /// Takes over what a script did; the step that it is, if it is one.
    pub(crate) fn apply(&mut self, effect: Effect, action_name: &str) -> Option<Step> {
        match effect {
            Effect::UserField(patch) => {
                self.user.merge(patch.clone());
                Some(Step::UserField(patch))
            }
            Effect::MetadataAppend(entry) => {
                let step = MetadataEntry::from(&entry);
                self.metadata.get_or_insert_default().push(entry);
                Some(Step::MetadataAppend(step))
            }
            Effect::Metadata { list, appended } => {
                let last = list.last().map(MetadataEntry::from);
                self.metadata = Some(list);
                last.filter(|_| appended).map(Step::MetadataAppend)
            }
            Effect::Claim {
                key,
                value_json,
                result,
                ..
            } => Some(self.claim(key, value_json, result, action_name)),
            Effect::ClaimLog(line) => {
                self.claim_log.push(line.clone());
                Some(Step::ClaimLog(line))
            }
            Effect::UserGrants(grants) => {
                let is_more = grants.len() == self.grants.len() + 1;
                self.grants = grants;
                let last = self.grants.last().filter(|_| is_more)?;
                Some(Step::Grant(last.for_user(&self.user_id)))
            }
            Effect::Attribute {
                name,
                name_format,
                values,
            } => {
                let attribute = Attribute {
                    name,
                    name_format,
                    values,
                };
                self.attributes.push(attribute.clone());
                Some(Step::Attribute(attribute))
            }
            Effect::Shared(lists) => {
                self.shared.extend(lists);
                None
            }
        }
    }

    fn claim(
        &mut self,
        key: String,
        value_json: String,
        result: ClaimResult,
        action_name: &str,
    ) -> Step {
        if matches!(result, ClaimResult::Set | ClaimResult::SetButShadowed)
            && !value_json.is_empty()
        {
            self.claims.insert(key.clone(), value_json.clone());
        }
        let claim = Claim {
            key,
            value_json,
            result,
            action_name: action_name.to_owned(),
        };
        self.claim_calls.push(claim.clone());
        Step::Claim(claim)
    }

    /// Takes over metadata that was written at once.
    pub(crate) fn write_metadata(&mut self, key: &str, json: &str, action_name: &str) -> Step {
        let write = MetadataWrite {
            key: key.to_owned(),
            value: json.as_bytes().to_vec(),
            action_name: action_name.to_owned(),
        };
        self.metadata_writes.push(write.clone());
        Step::MetadataWrite(write)
    }

    /// An action is over, and the trigger goes on: its log lines become a claim.
    pub(crate) fn end_action(&mut self, action_name: &str) {
        let lines = std::mem::take(&mut self.claim_log);
        if lines.is_empty() {
            return;
        }
        let key = format!("urn:zitadel:iam:action:{action_name}:log");
        self.claims.insert(key.clone(), json!(lines).to_string());
        self.log_claims.insert(key, lines);
    }

    /// All claims that go out; those of the server win, unless they are empty.
    pub(crate) fn final_claims(&self) -> String {
        let custom = self.claims.iter();
        let mut claims: BTreeMap<&str, &str> = custom
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect();
        for (key, value) in &self.registered {
            if !is_empty(value.get()) || !claims.contains_key(key.as_str()) {
                claims.insert(key, value.get());
            }
        }
        let mut json = "{".to_owned();
        for (key, value) in claims {
            if json.len() > 1 {
                json.push(',');
            }
            // a text has a JSON form
            json.push_str(&serde_json::to_string(key).unwrap_or_default());
            json.push(':');
            json.push_str(value);
        }
        json.push('}');
        json
    }

    /// Everything that was done.
    pub(crate) fn into_mutations(self) -> Mutations {
        let grants = self.grants.iter();
        let grants: Vec<NewUserGrant> = grants.map(|grant| grant.for_user(&self.user_id)).collect();
        let metadata = self.metadata.unwrap_or_default();
        Mutations {
            user: self.user,
            metadata: metadata.iter().map(MetadataEntry::from).collect(),
            metadata_writes: self.metadata_writes,
            user_grants: grants,
            claims: self.claim_calls,
            log_claims: self.log_claims,
            attributes: self.attributes,
        }
    }
}

fn patch<S: Serializer>(user: &&UserPatch, serializer: S) -> Result<S::Ok, S::Error> {
    Patch::serialize(user, serializer)
}

fn is_untouched(user: &&UserPatch) -> bool {
    **user == UserPatch::default()
}

/// What the server leaves out, so that another claim of that name shows.
fn is_empty(json: &str) -> bool {
    matches!(json.trim(), "null" | "\"\"" | "false" | "0" | "[]" | "{}")
}
