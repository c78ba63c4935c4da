use coffer_model::{CaseState, UnixMillis};

use super::{NOW, Place, Samples};
use crate::{
    AlertRow, AlertState, CertificateRow, Error, FreezeRow, HoldRow, IdempotencyRow, Result,
    SnapshotRow, SnapshotState,
};

/// Customers and contacts are found by what they are called, until they are erased.
pub async fn customers_and_contacts_are_found_and_forgotten(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let mut tx = store.begin().await?;
    let (acme, globex) = (samples.customer(), samples.customer());
    tx.insert_customer(&acme).await?;
    tx.insert_customer(&globex).await?;
    let contact = samples.contact(&acme);
    tx.insert_contact(&contact).await?;
    let index = contact.email_index.expect("a sample has one");
    // The same person may work for two customers, and is one contact at each.
    let elsewhere = crate::ContactRow {
        id: samples.id(),
        customer_id: globex.id,
        ..contact.clone()
    };
    tx.insert_contact(&elsewhere).await?;
    let twice = crate::ContactRow {
        id: samples.id(),
        ..contact.clone()
    };
    assert!(matches!(
        tx.insert_contact(&twice).await,
        Err(Error::Conflict(_))
    ));
    assert_eq!(
        tx.contact_by_email_index(acme.id, index).await?,
        Some(contact.clone())
    );
    assert_eq!(tx.contacts_by_email_index(index).await?.len(), 2);
    let name = acme.name_index.expect("a sample has one");
    assert_eq!(tx.customer_by_name_index(name).await?, Some(acme.clone()));

    tx.erase_contact(contact.id).await?;
    tx.erase_customer(acme.id).await?;
    assert_eq!(tx.contact_by_email_index(acme.id, index).await?, None);
    assert_eq!(tx.customer_by_name_index(name).await?, None);
    let erased = tx.contact(contact.id).await?.expect("the row stays");
    assert!(erased.sealed_email.is_empty() && erased.sealed_name.is_empty());
    let erased = tx.customer(acme.id).await?.expect("the row stays");
    assert!(erased.sealed_name.is_empty());
    // A second erased contact of a customer does not conflict with the first.
    let other = samples.contact(&acme);
    tx.insert_contact(&other).await?;
    tx.erase_contact(other.id).await?;
    tx.commit().await
}

/// Numbers start at 1001 and have no gaps, whatever was taken back between them.
pub async fn case_numbers_follow_each_other(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    for expected in [1001, 1002] {
        let mut tx = store.begin().await?;
        let (_, case) = samples.add_case(&mut tx).await?;
        assert_eq!(case.number, expected);
        tx.commit().await?;
        let mut tx = store.begin().await?;
        samples.add_case(&mut tx).await?;
        tx.rollback().await?;
    }
    let found = store.case_by_number(1002).await?.expect("it was committed");
    assert_eq!(store.case(found.id).await?, Some(found));
    assert_eq!(store.case_by_number(1003).await?, None);
    Ok(())
}

/// Each change of a case asks for the state it starts from.
pub async fn a_case_goes_through_its_life(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let mut tx = store.begin().await?;
    let (_, case) = samples.add_case(&mut tx).await?;
    let due = NOW.plus_seconds(100);
    assert!(
        !tx.shred_case(case.id, NOW).await?,
        "an open case is not shredded"
    );
    assert!(!tx.reopen_case(case.id).await?);
    assert!(tx.close_case(case.id, NOW, due).await?);
    assert!(!tx.close_case(case.id, NOW, due).await?);
    assert!(tx.reopen_case(case.id).await?);
    let open = tx.case(case.id).await?.expect("it is there");
    assert_eq!(
        (open.state, open.closed_at, open.delete_after),
        (CaseState::Open, None, None)
    );
    assert!(tx.close_case(case.id, NOW, due).await?);
    assert!(tx.shred_case(case.id, due).await?);
    assert!(
        !tx.reopen_case(case.id).await?,
        "a shredded case stays shredded"
    );
    let renamed = tx.set_case_subject(case.id, b"again").await;
    assert!(
        matches!(renamed, Err(Error::Missing)),
        "a shredded case says nothing any more"
    );
    let gone = tx.case(case.id).await?.expect("the row stays");
    assert_eq!(
        (gone.state, gone.shredded_at),
        (CaseState::Shredded, Some(due))
    );
    assert!(gone.sealed_subject.is_empty());
    assert_eq!(tx.count_cases(CaseState::Shredded).await?, 1);
    tx.commit().await
}

