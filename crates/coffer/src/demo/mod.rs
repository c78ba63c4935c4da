//! The demonstration: a throwaway deployment in which the main job is done once, over HTTP, and then served.

mod files;
mod guard;
mod recovery;
mod story;
mod world;

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Mutex;

use coffer_client::{Put, Target};
use coffer_model::{Assurance, ClientPath};
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use crate::commands::init::Place;
use crate::commands::serve;
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::{environment, wiring};
use story::Sofar;
use world::{Told, World, connect};

/// The port that is tried first.
const PORT: u16 = 8443;

/// What outside programs need to use the demonstration.
#[derive(Debug, Serialize)]
pub struct Ready {
    /// Where it is.
    pub base_url: String,
    /// Its certificate, to be trusted.
    pub certificate: PathBuf,
    /// Who can be played.
    pub personas: BTreeMap<&'static str, Persona>,
}

/// How to play one of them.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Persona {
    /// A person of the organisation.
    Staff {
        /// Opens the console as this person.
        sign_in_link: String,
        /// API token.
        token: String,
        /// User id.
        user: String,
        /// Name.
        name: &'static str,
        /// E-mail address.
        email: &'static str,
    },
    /// A contact, who has no account.
    Contact {
        /// The link of an upload request.
        link: String,
        /// A send link with something to take.
        #[serde(skip_serializing_if = "Option::is_none")]
        send_link: Option<String>,
        /// What opens it.
        passphrase: &'static str,
    },
}

/// What opens the send link that is left over for whoever tries the demonstration.
pub const PASSPHRASE: &str = "violet harbour lantern nine";

/// A running demonstration.
pub struct Demo {
    world: World,
    stop: CancellationToken,
    serving: tokio::task::JoinHandle<()>,
}

impl Demo {
    /// Founds a deployment in `folder` and starts its server.
    pub async fn start(out: Output, folder: PathBuf, port: Option<u16>) -> Outcome<Self> {
        let data = folder.join("data");
        let port = match port {
            // As elsewhere, 0 asks for any free one.
            Some(0) => free_port()?,
            Some(port) => port,
            None if TcpListener::bind(("127.0.0.1", PORT)).is_ok() => PORT,
            None => free_port()?,
        };
        let place = Place {
            organisation: "Harbour Support".to_owned(),
            host: Vec::new(),
            listen: ([127, 0, 0, 1], port).into(),
            key_file: Some(folder.join("root.key")),
            passphrase_file: None,
        };
        let plan = place.plan(&data)?;
        crate::commands::init::empty_folder(&data)?;
        plan.write(environment::now_millis())?;
        let shares = wiring::found(&plan.config).await?;
        let vault = wiring::open(&plan.config, true).await?;
        let server = serve::listen(&plan.config, &vault).await?;
        vault.start().await?;
        let stop = CancellationToken::new();
        let serving = spawn(server.serve(stop.clone()));
        let generated = folder.join("files");
        std::fs::create_dir_all(&generated).map_err(Failure::at(&generated))?;
        let world = World {
            out,
            anyone: connect(&plan.config)?,
            people: World::people(&vault).await?,
            config: plan.config,
            vault,
            shares,
            files: files::write(&generated)?,
            folder,
            customers: Vec::new(),
            told: Mutex::default(),
        };
        Ok(Self {
            world,
            stop,
            serving,
        })
    }

