//! Which crate may lean on which.

use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};

use serde_json::Value;

/// A crate, what it may use of ours, and what it may not use of others.
const ARROWS: [(&str, &[&str], &[&str]); 14] = [
    (
        "core",
        &[],
        &[
            "http", "hyper", "axum", "tonic", "prost", "serde", "rusqlite",
        ],
    ),
    (
        "proto",
        &["gateway", "gateway-build"],
        &["axum", "hyper", "tokio"],
    ),
    (
        "execution-log",
        &["core", "sqlite-file"],
        &["http", "axum", "tonic", "prost"],
    ),
    (
        "fetch",
        &["core", "runtime"],
        &["axum", "tonic", "prost", "rusqlite"],
    ),
    ("gateway", &[], &["axum", "rusqlite"]),
    ("gateway-build", &["gateway"], &["axum", "rusqlite"]),
    (
        "quickjs",
        &[],
        &["http", "tonic", "prost", "serde", "tokio"],
    ),
    (
        "runtime",
        &["core", "quickjs", "script-syntax"],
        &["http", "axum", "tonic", "prost", "rusqlite", "tokio"],
    ),
    (
        "script-syntax",
        &["core"],
        &["http", "axum", "tonic", "prost", "serde", "rusqlite"],
    ),
    (
        "script-worker",
        &["core", "quickjs", "runtime"],
        &["http", "axum", "tonic", "prost", "rusqlite", "tokio"],
    ),
    (
        "sqlite-file",
        &[],
        &["http", "axum", "tonic", "prost", "serde", "tokio"],
    ),
    (
        "storage",
        &["core"],
        &["http", "axum", "tonic", "prost", "rusqlite"],
    ),
    (
        "storage-sqlite",
        &["core", "sqlite-file", "storage"],
        &["http", "axum", "tonic", "prost"],
    ),
    (
        "server",
        &[
            "core",
            "execution-log",
            "fetch",
            "gateway",
            "proto",
            "quickjs",
            "runtime",
            "script-syntax",
            "script-worker",
            "storage",
            "storage-sqlite",
        ],
        &["rusqlite", "prost-reflect"],
    ),
];

#[test]
fn crates_lean_only_on_those_below() {
    let crates = crates();
    let names: BTreeSet<&str> = crates.keys().map(String::as_str).collect();
    let known: BTreeSet<&str> = ARROWS.iter().map(|arrow| arrow.0).collect();
    assert_eq!(names, known, "every crate has its row in the table");
    for (name, ours, not_theirs) in ARROWS {
        let used = &crates[name];
        let of_ours = used
            .iter()
            .filter(|dependency| known.contains(dependency.as_str()));
        for dependency in of_ours {
            assert!(
                ours.contains(&dependency.as_str()),
                "{name} must not use {dependency}"
            );
        }
        for dependency in not_theirs {
            assert!(
                !used.contains(*dependency),
                "{name} must not use {dependency}"
            );
        }
    }
}

/// The crates under `crates/` with what they and their build scripts depend on.
fn crates() -> BTreeMap<String, BTreeSet<String>> {
    let packages = metadata()["packages"].take();
    let packages = packages.as_array().unwrap().iter();
    let ours = packages.filter_map(|package| {
        let name = short(package["name"].as_str()?)?;
        let dependencies = package["dependencies"].as_array()?.iter();
        let used = dependencies.filter(|dependency| dependency["kind"] != "dev");
        let used = used.map(|dependency| {
            let name = dependency["name"].as_str().unwrap();
            String::from(short(name).unwrap_or(name))
        });
        Some((String::from(name), used.collect()))
    });
    ours.collect()
}

/// The name of one of our crates without the prefix; the package of these tests is none.
fn short(name: &str) -> Option<&str> {
    name.strip_prefix("portcullis-")
        .filter(|name| *name != "tests")
}

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}
