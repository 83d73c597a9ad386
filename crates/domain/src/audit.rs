//! The actions of the audit log (G8), and which of them change people's rights (R23).

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::code::codes;
use crate::profile_option::ProfileOption;
use crate::task::{Decision, Effect};

/// What kind of thing an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum ObjectKind {
    /// An absence.
    Absence,
    /// An access review.
    AccessReview,
    /// An account that nobody may have: what was typed.
    Account,
    /// An API token.
    ApiToken,
    /// A task-delegation rule, by its owner.
    DelegationRule,
    /// A message on a channel.
    Delivery,
    /// A grant of a role.
    Grant,
    /// A job.
    Job,
    /// What channels somebody chose.
    NotificationSettings,
    /// A page or call.
    Page,
    /// A person.
    Person,
    /// A policy.
    Policy,
    /// A value of a profile option, by its code.
    ProfileValue,
    /// A role provisioning rule.
    ProvisioningRule,
    /// A role.
    Role,
    /// A delegation of a role.
    RoleDelegation,
    /// A request of the job.
    RoleRequest,
    /// A task.
    Task,
}

codes!(ObjectKind);

/// What an action does to people's rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RightsChange {
    /// Nothing.
    None,
    /// It changes somebody's rights, or starts what does: whoever delegated the role through which it was done is notified at
    /// once (R23).
    Made,
    /// It changes rights because of another action in the same change. That one has an entry of its own, and it notifies.
    Consequence,
}

/// Every action is a row: what it is called in the code and in the log, and what it does to people's rights. So none is
/// without an answer.
macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $change:ident;)+) => {
        /// What an entry of the audit log says was done. The log keeps its [code](Self::code).
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Action {
            $($(#[$doc])* $name,)+
            /// A profile value was removed: the Site's value or the option's default applies.
            ProfileValueRemoved(ProfileOption),
            /// A profile value was set.
            ProfileValueSet(ProfileOption),
            /// A step was approved, with this effect on the grant that the task is about.
            TaskApproved(Effect),
            /// A step was denied, with this effect on the grant that the task is about.
            TaskDenied(Effect),
        }

        impl Action {
            /// Actions without facts of their own.
            const PLAIN: &[Self] = &[$(Self::$name),+];

            /// The word in the log: `object.verb`.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)+
                    Self::ProfileValueRemoved(_) => "profile_value.removed",
                    Self::ProfileValueSet(_) => "profile_value.set",
                    Self::TaskApproved(_) => "task.approved",
                    Self::TaskDenied(_) => "task.denied",
                }
            }

            /// What it does to people's rights.
            pub fn rights_change(self) -> RightsChange {
                match self {
                    $(Self::$name => RightsChange::$change,)+
                    Self::ProfileValueRemoved(option) | Self::ProfileValueSet(option) => of_option(option),
                    Self::TaskApproved(effect) | Self::TaskDenied(effect) => of_decision(effect),
                }
            }
        }
    };
}

