//! What the form of a rule posts: conditions, and a line for each role. A line's tick boxes carry its number, so that a box
//! that is not ticked shifts no other.

use domain::provisioning::{MAX_ROLES, RuleForm};
use islands::codes;
use islands::codes::optional;
use serde::Deserialize;
use services::provisioning::{Confirmed, Named, RoleLine, Rule, RuleAct, RuleInput};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// Role provisioning rules.
pub(super) const RULES: &str = "/setup/role-provisioning-rules";

/// A rule, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct RuleFields {
    /// The version the form was opened with (G5).
    pub(super) version: String,
    pub(super) name: String,
    pub(super) department: String,
    pub(super) job: String,
    pub(super) location: String,
    /// `yes`, `no`, or empty for any.
    pub(super) is_manager: String,
    /// A role's code in each line.
    pub(super) role: Vec<String>,
    pub(super) autoprovision: Vec<String>,
    pub(super) provisionable: Vec<String>,
    pub(super) requestable: Vec<String>,
    pub(super) self_requestable: Vec<String>,
    /// How many people the reader knows to lose a role.
    pub(super) confirmed: String,
    /// How many delegations the reader knows to end.
    pub(super) ending: String,
    /// What its button does.
    pub(super) action: Action,
    /// Whether "Delete rule" asks first.
    #[serde(deserialize_with = "optional")]
    pub(super) ask: Option<Ask>,
}

/// What the buttons do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(super) enum Action {
    /// "Save".
    #[default]
    #[strum(to_string = "save", serialize = "")]
    Save,
    /// "Preview": what saving would do.
    Preview,
    /// "Add another role": room for one.
    More,
    /// "Delete rule", once it was asked about.
    Delete,
}

codes!(Action);

/// The form asks before it deletes the rule. Without it, it does what its button says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(super) enum Ask {
    /// It is to be asked first.
    Delete,
}

codes!(Ask);

/// A line of the form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) code: String,
    pub(super) autoprovision: bool,
    pub(super) provisionable: bool,
    pub(super) requestable: bool,
    pub(super) self_requestable: bool,
}

impl RuleFields {
    /// The form of a rule that is there, or of a new one with room for a role.
    pub(super) fn of(rule: Option<&Rule>) -> Self {
        let Some(rule) = rule else {
            return Self::default();
        };
        let conditions = rule.conditions();
        let ticked = |which: fn(&Named) -> bool| {
            let lines = rule.roles.iter().zip(1..);
            lines
                .filter(|(role, _)| which(role))
                .map(|(_, number)| format!("{number}"))
                .collect::<Vec<_>>()
        };
        Self {
            version: rule.version.to_string(),
            name: rule.name.clone(),
            department: conditions.department.unwrap_or_default(),
            job: conditions.job.unwrap_or_default(),
            location: conditions.location.unwrap_or_default(),
            is_manager: match conditions.is_manager {
                Some(true) => "yes",
                Some(false) => "no",
                None => "",
            }
            .to_owned(),
            role: rule.roles.iter().map(|role| role.code.clone()).collect(),
            autoprovision: ticked(|role| role.autoprovision),
            provisionable: ticked(|role| role.provisionable),
            requestable: ticked(|role| role.requestable),
            self_requestable: ticked(|role| role.self_requestable),
            ..Self::default()
        }
    }

    /// What is done with it. To give room for another role changes nothing: saving says why where there is no rule to give it.
    pub(super) fn act(&self) -> RuleAct {
        match (self.ask, self.action) {
            (Some(Ask::Delete), _) => RuleAct::PreviewDeletion,
            (None, Action::Preview) => RuleAct::Preview,
            (None, Action::Delete) => RuleAct::Delete,
            (None, Action::Save | Action::More) => RuleAct::Save,
        }
    }

    /// The form that deletes, which carries none of the rule's own fields.
    pub(super) fn is_about_deletion(&self) -> bool {
        match self.act() {
            RuleAct::PreviewDeletion | RuleAct::Delete => true,
            RuleAct::Save | RuleAct::Preview => false,
        }
    }

    /// The lines, with room for one role at least, and for another after "Add another role".
    pub(super) fn lines(&self) -> Vec<Line> {
        let mut lines: Vec<Line> = self
            .role
            .iter()
            .zip(1_usize..)
            .map(|(code, number)| {
                // A form of one line may say plainly that its box is ticked; another system may name the role.
                let ticked = |boxes: &[String]| {
                    let number = number.to_string();
                    boxes.iter().any(|value| {
                        *value == number
                            || (!code.is_empty() && value == code)
                            || ["true", "on"].contains(&value.as_str())
                    })
                };
                Line {
                    code: code.clone(),
                    autoprovision: ticked(&self.autoprovision),
                    provisionable: ticked(&self.provisionable),
                    requestable: ticked(&self.requestable),
                    self_requestable: ticked(&self.self_requestable),
                }
            })
            .collect();
        if lines.is_empty() || (self.action == Action::More && lines.len() < MAX_ROLES) {
            lines.push(Line::default());
        }
        lines
    }

    /// For the use case.
    pub(super) fn input(&self, id: Option<i64>) -> RuleInput {
        let lines = self.lines().into_iter().map(|line| RoleLine {
            code: line.code,
            autoprovision: line.autoprovision,
            provisionable: line.provisionable,
            requestable: line.requestable,
            self_requestable: line.self_requestable,
        });
        RuleInput {
            id,
            version: self.version.parse().unwrap_or(0),
            form: RuleForm {
                name: self.name.clone(),
                department: self.department.clone(),
                job: self.job.clone(),
                location: self.location.clone(),
                is_manager: self.is_manager.clone(),
                roles: Vec::new(),
            },
            roles: lines.collect(),
            act: self.act(),
            confirmed: Confirmed {
                losers: self.confirmed.parse().ok(),
                ended: self.ending.parse().ok(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use islands::codes::testing::{hold, hold_optional};

    #[test]
    fn the_buttons_of_the_form_are_these() {
        hold(&[
            (Action::Save, "save"),
            (Action::Preview, "preview"),
            (Action::More, "more"),
            (Action::Delete, "delete"),
        ]);
        hold_optional(&[(Ask::Delete, "delete")]);
    }

    #[test]
    fn r20_each_line_has_its_own_ticks() {
        let text = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>();
        let fields = RuleFields {
            role: text(&["viewer", "", "editor"]),
            autoprovision: text(&["3"]),
            provisionable: text(&["1"]),
            requestable: text(&["1", "3"]),
            self_requestable: text(&["editor"]),
            ..RuleFields::default()
        };
        let ticks: Vec<_> = fields
            .lines()
            .iter()
            .map(|line| {
                [
                    line.autoprovision,
                    line.provisionable,
                    line.requestable,
                    line.self_requestable,
                ]
            })
            .collect();
        assert_eq!(
            ticks,
            [[false, true, true, false], [false; 4], [true, false, true, true]]
        );
        let one = RuleFields {
            role: text(&["viewer"]),
            autoprovision: text(&["true"]),
            action: Action::More,
            ..RuleFields::default()
        };
        assert_eq!(one.lines().len(), 2);
        assert!(one.lines()[0].autoprovision);
        assert_eq!(RuleFields::default().lines(), [Line::default()]);
    }
}
