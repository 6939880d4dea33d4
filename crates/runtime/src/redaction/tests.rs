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

/// As libraries of several languages write it.
#[test]
fn json_is_spelt_in_many_ways() {
    let secret = "pässwört-Zürich/q\"\\😀";
    for text in [
        r#""pässwört-Zürich/q\"\\😀""#,
        r#""p\u00e4ssw\u00f6rt-Z\u00fcrich/q\"\\\ud83d\ude00""#,
        r#""p\u00E4ssw\u00F6rt-Z\u00FCrich/q\"\\\uD83D\uDE00""#,
        r#""p\u00e4ssw\u00f6rt-Z\u00fcrich\/q\"\\\ud83d\ude00""#,
        r#""pässwört-Zürich\/q\"\\😀""#,
        r#""pässwört-Zürich/q\\\"\\\\😀""#,
        r#""p\\u00e4ssw\\u00f6rt-Z\\u00fcrich/q\\\"\\\\\\ud83d\\ude00""#,
    ] {
        check(&[secret], text, r#""***""#);
    }
    check(
        &["pässwört-Zürich"],
        "p%c3%a4ssw%c3%b6rt-Z%c3%bcrich",
        "***",
    );
    check(
        &["pässwört-Zürich"],
        "a=p%c3%a4ssw%c3%b6rt-Z%c3%bcrich&b",
        "a=***&b",
    );
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

/// A full set of large secrets, each with all its forms.
#[test]
fn many_are_kept_small() {
    let mut redaction = Redaction::default();
    for number in 0..100 {
        redaction.add(&format!("{number:04}{}", "\u{1}\"x".repeat(2000)));
    }
    assert_eq!(redaction.redact("0001\u{1}\"x", usize::MAX), "0001\u{1}\"x");
    let searcher = redaction.searcher.get().unwrap();
    let forms = redaction.forms.values().flatten();
    let secrets: HashMap<_, _> = forms.map(Form::secret_kept).collect();
    let used = searcher.automaton.as_ref().unwrap().memory_usage()
        + redaction.forms.values().map(Vec::len).sum::<usize>() * size_of::<Form>()
        + 2 * searcher.heads.iter().map(String::len).sum::<usize>()
        + secrets.values().sum::<usize>();
    assert!(used < 8 << 20, "{used}");
}

#[test]
fn overlapping_ones_leave_nothing() {
    check(&["abcdef", "defghijkl"], "<abcdefghijkl>", "<***>");
    check(&["ab", "ab-"], "ab-x ab", "***-x ***");
    check(&["abab"], "ababab", "***");
    check(
        &["inner", "an inner one"],
        "an inner one, inner",
        "***, ***",
    );
}

/// What compares for ever is masked as a whole.
#[test]
fn texts_made_of_a_secret_are_compared_for_a_while() {
    let redaction = redaction(&[&"a".repeat(8192)]);
    let text = format!("b{}c", "a".repeat(8000));
    let redacted = redaction.redact(&text, usize::MAX);
    assert!(redacted.len() <= 1 + 2 * MASK.len() && redacted.starts_with("b***"));
}

/// As URLs, headers and the outside spell them.
#[test]
fn respelled_ones_are_masked() {
    for (secret, text, told) in [
        // the encode sets of the URL Standard: query, path, userinfo
        (
            "pw|with space{1}TAIL",
            "?k=pw|with%20space{1}TAIL",
            "?k=***",
        ),
        ("a{b} c`d^e", "/a%7Bb%7D%20c%60d^e/", "/***/"),
        ("a:b@c d[1]", "//a%3Ab%40c%20d%5B1%5D@h/", "//***@h/"),
        ("caf\u{e9} <1>", "#caf%C3%A9%20%3C1%3E", "#***"),
        // trimmed, without line ends, lists without blanks
        (" hunter2\n", "k=hunter2", "k=***"),
        ("hunt\ner22", "k=hunter22", "k=***"),
        ("acct=1, sig=two", "acct=1,sig=two", "***"),
        // a URL as it is read, with and without what stands before its host
        (
            "HTTPS://Key@Hooks.Test:443/T0PS?sig=1",
            "Get \"https://Key@hooks.test/T0PS?sig=1\"",
            "Get \"***\"",
        ),
        (
            "https://key@a.test/T0PS?sig=1",
            "https://a.test/T0PS?sig=1",
            "***",
        ),
        (
            "https://key:pw@a.test/T0PS?sig=1",
            "https://key:***@a.test/T0PS?sig=1",
            "https://key:***@a.test***",
        ),
    ] {
        check(&[secret], text, told);
        check(&[secret], secret, MASK);
    }
}

/// The parser of URLs finds another host in it than was meant.
#[test]
fn secrets_that_break_urls_leave_no_piece() {
    let redaction = redaction(&["p@ss/word-XYZ"]);
    let url = "https://user:p@ss/word-XYZ@127.0.0.1/";
    assert_eq!(call_url(&redaction, url), "https://***@127.0.0.1/");
    let error =
        "Get \"https://user:***@ss/word-XYZ@127.0.0.1/\": dial tcp: lookup ss: no such host";
    assert_eq!(
        call_error(&redaction, url, error.to_owned()),
        "Get \"https://***@127.0.0.1/\": dial tcp: lookup ***: no such host"
    );
    let other = "Get \"https://a.test/\": no";
    assert_eq!(
        call_error(&redaction, "https://a.test/", other.to_owned()),
        other
    );
}

/// Scripts' headers are split at commas.
#[test]
fn secrets_in_several_values_are_masked() {
    let redaction = redaction(&["acct=1,sig=PRIVATE"]);
    let values = |values: &[&str]| values.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
    for (sent, told) in [
        (&["acct=1", "sig=PRIVATE"][..], &["***"][..]),
        (&["a", "acct=1", "sig=PRIVATE", "b"], &["a", "***", "b"]),
        (&["a", "b"], &["a", "b"]),
        (&["a,b"], &["a,b"]),
    ] {
        let sent = vec![("X-Signed".to_owned(), values(sent))];
        let expected = vec![("X-Signed".to_owned(), values(told))];
        assert_eq!(call_headers(&redaction, &sent), expected);
    }
}

/// So many headers are told, or as many values of one.
#[test]
fn headers_are_counted_by_values() {
    let many = |count: usize| vec!["v".to_owned(); count];
    let redaction = Redaction::default();
    for (sent, told) in [
        (vec![many(150)], vec![100]),
        (vec![many(60), many(60), many(1)], vec![60, 40]),
        (vec![many(0); 120], vec![0; 100]),
    ] {
        let sent: Vec<_> = sent.into_iter().map(|it| ("N".to_owned(), it)).collect();
        let heard = call_headers(&redaction, &sent);
        let counts: Vec<_> = heard.iter().map(|(_, values)| values.len()).collect();
        assert_eq!(counts, told);
    }
}

/// Where a secret stands in several values, there are no more of them for commas of their own, and none shows
/// a part of it because the next one is not told.
#[test]
fn headers_with_secrets_are_counted_by_values() {
    let redaction = redaction(&["left,right"]);
    let text = |text: &str| text.to_owned();
    let commas = vec![text("left"), text("right"), ",".repeat(50_000)];
    let across = [vec![text("v"); 99], vec![text("left"), text("right")]].concat();
    for (sent, count, last) in [(commas, 3, ",".repeat(2000)), (across, 100, text("***"))] {
        let heard = call_headers(&redaction, &[(text("N"), sent)]);
        let (_, values) = &heard[0];
        assert_eq!((values.len(), values.last()), (count, Some(&last)));
    }
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

    /// Whatever stands around it, nothing of it is left; without it nothing is changed. It has letters
    /// that the rest has not: all that headers leave of `"` and newlines may well be there without it.
    #[test]
    fn nothing_is_left(
        secret in "[a-z\"<%&\\\\\n é]{0,40}[a-z]{4}[a-z\"<%&\\\\\n é]{0,40}",
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
