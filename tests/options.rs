//! What a request can ask of a run beside its actions: runs with options, and what comes of them.
//!
//! Shared by the tests of the command line and of the API. Nothing here knows how a run is asked for; an
//! answer is an `ExecuteTriggerResponse` in JSON.

use serde_json::{Value, json};

/// A run, and how it ends.
#[derive(Debug)]
pub(crate) struct Case {
    name: &'static str,
    script: String,
    options: Value,
    test: Value,
    /// The claims, or a part of the error.
    ends: Result<Value, &'static str>,
}

/// Bytes of what `/json` answers.
const JSON_BYTES: usize = 75;

const TIME: &str = "2024-02-29T12:34:56.789Z";

const MIB: u64 = 1 << 20;

/// Where scripts have 64 MiB, and may call a server of the tests.
pub(crate) fn cases(http: &str) -> Vec<Case> {
    let memory = [
        ("32 of 64 MiB", 32, json!(null), true),
        ("96 of 64 MiB", 96, json!(null), false),
        ("8 of 24 MiB", 8, json!(24 * MIB), true),
        ("32 of 24 MiB", 32, json!(24 * MIB), false),
        ("32 of 1 GiB", 32, json!(1024 * MIB), true),
        ("96 of 1 GiB", 96, json!(1024 * MIB), false),
        (
            "96 of all there can be",
            96,
            json!(u64::MAX.to_string()),
            false,
        ),
        ("8 of nothing", 8, json!(1), false),
    ];
    let memory = memory.map(|(name, mebibytes, limit, fits)| Case {
        name,
        script: keeps(mebibytes),
        options: json!({ "memoryLimit": limit }),
        test: json!({}),
        ends: if fits {
            Ok(json!({ "kept": mebibytes }))
        } else {
            Err("out of memory")
        },
    });
    let fetched = || Ok(json!({ "bytes": JSON_BYTES }));
    let policies = [
        ("no policy", json!({}), fetched()),
        (
            "as many bytes",
            json!({ "maxBodyBytes": JSON_BYTES }),
            fetched(),
        ),
        (
            "a byte too few",
            json!({ "maxBodyBytes": JSON_BYTES - 1 }),
            Err("response body exceeded maximum allowed size: Content-Length is 75 (limit 74)"),
        ),
        (
            "more than the server's",
            json!({ "maxBodyBytes": u64::MAX.to_string() }),
            fetched(),
        ),
        (
            "others denied",
            json!({ "denyList": ["10.0.0.0/8", "example.com"] }),
            fetched(),
        ),
        (
            "this denied",
            json!({ "denyList": ["10.0.0.0/8", "127.0.0.1"] }),
            Err("is denied by '127.0.0.1'"),
        ),
        (
            "its network denied",
            json!({ "denyList": ["127.0.0.0/8"] }),
            Err("is denied by '127.0.0.0/8'"),
        ),
        (
            "no network",
            json!({ "noNetwork": true }),
            Err("there is no network"),
        ),
    ];
    let policies = policies.map(|(name, policy, ends)| fetching(name, http, &policy, ends));
    memory.into_iter().chain(policies).collect()
}

/// Whose time and chance are fixed, as only those that are tried can ask for.
pub(crate) fn fixed() -> Vec<Case> {
    let time = json!([TIME, 1_709_210_096_789_u64]);
    let seeds = [
        (
            "a seed",
            7,
            [0.389_829_748_391_271_5, 0.016_788_294_528_156_11],
            [
                "f2293c50-d6fe-11ee-8000-d70d3259e4e1",
                "022ab1ba-8040-48e6-8b29-3e6770eb3a95",
                "da211e6a-663b-4373-91aa-becb86beda3f",
                "018df4dc-5495-76d0-8233-a1c4cb77febe",
            ],
        ),
        (
            "another seed",
            8,
            [0.618_504_625_031_694_3, 0.611_948_096_258_393_1],
            [
                "f2293c50-d6fe-11ee-8000-373695efb051",
                "017ee615-4e3a-44b0-b4bd-dd0ddbb73e89",
                "ca448763-fd5d-4610-90c0-8a560864f75f",
                "018df4dc-5495-7bd6-b5ed-943342f49a20",
            ],
        ),
    ];
    let cases = seeds.map(|(name, seed, random, uuids)| Case {
        name,
        script: CHANCE.to_owned(),
        options: json!({}),
        test: json!({ "now": TIME, "randomSeed": seed }),
        ends: Ok(json!({ "time": time, "random": random, "uuids": uuids })),
    });
    cases.into()
}

/// Keeps so many MiB.
fn keeps(mebibytes: u64) -> String {
    format!(
        "function f(ctx, api) {{
          const kept = []
          while (kept.length < {mebibytes}) kept.push(new Uint8Array({MIB}))
          api.v1.claims.setClaim('kept', kept.length)
        }}"
    )
}

/// Counts the bytes that a server of the tests answers, with an `HttpPolicy`.
pub(crate) fn fetching(
    name: &'static str,
    http: &str,
    policy: &Value,
    ends: Result<Value, &'static str>,
) -> Case {
    let script = format!(
        "function f(ctx, api) {{
          const answer = require('zitadel/http').fetch('{http}/json')
          api.v1.claims.setClaim('bytes', answer.text().length)
        }}"
    );
    Case {
        name,
        script,
        options: json!({ "httpPolicy": policy }),
        test: json!({ "allowNetwork": true }),
        ends,
    }
}

const CHANCE: &str = "function f(ctx, api) {
  const uuid = require('zitadel/uuid')
  api.v1.claims.setClaim('time', [new Date().toISOString(), Date.now()])
  api.v1.claims.setClaim('random', [Math.random(), Math.random()])
  api.v1.claims.setClaim('uuids', [uuid.v1(), uuid.v4(), uuid.v4(), uuid.v7()])
}";

// === impl Case ===

impl Case {
    /// As `TestActionRequest` in JSON.
    pub(crate) fn request(&self) -> Value {
        json!({
            "flowType": 2,
            "triggerType": 4,
            "options": self.options,
            "actions": [{ "name": "f", "script": self.script }],
            "test": self.test,
        })
    }

    /// It ended as it should.
    #[track_caller]
    pub(crate) fn check(&self, response: &Value) {
        let name = self.name;
        match &self.ends {
            Ok(claims) => {
                // to the digit, as the other form is not by every protocol
                let got = response["finalClaimsJson"].as_str().unwrap_or_default();
                let got: Value = serde_json::from_str(got).unwrap_or_default();
                assert_eq!(got, *claims, "{name}: {response}");
            }
            Err(part) => {
                let message = response["abortError"]["message"].as_str();
                let is_told = message.is_some_and(|it| it.contains(part));
                assert!(is_told, "{name}: {response}");
            }
        }
    }
}
