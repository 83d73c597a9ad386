//! Roles for the console's pages.

use db::security_console::roles::{self as stored, Choosable, Defined, Lent};

use crate::access::{Everywhere, ManageSecurity, PagePermit};
use crate::security_console::SecurityConsole;
use crate::{Error, Result};

/// Roles that the list shows: a bound that nobody should meet.
const LISTED: i64 = 1_000;

/// The list of roles.
#[derive(Debug, Clone)]
pub struct RoleList {
    /// Those that come with the system first, then by name.
    pub roles: Vec<Defined>,
    /// There are more than are listed.
    pub more: bool,
}

/// A role with what its form needs.
#[derive(Debug, Clone)]
pub struct RolePage {
    /// The role; none: a new one.
    pub role: Option<Defined>,
    /// Policies to choose from.
    pub policies: Vec<Choosable>,
    /// Its delegations (R3).
    pub lent: Lent,
}

impl SecurityConsole<'_> {
    /// Every role.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn roles(self, permitted: &PagePermit<Everywhere<ManageSecurity>>) -> Result<RoleList> {
        tracing::debug!(actor = %permitted.actor(), "reading the roles");
        let mut conn = self.services.pool.get().await?;
        let mut roles = stored::list(&mut conn, LISTED + 1).await?;
        let most = usize::try_from(LISTED).unwrap_or(usize::MAX);
        let more = roles.len() > most;
        roles.truncate(most);
        Ok(RoleList { roles, more })
    }

    /// What the form of a role needs; without a code, that of a new one.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a code that no role has.
    pub async fn role(
        self,
        permitted: &PagePermit<Everywhere<ManageSecurity>>,
        code: Option<&str>,
    ) -> Result<RolePage> {
        tracing::debug!(actor = %permitted.actor(), code, "reading a role");
        let mut conn = self.services.pool.get().await?;
        let none = Lent {
            in_force: 0,
            scheduled: 0,
        };
        let (role, lent) = match code {
            None => (None, none),
            Some(code) => {
                let role = stored::by_code(&mut conn, code).await?.ok_or(Error::NotFound)?;
                let lent = if role.delegation_allowed {
                    stored::lent(&mut conn, role.id, self.services.now()).await?
                } else {
                    none
                };
                (Some(role), lent)
            }
        };
        Ok(RolePage {
            role,
            policies: stored::policies(&mut conn).await?,
            lent,
        })
    }
}
