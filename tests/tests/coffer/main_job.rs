//! The main job, from the request to the erasure, with nothing but HTTP.

use coffer_api as api;
use coffer_ledger::Receipt;
use coffer_tests::{Case, Client, Contact, Credential, Person, World, samples};
use reqwest::Method;
use serde_json::json;

use crate::backup::restored_beside;
use crate::receipts::Published;

/// The words of a story: what people type, and what the files hold.
pub struct Words {
    pub customer: &'static str,
    pub contact: (&'static str, &'static str),
    pub subject: &'static str,
    pub note: &'static str,
    pub file: &'static str,
    pub log: String,
    pub reason: &'static str,
    pub answer: &'static str,
    pub answer_note: &'static str,
}

impl Words {
    /// Ordinary ones.
    pub fn ordinary() -> Self {
        Self {
            customer: "Northwind Traders",
            contact: ("Petra Lindqvist", "petra@northwind.example"),
            subject: "Payments are refused since Friday",
            note: "Please send the log of the payment service.",
            file: "logs/payment.log",
            log: samples::log(),
            reason: "The acquirer asks for the first digits",
            answer: "retries: 2\ntimeout_ms: 800\n",
            answer_note: "Two retries and a shorter time-out.",
        }
    }
}

/// What a story leaves behind.
pub struct Told {
    pub ana: Person,
    pub lead: Person,
    pub case: Case,
    pub contact: Contact,
    pub version: String,
    pub answer: String,
}

/// Steps 1 to 7: ask, send, inspect, read, unmask, answer, send back.
pub async fn tell(world: &World, words: &Words) -> Told {
    let mut ana = world.agent("ana").await;
    let lead = world.lead("lena").await;

    // 1. The agent opens a case and asks.
    let case = ana
        .open_case(words.customer, words.contact, words.subject)
        .await;
    let contact = ana.ask_for_files(&case, words.note).await;
    let view = contact.view().await;
    assert_eq!(
        (view.note.as_str(), view.case_number),
        (words.note, case.number)
    );
    assert_eq!(view.agent, "ana");

    // 2. The contact sends over a connection that breaks, and keeps a receipt.
    let version = send_in_two_parts(&contact, words).await;
    check_receipt(&contact, &version, words).await;

    // 3. What arrived is inspected before anybody sees it.
    let seen = ana.inspected(&version).await;
    assert_eq!(seen.version.state, "ready", "{seen:?}");
    assert_eq!(seen.name, words.file);
    let classes: Vec<_> = seen
        .version
        .findings
        .iter()
        .map(|count| count.class.as_str())
        .collect();
    assert!(
        classes.contains(&"financial") && classes.contains(&"credential"),
        "{classes:?}"
    );
    let list: api::Page<api::File> = ana.get(&format!("/cases/{}/files", case.id)).await.read();
    assert_eq!(list.items.len(), 1);

    // 4. The agent reads it masked, and searches.
    let token = read_masked(&ana, &version).await;

    // 5. One value is unmasked, with a reason.
    let path = format!("/versions/{version}/unmaskings");
    ana.post(&path, json!({ "span": token.no, "reason": "  " }))
        .await
        .expect(400);
    let value: api::Unmasking = ana
        .post(&path, json!({ "span": token.no, "reason": words.reason }))
        .await
        .read();
    assert_eq!(value.value, samples::CARD);

    // 6. The original, and an answer beside it.
    let original = ana.download(&version).await;
    assert_eq!(original.expect(200).body, words.log.as_bytes());
    let range = ana
        .send(
            ana.api(Method::GET, &format!("/versions/{version}/content"))
                .header("range", "bytes=5-14"),
        )
        .await;
    assert_eq!(range.expect(206).body, &words.log.as_bytes()[5..15]);
    let answer = ana
        .upload(
            "answer.yaml",
            &[("case", &case.id)],
            words.answer.as_bytes(),
        )
        .await;
    let answer_view = ana.inspected(&answer).await;
    assert_eq!(
        (
            answer_view.version.state.as_str(),
            answer_view.version.number
        ),
        ("ready", 1)
    );
    let improved = [words.answer, "# checked\n"].concat();
    let second = ana
        .upload(
            "ignored",
            &[("file", &answer_view.file)],
            improved.as_bytes(),
        )
        .await;
    let second_view = ana.inspected(&second).await;
    assert_eq!(
        (second_view.version.number, second_view.name.as_str()),
        (2, "answer.yaml")
    );
    assert_eq!(
        ana.download(&answer).await.expect(200).body,
        words.answer.as_bytes(),
        "a version never changes"
    );

    // 7. It goes to a contact of the customer, who proves with a mailed code.
    send_back(world, &mut ana, &case, &second, words, improved.as_bytes()).await;

    Told {
        ana,
        lead,
        case,
        contact,
        version,
        answer: second,
    }
}

