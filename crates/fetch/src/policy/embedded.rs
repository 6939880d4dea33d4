//! IPv6 addresses that lead to IPv4 addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address, and the IPv4 address that it leads to, if it is of IPv6 and leads to one.
pub(super) fn forms(address: IpAddr) -> impl Iterator<Item = IpAddr> {
    let other = match address {
        IpAddr::V4(_) => None,
        IpAddr::V6(address) => embedded(address).map(IpAddr::V4),
    };
    std::iter::once(address).chain(other)
}

fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let bits = address.to_bits();
    let last = low_32(bits);
    match bits >> 32 {
        // ::ffff:0:0/96, mapped; ::ffff:0:0:0/96, translated; 64:ff9b::/96, NAT64
        0xffff | 0xffff_0000 | 0x64_ff9b_0000_0000_0000_0000 => Some(last),
        // ::/96, compatible; but `::` and `::1` are addresses of their own
        0 if bits > 1 => Some(last),
        // 64:ff9b:1::/48, NAT64 of one's own
        _ if bits >> 80 == 0x64_ff9b_0001 => Some(last),
        // 2002::/16, 6to4
        _ if bits >> 112 == 0x2002 => Some(low_32(bits >> 80)),
        _ => None,
    }
}

fn low_32(bits: u128) -> Ipv4Addr {
    let [.., a, b, c, d] = bits.to_be_bytes();
    Ipv4Addr::new(a, b, c, d)
}
