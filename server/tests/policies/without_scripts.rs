//! The editor where no script runs: its buttons post the whole form, and the page comes back with it; nothing is saved by them.

use domain::policy::Draft;

use super::{add_step, create, draft_on, posted, send, step_ids};
use crate::support::{Browser, Page, World};

/// Presses a button of the editor on a page, with more that was typed.
async fn press(
    browser: &mut Browser,
    policy: &str,
    page: &Page,
    button: &str,
    typed: &[(&'static str, &str)],
) -> Page {
    let offered = page.all("button[name=edit]");
    let found = offered.iter().find(|offered| offered.text() == button);
    let found = found.unwrap_or_else(|| panic!("no button {button:?}: {:?}", page.buttons()));
    assert_eq!(found.attribute("disabled"), None, "{button}");
    let code = found.attribute("value").unwrap().to_owned();
    let mut fields = posted(&draft_on(page), &page.value_of("version").unwrap());
    fields.extend(page.value_of("open").map(|open| ("open", open)));
    fields.extend(typed.iter().map(|(name, value)| (*name, (*value).to_owned())));
    fields.push(("edit", code));
    let next = send(browser, policy, &fields).await;
    assert_eq!(next.status, 200, "{}", next.text());
    next
}

#[tokio::test(flavor = "multi_thread")]
async fn t10_steps_are_added_edited_moved_and_removed_by_plain_buttons() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = create(&mut ada, "Plain", "request").await;
    add_step(
        &mut ada,
        &policy,
        1,
        &[("approver", "manager"), ("allow_delegation", "true")],
    )
    .await;
    let saved = ada.get(&policy).await;
    assert!(
        saved.links_to(&format!("{policy}/steps/1")),
        "the pencil leads to the step's own page"
    );
    let page = press(&mut ada, &policy, &saved, "Add step", &[]).await;
    assert_eq!(page.value_of("open").as_deref(), Some("2"));
    assert!(
        !page.links_to(&format!("{policy}/steps/1")),
        "a link would lose what was typed"
    );
    let typed = [
        ("approver", "people"),
        ("approvers", ""),
        ("approvers", "ben"),
        ("reason_to_deny", "true"),
    ];
    let page = press(&mut ada, &policy, &page, "Add people", &typed).await;
    assert_eq!(page.count("[name=approvers]"), 8);
    let page = press(&mut ada, &policy, &page, "Done", &typed).await;
    assert!(
        page.has_step("Step 2: ben Delegation disabled not saved yet"),
        "{}",
        page.text()
    );
    let page = press(&mut ada, &policy, &page, "Move step 2 up", &[]).await;
    assert!(page.has_step("Step 1: ben") && page.has_step("Step 2: The subject’s manager"));
    let page = press(&mut ada, &policy, &page, "Edit step 2", &[]).await;
    assert_eq!(page.value_of("open").as_deref(), Some("2"));
    let page = press(
        &mut ada,
        &policy,
        &page,
        "Move step 1 down",
        &[("approver", "subject")],
    )
    .await;
    assert_eq!(
        page.value_of("open").as_deref(),
        Some("1"),
        "the open step stays open"
    );
    let bar = page.one(".unsaved-bar").text();
    assert!(
        bar.contains("3 unsaved changes Step 1: Approver The subject’s manager → The subject"),
        "{bar}"
    );
    assert_eq!(step_ids(&world, &policy).await.len(), 1, "nothing is saved");
    let page = press(
        &mut ada,
        &policy,
        &page,
        "Remove step 2",
        &[("approver", "subject")],
    )
    .await;
    let draft: Draft = draft_on(&page);
    assert_eq!(draft.steps.len(), 1);
    let mut fields = posted(&draft, &page.value_of("version").unwrap());
    fields.push(("action", "save".to_owned()));
    assert_eq!(send(&mut ada, &policy, &fields).await.status, 303);
    assert!(
        ada.get(&policy)
            .await
            .has_step("Step 1: The subject Delegation disabled")
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t5_who_would_be_asked_is_told_of_the_steps_as_they_are_typed() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = create(&mut ada, "Tried", "request").await;
    add_step(&mut ada, &policy, 1, &[("approver", "manager")]).await;
    let page = ada.get(&policy).await;
    let page = press(&mut ada, &policy, &page, "Add step", &[]).await;
    let typed = [("approver", "people"), ("approvers", "hugo"), ("subject", "ben")];
    let page = press(&mut ada, &policy, &page, "Show who is asked", &typed).await;
    let preview = page.region("preview");
    assert!(
        preview.says("Step 2: Hugo Lind Asks Hugo Lind"),
        "{}",
        preview.text()
    );
    assert_eq!(page.value_of("subject").as_deref(), Some("ben"));
    assert_eq!(page.value_of("open").as_deref(), Some("2"));
    assert_eq!(step_ids(&world, &policy).await.len(), 1, "nothing is saved");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_a_button_keeps_the_version_that_the_page_was_opened_with() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = create(&mut ada, "Kept", "request").await;
    let opened = ada.get(&policy).await;
    let mut abel = world.sign_in("abel").await;
    add_step(&mut abel, &policy, 1, &[("approver", "manager")]).await;
    let page = press(&mut ada, &policy, &opened, "Add step", &[]).await;
    assert_eq!(page.value_of("version"), opened.value_of("version"));
    let mut fields = posted(&draft_on(&page), &page.value_of("version").unwrap());
    fields.push(("action", "save".to_owned()));
    assert_eq!(send(&mut ada, &policy, &fields).await.status, 409);
    world.end().await;
}
