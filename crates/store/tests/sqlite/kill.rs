//! Processes that end without a word.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use coffer_store::testing::{Place, Samples, assert_ledger_is_sound};
use coffer_store::{Appender, Store};

use crate::Directory;

const DIRECTORY: &str = "COFFER_STORE_TEST_DIRECTORY";

/// Not a test of its own: the process that is killed. It says each number once it is answered.
#[test]
#[ignore = "run by the test beside it"]
fn a_process_that_appends_until_it_is_killed() {
    let Some(directory) = std::env::var_os(DIRECTORY).map(PathBuf::from) else {
        return;
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = Store::open(&directory).await.unwrap();
        let samples = std::sync::Arc::new(Samples::new());
        let (appender, work) = Appender::new(store.clone());
        let mut tasks = tokio::task::JoinSet::new();
        tasks.spawn(work);
        for _ in 0..4 {
            let (appender, samples) = (appender.clone(), samples.clone());
            tasks.spawn(async move {
                loop {
                    let bytes = samples.event().unwrap();
                    let number = appender.append(bytes).await.unwrap();
                    println!("acknowledged {number}");
                }
            });
        }
        loop {
            // A case and the entry about it: both or neither.
            let mut tx = store.begin().await.unwrap();
            let number = tx.next_case_number().await.unwrap();
            let customer = coffer_store::CustomerRow {
                id: coffer_model::Id::from_bytes(u128::from(number).to_be_bytes()),
                sealed_name: vec![],
                name_index: None,
                created_at: coffer_store::testing::NOW,
            };
            tx.insert_customer(&customer).await.unwrap();
            let case = coffer_store::CaseRow {
                id: coffer_model::Id::from_bytes(u128::from(number).to_be_bytes()),
                ..samples.case(&customer, number)
            };
            tx.insert_case(&case).await.unwrap();
            let entry = coffer_ledger::Entry::event(
                coffer_store::testing::NOW,
                &coffer_model::ActorId::Console,
                "case.open",
            );
            tx.append_entry(entry.with_case(&case.id).to_bytes().unwrap())
                .await
                .unwrap();
            tx.commit().await.unwrap();
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    });
}

#[test]
fn nothing_that_was_acknowledged_is_lost_when_the_process_is_killed() {
    let place = Directory::new();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut acknowledged = None;
    for round in 0..6_u64 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "--nocapture"])
            .arg("kill::a_process_that_appends_until_it_is_killed")
            .env(DIRECTORY, place.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut seen = 0;
        let killer = std::thread::scope(|scope| {
            let (started, start) = std::sync::mpsc::channel::<()>();
            let child = &mut child;
            let killer = scope.spawn(move || {
                start.recv().unwrap();
                std::thread::sleep(Duration::from_millis(20 + round * 37));
                child.kill().unwrap();
                child.wait().unwrap()
            });
            while let Some(Ok(line)) = lines.next() {
                if let Some(number) = line.split("acknowledged ").nth(1) {
                    acknowledged = acknowledged.max(number.parse::<u64>().ok());
                    seen += 1;
                    if seen == 1 {
                        started.send(()).unwrap();
                    }
                }
            }
            drop(started);
            killer.join().unwrap()
        });
        assert!(!killer.success(), "it was killed");
        assert!(seen > 0);
        runtime.block_on(async {
            let store = place.open().await.unwrap();
            let report = assert_ledger_is_sound(&store).await.unwrap();
            assert!(
                Some(report.size) > acknowledged,
                "{} of {acknowledged:?}",
                report.size
            );
            let filter = coffer_store::LedgerFilter {
                action: Some("case.open".to_owned()),
                ..coffer_store::LedgerFilter::default()
            };
            let opened = store
                .find_entries(&filter, None, u32::MAX)
                .await
                .unwrap()
                .len();
            let cases = store.cases(None, u32::MAX).await.unwrap().len();
            assert_eq!(opened, cases, "a case and its entry are there together");
            store.check_pages().await.unwrap();
            store.close().await;
        });
    }
}

/// What the disk has at some moment, copied file by file while transactions go on, is what a machine
/// finds that lost its power: everything committed before the copy, nothing half done.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_image_taken_in_a_transaction_opens() {
    let place = Directory::new();
    let store = place.open().await.unwrap();
    let samples = Samples::new();
    for committed in 1..=5_u64 {
        let mut tx = store.begin().await.unwrap();
        samples.add_case(&mut tx).await.unwrap();
        tx.append_entry(samples.event().unwrap()).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.begin().await.unwrap();
        for _ in 0..50 {
            samples.add_case(&mut tx).await.unwrap();
            tx.append_entry(samples.event().unwrap()).await.unwrap();
        }
        let image = Directory::new();
        for name in ["coffer.db", "coffer.db-wal", "keyring.db", "keyring.db-wal"] {
            std::fs::copy(place.path().join(name), image.path().join(name)).unwrap();
        }
        drop(tx);
        let found = image.open().await.unwrap();
        assert_eq!(
            found.cases(None, 1000).await.unwrap().len() as u64,
            committed
        );
        assert_eq!(
            assert_ledger_is_sound(&found).await.unwrap().size,
            committed
        );
    }
}

/// A client that hangs up, at whatever moment, takes its own transaction back and nobody else's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_future_dropped_at_any_moment_leaves_the_store_whole() {
    let place = Directory::new();
    let store = place.open().await.unwrap();
    let samples = Samples::new();
    let mut acknowledged = 0;
    for turn in 0..300_u64 {
        let attempt = async {
            let mut tx = store.begin().await.unwrap();
            samples.add_case(&mut tx).await.unwrap();
            for _ in 0..turn % 4 + 1 {
                tx.append_entry(samples.event().unwrap()).await.unwrap();
            }
            tx.commit().await.unwrap();
        };
        // From before it begins to after it ends, whichever way the machine's speed puts these.
        let patience = Duration::from_micros(turn * turn / 9 % 3000);
        if tokio::time::timeout(patience, attempt).await.is_ok() {
            acknowledged += 1;
        }
    }
    let mut tx = store.begin().await.unwrap();
    samples.add_case(&mut tx).await.unwrap();
    tx.append_entry(samples.event().unwrap()).await.unwrap();
    tx.commit().await.unwrap();
    let cases = store.cases(None, 1000).await.unwrap().len();
    assert!(cases > acknowledged, "{cases} of {acknowledged}");
    assert!(assert_ledger_is_sound(&store).await.unwrap().size >= cases as u64);
}