async fn send_in_two_parts(contact: &Contact, words: &Words) -> String {
    let log = words.log.as_bytes();
    let begun = contact
        .tus_create(log.len() as u64, &[("filename", words.file)])
        .await;
    let location = begun.expect(201).header("location").to_owned();
    let half = log.len() / 2;
    contact
        .tus_patch(&location, 0, log[..half].to_vec())
        .await
        .expect(204);
    let standing = contact.tus_head(&location).await;
    assert_eq!(
        standing.expect(200).header("upload-offset"),
        half.to_string()
    );
    let done = contact
        .tus_patch(&location, half as u64, log[half..].to_vec())
        .await;
    done.expect(204).header("coffer-version").to_owned()
}

async fn check_receipt(contact: &Contact, version: &str, words: &Words) {
    let text = contact.receipt(version).await;
    let key = Published::by(contact).await;
    let verified = Receipt::verify(&text, &key, None).expect("a receipt that verifies offline");
    let digest = coffer_seal::sha256(words.log.as_bytes());
    assert!(verified.is_of_content(&digest, words.log.len() as u64));
    assert!(verified.is_of_name(words.file));
    let digits = data_encoding::HEXLOWER.encode(&digest);
    let forged = text.replace(&digits, &"0".repeat(64));
    assert_ne!(forged, text);
    assert!(Receipt::verify(&forged, &key, None).is_err());
}

/// Nothing sensitive is in the view, equal values have equal tokens, and the search sees what the reader sees.
async fn read_masked(ana: &Person, version: &str) -> api::Span {
    let lines: api::Lines = ana
        .get(&format!("/versions/{version}/lines?from=1&count=200"))
        .await
        .read();
    let text: Vec<String> = ana.masked_lines(version).await;
    let whole = text.join("\n");
    for secret in [
        samples::CARD,
        samples::IBAN,
        samples::EMAIL,
        &samples::access_key(),
    ] {
        assert!(!whole.contains(secret), "{secret} is masked in:\n{whole}");
    }
    assert!(
        whole.contains("payment refused card="),
        "the rest stays readable:\n{whole}"
    );
    let cards: Vec<_> = lines
        .lines
        .iter()
        .filter(|line| {
            text[usize::try_from(line.n).expect("the number of a line") - 1].contains("card=")
        })
        .flat_map(|line| line.pieces.iter().filter(|piece| piece.span.is_some()))
        .collect();
    assert_eq!(cards.len(), 2, "{whole}");
    assert_eq!(
        cards[0].text, cards[1].text,
        "the same card has the same token"
    );
    for (pattern, hits) in [("payment refused", 1), (samples::CARD, 0)] {
        let answer = ana
            .post(
                &format!("/versions/{version}/search"),
                json!({ "pattern": pattern }),
            )
            .await;
        let events: Vec<serde_json::Value> = answer
            .text()
            .lines()
            .map(|line| serde_json::from_str(line).expect("an event in JSON"))
            .collect();
        let done = events
            .last()
            .and_then(|event| event.get("done"))
            .unwrap_or_else(|| panic!("{events:?}"));
        assert_eq!(done["hits"], hits, "{pattern}");
    }
    cards[0].span.clone().expect("a masked span")
}

async fn send_back(
    world: &World,
    ana: &mut Person,
    case: &Case,
    version: &str,
    words: &Words,
    bytes: &[u8],
) {
    let path = format!("/cases/{}/send-links", case.id);
    let new = |email: &str| {
        json!({ "versions": [version], "email": email, "mode": "email_code", "note": words.answer_note,
                "ttl_seconds": 86_400, "max_takes": 1 })
    };
    let stranger = ana.post(&path, new("somebody@elsewhere.example")).await;
    assert_eq!(
        stranger.code(),
        "invalid",
        "the recipient must be a contact of the customer"
    );
    let made: api::SendLink = ana.post(&path, new(words.contact.1)).await.read();
    let kim = world.customer(&made.link.expect("the link of a new send link"));
    let view: api::SendLinkView = kim.post("/links/send", json!({})).await.read();
    assert_eq!(view.files, 1);
    assert!(!view.email_hint.contains(words.contact.1));
    let item = format!("/links/send/items/{version}");
    assert!(
        kim.get(&item).await.status >= 400,
        "the link alone opens nothing"
    );
    kim.post("/links/send/codes", json!({})).await.expect(204);
    let code = world
        .letters
        .code_for(words.contact.1)
        .expect("a mailed code");
    let wrong = if code == "000000" { "000001" } else { "000000" };
    kim.post("/links/send/proof", json!({ "proof": wrong }))
        .await
        .expect(401);
    let contents: api::SendContents = kim
        .post("/links/send/proof", json!({ "proof": code }))
        .await
        .read();
    assert_eq!(
        (contents.note.as_str(), contents.files.len()),
        (words.answer_note, 1)
    );
    let take = kim.with(Credential::Take(kim.secret.clone(), contents.session));
    // Whatever part is asked for first is a take; the rest of it costs no other.
    let range =
        |range: &'static str| take.send(take.api(Method::GET, &item).header("range", range));
    assert_eq!(range("bytes=7-").await.expect(206).body, &bytes[7..]);
    assert_eq!(
        take.get(&item).await.reason(),
        "link-used",
        "one take was allowed"
    );
    assert_eq!(range("bytes=3-").await.expect(206).body, &bytes[3..]);
}

