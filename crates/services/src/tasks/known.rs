//! What has been read of the people around a step before it is asked for: of one task, or of a thousand at once, so that
//! a review costs no statement a task.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use db::Connection;
use db::delegation_rules::ChainFacts;
use db::people::Name;
use db::roles::Holder;
use db::tasks::posting::Around;
use domain::ids::{PersonId, RoleId};
use domain::privilege::BuiltinRole;

use super::assign::TOLD;
use crate::Result;

/// What T5 needs, read before.
#[derive(Clone, Copy)]
pub(crate) struct Known<'a> {
    /// The subject's manager, if any.
    pub(super) manager: Option<PersonId>,
    /// Rules, who is inactive, and who wants a copy.
    pub(super) chain: &'a ChainFacts,
    /// Names of everybody of whom this says anything.
    pub(super) names: &'a HashMap<PersonId, Name>,
    /// Who holds the roles that steps ask, where that has been read too.
    pub(super) pools: Option<&'a Pools>,
}

impl Known<'_> {
    /// Whether it says of this person all that there is to say.
    pub(super) fn covers(&self, person: PersonId) -> bool {
        self.names.contains_key(&person)
    }
}

impl<'a> From<&'a Around> for Known<'a> {
    fn from(around: &'a Around) -> Self {
        Self {
            manager: around.manager,
            chain: &around.chain,
            names: &around.names,
            pools: None,
        }
    }
}

/// Who holds roles (T11), read once for many tasks.
#[derive(Debug, Default)]
pub(crate) struct Pools {
    pools: HashMap<RoleId, Pool>,
    /// The super administrators' role (T12).
    pub(super) administrators: Option<RoleId>,
}

#[derive(Debug)]
struct Pool {
    name: String,
    holders: Vec<Holder>,
    /// There may be more than these.
    is_cut: bool,
}

impl Pools {
    /// Reads the super administrators.
    pub(super) async fn read(conn: &mut Connection, now: DateTime<Utc>) -> Result<Self> {
        let role = db::roles::by_code(conn, BuiltinRole::SuperAdministrator.code()).await?;
        let mut pools = Self {
            pools: HashMap::new(),
            administrators: role.map(|role| role.id()),
        };
        if let Some(role) = pools.administrators {
            pools.add(conn, role, now).await?;
        }
        Ok(pools)
    }

    /// Reads another role's holders, unless they have been read.
    pub(super) async fn add(
        &mut self,
        conn: &mut Connection,
        role: RoleId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if self.pools.contains_key(&role) {
            return Ok(());
        }
        let holders = db::roles::eligible_holders(conn, role, &[], now, TOLD).await?;
        let names = db::roles::names(conn, &[role]).await?;
        let pool = Pool {
            name: names.into_iter().next().map(|role| role.name).unwrap_or_default(),
            is_cut: i64::try_from(holders.len()).is_ok_and(|count| count >= TOLD),
            holders,
        };
        self.pools.insert(role, pool);
        Ok(())
    }

    /// The role's name, and whether one of its holders may decide; none where that is not known from here.
    pub(super) fn has_eligible(&self, role: RoleId, barred: &[PersonId]) -> Option<(String, bool)> {
        let pool = self.pools.get(&role)?;
        let is_eligible = pool.holders.iter().any(|holder| {
            let mut both = holder.delegator().into_iter().chain([holder.person()]);
            both.all(|person| !barred.contains(&person))
        });
        (is_eligible || !pool.is_cut).then(|| (pool.name.clone(), is_eligible))
    }

    /// A role's name and its holders, each once; the first [`TOLD`] of them.
    pub(super) fn holders(&self, role: RoleId) -> Option<(&str, HashSet<PersonId>)> {
        let pool = self.pools.get(&role)?;
        Some((&pool.name, pool.holders.iter().map(Holder::person).collect()))
    }
}
