//! What every provider has to do, as a suite that each one runs.

use coffer_model::{DeploymentId, Entropy, UnixMillis};
use coffer_seal::{Binding, Envelope, Key, SealError};

use crate::{KekProvider, KeysError};

/// Runs the whole suite. It rotates a provider that can, so it belongs in front of one made for the purpose.
///
/// # Panics
/// At the first thing that the provider does wrong.
pub async fn conformance(provider: &dyn KekProvider, entropy: &dyn Entropy, now: UnixMillis) {
    a_wrapped_key_comes_back(provider, entropy).await;
    nothing_else_opens_it(provider, entropy).await;
    every_byte_counts(provider, entropy).await;
    foreign_envelopes_are_named(provider, entropy).await;
    generations_follow_each_other(provider, entropy, now).await;
}

fn deployment() -> DeploymentId {
    DeploymentId::from_bytes([0xd; 16])
}

fn binding(owner: &[u8]) -> Binding<'_> {
    Binding {
        kind: "customer",
        owner,
        deployment: deployment(),
    }
}

async fn a_wrapped_key_comes_back(provider: &dyn KekProvider, entropy: &dyn Entropy) {
    let key = Key::generate(entropy);
    let envelope = provider
        .wrap(&binding(b"one"), &key)
        .await
        .expect("a key can be wrapped");
    let info = provider.describe();
    assert_eq!(
        (envelope.wrapping_key(), envelope.generation()),
        (info.key, info.generation)
    );
    assert_eq!(
        provider.generations().last(),
        Some(&info),
        "the present generation is the last"
    );
    let stored = Envelope::from_bytes(&envelope.to_bytes()).expect("an envelope can be stored");
    assert_eq!(
        provider
            .unwrap(&stored, &binding(b"one"))
            .await
            .expect("it opens"),
        key
    );
    let again = provider
        .wrap(&binding(b"one"), &key)
        .await
        .expect("a key can be wrapped twice");
    assert_ne!(again, envelope, "each time differently");
}

async fn nothing_else_opens_it(provider: &dyn KekProvider, entropy: &dyn Entropy) {
    let key = Key::generate(entropy);
    let envelope = provider
        .wrap(&binding(b"one"), &key)
        .await
        .expect("a key can be wrapped");
    for other in [
        binding(b"two"),
        binding(b""),
        Binding {
            kind: "case",
            ..binding(b"one")
        },
        Binding {
            deployment: DeploymentId::from_bytes([0xe; 16]),
            ..binding(b"one")
        },
    ] {
        let opened = provider.unwrap(&envelope, &other).await;
        assert!(
            matches!(opened, Err(KeysError::Seal(SealError::Refused))),
            "with {other:?}"
        );
    }
}

async fn every_byte_counts(provider: &dyn KekProvider, entropy: &dyn Entropy) {
    let key = Key::generate(entropy);
    let stored = provider
        .wrap(&binding(b"one"), &key)
        .await
        .expect("a key can be wrapped")
        .to_bytes();
    for at in 0..stored.len() {
        let mut changed = stored.clone();
        changed[at] ^= 0x80;
        if let Ok(envelope) = Envelope::from_bytes(&changed) {
            assert!(
                provider.unwrap(&envelope, &binding(b"one")).await.is_err(),
                "byte {at}"
            );
        }
    }
}

async fn foreign_envelopes_are_named(provider: &dyn KekProvider, entropy: &dyn Entropy) {
    let (kek, key) = (Key::generate(entropy), Key::generate(entropy));
    let foreign = entropy.id(UnixMillis::from_i64(0));
    let envelope = coffer_seal::wrap(&kek, foreign, 1, &binding(b"one"), &key, entropy);
    let opened = provider.unwrap(&envelope, &binding(b"one")).await;
    assert!(matches!(opened, Err(KeysError::UnknownKey(id)) if id == foreign));
    // Claiming to be the provider's own does not help.
    let info = provider.describe();
    let forged = coffer_seal::wrap(
        &kek,
        info.key,
        info.generation,
        &binding(b"one"),
        &key,
        entropy,
    );
    assert!(provider.unwrap(&forged, &binding(b"one")).await.is_err());
}

async fn generations_follow_each_other(
    provider: &dyn KekProvider,
    entropy: &dyn Entropy,
    now: UnixMillis,
) {
    let key = Key::generate(entropy);
    let before = provider.describe();
    let old = provider
        .wrap(&binding(b"one"), &key)
        .await
        .expect("a key can be wrapped");
    let after = match provider.rotate(now).await {
        Err(KeysError::Unsupported(_)) => return,
        rotated => rotated.expect("a provider that can rotate does"),
    };
    assert_eq!(after, provider.describe());
    assert!(after.generation > before.generation && after.key != before.key);
    assert_eq!(
        provider
            .unwrap(&old, &binding(b"one"))
            .await
            .expect("what was wrapped before still opens"),
        key
    );
    let new = provider
        .wrap(&binding(b"one"), &key)
        .await
        .expect("a key can be wrapped");
    assert_eq!(new.wrapping_key(), after.key);

    let refused = provider.retire(after.key).await;
    assert!(
        matches!(refused, Err(KeysError::InUse(_))),
        "the present generation cannot be retired"
    );
    provider
        .retire(before.key)
        .await
        .expect("an earlier one can");
    let lost = provider.unwrap(&old, &binding(b"one")).await;
    assert!(matches!(lost, Err(KeysError::UnknownKey(id)) if id == before.key));
    assert_eq!(
        provider
            .unwrap(&new, &binding(b"one"))
            .await
            .expect("the present one still opens"),
        key
    );
    assert!(
        matches!(
            provider.retire(before.key).await,
            Err(KeysError::UnknownKey(_))
        ),
        "nothing is retired twice"
    );
}
