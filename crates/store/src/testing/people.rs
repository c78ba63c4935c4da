use coffer_model::{Assurance, Role};

use super::{NOW, Place, Samples};
use crate::{
    CeremonyRow, EnrolmentRow, Error, PasskeyRow, Result, TokenRow, TrainingRow, UserRow, UserState,
};

/// What is stored of a user comes back, by every way that leads to it.
pub async fn users_are_found_by_id_address_and_handle(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let ana = samples.user();
    let bo = UserRow {
        roles: vec![],
        rights: vec![],
        state: UserState::Suspended,
        sealed_password_hash: Some(samples.sealed()),
        sealed_totp: Some(samples.sealed()),
        totp_last_step: Some(59_000_000),
        failed_count: 3,
        locked_until: Some(NOW.plus_seconds(60)),
        last_seen_at: Some(NOW),
        ..samples.user()
    };
    let mut tx = store.begin().await?;
    tx.insert_user(&ana).await?;
    tx.insert_user(&bo).await?;
    tx.commit().await?;

    assert_eq!(store.user(ana.id).await?, Some(ana.clone()));
    assert_eq!(
        store.user_by_email_index(bo.email_index).await?,
        Some(bo.clone())
    );
    assert_eq!(
        store.user_by_webauthn_handle(ana.webauthn_handle).await?,
        Some(ana.clone())
    );
    assert_eq!(store.user(samples.id()).await?, None);
    assert_eq!(store.user_by_email_index([0xee; 16]).await?, None);
    assert_eq!(store.users(None, 10).await?, [ana.clone(), bo.clone()]);
    assert_eq!(store.users(Some(ana.id), 10).await?, [bo.clone()]);
    assert_eq!(store.count_users().await?, 2);

    let mut tx = store.begin().await?;
    tx.set_user_state(bo.id, UserState::Active).await?;
    tx.set_user_membership(bo.id, "engineering", &vec![Role::Member], &vec![])
        .await?;
    assert!(matches!(
        tx.set_user_state(samples.id(), UserState::Active).await,
        Err(Error::Missing)
    ));
    let twice = UserRow {
        email_index: ana.email_index,
        ..samples.user()
    };
    assert!(matches!(
        tx.insert_user(&twice).await,
        Err(Error::Conflict(_))
    ));
    tx.commit().await?;
    let changed = store.user(bo.id).await?.expect("the user is there");
    assert_eq!(changed.state, UserState::Active);
    assert_eq!(
        (changed.department.as_str(), changed.roles),
        ("engineering", vec![Role::Member])
    );
    Ok(())
}

/// The one-time code of a time step is good for one sign-in, whatever order the steps come in.
pub async fn a_one_time_code_counts_once(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let mut tx = store.begin().await?;
    let user = samples.add_user(&mut tx).await?;
    tx.set_user_totp(user.id, Some(b"sealed secret")).await?;
    assert!(tx.take_totp_step(user.id, 100).await?);
    assert!(
        !tx.take_totp_step(user.id, 100).await?,
        "the same code again"
    );
    assert!(!tx.take_totp_step(user.id, 99).await?, "the code before");
    assert!(tx.take_totp_step(user.id, 101).await?);
    // A new secret has new codes.
    tx.set_user_totp(user.id, Some(b"another secret")).await?;
    assert!(tx.take_totp_step(user.id, 101).await?);
    tx.commit().await
}

/// Failed sign-ins are counted one by one, and a good one forgets them.
pub async fn failed_sign_ins_add_up_until_one_succeeds(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let mut tx = store.begin().await?;
    let user = samples.add_user(&mut tx).await?;
    assert_eq!(tx.count_failed_sign_in(user.id).await?, Some(1));
    assert_eq!(tx.count_failed_sign_in(user.id).await?, Some(2));
    assert_eq!(tx.count_failed_sign_in(samples.id()).await?, None);
    tx.lock_user(user.id, NOW.plus_seconds(30)).await?;
    let locked = tx.user(user.id).await?.expect("the user is there");
    assert_eq!(
        (locked.failed_count, locked.locked_until),
        (2, Some(NOW.plus_seconds(30)))
    );
    tx.clear_failed_sign_ins(user.id).await?;
    assert_eq!(tx.count_failed_sign_in(user.id).await?, Some(1));
    let free = tx.user(user.id).await?.expect("the user is there");
    assert_eq!(free.locked_until, None);
    tx.commit().await
}

