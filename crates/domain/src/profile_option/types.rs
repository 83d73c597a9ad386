//! Each option as a type: what its values are, how they are read, and which applies where nothing is set (R19).

use std::num::NonZeroU32;

use super::{Level, MAX_VALUE, ProfileOption};
use crate::role_delegation;
use crate::schedule::Schedule;
use crate::text::check_display_text;
use crate::zone::Zone;

/// The most days that an option can name: a century.
const MAX_DAYS: u32 = 36_500;

/// An option and the type of its values. What is kept is read by this type and nowhere else.
pub trait OptionType {
    /// What a value says.
    type Value;

    /// Which option it is.
    const OPTION: ProfileOption;
    /// What it does, in a sentence or two.
    const MEANING: &'static str;
    /// What may be typed, as messages and hints say it.
    const ALLOWED: &'static str;
    /// At which levels it may be set.
    const LEVELS: &'static [Level] = &[Level::Site];
    /// Whether another value lets people do more or less than before, or for another time (R23).
    const CHANGES_RIGHTS: bool;
    /// Whether the empty value is one.
    const MAY_BE_EMPTY: bool = false;

    /// Reads a value, as it is kept or as it is typed without blanks around it. None: it is not allowed.
    fn parse(text: &str) -> Option<Self::Value>;

    /// A value in the one form in which it is kept.
    fn kept(value: &Self::Value) -> String;

    /// What applies where nothing is set.
    fn default() -> Self::Value;

    /// What applies where something is kept that [`Self::parse`] does not read, such as a zone that the tables have lost. None: what
    /// depends on the option fails, since no value is a safe guess.
    fn if_unreadable() -> Option<Self::Value> {
        None
    }

    /// Judges what was typed, which is not empty unless that is allowed, and gives it back as it is kept.
    ///
    /// # Errors
    /// The message for the field `value`: what is allowed.
    fn check(typed: &str) -> Result<String, String> {
        let value = Self::parse(typed);
        let value = value.ok_or_else(|| format!("Profile Value must be {}", Self::ALLOWED))?;
        Ok(Self::kept(&value))
    }
}

/// `SITE_TIME_ZONE`.
#[derive(Debug, Clone, Copy)]
pub struct SiteTimeZone;

impl OptionType for SiteTimeZone {
    type Value = Zone;

    const OPTION: ProfileOption = ProfileOption::SiteTimeZone;
    const MEANING: &'static str =
        "The time zone of everyone who has none of their own: in it their days begin and end.";
    const ALLOWED: &'static str = "the IANA name of a time zone, such as Europe/London";
    const CHANGES_RIGHTS: bool = true;

    fn parse(text: &str) -> Option<Zone> {
        Zone::parse(text)
    }

    fn kept(zone: &Zone) -> String {
        zone.name().to_owned()
    }

    fn default() -> Zone {
        Zone::UTC
    }

    fn if_unreadable() -> Option<Zone> {
        Some(Zone::UTC)
    }
}

/// `PUBLIC_PERSON_SECURITY_PROFILE`.
#[derive(Debug, Clone, Copy)]
pub struct PublicPersonSecurityProfile;

impl OptionType for PublicPersonSecurityProfile {
    type Value = role_delegation::PersonSecurityProfile;

    const OPTION: ProfileOption = ProfileOption::PublicPersonSecurityProfile;
    const MEANING: &'static str = "Whose details a person sees, and so to whom they may delegate a role.";
    const ALLOWED: &'static str = "EVERYONE, SAME_DEPARTMENT, SAME_LOCATION or CHAIN_AND_PEERS";
    const CHANGES_RIGHTS: bool = true;

    fn parse(text: &str) -> Option<Self::Value> {
        Self::Value::from_code(&text.to_ascii_uppercase())
    }

    fn kept(profile: &Self::Value) -> String {
        profile.code().to_owned()
    }

    fn default() -> Self::Value {
        Self::Value::Everyone
    }
}

/// `DELEGATION_END_DUE`.
#[derive(Debug, Clone, Copy)]
pub struct DelegationEndDue;

impl OptionType for DelegationEndDue {
    type Value = role_delegation::EndDue;

    const OPTION: ProfileOption = ProfileOption::DelegationEndDue;
    const MEANING: &'static str = "Whether Include the end date is ticked in a form that is opened. Existing delegations do not change.";
    const ALLOWED: &'static str = "START_OF_DAY or END_OF_DAY";
    const CHANGES_RIGHTS: bool = true;

    fn parse(text: &str) -> Option<Self::Value> {
        Self::Value::from_code(&text.to_ascii_uppercase())
    }

    fn kept(due: &Self::Value) -> String {
        due.code().to_owned()
    }

    fn default() -> Self::Value {
        Self::Value::StartOfDay
    }

    fn if_unreadable() -> Option<Self::Value> {
        Some(Self::default())
    }
}

/// `PER_USER_DELEGATION_MAX_DAYS`. No number: there is no maximum.
#[derive(Debug, Clone, Copy)]
pub struct PerUserDelegationMaxDays;

impl OptionType for PerUserDelegationMaxDays {
    type Value = Option<NonZeroU32>;

