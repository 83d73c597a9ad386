//! T10: a step in words.

use domain::ids::{PersonId, RoleId};
use domain::policy::{Approver, Step};

fn person(id: PersonId) -> String {
    format!("Person {id}")
}

#[test]
fn t10_whom_a_step_asks() {
    let people = vec![PersonId(2), PersonId(1)];
    for (approver, code, words) in [
        (Approver::Manager, "manager", "The subject’s manager"),
        (Approver::Subject, "subject", "The subject"),
        (Approver::Role { role: RoleId(4) }, "role", "Holders of Role 4"),
        (Approver::People { people }, "people", "Person 2 or Person 1"),
    ] {
        assert_eq!(approver.in_words(person, |role| format!("Role {role}")), words);
        assert_eq!(approver.code(), code);
    }
}

#[test]
fn t10_what_a_new_step_allows() {
    let step = Step::new(Approver::Manager);
    assert_eq!(
        step.conditions(person),
        [
            "Subject and requester may not decide",
            "If nobody is eligible: the super administrators"
        ]
    );
}

#[test]
fn t10_everything_a_step_can_demand() {
    let mut step = Step {
        allow_delegation: false,
        allow_self_approval: true,
        distinct_approvers: true,
        allow_reassignment: false,
        reason_to_approve: true,
        reason_to_deny: true,
        fallback: Some(PersonId(9)),
        ..Step::new(Approver::Manager)
    };
    assert_eq!(
        step.conditions(person),
        [
            "Subject and requester may decide",
            "Nobody who decided an earlier step, or for whom it was decided",
            "Cannot be reassigned by hand",
            "A reason is needed to approve and to deny",
            "If nobody is eligible: Person 9, then the super administrators",
        ]
    );
    step.reason_to_approve = false;
    assert!(
        step.conditions(person)
            .contains(&"A reason is needed to deny".to_owned())
    );
    (step.reason_to_approve, step.reason_to_deny) = (true, false);
    assert!(
        step.conditions(person)
            .contains(&"A reason is needed to approve".to_owned())
    );
    step.approver = Approver::Subject;
    step.allow_self_approval = false;
    assert_eq!(step.conditions(person)[0], "Self-approval is implied");
}
