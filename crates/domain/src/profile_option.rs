//! Profile options: values that an administrator sets, for the Site or for a person (R19). Which there are, what they
//! mean, what is allowed, and what holds where nothing is set. What one option's values are is said by its [type](types).

pub mod types;

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::code::codes;

pub use types::OptionType;

/// The most characters a value has.
const MAX_VALUE: usize = 200;

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

    /// What its type says of it.
    fn description(self) -> Description {
        match self {
            Self::SiteTimeZone => Description::of::<types::SiteTimeZone>(),
            Self::PublicPersonSecurityProfile => Description::of::<types::PublicPersonSecurityProfile>(),
            Self::DelegationEndDue => Description::of::<types::DelegationEndDue>(),
            Self::PerUserDelegationMaxDays => Description::of::<types::PerUserDelegationMaxDays>(),
            Self::PerUserDelegationSendNotifications => {
                Description::of::<types::PerUserDelegationSendNotifications>()
            }
            Self::SendPendingLdapRequestsSchedule => {
                Description::of::<types::SendPendingLdapRequestsSchedule>()
            }
            Self::DelegationEndReminders => Description::of::<types::DelegationEndReminders>(),
            Self::RetentionDays => Description::of::<types::RetentionDays>(),
        }
    }

    /// Whether another value lets people do more or less than before, or for another time (R23).
    pub fn changes_rights(self) -> bool {
        self.description().changes_rights
    }

    /// What it does, in a sentence or two.
    pub fn meaning(self) -> &'static str {
        self.description().meaning
    }

    /// What may be typed, as messages and hints say it.
    pub fn allowed(self) -> &'static str {
        self.description().allowed
    }

    /// What holds where nothing is set, as it would be kept.
    pub fn default_value(self) -> String {
        (self.description().default_value)()
    }

    /// At which levels it may be set.
    pub fn levels(self) -> &'static [Level] {
        self.description().levels
    }

    /// Judges a value and gives it back as it is kept.
    ///
    /// # Errors
    /// The message for the field `value`: what is allowed (R19).
    pub fn check(self, typed: &str) -> Result<String, String> {
        let description = self.description();
        let typed = typed.trim();
        if typed.is_empty() && !description.may_be_empty {
            return Err(format!("Enter a value: {}", description.allowed));
        }
        (description.check)(typed)
    }
}

/// What an option's type says, for whoever has only the option.
struct Description {
    meaning: &'static str,
    allowed: &'static str,
    levels: &'static [Level],
    changes_rights: bool,
    may_be_empty: bool,
    default_value: fn() -> String,
    check: fn(&str) -> Result<String, String>,
}

impl Description {
    fn of<O: OptionType>() -> Self {
        Self {
            meaning: O::MEANING,
            allowed: O::ALLOWED,
            levels: O::LEVELS,
            changes_rights: O::CHANGES_RIGHTS,
            may_be_empty: O::MAY_BE_EMPTY,
            default_value: || O::kept(&O::default()),
            check: O::check,
        }
    }
}