    /// Does the main job once. Every step must hold.
    pub async fn tell(&mut self) -> Outcome<Ready> {
        self.world.found_customers().await?;
        let world = &self.world;
        let (case, request, link) = story::ask(world).await?;
        let (log, har, config, bundle) = story::send_in(world, &link).await?;
        let (_, table) = other_file(
            world,
            1,
            "Import of patients stops at row 212",
            None,
            &world.files.table,
        )
        .await?;
        let views = story::inspect(
            world,
            &[&log.version, &har, &config.version, &bundle.version, &table],
        )
        .await?;
        let [log, _, config, _, table] = <[_; 5]>::try_from(views)
            .map_err(|_| Failure::Failed("not every file was inspected".to_owned()))?;
        let span = story::read(world, &log).await?;
        story::unmask(world, &log, span).await?;
        let fixed = story::fix(world, &config).await?;
        let send_link = story::send_back(world, &case, &fixed).await?;
        let sofar = Sofar {
            case,
            request,
            log,
            config,
            send_link: Some(send_link),
        };
        guard::refuse(world, &sofar, &table).await?;
        guard::watch(world, &sofar).await?;
        let (doomed_case, doomed) = other_file(
            world,
            2,
            "Order export, for a quick look",
            Some(1),
            &world.files.config,
        )
        .await?;
        world.inspected(&doomed).await?;
        let doomed = recovery::Doomed {
            case: doomed_case,
            version: doomed,
        };
        recovery::recover(world, &sofar, &doomed).await?;
        self.ready(&sofar).await
    }

    async fn ready(&self, sofar: &Sofar) -> Outcome<Ready> {
        let world = &self.world;
        let mut personas = BTreeMap::new();
        for person in &world.people {
            let secret = world
                .sign_in_secret(person.part.key, Assurance::Passkey)
                .await?;
            personas.insert(
                person.part.key,
                Persona::Staff {
                    sign_in_link: format!("{}/sign-in#link={secret}", world.config.base_url),
                    token: person.token.expose().clone(),
                    user: person.id.clone(),
                    name: person.part.name,
                    email: person.part.email,
                },
            );
        }
        let contact = Persona::Contact {
            link: sofar.request.link.clone().unwrap_or_default(),
            send_link: sofar.send_link.clone(),
            passphrase: PASSPHRASE,
        };
        personas.insert("contact", contact);
        let certificate = world
            .config
            .tls
            .as_ref()
            .map(|tls| tls.certificate.clone())
            .unwrap_or_default();
        Ok(Ready {
            base_url: world.config.base_url.clone(),
            certificate,
            personas,
        })
    }

    /// What was told.
    pub fn told(&self) -> Vec<Told> {
        self.world
            .told
            .lock()
            .map(|told| told.clone())
            .unwrap_or_default()
    }

    /// Serves until the process is asked to stop.
    pub async fn serve(&mut self) -> Outcome {
        tokio::select! {
            ended = &mut self.serving => ended.map_err(|_| Failure::Failed("the server failed".to_owned())),
            asked = serve::asked_to_stop() => asked,
        }
    }

    /// Stops the server and closes everything.
    pub async fn end(self) {
        self.stop.cancel();
        if !self.serving.is_finished() {
            // How it ended was said by whoever waited for it.
            let _ = self.serving.await;
        }
        self.world.vault.shutdown().await;
    }
}

/// A case for a customer with one file that its agent put in.
async fn other_file(
    world: &World,
    customer: usize,
    subject: &str,
    retention_seconds: Option<i64>,
    path: &std::path::Path,
) -> Outcome<(String, String)> {
    let case = world
        .open_case(customer, subject, retention_seconds)
        .await?
        .case
        .id;
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or("file");
    let name = ClientPath::parse(name).map_err(|error| Failure::Failed(error.to_string()))?;
    let sent = Put::new(world.as_person("agent")?, Target::Case(case.clone()))
        .file(path, &name)
        .await?;
    Ok((case, sent.version))
}

/// A port of this machine that nobody listens on.
fn free_port() -> Outcome<u16> {
    let failed = |error| Failure::Failed(format!("no free port: {error}"));
    Ok(TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map_err(failed)?
        .port())
}

/// Runs a server beside the story, which waits for its end.
#[allow(
    clippy::disallowed_methods,
    reason = "the handle is kept and awaited by whoever asked"
)]
fn spawn(work: impl Future<Output = ()> + Send + 'static) -> tokio::task::JoinHandle<()> {
    tokio::spawn(work)
}
