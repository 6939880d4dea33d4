//! The first start, later ones, and those that cannot be.

use std::{
    fs,
    net::{Ipv6Addr, TcpListener},
    os::unix::fs::PermissionsExt,
    path::Path,
};

use rusqlite::Connection;
use rustix::process::Signal;
use tempfile::TempDir;

use crate::process::{Server, json, portcullis};

const PRESET: &str = "preset-preset-preset-preset-1111";
const OTHER_PRESET: &str = "preset-preset-preset-preset-2222";
const ANYWHERE: [&str; 2] = ["--listen", "127.0.0.1:0"];

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// Starting on a data directory must fail with code 1 and these parts.
#[track_caller]
fn check_refused(data: &Path, parts: &[&str]) {
    let words = [
        "--data-dir",
        data.to_str().unwrap(),
        "--listen",
        "127.0.0.1:0",
    ];
    let finished = portcullis(&words, &[]);
    finished.check(1, parts);
    assert!(finished.stdout.is_empty(), "{}", finished.stdout);
    assert_eq!(
        finished.stderr.matches("error:").count(),
        1,
        "{}",
        finished.stderr
    );
}

#[tokio::test]
async fn the_first_start_makes_a_token_that_later_ones_keep() {
    let parent = TempDir::new().unwrap();
    let data = parent.path().join("data");
    let server = Server::start(&data);
    let token = fs::read_to_string(data.join("admin.token")).unwrap();
    assert_eq!(token.trim().len(), 43);
    assert_eq!(
        (mode(&data), mode(&data.join("admin.token"))),
        (0o700, 0o600)
    );
    assert_eq!(server.admin().status().await, 200);
    let first = server.stop(Signal::TERM);
    first.check(0, &["first start", "admin.token", "curl"]);
    assert!(!first.stderr.contains(token.trim()));
    assert_eq!(first.stdout.lines().count(), 1);

    let server = Server::start(&data);
    assert_eq!(server.admin().status().await, 200);
    let again = server.stop(Signal::TERM);
    assert!(!again.stderr.contains("first start"), "{}", again.stderr);
    assert_eq!(fs::read_to_string(data.join("admin.token")).unwrap(), token);
    assert_eq!(json(&data, &["org", "list"]).as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_preset_token_is_kept_or_replaced_and_never_written() {
    let data = TempDir::new().unwrap();
    let start = |token| {
        let variables = [("PORTCULLIS_ADMIN_TOKEN", token)];
        Server::start_with(data.path(), &ANYWHERE, &variables)
    };
    let server = start(PRESET);
    assert!(!data.path().join("admin.token").exists());
    assert_eq!(server.api(PRESET).status().await, 200);
    let finished = server.stop(Signal::TERM);
    finished.check(0, &["$PORTCULLIS_ADMIN_TOKEN"]);
    assert!(!finished.stderr.contains(PRESET));

    let user = json(data.path(), &["user", "list"])[0]["id"].clone();
    let own = json(
        data.path(),
        &["token", "create", "--user", user.as_str().unwrap()],
    );
    let own = own["token"].as_str().unwrap();
    for (token, first, other) in [(PRESET, 200, 401), (OTHER_PRESET, 401, 200)] {
        let server = start(token);
        assert_eq!(server.api(PRESET).status().await, first);
        assert_eq!(server.api(OTHER_PRESET).status().await, other);
        assert_eq!(server.api(own).status().await, 200);
    }
    assert_eq!(
        json(data.path(), &["token", "list"])
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let database = fs::read(data.path().join("portcullis.db")).unwrap();
    let wal = fs::read(data.path().join("portcullis.db-wal")).unwrap_or_default();
    for bytes in [database, wal] {
        assert!(
            !bytes
                .windows(PRESET.len())
                .any(|window| window == PRESET.as_bytes())
        );
    }
}

#[test]
fn a_preset_token_needs_the_user_it_is_for() {
    let data = TempDir::new().unwrap();
    drop(Server::start(data.path()));
    let user = json(data.path(), &["user", "list"])[0]["id"].clone();
    json(data.path(), &["user", "remove", user.as_str().unwrap()]);
    let words = ["--data-dir", data.path().to_str().unwrap()];
    let finished = portcullis(&words, &[("PORTCULLIS_ADMIN_TOKEN", PRESET)]);
    finished.check(
        1,
        &["PORTCULLIS_ADMIN_TOKEN: the user it is for was removed"],
    );
}

#[test]
fn one_server_for_each_data_directory() {
    let data = TempDir::new().unwrap();
    let server = Server::start(data.path());
    check_refused(
        data.path(),
        &["another `portcullis serve`", data.path().to_str().unwrap()],
    );
    drop(server);
    drop(Server::start(data.path()));
}

#[test]
fn a_port_that_is_taken() {
    let data = TempDir::new().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let words = [
        "--data-dir",
        data.path().to_str().unwrap(),
        "--listen",
        &listen,
    ];
    portcullis(&words, &[]).check(1, &["--listen", &listen, "in use"]);
}

#[test]
fn addresses_other_than_ipv4() {
    let data = TempDir::new().unwrap();
    if TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_ok() {
        let server = Server::start_with(data.path(), &["--listen", "[::1]:0"], &[]);
        assert!(server.announced.starts_with("listening on http://[::1]:"));
    }
    let server = Server::start_with(data.path(), &["--listen", "localhost:0"], &[]);
    assert!(server.addr.ip().is_loopback());
    let open = Server::start_with(&data.path().join("b"), &["--listen", "0.0.0.0:0"], &[]);
    open.stop(Signal::TERM).check(0, &["WARN", "without TLS"]);
    server.stop(Signal::TERM).check(0, &[]);
}

#[test]
fn tls_is_announced() {
    let data = TempDir::new().unwrap();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (cert, key) = (data.path().join("cert.pem"), data.path().join("key.pem"));
    fs::write(&cert, made.cert.pem()).unwrap();
    fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let words = [
        "--listen",
        "127.0.0.1:0",
        "--tls-cert",
        cert.to_str().unwrap(),
        "--tls-key",
        key.to_str().unwrap(),
    ];
    let server = Server::start_with(data.path(), &words, &[]);
    assert!(
        server
            .announced
            .starts_with("listening on https://127.0.0.1:")
    );
    server.stop(Signal::TERM).check(0, &[]);
}

#[test]
fn databases_that_cannot_be_used() {
    let data = TempDir::new().unwrap();
    let database = data.path().join("portcullis.db");

    fs::write(&database, "this is a letter and no database; ".repeat(100)).unwrap();
    check_refused(data.path(), &["portcullis.db", "not a SQLite database"]);
    fs::remove_file(&database).unwrap();

    let foreign = Connection::open(&database).unwrap();
    foreign.execute_batch("CREATE TABLE a (b)").unwrap();
    drop(foreign);
    check_refused(
        data.path(),
        &["portcullis.db", "not the database of Portcullis"],
    );
    fs::remove_file(&database).unwrap();

    drop(Server::start(data.path()));
    let newer = Connection::open(&database).unwrap();
    let version: i64 = newer
        .pragma_query_value(None, "user_version", |r| r.get(0))
        .unwrap();
    newer.pragma_update(None, "user_version", 1000).unwrap();
    drop(newer);
    check_refused(data.path(), &["portcullis.db", "newer version", "1000"]);

    let locked = Connection::open(&database).unwrap();
    locked.pragma_update(None, "user_version", version).unwrap();
    locked
        .pragma_update(None, "locking_mode", "EXCLUSIVE")
        .unwrap();
    locked.execute_batch("BEGIN EXCLUSIVE").unwrap();
    check_refused(data.path(), &["portcullis.db", "locked"]);
}

#[test]
fn places_that_cannot_be_used() {
    let dir = TempDir::new().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "").unwrap();
    check_refused(&file.join("data"), &["--data-dir", "cannot be used"]);

    // A user who may write everywhere, such as root, is not stopped by a mode.
    let data = dir.path().join("data");
    drop(Server::start(&data));
    let database = data.join("portcullis.db");
    fs::set_permissions(&database, fs::Permissions::from_mode(0o400)).unwrap();
    if fs::OpenOptions::new().write(true).open(&database).is_err() {
        check_refused(&data, &["portcullis.db", "read-only"]);
    }
}
