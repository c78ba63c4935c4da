//! Data of a newer program, and keys that do not fit: refused in words, with nothing changed.

use std::sync::Arc;

use coffer_keys::FileKek;
use coffer_model::Clock as _;
use coffer_tests::{Setup, World};
use sqlx::{Connection as _, SqliteConnection};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_schema_is_refused_and_left_alone() {
    for database in ["coffer.db", "keyring.db"] {
        let mut world = World::new(database).await;
        world.stop().await;
        let path = world.data().join(database);
        let url = format!("sqlite://{}", path.display());
        let mut connection = SqliteConnection::connect(&url).await.unwrap();
        let statement = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                         VALUES (9999, 'from the future', 1, x'00', 0)";
        sqlx::query(statement)
            .execute(&mut connection)
            .await
            .unwrap();
        connection.close().await.unwrap();
        let before = std::fs::read(&path).unwrap();
        let error = coffer_store::Store::open(world.data())
            .await
            .expect_err("a newer schema");
        let text = error.to_string();
        assert!(
            text.contains("9999") && text.contains(database) && text.contains("newer"),
            "{text}"
        );
        assert!(world.try_start().await.is_err());
        assert_eq!(std::fs::read(&path).unwrap(), before, "nothing was written");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_key_opens_nothing() {
    let mut world = World::new("another key").await;
    world.stop().await;
    let other = world.place("other.key");
    FileKek::create(&other, Arc::clone(&world.entropy), world.clock.now()).expect("a key file");
    let mut wrong = world.beside(world.data().to_owned(), other, Setup::default());
    let error = wrong.try_start().await.expect_err("the wrong key");
    let text = error.to_string();
    assert!(text.contains("key"), "{text}");
    world.start().await;
    world.finish().await;
}

/// The disk of one deployment with the keyring of another.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_keyring_of_another_deployment_is_refused() {
    let (mut one, mut two) = (World::new("one").await, World::new("two").await);
    one.stop().await;
    two.stop().await;
    std::fs::copy(two.data().join("keyring.db"), one.data().join("keyring.db")).unwrap();
    let error = coffer_store::Store::open(one.data())
        .await
        .expect_err("another deployment's keyring");
    assert!(
        matches!(error, coffer_store::Error::OtherDeployment { .. }),
        "{error:?}"
    );
    assert!(one.try_start().await.is_err());
}
