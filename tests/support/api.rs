//! A caller: where, in which dialect, as whom and for which organisation.

use std::net::SocketAddr;

use serde_json::{Value, json};

use super::{Answer, Call, Code, Protocol, call};

/// Someone who calls methods.
#[derive(Clone, Debug)]
pub(crate) struct Api {
    pub(crate) addr: SocketAddr,
    pub(crate) protocol: Protocol,
    pub(crate) token: Option<String>,
    pub(crate) org: Option<String>,
}

// === impl Api ===

impl Api {
    /// A caller with a token, in the organisation that owns its user.
    pub(crate) fn new(addr: SocketAddr, protocol: Protocol, token: &str) -> Self {
        let token = Some(String::from(token));
        Self {
            addr,
            protocol,
            token,
            org: None,
        }
    }

    /// The same caller for another organisation.
    pub(crate) fn in_org(&self, org: &str) -> Self {
        let org = Some(String::from(org));
        Self {
            org,
            ..self.clone()
        }
    }

    /// The same caller with another token.
    pub(crate) fn with_token(&self, token: &str) -> Self {
        let token = Some(String::from(token));
        Self {
            token,
            ..self.clone()
        }
    }

    /// The same caller without any token.
    pub(crate) fn without_token(&self) -> Self {
        Self {
            token: None,
            ..self.clone()
        }
    }

    /// The organisation asked for.
    #[track_caller]
    pub(crate) fn org(&self) -> &str {
        self.org.as_deref().unwrap()
    }

    /// Calls a method.
    pub(crate) async fn call(&self, method: &str, request: Value) -> Answer {
        self.call_with(method, request, &[]).await
    }

    /// Calls a method, waiting for so many milliseconds at most.
    pub(crate) async fn call_within(
        &self,
        milliseconds: u32,
        method: &str,
        request: Value,
    ) -> Answer {
        let (name, limit) = match self.protocol {
            Protocol::ConnectJson | Protocol::ConnectProtoH2 => {
                ("connect-timeout-ms", milliseconds.to_string())
            }
            _ => ("grpc-timeout", format!("{milliseconds}m")),
        };
        self.call_with(method, request, &[(name, &limit)]).await
    }

    /// Calls a method with further headers.
    pub(crate) async fn call_with(
        &self,
        method: &str,
        request: Value,
        metadata: &[(&str, &str)],
    ) -> Answer {
        let own = |(name, value): &(&str, &str)| (String::from(*name), String::from(*value));
        let it = Call {
            method: String::from(method),
            request,
            token: self.token.clone(),
            org: self.org.clone(),
            metadata: metadata.iter().map(own).collect(),
        };
        call(self.addr, self.protocol, &it).await
    }

    /// Creates an action with a small script and returns its id.
    pub(crate) async fn create(&self, name: &str) -> String {
        let request = json!({ "name": name, "script": "let x = 1", "timeout": "10s" });
        let answer = self.call("CreateAction", request).await;
        String::from(answer.ok()["id"].as_str().unwrap())
    }

    /// Sets the actions of a trigger, which must succeed.
    pub(crate) async fn set_trigger(&self, flow: &str, trigger: &str, ids: &[&str]) -> Answer {
        let request = json!({ "flowType": flow, "triggerType": trigger, "actionIds": ids });
        let answer = self.call("SetTriggerActions", request).await;
        answer.ok();
        answer
    }

    /// The flow as it reads now.
    pub(crate) async fn flow(&self, flow: &str) -> Value {
        let answer = self.call("GetFlow", json!({ "type": flow })).await;
        answer.ok()["flow"].clone()
    }

    /// The action as it reads now.
    pub(crate) async fn action(&self, id: &str) -> Value {
        let answer = self.call("GetAction", json!({ "id": id })).await;
        answer.ok()["action"].clone()
    }
}

/// A call that is refused: method, request, code and message.
pub(crate) type Refusal<'a> = (&'a str, Value, Code, &'a str);

/// Makes each call, which must be refused as the table says.
pub(crate) async fn refused(api: &Api, cases: &[Refusal<'_>]) {
    for (method, request, code, message) in cases {
        let answer = api.call(method, request.clone()).await;
        answer.refused(*code, message);
    }
}

/// What every method that takes an action's id says of one that it does not know.
pub(crate) fn unknown_action(id: &str) -> [Refusal<'static>; 5] {
    let it = json!({ "id": id });
    let update = json!({ "id": id, "name": "any", "script": "x" });
    let unknown = Code::NotFound;
    [
        (
            "GetAction",
            it.clone(),
            unknown,
            "Action not found (QUERY-GEfnb)",
        ),
        (
            "UpdateAction",
            update,
            unknown,
            "Action not found (COMMAND-Sfg2t)",
        ),
        (
            "DeactivateAction",
            it.clone(),
            unknown,
            "Action not found (COMMAND-NRmhu)",
        ),
        (
            "ReactivateAction",
            it.clone(),
            unknown,
            "Action not found (COMMAND-Aa22g)",
        ),
        (
            "DeleteAction",
            it,
            unknown,
            "Action not found (COMMAND-Dgh4h)",
        ),
    ]
}
