//! Enums whose values have a code: the word in the database, in addresses, in forms and in the API. The codes are derived from the
//! names; `tests/rules/code.rs` holds each of them, since what is stored stays readable only as long as they stay.

/// Gives an enum that derives `strum`'s `EnumString`, `IntoStaticStr` and `VariantArray` its table of codes.
macro_rules! codes {
    ($name:ident) => {
        impl $name {
            /// Every one, in the order of lists and forms.
            pub const ALL: [Self; <Self as strum::VariantArray>::VARIANTS.len()] =
                $crate::code::all(<Self as strum::VariantArray>::VARIANTS);

            /// The word in the database, in addresses, in forms and in the API.
            pub fn code(self) -> &'static str {
                self.into()
            }

            /// Reads [`Self::code`] back.
            pub fn from_code(code: &str) -> Option<Self> {
                code.parse().ok()
            }
        }
    };
}

pub(crate) use codes;

/// The variants of an enum as an array. Evaluated by the compiler, which refuses another number of them.
pub(crate) const fn all<T: Copy, const N: usize>(variants: &[T]) -> [T; N] {
    match variants.first_chunk::<N>() {
        Some(all) => *all,
        None => panic!("there are as many variants as the type says"),
    }
}
