//! `coffer serve`: the server.

use std::time::Duration;

use clap::Args;
use coffer_http::{App, Network, Options, Server, TlsFiles};
use coffer_vault::Vault;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

use crate::config::{Config, Site};
use crate::environment::variable;
use crate::failure::{Failure, Outcome};
use crate::output::{Format, Output};
use crate::wiring;
use crate::{connect, hardening};

/// Run the server
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  coffer serve --data ./coffer-data\n  coffer serve --config /etc/coffer/coffer.toml --format json   # logs as JSON\n\nSIGTERM and Ctrl-C stop it once open requests are done; SIGHUP reads the certificate again.\nCOFFER_LOG chooses what is logged, such as info or coffer_http=debug."
)]
pub struct Command {
    #[command(flatten)]
    site: Site,
}

impl Command {
    /// Does it.
    pub fn run(self, out: Output) -> Outcome {
        let config = self.site.load()?;
        log(out.format());
        hardening::raise_open_files();
        connect::runtime()?.block_on(serve(&config))
    }
}

/// Logs to standard error. Names, contents, secrets and addresses are not in it: their types do not print.
pub fn log(format: Format) {
    log_from("info", format);
}

/// The same, but only what went wrong, for commands that talk to a person.
pub fn log_errors() {
    log_from("error", Format::Text);
}

fn log_from(level: &str, format: Format) {
    let filter = variable("COFFER_LOG").and_then(|text| EnvFilter::try_new(text).ok());
    let filter = filter.unwrap_or_else(|| EnvFilter::new(level));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(false);
    // A second call changes nothing: the first log stays.
    let _ = match format {
        Format::Json => builder.json().try_init(),
        _ => builder.try_init(),
    };
}

async fn serve(config: &Config) -> Outcome {
    let _lock = wiring::lock(config)?;
    let vault = wiring::open(config, false).await?;
    let stop = CancellationToken::new();
    let server = match listen(config, &vault).await {
        Ok(server) => server,
        Err(failure) => {
            vault.shutdown().await;
            return Err(failure);
        }
    };
    if let Err(error) = vault.start().await {
        vault.shutdown().await;
        return Err(error.into());
    }
    for address in server.addresses() {
        tracing::info!(%address, "listening");
    }
    tracing::info!(base_url = config.base_url, data = %config.data.display(), "serving");
    run_until_stopped(server, stop).await?;
    vault.shutdown().await;
    tracing::info!("stopped");
    Ok(())
}

/// Serves until the process is asked to stop, and then until open requests are done.
pub async fn run_until_stopped(server: Server, stop: CancellationToken) -> Outcome {
    let serving = server.serve(stop.clone());
    tokio::pin!(serving);
    tokio::select! {
        () = &mut serving => return Ok(()),
        asked = asked_to_stop() => asked?,
    }
    tracing::info!("stopping once open requests are done");
    stop.cancel();
    serving.await;
    Ok(())
}

/// Binds everything that the configuration names. Nothing is served yet.
pub async fn listen(config: &Config, vault: &Vault) -> Outcome<Server> {
    let trusted_proxies: Result<Vec<Network>, String> = config
        .trusted_proxies
        .iter()
        .map(|text| text.parse())
        .collect();
    let options = Options {
        listen: config.listen.clone(),
        tls: config.tls.as_ref().map(|tls| TlsFiles {
            certificate: tls.certificate.clone(),
            key: tls.key.clone(),
        }),
        operations: config
            .operations
            .as_ref()
            .map(|operations| operations.listen),
        operations_beyond_loopback: config
            .operations
            .as_ref()
            .is_some_and(|operations| operations.beyond_loopback),
        trusted_proxies: trusted_proxies.map_err(Failure::Usage)?,
        grace: Duration::from_secs(30),
        ..Options::default()
    };
    let app = App::new(vault.clone(), wiring::entropy(), &options);
    Server::bind(app, options)
        .await
        .map_err(|error| Failure::Failed(error.to_string()))
}

/// Returns when the process is asked to stop.
pub async fn asked_to_stop() -> Outcome {
    let failed = |error| Failure::Failed(format!("signals: {error}"));
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        interrupted = tokio::signal::ctrl_c() => interrupted.map_err(failed),
    }
}