    const OPTION: ProfileOption = ProfileOption::PerUserDelegationMaxDays;
    const MEANING: &'static str =
        "The most days a delegation of a role may last. 0: no check, and a delegation may be indefinite.";
    const ALLOWED: &'static str = "a whole number of days from 0 to 36500";
    const LEVELS: &'static [Level] = &[Level::Site, Level::User];
    const CHANGES_RIGHTS: bool = true;

    fn parse(text: &str) -> Option<Self::Value> {
        days(text).map(NonZeroU32::new)
    }

    fn kept(most: &Self::Value) -> String {
        most.map_or(0, NonZeroU32::get).to_string()
    }

    fn default() -> Self::Value {
        None
    }
}

/// `PER_USER_DELEGATION_SEND_NOTIFICATIONS`. It is kept as it was typed; only `Y` is on (R18).
#[derive(Debug, Clone, Copy)]
pub struct PerUserDelegationSendNotifications;

impl OptionType for PerUserDelegationSendNotifications {
    type Value = bool;

    const OPTION: ProfileOption = ProfileOption::PerUserDelegationSendNotifications;
    const MEANING: &'static str = "Y: the people concerned are notified when a delegation of a role is created or deleted. \
         Anything else: they are not.";
    const ALLOWED: &'static str = "Y, or anything else for off";
    const CHANGES_RIGHTS: bool = false;

    fn parse(text: &str) -> Option<bool> {
        Some(text == "Y")
    }

    fn kept(are_sent: &bool) -> String {
        (if *are_sent { "Y" } else { "0" }).to_owned()
    }

    fn default() -> bool {
        false
    }

    fn check(typed: &str) -> Result<String, String> {
        check_display_text("Profile Value", typed, MAX_VALUE)
    }
}

/// `SEND_PENDING_LDAP_REQUESTS_SCHEDULE`. None: by hand only.
#[derive(Debug, Clone, Copy)]
pub struct SendPendingLdapRequestsSchedule;

impl OptionType for SendPendingLdapRequestsSchedule {
    type Value = Option<Schedule>;

    const OPTION: ProfileOption = ProfileOption::SendPendingLdapRequestsSchedule;
    const MEANING: &'static str = "When the job Send Pending LDAP Requests runs, on the clocks of the Site’s zone. Empty: by hand only.";
    const ALLOWED: &'static str = "a cron expression of five fields (minute, hour, day, month, weekday), such as */15 * * * *, \
         or nothing";
    const CHANGES_RIGHTS: bool = true;
    const MAY_BE_EMPTY: bool = true;

    fn parse(text: &str) -> Option<Self::Value> {
        if text.is_empty() {
            return Some(None);
        }
        let schedule = Schedule::parse(text)?;
        (schedule.text().len() <= MAX_VALUE).then_some(Some(schedule))
    }

    fn kept(schedule: &Self::Value) -> String {
        let text = schedule.as_ref().map(Schedule::text);
        text.unwrap_or_default().to_owned()
    }

    fn default() -> Self::Value {
        Schedule::parse("*/15 * * * *")
    }

    fn if_unreadable() -> Option<Self::Value> {
        Some(None)
    }
}

/// `DELEGATION_END_REMINDERS`.
#[derive(Debug, Clone, Copy)]
pub struct DelegationEndReminders;

impl OptionType for DelegationEndReminders {
    type Value = bool;

    const OPTION: ProfileOption = ProfileOption::DelegationEndReminders;
    const MEANING: &'static str = "Y: delegator and proxy are reminded seven days and one day before a delegation of a role ends. \
         N: they are not.";
    const ALLOWED: &'static str = "Y or N";
    const CHANGES_RIGHTS: bool = false;

    fn parse(text: &str) -> Option<bool> {
        if text.eq_ignore_ascii_case("Y") {
            Some(true)
        } else {
            text.eq_ignore_ascii_case("N").then_some(false)
        }
    }

    fn kept(are_sent: &bool) -> String {
        (if *are_sent { "Y" } else { "N" }).to_owned()
    }

    fn default() -> bool {
        true
    }

    fn if_unreadable() -> Option<bool> {
        Some(false)
    }
}

/// `RETENTION_DAYS`.
#[derive(Debug, Clone, Copy)]
pub struct RetentionDays;

impl OptionType for RetentionDays {
    type Value = NonZeroU32;

    const OPTION: ProfileOption = ProfileOption::RetentionDays;
    const MEANING: &'static str = "How many days finished role requests, delivered messages and runs of the job are kept. \
         The audit log and delegations are kept for good.";
    const ALLOWED: &'static str = "a whole number of days from 1 to 36500";
    const CHANGES_RIGHTS: bool = false;

    fn parse(text: &str) -> Option<NonZeroU32> {
        days(text).and_then(NonZeroU32::new)
    }

    fn kept(days: &NonZeroU32) -> String {
        days.to_string()
    }

    fn default() -> NonZeroU32 {
        NonZeroU32::MIN.saturating_add(89)
    }
}

/// Digits only: no sign, no fraction.
fn days(text: &str) -> Option<u32> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|days| is_plain && *days <= MAX_DAYS)
}
