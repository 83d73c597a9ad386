//! What the file changes: people and by-hand grants that differ from what is there, with the facts for the
//! audit log. People and grants as the file has them already are in none of it.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Text, Timestamptz};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

use crate::Result;
use crate::glued::statement;
use crate::sql::active;
use crate::transaction::Transaction;

const GRANTS: &str = "INSERT INTO import_grants (person_id, role_id, grant_id) \
    SELECT s.person_id, r.role_id, NULL FROM import_people s JOIN import_roles r USING (line) WHERE NOT EXISTS (SELECT \
      FROM grants g WHERE g.person_id = s.person_id AND g.role_id = r.role_id AND g.source = 'by_hand' AND g.revoked_at IS NULL) \
    UNION ALL SELECT g.person_id, g.role_id, g.id FROM import_people s JOIN grants g ON g.person_id = s.person_id \
      AND g.source = 'by_hand' AND g.revoked_at IS NULL WHERE NOT s.is_new AND NOT EXISTS (SELECT FROM import_roles r \
      WHERE r.line = s.line AND r.role_id = g.role_id)";

/// The codes of the roles that a person gains and loses, as facts.
macro_rules! grant_facts {
    () => {
        "(SELECT g.person_id, jsonb_strip_nulls(jsonb_build_object(\
           'roles_granted', jsonb_agg(r.code ORDER BY r.code) FILTER (WHERE g.grant_id IS NULL), \
           'roles_revoked', jsonb_agg(r.code ORDER BY r.code) FILTER (WHERE g.grant_id IS NOT NULL))) AS facts \
         FROM import_grants g JOIN roles r ON r.id = g.role_id GROUP BY g.person_id) AS g"
    };
}

const CREATED: &str = concat!(
    "INSERT INTO import_changes (line, person_id, is_new, own_facts, was_active, zone_changed, after) \
     SELECT s.line, s.person_id, true, true, false, false, jsonb_strip_nulls(jsonb_build_object('username', s.username, \
       'display_name', s.display_name, 'email', s.email, 'manager', s.manager_username, 'department', s.department, \
       'job', s.job, 'location', s.location, 'hired_on', s.hired_on, 'terminated_on', s.terminated_on, \
       'time_zone', s.time_zone)) || coalesce(g.facts, '{}') \
     FROM import_people s LEFT JOIN ",
    grant_facts!(),
    " ON g.person_id = s.person_id WHERE s.is_new"
);

const UPDATED: &str = concat!(
    "INSERT INTO import_changes (line, person_id, is_new, own_facts, was_active, zone_changed, before, after) \
     SELECT s.line, s.person_id, false, own.before IS NOT NULL, ",
    active!("p", "$1"),
    ", \
       coalesce(p.time_zone, $2) <> coalesce(s.time_zone, $2), own.before, \
       coalesce(own.after, '{}') || coalesce(g.facts, '{}') \
     FROM import_people s JOIN people p ON p.id = s.person_id LEFT JOIN people m ON m.id = p.manager_id \
     LEFT JOIN ",
    grant_facts!(),
    " ON g.person_id = s.person_id \
     CROSS JOIN LATERAL (SELECT jsonb_object_agg(f.name, f.was) AS before, jsonb_object_agg(f.name, f.present) AS after \
       FROM (VALUES ('username', to_jsonb(p.username), to_jsonb(s.username)), \
         ('display_name', to_jsonb(p.display_name), to_jsonb(s.display_name)), ('email', to_jsonb(p.email), to_jsonb(s.email)), \
         ('manager', to_jsonb(m.username), to_jsonb(s.manager_username)), \
         ('department', to_jsonb(p.department), to_jsonb(s.department)), ('job', to_jsonb(p.job), to_jsonb(s.job)), \
         ('location', to_jsonb(p.location), to_jsonb(s.location)), ('hired_on', to_jsonb(p.hired_on), to_jsonb(s.hired_on)), \
         ('terminated_on', to_jsonb(p.terminated_on), to_jsonb(s.terminated_on)), \
         ('time_zone', to_jsonb(p.time_zone), to_jsonb(s.time_zone))) AS f (name, was, present) \
       WHERE f.was IS DISTINCT FROM f.present AND (f.name <> 'manager' OR p.manager_id IS DISTINCT FROM s.manager_id)) AS own \
     WHERE NOT s.is_new AND (g.person_id IS NOT NULL OR \
       (p.username, p.display_name, p.email, p.manager_id, p.department, p.job, p.location, p.hired_on, p.terminated_on, p.time_zone) \
       IS DISTINCT FROM (s.username, s.display_name, s.email, s.manager_id, s.department, s.job, s.location, s.hired_on, \
       s.terminated_on, s.time_zone))"
);

/// How much the file changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, diesel::QueryableByName)]
pub struct Counts {
    /// People in the file.
    #[diesel(sql_type = BigInt)]
    pub people: i64,
    /// People who are not there yet.
    #[diesel(sql_type = BigInt)]
    pub created: i64,
    /// People who are there and differ, in themselves or in their by-hand roles.
    #[diesel(sql_type = BigInt)]
    pub updated: i64,
    /// By-hand grants to be made.
    #[diesel(sql_type = BigInt)]
    pub granted: i64,
    /// By-hand grants to be revoked.
    #[diesel(sql_type = BigInt)]
    pub revoked: i64,
}

/// Compares the file with the directory at `now`; `site_zone` is the zone of people without one. Writes nothing
/// but the list of changes.
///
/// # Errors
/// When the database fails.
pub async fn find_changes(tx: &mut Transaction, site_zone: &str, now: DateTime<Utc>) -> Result<Counts> {
    const COUNTS: &str = "SELECT (SELECT count(*) FROM import_people) AS people, c.created, c.updated, g.granted, g.revoked FROM \
        (SELECT count(*) FILTER (WHERE is_new) AS created, count(*) FILTER (WHERE NOT is_new) AS updated FROM import_changes) c, \
        (SELECT count(*) FILTER (WHERE grant_id IS NULL) AS granted, count(grant_id) AS revoked FROM import_grants) g";
    statement(GRANTS).execute(tx).await?;
    tx.batch_execute("ANALYZE import_grants").await?;
    statement(CREATED).execute(tx).await?;
    let updated = statement(UPDATED)
        .bind::<Timestamptz, _>(now)
        .bind::<Text, _>(site_zone.to_owned());
    updated.execute(tx).await?;
    tx.batch_execute("ANALYZE import_changes").await?;
    Ok(statement(COUNTS).get_result(tx).await?)
}
