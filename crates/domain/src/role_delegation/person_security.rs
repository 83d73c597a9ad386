//! The Site option `PUBLIC_PERSON_SECURITY_PROFILE`: whose details a person sees, and so who may be their proxy (R4).

use crate::ids::PersonId;

/// Whose details a person sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PersonSecurityProfile {
    /// Everyone's.
    #[default]
    Everyone,
    /// Those of people in the same department.
    SameDepartment,
    /// Those of people at the same location.
    SameLocation,
    /// Those of everybody above and below in the hierarchy, and of those with the same manager.
    ChainAndPeers,
}

/// What places a person in the organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place<'a> {
    /// Who.
    pub person: PersonId,
    /// Their department.
    pub department: Option<&'a str>,
    /// Their location.
    pub location: Option<&'a str>,
    /// Everybody above them, the nearest first.
    pub managers: &'a [PersonId],
}

impl PersonSecurityProfile {
    /// The option's value.
    pub fn code(self) -> &'static str {
        match self {
            Self::Everyone => "EVERYONE",
            Self::SameDepartment => "SAME_DEPARTMENT",
            Self::SameLocation => "SAME_LOCATION",
            Self::ChainAndPeers => "CHAIN_AND_PEERS",
        }
    }

    /// Reads the option's value back.
    pub fn from_code(code: &str) -> Option<Self> {
        [
            Self::Everyone,
            Self::SameDepartment,
            Self::SameLocation,
            Self::ChainAndPeers,
        ]
        .into_iter()
        .find(|profile| profile.code() == code)
    }

    /// Whether the one sees the other's details. Who has no department or location shares it with nobody.
    pub fn sees(self, viewer: &Place<'_>, other: &Place<'_>) -> bool {
        let shares = |one: Option<&str>, other: Option<&str>| one.is_some() && one == other;
        match self {
            Self::Everyone => true,
            Self::SameDepartment => shares(viewer.department, other.department),
            Self::SameLocation => shares(viewer.location, other.location),
            Self::ChainAndPeers => {
                let (own, others) = (viewer.managers.first(), other.managers.first());
                viewer.managers.contains(&other.person)
                    || other.managers.contains(&viewer.person)
                    || (own.is_some() && own == others)
            }
        }
    }
}
