//! What scripts may reach by HTTP: the same for all organisations, but for what is allowed to some.

use std::collections::HashMap;

use portcullis_core::{Error, Result, id::OrgId, script::HttpPolicy};
use portcullis_fetch::Policy;

/// A policy for every organisation.
#[derive(Clone, Debug, Default)]
pub struct Policies {
    everyone: Policy,
    /// Of those that may reach more.
    organisations: HashMap<String, Policy>,
}

// === impl Policies ===

impl Policies {
    /// Denies what `deny` lists, or the default, and allows what `allow` lists. Both hold addresses,
    /// networks and names, separated by commas; an entry of `allow` may be for one organisation:
    /// `ORG=10.1.2.3`.
    ///
    /// # Errors
    ///
    /// What is wrong with an entry.
    pub fn parse(deny: Option<&str>, allow: Option<&str>) -> Result<Self, String> {
        let denying = || match deny {
            None => Ok(Policy::default()),
            Some(list) => Policy::parse([list]),
        };
        let mut shared = Vec::new();
        let mut own: HashMap<String, Vec<&str>> = HashMap::new();
        for entry in allow.unwrap_or_default().split(',').map(str::trim) {
            match entry.split_once('=') {
                None => shared.push(entry),
                Some((org, entry)) => {
                    let org = org.trim();
                    check_org(org)?;
                    own.entry(org.to_owned()).or_default().push(entry);
                }
            }
        }
        let allowing = |further: &[&str]| {
            let entries = shared.iter().chain(further).copied();
            denying().and_then(|policy| policy.allow(entries))
        };
        let own = own.into_iter();
        let own = own.map(|(org, entries)| Ok((org, allowing(&entries)?)));
        let policies = || -> Result<Self, portcullis_fetch::Error> {
            Ok(Self {
                everyone: allowing(&[])?,
                organisations: own.collect::<Result<_, _>>()?,
            })
        };
        policies().map_err(|error| error.to_string())
    }

    /// The organisations that may reach more than others.
    pub fn organisations(&self) -> impl Iterator<Item = OrgId> {
        self.organisations.keys().map(OrgId::new)
    }

    /// What an organisation may reach in a run that asks for less.
    ///
    /// # Errors
    ///
    /// For an entry of the run's deny list that cannot be read.
    pub fn of(&self, org: &OrgId, asked: &HttpPolicy) -> Result<Policy> {
        let own = self.organisations.get(org.as_str());
        tightened(own.unwrap_or(&self.everyone), asked)
    }
}

/// An id as this service makes them: names and domains would fit no organisation.
fn check_org(text: &str) -> Result<(), String> {
    let is_id = text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u64>().is_ok();
    if is_id {
        return Ok(());
    }
    Err(format!(
        "{text:?} is no id of an organisation; `portcullis org list` shows them"
    ))
}

/// A policy for a run that asks for less.
///
/// # Errors
///
/// For an entry of the run's deny list that cannot be read.
pub(crate) fn tightened(policy: &Policy, asked: &HttpPolicy) -> Result<Policy> {
    let deny = asked.deny_list.iter().map(String::as_str);
    policy
        .tightened(deny, asked.max_body_bytes)
        .map_err(|error| Error::field("options.http_policy.deny_list", error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_checked() {
        for (deny, allow) in [
            (None, None),
            (Some(""), Some("")),
            (
                Some("10.0.0.0/8, ::1"),
                Some("example.com,42=10.1.2.3,42=::1"),
            ),
        ] {
            assert!(Policies::parse(deny, allow).is_ok(), "{deny:?} {allow:?}");
        }
        for (deny, allow) in [
            (Some("10.0.0.0/99"), None),
            (None, Some("10.0.0.0/99")),
            (None, Some("42=10.0.0.0/99")),
            (None, Some("42=43=::1")),
            (None, Some("=::1")),
            (None, Some("acme=::1")),
            (None, Some("+42=::1")),
            (None, Some("99999999999999999999=::1")),
        ] {
            assert!(Policies::parse(deny, allow).is_err(), "{deny:?} {allow:?}");
        }
        let error = Policies::parse(None, Some("::1, acme = ::1")).unwrap_err();
        assert_eq!(
            error,
            "\"acme\" is no id of an organisation; `portcullis org list` shows them"
        );
    }

    #[test]
    fn a_run_can_ask_for_less_only() {
        let policies = Policies::parse(None, Some("42=10.1.2.3")).unwrap();
        let org = OrgId::new("42");
        let bad = HttpPolicy {
            deny_list: vec!["10.0.0.0/99".to_owned()],
            ..HttpPolicy::default()
        };
        let error = policies.of(&org, &bad).unwrap_err();
        assert!(
            matches!(error, Error::FieldInvalid { field, .. } if field == "options.http_policy.deny_list")
        );
        assert!(policies.of(&org, &HttpPolicy::default()).is_ok());
    }
}