/// A passkey is found by its credential, and nobody else can have the same one.
pub async fn passkeys_are_found_by_credential(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let mut tx = store.begin().await?;
    let (ana, bo) = (
        samples.add_user(&mut tx).await?,
        samples.add_user(&mut tx).await?,
    );
    let passkey = PasskeyRow {
        id: samples.id(),
        user_id: ana.id,
        credential_index: samples.bytes(),
        sealed_passkey: samples.sealed(),
        sealed_label: samples.sealed(),
        created_at: NOW,
        last_used_at: None,
    };
    tx.insert_passkey(&passkey).await?;
    let stolen = PasskeyRow {
        id: samples.id(),
        user_id: bo.id,
        ..passkey.clone()
    };
    assert!(matches!(
        tx.insert_passkey(&stolen).await,
        Err(Error::Conflict(_))
    ));
    let found = tx
        .passkey_by_credential_index(passkey.credential_index)
        .await?;
    assert_eq!(found, Some(passkey.clone()));
    tx.use_passkey(passkey.id, b"counter 2", NOW).await?;
    let used = tx.passkeys_of_user(ana.id).await?;
    assert_eq!(used[0].sealed_passkey, b"counter 2");
    assert_eq!(used[0].last_used_at, Some(NOW));
    assert!(tx.passkeys_of_user(bo.id).await?.is_empty());
    assert!(tx.delete_passkey(passkey.id).await?);
    assert!(!tx.delete_passkey(passkey.id).await?);
    tx.commit().await
}

/// What is good for one use is good for one use.
pub async fn recovery_codes_and_enrolments_are_used_once(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let mut tx = store.begin().await?;
    let (ana, bo) = (
        samples.add_user(&mut tx).await?,
        samples.add_user(&mut tx).await?,
    );
    tx.replace_recovery_codes(ana.id, &[[1; 32], [2; 32]])
        .await?;
    assert!(
        !tx.use_recovery_code(bo.id, [1; 32], NOW).await?,
        "somebody else's code"
    );
    assert!(tx.use_recovery_code(ana.id, [1; 32], NOW).await?);
    assert!(
        !tx.use_recovery_code(ana.id, [1; 32], NOW).await?,
        "the same code again"
    );
    assert_eq!(tx.recovery_codes_left(ana.id).await?, 1);
    tx.replace_recovery_codes(ana.id, &[[3; 32]]).await?;
    assert!(
        !tx.use_recovery_code(ana.id, [2; 32], NOW).await?,
        "a code that was replaced"
    );
    assert_eq!(tx.recovery_codes_left(ana.id).await?, 1);

    let enrolment = EnrolmentRow {
        hash: samples.bytes(),
        user_id: ana.id,
        purpose: "set-up".to_owned(),
        created_by: "console".to_owned(),
        created_at: NOW,
        expires_at: NOW.plus_seconds(60),
        used_at: None,
    };
    tx.insert_enrolment(&enrolment).await?;
    let late = EnrolmentRow {
        hash: samples.bytes(),
        ..enrolment.clone()
    };
    tx.insert_enrolment(&late).await?;
    let used = tx
        .use_enrolment(enrolment.hash, NOW.plus_seconds(59))
        .await?;
    assert_eq!(used.map(|row| row.user_id), Some(ana.id));
    assert_eq!(
        tx.use_enrolment(enrolment.hash, NOW.plus_seconds(59))
            .await?,
        None,
        "used"
    );
    assert_eq!(
        tx.use_enrolment(late.hash, NOW.plus_seconds(60)).await?,
        None,
        "expired"
    );
    assert_eq!(
        tx.delete_enrolments(ana.id).await?,
        1,
        "only the one that was not used"
    );
    tx.commit().await
}

/// A ceremony has one end, and none when it took too long.
pub async fn ceremonies_end_once_and_expire(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let mut tx = store.begin().await?;
    let user = samples.add_user(&mut tx).await?;
    let ceremony = CeremonyRow {
        id_hash: samples.bytes(),
        kind: "passkey".to_owned(),
        user_id: None,
        sealed_state: samples.sealed(),
        expires_at: NOW.plus_seconds(300),
    };
    let slow = CeremonyRow {
        id_hash: samples.bytes(),
        ..ceremony.clone()
    };
    tx.insert_ceremony(&ceremony).await?;
    tx.insert_ceremony(&slow).await?;
    tx.set_ceremony_state(ceremony.id_hash, Some(user.id), b"next")
        .await?;
    let before = NOW.plus_seconds(299);
    let taken = tx
        .take_ceremony(ceremony.id_hash, before)
        .await?
        .expect("it is under way");
    assert_eq!(
        (taken.user_id, taken.sealed_state.as_slice()),
        (Some(user.id), &b"next"[..])
    );
    assert_eq!(
        tx.take_ceremony(ceremony.id_hash, before).await?,
        None,
        "it has ended"
    );
    let after = NOW.plus_seconds(300);
    assert_eq!(tx.ceremony(slow.id_hash, after).await?, None);
    assert_eq!(
        tx.take_ceremony(slow.id_hash, after).await?,
        None,
        "it took too long"
    );
    assert_eq!(tx.prune_ceremonies(after).await?, 1);
    tx.commit().await
}

