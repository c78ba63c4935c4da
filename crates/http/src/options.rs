//! How the server is reached, resolved once by the binary.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

/// Addresses, certificate and limits of a server.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where people and programs connect.
    pub listen: Vec<SocketAddr>,
    /// Certificate and key. Without them every address of `listen` must be a loopback address.
    pub tls: Option<TlsFiles>,
    /// Where `/metrics`, `/healthz` and `/readyz` are served for operations.
    pub operations: Option<SocketAddr>,
    /// Whether `operations` may be an address other than loopback.
    pub operations_beyond_loopback: bool,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// Sign-ins, codes and proofs that one source may try.
    pub attempts: Rate,
    /// Wrong links and credentials that one source may present.
    pub failures: Rate,
    /// Connections served at once; more wait.
    pub max_connections: usize,
    /// How long open requests may go on after the server was told to stop.
    pub grace: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: vec![SocketAddr::from((Ipv4Addr::LOCALHOST, 8443))],
            tls: None,
            operations: None,
            operations_beyond_loopback: false,
            trusted_proxies: Vec::new(),
            attempts: Rate {
                burst: 30,
                per_minute: 30,
            },
            failures: Rate {
                burst: 30,
                per_minute: 30,
            },
            max_connections: 2048,
            grace: Duration::from_secs(30),
        }
    }
}

/// A certificate chain and its key, both PEM.
#[derive(Debug, Clone)]
pub struct TlsFiles {
    /// The chain, the server's own certificate first.
    pub certificate: PathBuf,
    /// The private key (PKCS#8, PKCS#1 or SEC1). Others must not be able to read it.
    pub key: PathBuf,
}

/// A token bucket: `burst` at once, refilled by `per_minute`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many at once.
    pub burst: u32,
    /// How many more each minute.
    pub per_minute: u32,
}

impl Rate {
    /// A rate that never refuses, for tests that sign in often.
    #[must_use]
    pub const fn unlimited() -> Self {
        Self {
            burst: u32::MAX,
            per_minute: u32::MAX,
        }
    }
}

/// A network in CIDR form, such as `10.0.0.0/8`, or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    bits: u128,
    prefix: u32,
}

impl Network {
    /// Whether the address lies inside.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let shift = 128 - self.prefix;
        shift == 128 || (self.bits ^ as_v6(address)) >> shift == 0
    }
}

/// IPv4 lives in `::ffff:0:0/96`, so that an address is one thing however it was written.
fn as_v6(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().to_bits(),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!("{text:?} is not a network: write it as 10.0.0.0/8, fd00::/8 or one address")
        };
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let (base, width) = if address.is_ipv4() {
            (96, 32)
        } else {
            (0, 128)
        };
        let prefix = match prefix {
            Some(prefix) => prefix
                .parse()
                .ok()
                .filter(|bits| *bits <= width)
                .ok_or_else(wrong)?,
            None => width,
        };
        Ok(Self {
            bits: as_v6(address),
            prefix: base + prefix,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_contains_its_addresses_and_no_others() {
        let inside = |network: &str, address: &str| {
            network
                .parse::<Network>()
                .unwrap()
                .contains(address.parse().unwrap())
        };
        assert!(inside("10.0.0.0/8", "10.255.0.1"));
        assert!(
            inside("10.0.0.0/8", "::ffff:10.0.0.1"),
            "the same address written as IPv6"
        );
        assert!(inside("127.0.0.1", "127.0.0.1"));
        assert!(inside("0.0.0.0/0", "203.0.113.9"));
        assert!(inside("::/0", "2001:db8::1"));
        assert!(!inside("10.0.0.0/8", "11.0.0.1"));
        assert!(!inside("127.0.0.1", "127.0.0.2"));
        assert!(!inside("0.0.0.0/0", "2001:db8::1"));
        assert!(!inside("2001:db8::/32", "2001:db9::1"));
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for wrong in [
            "",
            "localhost",
            "10.0.0.0/33",
            "::1/129",
            "10.0.0.0/-1",
            "10.0.0.0/",
            "/8",
            "10.0.0/8",
            "10.0.0.0/8/8",
        ] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }
}
