//! A server that runs scripts: its worker processes, and what else goes on meanwhile.

use std::{collections::BTreeSet, fs, net::TcpStream};

use http::Method;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    process::{Server, json, portcullis},
    recorded::HttpServer,
    rest::{Answer, Api},
};

const CLAIMS: &str = "function claims(ctx, api) { api.v1.claims.setClaim('hello', 'world') }";

const LISTEN: [&str; 2] = ["--listen", "127.0.0.1:0"];

/// Stores an action as the only one of a trigger of flow 2.
async fn store(api: &Api, trigger: u8, name: &str, script: &str) {
    let body = json!({ "name": name, "script": script, "timeout": "20s" });
    let (status, answer) = api.call(Method::POST, "/actions", &body).await.unwrap();
    assert_eq!(status, 200, "{answer}");
    let path = format!("/flows/2/trigger/{trigger}");
    let body = json!({ "actionIds": [answer["id"]] });
    let (status, answer) = api.call(Method::POST, &path, &body).await.unwrap();
    assert_eq!(status, 200, "{answer}");
}

async fn execute(api: &Api, trigger: u8) -> Answer {
    let path = format!("/runtime/v1/flows/2/triggers/{trigger}:execute");
    let body = json!({ "context": {} });
    api.send(Method::POST, &path, &body).await.unwrap()
}

/// Executes the action that sets a claim.
async fn check_claims(api: &Api) {
    let (status, answer) = execute(api, 4).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(
        answer["finalClaims"],
        json!({ "hello": "world" }),
        "{answer}"
    );
}

/// The worker processes of a server.
fn workers(server: &Server) -> Vec<Pid> {
    let server = server.process_id().as_raw_nonzero().to_string();
    let processes = fs::read_dir("/proc").unwrap().filter_map(|entry| {
        let id = entry.ok()?.file_name().to_str()?.parse().ok()?;
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        // the name, in parentheses, may hold anything
        let (_, behind_name) = stat.rsplit_once(')')?;
        let mut fields = behind_name.split_whitespace();
        let (state, parent) = (fields.next()?, fields.next()?);
        let is_worker = parent == server && state != "Z";
        Pid::from_raw(id).filter(|_| is_worker)
    });
    processes.collect()
}

#[tokio::test]
async fn workers_may_be_killed_while_they_rest() {
    let data = TempDir::new().unwrap();
    let server = Server::start(data.path());
    let admin = server.admin();
    store(&admin, 4, "claims", CLAIMS).await;
    check_claims(&admin).await;
    let before = workers(&server);
    assert!(!before.is_empty());
    for worker in &before {
        kill_process(*worker, Signal::KILL).unwrap();
    }
    // the signal is answered before it has done its work
    while workers(&server).iter().any(|it| before.contains(it)) {
        tokio::task::yield_now().await;
    }
    check_claims(&admin).await;
    let after = workers(&server);
    assert!(!after.is_empty());
    assert!(
        after.iter().all(|it| !before.contains(it)),
        "{before:?} {after:?}"
    );
    server.stop(Signal::TERM).check(0, &["stopped"]);
}

/// What a worker could tell a script that takes it over.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn workers_have_no_environment_and_no_files() {
    let data = TempDir::new().unwrap();
    let server = Server::start_with(data.path(), &LISTEN, &[("PORTCULLIS_LOG_LEVEL", "info")]);
    let workers = workers(&server);
    assert!(!workers.is_empty());
    for worker in workers {
        let process = format!("/proc/{}", worker.as_raw_nonzero());
        assert_eq!(fs::read(format!("{process}/environ")).unwrap(), b"");
        let open = fs::read_dir(format!("{process}/fd")).unwrap();
        let open = open.map(|entry| fs::read_link(entry.unwrap().path()).unwrap());
        let is_harmless = |it: &std::path::PathBuf| {
            it.starts_with("/dev/null") || it.to_string_lossy().starts_with("socket:")
        };
        // the two to its parent, some of them twice
        let open: BTreeSet<_> = open.collect();
        assert!(open.iter().all(is_harmless) && open.len() == 3, "{open:?}");
    }
    server.stop(Signal::TERM).check(0, &["stopped"]);
}

#[tokio::test]
async fn scripts_may_run_in_the_server_itself() {
    let data = TempDir::new().unwrap();
    let words = [&LISTEN[..], &["--script-isolation", "in-process"]].concat();
    let server = Server::start_with(data.path(), &words, &[]);
    let admin = server.admin();
    store(&admin, 4, "claims", CLAIMS).await;
    check_claims(&admin).await;
    assert_eq!(workers(&server), []);
    let finished = server.stop(Signal::TERM);
    finished.check(0, &["scripts run in the server itself"]);
}

