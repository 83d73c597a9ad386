//! Who is signed in, as a page knows them: read once a request.

use std::collections::BTreeSet;
use std::marker::PhantomData;

use chrono::{DateTime, Utc};
use domain::ids::PersonId;
use domain::privilege::Privilege as Code;
use domain::zone::Zone;

use super::{Everywhere, PagePermit, Privilege};
use crate::access::Access;
use crate::{Error, Result};

/// The person a request comes from, with what is in force for them now (G9).
#[derive(Debug, Clone)]
pub struct Viewer {
    /// Who.
    pub person: PersonId,
    /// Signs in with it.
    pub username: String,
    /// As shown.
    pub display_name: String,
    /// Their zone, or the Site's (G1).
    pub zone: Zone,
    /// What their roles let them do.
    pub privileges: BTreeSet<Code>,
    /// Those of them that a role gives over everyone.
    pub everywhere: BTreeSet<Code>,
    /// Unread notifications, counted up to 100.
    pub unread: i64,
    /// Open tasks, counted up to 100.
    pub open_tasks: i64,
    /// Who gets their new tasks now, and until when; none: they do themselves.
    pub away: Option<Away>,
}

impl Viewer {
    /// Whether any role in force gives them this privilege. On whose records is the service's to judge.
    pub fn may(&self, privilege: Code) -> bool {
        self.privileges.contains(&privilege)
    }

    /// Whether any role in force gives them this privilege over everyone.
    pub fn may_everywhere(&self, privilege: Code) -> bool {
        self.everywhere.contains(&privilege)
    }

    /// The right to see one's own record, by the privileges read at the beginning of this request.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when no role gives it.
    pub fn require_own<P: Privilege>(&self) -> Result<PagePermit<P>> {
        self.permitted_if(self.privileges.contains(&P::PRIVILEGE))
    }

    /// The right to see everyone's records, in the same way.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when no role gives it over everyone.
    pub fn require_everywhere<P: Privilege>(&self) -> Result<PagePermit<Everywhere<P>>> {
        self.permitted_if(self.everywhere.contains(&P::PRIVILEGE))
    }

    fn permitted_if<P>(&self, may: bool) -> Result<PagePermit<P>> {
        if may {
            Ok(PagePermit {
                actor: self.person,
                target: self.person,
                delegator: None,
                role: String::new(),
                privilege: PhantomData,
            })
        } else {
            Err(Error::Forbidden)
        }
    }
}

/// A person's delegation rule is in force.
#[derive(Debug, Clone)]
pub struct Away {
    /// Name of the delegate.
    pub delegate: String,
    /// The instant it ends; none: when it is removed.
    pub until: Option<DateTime<Utc>>,
}

impl Access<'_> {
    /// Who a session belongs to; none when the person is no longer active (S).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn viewer(self, person: PersonId) -> Result<Option<Viewer>> {
        let now = self.services.now();
        let mut conn = self.services.pool.get().await?;
        let row = db::access::viewer(&mut conn, person, now).await?;
        Ok(row.filter(|row| row.active).map(|row| Viewer {
            person,
            // First: the names are moved out of the row.
            privileges: codes(row.privileges()),
            everywhere: codes(row.everywhere()),
            username: row.username,
            display_name: row.display_name,
            zone: row.time_zone,
            unread: row.unread,
            open_tasks: row.open_tasks,
            away: row.covered_by.map(|delegate| Away {
                delegate,
                until: row.covered_until,
            }),
        }))
    }
}

fn codes<'row>(codes: impl Iterator<Item = &'row str>) -> BTreeSet<Code> {
    codes.filter_map(Code::from_code).collect()
}
