//! What is asked before a rule is deleted: who loses what, counted by deleting it in a transaction that is rolled back.

use services::provisioning::{Foreseen, Rule};
use services::role_delegations::DelegationsEnd;

use super::form::{Action, RULES};
use crate::features::security_console::effects::delegations_end;
use crate::ui::{Effect, Question};

/// The question about a rule.
pub(super) fn question(rule: &Rule, foreseen: &Foreseen) -> Question {
    let path = format!("{RULES}/{}", rule.id);
    let effects = effects(rule, foreseen);
    let lead = if effects.is_empty() {
        "Nobody loses a role, and nobody can request less than before."
    } else {
        "This happens at once:"
    };
    Question {
        title: format!("Delete “{}”?", rule.name),
        lead: Some(lead.to_owned()),
        effects,
        warning: Some(
            "This cannot be undone. Delegations that end do not come back with a new rule.".to_owned(),
        ),
        action: Some(path.clone()),
        confirm: "Delete rule".to_owned(),
        keep: "Keep rule".to_owned(),
        back: path,
        ..Question::default()
    }
    .with("version", rule.version.to_string())
    .with("confirmed", foreseen.losers().to_string())
    .with("ending", foreseen.ended().to_string())
    .with("action", Action::Delete.code())
}

fn effects(rule: &Rule, foreseen: &Foreseen) -> Vec<Effect> {
    let lost = foreseen.changes.iter().filter_map(|change| {
        let named = i64::try_from(change.losers.len()).unwrap_or(i64::MAX);
        let names = match change.lost - change.kept - named {
            ..=0 => change.losers.join(", "),
            others => format!("{} and {others} more", change.losers.join(", ")),
        };
        let (one, several) = (
            format!("person loses {}", change.role),
            format!("people lose {}", change.role),
        );
        Effect::counted(change.lost - change.kept, &one, &several, Some(names))
    });
    let kept = foreseen.changes.iter().filter_map(|change| {
        let (one, several) = (
            format!("person keeps {} by something else", change.role),
            format!("people keep {} by something else", change.role),
        );
        let why = "By a grant of their own, or by a delegation.".to_owned();
        Effect::counted(change.kept, &one, &several, Some(why))
    });
    let ends = delegations_end(&DelegationsEnd {
        in_force: usize::try_from(foreseen.ending.in_force).unwrap_or_default(),
        scheduled: usize::try_from(foreseen.ending.scheduled).unwrap_or_default(),
    });
    let requestable: Vec<&str> = rule
        .roles
        .iter()
        .filter(|role| role.requestable || role.self_requestable)
        .map(|role| role.name.as_str())
        .collect();
    let requests = Effect::counted(
        i64::try_from(requestable.len()).unwrap_or(i64::MAX),
        "role can no longer be requested by this rule",
        "roles can no longer be requested by this rule",
        Some(requestable.join(", ")),
    );
    lost.chain(kept).chain(ends).chain(requests).collect()
}
