//! From whom a super administrator takes a task.

use db::Connection;
use db::tasks::assignments::Assignment;
use domain::ids::{PersonId, RoleId};

use crate::Result;
use crate::tasks::read::POOL;

/// One of those who are asked at a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tasks) enum Source {
    /// A person, whomever they stand in for.
    Person(PersonId),
    /// The holders of a role (T11).
    Pool(RoleId),
}

impl Source {
    /// Reads what a form says: a username, or `role:` and a role's code. None: there is no such person or role.
    pub(in crate::tasks) async fn read(conn: &mut Connection, code: &str) -> Result<Option<Self>> {
        Ok(match code.trim().strip_prefix(POOL) {
            Some(role) => db::roles::by_code(conn, role)
                .await?
                .map(|role| Self::Pool(role.id())),
            None => db::people::by_username(conn, code.trim())
                .await?
                .map(|person| Self::Person(person.id())),
        })
    }

    /// Whom an assignment asks.
    pub(super) fn of(assignment: &Assignment) -> Option<Self> {
        let pool = assignment.pool().map(Self::Pool);
        assignment.person().map(Self::Person).or(pool)
    }

    /// The person, unless it is a pool.
    pub(super) fn person(self) -> Option<PersonId> {
        match self {
            Self::Person(person) => Some(person),
            Self::Pool(_) => None,
        }
    }
}