/// A hold keeps a case, however long ago its retention ended.
pub async fn held_cases_are_not_due(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let mut tx = store.begin().await?;
    let (_, free) = samples.add_case(&mut tx).await?;
    let (_, held) = samples.add_case(&mut tx).await?;
    let (_, later) = samples.add_case(&mut tx).await?;
    let (_, _open) = samples.add_case(&mut tx).await?;
    let due = NOW.plus_seconds(100);
    tx.close_case(free.id, NOW, due).await?;
    tx.close_case(held.id, NOW, due).await?;
    tx.close_case(later.id, NOW, due.plus_seconds(1)).await?;
    let hold = HoldRow {
        id: samples.id(),
        case_id: held.id,
        sealed_reason: samples.sealed(),
        placed_by: "console".to_owned(),
        placed_at: NOW,
        released_by: None,
        released_at: None,
    };
    let second = HoldRow {
        id: samples.id(),
        ..hold.clone()
    };
    tx.insert_hold(&hold).await?;
    tx.insert_hold(&second).await?;
    let ids = |rows: Vec<crate::CaseRow>| rows.into_iter().map(|row| row.id).collect::<Vec<_>>();
    assert_eq!(ids(tx.cases_due(due.plus_seconds(-1), 10).await?), []);
    assert_eq!(ids(tx.cases_due(due, 10).await?), [free.id]);
    assert!(
        !tx.shred_case(held.id, due).await?,
        "a held case is not shredded"
    );
    assert!(tx.release_hold(hold.id, "console", due).await?);
    assert!(!tx.release_hold(hold.id, "console", due).await?);
    assert!(
        tx.case_is_held(held.id).await?,
        "the second hold still holds"
    );
    assert_eq!(ids(tx.cases_due(due, 10).await?), [free.id]);
    assert!(tx.release_hold(second.id, "console", due).await?);
    assert_eq!(tx.cases_due(due, 10).await?.len(), 2);
    assert_eq!(tx.holds_of_case(held.id).await?.len(), 2);
    tx.commit().await
}

/// Who works on a case is known at once, both ways round.
pub async fn members_come_and_go(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let mut tx = store.begin().await?;
    let (ana, bo) = (
        samples.add_user(&mut tx).await?,
        samples.add_user(&mut tx).await?,
    );
    let (_, first) = samples.add_case(&mut tx).await?;
    let (_, second) = samples.add_case(&mut tx).await?;
    assert!(tx.add_case_member(first.id, ana.id, "console", NOW).await?);
    assert!(!tx.add_case_member(first.id, ana.id, "console", NOW).await?);
    assert!(
        tx.add_case_member(second.id, ana.id, "console", NOW)
            .await?
    );
    assert!(tx.add_case_member(second.id, bo.id, "console", NOW).await?);
    assert!(tx.is_case_member(first.id, ana.id).await?);
    assert!(!tx.is_case_member(first.id, bo.id).await?);
    assert_eq!(
        tx.cases_of_member(ana.id, None, 10).await?,
        [second.clone(), first.clone()]
    );
    assert_eq!(
        tx.cases_of_member(ana.id, Some(second.number), 10).await?,
        [first.clone()]
    );
    assert_eq!(tx.case_members(second.id).await?.len(), 2);
    assert!(tx.remove_case_member(first.id, ana.id).await?);
    assert!(!tx.remove_case_member(first.id, ana.id).await?);
    assert!(!tx.is_case_member(first.id, ana.id).await?);
    let nobody = tx
        .add_case_member(first.id, samples.id(), "console", NOW)
        .await;
    assert!(
        matches!(nobody, Err(Error::Conflict(_))),
        "a user that does not exist"
    );
    tx.commit().await
}

/// Going through pages shows every row, and none twice.
pub async fn pages_hold_every_row_once(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let mut tx = store.begin().await?;
    let customer = samples.customer();
    tx.insert_customer(&customer).await?;
    let mut numbers = Vec::new();
    for number in 1001..1012 {
        tx.insert_case(&samples.case(&customer, number)).await?;
        numbers.push(number);
    }
    tx.commit().await?;
    let (mut seen, mut before) = (Vec::new(), None);
    loop {
        let page = store.cases_of_customer(customer.id, before, 4).await?;
        let Some(last) = page.last() else { break };
        assert!(page.len() <= 4);
        before = Some(last.number);
        seen.extend(page.iter().map(|row| row.number));
    }
    seen.reverse();
    assert_eq!(seen, numbers);
    let (mut count, mut after) = (0, None);
    loop {
        let page = store.customers(after, 1).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        count += 1;
    }
    assert_eq!(count, 1);
    assert!(store.cases(None, 0).await?.is_empty());
    assert_eq!(
        store
            .cases_in_state(CaseState::Open, None, u32::MAX)
            .await?
            .len(),
        11
    );
    Ok(())
}

/// A certificate outlives what it speaks of.
pub async fn certificates_stay(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let mut tx = store.begin().await?;
    let (customer, case) = samples.add_case(&mut tx).await?;
    let of_case = CertificateRow {
        id: samples.id(),
        case_id: Some(case.id),
        customer_id: None,
        body: "{\"v\":1}".to_owned(),
        created_at: NOW,
    };
    let of_customer = CertificateRow {
        id: samples.id(),
        case_id: None,
        customer_id: Some(customer.id),
        ..of_case.clone()
    };
    tx.insert_certificate(&of_case).await?;
    tx.insert_certificate(&of_customer).await?;
    tx.close_case(case.id, NOW, NOW).await?;
    assert!(tx.shred_case(case.id, NOW).await?);
    tx.commit().await?;
    assert_eq!(
        store.certificates_of_case(case.id).await?,
        [of_case.clone()]
    );
    assert_eq!(
        store.certificate(of_customer.id).await?,
        Some(of_customer.clone())
    );
    assert_eq!(store.certificates(None, 10).await?, [of_customer, of_case]);
    Ok(())
}

