//! What a role lets its holder do, on whose records, and the roles that come with the system.

mod builtin_role;

use serde::{Deserialize, Serialize};

pub use builtin_role::BuiltinRole;

/// One thing that a role lets its holder do. Which record it reaches is the role's [`DataScope`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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

/// On whose records a role's privileges work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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

impl Privilege {
    /// Every privilege, in the order the Security Console lists them.
    pub const ALL: [Self; 16] = [
        Self::WorkOnTasks,
        Self::RequestRoles,
        Self::ManageOwnProfile,
        Self::ReadNotifications,
        Self::DelegateOwnRoles,
        Self::ManageOwnAbsences,
        Self::ManageAbsences,
        Self::ManageUserAccounts,
        Self::ManageSecurity,
        Self::ManageDirectory,
        Self::EditPolicies,
        Self::OverseeTasks,
        Self::RunAccessReviews,
        Self::ReadAuditLog,
        Self::ManageSetup,
        Self::RunScheduledProcesses,
    ];

    /// The word in the database, forms and API.
    pub fn code(self) -> &'static str {
        match self {
            Self::WorkOnTasks => "work_on_tasks",
            Self::RequestRoles => "request_roles",
            Self::ManageOwnProfile => "manage_own_profile",
            Self::ReadNotifications => "read_notifications",
            Self::DelegateOwnRoles => "delegate_own_roles",
            Self::ManageOwnAbsences => "manage_own_absences",
            Self::ManageAbsences => "manage_absences",
            Self::ManageUserAccounts => "manage_user_accounts",
            Self::ManageSecurity => "manage_security",
            Self::ManageDirectory => "manage_directory",
            Self::EditPolicies => "edit_policies",
            Self::OverseeTasks => "oversee_tasks",
            Self::RunAccessReviews => "run_access_reviews",
            Self::ReadAuditLog => "read_audit_log",
            Self::ManageSetup => "manage_setup",
            Self::RunScheduledProcesses => "run_scheduled_processes",
        }
    }

    /// Reads [`Self::code`] back.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|privilege| privilege.code() == code)
    }

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
    /// The word in the database, forms and API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Reports => "reports",
            Self::Department => "department",
            Self::Everyone => "everyone",
        }
    }

    /// Reads [`Self::code`] back.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Own, Self::Reports, Self::Department, Self::Everyone]
            .into_iter()
            .find(|scope| scope.code() == code)
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
