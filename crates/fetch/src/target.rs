//! What a URL leads to.

use percent_encoding::percent_decode_str;
use url::{Host, ParseError, Position, Url};

use crate::{cause::Cause, quote::quote};

/// Most bytes of a URL.
const URL_BYTES_MAX: usize = 32 * 1024;

/// Where a call goes.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    url: Url,
    shown: String,
}

/// The server that a connection is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    pub(crate) is_tls: bool,
    pub(crate) host: Host,
    pub(crate) port: u16,
}

// === impl Target ===

impl Target {
    /// Reads the URL that a script gives.
    pub(crate) fn parse(text: &str) -> Result<Self, Cause> {
        let url = Url::parse(&plain(text)?).map_err(|error| match error {
            ParseError::RelativeUrlWithoutBase => Cause::Scheme(String::new()),
            ParseError::EmptyHost => Cause::NoHost,
            error => bad(text, &error.to_string()),
        })?;
        let is_as_typed = url.password().is_none() && text.bytes().all(|b| b.is_ascii_graphic());
        let shown = if is_as_typed {
            text.to_owned()
        } else {
            shown(&url)
        };
        Ok(Self { url, shown })
    }

    /// Reads the URL that a redirect gives.
    pub(crate) fn join(&self, location: &str) -> Result<Self, Cause> {
        let joined = plain(location).and_then(|plain| {
            let joined = self.url.join(&plain);
            joined.map_err(|error| bad(location, &error.to_string()))
        });
        let url = joined.map_err(|why| Cause::Location {
            location: location.to_owned(),
            why: why.to_string(),
        })?;
        let shown = shown(&url);
        Ok(Self { url, shown })
    }

    /// The server, if it is one of HTTP.
    pub(crate) fn place(&self) -> Result<Place, Cause> {
        let is_tls = match self.url.scheme() {
            "http" => false,
            "https" => true,
            other => return Err(Cause::Scheme(other.to_owned())),
        };
        let host = self.url.host().filter(|host| *host != Host::Domain("."));
        let host = host.ok_or(Cause::NoHost)?;
        // the parser lets pass what no resolver knows
        if let Host::Domain(name) = host
            && let Some(character) = name.chars().find(|character| !is_of_name(*character))
        {
            return Err(in_host(&self.shown, character));
        }
        Ok(Place {
            is_tls,
            host: host.to_owned(),
            port: self.url.port_or_known_default().ok_or(Cause::NoHost)?,
        })
    }

    pub(crate) fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// As errors show it: without a password.
    pub(crate) fn shown(&self) -> &str {
        &self.shown
    }

    /// Path and query.
    pub(crate) fn path_and_query(&self) -> &str {
        &self.url[Position::BeforePath..Position::AfterQuery]
    }

    /// Host, and the port if it is not the scheme's.
    pub(crate) fn authority(&self) -> &str {
        &self.url[Position::BeforeHost..Position::AfterPort]
    }

    /// User and password, if the URL has them.
    pub(crate) fn user_info(&self) -> Option<Vec<u8>> {
        let (user, password) = (self.url.username(), self.url.password());
        if user.is_empty() && password.is_none() {
            return None;
        }
        let mut info: Vec<u8> = percent_decode_str(user).collect();
        info.push(b':');
        info.extend(percent_decode_str(password.unwrap_or_default()));
        Some(info)
    }

    /// As the next server may see it: without user, password and fragment.
    pub(crate) fn referer(&self) -> String {
        let scheme = self.url.scheme();
        let rest = &self.url[Position::BeforeHost..Position::AfterQuery];
        format!("{scheme}://{rest}")
    }

    /// Whether what was meant for one host may be sent to this one: to the same, or to one below.
    pub(crate) fn is_within(&self, other: &Self) -> bool {
        match (self.url.host(), other.url.host()) {
            (Some(Host::Domain(name)), Some(Host::Domain(above))) => {
                let below = name.strip_suffix(above);
                below.is_some_and(|below| below.is_empty() || below.ends_with('.'))
            }
            (host, above) => host == above,
        }
    }
}

