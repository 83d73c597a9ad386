//! The trusted proxies: who may say where a request came from, and by which scheme.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use super::error::ConfigError;
use super::source::Source;

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

    /// Its first and last address as numbers, and whether it is IPv4.
    fn range(&self) -> (bool, u128, u128) {
        let (number, width) = match self.address {
            IpAddr::V4(v4) => (u128::from(v4.to_bits()), 32),
            IpAddr::V6(v6) => (v6.to_bits(), 128),
        };
        let below = u128::MAX.checked_shr(128 - (width - self.bits)).unwrap_or(0);
        (self.address.is_ipv4(), number & !below, number | below)
    }
}

/// What no list of proxies may hold as a whole: every IPv4 address, and every IPv6 address of the internet (`2000::/3`).
const EVERYBODY: [(bool, u128, u128); 2] = [(true, 0, u32::MAX as u128), (false, 1 << 125, (1 << 126) - 1)];

/// Whether the networks together hold every address from one to another.
fn hold_all(networks: &[Network], (is_v4, from, to): (bool, u128, u128)) -> bool {
    let mut ranges: Vec<(u128, u128)> = networks
        .iter()
        .map(Network::range)
        .filter_map(|(v4, first, last)| (v4 == is_v4).then_some((first, last)))
        .collect();
    ranges.sort_unstable();
    let mut missing = from;
    for (first, last) in ranges {
        if first > missing {
            return false;
        }
        if last >= to {
            return true;
        }
        missing = missing.max(last + 1);
    }
    false
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

/// Addresses and networks whose `X-Forwarded-For` and `X-Forwarded-Proto` are used. By default this machine's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedProxies(Vec<Network>);

impl TrustedProxies {
    const VARIABLE: &str = "LOCUM_TRUSTED_PROXIES";

    /// An empty value is a value: nobody.
    pub(super) fn read(source: &Source) -> Result<Self, ConfigError> {
        if source.is_empty(Self::VARIABLE) {
            return Ok(Self(Vec::new()));
        }
        Ok(source.parsed(Self::VARIABLE)?.unwrap_or_default())
    }

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
        let networks = networks.ok().filter(|all| !all.is_empty()).ok_or_else(|| {
            "it must be addresses or networks with commas between them, such as `127.0.0.1, 10.0.0.0/8, fd00::/8`, or `none`"
                .to_owned()
        })?;
        if EVERYBODY.into_iter().any(|all| hold_all(&networks, all)) {
            return Err("it must be the addresses or networks of your own proxies, such as `10.0.0.0/8`: with every address in it, \
                 anybody could choose the address that the limits on signing in and the audit log see"
                .to_owned());
        }
        Ok(Self(networks))
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

    #[test]
    fn s_no_list_of_proxies_holds_everybody() {
        for everybody in [
            "0.0.0.0/0",
            "::/0",
            "10.0.0.0/8, 0.0.0.0/0",
            "0.0.0.0/1 128.0.0.0/1",
            "128.0.0.0/1,64.0.0.0/2,0.0.0.0/2",
            "::ffff:0:0/96",
            "2000::/3",
            "::/1",
            "8.8.8.8/0",
        ] {
            let refused = everybody.parse::<TrustedProxies>().expect_err(everybody);
            assert!(refused.contains("your own proxies"), "{refused}");
        }
        for proxies in [
            "0.0.0.0/1",
            "128.0.0.0/1, 0.0.0.0/2",
            "8000::/1",
            "fc00::/7, 10.0.0.0/8",
            "3000::/4",
        ] {
            assert!(proxies.parse::<TrustedProxies>().is_ok(), "{proxies}");
        }
    }
}
