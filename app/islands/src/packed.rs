//! What a page hands an island, packed: browsers load code for each type that is read from JSON, by names and in any order, and
//! about a fifth of that code for one that is read field after field.

use base64ct::{Base64, Encoding};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

/// A property of an island that stands in the page as one text. Both sides are of one build, so the fields need no names.
///
/// ```ignore
/// #[island]
/// fn DelegateForm(setup: Packed<RuleSetup>) -> impl IntoView { let setup = setup.0; … }
///
/// view! { <DelegateForm setup=Packed(setup)/> }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed<T>(pub T);

impl<T: Serialize> Serialize for Packed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bytes = postcard::to_allocvec(&self.0).map_err(ser::Error::custom)?;
        serializer.serialize_str(&Base64::encode_string(&bytes))
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Packed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let unpacked = unpack(&String::deserialize(deserializer)?);
        unpacked.map(Self).ok_or_else(|| de::Error::custom("not packed"))
    }
}

fn unpack<T: DeserializeOwned>(text: &str) -> Option<T> {
    postcard::from_bytes(&Base64::decode_vec(text).ok()?).ok()
}