/// Sessions end one by one or all but one, and an ended one is not raised or touched.
pub async fn sessions_end_when_told(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let mut tx = store.begin().await?;
    let (ana, bo) = (
        samples.add_user(&mut tx).await?,
        samples.add_user(&mut tx).await?,
    );
    let sessions = [
        samples.session(ana.id),
        samples.session(ana.id),
        samples.session(ana.id),
    ];
    for session in &sessions {
        tx.insert_session(session).await?;
    }
    tx.insert_session(&samples.session(bo.id)).await?;
    let [first, second, third] = &sessions;
    let found = tx.session_by_secret_hash(first.secret_hash).await?;
    assert_eq!(found.as_ref(), Some(first));

    let later = NOW.plus_seconds(10);
    tx.prove_session(first.id, Assurance::Passkey, later)
        .await?;
    let proved = tx.session(first.id).await?.expect("the session is there");
    assert_eq!(
        (proved.assurance, proved.proved_at),
        (Assurance::Passkey, later)
    );
    assert!(tx.revoke_session(second.id, later).await?);
    assert!(!tx.revoke_session(second.id, later).await?, "it has ended");
    assert!(!tx.touch_session(second.id, later).await?, "it has ended");
    let raised = tx.prove_session(second.id, Assurance::Passkey, later).await;
    assert!(matches!(raised, Err(Error::Missing)), "it has ended");
    assert_eq!(
        tx.revoke_sessions_of_user(ana.id, Some(third.id), later)
            .await?,
        1
    );
    let left: Vec<_> = tx
        .sessions_of_user(ana.id, later)
        .await?
        .iter()
        .map(|s| s.id)
        .collect();
    assert_eq!(left, [third.id]);
    assert!(
        tx.sessions_of_user(ana.id, NOW.plus_seconds(3600))
            .await?
            .is_empty(),
        "expired"
    );
    assert_eq!(tx.revoke_sessions_of_user(bo.id, None, later).await?, 1);
    assert_eq!(
        tx.prune_sessions(later.plus_seconds(1)).await?,
        3,
        "the revoked ones"
    );
    tx.commit().await
}

/// An ended token is still found, so that its use can be refused with a reason.
pub async fn tokens_end_when_told(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let mut tx = store.begin().await?;
    let user = samples.add_user(&mut tx).await?;
    let token = TokenRow {
        id: samples.id(),
        secret_hash: samples.bytes(),
        user_id: user.id,
        sealed_label: samples.sealed(),
        scope: vec!["case.list".to_owned(), "file.view".to_owned()],
        assurance: Assurance::Multi,
        created_at: NOW,
        expires_at: NOW.plus_seconds(60),
        last_used_at: None,
        revoked_at: None,
    };
    tx.insert_token(&token).await?;
    assert_eq!(
        tx.token_by_secret_hash(token.secret_hash).await?,
        Some(token.clone())
    );
    assert!(tx.touch_token(token.id, NOW).await?);
    assert!(tx.revoke_token(token.id, NOW).await?);
    assert!(!tx.revoke_token(token.id, NOW).await?);
    assert!(!tx.touch_token(token.id, NOW).await?);
    let ended = tx
        .token_by_secret_hash(token.secret_hash)
        .await?
        .expect("it is still known");
    assert_eq!(ended.revoked_at, Some(NOW));
    assert_eq!(tx.revoke_tokens_of_user(user.id, NOW).await?, 0);
    tx.commit().await
}

/// A training can be passed again; the newest one counts.
pub async fn trainings_are_kept_newest_first(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let mut tx = store.begin().await?;
    let user = samples.add_user(&mut tx).await?;
    let first = TrainingRow {
        user_id: user.id,
        module: "handling".to_owned(),
        module_version: 1,
        score: 80,
        passed_at: NOW,
        valid_until: NOW.plus_seconds(100),
    };
    let again = TrainingRow {
        module_version: 2,
        passed_at: NOW.plus_seconds(50),
        valid_until: NOW.plus_seconds(150),
        ..first.clone()
    };
    tx.insert_training(&again).await?;
    tx.insert_training(&first).await?;
    assert_eq!(
        tx.latest_training(user.id, "handling").await?,
        Some(again.clone())
    );
    assert_eq!(tx.latest_training(user.id, "other").await?, None);
    assert_eq!(tx.trainings_of_user(user.id).await?, [again, first]);
    tx.commit().await
}
