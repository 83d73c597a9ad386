//! A step has everything T10 says, and the page says it in words; steps move and go.

use super::{add_step, create, save_step, step_ids};
use crate::support::{Page, World};

const ALL_ON: [(&str, &str); 6] = [
    ("allow_delegation", "true"),
    ("allow_self_approval", "true"),
    ("distinct_approvers", "true"),
    ("allow_reassignment", "true"),
    ("reason_to_approve", "true"),
    ("reason_to_deny", "true"),
];

#[tokio::test(flavor = "multi_thread")]
async fn t10_a_new_step_allows_delegation_and_reassignment_at_first() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = create(&mut ada, "Fresh", "request").await;
    let form = ada.get(&format!("{policy}/steps/1")).await;
    assert_eq!(form.h1(), "Edit step 1");
    assert!(form.says("Allow task delegation"));
    for (flag, on) in [
        ("allow_delegation", true),
        ("allow_self_approval", false),
        ("distinct_approvers", false),
        ("allow_reassignment", true),
        ("reason_to_approve", false),
        ("reason_to_deny", false),
    ] {
        assert_eq!(is_ticked(&form, flag), on, "{flag}");
    }
    world.end().await;
}

fn is_ticked(page: &Page, name: &str) -> bool {
    page.one(&format!("input[type=checkbox][name='{name}']"))
        .is_checked()
}

#[tokio::test(flavor = "multi_thread")]
async fn t10_every_clause_of_a_step_is_saved_shown_and_read_back() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = create(&mut ada, "Everything", "request").await;
    let mut people = vec![
        ("approver", "people"),
        ("approvers", "BEN"),
        ("approvers", ""),
        ("approvers", " bea "),
        ("approver_role", "no_such_role"),
        ("fallback", "hugo"),
    ];
    people.extend(ALL_ON);
    add_step(&mut ada, &policy, 1, &people).await;
    add_step(
        &mut ada,
        &policy,
        2,
        &[("approver", "role"), ("approver_role", "it_security_manager")],
    )
    .await;
    add_step(
        &mut ada,
        &policy,
        3,
        &[("approver", "subject"), ("allow_delegation", "true")],
    )
    .await;
    add_step(
        &mut ada,
        &policy,
        4,
        &[("approver", "manager"), ("approvers", "nobody-at-all")],
    )
    .await;
    let page = ada.get(&policy).await;
    let text = page.text();
    for words in [
        "Step 1: Ben Ode or Bea Lund Delegation enabled Subject and requester may decide \
         Nobody who decided an earlier step, or for whom it was decided A reason is needed to approve and to deny \
         If nobody is eligible: Hugo Lind, then the super administrators Edit step 1",
        "Step 2: Holders of IT security manager Delegation disabled Subject and requester may not decide \
         Cannot be reassigned by hand If nobody is eligible: the super administrators Edit step 2",
        "Step 3: The subject Delegation enabled Self-approval is implied",
        "Step 4: The subject’s manager Delegation disabled",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    let form = ada.get(&format!("{policy}/steps/1")).await;
    for (flag, _) in ALL_ON {
        assert!(is_ticked(&form, flag), "{flag}");
    }
    let picked = form.all("[name=approvers]");
    let picked: Vec<_> = picked
        .iter()
        .filter_map(|field| field.attribute("value"))
        .collect();
    assert_eq!(picked[..2], ["ben", "bea"]);
    assert_eq!(form.value_of("fallback").as_deref(), Some("hugo"));
    let stored = "SELECT count(*) FROM policy_steps s JOIN people f ON f.id = s.fallback_id WHERE position = 1 AND f.username = 'hugo' \
        AND allow_delegation AND allow_self_approval AND distinct_approvers AND allow_reassignment AND reason_to_approve AND reason_to_deny \
        AND ARRAY(SELECT p.username FROM policy_step_people sp JOIN people p ON p.id = sp.person_id WHERE sp.step_id = s.id \
          ORDER BY sp.position) = '{ben,bea}'";
    assert_eq!(world.count(stored).await, 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t10_editing_a_step_replaces_what_it_was_and_audits_both() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = create(&mut ada, "Edited", "request").await;
    add_step(
        &mut ada,
        &policy,
        1,
        &[("approver", "people"), ("approvers", "ben"), ("approvers", "bea")],
    )
    .await;
    let before = step_ids(&world, &policy).await;
    add_step(
        &mut ada,
        &policy,
        1,
        &[
            ("approver", "role"),
            ("approver_role", "hr_specialist"),
            ("allow_delegation", "true"),
        ],
    )
    .await;
    assert_eq!(step_ids(&world, &policy).await, before, "it is the same step");
    assert!(
        ada.get(&policy)
            .await
            .has_step("Step 1: Holders of HR specialist Delegation enabled")
    );
    assert_eq!(world.count("SELECT count(*) FROM policy_step_people").await, 0);
    let sql = "SELECT count(*) FROM audit_log WHERE action = 'policy.step_changed' AND before ->> 'approver' = 'people' \
        AND before -> 'approvers' = '[\"ben\", \"bea\"]' AND after ->> 'approver_role' = 'hr_specialist' \
        AND before ->> 'allow_delegation' = 'false' AND after ->> 'allow_delegation' = 'true'";
    assert_eq!(world.count(sql).await, 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t10_there_are_as_many_fields_for_people_as_are_asked_for() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = create(&mut ada, "Many", "request").await;
    let more = save_step(
        &mut ada,
        &policy,
        1,
        &[
            ("approver", "people"),
            ("approvers", "ben"),
            ("fallback", "typed"),
            ("action", "more"),
        ],
    )
    .await;
    assert_eq!(more.status, 200);
    assert_eq!(more.count("[name=approvers]"), 7);
    assert_eq!(more.value_of("approvers").as_deref(), Some("ben"));
    assert_eq!(
        more.value_of("fallback").as_deref(),
        Some("typed"),
        "nothing typed is lost (G6)"
    );
    assert_eq!(step_ids(&world, &policy).await.len(), 0, "nothing is saved");
    world.end().await;
}
