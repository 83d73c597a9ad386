//! What a reassignment of several tasks did, and which tasks stay, each with the reason.

use domain::ids::TaskId;
use leptos::prelude::*;
use services::tasks::{BulkReassigned, Left};

/// "37 tasks were reassigned to Milo Kern."
pub(super) fn done_in_words(done: &BulkReassigned) -> String {
    let count = done.count();
    if count == 0 {
        return format!(
            "Nothing was reassigned: no open task waits for {} any more.",
            done.from
        );
    }
    format!("{} reassigned to {}.{}", were(count), done.to, went_on(done))
}

/// Where the rules of the person chosen led: "5 of them went on to Mina Sato, who stands in."
fn went_on(done: &BulkReassigned) -> String {
    let mut others: Vec<&(String, usize)> = done
        .assignees
        .values()
        .filter(|(name, count)| *name != done.to && *count > 0)
        .collect();
    others.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), name.as_str()));
    let sentences = others.iter().map(|(name, count)| match (*count, done.count()) {
        (1, 1) => format!(" It went on to {name}, who stands in."),
        (count, all) if count == all => format!(" They went on to {name}, who stands in."),
        (count, _) => format!(" {count} of them went on to {name}, who stands in."),
    });
    sentences.collect()
}

fn were(count: usize) -> String {
    match count {
        1 => "1 task was".to_owned(),
        count => format!("{count} tasks were"),
    }
}

/// What was done and what was not, above the form.
pub(super) fn summary(done: &BulkReassigned) -> impl IntoView + use<> {
    let first = match done.count() {
        0 => "No task was reassigned.".to_owned(),
        _ => done_in_words(done),
    };
    let from = &done.from;
    let stay = match done.stay.count {
        1 => format!("1 task stays with {from}:"),
        count => format!("{count} tasks stay with {from}:"),
    };
    let moved_on = match done.moved_on.count {
        1 => "1 task had moved on and was left alone:".to_owned(),
        count => format!("{count} tasks had moved on and were left alone:"),
    };
    let unknown = match done.unknown {
        0 => None,
        1 => Some("1 task does not exist.".to_owned()),
        count => Some(format!("{count} tasks do not exist.")),
    };
    let paragraph = |words: String| view! { <p>{words}</p> };
    view! {
        <div class="error-summary" role="alert" tabindex="-1" autofocus>
            <h2>"There is a problem"</h2>
            <p>{first}</p>
            {done.stopped.as_ref().map(|why| paragraph(format!("It stopped before its end: {why}.")))}
            {left(stay, &done.stay)}
            {left(moved_on, &done.moved_on)}
            {unknown.map(paragraph)}
        </div>
    }
}

fn left(title: String, left: &Left) -> Option<impl IntoView + use<>> {
    let lines: Vec<_> = left.listed.iter().map(line).collect();
    let unlisted = left.count.saturating_sub(lines.len());
    let more = (unlisted > 0).then(|| view! { <li>{format!("and {unlisted} more")}</li> });
    (left.count > 0).then(|| view! { <p>{title}</p><ul>{lines}{more}</ul> })
}

fn line((task, title, why): &(TaskId, String, String)) -> impl IntoView + use<> {
    let (href, title, why) = (format!("/tasks/{task}"), title.clone(), why.clone());
    view! { <li><a href=href>{title}</a>": "{why}</li> }
}
