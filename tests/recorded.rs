//! Replays what real servers were recorded to answer: each exchange must come out equal, or be
//! listed with the reason why ours is another answer.

mod deliberate;
mod exchange;
mod replay;
mod template;

use std::{collections::BTreeMap, io::Write};

use serde_json::json;

use self::{
    deliberate::DELIBERATE,
    exchange::Exchange,
    template::{Variables, fill},
};
use crate::support::{Options, Server};

/// The bytes a newer server allows a script; the recordings rest on it.
const SCRIPT_BYTES: usize = 40_000;

/// What was recorded, one exchange a line.
const RECORDED: &str = include_str!("recorded/management.jsonl");

#[tokio::test]
async fn recorded_exchanges_come_out_equal() {
    let max_script_bytes = Some(SCRIPT_BYTES);
    let server = Server::start_with(Options {
        max_script_bytes,
        ..Options::default()
    })
    .await;
    let mut variables = variables(&server).await;
    let mut allowed: BTreeMap<&str, &str> = DELIBERATE.iter().copied().collect();
    assert_eq!(
        allowed.len(),
        DELIBERATE.len(),
        "an exchange is listed twice"
    );
    let (mut equal, mut deliberate, mut wrong) = (0, 0, Vec::new());

    for line in RECORDED.lines() {
        let exchange = Exchange::parse(line);
        let answer =
            replay::send(server.addr, &exchange, &fill(&exchange.request, &variables)).await;
        exchange.keep(&answer, &mut variables);
        let differences = exchange.differences(&answer, &variables);
        match (differences.is_empty(), allowed.remove(exchange.id.as_str())) {
            (true, None) => equal += 1,
            (false, Some(_)) => deliberate += 1,
            (true, Some(reason)) => {
                wrong.push(format!("{}: equal after all: {reason}", exchange.id))
            }
            (false, None) => wrong.push(format!("{}: {differences:#?}", exchange.id)),
        }
    }

    wrong.extend(
        allowed
            .keys()
            .map(|id| format!("{id}: listed, but not recorded")),
    );
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    report(equal, deliberate);
}

/// The users and names the recordings speak of.
async fn variables(server: &Server) -> Variables {
    let home = server.default_org.as_str();
    let texts = [
        ("token", server.admin_token.clone()),
        ("run", String::from("r1")),
        ("org_create", server.add_org("create").await),
        ("hostname", String::from("localhost")),
        ("nomember_token", server.add_user(home, &[]).await),
        (
            "org_viewer_token",
            server.add_user(home, &["ORG_OWNER_VIEWER"]).await,
        ),
    ];
    let named = texts
        .into_iter()
        .map(|(name, text)| (String::from(name), json!(text)));
    named.collect()
}

/// Past the harness, which shows what a test prints only when it fails.
fn report(equal: usize, deliberate: usize) {
    let all = equal + deliberate;
    let mut stdout = std::io::stdout();
    writeln!(stdout, "{all}: {equal} equal, {deliberate} deliberate").unwrap();
}
