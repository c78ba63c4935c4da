//! Where a request comes from.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;
use axum::http::header;
use axum::http::request::Parts;
use coffer_vault::Source;

use crate::options::Network;

/// The longest `User-Agent` that is kept, in characters.
const AGENT_CHARS: usize = 256;

/// The address at the other end of the connection, put on each request by the listener.
#[derive(Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// The source of a request.
pub(crate) fn of(parts: &Parts, trusted: &[Network]) -> Source {
    let peer = parts
        .extensions
        .get::<Peer>()
        .map(|peer| peer.0.ip().to_canonical());
    let agent = parts
        .headers
        .get(header::USER_AGENT)
        .and_then(|agent| agent.to_str().ok());
    Source {
        address: peer.map(|peer| client(peer, &parts.headers, trusted)),
        agent: agent.map(|agent| agent.chars().take(AGENT_CHARS).collect()),
    }
}

/// The client behind trusted proxies: walking `X-Forwarded-For` from its end, the first address that is not itself a
/// trusted proxy. What stands before it was written by somebody unknown.
fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    if !is_trusted(peer) {
        return peer;
    }
    let mut nearest = peer;
    let values = headers.get_all("x-forwarded-for").iter().rev();
    for text in values.map(|value| value.to_str().unwrap_or_default()) {
        for hop in text.rsplit(',') {
            let Ok(hop) = hop.trim().parse::<IpAddr>() else {
                return nearest;
            };
            nearest = hop.to_canonical();
            if !is_trusted(nearest) {
                return nearest;
            }
        }
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        let trusted: Vec<Network> = trusted.iter().map(|text| text.parse().unwrap()).collect();
        client(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn a_trusted_proxy_is_believed_about_the_one_before_it() {
        assert_eq!(
            of("127.0.0.1", &["203.0.113.9"], &["127.0.0.1"]),
            "203.0.113.9"
        );
        assert_eq!(
            of(
                "127.0.0.1",
                &["203.0.113.9, 10.0.0.7"],
                &["127.0.0.1", "10.0.0.0/8"]
            ),
            "203.0.113.9"
        );
        assert_eq!(
            of(
                "127.0.0.1",
                &["203.0.113.9", "10.0.0.7"],
                &["127.0.0.1", "10.0.0.0/8"]
            ),
            "203.0.113.9"
        );
    }

    #[test]
    fn nobody_else_is_and_forged_hops_do_not_count() {
        assert_eq!(
            of("198.51.100.1", &["203.0.113.9"], &["127.0.0.1"]),
            "198.51.100.1"
        );
        assert_eq!(of("127.0.0.1", &["203.0.113.9"], &[]), "127.0.0.1");
        assert_eq!(
            of("127.0.0.1", &["1.1.1.1, 198.51.100.1"], &["127.0.0.1"]),
            "198.51.100.1"
        );
        assert_eq!(
            of("127.0.0.1", &["203.0.113.9, garbage"], &["127.0.0.1"]),
            "127.0.0.1"
        );
        assert_eq!(of("127.0.0.1", &[""], &["127.0.0.1"]), "127.0.0.1");
        assert_eq!(of("127.0.0.1", &[], &["127.0.0.1"]), "127.0.0.1");
    }
}
