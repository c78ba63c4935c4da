//! The key hierarchy at work: root, deployment, customer, case and data keys.
//!
//! A wrapped key leaves the store only through this module, and a data key leaves this module only for a permit that
//! names its version. Unwrapped keys are kept for a bounded time and count.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use coffer_gate::{Action, Permit};
use coffer_keys::KekProvider;
use coffer_model::{
    CaseId, Clock, CustomerId, DeploymentId, Entropy, KeyId, UnixMillis, VersionId,
};
use coffer_seal::{Binding, Envelope, Key, SigningKey};
use coffer_store::{KeyKind, KeyRow, Store};

use crate::error::{Error, Result};
use crate::opens::Opens;

/// How long an unwrapped key may stay in memory, in seconds.
const CACHE_SECONDS: i64 = 300;
/// The owner under which the root key's recovery wrap is kept.
pub(crate) const RECOVERY_OWNER: &[u8] = b"recovery";
/// How many unwrapped keys may stay in memory.
const CACHE_KEYS: usize = 4096;

/// The keys of a deployment.
pub(crate) struct Keyring {
    store: Store,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    deployment: DeploymentId,
    root: Key,
    root_id: KeyId,
    root_generation: u32,
    deployment_key: Key,
    cache: Mutex<HashMap<KeyId, (Arc<Key>, UnixMillis)>>,
}

/// What a new key belongs to.
#[derive(Clone, Copy)]
pub(crate) enum Owner {
    Customer(CustomerId),
    Case(CaseId),
    Version(VersionId),
}

impl Owner {
    fn kind(self) -> KeyKind {
        match self {
            Self::Customer(_) => KeyKind::Customer,
            Self::Case(_) => KeyKind::Case,
            Self::Version(_) => KeyKind::Data,
        }
    }

    fn bytes(&self) -> &[u8; 16] {
        match self {
            Self::Customer(id) => id.as_bytes(),
            Self::Case(id) => id.as_bytes(),
            Self::Version(id) => id.as_bytes(),
        }
    }
}

/// A key that was drawn and wrapped but not yet stored.
pub(crate) struct Drawn {
    pub(crate) row: KeyRow,
}