#[tokio::test]
async fn workers_may_be_of_another_file() {
    let data = TempDir::new().unwrap();
    let program = data.path().join("another name");
    fs::copy(env!("CARGO_BIN_EXE_portcullis"), &program).unwrap();
    let named = ["--script-program", program.to_str().unwrap()];
    let server = Server::start_with(data.path(), &[&LISTEN[..], &named].concat(), &[]);
    let admin = server.admin();
    store(&admin, 4, "claims", CLAIMS).await;
    check_claims(&admin).await;
    for worker in workers(&server) {
        let runs = fs::read_link(format!("/proc/{}/exe", worker.as_raw_nonzero())).unwrap();
        assert_eq!(runs, program);
    }
}

#[test]
fn what_is_no_program_for_workers_is_refused_at_the_start() {
    let data = TempDir::new().unwrap();
    for (program, text) in [
        ("nowhere", "/nowhere\" cannot be started"),
        ("/bin/true", "did not start"),
    ] {
        let words = [&["serve", "--script-program", program], &LISTEN[..]].concat();
        let variable = ("PORTCULLIS_DATA_DIR", data.path().to_str().unwrap());
        portcullis(&words, &[variable]).check(1, &[text]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_that_loops_stops_no_other_call() {
    let data = TempDir::new().unwrap();
    let http = HttpServer::start();
    let server = calling_server(&data, "4");
    let admin = server.admin();
    store(&admin, 4, "claims", CLAIMS).await;
    let script = format!(
        "function loops() {{ require('zitadel/http').fetch('{}/json'); while (true) {{}} }}",
        http.base()
    );
    store(&admin, 5, "loops", &script).await;
    let looping = tokio::spawn({
        let admin = admin.clone();
        async move { execute(&admin, 5).await }
    });
    assert_eq!(http.got(1).len(), 1);
    for _ in 0..3 {
        check_claims(&admin).await;
    }
    assert!(!looping.is_finished());
    looping.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_script_is_finished_before_the_end() {
    let data = TempDir::new().unwrap();
    let http = HttpServer::start();
    let server = calling_server(&data, "1");
    let admin = server.admin();
    let script = format!(
        "function late(ctx, api) {{
           const answer = require('zitadel/http').fetch('{}/slow?ms=500')
           api.v1.claims.setClaim('came', answer.json())
         }}",
        http.base()
    );
    store(&admin, 4, "late", &script).await;
    let running = tokio::spawn(async move { execute(&admin, 4).await });
    assert_eq!(http.got(1).len(), 1);
    server.signal(Signal::TERM);
    while TcpStream::connect(server.addr).is_ok() {
        std::thread::yield_now();
    }
    let (status, answer) = running.await.unwrap();
    assert_eq!(
        (status, &answer["finalClaims"]["came"]),
        (200, &Value::from("late"))
    );
    server.finish().check(0, &["stopped"]);
}

/// Neither before nor after the connection of the one is there for the other.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_allowed_to_one_organisation_is_denied_to_others() {
    let data = TempDir::new().unwrap();
    let http = HttpServer::start();
    drop(Server::start(data.path()));
    let made =
        |words: &[&str], name: &str| json(data.path(), words)[name].as_str().unwrap().to_owned();
    let org = made(&["org", "add", "Allowed"], "id");
    let user = ["user", "add", "owner", "--org", &org, "--role", "ORG_OWNER"];
    let user = made(&user, "id");
    let token = made(&["token", "create", "--user", &user], "token");

    let allow = format!("{org}=127.0.0.1");
    let words = [&LISTEN[..], &["--script-allow-list", &allow]].concat();
    let server = Server::start_with(data.path(), &words, &[]);
    let (allowed, other) = (server.api(&token), server.admin());
    let script = format!(
        "function calls(ctx, api) {{
           api.v1.claims.setClaim('id', require('zitadel/http').fetch('{}/json').json().id)
         }}",
        http.base()
    );
    for api in [&allowed, &other] {
        store(api, 4, "calls", &script).await;
    }
    for (api, is_allowed) in [(&other, false), (&allowed, true), (&other, false)] {
        let (status, answer) = execute(api, 4).await;
        assert_eq!(status, 200, "{answer}");
        let message = answer["abortError"]["message"].as_str().unwrap_or_default();
        let is_denied = message.contains("address is denied by '127.0.0.0/8'");
        assert_eq!(answer["finalClaims"]["id"] == 42, is_allowed, "{answer}");
        assert_eq!(is_denied, !is_allowed, "{answer}");
    }
    assert_eq!(http.got(1).len(), 1);
}

/// A server whose scripts reach this machine.
fn calling_server(data: &TempDir, workers: &str) -> Server {
    let words = ["--script-deny-list", "", "--script-workers", workers];
    Server::start_with(data.path(), &[&LISTEN[..], &words].concat(), &[])
}
