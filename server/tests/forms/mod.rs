//! A form that is sent twice is one change (G6), whatever the form.

mod ids;
mod kept;
mod race;
mod unknown_words;
