//! What a process that was killed leaves behind, and what the next one makes of it.

use std::time::Duration;

use coffer_blob::{Blobs as _, DiskBlobs};
use coffer_ledger::{Decision, Entry};
use coffer_model::{ActorId, Clock as _, ObjectId};
use coffer_store::Store;
use coffer_tests::{World, samples};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_start_settles_what_a_killed_server_left() {
    let mut world = World::new("aftermath").await;
    let ana = world.agent("ana").await;
    let case = ana
        .open_case("Northwind", ("Petra", "petra@northwind.example"), "Slow")
        .await;
    let log = samples::log();
    let kept = ana
        .upload("a.log", &[("case", &case.id)], log.as_bytes())
        .await;
    ana.inspected(&kept).await;
    world.stop().await;

    // An object that was written and never entered, and one that was never finished.
    let objects = DiskBlobs::open(world.data().join("objects")).expect("the objects");
    let [orphan, torn]: [ObjectId; 2] =
        std::array::from_fn(|_| (*world.entropy).id(world.clock.now()));
    let mut writer = objects.create(orphan).await.expect("an object");
    writer.write(b"sealed bytes").await.expect("bytes");
    writer.commit().await.expect("an object that is durable");
    let mut writer = objects.create(torn).await.expect("another");
    writer.write(b"sealed").await.expect("bytes");
    std::mem::forget(writer);
    let there = |data: &std::path::Path, id: ObjectId| {
        let names = walk(&data.join("objects"));
        names.iter().any(|name| name.starts_with(&id.to_string()))
    };
    assert!(there(world.data(), orphan) && there(world.data(), torn));
    // A decision, and then the power was gone.
    let store = Store::open(world.data()).await.expect("the store");
    let mut entry = Entry::decision(
        world.clock.now(),
        &ActorId::Console,
        "snapshot.create",
        Decision::Allow,
    );
    entry.reason = Some("allowed".to_owned());
    let mut tx = store.begin().await.expect("a transaction");
    let bytes = entry.to_bytes().expect("an entry");
    let intent = tx.append_entry(bytes).await.expect("its index");
    tx.commit().await.expect("a commit");
    store.close().await;

    world.wait(1);
    world.start().await;
    let ana = ana.elsewhere(&world.anyone());
    let outcome = world
        .entries_from(intent)
        .await
        .into_iter()
        .find(|(_, entry)| entry["intent"] == intent);
    let (_, outcome) = outcome.expect("an outcome for the decision");
    assert_eq!(
        (outcome["result"].as_str(), outcome["action"].as_str()),
        (Some("abandoned"), Some("snapshot.create"))
    );
    assert!(!there(world.data(), torn), "unfinished objects go first");
    for _ in 0..200 {
        if !there(world.data(), orphan) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    assert!(!there(world.data(), orphan), "the orphan is still there");
    assert_eq!(ana.download(&kept).await.expect(200).body, log.as_bytes());
    world.finish().await;
}

/// The names of all files below a folder.
fn walk(folder: &std::path::Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            names.extend(walk(&path));
        } else if let Some(name) = path.file_name() {
            names.push(name.to_string_lossy().into_owned());
        }
    }
    names
}

/// The last byte was durable, and the power went before the upload was closed. Its sender asks, hears that nothing is
/// missing, and sends nothing more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_that_lacks_nothing_but_its_end_gets_it() {
    let mut world = World::new("not closed").await;
    let ana = world.agent("ana").await;
    let case = ana
        .open_case("Northwind", ("Petra", "petra@northwind.example"), "Slow")
        .await;
    let contact = ana.ask_for_files(&case, "The log").await;
    let log = samples::log();
    let begun = contact
        .tus_create(log.len() as u64, &[("filename", "a.log")])
        .await;
    let location = begun.expect(201).header("location").to_owned();
    let done = contact.tus_patch(&location, 0, log.clone()).await;
    let version = done.expect(204).header("coffer-version").to_owned();
    ana.inspected(&version).await;
    world.stop().await;
    // As it was between the two commits.
    let before = [
        "UPDATE uploads SET state = 'active'",
        "UPDATE versions SET state = 'receiving', receipt_id = NULL",
        "DELETE FROM manifests",
        "DELETE FROM extents WHERE stream <> 1",
        "DELETE FROM jobs",
    ];
    crate::tampering::sql(&world, &before).await;
    world.start().await;
    let ana = ana.elsewhere(&world.anyone());
    let contact = world.customer(&format!("https://coffer.test/u/{}", contact.secret));
    let standing = contact.tus_head(&location).await;
    assert_eq!(
        standing.expect(200).header("upload-offset"),
        log.len().to_string()
    );
    assert_eq!(ana.inspected(&version).await.version.state, "ready");
    assert_eq!(
        ana.download(&version).await.expect(200).body,
        log.as_bytes()
    );
    world.finish().await;
}
