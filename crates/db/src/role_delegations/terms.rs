//! What bounds a person's delegations: their zone, the profile options that hold for them, and where two people stand
//! in the organisation (G1, R4, R6, R17, R18).

use diesel::sql_types::{Array, BigInt, Nullable, Text};
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;
use domain::profile_option::types::{
    DelegationEndDue, PerUserDelegationMaxDays, PerUserDelegationSendNotifications,
    PublicPersonSecurityProfile, SendPendingLdapRequestsSchedule, SiteTimeZone,
};
use domain::role_delegation::Place;
use domain::zone::Zone;

use crate::glued::statement;
use crate::profile_options::InForce;
use crate::{Connection, Result};

/// The options that hold for a delegator.
#[derive(diesel::QueryableByName)]
pub struct Terms {
    /// The IANA zone of the delegator's days.
    #[diesel(sql_type = Text, deserialize_as = crate::zone::ZoneColumn)]
    pub zone: Zone,
    /// Whether *Include the end date* is ticked in a form that is opened (R6).
    #[diesel(sql_type = Nullable<Text>)]
    pub end_due: InForce<DelegationEndDue>,
    /// How long one may last; User wins over Site.
    #[diesel(sql_type = Nullable<Text>)]
    pub max_days: InForce<PerUserDelegationMaxDays>,
    /// Who may be a proxy (R4).
    #[diesel(sql_type = Nullable<Text>)]
    pub person_security: InForce<PublicPersonSecurityProfile>,
    /// Whether both are notified (R18).
    #[diesel(sql_type = Nullable<Text>)]
    pub send_notifications: InForce<PerUserDelegationSendNotifications>,
    /// When the job runs (J1).
    #[diesel(sql_type = Nullable<Text>)]
    pub schedule: InForce<SendPendingLdapRequestsSchedule>,
    /// On whose clocks it does.
    #[diesel(sql_type = Nullable<Text>)]
    pub site_zone: InForce<SiteTimeZone>,
}

const TERMS: &str = "WITH site AS MATERIALIZED (SELECT code, value FROM profile_values WHERE person_id IS NULL) \
    SELECT coalesce(p.time_zone, (SELECT value FROM site WHERE code = 'SITE_TIME_ZONE'), 'Etc/UTC') AS zone, \
    (SELECT value FROM site WHERE code = 'DELEGATION_END_DUE') AS end_due, \
    coalesce((SELECT value FROM profile_values WHERE code = 'PER_USER_DELEGATION_MAX_DAYS' AND person_id = p.id), \
      (SELECT value FROM site WHERE code = 'PER_USER_DELEGATION_MAX_DAYS')) AS max_days, \
    (SELECT value FROM site WHERE code = 'PUBLIC_PERSON_SECURITY_PROFILE') AS person_security, \
    (SELECT value FROM site WHERE code = 'PER_USER_DELEGATION_SEND_NOTIFICATIONS') AS send_notifications, \
    (SELECT value FROM site WHERE code = 'SEND_PENDING_LDAP_REQUESTS_SCHEDULE') AS schedule, \
    (SELECT value FROM site WHERE code = 'SITE_TIME_ZONE') AS site_zone \
    FROM people p WHERE p.id = $1";

/// Reads what bounds this delegator; none: there is no such person.
///
/// # Errors
/// When the database fails.
pub async fn of_delegator(conn: &mut Connection, delegator: PersonId) -> Result<Option<Terms>> {
    let rows: Vec<Terms> = statement(TERMS).bind::<BigInt, _>(delegator.0).load(conn).await?;
    Ok(rows.into_iter().next())
}

/// Where a person stands.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct Standing {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Nullable<Text>)]
    department: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    location: Option<String>,
    #[diesel(sql_type = Array<BigInt>)]
    managers: Vec<i64>,
}

impl Standing {
    /// Calls `judge` with what places the person.
    pub fn place<T>(&self, judge: impl FnOnce(&Place<'_>) -> T) -> T {
        let managers: Vec<PersonId> = self.managers.iter().copied().map(PersonId).collect();
        judge(&Place {
            person: PersonId(self.id),
            department: self.department.as_deref(),
            location: self.location.as_deref(),
            managers: &managers,
        })
    }
}

const STANDING: &str = "SELECT p.id, p.department, p.location, ARRAY(WITH RECURSIVE up (id, manager_id, depth) AS ( \
      SELECT m.id, m.manager_id, 1 FROM people m WHERE m.id = p.manager_id \
      UNION ALL SELECT m.id, m.manager_id, up.depth + 1 FROM up JOIN people m ON m.id = up.manager_id WHERE up.depth < 100) \
      SELECT id FROM up ORDER BY depth) AS managers FROM people p WHERE p.id = $1";

/// Where a person stands. Costs the depth of the hierarchy.
///
/// # Errors
/// When the database fails.
pub async fn standing(conn: &mut Connection, person: PersonId) -> Result<Option<Standing>> {
    let rows: Vec<Standing> = statement(STANDING).bind::<BigInt, _>(person.0).load(conn).await?;
    Ok(rows.into_iter().next())
}
