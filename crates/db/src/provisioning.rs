//! Role provisioning rules (R20), and autoprovisioning: who would gain and lose what, and giving and taking it, each in one
//! statement over everybody.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, RoleId};
use domain::provisioning::{Conditions, Marks, RuleDefinition};
use serde::Deserialize;

use crate::audit::in_name_of::named_and_counted;
use crate::glued::{Statement, statement};
use crate::json::Record;
use crate::sql::{is_administrative, rule_matches};
use crate::transaction::Transaction;
use crate::{Connection, Result};

pub mod people;
pub mod provisionable;

/// A rule as it is saved.
#[derive(Debug, Clone, Deserialize)]
pub struct Rule {
    /// Which.
    pub id: i64,
    /// As shown.
    pub name: String,
    department: Option<String>,
    job: Option<String>,
    location: Option<String>,
    is_manager: Option<bool>,
    /// What every form carries (G5).
    pub version: i32,
    /// Who changed it last.
    pub changed_by: Option<PersonId>,
    /// Their name.
    pub changed_by_name: Option<String>,
    /// When.
    #[serde(deserialize_with = "crate::json::optional_instant")]
    pub changed_at: Option<DateTime<Utc>>,
    /// The roles it names, by name.
    pub roles: Vec<Named>,
}

/// A role that a rule names.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Named {
    /// Which.
    pub id: RoleId,
    /// What is posted.
    pub code: String,
    /// As shown.
    pub name: String,
    /// Whoever matches holds it.
    pub autoprovision: bool,
    /// Whoever matches may delegate it to others, without approval.
    pub provisionable: bool,
    /// It is provisionable because an open delegation depended on the rule when Locum was upgraded; until the rule is saved.
    pub provisionable_by_upgrade: bool,
    /// Whoever matches may request it for their reports.
    pub requestable: bool,
    /// Whoever matches may request it for themselves.
    pub self_requestable: bool,
    /// It has an administrative privilege.
    pub is_administrative: bool,
}

impl Rule {
    /// Whom it is for.
    pub fn conditions(&self) -> Conditions {
        Conditions {
            department: self.department.clone(),
            job: self.job.clone(),
            location: self.location.clone(),
            is_manager: self.is_manager,
        }
    }

    /// For the domain.
    pub fn definition(&self) -> RuleDefinition {
        RuleDefinition {
            name: self.name.clone(),
            conditions: self.conditions(),
            roles: self
                .roles
                .iter()
                .map(|role| Marks {
                    role: role.id,
                    autoprovision: role.autoprovision,
                    provisionable: role.provisionable,
                    requestable: role.requestable,
                    self_requestable: role.self_requestable,
                })
                .collect(),
        }
    }
}

macro_rules! select_rule {
    ($rest:literal) => {
        concat!(
            "SELECT jsonb_build_object('id', r.id, 'name', r.name, 'department', r.department, 'job', r.job, 'location', r.location, \
             'is_manager', r.is_manager, 'version', r.version, 'changed_by', r.changed_by, 'changed_by_name', ", crate::sql::shown_name!("c"), ", \
             'changed_at', r.changed_at, 'roles', coalesce((SELECT jsonb_agg(jsonb_build_object('id', ro.id, 'code', ro.code, \
               'name', ro.name, 'autoprovision', rr.autoprovision, 'provisionable', rr.provisionable, \
               'provisionable_by_upgrade', rr.provisionable_by_upgrade, 'requestable', rr.requestable, \
               'self_requestable', rr.self_requestable, 'is_administrative', ",
            is_administrative!("ro.id"),
            ") ORDER BY ro.name, ro.id) FROM role_provisioning_rule_roles rr \
               JOIN roles ro ON ro.id = rr.role_id WHERE rr.rule_id = r.id), '[]')) AS record \
             FROM role_provisioning_rules r LEFT JOIN people c ON c.id = r.changed_by ",
            $rest
        )
    };
}

/// Rules by name, at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn list(conn: &mut Connection, limit: i64) -> Result<Vec<Rule>> {
    let query = statement(select_rule!("ORDER BY r.name, r.id LIMIT $1"));
    let rows: Vec<Record<Rule>> = query.bind::<BigInt, _>(limit).load(conn).await?;
    Ok(rows.into_iter().map(Record::read).collect())
}

/// The rule of an id.
///
/// # Errors
/// When the database fails.
pub async fn read(conn: &mut Connection, id: i64) -> Result<Option<Rule>> {
    let rows: Vec<Record<Rule>> = statement(select_rule!("WHERE r.id = $1"))
        .bind::<BigInt, _>(id)
        .load(conn)
        .await?;
    Ok(rows.into_iter().next().map(Record::read))
}

