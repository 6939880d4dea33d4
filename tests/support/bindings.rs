//! The fifteen methods and where REST finds them, written by hand: the server derives its routes
//! from the `.proto` options, and this table is what they are held against.

use http::Method;

/// Where the documents' paths hang.
pub(crate) const BASE: &str = "/management/v1";

/// How REST reaches one method.
#[derive(Clone, Debug)]
pub(crate) struct Binding {
    /// The RPC's name.
    pub(crate) name: &'static str,
    /// The verb.
    pub(crate) verb: Method,
    /// The path below [`BASE`], variables in braces by their JSON name.
    pub(crate) path: &'static str,
    /// Whether the request's remaining fields travel as a JSON body.
    pub(crate) body: bool,
}

/// All methods of the service.
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

const fn body(name: &'static str, verb: Method, path: &'static str) -> Binding {
    let body = true;
    Binding {
        name,
        verb,
        path,
        body,
    }
}

const fn bare(name: &'static str, verb: Method, path: &'static str) -> Binding {
    let body = false;
    Binding {
        name,
        verb,
        path,
        body,
    }
}

// === impl Binding ===

impl Binding {
    /// The binding of a method.
    pub(crate) fn of(name: &str) -> Self {
        let found = BINDINGS.into_iter().find(|binding| binding.name == name);
        found.unwrap_or_else(|| panic!("no method {name}"))
    }
}
