//! T10, T13: what decisions need, and what follows from them.

use domain::policy::{Approver, PolicyKind, Step};
use domain::task::{
    AlreadyClosed, Decision, Effect, MAX_REASON, Next, TaskState, after_decision, check_reason, reason_needed,
};

fn closed(state: TaskState, effect: Effect) -> Next {
    Next::Closed { state, effect }
}

#[test]
fn t13_approval_goes_on_and_the_last_one_carries_out_the_effect() {
    let table = [
        (PolicyKind::Request, Effect::GrantRole),
        (PolicyKind::Review, Effect::KeepGrant),
        (PolicyKind::Revoke, Effect::RevokeGrant),
    ];
    for (kind, effect) in table {
        assert_eq!(after_decision(kind, 3, 0, Decision::Approve), Next::Step(1));
        assert_eq!(after_decision(kind, 3, 1, Decision::Approve), Next::Step(2));
        assert_eq!(
            after_decision(kind, 3, 2, Decision::Approve),
            closed(TaskState::Approved, effect)
        );
        assert_eq!(
            after_decision(kind, 1, 0, Decision::Approve),
            closed(TaskState::Approved, effect)
        );
    }
}

#[test]
fn t13_a_denial_closes_at_any_step() {
    let table = [
        (PolicyKind::Request, Effect::None),
        (PolicyKind::Review, Effect::RevokeGrant),
        (PolicyKind::Revoke, Effect::None),
    ];
    for (kind, effect) in table {
        for position in 0..3 {
            assert_eq!(
                after_decision(kind, 3, position, Decision::Deny),
                closed(TaskState::Denied, effect)
            );
        }
    }
}

#[test]
fn t13_only_an_open_task_changes() {
    let approval = closed(TaskState::Approved, Effect::GrantRole);
    assert_eq!(TaskState::Open.after(Next::Step(1)), Ok(TaskState::Open));
    assert_eq!(TaskState::Open.after(approval), Ok(TaskState::Approved));
    assert_eq!(
        TaskState::Open.after(closed(TaskState::Denied, Effect::None)),
        Ok(TaskState::Denied)
    );
    assert_eq!(TaskState::Open.cancelled(), Ok(TaskState::Cancelled));
    assert_eq!(TaskState::Open.require_open(), Ok(()));
    for state in [TaskState::Approved, TaskState::Denied, TaskState::Cancelled] {
        let refused = AlreadyClosed(state);
        assert_eq!(state.after(Next::Step(1)), Err(refused));
        assert_eq!(state.after(approval), Err(refused));
        assert_eq!(state.cancelled(), Err(refused));
        assert_eq!(state.require_open(), Err(refused));
        assert_eq!(
            refused.to_string(),
            format!("the task is already {}", state.code())
        );
    }
}

#[test]
fn t13_states_have_the_words_that_stay() {
    assert_eq!(
        TaskState::ALL.map(TaskState::code),
        ["open", "approved", "denied", "cancelled"]
    );
    assert_eq!(
        TaskState::ALL.map(TaskState::in_words),
        ["Open", "Approved", "Denied", "Cancelled"]
    );
    for state in TaskState::ALL {
        assert_eq!(TaskState::from_code(state.code()), Some(state));
    }
    assert_eq!(TaskState::from_code("closed"), None);
    for decision in [Decision::Approve, Decision::Deny] {
        assert_eq!(Decision::from_code(decision.code()), Some(decision));
    }
    assert_eq!(Decision::from_code("reject"), None);
}

fn step(reason_to_approve: bool, reason_to_deny: bool) -> Step {
    Step {
        reason_to_approve,
        reason_to_deny,
        ..Step::new(Approver::Manager)
    }
}

#[test]
fn t10_a_step_says_which_decision_needs_a_reason() {
    for (to_approve, to_deny) in [(false, false), (true, false), (false, true), (true, true)] {
        let step = step(to_approve, to_deny);
        assert_eq!(reason_needed(&step, Decision::Approve), to_approve);
        assert_eq!(reason_needed(&step, Decision::Deny), to_deny);
    }
}

#[test]
fn t10_reasons_are_trimmed_and_missing_ones_asked_for() {
    let (free, strict) = (step(false, false), step(true, true));
    assert_eq!(check_reason(&free, Decision::Approve, " \r\n "), Ok(None));
    assert_eq!(
        check_reason(&strict, Decision::Approve, " \n"),
        Err("Enter a reason for approving".to_owned())
    );
    assert_eq!(
        check_reason(&strict, Decision::Deny, ""),
        Err("Enter a reason for denying".to_owned())
    );
    for step in [free, strict] {
        assert_eq!(
            check_reason(&step, Decision::Deny, "  Not in your job.\r\nAsk Mara. "),
            Ok(Some("Not in your job.\nAsk Mara.".to_owned()))
        );
    }
}

#[test]
fn g6_reasons_are_plain_and_at_most_2000_characters() {
    let check = |text: &str| check_reason(&step(false, false), Decision::Approve, text);
    assert_eq!(check(&"é".repeat(MAX_REASON)), Ok(Some("é".repeat(MAX_REASON))));
    assert_eq!(
        check(&"é".repeat(MAX_REASON + 1)),
        Err("Reason must be 2000 characters or fewer".to_owned())
    );
    // A browser counts a line break as one character and sends two.
    let lines = "x\r\n".repeat(MAX_REASON / 2) + "y";
    assert!(check(&lines).is_err());
    assert!(check(&"x\r\n".repeat(MAX_REASON / 2)).is_ok());
    assert_eq!(
        check("a\0b"),
        Err("Reason must be plain text, without control characters".to_owned())
    );
}
