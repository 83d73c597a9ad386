//! What bounds a person's delegations: their zone, the profile options that hold for them, and where two people stand
//! in the organisation (G1, R4, R6, R17, R18).

use db_macros::{Columns, Statement};
use diesel::dsl::auto_type;
use diesel::prelude::*;
use diesel::sql_types::{Array, Nullable, Text};
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;
use domain::profile_option::ProfileOption;
use domain::profile_option::types::{
    DelegationEndDue, PerUserDelegationMaxDays, PerUserDelegationSendNotifications,
    PublicPersonSecurityProfile, SendPendingLdapRequestsSchedule, SiteTimeZone,
};
use domain::role_delegation::Place;
use domain::zone::Zone;

use crate::functions::first_zone;
use crate::profile_options::InForce;
use crate::schema::{people, profile_values};
use crate::sql_types::{IntoBind, IntoLiteral, Literal, PersonKey, ProfileOptionCode};
use crate::statement::Statement;
use crate::{Connection, Result};

/// The options that hold for a delegator.
#[derive(Queryable)]
pub struct Terms {
    /// The IANA zone of the delegator's days.
    pub zone: Zone,
    /// Whether *Include the end date* is ticked in a form that is opened (R6).
    pub end_due: InForce<DelegationEndDue>,
    /// How long one may last; User wins over Site.
    pub max_days: InForce<PerUserDelegationMaxDays>,
    /// Who may be a proxy (R4).
    pub person_security: InForce<PublicPersonSecurityProfile>,
    /// Whether both are notified (R18).
    pub send_notifications: InForce<PerUserDelegationSendNotifications>,
    /// When the job runs (J1).
    pub schedule: InForce<SendPendingLdapRequestsSchedule>,
    /// On whose clocks it does.
    pub site_zone: InForce<SiteTimeZone>,
}

/// What is kept of an option for the Site.
#[auto_type]
fn of_site(option: ProfileOption) -> _ {
    let code: Literal<ProfileOptionCode> = option.literal();
    profile_values::table
        .filter(profile_values::code.eq(code))
        .filter(profile_values::person_id.is_null())
        .select(profile_values::value)
        .single_value()
}

/// What is kept of an option for a row of `people`, or else for the Site.
#[auto_type]
fn of_person_or_site(option: ProfileOption) -> _ {
    let code: Literal<ProfileOptionCode> = option.literal();
    let is_theirs = profile_values::person_id.eq(people::id.nullable());
    profile_values::table
        .filter(profile_values::code.eq(code))
        .filter(profile_values::person_id.is_null().or(is_theirs))
        .order(profile_values::person_id.asc().nulls_last())
        .select(profile_values::value)
        .single_value()
}

/// Reads what bounds this delegator; none: there is no such person.
///
/// # Errors
/// When the database fails.
pub async fn of_delegator(conn: &mut Connection, delegator: PersonId) -> Result<Option<Terms>> {
    let site_zone = of_site(ProfileOption::SiteTimeZone);
    let utc = Literal::of(Zone::UTC.name());
    Ok(people::table
        .find(delegator.bind())
        .select((
            first_zone(people::time_zone, site_zone, utc),
            of_site(ProfileOption::DelegationEndDue),
            of_person_or_site(ProfileOption::PerUserDelegationMaxDays),
            of_site(ProfileOption::PublicPersonSecurityProfile),
            of_site(ProfileOption::PerUserDelegationSendNotifications),
            of_site(ProfileOption::SendPendingLdapRequestsSchedule),
            of_site(ProfileOption::SiteTimeZone),
        ))
        .first(conn)
        .await
        .optional()?)
}

/// Where a person stands.
#[derive(Debug, Clone, QueryableByName, Columns)]
pub struct Standing {
    #[diesel(sql_type = PersonKey)]
    id: PersonId,
    #[diesel(sql_type = Nullable<Text>)]
    department: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    location: Option<String>,
    #[diesel(sql_type = Array<PersonKey>)]
    managers: Vec<PersonId>,
}

impl Standing {
    /// Calls `judge` with what places the person.
    pub fn place<T>(&self, judge: impl FnOnce(&Place<'_>) -> T) -> T {
        judge(&Place {
            person: self.id,
            department: self.department.as_deref(),
            location: self.location.as_deref(),
            managers: &self.managers,
        })
    }
}

#[derive(Statement)]
#[statement(file = "role_delegations/standing.sql", row = Standing)]
struct ReadStanding {
    person: PersonId,
}

/// Where a person stands. Costs the depth of the hierarchy.
///
/// # Errors
/// When the database fails.
pub async fn standing(conn: &mut Connection, person: PersonId) -> Result<Option<Standing>> {
    ReadStanding { person }.optional_row(conn).await
}
