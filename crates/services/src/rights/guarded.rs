//! What takes a second person, and who may be one (R22).

use chrono::{DateTime, Utc};
use db::Connection;
use db::rights::Able;
use db::security_console::roles as stored;
use domain::ids::{PersonId, RoleId};
use domain::privilege::Privilege;
use domain::role::RoleChange;

use crate::Result;

/// The most people who are asked at once.
pub(super) const ASKED: i64 = 200;

/// What is guarded by a second person: a role, or the change of its definition.
#[derive(Debug, Clone)]
pub(crate) struct Guarded {
    privileges: Vec<Privilege>,
    changed: Option<RoleId>,
}

impl Guarded {
    /// What a task is about: its role as it is now, or as it is to become.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn of(conn: &mut Connection, role: RoleId, change: Option<&RoleChange>) -> Result<Self> {
        Ok(match change {
            Some(change) => Self {
                privileges: change.definition.administrative().collect(),
                changed: Some(role),
            },
            None => Self {
                privileges: stored::by_id(conn, role)
                    .await?
                    .map(|role| role.definition().administrative().collect())
                    .unwrap_or_default(),
                changed: None,
            },
        })
    }

    /// Active people who could do it themselves, apart from some.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn able(
        &self,
        conn: &mut Connection,
        but: &[PersonId],
        now: DateTime<Utc>,
    ) -> Result<Vec<PersonId>> {
        let able = Able {
            privileges: &self.privileges,
            but,
            but_holders: self.changed,
        };
        Ok(db::rights::able_to_add(conn, &able, now, ASKED).await?)
    }
}
