//! How often one source may try.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use crate::options::Rate;

/// The most sources that are told apart.
const SOURCES: usize = 65_536;

/// Token buckets by source. An IPv6 source is its /64, because that is what one subscriber has.
pub(crate) struct Limiter {
    burst: f64,
    per_second: f64,
    buckets: Mutex<HashMap<Key, Bucket>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    V4(u32),
    V6(u64),
    /// Connections without an address, and every new source while too many are active.
    Rest,
}

#[derive(Clone, Copy)]
struct Bucket {
    tokens: f64,
    at: Instant,
}

impl Limiter {
    pub(crate) fn new(rate: Rate) -> Self {
        Self {
            burst: f64::from(rate.burst),
            per_second: f64::from(rate.per_minute) / 60.0,
            buckets: Mutex::default(),
        }
    }

    /// Takes one token.
    ///
    /// # Errors
    /// Seconds to wait when there is none.
    pub(crate) fn take(&self, address: Option<IpAddr>, now: Instant) -> Result<(), u32> {
        self.with(address, now, |bucket| {
            if bucket.tokens >= 1.0 {
                bucket.tokens -= 1.0;
                Ok(())
            } else {
                Err(self.wait(*bucket))
            }
        })
    }

    /// Looks whether there is a token, and leaves it.
    ///
    /// # Errors
    /// Seconds to wait when there is none.
    pub(crate) fn check(&self, address: Option<IpAddr>, now: Instant) -> Result<(), u32> {
        self.with(address, now, |bucket| {
            if bucket.tokens >= 1.0 {
                Ok(())
            } else {
                Err(self.wait(*bucket))
            }
        })
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 1 and 3600"
    )]
    fn wait(&self, bucket: Bucket) -> u32 {
        ((1.0 - bucket.tokens) / self.per_second)
            .ceil()
            .clamp(1.0, 3600.0) as u32
    }

    fn with<T>(
        &self,
        address: Option<IpAddr>,
        now: Instant,
        act: impl FnOnce(&mut Bucket) -> T,
    ) -> T {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let mut key = Key::of(address);
        if buckets.len() >= SOURCES && !buckets.contains_key(&key) {
            buckets.retain(|_, bucket| self.refilled(*bucket, now).tokens < self.burst);
            if buckets.len() >= SOURCES {
                key = Key::Rest;
            }
        }
        let bucket = buckets.entry(key).or_insert(Bucket {
            tokens: self.burst,
            at: now,
        });
        *bucket = self.refilled(*bucket, now);
        act(bucket)
    }

    fn refilled(&self, bucket: Bucket, now: Instant) -> Bucket {
        let seconds = now.saturating_duration_since(bucket.at).as_secs_f64();
        Bucket {
            tokens: (bucket.tokens + seconds * self.per_second).min(self.burst),
            at: now.max(bucket.at),
        }
    }
}

impl Key {
    fn of(address: Option<IpAddr>) -> Self {
        match address.map(|address| address.to_canonical()) {
            None => Self::Rest,
            Some(IpAddr::V4(v4)) => Self::V4(v4.to_bits()),
            Some(IpAddr::V6(v6)) => Self::V6((v6.to_bits() >> 64) as u64),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn address(text: &str) -> Option<IpAddr> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn a_source_runs_dry_and_recovers_and_leaves_others_alone() {
        let limiter = Limiter::new(Rate {
            burst: 3,
            per_minute: 6,
        });
        let start = Instant::now();
        for _ in 0..3 {
            assert_eq!(limiter.take(address("203.0.113.9"), start), Ok(()));
        }
        assert_eq!(limiter.take(address("203.0.113.9"), start), Err(10));
        assert_eq!(limiter.take(address("203.0.113.10"), start), Ok(()));
        assert_eq!(
            limiter.take(address("203.0.113.9"), start + Duration::from_secs(10)),
            Ok(())
        );
        assert_eq!(
            limiter.take(address("203.0.113.9"), start + Duration::from_secs(10)),
            Err(10)
        );
    }

    #[test]
    fn one_subscriber_cannot_hide_in_its_own_ipv6_network_or_behind_a_mapped_address() {
        let limiter = Limiter::new(Rate {
            burst: 1,
            per_minute: 1,
        });
        let now = Instant::now();
        assert!(limiter.take(address("2001:db8:1:2::1"), now).is_ok());
        assert!(limiter.take(address("2001:db8:1:2:ffff::9"), now).is_err());
        assert!(limiter.take(address("2001:db8:1:3::1"), now).is_ok());
        assert!(limiter.take(address("203.0.113.9"), now).is_ok());
        assert!(limiter.take(address("::ffff:203.0.113.9"), now).is_err());
    }

    #[test]
    fn looking_takes_nothing() {
        let limiter = Limiter::new(Rate {
            burst: 1,
            per_minute: 1,
        });
        let now = Instant::now();
        assert!(limiter.check(None, now).is_ok() && limiter.check(None, now).is_ok());
        assert!(limiter.take(None, now).is_ok());
        assert!(limiter.check(None, now).is_err());
    }

    #[test]
    fn many_sources_do_not_fill_memory() {
        let limiter = Limiter::new(Rate {
            burst: 1,
            per_minute: 1,
        });
        let now = Instant::now();
        for n in 0..u32::try_from(SOURCES).unwrap() {
            limiter
                .take(Some(IpAddr::from(n.to_be_bytes())), now)
                .unwrap();
        }
        assert!(
            limiter.take(address("250.0.0.1"), now).is_ok(),
            "the shared bucket has one token"
        );
        assert!(
            limiter.take(address("250.0.0.2"), now).is_err(),
            "and it is shared"
        );
        assert!(limiter.buckets.lock().unwrap().len() <= SOURCES + 1);
        let later = now + Duration::from_secs(60);
        assert!(limiter.take(address("250.0.0.2"), later).is_ok());
        assert!(
            limiter.buckets.lock().unwrap().len() < 10,
            "full buckets are forgotten"
        );
    }
}
