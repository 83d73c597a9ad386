//! Where a task stands, as other systems see it: who is asked by username, whom they stand in for, and through whom.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::{DateTime, Utc};
use db::Connection;
use db::people::Name;
use db::roles::Holder;
use db::tasks::assignments::NewAssignment;
use db::tasks::detail::{Assigned, Record};
use domain::ids::{PersonId, RoleId, TaskId};
use domain::task::TaskState;

use crate::{Error, Result};

/// Those of a role's holders who are listed; the others are asked all the same.
const LISTED: i64 = 200;

/// Somebody who is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignee {
    /// Who.
    pub username: String,
    /// Whom the step named; of a role's holders, who they hold it from, or themselves.
    pub original: String,
    /// The hops from the one to the other, the assignee not included; empty where nobody stands in.
    pub via: Vec<String>,
    /// Code of the role whose holders are asked (T11).
    pub role: Option<String>,
}

/// Where a task stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Which task.
    pub id: TaskId,
    /// Open, or how it was closed.
    pub state: TaskState,
    /// The step now open, or the last one that was, from 1.
    pub step: i16,
    /// Who is asked now.
    pub assignees: Vec<Assignee>,
}

/// Who is asked, still by ids.
pub(super) struct Asked {
    pub(super) person: Option<PersonId>,
    pub(super) original: Option<PersonId>,
    pub(super) path: Vec<PersonId>,
    pub(super) pool: Option<RoleId>,
    pub(super) barred: Vec<PersonId>,
}

impl From<&Assigned> for Asked {
    fn from(assigned: &Assigned) -> Self {
        Self {
            person: assigned.person_id,
            original: assigned.original_id,
            path: assigned.path.clone(),
            pool: assigned.pool_role_id,
            barred: assigned.barred.clone(),
        }
    }
}

impl From<&NewAssignment> for Asked {
    fn from(assignment: &NewAssignment) -> Self {
        Self {
            person: assignment.person_id.map(PersonId),
            original: assignment.original_id.map(PersonId),
            path: assignment.path.iter().copied().map(PersonId).collect(),
            pool: assignment.pool_role_id.map(RoleId),
            barred: assignment.barred.iter().copied().map(PersonId).collect(),
        }
    }
}

impl Asked {
    /// Everyone who has to be named.
    pub(super) fn people(&self) -> impl Iterator<Item = PersonId> {
        [self.person, self.original]
            .into_iter()
            .flatten()
            .chain(self.path.iter().copied())
    }
}

/// Usernames by id.
pub(super) type Usernames = HashMap<PersonId, String>;

/// The usernames in what the database named.
pub(super) fn usernames(names: &HashMap<PersonId, Name>) -> Usernames {
    names
        .iter()
        .map(|(id, name)| (*id, name.username.clone()))
        .collect()
}

/// The holders of roles, as far as they were read for one answer: a page of tasks asks for each role once.
#[derive(Default)]
pub(super) struct Pools {
    known: HashMap<RoleId, Pool>,
}

struct Pool {
    /// In the order in which they are listed, nobody left out.
    holders: Vec<Holder>,
    names: Usernames,
    code: Option<String>,
    /// There are more holders than were read.
    more: bool,
}

impl Pools {
    async fn of_role(
        &mut self,
        conn: &mut Connection,
        role: RoleId,
        code: Option<&String>,
        now: DateTime<Utc>,
    ) -> Result<&Pool> {
        match self.known.entry(role) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(place) => Ok(place.insert(read_pool(conn, role, &[], READ, code, now).await?)),
        }
    }
}

/// The assignees by name. Pools are read live (T11); `names` and `roles` hold everybody else.
pub(super) async fn assignees(
    conn: &mut Connection,
    asked: &[Asked],
    names: &Usernames,
    roles: &HashMap<RoleId, String>,
    pools: &mut Pools,
    now: DateTime<Utc>,
) -> Result<Vec<Assignee>> {
    let mut assignees = Vec::new();
    for one in asked {
        match (one.person, one.pool) {
            (Some(person), _) => assignees.push(of_person(person, one, names)),
            (None, Some(role)) => {
                assignees.extend(of_pool(conn, pools, (role, roles.get(&role)), &one.barred, now).await?);
            }
            (None, None) => {}
        }
    }
    Ok(assignees)
}

