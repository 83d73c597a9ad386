//! Who is notified of a delegation (R18). Where the option says so: the proxy, and the delegator where somebody acts for them.
//! Always, if the role is administrative: both.

use chrono::{DateTime, Utc};
use db::Connection;
use db::role_delegations::read::Delegation;
use domain::ids::{PersonId, RoleId};
use domain::privilege::Privilege;
use domain::role_delegation::Begins;

use super::check::{Bounds, Checked};
use super::create::in_words;
use crate::Result;
use crate::access::{LendRoles, Permitted};
use crate::notifications::{Letters, Message};

pub(super) async fn of_creation(
    conn: &mut Connection,
    permitted: &Permitted<LendRoles>,
    checked: &Checked,
    id: i64,
    now: DateTime<Utc>,
) -> Result<()> {
    let administrative = is_administrative(conn, checked.role.id()).await?;
    if !checked.bounds.sends_notices && !administrative {
        return Ok(());
    }
    let message = Message::RoleDelegated {
        delegator: checked.delegator.display_name.clone(),
        by: name_of(conn, permitted.actor()).await?,
        meaning: in_words(checked, Begins::after_saving(&checked.plan, None, now)),
    };
    let readers = readers(permitted, checked.proxy.id(), administrative);
    send(conn, &readers, &key_of_creation(id), &message, now).await
}

pub(super) async fn of_deletion(
    conn: &mut Connection,
    permitted: &Permitted<LendRoles>,
    gone: &Delegation,
    now: DateTime<Utc>,
) -> Result<()> {
    let bounds = Bounds::read(conn, permitted.target(), now).await?;
    let administrative = is_administrative(conn, gone.role()).await?;
    if !bounds.sends_notices && !administrative {
        return Ok(());
    }
    let message = Message::RoleDelegationDeleted {
        delegator: gone.delegator_name.clone(),
        proxy: gone.proxy_name.clone(),
        role: gone.role_name.clone(),
        by: name_of(conn, permitted.actor()).await?,
    };
    let readers = readers(permitted, gone.proxy(), administrative);
    send(conn, &readers, &key_of_deletion(gone.id), &message, now).await
}

/// The key of the messages about a new delegation.
pub(super) fn key_of_creation(id: i64) -> String {
    format!("delegation:{id}")
}

/// The key of the messages about the deletion of one.
pub(super) fn key_of_deletion(id: i64) -> String {
    format!("delegation:{id}:deleted")
}

/// Whether the role changes who may do what: its delegation is never silent.
async fn is_administrative(conn: &mut Connection, role: RoleId) -> Result<bool> {
    let privileges = db::roles::privileges(conn, role).await?;
    let mut privileges = privileges.iter().filter_map(|code| Privilege::from_code(code));
    Ok(privileges.any(Privilege::is_administrative))
}

/// The proxy, and the delegator unless they did it themselves; of an administrative role always both.
fn readers(permitted: &Permitted<LendRoles>, proxy: PersonId, administrative: bool) -> Vec<PersonId> {
    let delegator = permitted.target();
    let is_told = administrative || permitted.on_behalf_of().is_some();
    let delegator = is_told.then_some(delegator);
    [proxy].into_iter().chain(delegator).collect()
}

async fn send(
    conn: &mut Connection,
    readers: &[PersonId],
    key: &str,
    message: &Message,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut letters = Letters::default();
    for reader in readers {
        letters.to(*reader, key, None, message, now);
    }
    letters.write(conn).await
}

async fn name_of(conn: &mut Connection, person: PersonId) -> Result<String> {
    let found = db::people::by_id(conn, person).await?;
    Ok(found.map(|person| person.display_name).unwrap_or_default())
}
