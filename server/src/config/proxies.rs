//! The proxies that are believed: who may say where a request came from, and by which scheme.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// One address, or all that begin with the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    /// Leading bits that count.
    bits: u32,
}

impl Network {
    fn holds(&self, other: IpAddr) -> bool {
        match (self.address, other) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let mask = u32::MAX.checked_shl(32 - self.bits).unwrap_or(0);
                own.to_bits() & mask == other.to_bits() & mask
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let mask = u128::MAX.checked_shl(128 - self.bits).unwrap_or(0);
                own.to_bits() & mask == other.to_bits() & mask
            }
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse::<u32>().map_err(|_| ())?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| ())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(most);
        if bits > most {
            return Err(());
        }
        // `::ffff:10.0.0.0/104` is what `10.0.0.0/8` says.
        match address.to_canonical() {
            IpAddr::V4(v4) if address.is_ipv6() && bits >= 96 => Ok(Self {
                address: v4.into(),
                bits: bits - 96,
            }),
            _ => Ok(Self { address, bits }),
        }
    }
}

/// Addresses and networks whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed. At first this machine's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedProxies(Vec<Network>);

impl TrustedProxies {
    /// Whether this is one of them; an IPv4 address in IPv6's clothes is that address.
    pub fn trusts(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.holds(address))
    }
}

impl Default for TrustedProxies {
    fn default() -> Self {
        let network = |address, bits| Network { address, bits };
        Self(vec![
            network(IpAddr::V4(Ipv4Addr::LOCALHOST), 8),
            network(IpAddr::V6(Ipv6Addr::LOCALHOST), 128),
        ])
    }
}

impl FromStr for TrustedProxies {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.trim() == "none" {
            return Ok(Self(Vec::new()));
        }
        let is_between = |sign: char| sign == ',' || sign.is_whitespace();
        let parts = text.split(is_between).filter(|part| !part.is_empty());
        let networks: Result<Vec<Network>, ()> = parts.map(str::parse).collect();
        networks.ok().filter(|all| !all.is_empty()).map(Self).ok_or_else(|| {
            "it must be addresses or networks with commas between them, such as `127.0.0.1, 10.0.0.0/8, fd00::/8`, or `none`"
                .to_owned()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s_an_address_or_a_network_is_trusted_and_no_neighbour_of_it() {
        let proxies: TrustedProxies = "10.1.2.3, 192.168.0.0/16 fd00::/8,2001:db8::7, ::ffff:172.16.0.0/108"
            .parse()
            .unwrap();
        for (address, expected) in [
            ("10.1.2.3", true),
            ("::ffff:10.1.2.3", true),
            ("10.1.2.4", false),
            ("192.168.255.255", true),
            ("192.169.0.0", false),
            ("fd12::1", true),
            ("fe80::1", false),
            ("2001:db8::7", true),
            ("2001:db8::8", false),
            ("172.16.9.9", true),
            ("172.32.0.0", false),
            ("127.0.0.1", false),
        ] {
            assert_eq!(proxies.trusts(address.parse().unwrap()), expected, "{address}");
        }
        let usual = TrustedProxies::default();
        for (address, expected) in [
            ("127.9.9.9", true),
            ("::1", true),
            ("::ffff:127.0.0.1", true),
            ("::2", false),
            ("10.0.0.1", false),
        ] {
            assert_eq!(usual.trusts(address.parse().unwrap()), expected, "{address}");
        }
        assert!(
            !"none"
                .parse::<TrustedProxies>()
                .unwrap()
                .trusts(Ipv4Addr::LOCALHOST.into())
        );
        assert!(
            "0.0.0.0/0, ::/0"
                .parse::<TrustedProxies>()
                .unwrap()
                .trusts("8.8.8.8".parse().unwrap())
        );
        for odd in [
            "proxy",
            "10.0.0.0/33",
            "::/129",
            "10.0.0.0/",
            "10.0.0",
            ",",
            "10.0.0.1/-1",
            "all",
        ] {
            assert!(odd.parse::<TrustedProxies>().is_err(), "{odd}");
        }
    }
}
