//! Whose roles are lent, and who may do it: everybody their own, HR specialists those of the people in their scope (R15, R16).

use chrono::{DateTime, Utc};
use db::Connection;
use db::people::Person;
use db::transaction::Transaction;
use domain::ids::PersonId;
use domain::zone::Zone;

use crate::access::{self, DelegateOwnRoles, LendRoles, ManageUserAccounts, PagePermit, Permitted, Viewer};
use crate::actor::PersonActor;
use crate::role_delegations::RoleDelegations;
use crate::{Error, Result};

/// Whose delegations a page or a form is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delegator {
    /// The actor's own.
    Oneself,
    /// Those of the person with this username, as it stands in the path.
    Other(String),
}

impl Delegator {
    /// The right to lend their roles, asked for inside the transaction that uses it.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for one's own without the privilege; [`Error::NotFound`] for somebody who does not exist or is out
    /// of the actor's scope: nobody can tell which (S).
    pub(super) async fn permit(
        &self,
        tx: &mut Transaction,
        actor: &PersonActor,
        now: DateTime<Utc>,
    ) -> Result<Permitted<LendRoles>> {
        match self {
            Self::Oneself => {
                let permitted = access::require::<DelegateOwnRoles>(tx, actor, actor.person(), now).await?;
                Ok(permitted.into())
            }
            Self::Other(username) => {
                let person = found(tx, username).await?;
                let right = access::require::<ManageUserAccounts>(tx, actor, person.id(), now).await;
                Ok(right.map_err(hidden)?.into())
            }
        }
    }
}

async fn found(conn: &mut Connection, username: &str) -> Result<Person> {
    let person = db::people::by_username(conn, username).await?;
    person.ok_or(Error::NotFound)
}

async fn on_behalf(
    conn: &mut Connection,
    reader: PersonId,
    username: &str,
    now: DateTime<Utc>,
) -> Result<(PagePermit<LendRoles>, Person)> {
    let person = found(conn, username).await?;
    let permit = access::page_permit::<ManageUserAccounts>(conn, reader, person.id(), now).await;
    Ok((permit.map_err(hidden)?.into(), person))
}

/// Somebody out of the actor's scope does not exist (S).
fn hidden(error: Error) -> Error {
    match error {
        Error::Forbidden => Error::NotFound,
        other => other,
    }
}

/// A delegator, for a page that shows or asks something.
#[derive(Debug)]
pub struct Lender {
    /// The right to see and to lend their roles.
    pub permitted: PagePermit<LendRoles>,
    /// The zone of their days (G1).
    pub zone: Zone,
    /// Who it is, where it is not simply the reader.
    pub account: Option<Person>,
}

impl RoleDelegations<'_> {
    /// Whose roles the viewer may lend on this page.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for one's own without the privilege, [`Error::NotFound`] for who is out of the viewer's scope.
    pub async fn delegator(self, viewer: &Viewer, delegator: &Delegator) -> Result<Lender> {
        let Delegator::Other(username) = delegator else {
            return Ok(Lender {
                permitted: viewer.require_own::<DelegateOwnRoles>()?.into(),
                zone: viewer.zone,
                account: None,
            });
        };
        let mut conn = self.services.pool.get().await?;
        let (permitted, person) = on_behalf(&mut conn, viewer.person, username, self.services.now()).await?;
        Ok(Lender {
            permitted,
            zone: person.time_zone,
            account: Some(person),
        })
    }
}
