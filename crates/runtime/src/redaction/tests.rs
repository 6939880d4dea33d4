use base64::{Engine as _, engine::general_purpose::STANDARD};
use proptest::{collection::vec, prelude::*};

use super::*;

fn redaction(secrets: &[&str]) -> Redaction {
    let mut redaction = Redaction::default();
    for secret in secrets {
        redaction.add(secret);
    }
    redaction
}

#[track_caller]
fn check(secrets: &[&str], text: &str, expected: &str) {
    assert_eq!(redaction(secrets).redact(text, usize::MAX), expected);
}

#[test]
fn secrets_are_masked_wherever_they_stand() {
    check(&[], "hunter2", "hunter2");
    check(&["hunter2"], "", "");
    check(&["hunter2"], "hunter2", "***");
    check(&["hunter2"], "a hunter2, xhunter2y", "a ***, x***y");
    check(&["hunter2"], "hunter2hunter2", "******");
    check(&["hunter2"], "hunter hunter3", "hunter hunter3");
    check(&["hunter2", "hunter22"], "hunter22 hunter2", "*** ***");
    check(&["pässwörd"], "x pässwörd x", "x *** x");
    check(&["pässwörd"], "pässwör", "pässwör");
    check(&[""], "text", "text");
}

#[test]
fn what_stands_before_a_host_is_masked() {
    for (text, told) in [
        (
            r#"Get "https://key@a.test/": no"#,
            r#"Get "https://***@a.test/": no"#,
        ),
        ("https://a:b@c@a.test", "https://***@a.test"),
        ("https://user:***@a.test/", "https://user:***@a.test/"),
        ("x://k@a, y://k@b c@d", "x://***@a, y://***@b c@d"),
        ("a://b/c@d", "a://b/c@d"),
        ("://", "://"),
        ("none", "none"),
    ] {
        assert_eq!(without_credentials(text), told);
    }
}

#[test]
fn short_ones_are_masked_as_words() {
    check(&["12"], "pin 12, 123, x12", "pin ***, 123, x12");
    check(&["a"], "a bad day=a", "*** bad day=***");
    check(&["äb"], "(äb) äbc", "(***) äbc");
}

#[test]
fn encoded_ones_are_masked() {
    let secret = "q\"u<o>t&e\n/ ü";
    for text in [
        r#"{"a":"q\"u<o>t&e\n/ ü"}"#,
        r#"{"a":"q\"u\u003co\u003et\u0026e\n/ ü"}"#,
    ] {
        check(&[secret], text, r#"{"a":"***"}"#);
    }
    for text in [
        "?a=q%22u%3Co%3Et%26e%0A%2F%20%C3%BC&b",
        "?a=q%22u%3Co%3Et%26e%0A%2F+%C3%BC&b",
        "?a=q%22u%3Co%3Et&e%0A/%20%C3%BC&b",
        "?a=q%22u%3co%3et%26e%0a%2f%20%c3%bc&b",
    ] {
        check(&[secret], text, "?a=***&b");
    }
    for text in [
        "a=correct+horse!~*",
        "a=correct+horse%21%7E*",
        "a=correct%20horse%21%7e*",
        "a=correct%20horse%21%7E%2A",
    ] {
        check(&["correct horse!~*"], text, "a=***");
    }
}

#[test]
fn base64_is_masked_as_a_whole() {
    for user in ["", "u", "us", "user"] {
        let basic = STANDARD.encode(format!("{user}:hunter2~?>"));
        check(&["hunter2~?>"], &format!("Basic {basic}."), "Basic ***.");
        let url = basic.replace('+', "-").replace('/', "_");
        check(&["hunter2~?>"], &format!("{url} b"), "*** b");
    }
}

#[test]
fn what_is_cut_off_leaves_no_part_of_a_secret() {
    let redaction = redaction(&["hunter2"]);
    for most in 1..20 {
        let text = redaction.redact("0123 hunter2 hunter2", most).into_owned();
        assert!(!text.contains('h'), "{most}: {text}");
    }
    assert_eq!(redaction.redact("aä", 2), "a");
    assert_eq!(redaction.redact("aä", 3), "aä");
}

#[test]
fn long_ones_are_masked_as_far_as_they_stand() {
    let secret = "0123456789".repeat(800);
    let redaction = redaction(&[&secret]);
    let text = format!("a {secret} b {}", &secret[..500]);
    assert_eq!(redaction.redact(&text, usize::MAX), "a *** b ***");
}

#[test]
fn many_are_kept_small() {
    let mut redaction = Redaction::default();
    for number in 0..100 {
        redaction.add(&format!("{number:04}{}", "\u{1}\"x".repeat(2000)));
    }
    let used = redaction.searcher.as_ref().unwrap().memory_usage();
    assert!(used < 16 << 20, "{used}");
}

#[test]
fn urls_have_no_passwords() {
    let redaction = redaction(&["hunter2"]);
    for (url, told) in [
        ("https://a.test/x@y?k=hunter2", "https://a.test/x@y?k=***"),
        ("https://u:p@a.test/x", "https://***@a.test/x"),
        ("https://u:p@q@a.test", "https://***@a.test"),
        ("no url", "no url"),
    ] {
        assert_eq!(call_url(&redaction, url), told);
    }
}

#[test]
fn headers_that_are_credentials_have_no_values() {
    let redaction = redaction(&["hunter2"]);
    for (name, told) in [
        ("Authorization", "***"),
        ("Proxy-Authorization", "***"),
        ("Cookie", "***"),
        ("X-Api-Key", "***"),
        ("X-Auth-Token", "***"),
        ("Accept", "a *** b"),
        ("Author", "a *** b"),
    ] {
        let sent = vec![(name.to_owned(), vec!["a hunter2 b".to_owned()])];
        let expected = vec![(name.to_owned(), vec![told.to_owned()])];
        assert_eq!(call_headers(&redaction, &sent), expected);
    }
}

#[test]
fn bodies_are_cut() {
    let redaction = redaction(&["hunter2"]);
    let body = format!("hunter2{}", "x".repeat(5000));
    let told = call_body(&redaction, &body);
    assert!(
        told.starts_with(b"***xxx") && told.len() < 2010,
        "{}",
        told.len()
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever stands around it, nothing of it is left; without it nothing is changed.
    #[test]
    fn nothing_is_left(
        secret in "[a-z\"<%&\\\\\n é]{4,80}",
        around in vec("[A-Z0-9 .,\"é]{0,20}", 1..5),
        most in 0_usize..200,
    ) {
        let redaction = redaction(&[&secret]);
        let text = around.join(&secret);
        let redacted = redaction.redact(&text, usize::MAX);
        prop_assert!(!redacted.contains(&secret));
        prop_assert!(redaction.redact(&text, most).len() <= most + MASK.len());
        let plain = around.concat();
        prop_assert_eq!(redaction.redact(&plain, usize::MAX), plain.as_str());
    }

    #[test]
    fn any_text_is_taken(secrets in vec(any::<String>(), 0..5), text: String, most: usize) {
        let mut redaction = Redaction::default();
        for secret in &secrets {
            redaction.add(secret);
        }
        let _ = redaction.redact(&text, most);
        let _ = call_url(&redaction, &text);
    }
}
