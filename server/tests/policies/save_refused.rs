//! What a save of the whole policy refuses: by step and field, with all that was typed; and who was quicker (G5, G6).

use domain::policy::{Draft, DraftStep, StepForm};

use super::{add_step, create, draft_on, move_step, posted, rename, save, saved, send, step_ids};
use crate::support::{Browser, Page, World};

/// A policy of two steps.
async fn two(browser: &mut Browser, name: &str) -> String {
    let policy = create(browser, name, "request").await;
    add_step(browser, &policy, 1, &[("approver", "manager")]).await;
    add_step(
        browser,
        &policy,
        2,
        &[("approver", "people"), ("approvers", "ben"), ("approvers", "max")],
    )
    .await;
    policy
}

fn new_step(approver: &str) -> DraftStep {
    let form = StepForm {
        approver: approver.to_owned(),
        ..StepForm::of_new_step()
    };
    DraftStep { id: None, form }
}

fn is_refused(page: &Page, field: &str, words: &str) {
    assert_eq!(page.status, 422, "{}", page.text());
    assert!(page.refuses(field, words), "{field} {words}: {:?}", page.errors());
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_what_is_wrong_is_said_by_step_and_field_and_the_step_is_open() {
    type Change = fn(&mut Draft);
    let cases: [(Change, &str, &str); 6] = [
        (
            |draft| draft.steps.push(new_step("everybody")),
            "approver",
            "Step 3: Choose who decides this step",
        ),
        (
            |draft| draft.steps.push(new_step("people")),
            "approvers",
            "Step 3: Name at least one person",
        ),
        (
            |draft| draft.steps.push(new_step("role")),
            "approver_role",
            "Step 3: Choose the role whose holders decide",
        ),
        (
            |draft| draft.steps[1].form.approvers = vec!["ben".to_owned(), "zoe".to_owned()],
            "approvers-2",
            "Step 2: Approver must be an active person",
        ),
        (
            |draft| draft.steps[0].form.fallback = "nobody-at-all".to_owned(),
            "fallback",
            "Step 1: Fallback approver must be an active person",
        ),
        (|draft| draft.name = " ".to_owned(), "name", "Enter the name"),
    ];
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = two(&mut ada, "Strict").await;
    let before = draft_on(&ada.get(&policy).await);
    for (change, field, words) in cases {
        let page = save(&mut ada, &policy, change).await;
        is_refused(&page, field, words);
        let said = page.error_of(field).unwrap();
        assert!(said.contains(words), "{said}");
        let mut typed = before.clone();
        change(&mut typed);
        assert_eq!(draft_on(&page), typed, "nothing typed is lost");
        assert!(page.has(".unsaved-changes li"), "{}", page.text());
    }
    assert_eq!(draft_on(&ada.get(&policy).await), before, "nothing was saved");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_of_several_steps_that_are_wrong_each_is_led_to() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = two(&mut ada, "Wrong twice").await;
    let page = save(&mut ada, &policy, |draft| {
        draft.steps[0].form.fallback = "nobody-at-all".to_owned();
        draft.steps.push(new_step("people"));
        draft.steps[2].form.fallback = "nobody-else".to_owned();
    })
    .await;
    is_refused(
        &page,
        "fallback",
        "Step 1: Fallback approver must be an active person",
    );
    is_refused(
        &page,
        "step-3",
        "Step 3: Name at least one person. Fallback approver must be",
    );
    assert_eq!(page.value_of("fallback").as_deref(), Some("nobody-at-all"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t10_a_step_that_names_somebody_who_has_left_keeps_nobody_from_changing_another() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = two(&mut ada, "Leavers").await;
    world.import("max,Max Roth,max@example.org,milo,Sales,Clerk,London,2019-01-01,2028-01-10,Europe/London,employee\n").await;
    saved(&mut ada, &policy, |draft| {
        draft.steps[0].form.reason_to_deny = true;
        move_step(2, 1)(draft);
    })
    .await;
    assert!(
        ada.get(&policy)
            .await
            .has_step("Step 1: Ben Ode or Max Roth (inactive)")
    );
    let page = save(&mut ada, &policy, |draft| {
        draft.steps[0].form.reason_to_deny = true
    })
    .await;
    is_refused(&page, "approvers-2", "Step 1: Approver must be an active person");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t10_a_policy_has_32_steps_at_most() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = create(&mut ada, "Long", "request").await;
    let add =
        |count: usize| move |draft: &mut Draft| draft.steps.extend((0..count).map(|_| new_step("manager")));
    let page = save(&mut ada, &policy, add(33)).await;
    assert!(
        page.status == 409 && page.has_error("A policy has 32 steps at most"),
        "{}",
        page.text()
    );
    assert_eq!(draft_on(&page).steps.len(), 33, "nothing typed is lost");
    saved(&mut ada, &policy, add(32)).await;
    assert_eq!(step_ids(&world, &policy).await.len(), 32);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_a_stale_save_changes_nothing_says_who_and_keeps_what_was_typed() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = two(&mut ada, "Shared").await;
    let opened = ada.get(&policy).await;
    let mut draft = draft_on(&opened);
    draft.steps[0].form.reason_to_deny = true;
    draft.steps.push(new_step("subject"));
    world.at("2028-01-11T09:05:00Z");
    let mut abel = world.sign_in("abel").await;
    saved(&mut abel, &policy, |draft| {
        rename("Abel's")(draft);
        draft.steps.remove(1);
    })
    .await;
    let mut fields = posted(&draft, &opened.value_of("version").unwrap());
    fields.push(("action", "save".to_owned()));
    let stale = send(&mut ada, &policy, &fields).await;
    assert_eq!(stale.status, 409);
    assert!(
        stale.has_error("Abel Costa changed this policy on Tue 11 Jan 2028 09:05 Europe/London"),
        "{}",
        stale.text()
    );
    assert_eq!(step_ids(&world, &policy).await.len(), 1, "nothing was saved");
    draft.steps[1].id = None;
    assert_eq!(draft_on(&stale), draft, "what Abel removed would be a new step");
    let said = stale.one(".unsaved-changes").text();
    assert!(
        said.contains("Name Abel's → Shared"),
        "what a save would undo: {said}"
    );
    // Having been told, she may save it.
    let mut fields = posted(&draft, &stale.value_of("version").unwrap());
    fields.push(("action", "save".to_owned()));
    assert_eq!(send(&mut ada, &policy, &fields).await.status, 303);
    assert_eq!(step_ids(&world, &policy).await.len(), 3);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_a_stale_save_drops_no_step_that_was_added_meanwhile_and_brings_none_back_that_was_removed() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = two(&mut ada, "Shared").await;
    let opened = ada.get(&policy).await;
    let opened_ids = opened.value_of("opened").unwrap();
    assert_eq!(opened_ids, step_ids(&world, &policy).await.join(" "));
    let mut draft = draft_on(&opened);
    draft.steps.remove(0);
    draft.steps.push(new_step("subject"));
    let mut abel = world.sign_in("abel").await;
    saved(&mut abel, &policy, |draft| draft.steps.push(new_step("manager"))).await;
    let added = step_ids(&world, &policy).await[2].clone();
    let fields = |draft: &Draft, page: &Page, action: (&'static str, &str)| {
        let mut fields = posted(draft, &page.value_of("version").unwrap());
        fields.push(("opened", page.value_of("opened").unwrap()));
        fields.push((action.0, action.1.to_owned()));
        fields
    };
    // Where no script runs, the editor's buttons show it too.
    let edited = send(&mut ada, &policy, &fields(&draft, &opened, ("edit", "up:2"))).await;
    assert_eq!(edited.status, 200);
    assert_eq!(draft_on(&edited).steps.len(), 3);
    assert_eq!(edited.value_of("version"), opened.value_of("version"));
    let stale = send(&mut ada, &policy, &fields(&draft, &opened, ("action", "save"))).await;
    assert_eq!(stale.status, 409);
    let caught_up = draft_on(&stale);
    assert_eq!(caught_up.steps[..2], draft.steps[..], "what was typed");
    assert_eq!(
        caught_up.steps[2].id.map(|id| id.0.to_string()),
        Some(added.clone())
    );
    let said = stale.one(".unsaved-changes").text();
    assert!(said.contains("Step 1 removed"), "{said}");
    assert!(!said.contains("Step 3 removed"), "{said}");
    let again = send(&mut ada, &policy, &fields(&caught_up, &stale, ("action", "save"))).await;
    assert_eq!(again.status, 303, "{}", again.text());
    let ids = step_ids(&world, &policy).await;
    assert_eq!((ids.len(), &ids[2]), (3, &added));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_a_step_of_another_policy_or_twice_the_same_is_no_step_of_this_one() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = two(&mut ada, "Mine").await;
    let other = create(&mut ada, "Other", "request").await;
    add_step(&mut ada, &other, 1, &[("approver", "subject")]).await;
    let foreign = draft_on(&ada.get(&other).await).steps[0].clone();
    let page = save(&mut ada, &policy, |draft| draft.steps.push(foreign)).await;
    assert_eq!(page.status, 404);
    let page = save(&mut ada, &policy, |draft| {
        let twice = draft.steps[0].clone();
        draft.steps.push(twice);
    })
    .await;
    assert_eq!(page.status, 404);
    assert_eq!(
        (
            step_ids(&world, &policy).await.len(),
            step_ids(&world, &other).await.len()
        ),
        (2, 1)
    );
    world.end().await;
}
