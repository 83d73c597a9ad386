//! Who is told of a delegation, where the option says so (R18): the proxy, and the delegator where somebody acts for them.

use chrono::{DateTime, Utc};
use db::Connection;
use db::role_delegations::read::Delegation;
use domain::ids::PersonId;
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
    if !checked.bounds.sends_notices {
        return Ok(());
    }
    let message = Message::RoleDelegated {
        delegator: checked.delegator.display_name.clone(),
        by: name_of(conn, permitted.actor()).await?,
        meaning: in_words(checked, Begins::after_saving(&checked.plan, None, now)),
    };
    send(
        conn,
        permitted,
        checked.proxy.id(),
        &format!("delegation:{id}"),
        &message,
        now,
    )
    .await
}

pub(super) async fn of_deletion(
    conn: &mut Connection,
    permitted: &Permitted<LendRoles>,
    gone: &Delegation,
    now: DateTime<Utc>,
) -> Result<()> {
    let bounds = Bounds::read(conn, permitted.target(), now).await?;
    if !bounds.sends_notices {
        return Ok(());
    }
    let message = Message::RoleDelegationDeleted {
        delegator: gone.delegator_name.clone(),
        proxy: gone.proxy_name.clone(),
        role: gone.role_name.clone(),
        by: name_of(conn, permitted.actor()).await?,
    };
    let key = format!("delegation:{}:deleted", gone.id);
    send(conn, permitted, gone.proxy(), &key, &message, now).await
}

async fn send(
    conn: &mut Connection,
    permitted: &Permitted<LendRoles>,
    proxy: PersonId,
    key: &str,
    message: &Message,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut letters = Letters::default();
    letters.to(proxy, key, None, message, now);
    if let Some(delegator) = permitted.on_behalf_of() {
        letters.to(delegator, key, None, message, now);
    }
    letters.write(conn).await
}

async fn name_of(conn: &mut Connection, person: PersonId) -> Result<String> {
    let found = db::people::by_id(conn, person).await?;
    Ok(found.map(|person| person.display_name).unwrap_or_default())
}
