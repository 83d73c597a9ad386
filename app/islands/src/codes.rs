//! The words that forms post and addresses carry: what a button means, what is asked first, which list is open. Each is an enum, so
//! that a handler matches every value of it. The words are derived from the names, as in `domain::code`.
//!
//! A field that is missing or empty is the default, or none ([`optional`]). A form with any other word is refused before its handler
//! runs: no form of Locum sends it. An address may be old or typed by hand: there an unknown word is the default too ([`lenient`]).

use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serializer, de};

/// Lets an enum that derives `strum`'s `EnumString`, `IntoStaticStr` and `VariantArray` stand in a form.
#[macro_export]
macro_rules! codes {
    ($name:ident) => {
        impl $name {
            /// The word that is posted.
            #[must_use]
            pub fn code(self) -> &'static str {
                self.into()
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::codes::decode(deserializer)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.code())
            }
        }
    };
}

const UNKNOWN: &str = "no form sends this word";

/// Reads a word of a form.
///
/// # Errors
/// A word that the enum does not have.
pub fn decode<'de, T: FromStr, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let word = String::deserialize(deserializer)?;
    word.parse().map_err(|_| de::Error::custom(UNKNOWN))
}

/// Reads a word of a form that may be empty.
///
/// # Errors
/// A word that the enum does not have.
pub fn optional<'de, T: FromStr, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    let word = String::deserialize(deserializer)?;
    if word.is_empty() {
        return Ok(None);
    }
    word.parse().map(Some).map_err(|_| de::Error::custom(UNKNOWN))
}

/// Writes a word of a form that may be empty.
///
/// # Errors
/// Those of the serializer.
pub fn word_or_empty<T: Copy + Into<&'static str>, S: Serializer>(
    word: &Option<T>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(word.map_or("", Into::into))
}

/// Reads a word of an address: one that the enum does not have is the default.
///
/// # Errors
/// What is no text.
pub fn lenient<'de, T: FromStr + Default, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let word = String::deserialize(deserializer)?;
    Ok(word.parse().unwrap_or_default())
}

/// For the tests of words, here and in the application. All of it is generic: a program that calls none of it holds none of it.
#[doc(hidden)]
pub mod testing {
    use std::fmt::Debug;

    use serde::de::value::{Error, StrDeserializer};
    use serde::de::{DeserializeOwned, IntoDeserializer};
    use strum::VariantArray;

    use super::*;

    fn word(word: &str) -> StrDeserializer<'_, Error> {
        word.into_deserializer()
    }

    fn hold_words<T>(table: &[(T, &str)])
    where
        T: DeserializeOwned + VariantArray + Copy + PartialEq + Debug + Into<&'static str>,
    {
        for (value, code) in table {
            assert_eq!((*value).into(), *code);
            assert_eq!(T::deserialize(word(code)), Ok(*value));
            for unknown in [format!("{code} "), format!("{code}x"), "nonsense".to_owned()] {
                assert!(T::deserialize(word(&unknown)).is_err(), "{unknown:?}");
            }
        }
        let values: Vec<T> = table.iter().map(|(value, _)| *value).collect();
        assert_eq!(values, T::VARIANTS);
    }

    /// Every value has the word in the table, no word is the default, and any other is refused.
    pub fn hold<T>(table: &[(T, &str)])
    where
        T: DeserializeOwned + VariantArray + Default + Copy + PartialEq + Debug + Into<&'static str>,
    {
        hold_words(table);
        assert_eq!(T::deserialize(word("")), Ok(T::default()));
    }

    /// The same where no word is none of them.
    pub fn hold_optional<T>(table: &[(T, &str)])
    where
        T: DeserializeOwned + FromStr + VariantArray + Copy + PartialEq + Debug + Into<&'static str>,
    {
        hold_words(table);
        assert_eq!(optional::<T, _>(word("")), Ok(None));
        for (value, code) in table {
            assert_eq!(optional(word(code)), Ok(Some(*value)));
            assert!(optional::<T, _>(word(&format!("{code} "))).is_err());
        }
    }
}
