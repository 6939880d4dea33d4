use std::{ffi::OsString, fs, path::Path};

use portcullis_core::action::ScriptLimit;
use tempfile::TempDir;

use super::*;

#[derive(Debug)]
struct Variables(Vec<(&'static str, String)>);

impl Environment for Variables {
    fn variables(&self) -> Vec<(OsString, OsString)> {
        let pairs = self.0.iter();
        pairs.map(|(k, v)| (k.into(), v.into())).collect()
    }
}

fn nothing() -> Variables {
    Variables(Vec::new())
}

fn path_text(path: &Path) -> String {
    path.to_str().map(str::to_owned).unwrap_or_default()
}

fn write(dir: &TempDir, name: &str, text: &str) -> String {
    let path = dir.path().join(name);
    fs::write(&path, text).map_or_else(|e| e.to_string(), |()| path_text(&path))
}

/// Every mistake must hold its part, in order, and there must be no other.
#[track_caller]
fn check(flags: Vec<(Setting, String)>, environment: &Variables, parts: &[&str]) {
    let lines = match ServeConfig::load(flags, environment) {
        Ok(_) => Vec::new(),
        Err(mistakes) => mistakes.lines().to_vec(),
    };
    assert_eq!(lines.len(), parts.len(), "{lines:#?}");
    for (line, part) in lines.iter().zip(parts) {
        assert!(line.contains(part), "{line:?} lacks {part:?}");
    }
}

#[test]
fn nothing_set_gives_the_defaults() {
    let config = ServeConfig::load(Vec::new(), &nothing()).unwrap();
    assert_eq!(config.listen.text, "127.0.0.1:8080");
    assert_eq!(config.store.data_dir, Path::new("./portcullis-data"));
    assert_eq!(
        config.store.database,
        Path::new("./portcullis-data/portcullis.db")
    );
    assert_eq!(
        config.management.script_limit,
        ScriptLimit::Characters(2000)
    );
    assert_eq!(config.management.external_domain, "localhost");
    assert_eq!(config.logging.filter, "info");
    assert_eq!(config.logging.format, LogFormat::Text);
    assert_eq!(config.process.drain.as_secs(), 10);
    assert!(config.process.worker_threads >= 1 && config.scripts.workers >= 2);
    assert!(config.tls.is_none() && config.admin_token.is_none() && config.warnings.is_empty());
}

#[test]
fn flag_over_environment_over_file_over_default() {
    let dir = TempDir::new().unwrap();
    let file = write(
        &dir,
        "portcullis.toml",
        "listen = '127.0.0.1:1'\nexternal-domain = 'file'\nmax-script-bytes = 40000\ndrain-timeout = '1s'\n",
    );
    let environment = Variables(vec![
        ("PORTCULLIS_CONFIG", file),
        ("PORTCULLIS_LISTEN", "127.0.0.1:2".to_owned()),
        ("PORTCULLIS_EXTERNAL_DOMAIN", "environment".to_owned()),
    ]);
    let flags = vec![(Setting::Listen, "127.0.0.1:3".to_owned())];
    let config = ServeConfig::load(flags, &environment).unwrap();
    assert_eq!(config.listen.text, "127.0.0.1:3");
    assert_eq!(config.management.external_domain, "environment");
    assert_eq!(config.management.script_limit, ScriptLimit::Bytes(40_000));
    assert_eq!(config.process.drain.as_secs(), 1);
    assert_eq!(config.logging.filter, "info");
}

#[test]
fn all_mistakes_are_told_at_once_in_the_spelling_of_their_source() {
    let dir = TempDir::new().unwrap();
    let file = write(
        &dir,
        "p.toml",
        "lissten = 'x'\nworker-threads = 257\nlog-format = true\nadmin-token = 'hunter2-in-file'\n",
    );
    let environment = Variables(vec![
        ("PORTCULLIS_MAX_SCRIPT_BYTES", "40001".to_owned()),
        ("PORTCULLIS_ADMIN_TOKEN", "hunter2".to_owned()),
    ]);
    let flags = vec![
        (Setting::Config, file),
        (Setting::Listen, "8080".to_owned()),
        (Setting::Database, "postgres://u:hunter2@h/d".to_owned()),
    ];
    let parts = [
        "admin-token in ",
        "lissten in ",
        "log-format in ",
        "--listen: \"8080\" is not HOST:PORT",
        "--database: \"postgres://…\" needs PostgreSQL",
        "PORTCULLIS_MAX_SCRIPT_BYTES: \"40001\" is not a whole number from 1 to 40000",
        "PORTCULLIS_ADMIN_TOKEN: the value has 7 characters; give at least 32",
        "p.toml: \"257\" is not a whole number from 1 to 256",
    ];
    let mut sorted_file_mistakes = parts;
    sorted_file_mistakes[..3].sort_unstable();
    check(flags.clone(), &environment, &sorted_file_mistakes);
    let told = ServeConfig::load(flags, &environment)
        .unwrap_err()
        .to_string();
    assert!(!told.contains("hunter2"), "{told}");
}

#[test]
fn mistakes_in_lists_name_the_entry_once() {
    let flags = vec![
        (Setting::ScriptDenyList, "::1,10.0.0.0/99".to_owned()),
        (Setting::ScriptAllowList, "acme=10.1.2.3".to_owned()),
    ];
    let parts = [
        "--script-deny-list: \"10.0.0.0/99\" is no address",
        "--script-allow-list: \"acme\" is no id of an organisation",
    ];
    check(flags, &nothing(), &parts);
}

#[test]
fn files_that_cannot_be_used() {
    let dir = TempDir::new().unwrap();
    let missing = path_text(&dir.path().join("none.toml"));
    let broken = write(&dir, "broken.toml", "listen = '127.0.0.1:0'\nlog-level\n");
    for (file, part) in [(missing, "cannot be read"), (broken, "line 2")] {
        let flags = vec![(Setting::Config, file)];
        check(flags, &nothing(), &[part]);
    }
}

#[test]
fn unknown_variables_are_warned_about_and_their_values_kept() {
    let environment = Variables(vec![
        ("PORTCULLIS_LISTN", "secret".to_owned()),
        ("HOME", "x".to_owned()),
    ]);
    let config = ServeConfig::load(Vec::new(), &environment).unwrap();
    assert_eq!(config.warnings.len(), 1);
    let warning = &config.warnings[0];
    assert!(warning.contains("PORTCULLIS_LISTN") && warning.contains("PORTCULLIS_LISTEN"));
    assert!(!warning.contains("secret"));
}

#[test]
fn certificate_and_key_belong_together() {
    let dir = TempDir::new().unwrap();
    let make = || rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (ours, other) = (make(), make());
    let certificate = write(&dir, "cert.pem", &ours.cert.pem());
    let key = write(&dir, "key.pem", &ours.signing_key.serialize_pem());
    let other_key = write(&dir, "other.pem", &other.signing_key.serialize_pem());
    let empty = write(&dir, "empty.pem", "");
    let flags = |certificate: Option<&String>, key: Option<&String>| {
        let pairs = [(Setting::TlsCert, certificate), (Setting::TlsKey, key)];
        let given = pairs.into_iter().filter_map(|(s, v)| Some((s, v?.clone())));
        given.collect::<Vec<_>>()
    };

    let config = ServeConfig::load(flags(Some(&certificate), Some(&key)), &nothing()).unwrap();
    let protocols = &config.tls.unwrap().alpn_protocols;
    assert_eq!(*protocols, [b"h2".to_vec(), b"http/1.1".to_vec()]);

    let check = |certificate, key, parts: &[&str]| {
        check(flags(certificate, key), &nothing(), parts);
    };
    check(Some(&certificate), None, &["needs --tls-key"]);
    check(None, Some(&key), &["needs --tls-cert"]);
    check(
        Some(&certificate),
        Some(&other_key),
        &["does not belong to the certificate"],
    );
    check(Some(&empty), Some(&key), &["--tls-cert: "]);
    check(Some(&certificate), Some(&empty), &["holds no private key"]);
    check(
        Some(&key),
        Some(&certificate),
        &["holds no certificate", "holds no private key"],
    );
    let missing = path_text(&dir.path().join("none.pem"));
    check(
        Some(&missing),
        Some(&missing),
        &["cannot be read", "cannot be read"],
    );
}

#[test]
fn commands_leave_the_settings_of_the_server_alone() {
    let flags = vec![
        (Setting::Listen, "nonsense".to_owned()),
        (Setting::DataDir, "d".to_owned()),
    ];
    let config = CommandConfig::load(flags, &nothing()).unwrap();
    assert_eq!(config.store.database, Path::new("d/portcullis.db"));
    assert_eq!(config.external_domain, "localhost");
}