fn of_person(person: PersonId, asked: &Asked, names: &Usernames) -> Assignee {
    let name = |person: &PersonId| names.get(person).cloned().unwrap_or_default();
    let original = asked.original.unwrap_or(person);
    // The path runs from the one named to the assignee, both included.
    let via = asked
        .path
        .iter()
        .filter(|hop| **hop != person && **hop != original);
    Assignee {
        username: name(&person),
        original: name(&original),
        via: via.map(name).collect(),
        role: None,
    }
}

/// Holders of a role that are read for all tasks of an answer; those whom a step bars are then left out of them.
const READ: i64 = LISTED + 64;

async fn read_pool(
    conn: &mut Connection,
    role: RoleId,
    barred: &[PersonId],
    limit: i64,
    code: Option<&String>,
    now: DateTime<Utc>,
) -> Result<Pool> {
    let holders = db::roles::eligible_holders(conn, role, barred, now, limit).await?;
    let ids: Vec<PersonId> = holders
        .iter()
        .flat_map(|holder| [Some(holder.person()), holder.delegator()])
        .flatten()
        .collect();
    let names = usernames(&db::people::names(conn, &ids).await?);
    let code = match code {
        Some(code) => Some(code.clone()),
        None => db::roles::names(conn, &[role])
            .await?
            .into_iter()
            .next()
            .map(|role| role.code),
    };
    Ok(Pool {
        more: i64::try_from(holders.len()).unwrap_or(i64::MAX) >= limit,
        holders,
        names,
        code,
    })
}

async fn of_pool(
    conn: &mut Connection,
    pools: &mut Pools,
    (role, code): (RoleId, Option<&String>),
    barred: &[PersonId],
    now: DateTime<Utc>,
) -> Result<Vec<Assignee>> {
    let listed = usize::try_from(LISTED).unwrap_or(usize::MAX);
    let may = |holder: &&Holder| {
        let people = [Some(holder.person()), holder.delegator()];
        !people
            .into_iter()
            .flatten()
            .any(|person| barred.contains(&person))
    };
    let pool = pools.of_role(conn, role, code, now).await?;
    let exact;
    let pool = if pool.more && pool.holders.iter().filter(may).count() < listed {
        exact = read_pool(conn, role, barred, LISTED, code, now).await?;
        &exact
    } else {
        pool
    };
    let name = |person: PersonId| pool.names.get(&person).cloned().unwrap_or_default();
    let eligible = pool.holders.iter().filter(may).take(listed);
    Ok(eligible
        .map(|holder| Assignee {
            username: name(holder.person()),
            original: name(holder.delegator().unwrap_or(holder.person())),
            via: Vec::new(),
            role: pool.code.clone(),
        })
        .collect())
}

/// Where a task stands that is there.
pub(super) async fn read(conn: &mut Connection, id: TaskId, now: DateTime<Utc>) -> Result<Standing> {
    let detail = db::tasks::detail::read(conn, id, NOBODY, now)
        .await?
        .ok_or(Error::NotFound)?;
    of_record(conn, id, &detail.record, &mut Pools::default(), now).await
}

/// Another system reads as nobody in particular.
pub(super) const NOBODY: PersonId = PersonId(0);

/// Where the task of a record stands.
pub(super) async fn of_record(
    conn: &mut Connection,
    id: TaskId,
    record: &Record,
    pools: &mut Pools,
    now: DateTime<Utc>,
) -> Result<Standing> {
    let open = record.assignments.iter().filter(|a| a.released_at.is_none());
    let asked: Vec<Asked> = open.map(Asked::from).collect();
    let names = record
        .people
        .iter()
        .map(|person| (person.id, person.username.clone()))
        .collect();
    let roles = record
        .roles
        .iter()
        .map(|role| (role.id, role.code.clone()))
        .collect();
    Ok(Standing {
        id,
        state: record.state,
        step: record.position,
        assignees: assignees(conn, &asked, &names, &roles, pools, now).await?,
    })
}
