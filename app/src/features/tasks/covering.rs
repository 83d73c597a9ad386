//! On the task page: who covers those who would have been asked, and until when (T16).

use domain::zone::{Zone, end_in_words};
use leptos::prelude::*;
use services::tasks::{Covering, TaskView};

/// A line for each; nothing where nobody stands in.
pub(super) fn covering(task: &TaskView, zone: Zone) -> impl IntoView + use<> {
    let lines: Vec<_> = task.covering.iter().map(|one| line(one, zone)).collect();
    (!lines.is_empty()).then(|| view! { <div class="covering">{lines}</div> })
}

fn line(covering: &Covering, zone: Zone) -> impl IntoView + use<> {
    let Covering { owner, delegate, .. } = covering;
    let until = match covering.until {
        Some(until) => format!("until {} {zone}", end_in_words(until, zone)),
        None => "until that is changed".to_owned(),
    };
    view! { <p>{format!("{delegate} covers {owner} {until}.")}</p> }
}
