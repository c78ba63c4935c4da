//! nginx beside it: plain files, by PUT and GET, over the same TLS.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::curl::{Body, Curl, Http, Request};
use super::process::Running;
use crate::run::{command, take, works};

/// How long it may take until it serves.
const START: Duration = Duration::from_secs(10);

/// A running nginx, gone when dropped.
pub struct Nginx {
    server: Running,
    /// A client that trusts it.
    pub curl: Curl,
    port: u16,
    files: PathBuf,
}

impl Nginx {
    /// Starts one in a folder of its own.
    ///
    /// # Errors
    /// When it is not installed or does not come to serve.
    pub fn start(dir: &Path) -> Result<Self, String> {
        if !works("nginx", &["-v"]) {
            return Err("nginx is missing: on Debian, apt-get install nginx-light".to_owned());
        }
        let dir = dir.join("nginx");
        let files = dir.join("files");
        std::fs::create_dir_all(&files).map_err(|error| format!("{}: {error}", files.display()))?;
        let (certificate, key) = (dir.join("certificate.pem"), dir.join("key.pem"));
        make_certificate(&certificate, &key)?;
        let port = free_port()?;
        let config = dir.join("nginx.conf");
        let root = take(command("id", &["-u"])).is_ok_and(|id| id.trim() == "0");
        std::fs::write(&config, text(&dir, port, root))
            .map_err(|error| format!("{}: {error}", config.display()))?;
        let mut command = Command::new("nginx");
        command
            .arg("-p")
            .arg(&dir)
            .arg("-c")
            .arg(&config)
            .arg("-e")
            .arg(dir.join("error.log"));
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut nginx = Self {
            server: Running::start(command)?,
            curl: Curl::new(dir.join("client"), certificate)?,
            port,
            files,
        };
        let until = Instant::now() + START;
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            if Instant::now() > until || !nginx.server.alive() {
                let said = std::fs::read_to_string(dir.join("error.log")).unwrap_or_default();
                return Err(format!("nginx does not serve: {said}"));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(nginx)
    }

    /// The id of the master's process; the workers are its children.
    pub fn pid(&self) -> u32 {
        self.server.pid()
    }

    /// Where a file is served.
    pub fn url(&self, name: &str) -> String {
        format!("https://127.0.0.1:{}/{name}", self.port)
    }

    /// Where a file is stored.
    pub fn file(&self, name: &str) -> PathBuf {
        self.files.join(name)
    }

    /// A PUT of a file.
    pub fn upload(&self, name: &str, file: &Path, http: Http) -> Request {
        Request::get(self.url(name))
            .body(Body::File(file.to_owned()))
            .http(http)
    }
}

/// As Debian sets it up, with uploads of any size; bodies are received on the disk that they stay on.
fn text(dir: &Path, port: u16, root: bool) -> String {
    let dir = dir.display();
    // Workers under another account could not write here.
    let user = if root { "user root;" } else { "" };
    format!(
        "{user}
daemon off;
worker_processes auto;
pid {dir}/nginx.pid;
events {{ worker_connections 768; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  default_type application/octet-stream;
  ssl_certificate {dir}/certificate.pem;
  ssl_certificate_key {dir}/key.pem;
  ssl_protocols TLSv1.3;
  client_max_body_size 0;
  client_body_buffer_size 1m;
  client_body_temp_path {dir}/body;
  proxy_temp_path {dir}/proxy;
  fastcgi_temp_path {dir}/fastcgi;
  uwsgi_temp_path {dir}/uwsgi;
  scgi_temp_path {dir}/scgi;
  server {{
    listen 127.0.0.1:{port} ssl http2;
    root {dir}/files;
    location / {{ dav_methods PUT; }}
  }}
}}
"
    )
}

/// A self-signed certificate with a key of the kind that coffer makes: ECDSA on P-256.
fn make_certificate(certificate: &Path, key: &Path) -> Result<(), String> {
    let (certificate, key) = (certificate.display().to_string(), key.display().to_string());
    let arguments = [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=IP:127.0.0.1",
        "-keyout",
        &key,
        "-out",
        &certificate,
    ];
    if works("openssl", &arguments) {
        Ok(())
    } else {
        Err("openssl made no certificate: on Debian, apt-get install openssl".to_owned())
    }
}

fn free_port() -> Result<u16, String> {
    let listener =
        TcpListener::bind(("127.0.0.1", 0)).map_err(|error| format!("no free port: {error}"))?;
    Ok(listener
        .local_addr()
        .map_err(|error| format!("no free port: {error}"))?
        .port())
}
