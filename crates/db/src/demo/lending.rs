//! A generated organisation's role delegations, their requests, and absences: rows as the use cases and the job would have
//! left them where no directory is configured, but without audit entries.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, RoleId};

use super::generated::trust;
use crate::glued::statement;
use crate::{Connection, Result};

/// What the delegations and absences follow from.
#[derive(Debug, Clone, Copy)]
pub struct Lending {
    /// The first person; the managers come first, the others follow without a gap.
    pub first_person: PersonId,
    /// How many managers there are: each of them lends.
    pub managers: i64,
    /// How many people there are.
    pub people: i64,
    /// What they lend.
    pub role: RoleId,
    /// Days are counted from here.
    pub now: DateTime<Utc>,
}

// Seventeen a manager: the first to a proxy whom three managers share, the others to proxies of their own, in every state.
// A delegation has begun in the save (R7) or at the start of its first day (R9).
const DELEGATIONS: &str = "INSERT INTO role_delegations (delegator_id, proxy_id, role_id, starts_on, ends_on, not_after, created_by, \
      created_at, begun_at, ended_at, end_reason, cancelled_at, through_end) \
    SELECT o.id, p.id, $4, d.starts_on, d.ends_on, (d.ends_on + d.included::integer)::timestamp AT TIME ZONE z.zone, o.id, \
      $5 - s.saved * interval '1 day', \
      CASE WHEN s.starts <= 0 THEN greatest(d.starts_on::timestamp AT TIME ZONE z.zone, $5 - s.saved * interval '1 day') END, \
      least($5 - s.ended * interval '1 day', CASE WHEN s.ended IS NOT NULL THEN (d.ends_on + d.included::integer)::timestamp AT TIME ZONE z.zone END), \
      s.reason, $5 - s.cancelled * interval '1 day', d.included \
    FROM generate_series(0, $2 - 1) AS m CROSS JOIN generate_series(0, 16) AS k \
    CROSS JOIN LATERAL (SELECT CASE k WHEN 0 THEN m / 3 * 3 * 17 ELSE m * 17 + k END % ($3 - $2) + $2 AS number) n \
    JOIN people o ON o.id = $1 + m JOIN people p ON p.id = $1 + n.number AND p.active_until IS NULL \
    CROSS JOIN LATERAL (SELECT coalesce(o.time_zone, 'Etc/UTC') AS zone) z \
    JOIN (VALUES (0, 40, -40, NULL, NULL, NULL, NULL), (1, 400, -400, NULL, NULL, NULL, NULL), (2, 20, -20, 30, NULL, NULL, NULL), \
      (3, 9, -5, 9, NULL, NULL, NULL), (4, 3, 10, 40, NULL, NULL, NULL), (5, 95, -90, -60, 60, 'end_date', NULL), \
      (6, 50, -50, -20, 35, 'deleted', NULL), (7, 3, 5, 15, NULL, NULL, 1)) \
      AS s (state, saved, starts, ends, ended, reason, cancelled) ON s.state = CASE k WHEN 0 THEN 2 ELSE (m + k) % 8 END \
    CROSS JOIN LATERAL (SELECT ($5 AT TIME ZONE z.zone)::date + s.starts AS starts_on, ($5 AT TIME ZONE z.zone)::date + s.ends AS ends_on, \
      s.ends IS NOT NULL AND m % 2 = 0 AS included) d \
    ORDER BY m, k";

const REQUESTS: &str = "INSERT INTO role_requests (kind, delegation_id, due_at, state, created_at, applied_at, next_at, finished_at) \
    SELECT q.kind, d.id, q.due_at, CASE WHEN q.applied_at IS NOT NULL THEN 'suppressed' WHEN q.over THEN 'superseded' ELSE 'pending' END, \
      d.created_at, q.applied_at, q.applied_at, CASE WHEN q.over OR q.applied_at IS NOT NULL THEN coalesce(q.applied_at, $1) END \
    FROM role_delegations d JOIN people o ON o.id = d.delegator_id CROSS JOIN LATERAL (SELECT 'begin' AS kind, \
        d.starts_on::timestamp AT TIME ZONE coalesce(o.time_zone, 'Etc/UTC') AS due_at, d.begun_at AS applied_at, \
        d.cancelled_at IS NOT NULL AS over \
      UNION ALL SELECT 'end', d.not_after, \
        CASE WHEN d.end_reason = 'end_date' THEN d.ended_at END, d.cancelled_at IS NOT NULL OR d.ended_at IS NOT NULL \
        WHERE d.ends_on IS NOT NULL) q ORDER BY d.id";

// What the import granted: a run without a directory has seen it.
const SUPPRESSED: &str = "UPDATE role_requests SET state = 'suppressed', finished_at = applied_at \
    WHERE state = 'pending' AND applied_at IS NOT NULL";

// One that is over or under way and approved, and one to come that waits for the manager.
const ABSENCES: &str = "INSERT INTO absences (person_id, kind, starts_on, ends_on, state, recorded_by, recorded_at, decided_by, decided_at) \
    SELECT p.id, CASE WHEN p.id % 5 = 0 THEN 'sick_leave' ELSE 'vacation' END, d.starts_on, d.starts_on + (p.id % 12)::integer, a.state, \
      p.id, $3 - interval '1 day' - a.before * interval '1 day', CASE a.state WHEN 'approved' THEN p.manager_id END, \
      CASE a.state WHEN 'approved' THEN $3 - a.before * interval '1 day' END \
    FROM people p CROSS JOIN (VALUES ('approved', -300, 400), ('requested', 13, 5)) AS a (state, starts, before) \
    CROSS JOIN LATERAL (SELECT ($3 AT TIME ZONE 'Etc/UTC')::date + a.starts + (p.id * 37 % 287)::integer AS starts_on) d \
    WHERE p.id BETWEEN $1 + 1 AND $1 + $2 - 1 ORDER BY p.id";

/// Writes them, in a transaction of the caller's; answers how many delegations there are.
///
/// # Errors
/// When the database fails.
pub async fn insert_lending(conn: &mut Connection, lending: &Lending) -> Result<usize> {
    trust(conn).await?;
    let delegations = statement(DELEGATIONS)
        .bind::<BigInt, _>(lending.first_person.0)
        .bind::<BigInt, _>(lending.managers)
        .bind::<BigInt, _>(lending.people)
        .bind::<BigInt, _>(lending.role.0)
        .bind::<Timestamptz, _>(lending.now)
        .execute(conn)
        .await?;
    statement(SUPPRESSED).execute(conn).await?;
    statement(REQUESTS)
        .bind::<Timestamptz, _>(lending.now)
        .execute(conn)
        .await?;
    statement(ABSENCES)
        .bind::<BigInt, _>(lending.first_person.0)
        .bind::<BigInt, _>(lending.people)
        .bind::<Timestamptz, _>(lending.now)
        .execute(conn)
        .await?;
    Ok(delegations)
}