impl Keyring {
    /// Unwraps the root and the deployment key through the provider.
    pub(crate) async fn open(
        store: Store,
        provider: &dyn KekProvider,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self> {
        let deployment = store.deployment().await?.ok_or_else(|| {
            Error::Integrity("the data directory holds no deployment: run init first".to_owned())
        })?;
        let row = store
            .keyring()
            .key_of(KeyKind::Root, deployment.as_bytes())
            .await?
            .ok_or_else(|| Error::Integrity("the keyring holds no root key".to_owned()))?;
        let binding = Binding {
            kind: "root",
            owner: deployment.as_bytes(),
            deployment,
        };
        let root = provider.unwrap(&live_envelope(&row)?, &binding).await?;
        let deployment_row = store
            .keyring()
            .key_of(KeyKind::Deployment, deployment.as_bytes())
            .await?
            .ok_or_else(|| Error::Integrity("the keyring holds no deployment key".to_owned()))?;
        let binding = Binding {
            kind: "deployment",
            owner: deployment.as_bytes(),
            deployment,
        };
        let deployment_key =
            coffer_seal::unwrap(&root, &live_envelope(&deployment_row)?, &binding)?;
        Ok(Self {
            store,
            clock,
            entropy,
            deployment,
            root_id: row.id,
            root_generation: row.generation,
            root,
            deployment_key,
            cache: Mutex::default(),
        })
    }

    /// The rows of a new deployment's root and deployment key: wrapped by the provider, and the root again by the
    /// recovery key, so that losing the provider loses nothing.
    pub(crate) async fn found(
        deployment: DeploymentId,
        provider: &dyn KekProvider,
        recovery: &Key,
        now: UnixMillis,
        entropy: &dyn Entropy,
    ) -> Result<Vec<KeyRow>> {
        let root = Key::generate(entropy);
        let root_id: KeyId = entropy.id(now);
        let binding = Binding {
            kind: "root",
            owner: deployment.as_bytes(),
            deployment,
        };
        let by_provider = provider.wrap(&binding, &root).await?;
        let recovery_id: KeyId = entropy.id(now);
        let by_recovery = coffer_seal::wrap(
            recovery,
            recovery_id,
            1,
            &Binding {
                kind: "recovery",
                owner: deployment.as_bytes(),
                deployment,
            },
            &root,
            entropy,
        );
        let deployment_key = Key::generate(entropy);
        let wrapped = coffer_seal::wrap(
            &root,
            root_id,
            1,
            &Binding {
                kind: "deployment",
                owner: deployment.as_bytes(),
                deployment,
            },
            &deployment_key,
            entropy,
        );
        let row = |id, kind, owner: &[u8], envelope: &Envelope| KeyRow {
            id,
            kind,
            owner: owner.to_vec(),
            wrapped_by: envelope.wrapping_key(),
            generation: envelope.generation(),
            envelope: Some(envelope.to_bytes()),
            created_at: now,
            destroyed_at: None,
        };
        Ok(vec![
            row(root_id, KeyKind::Root, deployment.as_bytes(), &by_provider),
            row(entropy.id(now), KeyKind::Root, RECOVERY_OWNER, &by_recovery),
            row(
                entropy.id(now),
                KeyKind::Deployment,
                deployment.as_bytes(),
                &wrapped,
            ),
        ])
    }

    /// The root key from its recovery wrap.
    pub(crate) fn recover_root(
        deployment: DeploymentId,
        recovery: &Key,
        envelope: &[u8],
    ) -> Result<Key> {
        let binding = Binding {
            kind: "recovery",
            owner: deployment.as_bytes(),
            deployment,
        };
        Ok(coffer_seal::unwrap(
            recovery,
            &Envelope::from_bytes(envelope)?,
            &binding,
        )?)
    }

    pub(crate) fn deployment(&self) -> DeploymentId {
        self.deployment
    }

    pub(crate) fn entropy(&self) -> &dyn Entropy {
        &*self.entropy
    }

    /// A subkey of the deployment key for one purpose.
    pub(crate) fn purpose(&self, label: &str) -> Key {
        self.deployment_key
            .derive(label, self.deployment.as_bytes())
    }

    /// Seals a snapshot's metadata: a key that any holder of the root key can derive again.
    pub(crate) fn backup_key(&self) -> Key {
        backup_key(&self.root, self.deployment)
    }

    /// The key that signs checkpoints, receipts and certificates.
    pub(crate) fn signing(&self) -> SigningKey {
        SigningKey::from_seed(&self.purpose("ledger signing"))
    }

    /// Draws the key of a new owner, wrapped by its parent's.
    pub(crate) async fn draw(&self, owner: Owner, parent: Parent) -> Result<Drawn> {
        let now = self.clock.now();
        let key = Key::generate(&*self.entropy);
        let (kek, kek_id, generation) = match parent {
            Parent::Root => (None, self.root_id, self.root_generation),
            Parent::Customer(id) => {
                let (key, row_id, generation) = self
                    .unwrap_current(KeyKind::Customer, id.as_bytes())
                    .await?;
                (Some(key), row_id, generation)
            }
            Parent::Case(id) => {
                let (key, row_id, generation) =
                    self.unwrap_current(KeyKind::Case, id.as_bytes()).await?;
                (Some(key), row_id, generation)
            }
        };
        let binding = Binding {
            kind: owner.kind().as_str(),
            owner: owner.bytes(),
            deployment: self.deployment,
        };
        let kek = kek.as_deref().unwrap_or(&self.root);
        let envelope = coffer_seal::wrap(kek, kek_id, generation, &binding, &key, &*self.entropy);
        let row = KeyRow {
            id: self.entropy().id(now),
            kind: owner.kind(),
            owner: owner.bytes().to_vec(),
            wrapped_by: kek_id,
            generation,
            envelope: Some(envelope.to_bytes()),
            created_at: now,
            destroyed_at: None,
        };
        Ok(Drawn { row })
    }

    /// The customer key, for the sealed fields of a customer.
    pub(crate) async fn customer(&self, id: CustomerId) -> Result<Arc<Key>> {
        Ok(self
            .unwrap_current(KeyKind::Customer, id.as_bytes())
            .await?
            .0)
    }

    /// The case key, for the sealed fields and the pseudonyms of a case.
    pub(crate) async fn case(&self, id: CaseId) -> Result<Arc<Key>> {
        Ok(self.unwrap_current(KeyKind::Case, id.as_bytes()).await?.0)
    }

    /// The data key of the version that this permit names, and of no other.
    pub(crate) async fn open_version<A: Action>(
        &self,
        permit: &Permit<A>,
    ) -> Result<(VersionId, KeyId, Arc<Key>)>
    where
        Permit<A>: Opens,
    {
        let version = permit.opens()?;
        let (key, id, _) = self
            .unwrap_current(KeyKind::Data, version.as_bytes())
            .await?;
        Ok((version, id, key))
    }

    /// The data key of a version that is being received: sealing needs no right to read.
    pub(crate) async fn seal_version(&self, version: VersionId) -> Result<(KeyId, Arc<Key>)> {
        let (key, id, _) = self
            .unwrap_current(KeyKind::Data, version.as_bytes())
            .await?;
        Ok((id, key))
    }

    /// Forgets every unwrapped key, after one was destroyed.
    pub(crate) fn forget(&self) {
        self.cache
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    fn cached(&self, id: KeyId) -> Option<Arc<Key>> {
        let now = self.clock.now();
        let cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        cache
            .get(&id)
            .filter(|(_, until)| *until > now)
            .map(|(key, _)| Arc::clone(key))
    }

    fn keep(&self, id: KeyId, key: &Arc<Key>) {
        let now = self.clock.now();
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        if cache.len() >= CACHE_KEYS {
            cache.retain(|_, (_, until)| *until > now);
        }
        if cache.len() >= CACHE_KEYS {
            cache.clear();
        }
        cache.insert(id, (Arc::clone(key), now.plus_seconds(CACHE_SECONDS)));
    }

    /// Unwraps the present key of an owner, through its parents where they are not cached.
    ///
    /// The row is read every time, so that a destroyed key is gone for every node at once, whatever is cached.
    async fn unwrap_current(
        &self,
        kind: KeyKind,
        owner: &[u8; 16],
    ) -> Result<(Arc<Key>, KeyId, u32)> {
        // A chain is at most data → case → customer → root, so the walk is bounded without recursion.
        let mut chain = Vec::with_capacity(3);
        let mut row = self.row(kind, owner).await?;
        loop {
            let envelope = live_envelope(&row)?;
            let parent = envelope.wrapping_key();
            let cached = self.cached(row.id);
            let done = cached.is_some() || parent == self.root_id;
            chain.push((row, envelope, cached));
            if done {
                break;
            }
            if chain.len() > 3 {
                return Err(Error::Integrity(
                    "the keys wrap each other in a circle".to_owned(),
                ));
            }
            row = self
                .store
                .keyring()
                .key(parent)
                .await?
                .ok_or_else(|| Error::Integrity("a wrapping key is missing".to_owned()))?;
        }
        let mut above: Option<Arc<Key>> = None;
        let mut result = None;
        for (row, envelope, cached) in chain.into_iter().rev() {
            let key = if let Some(key) = cached {
                key
            } else {
                let kek = above.as_deref().unwrap_or(&self.root);
                let binding = Binding {
                    kind: row.kind.as_str(),
                    owner: &row.owner,
                    deployment: self.deployment,
                };
                let key = Arc::new(coffer_seal::unwrap(kek, &envelope, &binding)?);
                self.keep(row.id, &key);
                key
            };
            result = Some((Arc::clone(&key), row.id, row.generation));
            above = Some(key);
        }
        result.ok_or_else(|| Error::Bug("an empty key chain".to_owned()))
    }

    async fn row(&self, kind: KeyKind, owner: &[u8; 16]) -> Result<KeyRow> {
        self.store
            .keyring()
            .key_of(kind, owner)
            .await?
            .ok_or(Error::Ended(
                "its key was destroyed; it cannot be read any more",
            ))
    }
}

/// What wraps a new key.
#[derive(Clone, Copy)]
pub(crate) enum Parent {
    Root,
    Customer(CustomerId),
    Case(CaseId),
}

/// The key that seals the metadata of a snapshot.
pub(crate) fn backup_key(root: &Key, deployment: DeploymentId) -> Key {
    root.derive("backup", deployment.as_bytes())
}

fn live_envelope(row: &KeyRow) -> Result<Envelope> {
    let bytes = row.envelope.as_deref().ok_or(Error::Ended(
        "its key was destroyed; it cannot be read any more",
    ))?;
    Ok(Envelope::from_bytes(bytes)?)
}
