//! Who is told that an absence is requested: the direct manager, and whom they have lent the right to approve it to.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;

use crate::glued::statement;
use crate::sql::{active, holdings};
use crate::{Connection, Result};

/// Somebody who may approve.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct Approver {
    #[diesel(sql_type = BigInt)]
    id: i64,
    /// Name of the manager in whose place; none: it is the manager.
    #[diesel(sql_type = Nullable<Text>)]
    pub delegator: Option<String>,
}

impl Approver {
    /// Who.
    pub fn person(&self) -> PersonId {
        PersonId(self.id)
    }
}

/// The active people who look after the absences of whoever reports to the person's manager, by the manager's own role.
/// Nobody higher up is among them, though they may approve too.
///
/// # Errors
/// When the database fails.
pub async fn approvers(conn: &mut Connection, person: PersonId, now: DateTime<Utc>) -> Result<Vec<Approver>> {
    const SQL: &str = concat!(
        "SELECT DISTINCT a.id, h.delegator FROM people p JOIN people m ON m.id = p.manager_id CROSS JOIN LATERAL ( \
           SELECT h.person_id, h.role_id, NULL::text AS delegator FROM ",
        holdings!("$2"),
        " h WHERE h.person_id = m.id AND h.delegator_id IS NULL UNION ALL SELECT h.person_id, h.role_id, ",
        crate::sql::shown_name!("m"),
        " FROM ",
        holdings!("$2"),
        " h WHERE h.delegator_id = m.id) h JOIN roles r ON r.id = h.role_id AND r.data_scope IN ('reports', 'everyone') \
         JOIN role_privileges rp ON rp.role_id = r.id AND rp.privilege = 'manage_absences' JOIN people a ON a.id = h.person_id AND ",
        active!("a", "$2"),
        " WHERE p.id = $1 AND a.id <> p.id ORDER BY a.id"
    );
    Ok(statement(SQL)
        .bind::<BigInt, _>(person.0)
        .bind::<Timestamptz, _>(now)
        .load(conn)
        .await?)
}
