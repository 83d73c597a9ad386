//! The ids of forms that were shown: sent twice, such a form is one change (G6). An id comes from the browser, so it may be any:
//! bound to who sends it, it never meets what somebody else made with theirs, and tells nothing of whether there is such a thing
//! (S).

use domain::ids::PersonId;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Bytes of an id before those that are random: when it was made, which ids of tasks sort by.
const MADE_AT: usize = 8;

/// A form as a request sends it.
#[derive(Debug, Clone)]
pub struct SentForm {
    id: Uuid,
    /// SHA-256 of where it was sent, and of what is in it.
    content: Vec<u8>,
}

impl SentForm {
    /// With the id that its page gave it.
    pub fn new(id: Uuid, path: &str, body: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update(path.as_bytes());
        hash.update([0]);
        hash.update(body);
        let content = hash.finalize().to_vec();
        Self { id, content }
    }

    /// The id under which it is kept that `person` has sent it.
    pub(crate) fn submission_of(&self, person: PersonId) -> Uuid {
        bound_with(person, self.id, &self.content)
    }
}

/// The id under which what `person` makes with the form is kept: always the same for the two, and another for anybody else.
pub(crate) fn bound(person: PersonId, form: Uuid) -> Uuid {
    bound_with(person, form, &[])
}

/// The same for a form that may be sent again with something else in it: that is another change.
pub(crate) fn bound_with(person: PersonId, form: Uuid, content: &[u8]) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(person.0.to_be_bytes());
    hash.update(form.as_bytes());
    hash.update(content);
    let mut bytes = *form.as_bytes();
    for (byte, random) in bytes.iter_mut().skip(MADE_AT).zip(hash.finalize()) {
        *byte = random;
    }
    // The variant of RFC 9562 stands in the first two of these bits.
    if let Some(byte) = bytes.get_mut(MADE_AT) {
        *byte = (*byte & 0x3f) | 0x80;
    }
    Uuid::from_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_another_for_everybody_and_the_same_for_one() {
        let form = Uuid::try_parse("0190163d-8694-739b-aea5-966c26f8ad91").unwrap_or_default();
        let (ana, ben) = (PersonId(1), PersonId(2));
        let kept = bound(ana, form);
        assert_eq!(kept, bound(ana, form));
        assert_ne!(kept, bound(ben, form));
        // Whoever has seen it makes nothing of it.
        assert!(bound(ben, kept) != kept && bound(ana, kept) != kept);
        assert_eq!(kept.as_u128() >> 64, form.as_u128() >> 64, "it sorts by its time");
        assert_eq!(
            (kept.get_version_num(), kept.get_variant()),
            (7, uuid::Variant::RFC4122)
        );
    }
}
