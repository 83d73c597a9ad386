//! Text that people type and read: what is accepted, how names are searched, initials.

pub mod counting;
pub mod hidden;
pub mod plain;

use hidden::{is_hidden, is_unseen};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// What names are searched by: lower case, without diacritics, ligatures and special letters spelled out (`ß`
/// as `ss`), one blank between words and none around. Folding twice changes nothing more.
pub fn fold(text: &str) -> String {
    let letters: String = text
        .chars()
        .filter(|&c| !is_hidden(c))
        .nfkd()
        .flat_map(char::to_lowercase)
        // Kana voicing marks, nuktas and viramas (classes 7 to 9) are part of the letter, not a diacritic.
        .filter(|&c| matches!(canonical_combining_class(c), 0 | 7..=9))
        .collect();
    let mut spelled = String::with_capacity(letters.len());
    for letter in letters.chars() {
        match spelled_out(letter) {
            Some(spelling) => spelled.push_str(spelling),
            None => spelled.push(letter),
        }
    }
    spelled.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text in Unicode NFC, as every text is kept that is compared or shown (G8): a letter and its diacritic are one sign where
/// there is one, however they were typed.
pub fn composed(text: &str) -> String {
    text.nfc().collect()
}

/// Letters and signs that normalization leaves whole, but a searcher types otherwise.
fn spelled_out(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ı' => "i",
        'ŋ' => "n",
        'ς' => "σ",
        '\u{2018}' | '\u{2019}' | '\u{02bc}' => "'",
        '\u{2010}' | '\u{2013}' | '\u{2212}' => "-",
        _ => return None,
    })
}

/// Up to two upper-case letters for a name in NFC, as every name is kept ([`composed`]): of its first and its last word, without what
/// stands behind it in brackets. Digits stand in where there is no letter, and `?` where there is neither.
///
/// Browsers draw faces too. The tables of normalization, a quarter of all they would load, are not needed for it.
pub fn initials(name: &str) -> String {
    let own = name.split_once(" (").map_or(name, |(own, _)| own);
    let first_letters = |wanted: fn(char) -> bool| -> Vec<char> {
        own.split_whitespace()
            .filter_map(|word| word.chars().find(|c| wanted(*c)))
            .collect()
    };
    let mut firsts = first_letters(char::is_alphabetic);
    if firsts.is_empty() {
        firsts = first_letters(char::is_numeric);
    }
    let (Some(first), last) = (firsts.first(), firsts.iter().skip(1).last()) else {
        return "?".to_owned();
    };
    // One upper-case letter each: `ß` would become two.
    std::iter::once(first)
        .chain(last)
        .filter_map(|letter| letter.to_uppercase().next())
        .collect()
}

/// A person's name with their username behind it, once: where two have the same name, the username stands in the name already (T4).
pub fn with_username(name: &str, username: &str) -> String {
    let behind = format!(" ({username})");
    if name.ends_with(&behind) {
        name.to_owned()
    } else {
        format!("{name}{behind}")
    }
}

/// Judges a text of one line that pages show, such as a name, and gives it back trimmed and [`composed`]. `label` names the field
/// as messages start with it (`Display name`); `max` counts characters. Form, import and API ask this one function, so a name that
/// reads like another one cannot come in by any of them (S).
///
/// # Errors
/// The message for the field: missing, then impossible (a line break, a control character, or one that changes the direction of
/// writing or takes no room: it names the character and its place, counted from 1, as nobody sees it), then too long.
pub fn check_display_text(label: &str, text: &str, max: usize) -> Result<String, String> {
    if text.chars().all(|c| c.is_whitespace() || is_unseen(c)) {
        return Err(format!("Enter the {}", mid_sentence(label)));
    }
    let is_break = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    // Blanks and line breaks around a text are trimmed, as they always have been.
    let leading = text.chars().take_while(|c| c.is_whitespace()).count();
    let visible = text.trim();
    let mut letters = visible.chars().enumerate();
    if let Some((place, c)) = letters.find(|&(_, c)| is_break(c) || is_hidden(c)) {
        let place = leading + place + 1;
        return Err(if is_break(c) {
            format!(
                "{label} must be one line, without control characters: character {place} is U+{:04X}",
                u32::from(c)
            )
        } else {
            format!(
                "{label} must not contain {}, which nobody sees: it is character {place}",
                hidden::described(c)
            )
        });
    }
    within(label, &composed(visible), max)
}

/// Judges a text of several lines, such as a reason or a comment, and gives it back trimmed and [`composed`], with plain line
/// feeds; blank text comes back empty. Embeddings, overrides and isolates of writing direction are left out: such a text comes from
/// one person and names nobody, so nobody is refused what they wrote.
///
/// # Errors
/// The message for the field: impossible (a control character other than line break and tab), then too long.
pub fn check_long_text(label: &str, text: &str, max: usize) -> Result<String, String> {
    let visible = without_invisible(text).replace("\r\n", "\n").replace('\r', "\n");
    let visible = visible.trim();
    if visible
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\t'))
    {
        return Err(format!("{label} must be plain text, without control characters"));
    }
    within(label, &composed(visible), max)
}

fn within(label: &str, text: &str, max: usize) -> Result<String, String> {
    if text.chars().count() > max {
        return Err(format!(
            "{label} must be {} or fewer",
            counting::counted(max, "character", "characters")
        ));
    }
    Ok(text.to_owned())
}

fn without_invisible(text: &str) -> String {
    text.chars().filter(|c| !is_invisible(*c)).collect()
}

/// Embeddings, overrides and isolates of writing direction, zero-width space and byte order mark. Joiners stay:
/// Persian names and emoji are spelled with them.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}' | '\u{feff}')
}

/// `Display name` as it stands inside a sentence; `HR code` stays.
fn mid_sentence(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), second) if !second.is_some_and(char::is_uppercase) => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => label.to_owned(),
    }
}
