//! The server that a remote command talks to, and as whom.

use std::path::PathBuf;

use clap::Args;
use coffer_client::{Client, Credential, Link, ResumeStore, Trust};
use coffer_model::Private;
use serde::{Deserialize, Serialize};

use crate::environment::{config_folder, state_folder, variable};
use crate::failure::{Failure, Outcome};
use crate::secrets;

/// Which server, and whom to trust.
#[derive(Debug, Clone, Default, Args)]
pub struct Remote {
    /// Server, such as https://files.example.com
    #[arg(
        long,
        global = true,
        env = "COFFER_SERVER",
        value_name = "URL",
        help_heading = "Server"
    )]
    pub server: Option<String>,
    /// Trust only the certificates in this PEM file: a private authority, or the server's own
    #[arg(
        long,
        global = true,
        env = "COFFER_CA",
        value_name = "FILE",
        help_heading = "Server"
    )]
    pub ca: Option<PathBuf>,
    /// File with an API token, for its owner only (or set COFFER_TOKEN)
    #[arg(
        long,
        global = true,
        env = "COFFER_TOKEN_FILE",
        value_name = "FILE",
        help_heading = "Server"
    )]
    pub token_file: Option<PathBuf>,
}

/// What `coffer login` keeps.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SavedSession {
    /// The server.
    pub server: String,
    /// Certificates that are trusted, PEM, where they are not the system's.
    pub trusted: Option<String>,
    /// The token.
    pub token: String,
    /// The token's id, to revoke it by.
    pub token_id: Option<String>,
}

impl SavedSession {
    /// Where it is kept.
    pub fn path() -> Outcome<PathBuf> {
        let folder = config_folder().ok_or_else(|| {
            Failure::Failed("HOME is not set: nowhere to keep a session".to_owned())
        })?;
        Ok(folder.join("session.json"))
    }

    /// Reads it, if there is one.
    pub fn load() -> Outcome<Option<Self>> {
        let path = Self::path()?;
        if !path.exists() {
            return Ok(None);
        }
        let text = secrets::from_file(&path)?;
        serde_json::from_str(&text).map(Some).map_err(|_| {
            Failure::Failed(format!(
                "{} is damaged: run `coffer login` again",
                path.display()
            ))
        })
    }

    /// Keeps it, for its owner only.
    pub fn save(&self) -> Outcome<PathBuf> {
        let path = Self::path()?;
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(Failure::at(folder))?;
        }
        Self::forget()?;
        let text = serde_json::to_vec(self)
            .map_err(|error| Failure::Failed(format!("session: {error}")))?;
        secrets::write_new(&path, &text)?;
        Ok(path)
    }

    /// Removes it.
    pub fn forget() -> Outcome {
        let path = Self::path()?;
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(Failure::at(&path)(error))
            }
            _ => Ok(()),
        }
    }
}

impl Remote {
    /// Whom to trust, if it was said.
    pub fn trust(&self) -> Outcome<Option<Trust>> {
        Ok(self.ca.as_deref().map(Trust::from_file).transpose()?)
    }

    /// A client that acts for the person who signed in.
    pub fn client(&self) -> Outcome<Client> {
        let saved = SavedSession::load()?;
        let token = match (&self.token_file, variable("COFFER_TOKEN")) {
            (Some(file), _) => Some(secrets::from_file(file)?.to_string()),
            (None, token) => token.map(|token| token.trim().to_owned()),
        };
        let server = self
            .server
            .clone()
            .or_else(|| saved.as_ref().map(|saved| saved.server.clone()))
            .ok_or_else(|| {
                Failure::Usage(
                    "which server? Run `coffer login https://…`, or give --server URL".to_owned(),
                )
            })?;
        let same = saved
            .filter(|saved| saved.server.trim_end_matches('/') == server.trim_end_matches('/'));
        // A token is shown only to the server that gave it.
        let token = token
            .or_else(|| same.as_ref().map(|saved| saved.token.clone()))
            .ok_or_else(|| {
                Failure::Denied(format!(
                    "not signed in to {server}: run `coffer login {server}`, or set COFFER_TOKEN"
                ))
            })?;
        let trust = match self.trust()? {
            Some(trust) => trust,
            None => same
                .and_then(|saved| saved.trusted)
                .map_or(Trust::System, |pem| Trust::Only(pem.into_bytes())),
        };
        Ok(Client::new(
            &server,
            trust,
            &Credential::Token(Private::new(token)),
        )?)
    }

    /// A client that holds a link.
    pub fn link(&self, link: &Link) -> Outcome<Client> {
        let trust = self.trust()?.unwrap_or_default();
        Ok(Client::new(
            &link.base_url,
            trust,
            &Credential::Link(link.secret.clone()),
        )?)
    }
}

/// A link as it is given: as text, or `-` to read it from standard input, so that it stays out of the list of processes.
pub fn read_link(text: &str) -> Outcome<Link> {
    if text == "-" {
        return Ok(Link::parse(&secrets::ask("link")?)?);
    }
    Ok(Link::parse(text)?)
}

/// Where interrupted transfers are remembered.
pub fn resume_store() -> Option<ResumeStore> {
    Some(ResumeStore::new(state_folder()?.join("transfers")))
}

/// The threads that a command works on.
pub fn runtime() -> Outcome<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::Failed(format!("cannot start: {error}")))
}

/// Runs a remote command to its end, or to Ctrl-C.
pub fn block_on<T>(work: impl Future<Output = Outcome<T>>) -> Outcome<T> {
    runtime()?.block_on(async {
        tokio::select! {
            outcome = work => outcome,
            _ = tokio::signal::ctrl_c() => Err(Failure::Failed("interrupted".to_owned())),
        }
    })
}
