//! An administrative role is never provisionable (R20), whichever of the two is changed: whoever matched could give it away
//! without the second person whom it takes to add one (R22).

use db::Connection;
use db::provisioning::provisionable::rules_marking;
use domain::ids::RoleId;

use crate::{Error, Result};

/// Refuses to make a role administrative that a rule marks provisionable. Call it with the role's row locked: a rule that is
/// being saved has locked it before.
///
/// # Errors
/// [`Error::Invalid`] at `privileges`, naming the rules.
pub(crate) async fn refuse_provisionable(conn: &mut Connection, role: RoleId) -> Result<()> {
    let rules: Vec<String> = rules_marking(conn, role)
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