/// 8. Everybody else stays outside.
async fn others_stay_outside(world: &World, told: &Told) {
    let path = format!("/versions/{}/lines", told.version);
    let uma = world.untrained("uma").await;
    // The case is hers, and she still reads nothing of it.
    told.lead
        .post(
            &format!("/cases/{}/members", told.case.id),
            json!({ "user": uma.id }),
        )
        .await
        .expect(201);
    for (person, reason) in [
        (world.engineer("bo").await, "outside-department"),
        (world.hr("hana").await, "outside-department"),
        (uma, "training-missing"),
        (world.agent("otto").await, "not-a-member"),
    ] {
        let from = world.ledger_size().await;
        let answer = person.get(&path).await;
        assert!(
            answer.status == 403 || answer.status == 404,
            "{} {answer:?}",
            person.name
        );
        let entries = world.entries_from(from).await;
        let denied = entries.iter().any(|(_, entry)| {
            entry["actor"] == *person.id && entry["decision"] == "deny" && entry["reason"] == reason
        });
        assert!(
            denied,
            "{} is refused for {reason}: {entries:?}",
            person.name
        );
    }
}

/// 9. All of it is on record, and the record verifies.
async fn it_is_on_record(world: &World, told: &Told) {
    let entries = world.entries().await;
    for action in [
        "case.create",
        "request.create",
        "request.open",
        "upload.create",
        "upload.append",
        "version.received",
        "file.inspect",
        "receipt.read",
        "file.view_masked",
        "file.search",
        "span.unmask",
        "file.download",
        "file.put",
        "file.modify",
        "send.create",
        "send.open",
        "send.take",
    ] {
        assert!(
            entries.iter().any(|(_, entry)| entry["action"] == action),
            "{action} is recorded"
        );
    }
    let auditor = world.auditor("ada").await;
    let report: api::LedgerVerification = auditor
        .post("/ledger/verifications", json!({}))
        .await
        .read();
    assert!(report.ok, "{:?}", report.faults);
    let (index, _) = *entries
        .iter()
        .find(|(_, entry)| entry["action"] == "span.unmask")
        .expect("the unmasking");
    let proof: api::LedgerProof = auditor
        .get(&format!("/ledger/entries/{index}/proof"))
        .await
        .read();
    prove(&auditor, &proof).await;
    let activity: api::Page<api::LedgerEntry> = told
        .ana
        .get(&format!("/cases/{}/activity", told.case.id))
        .await
        .read();
    assert!(activity.items.len() > 10);
}

async fn prove(auditor: &Client, proof: &api::LedgerProof) {
    use base64::Engine as _;
    let decode = |text: &str| {
        base64::engine::general_purpose::STANDARD
            .decode(text)
            .expect("base64")
    };
    let key = Published::by(auditor).await;
    let signed = coffer_ledger::SignedCheckpoint::parse(&proof.checkpoint).expect("a signed note");
    let checkpoint = signed.verify(&key).expect("a genuine checkpoint");
    let path: Vec<coffer_ledger::Hash> = proof
        .proof
        .iter()
        .map(|hash| decode(hash).try_into().expect("32 bytes"))
        .collect();
    let leaf = coffer_ledger::leaf_hash(&decode(&proof.entry));
    coffer_ledger::verify_inclusion(&leaf, proof.index, checkpoint.size, &path, &checkpoint.root)
        .expect("the entry is in the tree");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_request_to_the_erasure() {
    let world = World::new("main job").await;
    let words = Words::ordinary();
    let told = tell(&world, &words).await;
    others_stay_outside(&world, &told).await;
    it_is_on_record(&world, &told).await;

    // 10. The machine burns; the backup comes back somewhere else, byte for byte. Then the case ends.
    let backup = world.place("backup");
    let snapshot = world
        .vault()
        .backup()
        .now(&world.console(), &backup)
        .await
        .expect("a snapshot");
    assert!(snapshot.objects > 0);
    let mut elsewhere = restored_beside(&world, &backup, None, "restored").await;
    elsewhere.start().await;
    let there = told.ana.elsewhere(&elsewhere.anyone());
    assert_eq!(
        there.download(&told.version).await.expect(200).body,
        words.log.as_bytes()
    );
    elsewhere.finish().await;

    told.ana
        .post(&format!("/cases/{}/closures", told.case.id), json!({}))
        .await
        .expect(201);
    let refused = told
        .ana
        .get(&format!("/versions/{}/lines", told.version))
        .await;
    assert_eq!(refused.reason(), "case-closed");
    world.wait(31 * 86_400);
    let mut lead = told.lead.clone();
    lead.sign_in_again().await;
    lead.shredded(&told.case.id).await;
    let certificate: api::Certificate = lead
        .get(&format!("/cases/{}/certificate", told.case.id))
        .await
        .read();
    let statement: serde_json::Value =
        serde_json::from_str(&certificate.statement).expect("a statement in JSON");
    assert_eq!(statement["case"], told.case.id, "{statement}");
    assert!(
        lead.get(&format!("/versions/{}/lines", told.version))
            .await
            .status
            >= 400
    );
    world.finish().await;
}
