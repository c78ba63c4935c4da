//! Console commands: the vault of a deployment, opened without a server.

use coffer_vault::{Caller, Vault};

use crate::config::Config;
use crate::failure::Outcome;
use crate::wiring;

/// Opens the vault, does something as the console, and closes it. It may run beside the server: both append to the same
/// ledger in turn.
pub async fn with_vault<T>(
    config: &Config,
    work: impl AsyncFnOnce(Vault, Caller) -> Outcome<T>,
) -> Outcome<T> {
    let vault = wiring::open(config, false).await?;
    let console = vault.sign_in().console();
    let outcome = work(vault.clone(), console).await;
    vault.shutdown().await;
    outcome
}
