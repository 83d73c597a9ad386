//! What saving a rule would do, and the button that confirms what cannot be taken back.

use leptos::prelude::*;
use services::provisioning::{Change, Foreseen, RuleOutcome};
use services::security_console::lent_in_words;

use super::form::Action;
use crate::ui::{Button, ButtonKind, Column, Notice, NoticeKind, Region, Row, Table, cell};

/// What saving would do; and the button that confirms that a role goes from everybody, or that delegations end.
pub(super) fn told(outcome: Option<RuleOutcome>) -> (Option<AnyView>, Option<AnyView>) {
    match outcome {
        Some(RuleOutcome::Preview(foreseen)) => (Some(preview(foreseen)), None),
        Some(RuleOutcome::Confirm(foreseen)) => {
            let confirm = confirm(&foreseen);
            (Some(preview(foreseen)), Some(confirm))
        }
        _ => (None, None),
    }
}

fn confirm(foreseen: &Foreseen) -> AnyView {
    let (losers, ended) = (foreseen.losers(), foreseen.ended());
    let who = counted(losers, "1 person", "people");
    let taken =
        (losers > 0).then(|| format!("This takes a role away from everybody who has it by a rule: {who}."));
    let words: Vec<String> = taken.into_iter().chain(ending(foreseen)).collect();
    let ends = format!("end {}", counted(ended, "1 delegation", "delegations"));
    let button = match (losers, ended) {
        (0, _) => format!("Save and {ends}"),
        (_, 0) => format!("Take it away from {who}"),
        _ => format!("Take it away from {who} and {ends}"),
    };
    view! {
        <div class="confirmation">
            <Notice kind=NoticeKind::Warning title=words.join(" ")>"Nothing has been changed yet."</Notice>
            <input type="hidden" name="confirmed" value=losers.to_string()/>
            <input type="hidden" name="ending" value=ended.to_string()/>
            <Button kind=ButtonKind::Danger name="action" value=Action::Save.code()>{button}</Button>
        </div>
    }
    .into_any()
}

fn counted(count: i64, one: &str, many: &str) -> String {
    match count {
        1 => one.to_owned(),
        count => format!("{count} {many}"),
    }
}

/// R12: whoever lent a role without another right to lend it lends it no more.
fn ending(foreseen: &Foreseen) -> Option<String> {
    let words = lent_in_words(foreseen.ending)?;
    Some(format!(
        "What was delegated without another right to the role ends for good: {words}."
    ))
}

fn preview(foreseen: Foreseen) -> AnyView {
    let ending = ending(&foreseen).map(|words| view! { <p>{words}</p> });
    let body = if foreseen.changes.is_empty() {
        view! { <p>"Nobody would gain or lose a role: nothing is autoprovisioned."</p> }.into_any()
    } else {
        table(foreseen.changes)
    };
    view! { <Region id="preview" title="What would change">{body}{ending}</Region> }.into_any()
}

fn table(changes: Vec<Change>) -> AnyView {
    let columns = vec![
        Column::row_header("Role"),
        Column::new("Would gain it"),
        Column::new("Would lose it"),
    ];
    let people = |count: i64, names: &[String]| {
        let shown = i64::try_from(names.len()).unwrap_or(0);
        let others = match count - shown {
            0 => String::new(),
            others => format!(" and {others} more"),
        };
        let names = (count > 0)
            .then(|| view! { <span class="hint">{format!("{}{others}", names.join(", "))}</span> });
        view! { {count.to_string()}{names} }.into_any()
    };
    let rows = changes
        .into_iter()
        .map(|change| {
            let gained = people(change.gained, &change.gainers);
            let lost = people(change.lost - change.kept, &change.losers);
            Row::new([cell(change.role), gained, lost])
        })
        .collect();
    view! { <Table caption="Who would gain and lose which role" columns rows/> }.into_any()
}
