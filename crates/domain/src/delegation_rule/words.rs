//! What a delegation rule means, in words: for its page, for the lists and for the preview before saving.

use chrono::{DateTime, Utc};

use super::{RuleState, Window};
use crate::zone::{Zone, end_in_words, instant_in_words, instant_in_words_short, until_in_words};

/// Said before and after saving a rule that begins at once (T3).
pub const NOT_RETROACTIVE: &str = "Nothing is reassigned retroactively: open tasks stay where they are.";

/// What a saved rule means. `window` is as it was saved, `zone` the owner's; with `owner_is_reader` the owner is
/// "you" and `owner` is not named.
pub fn meaning(
    owner_is_reader: bool,
    owner: &str,
    delegate: &str,
    window: Window,
    zone: Zone,
    now: DateTime<Utc>,
) -> String {
    let tasks = tasks_of(owner_is_reader, owner);
    let start = instant_in_words(window.starts_at, zone);
    match (window.ends_at, window.state(now)) {
        (Some(end), RuleState::Ended) if end <= window.starts_at => {
            format!("{delegate} never got {tasks}: the rule ended before it began.")
        }
        (Some(end), RuleState::Ended) => {
            format!(
                "{delegate} got {tasks} from {start} to {}, {zone}.",
                end_in_words(end, zone)
            )
        }
        (Some(end), _) => format!(
            "{delegate} gets {tasks} from {start} to {}, {zone}.",
            end_in_words(end, zone)
        ),
        (None, _) => format!(
            "{delegate} gets {tasks} from {start}, {zone}, {}.",
            until_removed(owner_is_reader)
        ),
    }
}

/// What the rule in a form will mean once it is saved: `window` is [`super::window`] at `now`. A rule that
/// begins at once begins with the save, and says that nothing is reassigned retroactively (T3).
pub fn preview(
    owner_is_reader: bool,
    owner: &str,
    delegate: &str,
    window: Window,
    zone: Zone,
    now: DateTime<Utc>,
) -> String {
    let tasks = tasks_of(owner_is_reader, owner);
    let at_once = window.starts_at <= now;
    let start = if at_once {
        "the moment you save".to_owned()
    } else {
        instant_in_words(window.starts_at, zone)
    };
    let until = match window.ends_at {
        Some(end) => format!(" to {}, {zone}", end_in_words(end, zone)),
        None => format!(", {}", until_removed(owner_is_reader)),
    };
    let note = if at_once {
        NOT_RETROACTIVE
    } else {
        "Nothing is reassigned retroactively: tasks open by then stay where they are."
    };
    format!("{delegate} gets {tasks} from {start}{until}. {note}")
}

/// A window as a part of a sentence, read at `now` in `zone`: "until the end of Wed 5 Aug 2026", "from Mon 3 Aug 00:00 to
/// …", "until they change that".
pub fn period_in_words(window: Window, zone: Zone, now: DateTime<Utc>) -> String {
    let from = match window.state(now) {
        RuleState::Scheduled => format!("from {} ", instant_in_words_short(window.starts_at, zone)),
        _ => String::new(),
    };
    match window.ends_at {
        Some(end) => format!("{from}until {}", until_in_words(end, zone)),
        None => format!("{from}until they change that"),
    }
}

/// What a saved rule means to its delegate, who is "you".
pub fn meaning_for_delegate(owner: &str, window: Window, zone: Zone, now: DateTime<Utc>) -> String {
    // The one sentence that begins with the delegate's name is put into the second person.
    let words = meaning(false, owner, "You", window, zone, now);
    words.replacen("You gets ", "You get ", 1)
}

fn tasks_of(owner_is_reader: bool, owner: &str) -> String {
    if owner_is_reader {
        "your new tasks".to_owned()
    } else {
        format!("{owner}’s new tasks")
    }
}

fn until_removed(owner_is_reader: bool) -> &'static str {
    if owner_is_reader {
        "until you remove the delegate"
    } else {
        "until the delegate is removed"
    }
}
