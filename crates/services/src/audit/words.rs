//! What an entry of the audit log says was done, in words that follow the name of who did it: "approved the absence of Bea Lund".

use chrono::NaiveDate;
use db::audit::in_name_of::Done;
use domain::absence::{Days, Kind};
use domain::audit::{Action, ObjectKind};
use serde_json::Value;

/// What was done. A task is called by its title only if `titled`: not everybody may know it (T17).
pub(super) fn what(done: &Done, titled: bool) -> String {
    let Some(action) = Action::from_code(&done.action) else {
        // A newer version wrote it.
        return done.action.replace(['.', '_'], " ");
    };
    let entry = Words { done, titled };
    entry.of(action)
}

/// The same for a change that many entries say together.
pub(super) fn of_many(action: Action, count: i64) -> String {
    match (action, count) {
        (Action::PersonImported, 1) => "imported 1 person".to_owned(),
        (Action::PersonImported, _) => format!("imported {count} people"),
        (_, _) => format!("{} ({count})", action.code().replace(['.', '_'], " ")),
    }
}

struct Words<'a> {
    done: &'a Done,
    titled: bool,
}

impl Words<'_> {
    fn of(&self, action: Action) -> String {
        let (task, person, role) = (self.task(), self.person(), self.role());
        let (policy, name) = (self.policy(), self.fact("name"));
        match action {
            Action::TaskApproved(_) => format!("approved {task}"),
            Action::TaskDenied(_) => format!("denied {task}"),
            Action::TaskAssigned => format!("had {task} assigned"),
            Action::TaskDelegationBlocked | Action::TaskDelegationStopped => {
                format!("had {task} kept from {}", self.fact("delegate"))
            }
            Action::TaskFallbackAsked => format!("had the fallback approver of {task} asked"),
            Action::TaskManagerAsked => format!("had the manager asked about {task}"),
            Action::TaskNoApprover => format!("found nobody to ask about {task}"),
            Action::TaskPassedOver => format!("had {} passed over for {task}", self.fact("person")),
            Action::TaskPassedToDelegate => format!("had {task} passed to {}", self.fact("delegate")),
            Action::TaskRoleGranted => format!("gave {} by {task}", self.fact("role")),
            Action::TaskStepBegan => format!("began the next step of {task}"),
            Action::TaskAssignedAnew => format!("had {task} assigned again"),
            Action::TaskCancelled => format!("cancelled {task}"),
            Action::TaskCommented => format!("commented on {task}"),
            Action::TaskPosted => format!("posted {task}"),
            Action::TaskReassigned => format!("reassigned {task} to {}", self.fact("assignee")),
            Action::TaskRequested => format!("requested {task}"),
            Action::TaskReviewStarted => format!("started {task}"),
            Action::TaskRevocationStarted => format!("started {task}"),
            Action::AbsenceApproved => format!("approved {}", self.absence()),
            Action::AbsenceCancelled => format!("cancelled {}", self.absence()),
            Action::AbsenceChanged => format!("changed {}", self.absence()),
            Action::AbsenceRecorded => format!("recorded {}", self.absence()),
            Action::AbsenceRequested => format!("requested {}", self.absence()),
            Action::AccessReviewResumed => format!("resumed the access review “{}”", self.fact("title")),
            Action::AccessReviewStarted => format!("started the access review “{}”", self.fact("title")),
            Action::DelegationRuleRemoved => format!("removed the task delegate of {person}"),
            Action::DelegationRuleRezoned => {
                format!("moved the delegation rule of {person} with a time zone")
            }
            Action::DelegationRuleSaved => {
                format!("made {} the task delegate of {person}", self.fact("delegate"))
            }
            Action::GrantAutoprovisioned => format!("gave {role} to {person} by a provisioning rule"),
            Action::GrantRevoked => format!("took {role} from {person}"),
            Action::PersonDisabled => format!("disabled the account of {person}"),
            Action::PersonEnabled => format!("enabled the account of {person}"),
            Action::PersonImported => format!("imported {person}"),
            Action::PersonPasswordSet => format!("set the password of {person}"),
            Action::PersonRolesChanged => self.roles_changed(),
            Action::RoleDelegationCreated => {
                format!("delegated {role} of {} to {person}", self.delegator())
            }
            Action::RoleDelegationChanged => {
                format!(
                    "changed the dates of {role}, delegated by {} to {person}",
                    self.delegator()
                )
            }
            Action::RoleDelegationDeleted => {
                format!(
                    "deleted the delegation of {role} from {} to {person}",
                    self.delegator()
                )
            }
            Action::RoleDelegationBegun => format!("began {}", self.delegation()),
            Action::RoleDelegationCancelled => format!("cancelled {}", self.delegation()),
            Action::RoleDelegationEnded => format!("ended {}", self.delegation()),
            Action::RoleDelegationRescheduled => format!("moved the instants of {}", self.delegation()),
            Action::AccessRefused => "was refused a page".to_owned(),
            Action::SessionGuessing => "noticed many failed sign-ins".to_owned(),
            Action::SessionLockedOut => "was locked out".to_owned(),
            Action::SessionSignInFailed => "failed to sign in".to_owned(),
            Action::SessionSignedIn => "signed in".to_owned(),
            Action::SessionSignedOut => "signed out".to_owned(),
            Action::PolicyChanged => format!("changed {policy}"),
            Action::PolicyCreated => format!("created {policy}"),
            Action::PolicyDeleted => format!("deleted {policy}"),
            Action::PolicyMadeDefault => format!("made {policy} the default of its type"),
            Action::PolicyRenamed => format!("renamed the policy “{}” to “{name}”", self.fact_before("name")),
            Action::PolicyRoleAdded => format!("chose {policy} for {}", self.role()),
            Action::PolicyRoleRemoved => format!("took {} from {policy}", self.role()),
            Action::PolicyStepAdded => format!("added a step to {policy}"),
            Action::PolicyStepChanged => format!("changed a step of {policy}"),
            Action::PolicyStepMoved => format!("moved a step of {policy}"),
            Action::PolicyStepRemoved => format!("removed a step from {policy}"),
            Action::ProfileValueSet(_) => {
                format!(
                    "set {} to {} for {}",
                    self.done.object_id,
                    self.fact("value"),
                    self.level()
                )
            }
            Action::ProfileValueRemoved(_) => format!("removed {} for {}", self.done.object_id, self.level()),
            Action::ProvisioningRuleChanged => format!("changed the role provisioning rule “{name}”"),
            Action::ProvisioningRuleCreated => format!("created the role provisioning rule “{name}”"),
            Action::ProvisioningRuleDeleted => {
                format!(
                    "deleted the role provisioning rule “{}”",
                    self.fact_before("name")
                )
            }
            Action::RoleChanged => format!("changed the role {}", self.role()),
            Action::RoleCreated => format!("created the role {}", self.role()),
            Action::RolePoliciesSet => format!("chose the policies of {}", self.role()),
            Action::ApiTokenCreated => format!("created the API token “{name}”"),
            Action::ApiTokenRevoked => format!("revoked the API token “{name}”"),
            Action::DeliveryRetried => "tried undelivered messages again".to_owned(),
            Action::DirectoryReconciled => "corrected the directory".to_owned(),
            Action::JobRunByHand => "ran Send Pending LDAP Requests".to_owned(),
            Action::NotificationSettingsSaved => "changed their notification settings".to_owned(),
            Action::RoleRequestRetried => "tried role requests again".to_owned(),
        }
    }

    fn task(&self) -> String {
        match text(self.done.after.as_ref(), "title").filter(|_| self.titled) {
            Some(title) => format!("“{title}”"),
            None => "a task".to_owned(),
        }
    }

    /// "the absence of Bea Lund, Vacation, 7 – 11 February 2028".
    fn absence(&self) -> String {
        let facts = self.done.after.as_ref();
        let date = |name| text(facts, name).and_then(|date| date.parse::<NaiveDate>().ok());
        let kind = text(facts, "kind").and_then(Kind::from_code).map(Kind::in_words);
        let days = date("starts_on")
            .zip(date("ends_on"))
            .and_then(|(from, to)| Days::new(from, to));
        match (kind, days) {
            (Some(kind), Some(days)) => {
                format!("the absence of {}: {kind}, {}", self.person(), days.in_words())
            }
            _ => format!("an absence of {}", self.person()),
        }
    }

    fn roles_changed(&self) -> String {
        let facts = self.done.after.as_ref();
        let (added, removed) = (text(facts, "role_granted"), text(facts, "role_revoked"));
        let person = self.person();
        match (added, removed) {
            (Some(_), None) => format!("added {} to the roles of {person}", self.role()),
            (None, Some(_)) => format!("removed {} from the roles of {person}", self.role()),
            (Some(added), Some(removed)) => {
                format!("added {added} to the roles of {person} and removed {removed}")
            }
            (None, None) => format!("changed which roles of {person} are assignable"),
        }
    }

    /// Names by username: the entry has no others.
    fn delegation(&self) -> String {
        let facts = self.done.after.as_ref();
        match (text(facts, "delegator"), text(facts, "proxy")) {
            (Some(from), Some(to)) => format!("the delegation of {} from {from} to {to}", self.role()),
            _ => format!("a delegation of {}", self.person()),
        }
    }

    fn person(&self) -> &str {
        self.done.concerns.as_deref().unwrap_or("somebody")
    }

    fn delegator(&self) -> &str {
        let named =
            text(self.done.before.as_ref(), "delegator").or(text(self.done.after.as_ref(), "delegator"));
        self.done.on_behalf_of.as_deref().or(named).unwrap_or("somebody")
    }

    fn role(&self) -> &str {
        let named = text(self.done.after.as_ref(), "name")
            .filter(|_| self.done.object_kind == ObjectKind::Role.code());
        let told = text(self.done.after.as_ref(), "role").or(text(self.done.before.as_ref(), "role"));
        let known = self.done.named_role.as_deref();
        named.or(known).or(told).unwrap_or("a role")
    }

    fn policy(&self) -> String {
        let known = self.done.policy.as_deref();
        let named = text(self.done.after.as_ref(), "name").or(text(self.done.before.as_ref(), "name"));
        match known.or(named) {
            Some(name) => format!("the policy “{name}”"),
            None => "a policy".to_owned(),
        }
    }

    fn level(&self) -> &str {
        self.done.concerns.as_deref().unwrap_or("the Site")
    }

    fn fact(&self, name: &str) -> &str {
        text(self.done.after.as_ref(), name).unwrap_or_default()
    }

    fn fact_before(&self, name: &str) -> &str {
        text(self.done.before.as_ref(), name).unwrap_or_default()
    }
}

fn text<'a>(facts: Option<&'a Value>, name: &str) -> Option<&'a str> {
    facts?.get(name)?.as_str()
}
