use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use proptest::prelude::*;

use super::{DENIED, Policy};
use crate::{error::Error, target::Target};

/// The entry that denies what a URL says, if one does.
fn entry(policy: &Policy, url: &str) -> Option<String> {
    let place = Target::parse(url).unwrap().place().unwrap();
    policy.denies_host(&place.host).map(str::to_owned)
}

#[track_caller]
fn check(policy: &Policy, host: &str, expected: Option<&str>) {
    let found = entry(policy, &format!("http://{host}/"));
    assert_eq!(found.as_deref(), expected, "{host}");
}

#[test]
fn the_default_denies_this_machine_and_private_networks() {
    let policy = Policy::default();
    assert_eq!(format!("{:?}", policy.deny), format!("{DENIED:?}"));
    check(&policy, "localhost", Some("localhost"));
    check(&policy, "LOCALHOST.", Some("localhost"));
    check(&policy, "0.0.0.0", Some("0.0.0.0/8"));
    check(&policy, "127.1", Some("127.0.0.0/8"));
    check(&policy, "2130706433", Some("127.0.0.0/8"));
    check(&policy, "0x7f.0.0.1", Some("127.0.0.0/8"));
    check(&policy, "017700000001", Some("127.0.0.0/8"));
    check(&policy, "１２７.0.0.1", Some("127.0.0.0/8"));
    check(&policy, "%31%32%37.0.0.1", Some("127.0.0.0/8"));
    check(&policy, "169.254.169.254", Some("169.254.0.0/16"));
    check(&policy, "172.31.255.255", Some("172.16.0.0/12"));
    check(&policy, "172.32.0.0", None);
    check(&policy, "[::]", Some("::/128"));
    check(&policy, "[0:0:0:0:0:0:0:1]", Some("::1/128"));
    check(&policy, "[::2]", Some("0.0.0.0/8"));
    check(&policy, "[fd00::1]", Some("fc00::/7"));
    check(&policy, "[fe80::1]", Some("fe80::/10"));
    check(&policy, "[::ffff:127.0.0.1]", Some("127.0.0.0/8"));
    check(&policy, "[::ffff:0:127.0.0.1]", Some("127.0.0.0/8"));
    check(&policy, "[64:ff9b::10.0.0.1]", Some("10.0.0.0/8"));
    check(&policy, "[64:ff9b:1::10.0.0.1]", Some("10.0.0.0/8"));
    check(&policy, "[2002:a00:1::]", Some("10.0.0.0/8"));
    check(&policy, "[2606:4700::1111]", None);
    check(&policy, "1.1.1.1", None);
    check(&policy, "example.com", None);
    check(&policy, "localhost.example.com", None);
}

#[test]
fn entries_are_addresses_networks_and_names() {
    let items = [
        "10.1.2.3, Example.COM ,,",
        "",
        "fd00::/8",
        "::ffff:9.0.0.0/104",
        "[::5]",
    ];
    let policy = Policy::parse(items).unwrap();
    check(&policy, "10.1.2.3", Some("10.1.2.3"));
    check(&policy, "10.1.2.4", None);
    check(&policy, "example.com", Some("Example.COM"));
    check(&policy, "eXample.com.", Some("Example.COM"));
    check(&policy, "www.example.com", None);
    check(&policy, "[fdff::]", Some("fd00::/8"));
    check(&policy, "9.8.7.6", Some("::ffff:9.0.0.0/104"));
    check(&policy, "[::5]", Some("[::5]"));
    check(
        &Policy::parse(["0.0.0.0/0"]).unwrap(),
        "1.2.3.4",
        Some("0.0.0.0/0"),
    );
    check(
        &Policy::parse(["::/0"]).unwrap(),
        "[::ffff:1.2.3.4]",
        Some("::/0"),
    );
    check(&Policy::parse([]).unwrap(), "127.0.0.1", None);
}

#[test]
fn what_would_never_fit_is_refused() {
    for bad in [
        "*.example.com",
        "10.0.0.0/33",
        "fd00::/129",
        "10.0.0/8",
        "host:80",
        "a b",
        ".",
        "http://a",
        "1.2.3.4.5",
        "10.0.0.0/",
    ] {
        let error = Policy::parse([bad]).unwrap_err();
        assert!(
            matches!(&error, Error::Entry(text) if text == bad),
            "{bad}: {error}"
        );
    }
    let many = vec!["10.0.0.1"; 1001];
    assert!(matches!(
        Policy::parse(many),
        Err(Error::Entries { max: 1000 })
    ));
}

