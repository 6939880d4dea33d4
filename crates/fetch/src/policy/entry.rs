//! Lists of hosts.

use std::{fmt, net::IpAddr};

use url::Host;

use crate::{error::Error, target::is_of_name};

/// Most entries of a list.
const ENTRIES_MAX: usize = 1000;

/// A list of hosts.
#[derive(Clone, Default)]
pub(super) struct List(Vec<Entry>);

#[derive(Clone)]
struct Entry {
    /// As it was written.
    text: String,
    hosts: Hosts,
}

/// The hosts that an entry stands for.
#[derive(Clone)]
enum Hosts {
    Network { base: IpAddr, prefix: u32 },
    Name(String),
}

// === impl List ===

impl List {
    pub(super) fn parse<'a>(items: impl IntoIterator<Item = &'a str>) -> Result<Self, Error> {
        let mut list = Self::default();
        for text in items.into_iter().flat_map(|item| item.split(',')) {
            let text = text.trim();
            if !text.is_empty() {
                list.push(Entry::parse(text).ok_or_else(|| Error::Entry(text.to_owned()))?)?;
            }
        }
        Ok(list)
    }

    pub(super) fn extend(&mut self, other: Self) -> Result<(), Error> {
        other.0.into_iter().try_for_each(|entry| self.push(entry))
    }

    pub(super) fn entry_of_name(&self, name: &str) -> Option<&str> {
        let name = relative(name);
        let is_name = |hosts: &Hosts| matches!(hosts, Hosts::Name(denied) if denied == name);
        self.find(is_name)
    }

    pub(super) fn entry_of_address(&self, address: IpAddr) -> Option<&str> {
        self.find(|hosts| match hosts {
            Hosts::Network { base, prefix } => is_within(address, *base, *prefix),
            Hosts::Name(_) => false,
        })
    }

    fn find(&self, fits: impl Fn(&Hosts) -> bool) -> Option<&str> {
        let entry = self.0.iter().find(|entry| fits(&entry.hosts));
        entry.map(|entry| entry.text.as_str())
    }

    fn push(&mut self, entry: Entry) -> Result<(), Error> {
        if self.0.len() == ENTRIES_MAX {
            return Err(Error::Entries { max: ENTRIES_MAX });
        }
        self.0.push(entry);
        Ok(())
    }
}

impl fmt::Debug for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|entry| &entry.text))
            .finish()
    }
}

// === impl Entry ===

impl Entry {
    fn parse(text: &str) -> Option<Self> {
        let hosts = match text.split_once('/') {
            Some((base, prefix)) => Hosts::network(base.parse().ok()?, prefix.parse().ok()?)?,
            None => match text.parse() {
                Ok(address) => Hosts::network(address, bits_of(address))?,
                Err(_) => Hosts::name(text)?,
            },
        };
        let text = text.to_owned();
        Some(Self { text, hosts })
    }
}

// === impl Hosts ===

impl Hosts {
    fn network(base: IpAddr, prefix: u32) -> Option<Self> {
        (prefix <= bits_of(base)).then_some(match base {
            // a network of mapped addresses is one of IPv4
            IpAddr::V6(v6) if prefix >= 96 && v6.to_ipv4_mapped().is_some() => Self::Network {
                base: v6.to_canonical(),
                prefix: prefix - 96,
            },
            _ => Self::Network { base, prefix },
        })
    }

    /// A name, or an address in a form that only URLs know.
    fn name(text: &str) -> Option<Self> {
        match Host::parse(text).ok()? {
            Host::Ipv4(address) => Self::network(IpAddr::V4(address), 32),
            Host::Ipv6(address) => Self::network(IpAddr::V6(address), 128),
            // the parser lets pass what no host has, and a name with a star would never fit
            Host::Domain(name) if name.chars().all(is_of_name) => {
                Some(Self::Name(relative(&name).to_owned())).filter(|_| name != ".")
            }
            Host::Domain(_) => None,
        }
    }
}

/// A name without the dot that says that it is whole.
fn relative(name: &str) -> &str {
    name.strip_suffix('.').unwrap_or(name)
}

fn bits_of(address: IpAddr) -> u32 {
    if address.is_ipv4() { 32 } else { 128 }
}

/// Whether two addresses have the first bits in common.
fn is_within(address: IpAddr, base: IpAddr, prefix: u32) -> bool {
    let differs_at = match (address, base) {
        (IpAddr::V4(address), IpAddr::V4(base)) => {
            (address.to_bits() ^ base.to_bits()).leading_zeros()
        }
        (IpAddr::V6(address), IpAddr::V6(base)) => {
            (address.to_bits() ^ base.to_bits()).leading_zeros()
        }
        _ => return false,
    };
    differs_at >= prefix
}
