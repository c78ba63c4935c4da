//! `coffer init`: a new deployment.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Args;
use coffer_api::NewUser;
use serde::Serialize;

use crate::config::{Choices, Config, KeyProvider, default_key_file, default_text};
use crate::connect::block_on;
use crate::environment;
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::{certificate, secrets, site, wiring};

/// Create a new deployment
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  coffer init\n  coffer init --data /srv/coffer --host files.example.com --listen 0.0.0.0:443 --key-file /etc/coffer/root.key\n\nThe key file opens everything, together with the data: keep it elsewhere than the data and its backups."
)]
pub struct Command {
    /// Data folder; must be empty or not there
    #[arg(long, default_value = "coffer-data", value_name = "DIR")]
    data: PathBuf,
    #[command(flatten)]
    place: Place,
    /// Write the recovery shares into this folder, one file each, instead of printing them
    #[arg(long, value_name = "DIR")]
    shares: Option<PathBuf>,
    /// E-mail address of the first administrator
    #[arg(
        long,
        default_value = "administrator@localhost.localdomain",
        value_name = "EMAIL"
    )]
    administrator: String,
}

/// Where a deployment will be reached, and where its key is.
#[derive(Debug, Clone, Args)]
pub struct Place {
    /// Name of the organisation, shown to customers
    #[arg(long, default_value = "Support")]
    pub organisation: String,
    /// Host names and addresses in the certificate, besides localhost; the first becomes the base URL
    #[arg(long, value_name = "NAME")]
    pub host: Vec<String>,
    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1:8443", value_name = "ADDRESS")]
    pub listen: SocketAddr,
    /// New key file; beside the data folder without it
    #[arg(long, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
    /// Lock the key file with the passphrase in this file, which must stay there for serve
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

/// A configuration that is decided and not yet written.
pub struct Plan {
    /// What it comes to.
    pub config: Config,
    text: String,
    names: Vec<String>,
}

impl Place {
    /// The configuration of a deployment in this data folder. Nothing is written.
    pub fn plan(&self, data: &Path) -> Outcome<Plan> {
        let key = match &self.key_file {
            Some(path) => std::path::absolute(path).map_err(Failure::at(path))?,
            None => default_key_file(data),
        };
        if key.starts_with(data) {
            return Err(Failure::Usage(format!(
                "{} lies in the data folder: whoever copies that would have the key too; choose another place",
                key.display()
            )));
        }
        let host = self
            .host
            .first()
            .cloned()
            .unwrap_or_else(|| "localhost".to_owned());
        let port = if self.listen.port() == 443 {
            String::new()
        } else {
            format!(":{}", self.listen.port())
        };
        let passphrase_file = self
            .passphrase_file
            .as_deref()
            .map(std::path::absolute)
            .transpose()
            .map_err(Failure::at(data))?;
        let choices = Choices {
            organisation: self.organisation.clone(),
            base_url: format!("https://{host}{port}"),
            listen: vec![self.listen.to_string()],
            tls: ("tls/certificate.pem".into(), "tls/key.pem".into()),
            key,
            provider: if passphrase_file.is_some() {
                KeyProvider::Passphrase
            } else {
                KeyProvider::File
            },
            passphrase_file,
        };
        let text = default_text(&choices);
        let config = Config::parse(&text, &data.join("coffer.toml"), &|_| None)?;
        let mut names = self.host.clone();
        names.extend(["localhost", "127.0.0.1", "::1"].map(str::to_owned));
        names.dedup();
        Ok(Plan {
            config,
            text,
            names,
        })
    }
}

impl Plan {
    /// Writes the configuration and a self-signed certificate.
    pub fn write(&self, now_millis: i64) -> Outcome {
        secrets::write_new(&self.config.file, self.text.as_bytes())?;
        let tls = self
            .config
            .tls
            .as_ref()
            .ok_or_else(|| Failure::Failed("no certificate was planned".to_owned()))?;
        certificate::write(&tls.certificate, &tls.key, &self.names, now_millis)
    }
}

/// What came to be.
#[derive(Debug, Serialize)]
struct Made {
    config: PathBuf,
    data: PathBuf,
    key_file: PathBuf,
    certificate: PathBuf,
    base_url: String,
    setup_link: String,
    recovery_shares: Vec<String>,
    share_files: Vec<PathBuf>,
}

impl Command {
    /// Does it.
    pub fn run(self, out: Output) -> Outcome {
        let data = std::path::absolute(&self.data).map_err(Failure::at(&self.data))?;
        let plan = self.place.plan(&data)?;
        empty_folder(&data)?;
        plan.write(environment::now_millis())?;
        let config = &plan.config;
        let shares = block_on(wiring::found(config))?;
        // Kept before anything else can fail: they are not shown a second time.
        let share_files = match &self.shares {
            Some(folder) => write_shares(folder, &shares)?,
            None => Vec::new(),
        };
        let setup_link = block_on(site::with_vault(config, async |vault, console| {
            let new = NewUser {
                email: self.administrator.clone(),
                name: "Administrator".to_owned(),
                department: "it".to_owned(),
                roles: vec!["administrator".to_owned(), "security".to_owned()],
                rights: None,
            };
            Ok(vault.users().create(&console, new).await?.setup_link)
        }))?;
        let made = Made {
            config: config.file.clone(),
            data,
            key_file: config.key.path.clone(),
            certificate: config
                .tls
                .as_ref()
                .map(|tls| tls.certificate.clone())
                .unwrap_or_default(),
            base_url: config.base_url.clone(),
            setup_link,
            recovery_shares: if share_files.is_empty() {
                shares
            } else {
                Vec::new()
            },
            share_files,
        };
        out.show(&made, describe)
    }
}

/// Makes a folder for its owner only, or takes one that is empty.
pub fn empty_folder(folder: &Path) -> Outcome {
    if std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Failure::Failed(format!(
            "{} is not empty: a deployment starts in an empty folder",
            folder.display()
        )));
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(Failure::at(folder))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
            .map_err(Failure::at(folder))?;
    }
    Ok(())
}

fn write_shares(folder: &Path, shares: &[String]) -> Outcome<Vec<PathBuf>> {
    std::fs::create_dir_all(folder).map_err(Failure::at(folder))?;
    let mut files = Vec::new();
    for (number, share) in (1..).zip(shares) {
        let path = folder.join(format!("recovery-share-{number}.txt"));
        secrets::write_new(&path, format!("{share}\n").as_bytes())?;
        files.push(path);
    }
    Ok(files)
}

fn describe(made: &Made) -> String {
    let (threshold, count) = wiring::SHARES;
    let mut text = format!(
        "A new deployment is in {}\n\n  configuration  {}\n  key file       {}\n  certificate    {} (self-signed)\n",
        made.data.display(),
        made.config.display(),
        made.key_file.display(),
        made.certificate.display()
    );
    if made.share_files.is_empty() {
        text.push_str(&format!(
            "\nRecovery shares. Any {threshold} of these {count} restore the data from a backup when the key file is lost.\n\
             They are shown once. Give each to another person, on paper.\n"
        ));
        for share in &made.recovery_shares {
            text.push_str(&format!("\n  {}\n", share.replace('\n', "\n  ")));
        }
    } else {
        text.push_str("\nRecovery shares, each for another person:\n");
        for file in &made.share_files {
            text.push_str(&format!("  {}\n", file.display()));
        }
    }
    text.push_str(&format!(
        "\nStart it:      coffer serve --config {}\nThen open, once, within 24 hours, to become its administrator:\n\n  {}\n",
        made.config.display(),
        made.setup_link
    ));
    text
}
