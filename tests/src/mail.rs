//! A mail server that keeps what it is given, so that outgoing mail crosses a real socket.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// The messages that arrived, as they were sent.
#[derive(Clone, Default)]
pub struct Letters(Arc<Mutex<Vec<String>>>);

impl Letters {
    /// Starts a server and gives where it listens.
    pub(crate) async fn serve() -> (Self, SocketAddr) {
        let letters = Self::default();
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a loopback port");
        let address = listener.local_addr().expect("a bound address");
        let kept = letters.clone();
        #[expect(
            clippy::disallowed_methods,
            reason = "it ends with the runtime of the test"
        )]
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let kept = kept.clone();
                tokio::spawn(async move {
                    // A client that goes away in the middle has sent nothing.
                    let _ = converse(stream, &kept).await;
                });
            }
        });
        (letters, address)
    }

    /// Every message so far.
    #[must_use]
    pub fn all(&self) -> Vec<String> {
        self.0
            .lock()
            .expect("no test panics while mail arrives")
            .clone()
    }

    /// The six digits in the newest message to this address.
    #[must_use]
    pub fn code_for(&self, address: &str) -> Option<String> {
        self.all()
            .iter()
            .rev()
            .find(|letter| letter.contains(address))
            .and_then(|letter| {
                letter
                    .lines()
                    .map(str::trim)
                    .find(|line| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit()))
                    .map(ToOwned::to_owned)
            })
    }
}

/// As much of RFC 5321 as a client needs.
async fn converse(stream: TcpStream, letters: &Letters) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 letters.test\r\n").await?;
    let mut envelope = String::new();
    while let Some(line) = lines.next_line().await? {
        let verb = line
            .split([' ', ':'])
            .next()
            .unwrap_or_default()
            .to_ascii_uppercase();
        let answer: &[u8] = match verb.as_str() {
            "EHLO" | "HELO" => b"250 letters.test\r\n",
            "MAIL" | "RCPT" => {
                envelope.push_str(&line);
                envelope.push('\n');
                b"250 ok\r\n"
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await?;
                let mut letter = std::mem::take(&mut envelope);
                while let Some(line) = lines.next_line().await? {
                    if line == "." {
                        break;
                    }
                    letter.push_str(line.strip_prefix('.').unwrap_or(&line));
                    letter.push('\n');
                }
                letters
                    .0
                    .lock()
                    .expect("no test panics while mail arrives")
                    .push(letter);
                b"250 kept\r\n"
            }
            "QUIT" => {
                write.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => b"250 ok\r\n",
        };
        write.write_all(answer).await?;
    }
    Ok(())
}
