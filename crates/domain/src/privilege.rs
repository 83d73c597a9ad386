//! What a role lets its holder do, on whose records, and the roles that come with the system.

mod builtin_role;

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::code::codes;

pub use builtin_role::BuiltinRole;

/// One thing that a role lets its holder do. Which record it reaches is the role's [`DataScope`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Privilege {
    /// See and decide one's own tasks.
    WorkOnTasks,
    /// Ask for a role, for oneself or a report.
    RequestRoles,
    /// See one's own profile and set one's own task delegate.
    ManageOwnProfile,
    /// Read one's own notifications.
    ReadNotifications,
    /// See one's own roles, and lend them.
    DelegateOwnRoles,
    /// See and request one's own absences.
    ManageOwnAbsences,
    /// See, add, approve and cancel the absences of others.
    ManageAbsences,
    /// Delegate roles on behalf of others (R16).
    ManageUserAccounts,
    /// Security Console: accounts, roles, which roles may be lent.
    ManageSecurity,
    /// See the whole directory, and set anybody's task delegate (T8).
    ManageDirectory,
    /// Edit policies (T10).
    EditPolicies,
    /// See and cancel any task (T13, T17).
    OverseeTasks,
    /// Start access reviews and revocations (T15).
    RunAccessReviews,
    /// Read and export the audit log (G8).
    ReadAuditLog,
    /// Profile options and role provisioning rules (R19, R20).
    ManageSetup,
    /// See and run the scheduled processes (J1).
    RunScheduledProcesses,
}

codes!(Privilege);

/// On whose records a role's privileges work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum DataScope {
    /// One's own.
    Own,
    /// The whole management hierarchy below.
    Reports,
    /// Everyone in one's department.
    Department,
    /// Everyone.
    Everyone,
}

codes!(DataScope);

impl Privilege {
    /// Whether it changes who may do what. A role with such a privilege is an administrative role: R22 says who adds it.
    pub fn is_administrative(self) -> bool {
        match self {
            Self::ManageUserAccounts
            | Self::ManageSecurity
            | Self::ManageDirectory
            | Self::EditPolicies
            | Self::RunAccessReviews
            | Self::ReadAuditLog
            | Self::ManageSetup
            | Self::RunScheduledProcesses => true,
            Self::WorkOnTasks
            | Self::RequestRoles
            | Self::ManageOwnProfile
            | Self::ReadNotifications
            | Self::DelegateOwnRoles
            | Self::ManageOwnAbsences
            | Self::ManageAbsences
            | Self::OverseeTasks => false,
        }
    }

    /// What it lets its holder do, as pages list it.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::WorkOnTasks => "See and decide own tasks",
            Self::RequestRoles => "Request roles",
            Self::ManageOwnProfile => "See own profile and set own task delegate",
            Self::ReadNotifications => "Read own notifications",
            Self::DelegateOwnRoles => "See own roles and delegate them",
            Self::ManageOwnAbsences => "See and request own absences",
            Self::ManageAbsences => "See, add, approve and cancel absences",
            Self::ManageUserAccounts => "Delegate roles on behalf of others",
            Self::ManageSecurity => "Manage accounts, roles and what may be delegated",
            Self::ManageDirectory => "See the directory and set anybody's task delegate",
            Self::EditPolicies => "Edit policies",
            Self::OverseeTasks => "See and cancel any task",
            Self::RunAccessReviews => "Start access reviews and revocations",
            Self::ReadAuditLog => "Read and export the audit log",
            Self::ManageSetup => "Set profile options and role provisioning rules",
            Self::RunScheduledProcesses => "See and run scheduled processes",
        }
    }
}

impl DataScope {
    /// Whether it reaches nobody whom `other` does not reach, whoever holds it. A hierarchy and a department are not
    /// within each other: people below somebody may work in other departments.
    pub fn is_within(self, other: Self) -> bool {
        self == other || self == Self::Own || other == Self::Everyone
    }

    /// Whose records, as pages show it.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Own => "Own records",
            Self::Reports => "Everyone below in the hierarchy",
            Self::Department => "Everyone in the department",
            Self::Everyone => "Everyone",
        }
    }
}
