//! The real program as a process of its own, to be killed.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// The program, built if it has to be. `COFFER_BIN` names another one.
///
/// # Panics
/// When it cannot be built.
#[must_use]
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        #[expect(clippy::disallowed_methods, reason = "the one place outside the program where the environment is read: which program to test")]
        if let Ok(path) = std::env::var("COFFER_BIN") {
            return path.into();
        }
        let mut build = Command::new(env!("CARGO"));
        build
            // With the features of the whole workspace, as it was built for this test.
            .args(["build", "--workspace", "--bins"])
            .current_dir(env!("CARGO_MANIFEST_DIR"));
        let built = build.status().expect("cargo starts");
        assert!(built.success(), "the program builds");
        // This test is target/<profile>/deps/<name>; the program lies beside that folder.
        let here = std::env::current_exe().expect("the path of this test");
        let folder = here
            .parent()
            .and_then(Path::parent)
            .expect("a folder of the profile");
        let debug = folder
            .parent()
            .expect("a target folder")
            .join("debug/coffer");
        assert!(debug.is_file(), "{} was built", debug.display());
        debug
    })
}

/// A server process.
pub struct Running {
    child: Child,
    /// Where it listens: `https://127.0.0.1:port`.
    pub base: String,
}

impl Running {
    /// A loopback port that is free at the moment.
    #[must_use]
    pub fn free_port() -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
        listener.local_addr().expect("a bound address").port()
    }

    /// Starts the server of a data directory made by `coffer init`, and waits until it answers.
    #[must_use]
    pub fn serve(data: &Path, port: u16) -> Self {
        let mut command = Command::new(binary());
        command
            .arg("serve")
            .arg("--data")
            .arg(data)
            .env("COFFER_LOG", "warn");
        let child = command
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut running = Self {
            child,
            base: format!("https://127.0.0.1:{port}"),
        };
        let until = Instant::now() + Duration::from_secs(60);
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            if let Some(status) = running.child.try_wait().expect("the server can be asked") {
                panic!("the server ended with {status}: {}", running.said());
            }
            assert!(Instant::now() < until, "the server listens within a minute");
            std::thread::sleep(Duration::from_millis(20));
        }
        running
    }

    /// Its process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Kills it, as a loss of power would.
    pub fn kill(mut self) {
        self.child.kill().expect("the server can be killed");
        self.child.wait().expect("the server ends");
    }

    fn said(&mut self) -> String {
        let mut text = String::new();
        if let Some(stderr) = self.child.stderr.take() {
            let _ = BufReader::new(stderr).read_to_string(&mut text);
        }
        text
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs the program to its end and gives its standard output.
///
/// # Panics
/// When it fails.
#[must_use]
pub fn run(arguments: &[&std::ffi::OsStr]) -> String {
    let output = Command::new(binary())
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("the program starts");
    let errors = output
        .stderr
        .lines()
        .map_while(Result::ok)
        .collect::<Vec<_>>()
        .join("\n");
    assert!(
        output.status.success(),
        "{arguments:?} ended with {}: {errors}",
        output.status
    );
    String::from_utf8(output.stdout).expect("output in UTF-8")
}
