//! R22 for role provisioning rules: a rule gives no administrative role, nothing that its author holds as a proxy, and its
//! author nothing.

use chrono::{DateTime, Utc};
use db::Connection;
use db::provisioning as stored;
use db::transaction::Transaction;
use domain::ids::{PersonId, RoleId};
use domain::provisioning::RuleDefinition;
use domain::rights::{Refusal, Takes};
use domain::role::RoleDefinition;

use crate::access::{Everywhere, ManageSetup, Permitted};
use crate::rights::first_allowed;
use crate::{Error, Result};

/// The right by which a rule is saved.
///
/// # Errors
/// [`Error::Invalid`] for a role that the rule may not give.
pub(super) async fn judge(
    conn: &mut Connection,
    ways: Vec<Permitted<Everywhere<ManageSetup>>>,
    wanted: Option<&RuleDefinition>,
    now: DateTime<Utc>,
) -> Result<Permitted<Everywhere<ManageSetup>>> {
    let given: Vec<RoleId> = wanted
        .into_iter()
        .flat_map(|rule| &rule.roles)
        .filter(|marks| marks.autoprovision)
        .map(|marks| marks.role)
        .collect();
    let roles: Vec<RoleDefinition> = db::security_console::roles::by_ids(conn, &given)
        .await?
        .iter()
        .map(db::security_console::roles::Defined::definition)
        .collect();
    if let Some(role) = roles.iter().find(|role| role.is_administrative()) {
        let message = format!(
            "{} is an administrative role: a rule cannot give it, as a second person has to decide who gets it",
            role.name
        );
        return Err(Error::invalid("role", message));
    }
    let judged = first_allowed(conn, ways, now, |acting| {
        roles
            .iter()
            .try_for_each(|role| match acting.may_add(role, false) {
                Ok(Takes::OnePerson | Takes::SecondPerson) => Ok(()),
                Err(refusal) => {
                    let words = refusal.in_words(&role.name);
                    Err::<(), (Refusal, String)>((refusal, words))
                }
            })
    });
    match judged.await? {
        Ok((permitted, ())) => Ok(permitted),
        Err((_, message)) => Err(Error::invalid("role", message)),
    }
}

/// Nobody adds a role to themselves by a rule (R22 (1)).
///
/// # Errors
/// [`Error::Invalid`] when the rule has given its author a role that no rule gave them before.
pub(super) async fn refuse_own_gain(tx: &mut Transaction, by: PersonId, before: &[RoleId]) -> Result<()> {
    let mut gained = stored::own(tx, by).await?;
    gained.retain(|role| !before.contains(role));
    if gained.is_empty() {
        return Ok(());
    }
    let names = db::roles::names(tx, &gained).await?;
    let names: Vec<String> = names.into_iter().map(|role| role.name).collect();
    Err(Error::invalid(
        "role",
        format!(
            "This rule would give you {}. Nobody adds a role to themselves: somebody whom the rule does not match, or who \
             has the role by a rule already, has to save it",
            names.join(" and ")
        ),
    ))
}
