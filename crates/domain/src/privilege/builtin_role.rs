//! The roles that come with the system, as they are at first. What an administrator changed is in the database.

use strum::{EnumString, IntoStaticStr, VariantArray};

use super::{DataScope, Privilege};
use crate::code::codes;

/// The roles that come with the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum BuiltinRole {
    /// Everyone who works here.
    Employee,
    /// Manages the people below.
    LineManager,
    /// Delegates on behalf of others.
    HrSpecialist,
    /// Decides which roles exist and which may be lent.
    ItSecurityManager,
    /// Edits the policies and oversees every task.
    SuperAdministrator,
}

codes!(BuiltinRole);

impl BuiltinRole {
    /// The name on pages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Employee => "Employee",
            Self::LineManager => "Line manager",
            Self::HrSpecialist => "HR specialist",
            Self::ItSecurityManager => "IT security manager",
            Self::SuperAdministrator => "Super administrator",
        }
    }

    /// On whose records its privileges work.
    pub fn data_scope(self) -> DataScope {
        match self {
            Self::Employee => DataScope::Own,
            Self::LineManager => DataScope::Reports,
            Self::HrSpecialist | Self::ItSecurityManager | Self::SuperAdministrator => DataScope::Everyone,
        }
    }

    /// What it lets its holder do, beyond what they may do as an employee.
    pub fn privileges(self) -> &'static [Privilege] {
        match self {
            Self::Employee => &[
                Privilege::WorkOnTasks,
                Privilege::RequestRoles,
                Privilege::ManageOwnProfile,
                Privilege::ReadNotifications,
                Privilege::DelegateOwnRoles,
                Privilege::ManageOwnAbsences,
            ],
            Self::LineManager => &[Privilege::ManageAbsences],
            Self::HrSpecialist => &[Privilege::ManageUserAccounts],
            Self::ItSecurityManager => &[Privilege::ManageSecurity],
            Self::SuperAdministrator => &[
                Privilege::ManageSecurity,
                Privilege::ManageDirectory,
                Privilege::EditPolicies,
                Privilege::OverseeTasks,
                Privilege::RunAccessReviews,
                Privilege::ReadAuditLog,
                Privilege::ManageSetup,
                Privilege::RunScheduledProcesses,
            ],
        }
    }

    /// *Delegation allowed* as it is at first (R3).
    pub fn delegation_allowed(self) -> bool {
        self == Self::LineManager
    }
}
