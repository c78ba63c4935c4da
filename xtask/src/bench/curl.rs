//! `curl` as the one client of all servers.
//!
//! What it is to do stands in a file for its owner only, because tokens and links are no command-line arguments. Times
//! are curl's own, so that starting it is not measured.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use crate::run::command;

/// What curl says about each transfer.
const SAY: &str =
    r"%{http_code} %{time_total} %{size_upload} %{size_download} %{num_connects} %{http_version}\n";
/// The longest that one transfer may take, in seconds.
const LONGEST: u32 = 3600;

/// The version of HTTP that is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Http {
    /// HTTP/1.1.
    One,
    /// HTTP/2, which curl takes by itself where it is offered.
    Two,
}

impl Http {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::One => "HTTP/1.1",
            Self::Two => "HTTP/2",
        }
    }

    fn said(self) -> &'static str {
        match self {
            Self::One => "1.1",
            Self::Two => "2",
        }
    }
}

/// What is sent along.
#[derive(Debug, Clone)]
pub enum Body {
    /// Nothing.
    None,
    /// JSON, by POST.
    Json(String),
    /// A file, by PUT.
    File(PathBuf),
    /// Standard input of unknown length, by PUT.
    Input,
}

/// One transfer.
#[derive(Debug, Clone)]
pub struct Request {
    /// Where.
    pub url: String,
    /// Header lines.
    pub headers: Vec<String>,
    /// What is sent.
    pub body: Body,
    /// Whether the answer's body is wanted.
    pub keep: bool,
    /// The version spoken.
    pub http: Http,
}

impl Request {
    /// A GET whose answer is thrown away.
    pub fn get(url: String) -> Self {
        Self {
            url,
            headers: Vec::new(),
            body: Body::None,
            keep: false,
            http: Http::Two,
        }
    }

    /// With a header line.
    pub fn header(mut self, line: String) -> Self {
        self.headers.push(line);
        self
    }

    /// With a body.
    pub fn body(self, body: Body) -> Self {
        Self { body, ..self }
    }

    /// With its answer kept.
    pub fn keep(self) -> Self {
        Self { keep: true, ..self }
    }

    /// Over this version of HTTP.
    pub fn http(self, http: Http) -> Self {
        Self { http, ..self }
    }
}

/// What came of a transfer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// From the first thing done for it to its last byte, a new connection included, in seconds.
    pub seconds: f64,
    /// Bytes sent.
    pub sent: u64,
    /// Bytes received.
    pub received: u64,
    /// New connections that it took.
    pub connections: u32,
    /// The body, where it was wanted.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A client that trusts one certificate.
#[derive(Debug, Clone)]
pub struct Curl {
    /// Where it keeps its files.
    dir: PathBuf,
    /// The server's certificate.
    certificate: PathBuf,
}