#[test]
fn what_is_allowed_wins_but_over_what_is_denied_further() {
    let policy = Policy::default();
    let policy = policy.allow(["127.0.0.1, localhost", "::/0"]).unwrap();
    check(&policy, "127.0.0.1", None);
    check(&policy, "[::ffff:127.0.0.1]", None);
    check(&policy, "127.0.0.2", Some("127.0.0.0/8"));
    check(&policy, "[::ffff:127.0.0.2]", Some("127.0.0.0/8"));
    check(&policy, "[fd00::1]", None);
    check(&policy, "localhost", None);
    let host = url::Host::Domain("localhost".to_owned());
    let address = IpAddr::from([10, 0, 0, 1]);
    assert_eq!(
        policy.denies_address(&host, address),
        None,
        "a name stands for its addresses"
    );
    let policy = policy
        .tightened(["localhost,127.0.0.1", "10.0.0.1"], Some(5))
        .unwrap();
    check(&policy, "127.0.0.1", Some("127.0.0.1"));
    check(&policy, "localhost", Some("localhost"));
    assert_eq!(policy.denies_address(&host, address), Some("10.0.0.1"));
    assert_eq!(policy.body_limit(), 5);
    assert_eq!(policy.tightened([], Some(6)).unwrap().body_limit(), 5);
}

/// An IPv4 address as URLs may spell it.
fn spellings(address: Ipv4Addr) -> Vec<String> {
    let bits = address.to_bits();
    let [a, b, c, d] = address.octets();
    let (high, low) = (bits >> 16, bits & 0xffff);
    let rest = bits & 0x00ff_ffff;
    let mut all = vec![
        format!("{a}.{b}.{c}.{d}"),
        format!("{a}.{b}.{c}.{d}."),
        format!("{bits}"),
        format!("{bits:#x}"),
        format!("0{bits:o}"),
        format!("{a}.{rest}"),
        format!("{a:#x}.{b}.0{:o}", low),
        format!("0{a:o}.0{b:o}.0{c:o}.0{d:o}"),
        format!("%3{}{}.{b}.{c}.{d}", a / 100, format!("{:02}", a % 100)),
        format!("[::ffff:{a}.{b}.{c}.{d}]"),
        format!("[::ffff:{high:x}:{low:x}]"),
        format!("[0:0:0:0:0:FFFF:{high:x}:{low:x}]"),
        format!("[64:ff9b::{a}.{b}.{c}.{d}]"),
        format!("[2002:{high:x}:{low:x}::1]"),
    ];
    if a < 100 {
        all.retain(|spelling| !spelling.starts_with('%'));
    }
    if bits > 1 {
        all.push(format!("[::{a}.{b}.{c}.{d}]"));
    }
    all
}

fn mask(prefix: u32) -> u32 {
    u32::MAX.checked_shl(32 - prefix).unwrap_or(0)
}

proptest! {
    #[test]
    fn no_spelling_of_an_address_passes(base: u32, prefix in 0_u32..=32, within: u32) {
        let network = format!("{}/{prefix}", Ipv4Addr::from_bits(base));
        let policy = Policy::parse([network.as_str()]).unwrap();
        let bits = (base & mask(prefix)) | (within & !mask(prefix));
        let elsewhere = Target::parse("http://example.com/").unwrap();
        for spelling in spellings(Ipv4Addr::from_bits(bits)) {
            let url = format!("http://user@{spelling}:8080/path");
            prop_assert_eq!(entry(&policy, &url), Some(network.clone()), "{}", url);
            let place = elsewhere.join(&format!("//{spelling}")).unwrap().place().unwrap();
            prop_assert!(policy.denies_host(&place.host).is_some(), "//{}", spelling);
        }
    }

    #[test]
    fn addresses_outside_pass(base: u32, prefix in 1_u32..=32, other: u32) {
        prop_assume!((base ^ other) & mask(prefix) != 0);
        let network = format!("{}/{prefix}", Ipv4Addr::from_bits(base));
        let policy = Policy::parse([network.as_str()]).unwrap();
        for spelling in spellings(Ipv4Addr::from_bits(other)) {
            prop_assert_eq!(entry(&policy, &format!("http://{spelling}/")), None);
        }
    }

    #[test]
    fn addresses_of_ipv6_are_denied_by_their_networks(base: u128, prefix in 0_u32..=128, within: u128) {
        let mask = u128::MAX.checked_shl(128 - prefix).unwrap_or(0);
        let network = format!("{}/{prefix}", Ipv6Addr::from_bits(base));
        let policy = Policy::parse([network.as_str()]).unwrap();
        let address = Ipv6Addr::from_bits((base & mask) | (within & !mask));
        prop_assert_eq!(entry(&policy, &format!("http://[{address}]/")), Some(network));
    }

    #[test]
    fn any_text_is_an_entry_or_refused(text in "[ -~]{0,40}|.{0,10}") {
        drop(Policy::parse([text.as_str()]));
    }
}
