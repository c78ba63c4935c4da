//! The server calls nobody.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use coffer_tests::Running;
use reqwest::Method;

use crate::crash::{found, link, tus};

/// The numbers of the sockets that a process has open.
fn sockets(pid: u32) -> BTreeSet<String> {
    let Ok(entries) = std::fs::read_dir(format!("/proc/{pid}/fd")) else {
        return BTreeSet::new();
    };
    entries
        .flatten()
        .filter_map(|entry| std::fs::read_link(entry.path()).ok())
        .filter_map(|target| {
            let target = target.to_str()?;
            let number = target.strip_prefix("socket:[")?.strip_suffix(']')?;
            Some(number.to_owned())
        })
        .collect()
}

/// Sockets of the process that are not the server's own side of a connection to its port: lines of the system's tables.
fn strange(pid: u32, port: u16) -> BTreeSet<String> {
    let own = sockets(pid);
    let mut found = BTreeSet::new();
    for table in ["tcp", "tcp6", "udp", "udp6"] {
        let text = std::fs::read_to_string(format!("/proc/{pid}/net/{table}")).unwrap_or_default();
        for line in text.lines().skip(1) {
            let fields: Vec<_> = line.split_whitespace().collect();
            let (Some(local), Some(number)) = (fields.get(1), fields.get(9)) else {
                continue;
            };
            let served = table.starts_with("tcp") && local.ends_with(&format!(":{port:04X}"));
            if own.contains(*number) && !served {
                found.insert(format!("{table}: {line}"));
            }
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_opens_no_connection_of_its_own() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let port = Running::free_port();
    let (data, client, _) = found(dir.path(), port).await;
    let (link, _) = link(&data, &dir.path().join("root.key")).await;
    let server = Running::serve(&data, port);
    let over = Arc::new(AtomicBool::new(false));
    let (watched, pid) = (Arc::clone(&over), server.pid());
    let watch = std::thread::spawn(move || {
        let (mut seen, mut looks) = (BTreeSet::new(), 0_u32);
        while !watched.load(Ordering::Relaxed) {
            seen.extend(strange(pid, port));
            looks += 1;
            std::thread::sleep(Duration::from_millis(2));
        }
        (seen, looks)
    });
    // A file comes in and is inspected, jobs and chores have their turn.
    let create = tus(
        &client,
        &server.base,
        &link,
        Method::POST,
        "/api/v1/uploads",
    )
    .header("upload-length", 5)
    .header("content-type", "application/offset+octet-stream")
    .body("hello");
    assert_eq!(create.send().await.expect("an answer").status(), 201);
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert!(!sockets(pid).is_empty(), "the server's own socket is seen");
    over.store(true, Ordering::Relaxed);
    let (seen, looks) = watch.join().expect("the watch ends");
    server.kill();
    assert!(looks > 100, "{looks} looks");
    assert!(seen.is_empty(), "{seen:#?}");
}
