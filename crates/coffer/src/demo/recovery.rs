//! When everything burns, and when something must be gone: step 10.

use std::path::Path;
use std::time::Duration;

use coffer_api::{Case, Certificate, Code};
use coffer_client::{Client, Credential, Download, Place, check_certificate};
use coffer_vault::Vault;
use tokio_util::sync::CancellationToken;

use super::story::Sofar;
use super::world::{World, connect, must, refused};
use crate::commands::serve;
use crate::config::Config;
use crate::failure::{Failure, Outcome};
use crate::{certificate, environment, wiring};

/// 10. Backup, restore, erasure.
pub async fn recover(world: &World, sofar: &Sofar, doomed: &Doomed) -> Outcome {
    world.step("The disk burns, the backup does not; and what must be gone is gone");
    let backup = world.folder.join("backup");
    let console = world.vault.sign_in().console();
    let snapshot = world.vault.backup().now(&console, &backup).await?;
    world.held(format!(
        "a snapshot: {} sealed objects, {} ledger entries",
        snapshot.objects, snapshot.ledger_size
    ));
    canaries(world, &backup)?;
    let restored = Rebuilt::from(world, &backup, "restored").await?;
    let bytes = restored
        .read(world, &sofar.log.version.id, &sofar.log.name)
        .await;
    let bytes = restored.end(bytes).await?;
    let original = std::fs::read(&world.files.log).map_err(Failure::at(&world.files.log))?;
    must(
        bytes == original,
        "what is restored is what was sent, byte for byte",
    )?;
    world.held("a second server from the backup and 3 of 5 recovery shares, without the key file: every byte is there");
    erase(world, doomed).await?;
    // The newest snapshot carries which keys were destroyed since, and a restore destroys them again.
    world.vault.backup().now(&console, &backup).await?;
    let again = Rebuilt::from(world, &backup, "restored-again").await?;
    let gone = again.read(world, &doomed.version, "doomed.log").await;
    let gone = again.end(Ok(gone)).await?;
    must(
        gone.is_err(),
        "what was erased does not come back from the backup",
    )?;
    world.held("a restore from the backup does not bring it back");
    Ok(())
}

/// A case whose retention is over as soon as it is closed.
#[derive(Debug)]
pub struct Doomed {
    pub case: String,
    pub version: String,
}

/// Nothing that was planted is readable where it is stored.
fn canaries(world: &World, backup: &Path) -> Outcome {
    let mut words: Vec<&str> = super::files::PLANTED
        .iter()
        .map(|planted| planted.value)
        .collect();
    words.extend([
        "Northwind",
        "server.log",
        "kim.larsen",
        "Kim Larsen",
        "upstream timeout",
        "Ana Ruiz",
    ]);
    let (mut files, mut bytes) = (0_u64, 0_u64);
    // Copied by another process, as a thief would. Were this one, which serves, to open and close a file that its
    // database has open, the database would lose its locks (POSIX), and the next command on the console its log.
    let seen = world.folder.join("seen");
    copy(&world.config.data, &seen)?;
    for folder in [seen.as_path(), backup] {
        let mut pending = vec![folder.to_owned()];
        while let Some(path) = pending.pop() {
            if path.is_dir() {
                let entries = std::fs::read_dir(&path).map_err(Failure::at(&path))?;
                pending.extend(entries.filter_map(|entry| Some(entry.ok()?.path())));
                continue;
            }
            let content = std::fs::read(&path).map_err(Failure::at(&path))?;
            files += 1;
            bytes += content.len() as u64;
            for word in &words {
                let found = memchr_find(&content, word.as_bytes());
                must(
                    !found,
                    &format!("{word:?} is not readable in {}", path.display()),
                )?;
            }
        }
    }
    std::fs::remove_dir_all(&seen).map_err(Failure::at(&seen))?;
    world.held(format!("{} of data and backup in {files} files searched: no planted value, name or address is readable", crate::output::size(bytes)));
    Ok(())
}

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) -> Outcome {
    let copied = std::process::Command::new("cp")
        .arg("-R")
        .args([from, to])
        .status()
        .map_err(|error| Failure::Failed(format!("cp: {error}")))?;
    must(copied.success(), "the disk can be copied")
}

/// Whether `needle` is in `hay`.
fn memchr_find(hay: &[u8], needle: &[u8]) -> bool {
    let Some((first, _)) = needle.split_first() else {
        return true;
    };
    hay.windows(needle.len())
        .any(|window| window[0] == *first && window == needle)
}