/// An alert is closed by one person, and a freeze is lifted by one.
pub async fn alerts_and_freezes_are_dealt_with_once(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let mut tx = store.begin().await?;
    let (_, case) = samples.add_case(&mut tx).await?;
    let alert = AlertRow {
        id: samples.id(),
        rule: "mass-download".to_owned(),
        level: "high".to_owned(),
        actor: "usr_x".to_owned(),
        case_id: Some(case.id),
        raised_at: NOW,
        entries: vec![3, 5, 8],
        response: "freeze".to_owned(),
        state: AlertState::Open,
        closed_by: None,
        closed_at: None,
    };
    tx.insert_alert(&alert).await?;
    let freeze = FreezeRow {
        id: samples.id(),
        actor: "usr_x".to_owned(),
        reason: "mass-download".to_owned(),
        created_by: "service:watch".to_owned(),
        created_at: NOW,
        alert_id: Some(alert.id),
        released_by: None,
        released_at: None,
    };
    tx.insert_freeze(&freeze).await?;
    tx.commit().await?;
    assert_eq!(store.alert(alert.id).await?, Some(alert.clone()));
    assert_eq!(store.count_open_alerts().await?, 1);
    assert_eq!(store.active_freezes().await?, [freeze.clone()]);
    assert!(store.actor_is_frozen("usr_x").await?);
    assert!(!store.actor_is_frozen("usr_").await?);

    let mut tx = store.begin().await?;
    assert!(tx.close_alert(alert.id, "console", NOW).await?);
    assert!(!tx.close_alert(alert.id, "console", NOW).await?);
    assert!(tx.release_freeze(freeze.id, "console", NOW).await?);
    assert!(!tx.release_freeze(freeze.id, "console", NOW).await?);
    tx.commit().await?;
    assert!(!store.actor_is_frozen("usr_x").await?);
    assert!(store.active_freezes().await?.is_empty());
    assert_eq!(store.freezes(None, 10).await?.len(), 1);
    assert_eq!(
        store
            .alerts_in_state(AlertState::Closed, None, 10)
            .await?
            .len(),
        1
    );
    assert_eq!(store.alerts(Some(alert.id), 10).await?, []);
    Ok(())
}

/// Snapshots are complete once, and remember their last check.
pub async fn snapshots_are_recorded(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let snapshot = SnapshotRow {
        id: samples.id(),
        created_at: NOW,
        location: "/backup/1".to_owned(),
        object_count: 0,
        bytes: 0,
        ledger_size: 0,
        state: SnapshotState::Writing,
        checked_at: None,
        check_result: None,
    };
    let mut tx = store.begin().await?;
    tx.insert_snapshot(&snapshot).await?;
    assert_eq!(
        tx.latest_snapshot().await?,
        None,
        "it is still being written"
    );
    assert!(tx.complete_snapshot(snapshot.id, 3, 1 << 40, 77).await?);
    assert!(!tx.complete_snapshot(snapshot.id, 3, 1 << 40, 77).await?);
    tx.set_snapshot_check(snapshot.id, "ok", NOW).await?;
    let latest = tx.latest_snapshot().await?.expect("it is complete");
    assert_eq!(
        (latest.bytes, latest.ledger_size, latest.checked_at),
        (1 << 40, 77, Some(NOW))
    );
    tx.set_snapshot_state(snapshot.id, SnapshotState::Pruned)
        .await?;
    assert_eq!(tx.latest_snapshot().await?, None);
    assert_eq!(tx.snapshots(None, 10).await?.len(), 1);
    tx.commit().await
}

/// Settings are replaced; an answer to a repeated request is not.
pub async fn settings_and_answers_are_kept(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let mut tx = store.begin().await?;
    tx.set_meta("policy", b"one").await?;
    tx.set_meta("policy", b"two").await?;
    assert_eq!(tx.meta("policy").await?.as_deref(), Some(&b"two"[..]));
    assert!(tx.delete_meta("policy").await?);
    assert_eq!(tx.meta("policy").await?, None);

    let answer = IdempotencyRow {
        key_hash: samples.bytes(),
        actor: "usr_a".to_owned(),
        sealed_response: samples.sealed(),
        created_at: NOW,
    };
    let other = IdempotencyRow {
        sealed_response: samples.sealed(),
        ..answer.clone()
    };
    assert!(tx.insert_idempotency(&answer).await?);
    assert!(!tx.insert_idempotency(&other).await?);
    assert_eq!(
        tx.idempotency(answer.key_hash, "usr_a").await?,
        Some(answer.clone())
    );
    assert_eq!(
        tx.idempotency(answer.key_hash, "usr_b").await?,
        None,
        "somebody else's key"
    );
    assert_eq!(
        tx.prune_idempotency(UnixMillis::from_i64(NOW.as_i64() + 1))
            .await?,
        1
    );
    tx.commit().await
}
