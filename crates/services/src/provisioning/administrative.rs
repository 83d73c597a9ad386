//! An administrative role is neither autoprovisioned nor provisionable (R20), whichever of role and rule is changed: whoever
//! matches would have it, or could give it away, without the second person whom it takes to add one (R22).

use db::Connection;
use db::provisioning::provisionable::rules_marking;
use db::security_console::roles::Defined;
use domain::role::RoleDefinition;

use crate::{Error, Result};

/// Refuses to make a role administrative that a rule gives, or marks provisionable. Call it with the role's row locked: a
/// rule that is being saved has locked it before.
///
/// # Errors
/// [`Error::Invalid`] at `privileges`, naming the rules.
pub(crate) async fn refuse_marked(
    conn: &mut Connection,
    present: &Defined,
    wanted: &RoleDefinition,
) -> Result<()> {
    if present.definition().is_administrative() || !wanted.is_administrative() {
        return Ok(());
    }
    if let Some(rule) = db::rights::rule_giving(conn, &present.code).await? {
        let message = format!(
            "The role provisioning rule “{rule}” gives this role: a rule cannot give an administrative role"
        );
        return Err(Error::invalid("privileges", message));
    }
    let rules: Vec<String> = rules_marking(conn, present.id)
        .await?
        .into_iter()
        .map(|name| format!("“{name}”"))
        .collect();
    let (rules, mark) = match rules.as_slice() {
        [] => return Ok(()),
        [rule] => (format!("rule {rule}"), "marks"),
        rules => (format!("rules {}", rules.join(", ")), "mark"),
    };
    let message = format!(
        "An administrative role cannot be provisionable, and the provisioning {rules} {mark} this one so: untick Provisionable there \
         first"
    );
    Err(Error::invalid("privileges", message))
}
