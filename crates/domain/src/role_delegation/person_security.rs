//! The Site option `PUBLIC_PERSON_SECURITY_PROFILE`: whose details a person sees, and so who may be their proxy (R4).

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::code::codes;
use crate::ids::PersonId;

/// Whose details a person sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
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

codes!(PersonSecurityProfile);

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
