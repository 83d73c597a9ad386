//! What a new password must be (I5): long enough, short enough to be stored whole, and not to be guessed.

use std::cmp::Reverse;

use db::people::Person;
use zxcvbn::{Score, zxcvbn};

use super::password::LONGEST;
use crate::{Error, Result};

/// The shortest new password, in characters.
pub const SHORTEST: usize = 12;

/// What is taken: beyond ten to the power of eight guesses, which Argon2 makes years of work on one machine.
const GOOD_ENOUGH: Score = Score::Three;

/// Shorter words are parts of many others.
const SHORTEST_WORD: usize = 3;

/// What belongs to the product, and is guessed first for that (ASVS 5.0, 6.1.2).
const OF_THE_PRODUCT: [&str; 3] = ["locum", "delegate", "delegation"];

/// Refuses a password that is too short, too long, common, or made of what others know about its owner.
///
/// # Errors
/// [`Error::Invalid`] for the field `password`, with words that never contain it.
pub(super) fn judge(password: &str, owner: &Person) -> Result<()> {
    let refused = |message: String| Err(Error::invalid("password", message));
    if password.chars().count() < SHORTEST {
        return refused(format!("Password must have at least {SHORTEST} characters"));
    }
    if password.len() > LONGEST {
        return refused(format!("Password must have at most {LONGEST} bytes"));
    }
    let known = known_of(owner);
    let judged = zxcvbn(password, &known);
    let rest = without(password, &known);
    if judged.score() >= GOOD_ENOUGH && zxcvbn(&rest, &[]).score() >= GOOD_ENOUGH {
        return Ok(());
    }
    let why = judged
        .feedback()
        .and_then(|feedback| feedback.warning())
        .map(|warning| format!(" {warning}"))
        .unwrap_or_default();
    refused(format!(
        "Password is too easy to guess.{why} Take a few words that nobody would put together"
    ))
}

/// What is left of a password without the words that others know: they make it longer, and hardly harder to guess.
fn without(password: &str, known: &[&str]) -> String {
    let mut words: Vec<String> = known.iter().map(|word| word.to_lowercase()).collect();
    words.retain(|word| word.chars().count() >= SHORTEST_WORD);
    // A name in two words is found before each of them.
    words.sort_by_key(|word| Reverse(word.len()));
    words.iter().fold(password.to_lowercase(), |rest, word| {
        rest.replace(word.as_str(), "")
    })
}

/// The words that whoever guesses would try first.
fn known_of(owner: &Person) -> Vec<&str> {
    let texts = [
        Some(owner.username.as_str()),
        Some(owner.display_name.as_str()),
        owner.email.as_deref(),
        owner.department.as_deref(),
        owner.job.as_deref(),
        owner.location.as_deref(),
    ];
    let parts = texts
        .into_iter()
        .flatten()
        .flat_map(|text| std::iter::once(text).chain(text.split(|c: char| !c.is_alphanumeric())));
    OF_THE_PRODUCT
        .into_iter()
        .chain(parts)
        .filter(|part| part.chars().count() > 1)
        .collect()
}