impl Curl {
    /// A client with its files in a folder of its own.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn new(dir: PathBuf, certificate: PathBuf) -> Result<Self, String> {
        std::fs::create_dir_all(&dir).map_err(|error| format!("{}: {error}", dir.display()))?;
        Ok(Self { dir, certificate })
    }

    /// Makes transfers one after the other, over one connection where the server keeps it.
    ///
    /// # Errors
    /// When one does not end with a status of success.
    pub fn run(&self, requests: &[Request]) -> Result<Vec<Answer>, String> {
        let mut command = self.command(requests)?;
        let output = command.output().map_err(|error| format!("curl: {error}"))?;
        self.answers(requests, &output)
    }

    /// Makes one transfer.
    ///
    /// # Errors
    /// When it does not end with a status of success.
    pub fn one(&self, request: Request) -> Result<Answer, String> {
        let mut answers = self.run(&[request])?;
        answers.pop().ok_or_else(|| "curl says nothing".to_owned())
    }

    /// Starts a transfer whose input and output are pipes.
    ///
    /// # Errors
    /// When curl cannot be started.
    pub fn start(&self, request: &Request) -> Result<Child, String> {
        let mut command = self.command(std::slice::from_ref(request))?;
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command.spawn().map_err(|error| format!("curl: {error}"))
    }

    /// The end of a transfer that was started.
    ///
    /// # Errors
    /// When it does not end with a status of success.
    pub fn finish(&self, request: &Request, child: Child) -> Result<Answer, String> {
        let output = child
            .wait_with_output()
            .map_err(|error| format!("curl: {error}"))?;
        let mut answers = self.answers(std::slice::from_ref(request), &output)?;
        answers.pop().ok_or_else(|| "curl says nothing".to_owned())
    }

    /// A GET whose body comes through the pipe of standard output as it arrives.
    ///
    /// # Errors
    /// When curl cannot be started.
    pub fn stream(&self, request: &Request) -> Result<Child, String> {
        let mut config = self.config(std::slice::from_ref(request));
        // The body instead of what curl says about it, at once, and no success without success.
        config.retain(|line| !line.starts_with("write-out") && !line.starts_with("output"));
        config.extend(["no-buffer".to_owned(), "fail".to_owned()]);
        let mut command = self.with(&config)?;
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit());
        command.spawn().map_err(|error| format!("curl: {error}"))
    }

    fn command(&self, requests: &[Request]) -> Result<Command, String> {
        let mut command = self.with(&self.config(requests))?;
        command.stdin(Stdio::null());
        Ok(command)
    }

    fn with(&self, config: &[String]) -> Result<Command, String> {
        let path = self.dir.join("curl.conf");
        let failed = |error: std::io::Error| format!("{}: {error}", path.display());
        let mut file = OpenOptions::new();
        let mut file = file
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&path)
            .map_err(failed)?;
        file.write_all(config.join("\n").as_bytes())
            .map_err(failed)?;
        let path = path.display().to_string();
        // Neither the person's own settings nor a proxy.
        Ok(command(
            "curl",
            &["--disable", "--noproxy", "*", "--config", &path],
        ))
    }

    fn config(&self, requests: &[Request]) -> Vec<String> {
        let mut lines = Vec::new();
        for (at, request) in requests.iter().enumerate() {
            if at > 0 {
                lines.push("next".to_owned());
            }
            lines.extend(["silent", "show-error"].map(str::to_owned));
            lines.push(format!("max-time = {LONGEST}"));
            lines.push(said("cacert", &self.certificate.display().to_string()));
            lines.push(format!("write-out = \"{SAY}\""));
            lines.push(match request.http {
                Http::One => "http1.1".to_owned(),
                Http::Two => "http2".to_owned(),
            });
            lines.push(said("url", &request.url));
            lines.extend(request.headers.iter().map(|line| said("header", line)));
            match &request.body {
                Body::None => {}
                Body::Json(text) => {
                    lines.push(said("header", "Content-Type: application/json"));
                    lines.push(said("data-raw", text));
                }
                Body::File(path) => lines.push(said("upload-file", &path.display().to_string())),
                Body::Input => lines.push(said("upload-file", "-")),
            }
            let output = if request.keep {
                self.kept(at)
            } else {
                "/dev/null".into()
            };
            lines.push(said("output", &output.display().to_string()));
        }
        lines
    }

    fn kept(&self, at: usize) -> PathBuf {
        self.dir.join(format!("body-{at}"))
    }

    fn answers(&self, requests: &[Request], output: &Output) -> Result<Vec<Answer>, String> {
        let problems = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut answers = Vec::new();
        for (at, request) in requests.iter().enumerate() {
            let line = text.lines().nth(at).unwrap_or_default();
            let (mut answer, http) =
                parse(line).ok_or_else(|| format!("curl says {line:?}: {problems}"))?;
            if request.keep {
                answer.body = std::fs::read(self.kept(at)).unwrap_or_default();
                let _ = std::fs::remove_file(self.kept(at));
            }
            if !(200..300).contains(&answer.status) {
                let said: String = answer.text().chars().take(500).collect();
                return Err(format!(
                    "a request was answered with {}: {said} {problems}",
                    answer.status
                ));
            }
            if http != request.http.said() {
                return Err(format!(
                    "the server spoke HTTP/{http} instead of {}",
                    request.http.name()
                ));
            }
            answers.push(answer);
        }
        if output.status.success() {
            Ok(answers)
        } else {
            Err(format!("curl: {problems}"))
        }
    }
}

/// One setting of curl's configuration file.
fn said(key: &str, value: &str) -> String {
    let mut out = format!("{key} = \"");
    for c in value.chars() {
        match c {
            '"' | '\\' => {
                let _ = write!(out, "\\{c}");
            }
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// One line of [`SAY`], with the version of HTTP that was spoken.
fn parse(line: &str) -> Option<(Answer, &str)> {
    let mut words = line.split_whitespace();
    let answer = Answer {
        status: words.next()?.parse().ok()?,
        seconds: words.next()?.parse().ok()?,
        sent: words.next()?.parse().ok()?,
        received: words.next()?.parse().ok()?,
        connections: words.next()?.parse().ok()?,
        body: Vec::new(),
    };
    Some((answer, words.next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curl() -> Curl {
        Curl {
            dir: "/d".into(),
            certificate: "/d/c.pem".into(),
        }
    }

    #[test]
    fn values_cannot_leave_their_quotes() {
        assert_eq!(
            said("data-raw", "{\"a\":\"b\\c\"}"),
            r#"data-raw = "{\"a\":\"b\\c\"}""#
        );
        let hostile = said("header", "x\"\nurl = \"https://elsewhere.example");
        assert!(!hostile.contains('\n'));
    }

    #[test]
    fn every_request_says_everything_again() {
        let requests = [
            Request::get("https://h/1".to_owned()).http(Http::One),
            Request::get("https://h/2".to_owned())
                .body(Body::Input)
                .keep(),
        ];
        let config = curl().config(&requests);
        let parts: Vec<_> = config.split(|line| line == "next").collect();
        assert_eq!(parts.len(), 2);
        for part in &parts {
            assert!(part.iter().any(|line| line.starts_with("cacert")));
        }
        assert!(
            parts[0].contains(&"http1.1".to_owned())
                && parts[0].contains(&"output = \"/dev/null\"".to_owned())
        );
        assert!(parts[1].contains(&"upload-file = \"-\"".to_owned()));
    }

    #[test]
    fn what_curl_says_is_read_strictly() {
        let (answer, http) = parse("201 1.500000 1073741824 90 1 1.1").unwrap();
        assert_eq!(
            (answer.status, answer.sent, answer.connections, http),
            (201, 1 << 30, 1, "1.1")
        );
        for wrong in ["", "201", "201 x 1 1 1 2", "99999 1 1 1 1 2", "200 1 1 1 1"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
