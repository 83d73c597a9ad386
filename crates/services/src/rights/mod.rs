//! R22, no privilege escalation: who adds which role, decided by `domain::rights` from what this reads in the change's
//! transaction; the second person; and the super administrator who always remains.

mod administrators;
pub(crate) mod guarded;
mod second_person;

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, Utc};
use db::Connection;
use db::security_console::roles::{self as stored, Defined};
use domain::rights::{Acting, Refusal, Through};
use domain::role::RoleDefinition;

pub(crate) use administrators::Remaining;
pub(crate) use second_person::{Proposal, Proposed, apply_change, propose};

use crate::access::{PagePermit, Permitted};
use crate::{Error, Result};

/// What somebody who acts by this right brings along.
///
/// # Errors
/// When the database fails.
pub(crate) async fn acting<P>(
    conn: &mut Connection,
    permitted: &PagePermit<P>,
    now: DateTime<Utc>,
) -> Result<Acting> {
    let role = stored::by_code(conn, permitted.role())
        .await?
        .ok_or(Error::Forbidden)?;
    Ok(Acting {
        through: through(permitted, &role),
        own_everywhere: db::rights::own_everywhere(conn, permitted.actor(), now).await?,
    })
}

fn through<P>(permitted: &PagePermit<P>, role: &Defined) -> Through {
    Through {
        role: role.definition(),
        is_delegated: permitted.delegator().is_some(),
    }
}

/// Codes of those of these roles of somebody else that whoever acts for them may not delegate (R16, R22).
///
/// # Errors
/// When the database fails.
pub(crate) async fn not_to_be_delegated<P>(
    conn: &mut Connection,
    permitted: &PagePermit<P>,
    mut codes: Vec<String>,
    now: DateTime<Utc>,
) -> Result<HashSet<String>> {
    if codes.is_empty() {
        return Ok(HashSet::new());
    }
    codes.push(permitted.role().to_owned());
    let roles = stored::by_codes(conn, &codes).await?;
    let own = roles.iter().find(|role| role.code == permitted.role());
    let definitions: Vec<RoleDefinition> = roles.iter().map(Defined::definition).collect();
    let asks_for_own = definitions.iter().any(RoleDefinition::is_administrative);
    let acting = Acting {
        through: through(permitted, own.ok_or(Error::Forbidden)?),
        own_everywhere: if asks_for_own {
            db::rights::own_everywhere(conn, permitted.actor(), now).await?
        } else {
            BTreeSet::new()
        },
    };
    let refused = definitions
        .into_iter()
        .filter(|role| acting.may_delegate_for_others(role).is_err());
    Ok(refused.map(|role| role.code).collect())
}

/// The first of the ways in which somebody may act by which `judge` finds nothing against what they do; else why the way
/// that goes before the others does not allow it.
///
/// # Errors
/// [`Error::Forbidden`] when there is no way, or the database fails.
pub(crate) async fn first_allowed<P, T>(
    conn: &mut Connection,
    ways: Vec<Permitted<P>>,
    now: DateTime<Utc>,
    judge: impl Fn(&Acting) -> std::result::Result<T, (Refusal, String)>,
) -> Result<std::result::Result<(Permitted<P>, T), (Refusal, String)>> {
    let mut refused = None;
    for permitted in ways {
        match judge(&acting(conn, &permitted, now).await?) {
            Ok(allowed) => return Ok(Ok((permitted, allowed))),
            Err(refusal) => refused = refused.or(Some(refusal)),
        }
    }
    match refused {
        Some(refusal) => Ok(Err(refusal)),
        None => Err(Error::Forbidden),
    }
}

/// A role as it is defined, by its code.
///
/// # Errors
/// When the database fails.
pub(crate) async fn role(conn: &mut Connection, code: &str) -> Result<Option<RoleDefinition>> {
    Ok(stored::by_code(conn, code)
        .await?
        .as_ref()
        .map(Defined::definition))
}

/// Whether a delegation of somebody else's role may be made or made longer by whoever acts for them (R16, R22): none of
/// an administrative role that the actor could not add, and none of what the actor holds as a proxy.
///
/// # Errors
/// When the database fails.
pub(crate) async fn refusal_to_delegate<P>(
    conn: &mut Connection,
    permitted: &PagePermit<P>,
    code: &str,
    now: DateTime<Utc>,
) -> Result<Option<String>> {
    let Some(role) = role(conn, code).await? else {
        return Ok(None);
    };
    let acting = acting(conn, permitted, now).await?;
    Ok(acting
        .may_delegate_for_others(&role)
        .err()
        .map(|refusal| refusal.in_words(&role.name)))
}
