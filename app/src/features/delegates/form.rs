//! The form of a delegation rule on the server: of the rule that is there, and for the use cases; and what its preview says.

use chrono::{DateTime, Utc};
use domain::delegation_rule::{KindCode, RuleState};
use domain::ids::RuleId;
use islands::delegates::{Action, RuleForm};
use islands::meaning::FormMeaning;
use services::delegates::{Preview, Rule, RuleInput};

/// For the use cases.
pub(crate) fn input(form: &RuleForm) -> RuleInput {
    let (kind, starts_on, ends_on) = match form.action {
        Action::SaveWithoutDates => (KindCode::Permanent.code(), "", ""),
        Action::Save | Action::Remove => (form.kind.as_str(), form.starts_on.as_str(), form.ends_on.as_str()),
    };
    RuleInput {
        kind: kind.to_owned(),
        delegate: form.delegate.clone(),
        starts_on: starts_on.to_owned(),
        ends_on: ends_on.to_owned(),
        keep_copy: !form.keep_copy.is_empty(),
        opened_with: opened_with(form),
    }
}

/// The version the form was opened with.
pub(crate) fn opened_with(form: &RuleForm) -> Option<RuleId> {
    form.version.parse().ok().map(RuleId)
}

/// The form of a rule that is there; a new one is permanent and sends a copy (T2, T9).
pub(super) fn form_of(rule: Option<&Rule>, now: DateTime<Utc>) -> RuleForm {
    let fresh = RuleForm {
        kind: KindCode::Permanent.code().to_owned(),
        keep_copy: "true".to_owned(),
        ..RuleForm::default()
    };
    let Some(rule) = rule else { return fresh };
    let version = rule.id().to_string();
    if rule.window().state(now) == RuleState::Ended {
        return RuleForm { version, ..fresh };
    }
    let kind = rule.kind();
    RuleForm {
        kind: kind.code().to_owned(),
        delegate: rule.delegate_username.clone(),
        starts_on: kind.starts_on().map(|date| date.to_string()).unwrap_or_default(),
        ends_on: kind.ends_on().map(|date| date.to_string()).unwrap_or_default(),
        // What somebody else chose is not the owner's choice: on at first (T9).
        keep_copy: if rule.keep_copy || rule.saved_by() != rule.owner() {
            "true".to_owned()
        } else {
            String::new()
        },
        version,
        ..RuleForm::default()
    }
}

/// What the form means, for its reader.
pub(crate) fn preview_of(preview: Preview) -> FormMeaning {
    FormMeaning {
        meaning: preview.meaning,
        warnings: preview.warnings,
        // Half a username is no mistake yet: the picker speaks of it, and the save judges it.
        problems: preview
            .problems
            .into_iter()
            .filter(|p| p.field != "delegate")
            .map(|p| p.message)
            .collect(),
        ..FormMeaning::default()
    }
}
