//! Personal data that must be kept, apart from the journal. Each person's is sealed under a key of its own, and that key under one that is in no
//! database: whoever has the database alone has nothing, and once a person's key is deleted, nobody has.

use crate::backend::{Backend, LogId, Wrapped};
use crate::error::StoreError;
use crate::random;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use tidegate_types::{Name, SubjectKey};
use zeroize::Zeroizing;

const NONCE: usize = 24;
/// What is kept of a person under one name is refused beyond this.
pub const MOST_BYTES: usize = 64 << 10;
/// How often something is sealed anew before it is given up.
const TRIES: usize = 5;
/// People whose keys are wrapped anew in one step.
const STEP: usize = 512;

/// The keys under which people's keys are wrapped. The first is used for new ones, the others still open what they wrapped. Prints nothing.
#[derive(Clone)]
pub struct VaultKeys(Vec<(Name, Zeroizing<[u8; 32]>)>);

impl fmt::Debug for VaultKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name.as_str())).finish()
    }
}

impl VaultKeys {
    /// From a file or the environment: a key a line, its name, a space, 32 bytes in Base64; the current one first.
    pub fn of_text(text: &str) -> Result<Self, StoreError> {
        let refused = |line: usize, what: &str| StoreError::Refused(format!("keys of the vault, line {line}: {what}"));
        let mut keys: Vec<(Name, Zeroizing<[u8; 32]>)> = Vec::new();
        for (i, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
            let (name, key) = line.trim().split_once(' ').ok_or_else(|| refused(i + 1, "a name, a space and a key are wanted"))?;
            let name =
                Name::new(name).map_err(|_| refused(i + 1, "the name has 1 to 64 letters, digits, hyphens, dots and underscores"))?;
            let key = STANDARD.decode(key.trim()).ok().and_then(|k| k.try_into().ok());
            let key = Zeroizing::new(key.ok_or_else(|| refused(i + 1, "the key is 32 bytes in Base64"))?);
            if keys.iter().any(|(n, _)| *n == name) {
                return Err(refused(i + 1, "a name stands there twice"));
            }
            keys.push((name, key));
        }
        if keys.is_empty() { Err(refused(1, "there is none")) } else { Ok(Self(keys)) }
    }

    fn current(&self) -> &(Name, Zeroizing<[u8; 32]>) {
        &self.0[0]
    }

    fn named(&self, name: &Name) -> Result<&[u8; 32], StoreError> {
        let found = self.0.iter().find(|(n, _)| n == name).map(|(_, k)| &**k);
        found.ok_or_else(|| {
            StoreError::Refused(format!("the key `{name}` of the vault is missing: what it wrapped cannot be opened. Bring it back"))
        })
    }

    fn wrap(&self, subject: &SubjectKey, key: &[u8; 32]) -> Result<Wrapped, StoreError> {
        let (name, current) = self.current();
        Ok(Wrapped { under: name.clone(), bytes: seal(current, subject.bytes(), key)? })
    }

    fn unwrap(&self, subject: &SubjectKey, wrapped: &Wrapped) -> Result<Zeroizing<[u8; 32]>, StoreError> {
        let key = open(self.named(&wrapped.under)?, subject.bytes(), &wrapped.bytes).ok_or_else(|| {
            StoreError::Refused(format!("the key `{}` of the vault is not the one that it was. Bring the right one back", wrapped.under))
        })?;
        <[u8; 32]>::try_from(key.as_slice()).map(Zeroizing::new).map_err(|_| changed())
    }
}

fn changed() -> StoreError {
    StoreError::Damaged { path: "the vault".into(), what: "what was sealed there was changed".into() }
}

/// Nonce, then ciphertext. `about` is not in it, and must be the same when it is opened.
fn seal(key: &[u8; 32], about: &[u8], plain: &[u8]) -> Result<Vec<u8>, StoreError> {
    let nonce = random::bytes::<NONCE>()?;
    let sealed = XChaCha20Poly1305::new(key.into()).encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: about });
    let sealed = sealed.map_err(|_| StoreError::Refused("more than can be sealed".into()))?;
    Ok([nonce.as_slice(), &sealed].concat())
}

fn open(key: &[u8; 32], about: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
    let plain = XChaCha20Poly1305::new(key.into()).decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: about });
    plain.ok().map(Zeroizing::new)
}

/// The vault of a shop.
#[derive(Debug)]
pub struct Vault<B> {
    backend: Arc<B>,
    log: LogId,
    keys: VaultKeys,
}

impl<B: Backend> Vault<B> {
    pub fn new(backend: Arc<B>, log: LogId, keys: VaultKeys) -> Self {
        Self { backend, log, keys }
    }

    /// Keeps something of a person under a name; what stood there before is written over.
    pub async fn put(&self, subject: &SubjectKey, name: &Name, plain: &[u8]) -> Result<(), StoreError> {
        if plain.len() > MOST_BYTES {
            return Err(StoreError::Refused(format!("{} bytes under one name; {MOST_BYTES} are the most", plain.len())));
        }
        // Again where the person was erased, or the key wrapped anew, just now.
        for _ in 0..TRIES {
            let wrapped = self.key_of(subject).await?;
            let key = self.keys.unwrap(subject, &wrapped)?;
            let sealed = seal(&key, &about(subject, name), plain)?;
            if self.backend.seal(self.log, (subject, &wrapped), name, sealed).await? {
                return Ok(());
            }
        }
        Err(StoreError::Busy)
    }

    /// All that is kept of a person.
    pub async fn get(&self, subject: &SubjectKey) -> Result<BTreeMap<Name, Zeroizing<Vec<u8>>>, StoreError> {
        let Some(wrapped) = self.backend.person(self.log, subject).await? else { return Ok(BTreeMap::new()) };
        let key = self.keys.unwrap(subject, &wrapped)?;
        let sealed = self.backend.sealed(self.log, subject).await?;
        sealed.into_iter().map(|(name, s)| open(&key, &about(subject, &name), &s).map(|plain| (name, plain)).ok_or_else(changed)).collect()
    }

    /// Of two that make a person's key at once, the first wins and both use it.
    async fn key_of(&self, subject: &SubjectKey) -> Result<Wrapped, StoreError> {
        match self.backend.person(self.log, subject).await? {
            Some(wrapped) => Ok(wrapped),
            None => self.backend.new_person(self.log, subject, self.keys.wrap(subject, &random::bytes()?)?).await,
        }
    }

    /// Wraps every person's key under the current one. After it the others may be destroyed. Tells how many there were.
    pub async fn rotate(&self) -> Result<usize, StoreError> {
        let mut count = 0;
        loop {
            let old = self.backend.not_under(self.log, &self.keys.current().0, STEP).await?;
            if old.is_empty() {
                return Ok(count);
            }
            for (subject, wrapped) in old {
                let key = self.keys.unwrap(&subject, &wrapped)?;
                let new = self.keys.wrap(&subject, &key)?;
                self.backend.rewrap(self.log, &subject, wrapped, new).await?;
                count += 1;
            }
        }
    }
}

/// Sealed for this person and this name: put elsewhere, it does not open.
fn about(subject: &SubjectKey, name: &Name) -> Vec<u8> {
    [subject.bytes().as_slice(), name.as_str().as_bytes()].concat()
}
