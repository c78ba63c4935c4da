//! Checking receipts and proofs as an outsider does: with the public key and nothing else.

use coffer_ledger::{NoteKey, NoteVerifier};
use coffer_seal::VerifyingKey;
use coffer_tests::{Client, World, run, samples};

/// The key of a deployment's ledger, from what it publishes.
pub struct Published {
    key: NoteKey,
    verifying: VerifyingKey,
}

impl Published {
    /// Asks the server for it, as anybody who holds a link may.
    pub async fn by(client: &Client) -> Self {
        let checkpoint: coffer_api::LedgerCheckpoint =
            client.get("/ledger/checkpoint").await.read();
        let key: NoteKey = checkpoint.key.parse().expect("a published key");
        let verifying = VerifyingKey::from_bytes(key.public_key()).expect("an Ed25519 key");
        Self { key, verifying }
    }
}

impl NoteVerifier for Published {
    fn name(&self) -> &str {
        self.key.name()
    }

    fn key_id(&self) -> u32 {
        self.key.key_id()
    }

    fn verify(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.verifying.verify(message, signature).is_ok()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_line_waits_for_the_receipt_of_what_it_sent() {
    let world = World::new("receipt by command").await;
    let ana = world.agent("ana").await;
    let case = ana
        .open_case("Northwind", ("Petra", "petra@northwind.example"), "Slow")
        .await;
    let contact = ana.ask_for_files(&case, "The log").await;
    let base = world.anyone().base().replace("coffer.test", "localhost");
    let (log, receipts) = (world.place("server.log"), world.place("receipts"));
    std::fs::write(&log, samples::log()).expect("a file to send");
    let mut arguments: Vec<std::ffi::OsString> = vec!["put".into(), log.clone().into()];
    arguments.extend([
        "--link".into(),
        format!("{base}/u/{}", contact.secret).into(),
    ]);
    arguments.extend(["--ca".into(), world.certificate().into()]);
    arguments.extend(["--receipts".into(), receipts.clone().into()]);
    // It is asked for at once, while the server still inspects.
    let said = tokio::task::spawn_blocking(move || {
        run(&arguments
            .iter()
            .map(std::ffi::OsString::as_os_str)
            .collect::<Vec<_>>())
    })
    .await
    .expect("the command ends well");
    assert!(said.contains("receipt "), "{said}");
    let saved = std::fs::read_dir(&receipts)
        .expect("the folder of the receipts")
        .next()
        .expect("a receipt")
        .expect("a file")
        .path();
    let checkpoint: coffer_api::LedgerCheckpoint = contact.get("/ledger/checkpoint").await.read();
    let text = std::fs::read_to_string(saved).expect("the receipt");
    let checked = coffer_client::check_receipt(&text, &checkpoint.key, None);
    assert!(checked.is_ok(), "{checked:?}");
    world.finish().await;
}
