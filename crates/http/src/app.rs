//! What every handler has at hand.

use std::ops::Deref;
use std::sync::Arc;

use coffer_model::Entropy;
use coffer_vault::Vault;

use crate::limiter::Limiter;
use crate::metrics::Metrics;
use crate::options::{Network, Options};

/// The vault and what the edge itself keeps. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// What an [`App`] holds.
pub struct Inner {
    pub(crate) vault: Vault,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) attempts: Limiter,
    pub(crate) failures: Limiter,
    pub(crate) trusted_proxies: Vec<Network>,
    /// Scheme, host and port of the deployment's own address, such as `https://files.example.com`.
    pub(crate) origin: String,
    /// Host and port of it.
    pub(crate) host: String,
}

impl App {
    /// Puts an edge before this vault.
    #[must_use]
    pub fn new(vault: Vault, entropy: Arc<dyn Entropy>, options: &Options) -> Self {
        let origin = vault
            .settings()
            .base_url
            .trim_end_matches('/')
            .to_ascii_lowercase();
        let host = origin
            .split_once("://")
            .map_or(origin.as_str(), |(_, host)| host)
            .to_owned();
        Self(Arc::new(Inner {
            vault,
            entropy,
            metrics: Arc::default(),
            attempts: Limiter::new(options.attempts),
            failures: Limiter::new(options.failures),
            trusted_proxies: options.trusted_proxies.clone(),
            origin,
            host,
        }))
    }

    /// Fresh random bytes as lower-case hexadecimal.
    pub(crate) fn random_hex<const N: usize>(&self) -> String {
        data_encoding::HEXLOWER.encode(&self.entropy.bytes::<N>())
    }
}

impl Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}
