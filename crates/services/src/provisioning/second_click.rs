//! The same form of a rule sent twice.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use db::Connection;
use db::provisioning::{self as stored, Rule};
use domain::ids::{PersonId, RoleId};
use domain::provisioning::RuleDefinition;

use super::save::{RuleAct, RuleInput};
use crate::{Result, SECOND_CLICK};

/// The first one saved what the second one asks for, a moment ago.
pub(super) async fn second_click(
    conn: &mut Connection,
    present: Option<&Rule>,
    wanted: Option<&RuleDefinition>,
    by: PersonId,
    input: &RuleInput,
    now: DateTime<Utc>,
) -> Result<Option<String>> {
    let Some(wanted) = wanted.filter(|_| input.act == RuleAct::Save) else {
        return Ok(None);
    };
    let named;
    let (there, version) = match present {
        Some(rule) => (Some(rule), input.version.saturating_add(1)),
        None => {
            named = stored::by_name(conn, &wanted.name).await?;
            (named.as_ref(), 1)
        }
    };
    let done = there.is_some_and(|rule| {
        rule.version == version
            && rule.changed_by == Some(by)
            && rule.changed_at.is_some_and(|at| now - at <= SECOND_CLICK)
            && same(&rule.definition(), wanted)
    });
    Ok(done.then(|| wanted.name.clone()))
}

/// Whether two rules say the same, in whatever order they name their roles.
fn same(one: &RuleDefinition, other: &RuleDefinition) -> bool {
    let marks = |rule: &RuleDefinition| -> BTreeSet<(RoleId, [bool; 4])> {
        let roles = rule.roles.iter();
        roles
            .map(|marks| {
                let ticks = [
                    marks.autoprovision,
                    marks.provisionable,
                    marks.requestable,
                    marks.self_requestable,
                ];
                (marks.role, ticks)
            })
            .collect()
    };
    one.name == other.name && one.conditions == other.conditions && marks(one) == marks(other)
}
