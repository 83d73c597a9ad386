//! R23: which actions change people's rights, and G8: what the log calls them.

use std::collections::BTreeSet;

use domain::audit::{Action, RightsChange};

fn codes(change: RightsChange) -> BTreeSet<&'static str> {
    let actions = Action::all().filter(|action| action.rights_change() == change);
    actions.map(Action::code).collect()
}

#[test]
fn r23_every_action_says_whether_it_changes_rights() {
    // Whoever adds an action says here what it does, too.
    let none = [
        "absence.approved",
        "absence.cancelled",
        "absence.changed",
        "absence.recorded",
        "absence.requested",
        "access.refused",
        "delivery.retried",
        "directory.reconciled",
        "job.run_by_hand",
        "notification_settings.saved",
        // Of options that only say what is told and how long it is kept.
        "profile_value.removed",
        "profile_value.set",
        "role_request.retried",
        "session.guessing",
        "session.locked_out",
        "session.sign_in_failed",
        "session.signed_in",
        "session.signed_out",
        // A step that is not the last, and a denial that takes nothing away.
        "task.approved",
        "task.assigned",
        "task.cancelled",
        "task.commented",
        "task.delegation_blocked",
        "task.delegation_stopped",
        "task.denied",
        "task.fallback_asked",
        "task.manager_asked",
        "task.no_approver",
        "task.passed_over",
        "task.passed_to_delegate",
        "task.posted",
        "task.reassigned",
        "task.requested",
        "task.step_began",
    ];
    assert_eq!(codes(RightsChange::None), none.into());
    let consequence = [
        "delegation_rule.rezoned",
        "grant.autoprovisioned",
        "grant.revoked",
        "role_delegation.begun",
        "role_delegation.cancelled",
        "role_delegation.ended",
        "role_delegation.rescheduled",
        "task.assigned_anew",
        "task.review_started",
        "task.role_granted",
    ];
    assert_eq!(codes(RightsChange::Consequence), consequence.into());
    let made = [
        "access_review.resumed",
        "access_review.started",
        "api_token.created",
        "api_token.revoked",
        "delegation_rule.removed",
        "delegation_rule.saved",
        "person.disabled",
        "person.enabled",
        "person.imported",
        "person.password_set",
        "person.roles_changed",
        "policy.changed",
        "policy.created",
        "policy.deleted",
        "policy.made_default",
        "policy.renamed",
        "policy.role_added",
        "policy.role_removed",
        "policy.step_added",
        "policy.step_changed",
        "policy.step_moved",
        "policy.step_removed",
        "profile_value.removed",
        "profile_value.set",
        "provisioning_rule.changed",
        "provisioning_rule.created",
        "provisioning_rule.deleted",
        "role.changed",
        "role.created",
        "role.policies_set",
        "role_delegation.changed",
        "role_delegation.created",
        "role_delegation.deleted",
        "task.approved",
        "task.denied",
        "task.revocation_started",
    ];
    assert_eq!(codes(RightsChange::Made), made.into());
}

#[test]
fn r23_a_decision_changes_rights_if_it_gives_or_takes_a_role() {
    use domain::task::{Decision, Effect};
    for decision in [Decision::Approve, Decision::Deny] {
        let changes = |effect| Action::decided(decision, effect).rights_change() == RightsChange::Made;
        let expected = [true, false, true, false];
        assert_eq!(
            Effect::ALL.map(changes),
            expected,
            "{decision:?}: grant, keep, revoke, none"
        );
    }
}

#[test]
fn g8_a_code_is_an_object_and_a_verb_and_reads_back() {
    for action in Action::all() {
        let (object, verb) = action.code().split_once('.').unwrap();
        let is_word =
            |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        assert!(is_word(object) && is_word(verb), "{}", action.code());
        let back = Action::from_code(action.code()).unwrap();
        assert_eq!(back.code(), action.code());
    }
    assert_eq!(Action::from_code("nothing.happened"), None);
}
