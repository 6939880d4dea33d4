//! The methods and where REST finds them, written by hand: the server derives its routes from the
//! `.proto` options, and these tables are what they are held against.

use http::Method;

use super::{RUNTIME_SERVICE, SERVICE};

/// Where the documents' paths hang.
pub(crate) const BASE: &str = "/management/v1";
const RUNTIME_BASE: &str = "/runtime/v1";

/// How REST reaches one method.
#[derive(Clone, Debug)]
pub(crate) struct Binding {
    /// The RPC's name.
    pub(crate) name: &'static str,
    /// The verb.
    pub(crate) verb: Method,
    /// The path below its service's, variables in braces by their JSON name.
    pub(crate) path: &'static str,
    /// How the request's remaining fields travel.
    pub(crate) rest: Rest,
}

/// How the fields of a request travel that are not part of the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rest {
    /// There are none.
    Nothing,
    /// As a JSON body.
    Body,
    /// As parameters.
    Query,
}

/// All methods of the management service.
pub(crate) const BINDINGS: [Binding; 15] = [
    bare("Healthz", Method::GET, "/healthz"),
    bare("GetMyOrg", Method::GET, "/orgs/me"),
    body("AddOrg", Method::POST, "/orgs"),
    body("ListActions", Method::POST, "/actions/_search"),
    bare("GetAction", Method::GET, "/actions/{id}"),
    body("CreateAction", Method::POST, "/actions"),
    body("UpdateAction", Method::PUT, "/actions/{id}"),
    body(
        "DeactivateAction",
        Method::POST,
        "/actions/{id}/_deactivate",
    ),
    body(
        "ReactivateAction",
        Method::POST,
        "/actions/{id}/_reactivate",
    ),
    body("DeleteAction", Method::DELETE, "/actions/{id}"),
    bare("ListFlowTypes", Method::POST, "/flows/types/_search"),
    bare(
        "ListFlowTriggerTypes",
        Method::POST,
        "/flows/{type}/triggers/_search",
    ),
    bare("GetFlow", Method::GET, "/flows/{type}"),
    bare("ClearFlow", Method::POST, "/flows/{type}/_clear"),
    body(
        "SetTriggerActions",
        Method::POST,
        "/flows/{flowType}/trigger/{triggerType}",
    ),
];

/// All methods of the runtime service that answer once.
pub(crate) const RUNTIME_BINDINGS: [Binding; 10] = [
    body(
        "ExecuteTrigger",
        Method::POST,
        "/flows/{flowType}/triggers/{triggerType}:execute",
    ),
    body("TestAction", Method::POST, "/actions:test"),
    body("LintAction", Method::POST, "/actions:lint"),
    query("ListExecutions", "/executions"),
    body(
        "SuspendTrigger",
        Method::POST,
        "/flows/{flowType}/triggers/{triggerType}:suspend",
    ),
    body(
        "ResumeTrigger",
        Method::POST,
        "/flows/{flowType}/triggers/{triggerType}:resume",
    ),
    query("ListSuspensions", "/suspensions"),
    body("SetSecret", Method::PUT, "/secrets/{name}"),
    query("ListSecrets", "/secrets"),
    bare("DeleteSecret", Method::DELETE, "/secrets/{name}"),
];

const fn body(name: &'static str, verb: Method, path: &'static str) -> Binding {
    let rest = Rest::Body;
    Binding {
        name,
        verb,
        path,
        rest,
    }
}

const fn bare(name: &'static str, verb: Method, path: &'static str) -> Binding {
    let rest = Rest::Nothing;
    Binding {
        name,
        verb,
        path,
        rest,
    }
}

const fn query(name: &'static str, path: &'static str) -> Binding {
    Binding {
        name,
        verb: Method::GET,
        path,
        rest: Rest::Query,
    }
}

// === impl Binding ===

impl Binding {
    /// The binding of a method.
    pub(crate) fn of(name: &str) -> Self {
        let mut all = BINDINGS.into_iter().chain(RUNTIME_BINDINGS);
        let found = all.find(|binding| binding.name == name);
        found.unwrap_or_else(|| panic!("no method {name}"))
    }

    /// The full name of the service.
    pub(crate) fn service(&self) -> &'static str {
        match self.is_management() {
            true => SERVICE,
            false => RUNTIME_SERVICE,
        }
    }

    /// Where its path hangs.
    pub(crate) fn base(&self) -> &'static str {
        match self.is_management() {
            true => BASE,
            false => RUNTIME_BASE,
        }
    }

    fn is_management(&self) -> bool {
        BINDINGS.iter().any(|binding| binding.name == self.name)
    }
}
