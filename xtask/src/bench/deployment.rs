//! A deployment to measure: `coffer demo` with a folder of its own, used through its REST API.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::Ground;
use super::curl::{Answer, Body, Curl, Http, Request};
use super::process::Running;
use crate::run::{command, show, works};

/// How long the demonstration may take until it serves.
const START: Duration = Duration::from_secs(300);
/// How often it is asked whether a version is inspected.
const POLL: Duration = Duration::from_millis(200);

/// A running deployment, gone when dropped.
pub struct Deployment {
    server: Running,
    /// A client that trusts it.
    pub curl: Curl,
    base: String,
    agent: String,
    lead: String,
    data: PathBuf,
}

/// An upload request's link.
#[derive(Debug, Clone)]
pub struct Link {
    url: String,
    secret: String,
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// An agent of the case.
    Agent,
    /// A lead.
    Lead,
}

impl Deployment {
    /// Founds one and waits until it serves.
    ///
    /// # Errors
    /// When the program does not come so far; with what it said.
    pub fn start(ground: &Ground) -> Result<Self, String> {
        eprintln!("  founding a deployment");
        let data = ground.dir.join("deployment");
        let log = ground.dir.join("deployment.log");
        let stderr = File::create(&log).map_err(|error| format!("{}: {error}", log.display()))?;
        let mut command = Command::new(&ground.binary);
        command
            .args(["demo", "--quiet", "--format", "json", "--data"])
            .arg(&data);
        command.stdout(Stdio::piped()).stderr(stderr);
        let mut server = Running::start(command)?;
        let output = server
            .child()
            .stdout
            .take()
            .ok_or("the program has no output")?;
        let (send, receive) = mpsc::channel();
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            let mut line = String::new();
            let read = output.read_line(&mut line).ok();
            // Nobody waits any more where it came too late.
            let _ = send.send(read.and_then(|_| serde_json::from_str::<Value>(&line).ok()));
            // A pipe that nobody reads would end the program.
            let _ = std::io::copy(&mut output, &mut std::io::sink());
        });
        let ready = receive.recv_timeout(START).ok().flatten().ok_or_else(|| {
            let said = std::fs::read_to_string(&log).unwrap_or_default();
            let end: Vec<&str> = said.lines().rev().take(8).collect();
            let end: Vec<&str> = end.into_iter().rev().collect();
            format!("`coffer demo` did not come to serve:\n{}", end.join("\n"))
        })?;
        let certificate = text(&ready, "/certificate")?.into();
        Ok(Self {
            server,
            curl: Curl::new(ground.dir.join("client"), certificate)?,
            base: text(&ready, "/base_url")?,
            agent: text(&ready, "/personas/agent/token")?,
            lead: text(&ready, "/personas/lead/token")?,
            data,
        })
    }

    /// The id of the server's process.
    pub fn pid(&self) -> u32 {
        self.server.pid()
    }

    /// Where it is.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// A request of the API below `/api/v1`, in somebody's name.
    pub fn request(&self, who: Who, path: &str) -> Request {
        let token = match who {
            Who::Agent => &self.agent,
            Who::Lead => &self.lead,
        };
        Request::get(format!("{}/api/v1{path}", self.base))
            .header(format!("Authorization: Bearer {token}"))
    }

    /// An answer's JSON.
    ///
    /// # Errors
    /// When the request is refused or its answer is no JSON.
    pub fn json(&self, request: Request) -> Result<Value, String> {
        let url = request.url.clone();
        let answer = self
            .curl
            .one(request.keep())
            .map_err(|why| format!("{url}: {why}"))?;
        serde_json::from_slice(&answer.body).map_err(|error| format!("{url}: {error}"))
    }

    /// A new case with an upload request that is large enough for anything here.
    ///
    /// # Errors
    /// When one of them is refused.
    pub fn link(&self) -> Result<Link, String> {
        let post = |path: &str, body: &Value| {
            self.json(
                self.request(Who::Agent, path)
                    .body(Body::Json(body.to_string())),
            )
        };
        let customer = text(&post("/customers", &json!({ "name": "Benchmark" }))?, "/id")?;
        let case = post(
            "/cases",
            &json!({ "customer": customer, "subject": "Benchmark" }),
        )?;
        let requests = format!("/cases/{}/upload-requests", text(&case, "/id")?);
        let new = json!({ "note": "Benchmark", "ttl_seconds": 86_400, "max_files": 1000, "max_bytes": 1_u64 << 40 });
        let url = text(&post(&requests, &new)?, "/link")?;
        let secret = url.rsplit('/').next().unwrap_or_default().to_owned();
        Ok(Link { url, secret })
    }

    /// A PUT of the plainest kind through a link.
    pub fn upload(&self, link: &Link, name: &str, body: Body, http: Http) -> Request {
        Request::get(format!("{}/{name}", link.url))
            .body(body)
            .keep()
            .http(http)
    }

    /// Waits until a version is inspected. Returns it, and the seconds that it took.
    ///
    /// # Errors
    /// When it could not be inspected, or not within half an hour.
    pub fn inspected(&self, version: &str) -> Result<(Value, f64), String> {
        let start = Instant::now();
        loop {
            let view = self.json(self.request(Who::Agent, &format!("/versions/{version}")))?;
            match view["state"].as_str() {
                Some("ready") => return Ok((view, start.elapsed().as_secs_f64())),
                Some("inspecting" | "receiving") => {}
                other => return Err(format!("the version is {other:?} instead of ready")),
            }
            if start.elapsed() > Duration::from_secs(1800) {
                return Err("the inspection takes more than half an hour".to_owned());
            }
            std::thread::sleep(POLL);
        }
    }

    /// Takes a version back as its sender, which frees its disk.
    ///
    /// # Errors
    /// When that is refused.
    pub fn withdraw(&self, link: &Link, version: &str) -> Result<(), String> {
        let request = Request::get(format!(
            "{}/api/v1/versions/{version}/withdrawals",
            self.base
        ))
        .header(format!("Coffer-Link: {}", link.secret))
        .body(Body::Json("{}".to_owned()))
        .keep();
        self.curl.one(request).map(drop)
    }

    /// Drops what the system keeps of the deployment's files in memory.
    ///
    /// # Errors
    /// When the tools for it fail.
    pub fn forget(&self) -> Result<(), String> {
        let data = self.data.display().to_string();
        // Only what is on the disk can be dropped.
        show_nothing("sync", &["-f", &data])?;
        let drop = [
            "-type",
            "f",
            "-exec",
            "dd",
            "if={}",
            "iflag=nocache",
            "count=0",
            "status=none",
            ";",
        ];
        show_nothing("find", &[&[data.as_str()], &drop[..]].concat())
    }
}

/// The version that an upload's answer names.
pub fn version(answer: &Answer) -> Result<String, String> {
    let text = answer.text();
    let version = text
        .split_whitespace()
        .find(|word| word.starts_with("ver_"));
    version
        .map(str::to_owned)
        .ok_or_else(|| format!("the answer names no version: {text}"))
}

/// A text in JSON.
pub fn text(value: &Value, pointer: &str) -> Result<String, String> {
    let text = value.pointer(pointer).and_then(Value::as_str);
    text.map(str::to_owned)
        .ok_or_else(|| format!("an answer has no {pointer}"))
}

fn show_nothing(program: &str, arguments: &[&str]) -> Result<(), String> {
    if works(program, arguments) {
        Ok(())
    } else {
        show(command(program, arguments))
    }
}
