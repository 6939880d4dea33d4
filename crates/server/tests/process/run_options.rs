//! What requests can ask for beside their actions: of `portcullis run --request`, and of a server with
//! the default settings.

use http::Method;
use serde_json::json;
use tempfile::TempDir;

use crate::{
    options::{Case, cases, fetching, fixed},
    process::Server,
    recorded::{HttpServer, Running},
};

#[test]
fn options_hold() {
    let http = HttpServer::start();
    let mut running = Running::start(&["--deny-list", ""]);
    for case in cases(http.base()).into_iter().chain(fixed()) {
        case.check(&running.answer(&case.request()));
    }
    assert_eq!(running.finish(), Some(1), "some are aborted");
}

/// Where this machine is denied, nothing that a request says changes that.
fn denied(http: &HttpServer) -> Vec<Case> {
    let policies = [
        ("no policy", json!({})),
        ("nothing denied", json!({ "denyList": [] })),
        (
            "others denied",
            json!({ "denyList": ["10.0.0.0/8", "example.com"] }),
        ),
    ];
    let ends = || Err("is denied by '127.0.0.0/8'");
    let cases = policies.map(|(name, policy)| fetching(name, http.base(), &policy, ends()));
    cases.into()
}

#[test]
fn requests_open_nothing() {
    let http = HttpServer::start();
    let mut running = Running::start(&[]);
    for case in denied(&http) {
        case.check(&running.answer(&case.request()));
    }
}

#[tokio::test]
async fn requests_open_nothing_on_a_server() {
    let data = TempDir::new().unwrap();
    let http = HttpServer::start();
    let server = Server::start(data.path());
    let admin = server.admin();
    for case in denied(&http) {
        let path = "/runtime/v1/actions:test";
        let answer = admin.send(Method::POST, path, &case.request()).await;
        case.check(&answer.unwrap().1);
    }
}
