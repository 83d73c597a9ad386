//! Whose roles are lent, and who may do it: everybody their own, HR specialists those of the people in their scope (R15, R16).

use chrono::{DateTime, Utc};
use db::Connection;
use db::people::Person;
use domain::ids::PersonId;
use domain::zone::Zone;

use crate::access::{self, DelegateOwnRoles, LendRoles, ManageUserAccounts, PagePermit, Permitted, Viewer};
use crate::{Error, Result, Services};

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
        conn: &mut Connection,
        actor: PersonId,
        now: DateTime<Utc>,
    ) -> Result<Permitted<LendRoles>> {
        match self {
            Self::Oneself => {
                let permitted = access::require::<DelegateOwnRoles>(conn, actor, actor, now).await?;
                Ok(permitted.into())
            }
            Self::Other(username) => Ok(on_behalf(conn, actor, username, now).await?.0),
        }
    }
}

async fn on_behalf(
    conn: &mut Connection,
    actor: PersonId,
    username: &str,
    now: DateTime<Utc>,
) -> Result<(Permitted<LendRoles>, Person)> {
    let person = db::people::by_username(conn, username)
        .await?
        .ok_or(Error::NotFound)?;
    match access::require::<ManageUserAccounts>(conn, actor, person.id(), now).await {
        Ok(permitted) => Ok((permitted.into(), person)),
        Err(Error::Forbidden) => Err(Error::NotFound),
        Err(other) => Err(other),
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

impl Services {
    /// Whose roles the viewer may lend on this page.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for one's own without the privilege, [`Error::NotFound`] for who is out of the viewer's scope.
    pub async fn lender(&self, viewer: &Viewer, delegator: &Delegator) -> Result<Lender> {
        let Delegator::Other(username) = delegator else {
            return Ok(Lender {
                permitted: viewer.require_own::<DelegateOwnRoles>()?.into(),
                zone: viewer.zone,
                account: None,
            });
        };
        let mut conn = self.pool.get().await?;
        let (permitted, person) = on_behalf(&mut conn, viewer.person, username, self.now()).await?;
        Ok(Lender {
            permitted: permitted.into(),
            zone: Zone::parse(&person.time_zone).unwrap_or(Zone::UTC),
            account: Some(person),
        })
    }
}
