//! Roles held in one's own right: what may be taken away from a person, and taking it away (T13).
//!
//! Whoever writes grants writes requests to the directory with them (J3), by two triggers on the statement: `grants_request_granted` adds
//! an `add` at the grant's own instant, and `grants_request_revoked` a `remove`, and supersedes the `add` that waits. A third,
//! `grants_super_administrator_remains`, refuses at the commit whatever would leave nobody to administer Locum (R22).

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::dsl::auto_type;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Text};
use diesel_async::RunQueryDsl;
use domain::access::HoldingSource;
use domain::ids::{GrantId, PersonId, RoleId};

use crate::functions::{greatest, lower};
use crate::prepared::Prepare;
use crate::schema::{grants, roles, shown_people};
use crate::sql_types::{HoldingSourceCode, IntoBind, IntoLiteral, Literal, PersonKey, RoleKey};
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// A person, and what may be taken away from them: roles held by hand or by request. Autoprovisioned ones follow their
/// rule, not a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revocable {
    /// Signs in with it.
    pub username: String,
    /// As shown.
    pub display_name: String,
    /// By name.
    pub roles: Vec<CodeAndName>,
}

/// Of a role.
type CodeAndName = (String, String);

/// Grants in force that a review or a revocation takes away: those by hand and by request. A rule's follow the rule (T13).
#[auto_type]
fn is_revocable() -> _ {
    let by_hand: Literal<HoldingSourceCode> = HoldingSource::ByHand.literal();
    let by_request: Literal<HoldingSourceCode> = HoldingSource::Request.literal();
    let taken_away = grants::source.eq(by_hand).or(grants::source.eq(by_request));
    grants::revoked_at.is_null().and(taken_away)
}

/// What may be taken away from the person with this username; none when there is no such person.
///
/// # Errors
/// When the database fails.
pub async fn revocable(conn: &mut Connection, username: &str) -> Result<Option<Revocable>> {
    if !crate::people::is_text(username) {
        return Ok(None);
    }
    let held = grants::table
        .filter(grants::person_id.eq(shown_people::id).and(is_revocable()))
        .select(grants::role_id);
    let rows: Vec<(String, String, Option<CodeAndName>)> = shown_people::table
        .left_join(roles::table.on(roles::id.eq_any(held)))
        .filter(lower(shown_people::username).eq(lower(username)))
        .order((roles::name, roles::id))
        .select((
            shown_people::username,
            shown_people::shown_name,
            (roles::code, roles::name).nullable(),
        ))
        .load(conn)
        .await?;
    let [(username, display_name, _), ..] = rows.as_slice() else {
        return Ok(None);
    };
    Ok(Some(Revocable {
        username: username.clone(),
        display_name: display_name.clone(),
        roles: rows.into_iter().filter_map(|(_, _, role)| role).collect(),
    }))
}

/// A person's grants of a role by hand and by request, kept from others until the transaction ends: two administrators
/// who start to revoke it at the same moment come one after the other.
///
/// # Errors
/// When the database fails.
pub async fn of_role_for_update(
    tx: &mut Transaction,
    person: PersonId,
    role: RoleId,
) -> Result<Vec<GrantId>> {
    Ok(grants::table
        .filter(grants::person_id.eq(person.bind()))
        .filter(grants::role_id.eq(role.bind()))
        .filter(is_revocable())
        .order(grants::id)
        .select(grants::id)
        .for_update()
        .load(tx)
        .await?)
}

/// Takes a role away, as far as it was granted by hand or by request (T13). Answers which grants ended.
///
/// # Errors
/// When the database fails.
pub async fn revoke(
    tx: &mut Transaction,
    person: PersonId,
    role: RoleId,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<GrantId>> {
    let held = grants::table
        .filter(grants::person_id.eq(person.bind()))
        .filter(grants::role_id.eq(role.bind()))
        .filter(is_revocable());
    Ok(diesel::update(held)
        .set((
            grants::revoked_at.eq(greatest(now, grants::granted_at).nullable()),
            grants::revoked_by.eq(by.bind()),
        ))
        .returning(grants::id)
        .prepared()
        .load(tx)
        .await?)
}

#[derive(Statement)]
#[statement(file = "grants/revoke_pairs.sql")]
struct RevokePairs {
    people: Vec<PersonId>,
    roles: Vec<RoleId>,
    by: PersonId,
    now: DateTime<Utc>,
}

/// The same for several people and roles, pair by pair.
///
/// # Errors
/// When the database fails.
pub async fn revoke_pairs(
    tx: &mut Transaction,
    pairs: &[(PersonId, RoleId)],
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<()> {
    let (people, roles) = pairs.iter().copied().unzip();
    RevokePairs {
        people,
        roles,
        by,
        now,
    }
    .run(tx)
    .await?;
    Ok(())
}

/// What somebody holds of a role, and by what.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName, Columns)]
pub struct Holding {
    #[diesel(sql_type = PersonKey)]
    person_id: PersonId,
    #[diesel(sql_type = RoleKey)]
    role_id: RoleId,
    /// Name of who holds it, or does not.
    #[diesel(sql_type = Text)]
    pub person: String,
    /// The role's name.
    #[diesel(sql_type = Text)]
    pub role: String,
    /// The role's code.
    #[diesel(sql_type = Text)]
    pub code: String,
    /// By hand or by request: what a review or a revocation takes away.
    #[diesel(sql_type = Bool)]
    pub is_revocable: bool,
    /// By a grant that neither takes away: a role provisioning rule gives it.
    #[diesel(sql_type = Bool)]
    pub is_by_rule: bool,
    /// Names of those who delegated it to the person, in force.
    #[diesel(sql_type = Array<Text>)]
    pub delegators: Vec<String>,
}

impl Holding {
    /// The person and the role.
    pub fn pair(&self) -> (PersonId, RoleId) {
        (self.person_id, self.role_id)
    }

    /// They hold it by a grant or by a delegation.
    pub fn is_held(&self) -> bool {
        self.is_revocable || self.is_by_rule || !self.delegators.is_empty()
    }
}

#[derive(Statement)]
#[statement(file = "grants/holdings_of_pairs.sql", row = Holding)]
struct HoldingsOfPairs {
    people: Vec<PersonId>,
    roles: Vec<RoleId>,
    now: DateTime<Utc>,
}

/// What these people hold of these roles now, pair by pair. A pair that is named twice counts once.
///
/// # Errors
/// When the database fails.
pub async fn holdings_of(
    conn: &mut Connection,
    pairs: &[(PersonId, RoleId)],
    now: DateTime<Utc>,
) -> Result<Vec<Holding>> {
    let (people, roles) = pairs.iter().copied().unzip();
    HoldingsOfPairs { people, roles, now }.rows(conn).await
}