actions! {
    /// A page or call was refused to whoever asked for it (403).
    AccessRefused = "access.refused", None;
    /// An absence was approved.
    AbsenceApproved = "absence.approved", None;
    /// An absence was cancelled.
    AbsenceCancelled = "absence.cancelled", None;
    /// Kind or days of an absence were changed.
    AbsenceChanged = "absence.changed", None;
    /// An absence was recorded for somebody else.
    AbsenceRecorded = "absence.recorded", None;
    /// Somebody requested an absence of their own.
    AbsenceRequested = "absence.requested", None;
    /// An access review that had stopped before its end was resumed.
    AccessReviewResumed = "access_review.resumed", Made;
    /// An access review was started.
    AccessReviewStarted = "access_review.started", Made;
    /// An API token was created.
    ApiTokenCreated = "api_token.created", Made;
    /// An API token was revoked.
    ApiTokenRevoked = "api_token.revoked", Made;
    /// A task-delegation rule was removed.
    DelegationRuleRemoved = "delegation_rule.removed", Made;
    /// A rule's window moved with its owner's zone.
    DelegationRuleRezoned = "delegation_rule.rezoned", Consequence;
    /// A task-delegation rule was saved.
    DelegationRuleSaved = "delegation_rule.saved", Made;
    /// Undelivered messages were tried again.
    DeliveryRetried = "delivery.retried", None;
    /// The LDAP directory was corrected.
    DirectoryReconciled = "directory.reconciled", None;
    /// A provisioning rule gave a role.
    GrantAutoprovisioned = "grant.autoprovisioned", Consequence;
    /// A grant was taken away by a decision or a provisioning rule.
    GrantRevoked = "grant.revoked", Consequence;
    /// The job was run by hand.
    JobRunByHand = "job.run_by_hand", None;
    /// Somebody chose their channels.
    NotificationSettingsSaved = "notification_settings.saved", None;
    /// An account was disabled.
    PersonDisabled = "person.disabled", Made;
    /// An account was enabled.
    PersonEnabled = "person.enabled", Made;
    /// An import created or updated a person.
    PersonImported = "person.imported", Made;
    /// A password was set.
    PersonPasswordSet = "person.password_set", Made;
    /// Roles by hand, or *Assignable*, were changed in the Security Console.
    PersonRolesChanged = "person.roles_changed", Made;
    /// A policy was changed: its name, its steps, or both.
    PolicyChanged = "policy.changed", Made;
    /// A policy was created.
    PolicyCreated = "policy.created", Made;
    /// A policy was deleted.
    PolicyDeleted = "policy.deleted", Made;
    /// A policy became its type's default.
    PolicyMadeDefault = "policy.made_default", Made;
    /// A policy was renamed.
    PolicyRenamed = "policy.renamed", Made;
    /// A role names the policy now.
    PolicyRoleAdded = "policy.role_added", Made;
    /// A role no longer names the policy.
    PolicyRoleRemoved = "policy.role_removed", Made;
    /// A step was added.
    PolicyStepAdded = "policy.step_added", Made;
    /// A step was changed.
    PolicyStepChanged = "policy.step_changed", Made;
    /// A step was moved.
    PolicyStepMoved = "policy.step_moved", Made;
    /// A step was removed.
    PolicyStepRemoved = "policy.step_removed", Made;
    /// A role provisioning rule was changed.
    ProvisioningRuleChanged = "provisioning_rule.changed", Made;
    /// A role provisioning rule was created.
    ProvisioningRuleCreated = "provisioning_rule.created", Made;
    /// A role provisioning rule was deleted.
    ProvisioningRuleDeleted = "provisioning_rule.deleted", Made;
    /// A role's definition was changed.
    RoleChanged = "role.changed", Made;
    /// A role was created.
    RoleCreated = "role.created", Made;
    /// A role names other policies.
    RolePoliciesSet = "role.policies_set", Made;
    /// A role delegation began.
    RoleDelegationBegun = "role_delegation.begun", Consequence;
    /// A role delegation that had not begun was cancelled, or never began.
    RoleDelegationCancelled = "role_delegation.cancelled", Consequence;
    /// New dates of a role delegation were saved.
    RoleDelegationChanged = "role_delegation.changed", Made;
    /// A role delegation was created.
    RoleDelegationCreated = "role_delegation.created", Made;
    /// A role delegation was deleted.
    RoleDelegationDeleted = "role_delegation.deleted", Made;
    /// A role delegation ended.
    RoleDelegationEnded = "role_delegation.ended", Consequence;
    /// The instants of a role delegation moved with a zone or an option.
    RoleDelegationRescheduled = "role_delegation.rescheduled", Consequence;
    /// A role request was tried again.
    RoleRequestRetried = "role_request.retried", None;
    /// There were many failed sign-ins to one account within an hour.
    SessionGuessing = "session.guessing", None;
    /// Signing in was refused for a while, because of too many tries.
    SessionLockedOut = "session.locked_out", None;
    /// Signing in failed: an unknown account, a wrong password, or somebody inactive.
    SessionSignInFailed = "session.sign_in_failed", None;
    /// Somebody signed in.
    SessionSignedIn = "session.signed_in", None;
    /// Somebody signed out.
    SessionSignedOut = "session.signed_out", None;
    /// A step was assigned to a person, or to the holders of a role.
    TaskAssigned = "task.assigned", None;
    /// A step was assigned again, because nobody asked may decide it any more.
    TaskAssignedAnew = "task.assigned_anew", Consequence;
    /// A task was cancelled.
    TaskCancelled = "task.cancelled", None;
    /// Somebody commented on a task.
    TaskCommented = "task.commented", None;
    /// A delegation rule was not followed: the step does not allow delegation.
    TaskDelegationBlocked = "task.delegation_blocked", None;
    /// A delegation rule was not followed: its delegate had appeared already, or five had been followed.
    TaskDelegationStopped = "task.delegation_stopped", None;
    /// Nobody was eligible: the step's fallback approver is asked.
    TaskFallbackAsked = "task.fallback_asked", None;
    /// The manager of the subject at this moment is asked.
    TaskManagerAsked = "task.manager_asked", None;
    /// Nobody whom the step asks is there: the subject has no manager, or nobody holds the role.
    TaskNoApprover = "task.no_approver", None;
    /// Somebody could not be asked, and why.
    TaskPassedOver = "task.passed_over", None;
    /// A delegation rule in force was followed.
    TaskPassedToDelegate = "task.passed_to_delegate", None;
    /// Another system posted a task.
    TaskPosted = "task.posted", None;
    /// A task was reassigned by hand.
    TaskReassigned = "task.reassigned", None;
    /// A role was requested.
    TaskRequested = "task.requested", None;
    /// A task of an access review was created.
    TaskReviewStarted = "task.review_started", Consequence;
    /// The role was given to the subject.
    TaskRoleGranted = "task.role_granted", Consequence;
    /// The next step began.
    TaskStepBegan = "task.step_began", None;
    /// A revocation was started.
    TaskRevocationStarted = "task.revocation_started", Made;
}

fn of_option(option: ProfileOption) -> RightsChange {
    if option.changes_rights() {
        RightsChange::Made
    } else {
        RightsChange::None
    }
}

fn of_decision(effect: Effect) -> RightsChange {
    match effect {
        Effect::GrantRole | Effect::RevokeGrant => RightsChange::Made,
        Effect::KeepGrant | Effect::None => RightsChange::None,
    }
}

impl Action {
    /// A decision, with its effect on the grant that the task is about.
    pub fn decided(decision: Decision, effect: Effect) -> Self {
        match decision {
            Decision::Approve => Self::TaskApproved(effect),
            Decision::Deny => Self::TaskDenied(effect),
        }
    }

    /// Every action, with every option and effect.
    pub fn all() -> impl Iterator<Item = Self> {
        let options = ProfileOption::ALL.into_iter();
        let effects = Effect::ALL.into_iter();
        let values =
            options.flat_map(|option| [Self::ProfileValueSet(option), Self::ProfileValueRemoved(option)]);
        let decisions = effects.flat_map(|effect| [Self::TaskApproved(effect), Self::TaskDenied(effect)]);
        Self::PLAIN.iter().copied().chain(values).chain(decisions)
    }

    /// Reads [`Self::code`] back; none: no version of Locum that this one knows writes it. Which option or effect it was is not
    /// in the code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::all().find(|action| action.code() == code)
    }
}
