//! Which hosts scripts may reach, and how much they may get from there.

mod embedded;
mod entry;

#[cfg(test)]
mod tests;

use std::{net::IpAddr, sync::Arc};

use url::Host;

use self::entry::List;
use crate::error::Error;

/// What is denied where nobody says anything: this machine, its neighbours, and private networks.
const DENIED: [&str; 13] = [
    "localhost",
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "::/128",
    "::1/128",
    "fc00::/7",
    "fe80::/10",
];

/// Most bytes of an answer's body.
const BODY_BYTES_MAX: u64 = 20 * 1024 * 1024;
/// Most redirects that are followed.
const REDIRECTS_MAX: usize = 4;

/// Which hosts scripts may reach, and how much they may get from there.
///
/// An entry of a list is an address, a network (`10.0.0.0/8`) or the exact name of a host; an item
/// may hold several, separated by commas. An IPv6 address that leads to an IPv4 address counts as
/// both.
#[derive(Clone, Debug)]
pub struct Policy {
    deny: Arc<List>,
    allow: Arc<List>,
    /// Denied whatever is allowed.
    further: List,
    max_body_bytes: u64,
    max_redirects: usize,
}

// === impl Policy ===

impl Policy {
    /// Denies these, in place of the default.
    ///
    /// # Errors
    ///
    /// For an entry that cannot be read: one that never fits would be taken for protection.
    pub fn parse<'a>(deny: impl IntoIterator<Item = &'a str>) -> Result<Self, Error> {
        Ok(Self {
            deny: Arc::new(List::parse(deny)?),
            allow: Arc::default(),
            further: List::default(),
            max_body_bytes: BODY_BYTES_MAX,
            max_redirects: REDIRECTS_MAX,
        })
    }

    /// Allows these, even if they are denied. A name that is allowed may have any address.
    ///
    /// # Errors
    ///
    /// For an entry that cannot be read.
    pub fn allow<'a>(mut self, entries: impl IntoIterator<Item = &'a str>) -> Result<Self, Error> {
        self.allow = Arc::new(List::parse(entries)?);
        Ok(self)
    }

    /// Takes at most so many bytes of an answer's body, after decompression.
    #[must_use]
    pub fn max_body_bytes(mut self, bytes: u64) -> Self {
        self.max_body_bytes = bytes;
        self
    }

    /// Follows at most so many redirects.
    #[must_use]
    pub fn max_redirects(mut self, redirects: usize) -> Self {
        self.max_redirects = redirects;
        self
    }

    /// The same with more denied, whatever is allowed, and with no more bytes of a body.
    ///
    /// # Errors
    ///
    /// For an entry that cannot be read.
    pub fn tightened<'a>(
        &self,
        deny: impl IntoIterator<Item = &'a str>,
        max_body_bytes: Option<u64>,
    ) -> Result<Self, Error> {
        let mut tighter = self.clone();
        tighter.further.extend(List::parse(deny)?)?;
        if let Some(bytes) = max_body_bytes {
            tighter.max_body_bytes = tighter.max_body_bytes.min(bytes);
        }
        Ok(tighter)
    }

    pub(crate) fn body_limit(&self) -> u64 {
        self.max_body_bytes
    }

    pub(crate) fn redirect_limit(&self) -> usize {
        self.max_redirects
    }

    /// The entry that denies a host by what its URL says: its name, or the address in its place.
    pub(crate) fn denies_host(&self, host: &Host) -> Option<&str> {
        match host {
            Host::Domain(_) => self.denies_name(host),
            Host::Ipv4(address) => self.denies_address(host, IpAddr::V4(*address)),
            Host::Ipv6(address) => self.denies_address(host, IpAddr::V6(*address)),
        }
    }

    /// The entry that denies a host by its name, if it has one.
    pub(crate) fn denies_name(&self, host: &Host) -> Option<&str> {
        let Host::Domain(name) = host else {
            return None;
        };
        let denied = self
            .deny
            .entry_of_name(name)
            .filter(|_| !self.allows_name(host));
        self.further.entry_of_name(name).or(denied)
    }

    /// The entry that denies an address of a host.
    pub(crate) fn denies_address(&self, host: &Host, address: IpAddr) -> Option<&str> {
        let forms = || embedded::forms(address);
        if let Some(entry) = forms().find_map(|form| self.further.entry_of_address(form)) {
            return Some(entry);
        }
        if self.allows_name(host) {
            return None;
        }
        forms()
            .filter(|form| self.allow.entry_of_address(*form).is_none())
            .find_map(|form| self.deny.entry_of_address(form))
    }

    fn allows_name(&self, host: &Host) -> bool {
        matches!(host, Host::Domain(name) if self.allow.entry_of_name(name).is_some())
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::parse(DENIED).expect("the default is well formed")
    }
}
