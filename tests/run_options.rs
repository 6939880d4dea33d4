//! Runs over the API what requests can ask for beside their actions.

use crate::{
    options::{cases, fixed},
    recorded_actions::{HttpServer, execute},
    support::Server,
};

#[tokio::test(flavor = "multi_thread")]
async fn options_hold_for_actions_that_are_tried() {
    let server = Server::start().await;
    let http = HttpServer::start();
    for api in server.each_family().await {
        for case in cases(http.base()).into_iter().chain(fixed()) {
            let answer = api.call("TestAction", case.request()).await;
            case.check(answer.ok());
        }
    }
}

/// The families take turns.
#[tokio::test(flavor = "multi_thread")]
async fn options_hold_for_actions_that_are_stored() {
    let server = Server::start().await;
    let http = HttpServer::start();
    let families = server.each_family().await;
    for (case, api) in cases(http.base()).iter().zip(families.iter().cycle()) {
        case.check(execute(api, &case.request()).await.ok());
    }
}
