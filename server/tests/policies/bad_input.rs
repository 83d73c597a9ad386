//! What a step's form refuses, at which field, in which words; nothing typed is lost (T10, G6).

use super::{create, save_step, step_ids};
use crate::support::{Page, World};

/// What a form posts.
type Fields<'a> = &'a [(&'a str, &'a str)];

fn says_at(page: &Page, field: &str, words: &str) {
    assert_eq!(page.status, 422, "{}", page.text());
    assert!(page.has("[role=alert]"));
    assert!(
        page.points_at(field),
        "the summary leads to {field}: {}",
        page.text()
    );
    let said = page.one(&format!("#{field}-error")).text();
    assert!(said.contains(words), "{words}: {said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn t10_g6_a_step_is_refused_with_words_at_the_field() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = create(&mut ada, "Strict", "request").await;
    let cases: [(Fields, &str, &str); 15] = [
        (&[], "approver", "Choose who decides this step"),
        (
            &[("approver", "everybody")],
            "approver",
            "Choose who decides this step",
        ),
        (&[("approver", "people")], "approvers", "Name at least one person"),
        (
            &[("approver", "people"), ("approvers", ""), ("approvers", "  ")],
            "approvers",
            "Name at least one person",
        ),
        (
            &[("approver", "people"), ("approvers", "nobody-at-all")],
            "approvers",
            "nobody active has the username “nobody-at-all”",
        ),
        (
            &[("approver", "people"), ("approvers", "ben"), ("approvers", "zoe")],
            "approvers-2",
            "Approver must be an active person",
        ),
        (
            &[
                ("approver", "people"),
                ("approvers", ""),
                ("approvers", "ben"),
                ("approvers", "Ben"),
            ],
            "approvers-3",
            "“Ben” is named already",
        ),
        (
            &[("approver", "people"), ("approvers", "Mara V")],
            "approvers",
            "Did you mean mara (Mara Vogel)?",
        ),
        (
            &[("approver", "people"), ("approvers", "b\0n")],
            "approvers",
            "Approver must be an active person",
        ),
        (
            &[("approver", "role")],
            "approver_role",
            "Choose the role whose holders decide",
        ),
        (
            &[("approver", "role"), ("approver_role", "no_such_role")],
            "approver_role",
            "Choose one of the roles offered",
        ),
        (
            &[("approver", "role"), ("approver_role", "x\0")],
            "approver_role",
            "Choose one of the roles offered",
        ),
        (
            &[("approver", "manager"), ("fallback", "zoe")],
            "fallback",
            "Fallback approver must be an active person",
        ),
        (
            &[("approver", "manager"), ("fallback", "<script>")],
            "fallback",
            "Fallback approver must be an active person",
        ),
        (
            &[("approver", "subject"), ("fallback", "nobody-at-all")],
            "fallback",
            "Fallback approver must be an active person",
        ),
    ];
    for (fields, field, words) in cases {
        let page = save_step(&mut ada, &policy, 1, fields).await;
        says_at(&page, field, words);
        assert!(!page.body.contains("<script>alert"), "escaped");
        for (name, typed) in fields
            .iter()
            .filter(|(name, typed)| *name == "fallback" && !typed.is_empty())
        {
            assert_eq!(page.value_of(name).as_deref(), Some(*typed));
        }
    }
    assert_eq!(step_ids(&world, &policy).await.len(), 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t10_a_step_names_32_people_at_most() {
    let world = World::new().await;
    let lines: String = (0..33)
        .map(|n| format!("p{n},Person {n},,ada,Finance,Clerk,London,2020-01-01,,Europe/London,employee\n"))
        .collect();
    world.import(&lines).await;
    let mut ada = world.sign_in("ada").await;
    let policy = create(&mut ada, "Crowd", "request").await;
    let names: Vec<String> = (0..33).map(|n| format!("p{n}")).collect();
    let mut fields = vec![("approver", "people"), ("reason_to_deny", "true")];
    fields.extend(names.iter().map(|name| ("approvers", name.as_str())));
    let page = save_step(&mut ada, &policy, 1, &fields).await;
    says_at(&page, "approvers", "Name 32 people at most: there are 33");
    for name in &names {
        assert!(page.has(&format!("[value='{name}']")), "{name} is kept");
    }
    fields.pop();
    assert_eq!(save_step(&mut ada, &policy, 1, &fields).await.status, 303);
    assert_eq!(world.count("SELECT count(*) FROM policy_step_people").await, 32);
    let form = ada.get(&format!("{policy}/steps/1")).await;
    assert_eq!(form.count("[name=approvers]"), 32, "no room for a 33rd");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t10_an_approver_who_has_left_is_shown_and_must_go_before_the_step_is_saved_again() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = create(&mut ada, "Leavers", "request").await;
    assert_eq!(
        save_step(
            &mut ada,
            &policy,
            1,
            &[("approver", "people"), ("approvers", "ben"), ("approvers", "max")]
        )
        .await
        .status,
        303
    );
    world.import("max,Max Roth,max@example.org,milo,Sales,Clerk,London,2019-01-01,2028-01-10,Europe/London,employee\n").await;
    assert!(
        ada.get(&policy)
            .await
            .has_step("Step 1: Ben Ode or Max Roth (inactive)")
    );
    let page = save_step(
        &mut ada,
        &policy,
        1,
        &[("approver", "people"), ("approvers", "ben"), ("approvers", "max")],
    )
    .await;
    says_at(&page, "approvers-2", "Approver must be an active person");
    assert_eq!(
        save_step(
            &mut ada,
            &policy,
            1,
            &[("approver", "people"), ("approvers", "ben")]
        )
        .await
        .status,
        303
    );
    world.end().await;
}
