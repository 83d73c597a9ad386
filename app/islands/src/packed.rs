//! What a page hands an island, packed: browsers load code for each type that is read from JSON, by names and in any order, and
//! about a fifth of that code for one that is read field after field.

use base64ct::{Base64, Encoding};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A property of an island that stands in the page as one text. Both sides are of one build, so the fields need no names.
///
/// ```ignore
/// #[island]
/// fn DelegateForm(setup: Packed<RuleSetup>) -> impl IntoView { let setup = setup.open(); … }
///
/// view! { <DelegateForm setup=Packed::new(setup)/> }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed<T> {
    value: T,
    /// Leptos writes an island's properties in the browser too, where nobody reads them: there it is the text they came as, so that
    /// no browser loads the code that packs.
    text: String,
}

impl<T> Packed<T> {
    /// Packs it.
    #[must_use]
    pub fn new(value: T) -> Self
    where
        T: Serialize,
    {
        // Only what has no known length cannot be packed, and no property of an island is a stream.
        let bytes = postcard::to_allocvec(&value).unwrap_or_default();
        Self {
            text: Base64::encode_string(&bytes),
            value,
        }
    }

    /// What was packed.
    #[must_use]
    pub fn open(self) -> T {
        self.value
    }
}

impl<T> Serialize for Packed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Packed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let value = unpack(&text).ok_or_else(|| de::Error::custom("not packed"))?;
        Ok(Self { value, text })
    }
}

fn unpack<T: DeserializeOwned>(text: &str) -> Option<T> {
    postcard::from_bytes(&Base64::decode_vec(text).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::Packed;
    use crate::delegates::{Action, RuleForm};
    use crate::question::RemovalAsk;
    use crate::role_delegations::{BeforeDates, DatesSetup};
    use domain::dates::{LAST_DATE, parse_date};

    /// As the page hands it over and the browser reads it.
    fn through<T: serde::Serialize + serde::de::DeserializeOwned>(value: T) -> T {
        let written = serde_json::to_string(&Packed::new(value)).unwrap();
        let read: Packed<T> = serde_json::from_str(&written).unwrap();
        assert_eq!(
            serde_json::to_string(&read).unwrap(),
            written,
            "the browser writes it as it came"
        );
        read.open()
    }

    #[test]
    fn what_is_packed_is_what_is_opened() {
        for ask in [None, Some(RemovalAsk::Remove), Some(RemovalAsk::Keep)] {
            let form = RuleForm {
                delegate: "bea · \"<&'".to_owned(),
                action: Action::SaveWithoutDates,
                ask,
                ..RuleForm::default()
            };
            assert_eq!(through(form.clone()), form);
        }
    }

    #[test]
    fn dates_are_packed_whichever_there_are() {
        let today = parse_date("2028-02-29").unwrap();
        for ends_on in [None, Some(today), Some(LAST_DATE)] {
            let before = BeforeDates {
                starts_on: parse_date("1900-01-01").unwrap(),
                ends_on,
                through_end: true,
                has_begun: false,
            };
            let setup = DatesSetup {
                starts_on: String::new(),
                fixed_start: None,
                ends_on: "nonsense".to_owned(),
                through_end: false,
                hint: String::new(),
                errors: crate::fields::DateErrors::default(),
                today,
                max_days: std::num::NonZeroU32::new(7),
                before: Some(before),
            };
            assert_eq!(through(setup.clone()), setup);
        }
    }

    #[test]
    fn any_other_text_is_refused() {
        for text in ["\"\"", "\"!\"", "\"AAAA\"", "7", "null"] {
            assert!(
                serde_json::from_str::<Packed<DatesSetup>>(text).is_err(),
                "{text}"
            );
        }
    }
}
