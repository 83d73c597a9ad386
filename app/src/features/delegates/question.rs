//! What is asked before a delegate is removed, by the owner of the rule or by an administrator (T8).

use chrono::{DateTime, Utc};
use domain::delegation_rule::RuleState;
use islands::delegates::{Action, RuleForm};
use services::delegates::Removal;

use super::edit_view::Whose;
use crate::ui::{Effect, Question};

/// The question; `path` is the form's page. What was typed goes along, for it stands in the same form (G6).
pub(crate) fn question(
    whose: &Whose,
    removal: &Removal,
    form: RuleForm,
    path: &str,
    now: DateTime<Utc>,
) -> Question {
    let delegate = &removal.rule.delegate_name;
    let (title, owner) = match whose {
        Whose::Own => (format!("Remove {delegate} as your delegate?"), "you"),
        Whose::Other { name, .. } => (
            format!("Remove {delegate} as the delegate of {name}?"),
            name.as_str(),
        ),
    };
    let lead = match removal.rule.window().state(now) {
        RuleState::InForce => format!("New tasks come to {owner} from now on."),
        RuleState::Scheduled => format!("New tasks go on coming to {owner}: the rule does not begin."),
        RuleState::Ended => "The rule is over already.".to_owned(),
    };
    let (count, several) = match removal.open_tasks {
        100.. => (99, format!("open tasks, and more, stay with {delegate}")),
        count => (count, format!("open tasks stay with {delegate}")),
    };
    let stay = Effect::counted(
        i64::try_from(count).unwrap_or(i64::MAX),
        &format!("open task stays with {delegate}"),
        &several,
        Some(format!(
            "They came from {owner}. Reassign them where that is not wanted."
        )),
    );
    Question {
        title,
        lead: Some(lead),
        effects: stay.into_iter().collect(),
        warning: Some("To undo this, name the delegate again.".to_owned()),
        confirm: "Remove delegate".to_owned(),
        keep: "Keep delegate".to_owned(),
        back: path.to_owned(),
        keeps_typed: true,
        ..Question::default()
    }
    .with("kind", form.kind)
    .with("delegate", form.delegate)
    .with("starts_on", form.starts_on)
    .with("ends_on", form.ends_on)
    .with("keep_copy", form.keep_copy)
    .with("version", form.version)
    .with("action", Action::Remove.code())
}