/// A URL as all parsers understand it alike, or none.
///
/// The parser, which is that of browsers, leaves out control characters, takes `\` for `/` and looks
/// for the host behind any number of slashes; others do not. What is left out could hide a host.
fn plain(text: &str) -> Result<String, Cause> {
    if text.len() > URL_BYTES_MAX {
        let start: String = text.chars().take(64).collect();
        return Err(bad(&start, "more than 32768 bytes"));
    }
    if text.bytes().any(|byte| byte.is_ascii_control()) {
        return Err(bad(text, "net/url: invalid control character in URL"));
    }
    let rest = match text.split_once(':') {
        Some((scheme, rest)) if is_http(scheme) => Some(rest),
        _ => text.starts_with("//").then_some(text),
    };
    if let Some(rest) = rest {
        let rest = rest.strip_prefix("//").ok_or(Cause::NoHost)?;
        check_authority(text, rest.split(['/', '?', '#']).next().unwrap_or_default())?;
    }
    Ok(text.replace(' ', "%20").replace('\\', "%5C"))
}

fn check_authority(text: &str, authority: &str) -> Result<(), Cause> {
    if authority.is_empty() {
        return Err(Cause::NoHost);
    }
    let bad = authority
        .chars()
        .find(|character| [' ', '\\'].contains(character));
    bad.map_or(Ok(()), |character| Err(in_host(text, character)))
}

/// Whether names of hosts may have it.
pub(crate) fn is_of_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.')
}

fn is_http(scheme: &str) -> bool {
    scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
}

fn shown(url: &Url) -> String {
    let mut shown = url.clone();
    // fails only where there can be no password
    if url.password().is_some() && shown.set_password(Some("***")).is_err() {
        return url.scheme().to_owned();
    }
    shown.into()
}

fn in_host(text: &str, character: char) -> Cause {
    let quoted = quote(&character.to_string());
    bad(text, &format!("invalid character {quoted} in host name"))
}

fn bad(text: &str, why: &str) -> Cause {
    Cause::Url {
        text: text.to_owned(),
        why: why.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use http::Uri;
    use proptest::prelude::*;

    use super::Target;

    #[track_caller]
    fn check(host: &str, above: &str, expected: bool) {
        let target = |host| Target::parse(&format!("http://{host}/")).unwrap();
        assert_eq!(
            target(host).is_within(&target(above)),
            expected,
            "{host} {above}"
        );
    }

    #[test]
    fn hosts_are_within_themselves_and_those_above() {
        check("a.test", "A.test:81", true);
        check("www.a.test", "a.test", true);
        check("evila.test", "a.test", false);
        check("a.test", "www.a.test", false);
        check("127.0.0.1", "0x7f000001", true);
        check("127.0.0.1", "[::ffff:127.0.0.1]", false);
    }

    proptest! {
        #[test]
        fn any_url_is_sent_whole_or_refused(rest in "[ -~]{0,40}|\\PC{0,20}", scheme in "https?:(//)?|(//)?") {
            let text = format!("{scheme}{rest}");
            let base = Target::parse("https://a.test/b").unwrap();
            for target in [Target::parse(&text), base.join(&text)].into_iter().flatten() {
                if target.place().is_ok() {
                    prop_assert!(Uri::try_from(target.path_and_query()).is_ok());
                    prop_assert!(Uri::try_from(target.authority()).is_ok());
                    prop_assert!(target.referer().starts_with("http"));
                }
            }
        }

        #[test]
        fn no_password_is_shown(password in "[a-z0-9%!]{1,9}") {
            let target = Target::parse(&format!("http://user:{password}secret@a.test/")).unwrap();
            prop_assert_eq!(target.shown(), "http://user:***@a.test/");
            prop_assert_eq!(target.referer(), "http://a.test/");
        }
    }
}
