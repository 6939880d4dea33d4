//! Where the server accepts calls.

use std::net::{SocketAddr, ToSocketAddrs};

use super::{Mistakes, Setting, raw::Raw};

/// The addresses behind one `HOST:PORT`; the first that can be bound is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listen {
    /// As it was written.
    pub text: String,
    /// What it stands for; never empty.
    pub addresses: Vec<SocketAddr>,
}

pub(super) fn read(raw: &Raw, mistakes: &mut Mistakes) -> Option<Listen> {
    raw.read(Setting::Listen, mistakes, parse)
}

fn parse(text: &str) -> Result<Listen, String> {
    let (host, port) = text
        .rsplit_once(':')
        .ok_or("is not HOST:PORT; give for example 127.0.0.1:8080 or [::1]:8080")?;
    if host.is_empty() {
        return Err(format!(
            "names no host; give 127.0.0.1:{port} for this machine alone, 0.0.0.0:{port} for all"
        ));
    }
    if host.contains(':') && !host.starts_with('[') {
        return Err(format!(
            "is an IPv6 address without brackets; give [{host}]:{port}"
        ));
    }
    let is_number = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number || port.parse::<u16>().is_err() {
        return Err("has no port from 0 to 65535 (0 picks a free one)".to_owned());
    }
    let addresses: Vec<_> = text
        .to_socket_addrs()
        .map_err(|error| format!("names a host without an address: {error}"))?
        .collect();
    if addresses.is_empty() {
        return Err("names a host without an address".to_owned());
    }
    Ok(Listen {
        text: text.to_owned(),
        addresses,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<&str, &str>) {
        match (parse(text), expected) {
            (Ok(listen), Ok(first)) => {
                assert_eq!(listen.addresses[0].to_string(), first, "{text:?}");
            }
            (Err(problem), Err(part)) => assert!(problem.contains(part), "{text:?}: {problem}"),
            (got, expected) => panic!("{text:?}: {got:?} instead of {expected:?}"),
        }
    }

    #[test]
    fn addresses() {
        check("127.0.0.1:0", Ok("127.0.0.1:0"));
        check("0.0.0.0:8080", Ok("0.0.0.0:8080"));
        check("[::1]:8080", Ok("[::1]:8080"));
        check("[::]:8080", Ok("[::]:8080"));
        check("127.0.0.1:65536", Err("port from 0 to 65535"));
        check("127.0.0.1:+80", Err("port from 0 to 65535"));
        check("127.0.0.1:", Err("port from 0 to 65535"));
        check("8080", Err("is not HOST:PORT"));
        check(":8080", Err("0.0.0.0:8080"));
        check("::1:8080", Err("give [::1]:8080"));
        check("", Err("is not HOST:PORT"));
        check("300.1.1.1 :80", Err("without an address"));
    }

    #[test]
    fn host_names_are_looked_up() {
        let listen = parse("localhost:8080").unwrap();
        assert!(
            listen
                .addresses
                .iter()
                .all(|a| a.ip().is_loopback() && a.port() == 8080)
        );
    }
}
