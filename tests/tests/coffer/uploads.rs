//! Uploads by people, scripts and attackers: what was confirmed is there, and nothing else is.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use coffer_blob::{Fault, Op};
use coffer_tests::{Answer, Contact, Person, World, encode_metadata, samples};
use futures_util::StreamExt as _;
use reqwest::Method;
use serde_json::json;

async fn desk(seed: &str) -> (World, Person, Contact) {
    let world = World::new(seed).await;
    let ana = world.agent("ana").await;
    let case = ana
        .open_case("Northwind", ("Petra", "petra@northwind.example"), "Slow")
        .await;
    let contact = ana.ask_for_files(&case, "Logs").await;
    (world, ana, contact)
}

async fn begin(contact: &Contact, length: usize) -> String {
    contact
        .tus_create(length as u64, &[("filename", "a.log")])
        .await
        .expect(201)
        .header("location")
        .to_owned()
}

async fn offset(contact: &Contact, location: &str) -> u64 {
    contact
        .tus_head(location)
        .await
        .expect(200)
        .header("upload-offset")
        .parse()
        .expect("an offset")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_goes_on_exactly_where_it_stands() {
    let (world, ana, contact) = desk("offsets").await;
    let bytes = samples::noise(1, 200_000);
    let location = begin(&contact, bytes.len()).await;
    for wrong in [1, 100, 200_000, 200_001, u64::MAX] {
        let answer = contact.tus_patch(&location, wrong, vec![0; 10]).await;
        assert_eq!(
            (answer.code().as_str(), answer.problem()["offset"].as_u64()),
            ("offset-mismatch", Some(0)),
            "{wrong}"
        );
    }
    contact
        .tus_patch(&location, 0, bytes[..70_000].to_vec())
        .await
        .expect(204);
    // The same part again, as after an answer that was lost.
    let again = contact
        .tus_patch(&location, 0, bytes[..70_000].to_vec())
        .await;
    assert_eq!(
        (again.code().as_str(), again.problem()["offset"].as_u64()),
        ("offset-mismatch", Some(70_000))
    );
    assert_eq!(offset(&contact, &location).await, 70_000);
    contact
        .tus_patch(&location, 70_000, bytes[70_000..70_001].to_vec())
        .await
        .expect(204);
    contact
        .tus_patch(&location, 70_001, Vec::new())
        .await
        .expect(204);
    let done = contact
        .tus_patch(&location, 70_001, bytes[70_001..].to_vec())
        .await;
    let version = done.expect(204).header("coffer-version").to_owned();
    contact
        .tus_patch(&location, 200_000, Vec::new())
        .await
        .expect(204);
    assert_eq!(
        contact.tus_patch(&location, 200_000, vec![1]).await.status / 100,
        2,
        "complete is complete"
    );
    ana.inspected(&version).await;
    let lead = world.lead("lena").await;
    // Noise cannot be inspected, so a lead lets it out before it is compared.
    lead.post(&format!("/versions/{version}/approvals"), json!({}))
        .await;
    assert!(ana.download(&version).await.expect(200).body == bytes);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lying_lengths_keep_no_byte_too_many() {
    let (world, _, contact) = desk("lengths").await;
    // More than was declared.
    let location = begin(&contact, 1000).await;
    let answer = contact.tus_patch(&location, 0, vec![7; 5000]).await;
    assert_eq!(answer.code(), "too-large");
    assert!(offset(&contact, &location).await <= 1000);
    // More than any file may have, and more than the request takes.
    let request = |length: &str| {
        contact
            .api(Method::POST, "/uploads")
            .header("tus-resumable", "1.0.0")
            .header("upload-length", length)
    };
    assert_eq!(
        contact.send(request("1099511627777")).await.code(),
        "too-large"
    );
    assert_eq!(
        contact
            .send(request("99999999999999999999999"))
            .await
            .status,
        400
    );
    assert_eq!(
        contact.send(request("8589934592")).await.code(),
        "too-large",
        "beyond the quota of the request"
    );
    for malformed in ["-1", "+1", "1e3", "0x10", " ", "", "12 ", "12,12"] {
        assert_eq!(
            contact.send(request(malformed)).await.status,
            400,
            "{malformed:?}"
        );
    }
    // A deferred length, then a lie about it.
    let deferred = contact
        .api(Method::POST, "/uploads")
        .header("tus-resumable", "1.0.0")
        .header("upload-defer-length", "1");
    let location = contact
        .send(deferred)
        .await
        .expect(201)
        .header("location")
        .to_owned();
    contact
        .tus_patch(&location, 0, b"0123456789".to_vec())
        .await
        .expect(204);
    let shorter = contact
        .tus_patch_request(&location, 10)
        .header("upload-length", 5);
    assert!(contact.send(shorter).await.status >= 400);
    let right = contact
        .tus_patch_request(&location, 10)
        .header("upload-length", 12)
        .body("ab");
    contact.send(right).await.expect(204);
    let other = contact
        .tus_patch_request(&location, 12)
        .header("upload-length", 13)
        .body("c");
    assert!(contact.send(other).await.status >= 200);
    assert_eq!(offset(&contact, &location).await, 12);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cut_connection_keeps_what_arrived() {
    let (world, ana, contact) = desk("cut").await;
    let text = samples::log().repeat(4000);
    let bytes = Bytes::from(text.into_bytes());
    let location = begin(&contact, bytes.len()).await;
    let sent = bytes.slice(..3_000_000);
    let parts: Vec<Result<Bytes, std::io::Error>> = sent
        .chunks(65_536)
        .map(|part| Ok(Bytes::copy_from_slice(part)))
        .collect();
    let cut = futures_util::stream::iter(parts).chain(futures_util::stream::once(async {
        // What the server did not read before the connection breaks never arrived; no answer tells when it has.
        tokio::time::sleep(Duration::from_millis(500)).await;
        Err(std::io::Error::other("the cable was pulled"))
    }));
    let request = contact
        .tus_patch_request(&location, 0)
        .body(reqwest::Body::wrap_stream(cut));
    assert!(
        contact.try_send(request).await.is_err(),
        "nobody hears an answer"
    );
    // The server seals what it has and says how far that is.
    let mut kept = 0;
    for _ in 0..200 {
        let answer = contact.tus_head(&location).await;
        kept = answer
            .header("upload-offset")
            .parse::<u64>()
            .expect("an offset");
        if kept > 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(
        kept > 0 && kept <= sent.len() as u64,
        "{kept} of {}",
        sent.len()
    );
    let mut at = usize::try_from(kept).unwrap();
    // The first connection may still be winding up; then the server says so and nothing is lost.
    let done = loop {
        let answer = contact
            .tus_patch(&location, at as u64, bytes.slice(at..))
            .await;
        match answer.status {
            204 => break answer,
            409 => {
                tokio::time::sleep(Duration::from_millis(50)).await;
                at = usize::try_from(offset(&contact, &location).await).unwrap();
            }
            _ => panic!("{answer:?}"),
        }
    };
    let version = done.header("coffer-version").to_owned();
    ana.inspected(&version).await;
    assert!(ana.download(&version).await.expect(200).body == bytes);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_that_play_tricks_are_refused_and_never_repeated() {
    let (world, ana, contact) = desk("names").await;
    let long = "x".repeat(256);
    let deep = vec!["d"; 40].join("/");
    let tricks = [
        "../secret-trick",
        "a/../../secret-trick",
        "/etc/secret-trick",
        "./secret-trick",
        "a//secret-trick",
        "a/./secret-trick",
        "..",
        ".",
        "/",
        "C:\\secret-trick",
        "\\\\server\\secret-trick",
        "a\\..\\secret-trick",
        "secret-trick\0.log",
        "secret-trick\n.log",
        "secret-trick\u{202e}gpj.exe",
        "CON",
        "aux.txt",
        "secret-trick.",
        "secret-trick ",
        &long,
        &deep,
        "secret-trick\u{7f}",
    ];
    for trick in tricks {
        let answer = contact.tus_create(3, &[("filename", trick)]).await;
        assert_eq!(answer.code(), "invalid-name", "{trick:?}: {answer:?}");
        assert!(
            !String::from_utf8_lossy(&answer.body).contains("secret-trick"),
            "{answer:?}"
        );
    }
    let not_utf8 = format!("filename {}", STANDARD.encode([0xff, 0xfe, b'a']));
    let request = contact
        .api(Method::POST, "/uploads")
        .header("tus-resumable", "1.0.0")
        .header("upload-length", 1)
        .header("upload-metadata", not_utf8);
    assert_eq!(contact.send(request).await.code(), "invalid-name");
    // Plain uploads take the same rules; the path is decoded once and only once.
    for path in [
        "..%2fsecret-trick",
        "%2e%2e/secret-trick",
        "%252e%252e%252fsecret-trick\u{0}",
        "a%00b",
    ] {
        let request = world
            .anyone()
            .raw(Method::PUT, &format!("/u/{}/{path}", contact.secret))
            .body("x");
        let answer = world.anyone().send(request).await;
        assert!(
            (400..500).contains(&answer.status) || !path.contains(".."),
            "{path}: {answer:?}"
        );
    }
    // What only looks odd is kept as it is, folders included.
    for fine in [
        "логи/сервер №1.log",
        "名前.txt",
        "a b (1).log",
        "...three",
        "emoji 🦀.log",
        "it's \"quoted\".log",
        "<b>.log",
    ] {
        let answer = contact.tus_create(0, &[("filename", fine)]).await;
        answer.expect(201);
    }
    let view = contact.view().await;
    assert!(
        view.files
            .iter()
            .any(|file| file.name == "логи/сервер №1.log"),
        "{:?}",
        view.files
    );
    assert!(view.files.iter().any(|file| file.name == "<b>.log"));
    let _ = ana;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn malformed_requests_are_refused_with_a_problem() {
    let (world, ana, contact) = desk("malformed").await;
    let location = begin(&contact, 10).await;
    let patch = |contact: &Contact| contact.raw(Method::PATCH, &location);
    let media = "application/offset+octet-stream";
    let requests: Vec<(&str, reqwest::RequestBuilder, u16)> = vec![
        (
            "no version",
            patch(&contact)
                .header("upload-offset", 0)
                .header("content-type", media),
            412,
        ),
        (
            "old version",
            patch(&contact)
                .header("tus-resumable", "0.2.2")
                .header("upload-offset", 0),
            412,
        ),
        (
            "no offset",
            patch(&contact)
                .header("tus-resumable", "1.0.0")
                .header("content-type", media),
            400,
        ),
        (
            "another media type",
            patch(&contact)
                .header("tus-resumable", "1.0.0")
                .header("upload-offset", 0)
                .header("content-type", "text/plain"),
            415,
        ),
        (
            "offset twice",
            contact
                .tus_patch_request(&location, 0)
                .header("upload-offset", 0),
            400,
        ),
        (
            "offset in hex",
            patch(&contact)
                .header("tus-resumable", "1.0.0")
                .header("content-type", media)
                .header("upload-offset", "0x0"),
            400,
        ),
        (
            "unknown checksum",
            contact
                .tus_patch_request(&location, 0)
                .header("upload-checksum", "md5 AAAA"),
            400,
        ),
        (
            "checksum of a wrong length",
            contact
                .tus_patch_request(&location, 0)
                .header("upload-checksum", "sha256 AAAA"),
            400,
        ),
        (
            "an id of another kind",
            contact.tus_patch_request("/api/v1/uploads/cas_00000000000000000000000000", 0),
            404,
        ),
        (
            "no id",
            contact.tus_patch_request("/api/v1/uploads/..%2f..%2fetc", 0),
            404,
        ),
        (
            "concatenation",
            contact
                .api(Method::POST, "/uploads")
                .header("tus-resumable", "1.0.0")
                .header("upload-length", 1)
                .header("upload-concat", "partial"),
            400,
        ),
        (
            "metadata that is no base64",
            contact
                .api(Method::POST, "/uploads")
                .header("tus-resumable", "1.0.0")
                .header("upload-length", 1)
                .header("upload-metadata", "filename ***"),
            400,
        ),
        (
            "a case by somebody with a link",
            contact
                .api(Method::POST, "/uploads")
                .header("tus-resumable", "1.0.0")
                .header("upload-length", 1)
                .header(
                    "upload-metadata",
                    encode_metadata(&[
                        ("filename", "x"),
                        ("case", "cas_00000000000000000000000000"),
                    ]),
                ),
            400,
        ),
        (
            "two credentials",
            contact
                .api(Method::POST, "/uploads")
                .header("authorization", "Bearer cof_pat_x"),
            400,
        ),
        (
            "an override that is none",
            contact
                .raw(Method::POST, &location)
                .header("tus-resumable", "1.0.0")
                .header("x-http-method-override", "TRACE"),
            405,
        ),
    ];
    for (what, request, status) in requests {
        let answer = contact.send(request).await;
        assert_eq!(answer.status, status, "{what}: {answer:?}");
        let _ = answer.problem();
    }
    assert_eq!(offset(&contact, &location).await, 0);
    // JSON from hell.
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let bodies: Vec<(&str, Vec<u8>)> = vec![
        ("nothing", Vec::new()),
        ("not JSON", b"subject=x".to_vec()),
        ("not UTF-8", vec![b'{', b'"', 0xff, b'"', b':', b'1', b'}']),
        ("deep", deep.into_bytes()),
        (
            "large",
            format!("{{\"name\":\"{}\"}}", "x".repeat(300_000)).into_bytes(),
        ),
        ("an unknown field", br#"{"name":"x","admin":true}"#.to_vec()),
        ("a field twice", br#"{"name":"x","name":"y"}"#.to_vec()),
        ("another type", br#"{"name":{"$ne":null}}"#.to_vec()),
        ("a number", br#"{"name":1e999}"#.to_vec()),
        ("a lone surrogate", br#"{"name":"\ud800"}"#.to_vec()),
        ("control characters", br#"{"name":"a\u0000b"}"#.to_vec()),
        ("empty", br#"{"name":"   "}"#.to_vec()),
        (
            "too long",
            format!("{{\"name\":\"{}\"}}", "x".repeat(1000)).into_bytes(),
        ),
        ("trailing", br#"{"name":"x"} {"name":"y"}"#.to_vec()),
    ];
    for (what, body) in bodies {
        let request = ana
            .api(Method::POST, "/customers")
            .header("content-type", "application/json")
            .body(body);
        let answer = ana.send(request).await;
        assert!((400..500).contains(&answer.status), "{what}: {answer:?}");
        let _ = answer.problem();
    }
    let form = ana
        .api(Method::POST, "/customers")
        .header("content-type", "text/plain")
        .body(r#"{"name":"x"}"#);
    assert_eq!(
        ana.send(form).await.status,
        415,
        "what a form of another site could send"
    );
    let bare = ana
        .raw(Method::POST, "/api/v1/customers")
        .json(&json!({ "name": "Forged" }));
    let forged = bare
        .header("origin", "https://evil.example")
        .header("sec-fetch-site", "cross-site");
    assert_eq!(ana.send(forged).await.status, 403);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_part_whose_checksum_does_not_match_is_not_kept() {
    let (world, ana, contact) = desk("checksums").await;
    let bytes = samples::log().repeat(50).into_bytes();
    let location = begin(&contact, bytes.len()).await;
    let digest = |bytes: &[u8]| format!("sha256 {}", STANDARD.encode(coffer_seal::sha256(bytes)));
    let mut flipped = bytes.clone();
    flipped[1000] ^= 1;
    let wrong = contact
        .tus_patch_request(&location, 0)
        .header("upload-checksum", digest(&bytes))
        .body(flipped);
    assert_eq!(contact.send(wrong).await.status, 460);
    assert_eq!(offset(&contact, &location).await, 0);
    let right = contact
        .tus_patch_request(&location, 0)
        .header("upload-checksum", digest(&bytes))
        .body(bytes.clone());
    let version = contact
        .send(right)
        .await
        .expect(204)
        .header("coffer-version")
        .to_owned();
    let view = ana.inspected(&version).await;
    assert_eq!(
        view.version.sha256,
        Some(data_encoding::HEXLOWER.encode(&coffer_seal::sha256(&bytes)))
    );
    assert!(ana.download(&version).await.expect(200).body == bytes);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_connections_do_not_mix_their_bytes() {
    let (world, ana, contact) = desk("concurrent").await;
    let a = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"
        .repeat(100_000)
        .into_bytes();
    let b = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n"
        .repeat(100_000)
        .into_bytes();
    let location = begin(&contact, a.len()).await;
    let slowly = |bytes: Vec<u8>| {
        let parts: Vec<Bytes> = bytes.chunks(200_000).map(Bytes::copy_from_slice).collect();
        reqwest::Body::wrap_stream(futures_util::stream::iter(parts).then(async |part| {
            tokio::time::sleep(Duration::from_millis(5)).await;
            Ok::<_, std::io::Error>(part)
        }))
    };
    let send = async |bytes: Vec<u8>| -> Answer {
        contact
            .send(contact.tus_patch_request(&location, 0).body(slowly(bytes)))
            .await
    };
    let (one, two) = tokio::join!(send(a.clone()), send(b.clone()));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 409], "{one:?} {two:?}");
    let winner = if one.status == 204 {
        (&one, &a)
    } else {
        (&two, &b)
    };
    let version = winner.0.header("coffer-version").to_owned();
    ana.inspected(&version).await;
    assert!(ana.download(&version).await.expect(200).body == *winner.1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_loses_nothing_that_was_confirmed() {
    let (world, ana, contact) = desk("full disk").await;
    let bytes = samples::log().repeat(2000).into_bytes();
    let location = begin(&contact, bytes.len()).await;
    contact
        .tus_patch(&location, 0, bytes[..1_000_000].to_vec())
        .await
        .expect(204);
    for (op, fault) in [
        (Op::Write, Fault::Full),
        (Op::Write, Fault::ShortWrite),
        (Op::Commit, Fault::Error(std::io::ErrorKind::StorageFull)),
        (Op::Commit, Fault::CrashBeforeRename),
        (
            Op::Create,
            Fault::Error(std::io::ErrorKind::PermissionDenied),
        ),
    ] {
        let next = world.objects().calls(op) + 1;
        world.objects().fail(op, next..=next, fault);
        let answer = contact
            .tus_patch(&location, 1_000_000, bytes[1_000_000..].to_vec())
            .await;
        assert!(
            matches!(answer.status, 507 | 503 | 500),
            "{op:?} {fault:?}: {answer:?}"
        );
        assert_eq!(
            offset(&contact, &location).await,
            1_000_000,
            "{op:?} {fault:?}"
        );
    }
    let done = contact
        .tus_patch(&location, 1_000_000, bytes[1_000_000..].to_vec())
        .await;
    let version = done.expect(204).header("coffer-version").to_owned();
    ana.inspected(&version).await;
    assert!(ana.download(&version).await.expect(200).body == bytes);
    world.finish().await;
}

/// The link is the only credential of a contact, so whatever it does not cover does not exist.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn uploads_belong_to_whoever_began_them() {
    let (world, ana, contact) = desk("strangers").await;
    let case = ana
        .open_case("Contoso", ("Kim", "kim@contoso.example"), "Other")
        .await;
    let stranger = ana.ask_for_files(&case, "Logs").await;
    let location = begin(&contact, 10).await;
    for who in [&*stranger, &*ana, &world.anyone()] {
        for answer in [
            who.tus_head(&location).await,
            who.tus_patch(&location, 0, b"x".to_vec()).await,
            who.send(
                who.raw(Method::DELETE, &location)
                    .header("tus-resumable", "1.0.0"),
            )
            .await,
        ] {
            assert!(matches!(answer.status, 401 | 403 | 404), "{answer:?}");
        }
    }
    assert_eq!(offset(&contact, &location).await, 0);
    let discard = contact
        .raw(Method::DELETE, &location)
        .header("tus-resumable", "1.0.0");
    contact.send(discard).await.expect(204);
    assert_eq!(contact.tus_head(&location).await.status, 404);
    // A link that was taken back ends uploads as well.
    let location = begin(&contact, 10).await;
    let request = contact.request.clone().expect("the request's id");
    ana.post(
        &format!("/upload-requests/{request}/revocations"),
        json!({}),
    )
    .await
    .expect(201);
    let answer = contact
        .tus_patch(&location, 0, b"0123456789".to_vec())
        .await;
    assert!(matches!(answer.status, 403 | 410), "{answer:?}");
    world.finish().await;
}