/// The case is closed, its time is over, its keys are destroyed.
async fn erase(world: &World, doomed: &Doomed) -> Outcome {
    let ana = world.as_person("agent")?;
    let readable = ana.lines(&doomed.version, 1, 1).await?;
    must(
        !readable.lines.is_empty(),
        "the file is readable while its case is open",
    )?;
    let closed = world.close_case(&doomed.case).await?;
    refused(
        "reading in a closed case",
        ana.lines(&doomed.version, 1, 1).await,
    )?;
    world.held(format!(
        "case {} is closed: reading ends at once",
        closed.number
    ));
    let case: Case = world
        .eventually("the erasure", async || {
            match ana.case(&doomed.case).await {
                Ok(view) => Ok((view.case.state == "shredded").then_some(view.case)),
                // The key goes first; for a moment the case is neither.
                Err(error) if error.code() == Some(Code::LinkEnded) => Ok(None),
                Err(error) => Err(error.into()),
            }
        })
        .await?;
    must(
        case.subject.is_empty(),
        "not even the subject of an erased case can be read",
    )?;
    let refusal = refused("an erased file", ana.lines(&doomed.version, 1, 1).await)?;
    must(
        matches!(refusal.code, Code::Denied | Code::NotFound | Code::Conflict),
        "an erased file is not readable",
    )?;
    world.held(
        "its retention ended: the key is destroyed, name, subject and content are unreadable",
    );
    let certificate: Certificate = world
        .eventually("the certificate", async || {
            match ana.get(&["cases", &doomed.case, "certificate"], &[]).await {
                Ok(certificate) => Ok(Some(certificate)),
                Err(error) if error.code() == Some(Code::NotFound) => Ok(None),
                Err(error) => Err(error.into()),
            }
        })
        .await?;
    check_certificate(&certificate)?;
    world.held("a signed certificate says what was destroyed, when, and by which entry");
    world.shown(&certificate.statement.chars().take(140).collect::<String>());
    Ok(())
}

/// A deployment that came back from a backup, served on a port of its own.
struct Rebuilt {
    config: Config,
    vault: Vault,
    stop: CancellationToken,
    serving: tokio::task::JoinHandle<()>,
}

impl Rebuilt {
    async fn from(world: &World, backup: &Path, name: &str) -> Outcome<Self> {
        let data = world.folder.join(name);
        let recovery = wiring::combine(&world.shares[1..4])?;
        let port = super::free_port()?;
        let mut config = world.config.clone();
        config.data.clone_from(&data);
        config.key.path = world.folder.join(format!("{name}.key"));
        config.listen = vec![([127, 0, 0, 1], port).into()];
        config.base_url = format!("https://localhost:{port}");
        wiring::restore(&config, backup, None, &recovery, &|_| {}).await?;
        if let Some(tls) = &mut config.tls {
            tls.certificate = data.join("tls/certificate.pem");
            tls.key = data.join("tls/key.pem");
            let names = ["localhost", "127.0.0.1"].map(str::to_owned);
            certificate::write(
                &tls.certificate,
                &tls.key,
                &names,
                environment::now_millis(),
            )?;
        }
        let vault = wiring::open(&config, true).await?;
        let server = serve::listen(&config, &vault).await?;
        let stop = CancellationToken::new();
        let serving = super::spawn(server.serve(stop.clone()));
        Ok(Self {
            config,
            vault,
            stop,
            serving,
        })
    }

    /// Downloads a version with a token that was made before the fire.
    async fn read(&self, world: &World, version: &str, name: &str) -> Outcome<Vec<u8>> {
        let client: Client = connect(&self.config)?
            .with(&Credential::Token(world.person("agent")?.token.clone()))?;
        let folder = self.config.data.with_extension("out");
        std::fs::create_dir_all(&folder).map_err(Failure::at(&folder))?;
        let what = Download {
            path: &["versions", version, "content"],
            version,
            name,
            sha256: None,
        };
        let taken = Place::new(folder)
            .patience(Duration::from_secs(10))
            .take(&client, &what)
            .await?;
        std::fs::read(&taken.path).map_err(Failure::at(&taken.path))
    }

    /// Stops it, whatever came of it.
    async fn end<T>(self, outcome: Outcome<T>) -> Outcome<T> {
        self.stop.cancel();
        let served = self.serving.await;
        self.vault.shutdown().await;
        served.map_err(|_| Failure::Failed("the rebuilt server failed".to_owned()))?;
        outcome
    }
}
