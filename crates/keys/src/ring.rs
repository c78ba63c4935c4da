//! The generations of a root key.

use coffer_model::{Entropy, KeyId, UnixMillis};
use coffer_seal::{Binding, Envelope, Key};

use crate::{KekInfo, KeysError};

/// The most generations of a key file.
pub(crate) const MAX_GENERATIONS: usize = 64;

/// One generation.
pub(crate) struct Generation {
    pub(crate) id: KeyId,
    pub(crate) number: u32,
    pub(crate) made: UnixMillis,
    pub(crate) key: Key,
}

impl Generation {
    pub(crate) fn new(number: u32, entropy: &dyn Entropy, now: UnixMillis) -> Self {
        Self {
            id: entropy.id(now),
            number,
            made: now,
            key: Key::generate(entropy),
        }
    }

    pub(crate) fn info(&self, provider: &'static str) -> KekInfo {
        KekInfo {
            provider,
            key: self.id,
            generation: self.number,
            made: Some(self.made),
        }
    }
}

/// All generations that there still are, the present one last. There is always one.
pub(crate) struct Ring {
    present: Generation,
    earlier: Vec<Generation>,
}

impl Ring {
    pub(crate) const fn new(only: Generation) -> Self {
        Self {
            present: only,
            earlier: Vec::new(),
        }
    }

    /// The ring of these generations, if there is one and their numbers rise.
    pub(crate) fn of(mut generations: Vec<Generation>) -> Option<Self> {
        let rising = generations
            .windows(2)
            .all(|pair| pair[0].number < pair[1].number);
        let distinct = generations
            .iter()
            .enumerate()
            .all(|(at, one)| generations[..at].iter().all(|o| o.id != one.id));
        if !rising || !distinct || generations.len() > MAX_GENERATIONS {
            return None;
        }
        let present = generations.pop()?;
        Some(Self {
            present,
            earlier: generations,
        })
    }

    pub(crate) const fn present(&self) -> &Generation {
        &self.present
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Generation> {
        self.earlier.iter().chain([&self.present])
    }

    pub(crate) fn len(&self) -> usize {
        self.earlier.len() + 1
    }

    /// Makes `next` the present generation.
    pub(crate) fn advance(&mut self, next: Generation) {
        self.earlier
            .push(std::mem::replace(&mut self.present, next));
    }

    /// Undoes [`Ring::advance`].
    pub(crate) fn retreat(&mut self) {
        if let Some(before) = self.earlier.pop() {
            self.present = before;
        }
    }

    /// Takes an earlier generation out.
    pub(crate) fn remove(&mut self, id: KeyId) -> Result<(usize, Generation), KeysError> {
        if id == self.present.id {
            return Err(KeysError::InUse(id));
        }
        let at = self
            .earlier
            .iter()
            .position(|one| one.id == id)
            .ok_or(KeysError::UnknownKey(id))?;
        Ok((at, self.earlier.remove(at)))
    }

    /// Undoes [`Ring::remove`].
    pub(crate) fn put_back(&mut self, at: usize, generation: Generation) {
        self.earlier.insert(at, generation);
    }

    pub(crate) fn wrap(&self, binding: &Binding<'_>, key: &Key, entropy: &dyn Entropy) -> Envelope {
        coffer_seal::wrap(
            &self.present.key,
            self.present.id,
            self.present.number,
            binding,
            key,
            entropy,
        )
    }

    pub(crate) fn unwrap(
        &self,
        envelope: &Envelope,
        binding: &Binding<'_>,
    ) -> Result<Key, KeysError> {
        let id = envelope.wrapping_key();
        let generation = self
            .all()
            .find(|one| one.id == id)
            .ok_or(KeysError::UnknownKey(id))?;
        Ok(coffer_seal::unwrap(&generation.key, envelope, binding)?)
    }
}
