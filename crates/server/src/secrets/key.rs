//! One key: XChaCha20-Poly1305, under a fresh random nonce for every value.

use std::fmt;

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD},
};
use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use portcullis_core::{
    id::OrgId,
    secret::{KeyId, Sealed, SecretName, SecretValue},
};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// 256 random bits; overwritten when dropped, never shown.
#[derive(PartialEq, Eq)]
pub(crate) struct Key(Zeroizing<[u8; LENGTH]>);

/// Why a value cannot be sealed or opened; nothing of the value or the key.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Error {
    /// The machine gives no random numbers.
    #[error("there are no random numbers")]
    Random,
    /// Another key sealed it, or it was changed or moved.
    #[error("it does not open: it was changed, or sealed for another name")]
    Open,
}

const LENGTH: usize = 32;
const NONCE_LENGTH: usize = 24;
/// What a sealed value begins with.
const VERSION: u8 = 1;

/// Takes what people and tools write: with and without padding.
const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const ALPHABETS: [GeneralPurpose; 2] = [
    GeneralPurpose::new(&alphabet::STANDARD, LENIENT),
    GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT),
];

// === impl Key ===

impl Key {
    pub(crate) fn random() -> Result<Self, Error> {
        let mut bytes = Zeroizing::new([0; LENGTH]);
        getrandom::fill(&mut *bytes).map_err(|_| Error::Random)?;
        Ok(Self(bytes))
    }

    /// Reads a key in base64, of either alphabet.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        ALPHABETS.iter().find_map(|alphabet| {
            let bytes = Zeroizing::new(alphabet.decode(text).ok()?);
            let bytes: &[u8; LENGTH] = bytes.as_slice().try_into().ok()?;
            Some(Self(Zeroizing::new(*bytes)))
        })
    }

    /// The key in base64.
    pub(crate) fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(STANDARD.encode(*self.0))
    }

    /// A name for it, from which nothing of it follows.
    pub(crate) fn id(&self) -> KeyId {
        let hash = Sha256::new()
            .chain_update(b"portcullis secrets key")
            .chain_update(*self.0)
            .finalize();
        let digits = hash.iter().take(8).map(|byte| format!("{byte:02x}"));
        KeyId::new(digits.collect::<String>())
    }

    /// Seals a value for one name of one organisation: it opens for no other.
    pub(crate) fn seal(
        &self,
        org: &OrgId,
        name: &SecretName,
        value: &SecretValue,
    ) -> Result<Sealed, Error> {
        let mut nonce = [0; NONCE_LENGTH];
        getrandom::fill(&mut nonce).map_err(|_| Error::Random)?;
        let payload = Payload {
            msg: value.reveal().as_bytes(),
            aad: &place(org, name),
        };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload);
        let mut bytes = vec![VERSION];
        bytes.extend(nonce);
        bytes.extend(sealed.map_err(|_| Error::Open)?);
        Ok(Sealed {
            key: self.id(),
            bytes,
        })
    }

    pub(crate) fn open(
        &self,
        org: &OrgId,
        name: &SecretName,
        sealed: &Sealed,
    ) -> Result<SecretValue, Error> {
        let Some((&VERSION, rest)) = sealed.bytes.split_first() else {
            return Err(Error::Open);
        };
        let (nonce, msg) = rest
            .split_first_chunk::<NONCE_LENGTH>()
            .ok_or(Error::Open)?;
        let payload = Payload {
            msg,
            aad: &place(org, name),
        };
        let opened = self.cipher().decrypt(&XNonce::from(*nonce), payload);
        let bytes = Zeroizing::new(opened.map_err(|_| Error::Open)?);
        let text = std::str::from_utf8(&bytes).map_err(|_| Error::Open)?;
        Ok(SecretValue::stored(Zeroizing::new(text.to_owned())))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.0).into())
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.id())
    }
}

/// What a sealed value belongs to. Lengths keep two places from reading the same.
fn place(org: &OrgId, name: &SecretName) -> Vec<u8> {
    let mut place = b"portcullis secret".to_vec();
    for part in [org.as_str(), name.as_str()] {
        place.extend((part.len() as u64).to_be_bytes());
        place.extend(part.as_bytes());
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> SecretName {
        SecretName::parse(text).unwrap()
    }

    #[test]
    fn a_value_opens_for_its_place_alone() {
        let (key, org) = (Key::random().unwrap(), OrgId::new("1"));
        let value = SecretValue::parse("hünter2").unwrap();
        let sealed = key.seal(&org, &name("a"), &value).unwrap();
        assert_eq!(sealed.key, key.id());
        assert_eq!(key.open(&org, &name("a"), &sealed), Ok(value.clone()));
        let other = Key::random().unwrap();
        assert_eq!(other.open(&org, &name("a"), &sealed), Err(Error::Open));
        assert_eq!(key.open(&org, &name("b"), &sealed), Err(Error::Open));
        assert_eq!(
            key.open(&OrgId::new("2"), &name("a"), &sealed),
            Err(Error::Open)
        );
        let again = key.seal(&org, &name("a"), &value).unwrap();
        assert_ne!(again.bytes, sealed.bytes, "the nonce is a fresh one");
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        let (key, org) = (Key::random().unwrap(), OrgId::new("1"));
        let value = SecretValue::parse("value").unwrap();
        let sealed = key.seal(&org, &name("a"), &value).unwrap();
        for at in 0..sealed.bytes.len() {
            let mut changed = sealed.clone();
            changed.bytes[at] ^= 1;
            assert_eq!(
                key.open(&org, &name("a"), &changed),
                Err(Error::Open),
                "{at}"
            );
            changed.bytes.truncate(at);
            assert_eq!(
                key.open(&org, &name("a"), &changed),
                Err(Error::Open),
                "{at}"
            );
        }
    }

    #[test]
    fn keys_are_read_in_base64() {
        let key = Key(Zeroizing::new([0xfb; 32]));
        let text = key.to_text();
        let url = text.replace('+', "-").replace('/', "_");
        for form in [
            &text,
            text.trim_end_matches('='),
            &url,
            url.trim_end_matches('='),
        ] {
            assert_eq!(Key::parse(form), Some(Key(Zeroizing::new([0xfb; 32]))));
        }
        for wrong in ["", "AAAA", &text[1..], " ", &format!("{}A", &*text)] {
            assert_eq!(Key::parse(wrong), None, "{wrong:?}");
        }
        let shown = format!("{key:?}");
        assert!(shown.len() < 30 && !shown.contains(&text[..8]), "{shown}");
    }
}