impl Statement {
    /// Gives the next seven parameters: what a rule says, who changes it, and when.
    fn definition(self, rule: &RuleDefinition, by: PersonId, now: DateTime<Utc>) -> Self {
        let conditions = &rule.conditions;
        self.bind::<Text, _>(rule.name.clone())
            .bind::<Nullable<Text>, _>(conditions.department.clone())
            .bind::<Nullable<Text>, _>(conditions.job.clone())
            .bind::<Nullable<Text>, _>(conditions.location.clone())
            .bind::<Nullable<Bool>, _>(conditions.is_manager)
            .bind::<BigInt, _>(by.0)
            .bind::<Timestamptz, _>(now)
    }
}

#[derive(diesel::QueryableByName)]
struct NewId {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Adds a rule.
///
/// # Errors
/// `role_provisioning_rules_name_key` when the name is taken, or when the database fails.
pub async fn insert(
    tx: &mut Transaction,
    rule: &RuleDefinition,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<i64> {
    const SQL: &str = "INSERT INTO role_provisioning_rules (name, department, job, location, is_manager, changed_by, changed_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id";
    let row: NewId = statement(SQL).definition(rule, by, now).get_result(tx).await?;
    write_roles(tx, row.id, rule).await?;
    Ok(row.id)
}

/// Writes a rule anew, if its version is still the one the form was opened with; false: it is not (G5).
///
/// # Errors
/// `role_provisioning_rules_name_key` when the name is taken, or when the database fails.
pub async fn update(
    tx: &mut Transaction,
    id: i64,
    version: i32,
    rule: &RuleDefinition,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<bool> {
    const SQL: &str = "UPDATE role_provisioning_rules SET name = $3, department = $4, job = $5, location = $6, is_manager = $7, \
        version = version + 1, changed_by = $8, changed_at = $9 WHERE id = $1 AND version = $2";
    let updated = statement(SQL)
        .bind::<BigInt, _>(id)
        .bind::<Integer, _>(version)
        .definition(rule, by, now)
        .execute(tx)
        .await?;
    if updated == 1 {
        write_roles(tx, id, rule).await?;
    }
    Ok(updated == 1)
}

/// Removes a rule, if its version is still the one the form was opened with; false: it is not (G5).
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &mut Transaction, id: i64, version: i32) -> Result<bool> {
    let deleted = statement("DELETE FROM role_provisioning_rules WHERE id = $1 AND version = $2")
        .bind::<BigInt, _>(id)
        .bind::<Integer, _>(version)
        .execute(tx)
        .await?;
    Ok(deleted == 1)
}

async fn write_roles(tx: &mut Transaction, id: i64, rule: &RuleDefinition) -> Result<()> {
    statement("DELETE FROM role_provisioning_rule_roles WHERE rule_id = $1")
        .bind::<BigInt, _>(id)
        .execute(tx)
        .await?;
    const SQL: &str = "INSERT INTO role_provisioning_rule_roles (rule_id, role_id, autoprovision, provisionable, requestable, \
        self_requestable) SELECT $1, n.* FROM unnest($2, $3, $4, $5, $6) AS n (role_id, autoprovision, provisionable, requestable, \
        self_requestable)";
    let flags = |which: fn(&Marks) -> bool| rule.roles.iter().map(which).collect::<Vec<bool>>();
    statement(SQL)
        .bind::<BigInt, _>(id)
        .bind::<Array<BigInt>, _>(rule.roles.iter().map(|marks| marks.role.0).collect::<Vec<_>>())
        .bind::<Array<Bool>, _>(flags(|marks| marks.autoprovision))
        .bind::<Array<Bool>, _>(flags(|marks| marks.provisionable))
        .bind::<Array<Bool>, _>(flags(|marks| marks.requestable))
        .bind::<Array<Bool>, _>(flags(|marks| marks.self_requestable))
        .execute(tx)
        .await?;
    Ok(())
}

/// Who is to hold which of the roles `$1` by a rule at `$2`: those who work here, be their account disabled or not.
macro_rules! due {
    () => {
        concat!(
            "SELECT DISTINCT p.id AS person_id, rr.role_id FROM role_provisioning_rules r \
             JOIN role_provisioning_rule_roles rr ON rr.rule_id = r.id AND rr.autoprovision AND rr.role_id = ANY($1) \
             JOIN people p ON (p.active_from IS NULL OR p.active_from <= $2) AND (p.active_until IS NULL OR $2 < p.active_until) AND ",
            rule_matches!("r", "p")
        )
    };
}

macro_rules! given {
    () => {
        "SELECT g.person_id, g.role_id FROM grants g WHERE g.source = 'autoprovisioned' AND g.revoked_at IS NULL AND g.role_id = ANY($1)"
    };
}

/// What autoprovisioning would change for one role.
#[derive(Debug, Clone, PartialEq, Eq, diesel::QueryableByName)]
pub struct Change {
    #[diesel(sql_type = BigInt)]
    role_id: i64,
    /// The role's name.
    #[diesel(sql_type = Text)]
    pub role: String,
    /// How many hold it by a rule now.
    #[diesel(sql_type = BigInt)]
    pub held: i64,
    /// How many would gain it.
    #[diesel(sql_type = BigInt)]
    pub gained: i64,
    /// How many would not have it by a rule any more.
    #[diesel(sql_type = BigInt)]
    pub lost: i64,
    /// How many of those keep it by another grant or by a delegation.
    #[diesel(sql_type = BigInt)]
    pub kept: i64,
    /// The first of those who would gain it, by name.
    #[diesel(sql_type = Array<Text>)]
    pub gainers: Vec<String>,
    /// The first of those who would hold it no longer, by name.
    #[diesel(sql_type = Array<Text>)]
    pub losers: Vec<String>,
}

impl Change {
    /// Which role.
    pub fn role_id(&self) -> RoleId {
        RoleId(self.role_id)
    }
}

/// What autoprovisioning these roles would change at `now`, by role; nothing is changed.
///
/// # Errors
/// When the database fails.
pub async fn foresee(conn: &mut Connection, roles: &[RoleId], now: DateTime<Utc>) -> Result<Vec<Change>> {
    const SQL: &str = concat!(
        "WITH due AS MATERIALIZED (",
        due!(),
        "), given AS MATERIALIZED (",
        given!(),
        "), gained AS MATERIALIZED (SELECT * FROM due EXCEPT SELECT * FROM given), \
         lost AS MATERIALIZED (SELECT * FROM given EXCEPT SELECT * FROM due), \
         granted AS (SELECT g.person_id, g.role_id FROM grants g WHERE g.source <> 'autoprovisioned' AND g.revoked_at IS NULL \
           AND g.role_id = ANY($1)), \
         kept AS MATERIALIZED (SELECT x.* FROM lost x WHERE EXISTS (SELECT FROM granted k WHERE (k.person_id, k.role_id) = \
           (x.person_id, x.role_id)) OR EXISTS (SELECT FROM held_roles($2) h WHERE (h.person_id, h.role_id) = (x.person_id, x.role_id) \
           AND h.delegation_id IS NOT NULL AND (NOT EXISTS (SELECT FROM lost y WHERE (y.person_id, y.role_id) = (h.delegator_id, h.role_id)) \
           OR EXISTS (SELECT FROM granted k WHERE (k.person_id, k.role_id) = (h.delegator_id, h.role_id))))), \
         gone AS MATERIALIZED (SELECT * FROM lost EXCEPT SELECT * FROM kept) \
         SELECT ro.id AS role_id, ro.name AS role, (SELECT count(*) FROM given x WHERE x.role_id = ro.id) AS held, \
         (SELECT count(*) FROM gained x WHERE x.role_id = ro.id) AS gained, (SELECT count(*) FROM lost x WHERE x.role_id = ro.id) AS lost, \
         (SELECT count(*) FROM kept x WHERE x.role_id = ro.id) AS kept, \
         ARRAY(SELECT ",
        crate::sql::shown_name!("p"),
        " FROM gained x JOIN people p ON p.id = x.person_id WHERE x.role_id = ro.id \
           ORDER BY p.search_text LIMIT 5) AS gainers, \
         ARRAY(SELECT ",
        crate::sql::shown_name!("p"),
        " FROM gone x JOIN people p ON p.id = x.person_id WHERE x.role_id = ro.id \
           ORDER BY p.search_text LIMIT 5) AS losers FROM roles ro WHERE ro.id = ANY($1) ORDER BY ro.name, ro.id"
    );
    Ok(statement(SQL)
        .bind::<Array<BigInt>, _>(roles.iter().map(|role| role.0).collect::<Vec<_>>())
        .bind::<Timestamptz, _>(now)
        .load(conn)
        .await?)
}

/// Who acts, for grants and audit entries (G4).
#[derive(Debug, Clone)]
pub struct Author {
    /// The person; none: a job.
    pub person: Option<PersonId>,
    /// In whose place, by a role that was lent.
    pub on_behalf_of: Option<PersonId>,
    /// By which delegation of it (R23).
    pub delegation: Option<i64>,
    /// The page or job.
    pub through: String,
    /// As in the log lines of the request.
    pub request_id: Option<String>,
    /// What the client, or a proxy before us, calls the request.
    pub client_request_id: Option<String>,
}

impl Statement {
    /// Gives the next six parameters: who acts, through what, the request's id, in whose place, by which delegation, and what the
    /// client calls the request.
    pub(crate) fn author(self, author: &Author) -> Self {
        self.bind::<Nullable<BigInt>, _>(author.person.map(|person| person.0))
            .bind::<Text, _>(author.through.clone())
            .bind::<Nullable<Text>, _>(author.request_id.clone())
            .bind::<Nullable<BigInt>, _>(author.on_behalf_of.map(|person| person.0))
            .bind::<Nullable<BigInt>, _>(author.delegation)
            .bind::<Nullable<Text>, _>(author.client_request_id.clone())
    }
}

/// How many grants were given and taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Applied {
    /// Given.
    pub gained: usize,
    /// Taken.
    pub lost: usize,
}

/// Gives these roles to everybody whom a rule gives them, and takes them from everybody else who had them by a rule, each
/// with its audit entry (R20, G3).
///
/// # Errors
/// When the database fails.
pub async fn apply(
    tx: &mut Transaction,
    roles: &[RoleId],
    author: &Author,
    now: DateTime<Utc>,
) -> Result<Applied> {
    let mut counts = [0; 2];
    for (sql, count) in [GIVE, TAKE].into_iter().zip(&mut counts) {
        *count = statement(sql)
            .bind::<Array<BigInt>, _>(roles.iter().map(|role| role.0).collect::<Vec<_>>())
            .bind::<Timestamptz, _>(now)
            .author(author)
            .execute(tx)
            .await?;
    }
    let [gained, lost] = counts;
    Ok(Applied { gained, lost })
}

const GIVE: &str = concat!(
    "WITH due AS MATERIALIZED (",
    due!(),
    "), given AS (INSERT INTO grants (person_id, role_id, source, granted_by, granted_at) \
     SELECT d.person_id, d.role_id, 'autoprovisioned', $3, $2 FROM due d WHERE NOT EXISTS (SELECT FROM grants g \
       WHERE g.person_id = d.person_id AND g.role_id = d.role_id AND g.source = 'autoprovisioned' AND g.revoked_at IS NULL) \
     ON CONFLICT DO NOTHING RETURNING id, person_id, role_id), \
     noted AS (INSERT INTO audit_log (at, actor_id, on_behalf_of, through, action, object_kind, object_id, concerns_id, after, request_id, \
       client_request_id, people) \
     SELECT $2, $3, $6, $4, 'grant.autoprovisioned', 'grant', n.id::text, n.person_id, jsonb_build_object('role', r.code), $5, $8, '{}' \
     FROM given n JOIN roles r ON r.id = n.role_id RETURNING id)",
    named_and_counted!("$3", "$6", "$7")
);

const TAKE: &str = concat!(
    "WITH due AS MATERIALIZED (",
    due!(),
    "), taken AS (UPDATE grants g SET revoked_at = greatest($2, g.granted_at), revoked_by = $3 \
     WHERE g.source = 'autoprovisioned' AND g.revoked_at IS NULL AND g.role_id = ANY($1) AND NOT EXISTS (SELECT FROM due d \
       WHERE d.person_id = g.person_id AND d.role_id = g.role_id) RETURNING g.id, g.person_id, g.role_id), \
     noted AS (INSERT INTO audit_log (at, actor_id, on_behalf_of, through, action, object_kind, object_id, concerns_id, before, request_id, \
       client_request_id, people) \
     SELECT $2, $3, $6, $4, 'grant.revoked', 'grant', t.id::text, t.person_id, jsonb_build_object('role', r.code), $5, $8, '{}' \
     FROM taken t JOIN roles r ON r.id = t.role_id RETURNING id)",
    named_and_counted!("$3", "$6", "$7")
);

/// The roles that a person has by a rule.
///
/// # Errors
/// When the database fails.
pub async fn own(conn: &mut Connection, person: PersonId) -> Result<Vec<RoleId>> {
    const SQL: &str = "SELECT role_id AS id FROM grants WHERE person_id = $1 AND source = 'autoprovisioned' AND revoked_at IS NULL \
        ORDER BY role_id";
    let rows: Vec<NewId> = statement(SQL).bind::<BigInt, _>(person.0).load(conn).await?;
    Ok(rows.iter().map(|row| RoleId(row.id)).collect())
}
