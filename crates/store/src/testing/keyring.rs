use coffer_model::{KeyId, UnixMillis};

use super::{NOW, Place, Samples};
use crate::{Error, KeyKind, KeyRow, Result, Rewrap, Shred};

fn key(samples: &Samples, kind: KeyKind, owner: &[u8], created_at: UnixMillis) -> KeyRow {
    KeyRow {
        id: samples.id(),
        kind,
        owner: owner.to_vec(),
        wrapped_by: KeyId::from_bytes([9; 16]),
        generation: 1,
        envelope: Some(samples.sealed()),
        created_at,
        destroyed_at: None,
    }
}

/// An owner may have had several keys; the newest that is left counts.
pub async fn the_newest_key_of_an_owner_counts(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let keyring = store.keyring();
    let old = key(&samples, KeyKind::Case, b"case", NOW);
    let new = key(&samples, KeyKind::Case, b"case", NOW.plus_seconds(1));
    let other = key(&samples, KeyKind::Customer, b"case", NOW.plus_seconds(2));
    for row in [&new, &old, &other] {
        keyring.insert_key(row).await?;
    }
    assert!(matches!(
        keyring.insert_key(&old).await,
        Err(Error::Conflict(_))
    ));
    assert_eq!(
        keyring.key_of(KeyKind::Case, b"case").await?,
        Some(new.clone())
    );
    assert_eq!(keyring.key_of(KeyKind::Case, b"nobody").await?, None);
    assert_eq!(
        keyring.keys_of(KeyKind::Case, b"case").await?,
        [old.clone(), new.clone()]
    );
    assert!(keyring.destroy_key(new.id, NOW, 7, "case-shredded").await?);
    assert_eq!(
        keyring.key_of(KeyKind::Case, b"case").await?,
        Some(old.clone())
    );
    assert_eq!(keyring.keys(KeyKind::Case, None, 10).await?, [old]);
    Ok(())
}

/// A rotation that read an envelope does not overwrite one that changed since.
pub async fn envelopes_are_replaced_only_as_read(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let keyring = store.keyring();
    let rows: Vec<_> = (0..3)
        .map(|_| key(&samples, KeyKind::Data, b"v", NOW))
        .collect();
    for row in &rows {
        keyring.insert_key(row).await?;
    }
    let rewrap = |row: &KeyRow, envelope: &[u8]| Rewrap {
        id: row.id,
        wrapped_by: KeyId::from_bytes([8; 16]),
        generation: 2,
        envelope: envelope.to_vec(),
        replaces: row.envelope.clone().unwrap_or_default(),
    };
    assert!(keyring.destroy_key(rows[2].id, NOW, 0, "withdrawn").await?);
    let stale = Rewrap {
        replaces: b"something else".to_vec(),
        ..rewrap(&rows[1], b"lost")
    };
    let replaced = keyring
        .replace_envelopes(&[rewrap(&rows[0], b"new"), stale, rewrap(&rows[2], b"risen")])
        .await?;
    assert_eq!(replaced, 1);
    let first = keyring.key(rows[0].id).await?.expect("it is there");
    assert_eq!(
        (first.generation, first.envelope.as_deref()),
        (2, Some(&b"new"[..]))
    );
    assert_eq!(keyring.key(rows[1].id).await?.as_ref(), Some(&rows[1]));
    assert_eq!(
        keyring.key(rows[2].id).await?.and_then(|row| row.envelope),
        None
    );
    let left = keyring
        .keys_of_generation(KeyKind::Data, 1, None, 10)
        .await?;
    assert_eq!(left, [rows[1].clone()]);
    assert_eq!(
        keyring
            .count_wrapped_by(KeyId::from_bytes([9; 16]), 1)
            .await?,
        1
    );
    assert_eq!(
        keyring
            .count_wrapped_by(KeyId::from_bytes([8; 16]), 2)
            .await?,
        1
    );
    let wrapped = keyring
        .keys_wrapped_by(KeyId::from_bytes([8; 16]), None, 10)
        .await?;
    assert_eq!(wrapped.len(), 1);
    Ok(())
}

/// What is destroyed has no envelope, is on record, and does not come back.
pub async fn a_destroyed_key_stays_destroyed(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let keyring = store.keyring();
    let row = key(&samples, KeyKind::Data, b"version", NOW);
    keyring.insert_key(&row).await?;
    assert!(
        !keyring
            .destroy_key(samples.id(), NOW, 3, "withdrawn")
            .await?,
        "no such key"
    );
    assert!(keyring.destroy_key(row.id, NOW, 3, "withdrawn").await?);
    assert!(
        !keyring
            .destroy_key(row.id, NOW.plus_seconds(9), 4, "again")
            .await?
    );
    let gone = keyring.key(row.id).await?.expect("the row stays");
    assert_eq!((gone.envelope, gone.destroyed_at), (None, Some(NOW)));
    let shred = Shred {
        key_id: row.id,
        kind: KeyKind::Data,
        owner: b"version".to_vec(),
        destroyed_at: NOW,
        ledger_index: 3,
        reason: "withdrawn".to_owned(),
    };
    assert_eq!(keyring.shreds(None, 10).await?, [shred.clone()]);
    assert_eq!(keyring.shred(row.id).await?, Some(shred));
    assert!(matches!(
        keyring.insert_key(&row).await,
        Err(Error::Conflict(_))
    ));
    let many: Vec<_> = (0..5)
        .map(|_| key(&samples, KeyKind::Data, b"w", NOW))
        .collect();
    for row in &many {
        keyring.insert_key(row).await?;
    }
    let ids: Vec<_> = many.iter().map(|row| row.id).collect();
    assert_eq!(
        keyring.destroy_keys(&ids, NOW, 5, "case-shredded").await?,
        5
    );
    assert_eq!(
        keyring.destroy_keys(&ids, NOW, 6, "case-shredded").await?,
        0
    );
    assert_eq!(keyring.key_of(KeyKind::Data, b"w").await?, None);
    keyring.rewrite().await?;
    assert_eq!(keyring.shreds(None, 100).await?.len(), 6);
    Ok(())
}

/// A keyring restored from a backup forgets what was destroyed after the backup was made.
pub async fn destructions_are_replayed_over_a_restore(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let keyring = store.keyring();
    let (kept, restored) = (
        key(&samples, KeyKind::Case, b"a", NOW),
        key(&samples, KeyKind::Case, b"b", NOW),
    );
    keyring.insert_key(&kept).await?;
    keyring.insert_key(&restored).await?;
    let shred = |key_id| Shred {
        key_id,
        kind: KeyKind::Case,
        owner: b"b".to_vec(),
        destroyed_at: NOW.plus_seconds(5),
        ledger_index: 12,
        reason: "case-shredded".to_owned(),
    };
    let unknown = key(&samples, KeyKind::Case, b"c", NOW);
    let log = [shred(restored.id), shred(unknown.id)];
    assert_eq!(keyring.replay_shreds(&log).await?, 1);
    assert_eq!(
        keyring.replay_shreds(&log).await?,
        0,
        "it can be replayed again"
    );
    let gone = keyring.key(restored.id).await?.expect("the row stays");
    assert_eq!(
        (gone.envelope, gone.destroyed_at),
        (None, Some(NOW.plus_seconds(5)))
    );
    assert_eq!(keyring.key(kept.id).await?.as_ref(), Some(&kept));
    let back = keyring.insert_key(&unknown).await;
    assert!(
        matches!(back, Err(Error::Conflict(_))),
        "a key from a still older backup"
    );
    assert_eq!(keyring.shreds(None, 10).await?.len(), 2);
    Ok(())
}
