//! Profile options: values that an administrator sets, for the Site or for a person (R19). Which there are, what they
//! mean, what is allowed, and what holds where nothing is set.

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::code::codes;
use crate::schedule::Schedule;
use crate::text::check_display_text;
use crate::zone::Zone;

/// The most characters a value has.
const MAX_VALUE: usize = 200;

/// The most days that a maximum can name: a century.
const MAX_DAYS: u32 = 36_500;

/// A profile option.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE", ascii_case_insensitive)]
pub enum ProfileOption {
    /// The zone of everyone who has none (G1).
    SiteTimeZone,
    /// Whose details a person sees, and so to whom they may delegate a role (R4).
    PublicPersonSecurityProfile,
    /// Whether a delegation ends at the start or the end of its end date (R6).
    DelegationEndDue,
    /// The longest a delegation may last (R17).
    PerUserDelegationMaxDays,
    /// Whether creating and deleting a delegation is told (R18).
    PerUserDelegationSendNotifications,
    /// When the job runs (J1).
    SendPendingLdapRequestsSchedule,
    /// Whether both are reminded before a delegation ends.
    DelegationEndReminders,
    /// How long what is finished is kept.
    RetentionDays,
}

codes!(ProfileOption);

/// For whom a value holds. User wins over Site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Level {
    /// Everyone.
    Site,
    /// One person.
    User,
}

codes!(Level);

impl Level {
    /// The word on pages.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Site => "Site",
            Self::User => "User",
        }
    }
}

impl ProfileOption {
    /// The options whose code contains what was typed, in any case; everything for nothing.
    pub fn search(typed: &str) -> Vec<Self> {
        let wanted = typed.trim().to_ascii_uppercase();
        let exact = Self::ALL.into_iter().filter(|option| option.code() == wanted);
        let exact: Vec<Self> = exact.collect();
        if !exact.is_empty() {
            return exact;
        }
        let contains = |option: &Self| option.code().contains(&wanted);
        Self::ALL.into_iter().filter(contains).collect()
    }

    /// Whether another value lets people do more or less than before, or for another time (R23).
    pub fn changes_rights(self) -> bool {
        match self {
            Self::SiteTimeZone
            | Self::PublicPersonSecurityProfile
            | Self::DelegationEndDue
            | Self::PerUserDelegationMaxDays
            | Self::SendPendingLdapRequestsSchedule => true,
            Self::PerUserDelegationSendNotifications | Self::DelegationEndReminders | Self::RetentionDays => {
                false
            }
        }
    }

    /// What it does, in a sentence or two.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::SiteTimeZone => {
                "The time zone of everyone who has none of their own: in it their days begin and end."
            }
            Self::PublicPersonSecurityProfile => {
                "Whose details a person sees, and so to whom they may delegate a role."
            }
            Self::DelegationEndDue => {
                "Whether Include the end date is ticked in a form that is opened. Existing delegations do not change."
            }
            Self::PerUserDelegationMaxDays => {
                "The most days a delegation of a role may last. 0: no check, and a delegation may be indefinite."
            }
            Self::PerUserDelegationSendNotifications => {
                "Y: the people concerned are notified when a delegation of a role is created or deleted. Anything else: they are not."
            }
            Self::SendPendingLdapRequestsSchedule => {
                "When the job Send Pending LDAP Requests runs, on the clocks of the Site’s zone. Empty: by hand only."
            }
            Self::DelegationEndReminders => {
                "Y: delegator and proxy are reminded seven days and one day before a delegation of a role ends. N: they are not."
            }
            Self::RetentionDays => {
                "How many days finished role requests, delivered messages and runs of the job are kept. The audit log and \
                 delegations are kept for good."
            }
        }
    }

    /// What may be typed, as messages and hints say it.
    pub fn allowed(self) -> &'static str {
        match self {
            Self::SiteTimeZone => "the IANA name of a time zone, such as Europe/London",
            Self::PublicPersonSecurityProfile => {
                "EVERYONE, SAME_DEPARTMENT, SAME_LOCATION or CHAIN_AND_PEERS"
            }
            Self::DelegationEndDue => "START_OF_DAY or END_OF_DAY",
            Self::PerUserDelegationMaxDays => "a whole number of days from 0 to 36500",
            Self::PerUserDelegationSendNotifications => "Y, or anything else for off",
            Self::SendPendingLdapRequestsSchedule => {
                "a cron expression of five fields (minute, hour, day, month, weekday), such as */15 * * * *, or nothing"
            }
            Self::DelegationEndReminders => "Y or N",
            Self::RetentionDays => "a whole number of days from 1 to 36500",
        }
    }

    /// What holds where nothing is set.
    pub fn default_value(self) -> &'static str {
        match self {
            Self::SiteTimeZone => "Etc/UTC",
            Self::PublicPersonSecurityProfile => "EVERYONE",
            Self::DelegationEndDue => "START_OF_DAY",
            Self::PerUserDelegationMaxDays | Self::PerUserDelegationSendNotifications => "0",
            Self::SendPendingLdapRequestsSchedule => "*/15 * * * *",
            Self::DelegationEndReminders => "Y",
            Self::RetentionDays => "90",
        }
    }

    /// At which levels it may be set.
    pub fn levels(self) -> &'static [Level] {
        match self {
            Self::PerUserDelegationMaxDays => &[Level::Site, Level::User],
            _ => &[Level::Site],
        }
    }

    /// Judges a value and gives it back as it is kept.
    ///
    /// # Errors
    /// The message for the field `value`: what is allowed (R19).
    pub fn check(self, typed: &str) -> Result<String, String> {
        let typed = typed.trim();
        if typed.is_empty() {
            return match self {
                Self::SendPendingLdapRequestsSchedule => Ok(String::new()),
                _ => Err(format!("Enter a value: {}", self.allowed())),
            };
        }
        let kept = match self {
            Self::SiteTimeZone => Zone::parse(typed).map(|zone| zone.name().to_owned()),
            Self::PublicPersonSecurityProfile => one_of(
                typed,
                &["EVERYONE", "SAME_DEPARTMENT", "SAME_LOCATION", "CHAIN_AND_PEERS"],
            ),
            Self::DelegationEndDue => one_of(typed, &["START_OF_DAY", "END_OF_DAY"]),
            Self::PerUserDelegationMaxDays => days(typed),
            Self::PerUserDelegationSendNotifications => {
                return check_display_text("Profile Value", typed, MAX_VALUE);
            }
            Self::SendPendingLdapRequestsSchedule => schedule(typed),
            Self::DelegationEndReminders => one_of(typed, &["Y", "N"]),
            Self::RetentionDays => days(typed).filter(|days| days != "0"),
        };
        kept.ok_or_else(|| format!("Profile Value must be {}", self.allowed()))
    }
}

/// One of a few words, in any case.
fn one_of(typed: &str, words: &[&str]) -> Option<String> {
    let found = words.iter().find(|word| word.eq_ignore_ascii_case(typed));
    found.map(|word| (*word).to_owned())
}

/// Digits only: no sign, no fraction.
fn days(typed: &str) -> Option<String> {
    let is_plain = typed.bytes().all(|byte| byte.is_ascii_digit());
    let days: u32 = typed.parse().ok().filter(|_| is_plain)?;
    (days <= MAX_DAYS).then(|| days.to_string())
}

/// Five fields that the scheduler's own parser takes, and that name a time there is.
fn schedule(typed: &str) -> Option<String> {
    let fields: Vec<&str> = typed.split_whitespace().collect();
    let kept = fields.join(" ");
    (kept.len() <= MAX_VALUE && Schedule::parse(&kept).is_some()).then_some(kept)
}
