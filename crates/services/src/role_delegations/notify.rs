//! Who is notified of a delegation (R18). Where the option says so: the proxy, and the delegator where somebody acts for them.
//! Always, if the role is administrative: both. What never began, both are notified of in any case (R9).

use chrono::{DateTime, Utc};
use db::Connection;
use db::role_delegations::read::Delegation;
use db::transaction::Transaction;
use domain::ids::{PersonId, RoleId};
use domain::privilege::Privilege;
use domain::role_delegation::{Begins, EndReason, Period, Plan};

use super::check::{Bounds, Checked};
use crate::Result;
use crate::access::{LendRoles, Permitted};
use crate::notifications::{About, Letters, Message};

pub(super) async fn of_creation(
    tx: &mut Transaction,
    permitted: &Permitted<LendRoles>,
    checked: &Checked,
    id: i64,
    now: DateTime<Utc>,
) -> Result<()> {
    let administrative = is_administrative(tx, checked.role.id()).await?;
    if !checked.bounds.sends_notices && !administrative {
        return Ok(());
    }
    let message = Message::RoleDelegated {
        delegator: checked.delegator.display_name.clone(),
        proxy: checked.proxy.display_name.clone(),
        role: checked.role.name.clone(),
        by: name_of(tx, permitted.actor()).await?,
        meaning: checked.meaning(Begins::after_saving(&checked.plan, None, now)),
        about: About::new(id, Some(checked.period)),
    };
    let readers = readers(permitted, checked.proxy.id(), administrative);
    send(tx, &readers, &key_of_creation(id), &message, now).await
}

pub(super) async fn of_deletion(
    tx: &mut Transaction,
    permitted: &Permitted<LendRoles>,
    gone: &Delegation,
    now: DateTime<Utc>,
) -> Result<()> {
    let bounds = Bounds::read(tx, permitted.target(), now).await?;
    let administrative = is_administrative(tx, gone.role()).await?;
    if !bounds.sends_notices && !administrative {
        return Ok(());
    }
    let message = Message::RoleDelegationDeleted {
        delegator: gone.delegator_name.clone(),
        proxy: gone.proxy_name.clone(),
        role: gone.role_name.clone(),
        by: name_of(tx, permitted.actor()).await?,
        about: About::over(gone.id, gone.begun_at.map(|_| now), bounds.zone),
    };
    let readers = readers(permitted, gone.proxy(), administrative);
    send(tx, &readers, &key_of_deletion(gone.id), &message, now).await
}

/// What new dates did at once (R9, R10), told as if a run of the job had done it.
pub(super) async fn of_change(
    tx: &mut Transaction,
    changed: &Delegation,
    (period, plan): (Period, &Plan),
    bounds: &Bounds,
    now: DateTime<Utc>,
) -> Result<()> {
    let what = match (plan.begins_now, plan.ends_now) {
        (true, _) => Some(Turned::Begun),
        (false, true) => Some(Turned::Ended),
        (false, false) => None,
    };
    let parties = Parties {
        delegator: (changed.delegator(), &changed.delegator_name),
        proxy: (changed.proxy(), &changed.proxy_name),
        role: &changed.role_name,
    };
    let mut letters = Letters::default();
    if plan.never_begins {
        let about = About::over(changed.id, None, bounds.zone);
        never_began(&mut letters, &parties, about, now);
    } else if let Some(what) = what {
        let options = Notices {
            sent: bounds.sends_notices,
            administrative: is_administrative(tx, changed.role()).await?,
        };
        let about = match what {
            Turned::Begun => About::new(changed.id, Some(period)),
            Turned::Ended => About::over(changed.id, Some(now), bounds.zone),
        };
        turned(&mut letters, &parties, about, options, what, now);
    }
    letters.write(tx).await
}

/// Who a delegation is between, by id and name, and of what.
pub(crate) struct Parties<'a> {
    pub(crate) delegator: (PersonId, &'a str),
    pub(crate) proxy: (PersonId, &'a str),
    pub(crate) role: &'a str,
}

impl<'a> From<&'a db::role_delegations::Parties> for Parties<'a> {
    fn from(row: &'a db::role_delegations::Parties) -> Self {
        Self {
            delegator: (row.delegator, &row.delegator_name),
            proxy: (row.proxy, &row.proxy_name),
            role: &row.role_name,
        }
    }
}

/// What decides who is notified (R18).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Notices {
    /// The Site's option says `Y`.
    pub(crate) sent: bool,
    /// The role changes who may do what: both are notified, whatever the option says.
    pub(crate) administrative: bool,
}

/// What happened to it on its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turned {
    /// It has begun.
    Begun,
    /// It has ended.
    Ended,
}

/// It has begun or ended on its day (R18).
pub(crate) fn turned(
    letters: &mut Letters,
    parties: &Parties<'_>,
    about: About,
    notices: Notices,
    what: Turned,
    now: DateTime<Utc>,
) {
    let key = match what {
        Turned::Begun => "begun",
        Turned::Ended => "ended",
    };
    let key = format!("delegation:{}:{key}", about.delegation.unwrap_or_default());
    let message = |proxy: Option<String>| Message::RoleDelegationTurned {
        delegator: parties.delegator.1.to_owned(),
        proxy,
        role: parties.role.to_owned(),
        has_begun: what == Turned::Begun,
        about: about.clone(),
    };
    if notices.sent || notices.administrative {
        letters.to(parties.proxy.0, &key, None, &message(None), now);
    }
    if notices.administrative {
        let proxy = Some(parties.proxy.1.to_owned());
        letters.to(parties.delegator.0, &key, None, &message(proxy), now);
    }
}

/// Its end was due before it could begin: both are notified (R9).
pub(crate) fn never_began(letters: &mut Letters, parties: &Parties<'_>, about: About, now: DateTime<Utc>) {
    let key = format!("delegation:{}:over", about.delegation.unwrap_or_default());
    let over = Message::RoleDelegationOver {
        delegator: parties.delegator.1.to_owned(),
        proxy: parties.proxy.1.to_owned(),
        role: parties.role.to_owned(),
        reason: EndReason::NeverBegan.in_words().to_owned(),
        had_begun: false,
        about,
    };
    letters.to(parties.proxy.0, &key, None, &over, now);
    letters.to(parties.delegator.0, &key, None, &over, now);
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
    tx: &mut Transaction,
    readers: &[PersonId],
    key: &str,
    message: &Message,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut letters = Letters::default();
    for reader in readers {
        letters.to(*reader, key, None, message, now);
    }
    letters.write(tx).await
}

async fn name_of(conn: &mut Connection, person: PersonId) -> Result<String> {
    let found = db::people::by_id(conn, person).await?;
    Ok(found.map(|person| person.display_name).unwrap_or_default())
}
