//! Two tabs, two administrators: nobody's change is lost (G5), and a second click is no problem.

use super::{add_step, approvers, create, move_step, remove_step, rename, saved, step_ids};
use crate::support::{FORM, World};

#[tokio::test(flavor = "multi_thread")]
async fn g5_a_stale_step_form_changes_nothing_says_who_and_keeps_what_was_typed() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = create(&mut ada, "Shared", "request").await;
    add_step(&mut ada, &policy, 1, &[("approver", "manager")]).await;
    add_step(&mut ada, &policy, 2, &[("approver", "subject")]).await;
    let ids = step_ids(&world, &policy).await;
    let path = format!("{policy}/steps/1");
    let opened = ada.get(&path).await;
    let (version, step) = (
        opened.value_of("version").unwrap(),
        opened.value_of("step").unwrap(),
    );
    assert_eq!(step, ids[0]);
    // Abel moves the step away meanwhile.
    world.at("2028-01-11T09:05:00Z");
    let mut abel = world.sign_in("abel").await;
    saved(&mut abel, &policy, move_step(1, 2)).await;
    let typed = [
        ("version", version.as_str()),
        ("step", &step),
        ("approver", "role"),
        ("approver_role", "hr_specialist"),
        ("fallback", "ben"),
    ];
    let stale = ada.post(&path, &typed).await;
    assert_eq!(stale.status, 409);
    assert!(
        stale.has_error("Abel Costa changed this policy on Tue 11 Jan 2028 09:05 Europe/London"),
        "{}",
        stale.text()
    );
    assert_eq!(stale.h1(), "Edit step 2", "the step where it is now");
    assert_eq!(
        stale.value_of("fallback").as_deref(),
        Some("ben"),
        "what was typed is kept"
    );
    assert_eq!(
        approvers(&world, &policy).await,
        ["subject", "manager"],
        "nothing was saved"
    );
    // Having been told, they may save it: it is still the same step.
    let version = stale.value_of("version").unwrap();
    let mut again = typed;
    again[0].1 = &version;
    assert_eq!(ada.post(&path, &again).await.status, 303);
    assert_eq!(approvers(&world, &policy).await, ["subject", "role"]);
    assert_eq!(step_ids(&world, &policy).await, [ids[1].clone(), ids[0].clone()]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_of_two_tabs_that_add_a_step_neither_overwrites_the_other() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = create(&mut ada, "Added", "request").await;
    let path = format!("{policy}/steps/1");
    let version = ada.get(&path).await.value_of("version").unwrap();
    let mut abel = world.sign_in("abel").await;
    add_step(&mut abel, &policy, 1, &[("approver", "subject")]).await;
    let stale = ada
        .post(
            &path,
            &[("version", &version), ("step", ""), ("approver", "manager")],
        )
        .await;
    assert_eq!((stale.status, stale.h1().as_str()), (409, "Edit step 2"));
    let version = stale.value_of("version").unwrap();
    let saved = ada
        .post(
            &path,
            &[("version", &version), ("step", ""), ("approver", "manager")],
        )
        .await;
    assert_eq!(saved.status, 303);
    assert_eq!(approvers(&world, &policy).await, ["subject", "manager"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_a_step_removed_meanwhile_comes_back_as_a_new_one_only_after_its_reader_was_told() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = create(&mut ada, "Removed", "request").await;
    add_step(&mut ada, &policy, 1, &[("approver", "manager")]).await;
    add_step(&mut ada, &policy, 2, &[("approver", "subject")]).await;
    let opened = ada.get(&format!("{policy}/steps/1")).await;
    let (version, step) = (
        opened.value_of("version").unwrap(),
        opened.value_of("step").unwrap(),
    );
    let mut abel = world.sign_in("abel").await;
    saved(&mut abel, &policy, remove_step(1)).await;
    let path = format!("{policy}/steps/1");
    let stale = ada
        .post(
            &path,
            &[("version", &version), ("step", &step), ("approver", "manager")],
        )
        .await;
    assert_eq!((stale.status, stale.h1().as_str()), (409, "Edit step 2"));
    assert_eq!(stale.value_of("step").as_deref(), Some(""));
    assert_eq!(approvers(&world, &policy).await, ["subject"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_a_stale_page_saves_and_deletes_nothing() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = create(&mut ada, "Stale", "request").await;
    add_step(&mut ada, &policy, 1, &[("approver", "manager")]).await;
    add_step(&mut ada, &policy, 2, &[("approver", "subject")]).await;
    let ids = step_ids(&world, &policy).await;
    let version = ada.get(&policy).await.value_of("version").unwrap();
    let mut abel = world.sign_in("abel").await;
    saved(&mut abel, &policy, rename("Renamed")).await;
    for fields in [
        vec![("action", "save"), ("name", "Mine")],
        vec![("action", "delete")],
        vec![("action", "default")],
        vec![("action", "use"), ("role", "line_manager")],
        vec![("action", "stop"), ("role", "line_manager")],
    ] {
        for version in [version.as_str(), "", "x", "0"] {
            let mut all = vec![("version", version)];
            all.extend(&fields);
            let page = ada.post(&policy, &all).await;
            assert_eq!(page.status, 409, "{fields:?} {}", page.text());
            assert!(
                page.has_error("Abel Costa changed this policy"),
                "{}",
                page.text()
            );
        }
    }
    assert_eq!(ada.get(&policy).await.h1(), "Renamed");
    assert_eq!(step_ids(&world, &policy).await, ids);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_a_second_click_finds_it_done() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = create(&mut ada, "Twice", "request").await;
    let path = format!("{policy}/steps/1");
    let version = ada.get(&path).await.value_of("version").unwrap();
    let fields = [
        ("version", version.as_str()),
        ("step", ""),
        ("approver", "manager"),
        ("allow_delegation", "true"),
        FORM,
    ];
    assert_eq!(ada.post(&path, &fields).await.status, 303);
    assert_eq!(ada.post(&path, &fields).await.status, 303, "the same again");
    assert_eq!(step_ids(&world, &policy).await.len(), 1);
    let mut other = fields;
    other[2].1 = "subject";
    assert_eq!(
        ada.post(&path, &other).await.status,
        409,
        "something else is no second click"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_of_many_changes_at_once_from_one_version_one_counts() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = create(&mut ada, "Raced", "request").await;
    let version = ada.get(&policy).await.value_of("version").unwrap();
    let saves = (0..10).map(|number| {
        let (mut tab, path, version) = (ada.clone(), format!("{policy}/steps/1"), version.clone());
        tokio::spawn(async move {
            let approver = if number % 2 == 0 { "manager" } else { "subject" };
            let fields = [
                ("version", version.as_str()),
                ("step", ""),
                ("approver", approver),
            ];
            tab.post(&path, &fields).await.status
        })
    });
    let mut statuses = Vec::new();
    for save in saves.collect::<Vec<_>>() {
        statuses.push(save.await.unwrap());
    }
    assert!(
        statuses.iter().all(|status| [303, 409].contains(status)),
        "{statuses:?}"
    );
    assert!(statuses.contains(&303) && statuses.contains(&409), "{statuses:?}");
    assert_eq!(step_ids(&world, &policy).await.len(), 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_somebody_else_of_the_same_name_is_no_second_click() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = create(&mut ada, "Shared", "request").await;
    let version = ada.get(&policy).await.value_of("version").unwrap();
    world
        .execute(
            "UPDATE people SET display_name = 'Ada Holm' WHERE username = 'abel'",
            &[],
        )
        .await;
    let rename = [
        ("action", "save"),
        ("name", "Shared anew"),
        ("version", version.as_str()),
        FORM,
    ];
    assert_eq!(ada.post(&policy, &rename).await.status, 303);
    let mut abel = world.sign_in("abel").await;
    assert_eq!(
        abel.post(&policy, &rename).await.status,
        409,
        "it was not his click"
    );
    assert_eq!(ada.post(&policy, &rename).await.status, 303, "it was hers");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_two_policies_made_the_default_at_once_leave_one_default() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let mut tabs = Vec::new();
    for name in ["One", "Two"] {
        let policy = create(&mut ada, name, "request").await;
        add_step(&mut ada, &policy, 1, &[("approver", "manager")]).await;
        let version = ada.get(&policy).await.value_of("version").unwrap();
        tabs.push((policy, version));
    }
    // Both wait for the row of the present default.
    let mut holder = world.connection().await;
    let tx = holder.transaction().await.unwrap();
    tx.execute("SELECT FROM policies WHERE is_default FOR UPDATE", &[])
        .await
        .unwrap();
    let clicks: Vec<_> = tabs
        .into_iter()
        .map(|(policy, version)| {
            let mut tab = ada.clone();
            tokio::spawn(async move {
                tab.post(&policy, &[("action", "default"), ("version", &version)])
                    .await
                    .status
            })
        })
        .collect();
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while world.count(waiting).await < 2 {
        tokio::task::yield_now().await;
    }
    tx.commit().await.unwrap();
    for click in clicks {
        assert_eq!(click.await.unwrap(), 303);
    }
    let defaults = "SELECT count(*) FROM policies WHERE kind = 'request' AND is_default";
    assert_eq!(world.count(defaults).await, 1);
    world.end().await;
}
