//! What is asked before an account is disabled or a role is taken away (S, R11, R12, T7): what is said before is what happens after,
//! asking changes nothing, and what was ticked is never lost.

use super::{LENT, USERS, assignable, tick};
use crate::support::{Browser, Page, World};

const MARA: &str = "/security-console/users/mara";
const MILO: &str = "/security-console/users/milo";

/// Asks as the page's buttons do, with what is ticked.
async fn ask(browser: &mut Browser, path: &str, ask: &str, ticks: &[&str]) -> Page {
    let version = browser.get(path).await.value_of("version").unwrap();
    let mut fields = vec![("version", version.as_str()), ("role", ""), ("ask", ask)];
    fields.extend(ticks.iter().map(|code| ("assignable", *code)));
    browser.post(path, &fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_s_disabling_asks_with_everything_that_follows_counted() {
    let world = World::new().await;
    world.database.batch(LENT).await;
    let mut max = world.sign_in("max").await;
    let delegate = [("kind", "permanent"), ("delegate", "mara")];
    max.post("/profile/delegate", &delegate).await;
    let mut mara = world.sign_in("mara").await;
    let _other_device = world.sign_in("mara").await;
    let mut ines = world.sign_in("ines").await;
    let asked = ask(&mut ines, MARA, "disable", &[]).await;
    assert_eq!(
        (asked.status, asked.h1().as_str()),
        (200, "Disable Mara Vogel?"),
        "{}",
        asked.text()
    );
    for words in [
        "2 sessions end Mara Vogel is signed out.",
        "1 delegation is suspended 1 made by Mara Vogel",
        "1 person is notified",
    ] {
        assert!(asked.has_effect(words), "{words}: {}", asked.text());
    }
    assert_eq!(
        asked.count(".effects li"),
        3,
        "no task waits for her: {}",
        asked.text()
    );
    let enables = "button[name=action][value=enable]";
    assert!(
        mara.get("/").await.status == 200 && !ines.get(MARA).await.has(enables),
        "nothing has happened"
    );
    let entries = "SELECT count(*) FROM audit_log WHERE action = 'person.disabled'";
    assert_eq!(world.count(entries).await, 0);
    // The answer is the form that the question holds.
    let version = asked.value_of("version").unwrap();
    let answer = [("version", version.as_str()), ("action", "disable")];
    assert_eq!(ines.post(MARA, &answer).await.status, 303);
    let page = ines.get(MARA).await;
    assert!(
        page.has_message(
            "The account of Mara Vogel is disabled. 2 sessions have ended. 1 delegation is suspended."
        ) && page.has_message("Back to Users")
            && page.has(enables),
        "{}",
        page.text()
    );
    assert_eq!(world.count(entries).await, 1);
    let again = ask(&mut ines, MARA, "disable", &[]).await;
    assert!(
        again.status == 409 && again.has_error("The account of Mara Vogel is disabled already."),
        "{}",
        again.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_d2_taking_away_employee_says_that_no_page_opens_any_more() {
    let world = World::new().await;
    let mut ines = world.sign_in("ines").await;
    let nothing = "cannot open any page";
    let manager = ask(&mut ines, MILO, "remove:line_manager", &[]).await;
    assert!(
        manager.h1() == "Remove Line manager from Milo Kern?" && !manager.says(nothing),
        "{}",
        manager.text()
    );
    ines.send_form(MILO, &[("remove", "line_manager"), ("confirmed", "line_manager")])
        .await;
    let employee = ask(&mut ines, MILO, "remove:employee", &[]).await;
    assert!(
        employee.h1() == "Remove Employee from Milo Kern?" && employee.has_effect(nothing),
        "{}",
        employee.text()
    );
    ines.send_form(MILO, &[("remove", "employee"), ("confirmed", "employee")])
        .await;
    assert_eq!(
        ines.get(MILO).await.flash(),
        "Employee is removed from Milo Kern."
    );
    assert!(world.roles_of("milo").await.is_empty());
    let mut milo = world.sign_in("milo").await;
    assert_eq!(milo.get("/").await.status, 403, "as was said");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_g5_what_was_ticked_goes_along_and_comes_back() {
    let world = World::new().await;
    world.database.batch(LENT).await;
    let mut ines = world.sign_in("ines").await;
    let asked = ask(&mut ines, MARA, "remove:viewer", &["line_manager"]).await;
    assert!(
        asked.has_effect("1 change of Assignable is saved too On for Line manager"),
        "{}",
        asked.text()
    );
    assert!(asked.has_effect("Adding the role again does not bring its delegations back."));
    assert!(
        assignable(&world, "mara").await.is_empty(),
        "asking saves nothing"
    );
    // "Keep role" leads back to the page with the draft.
    let version = asked.value_of("version").unwrap();
    let keep = [
        ("version", version.as_str()),
        ("assignable", "line_manager"),
        ("remove", "viewer"),
        ("confirmed", "viewer"),
        ("ask", "keep"),
    ];
    let kept = ines.post(MARA, &keep).await;
    assert_eq!(kept.status, 200);
    assert_eq!(tick(&kept, "line_manager"), Some(true), "{}", kept.text());
    assert!(
        kept.has_notice("What is ticked is not saved yet."),
        "{}",
        kept.text()
    );
    assert!(!ines.get(MARA).await.says("What is ticked is not saved yet."));
    assert!(
        world.roles_of("mara").await.contains(&"viewer".to_owned()),
        "keeping takes nothing"
    );
    // The answer saves both.
    let answer = [
        ("version", version.as_str()),
        ("assignable", "line_manager"),
        ("remove", "viewer"),
        ("confirmed", "viewer"),
    ];
    assert_eq!(ines.post(MARA, &answer).await.status, 303);
    let page = ines.get(MARA).await;
    assert!(
        page.has_message("Payroll viewer is removed from Mara Vogel. 2 delegations of it have ended.")
            && page.has_message("Assignable is switched on for Line manager: Mara Vogel may delegate it."),
        "{}",
        page.text()
    );
    assert_eq!(assignable(&world, "mara").await, ["line_manager"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_s_what_would_be_refused_is_not_asked() {
    let world = World::new().await;
    let mut ines = world.sign_in("ines").await;
    ines.send_form(
        "/security-console/users/abel",
        &[("remove", "super_administrator")],
    )
    .await;
    let (own, ada) = ("/security-console/users/ines", "/security-console/users/ada");
    for (path, what, status, words) in [
        (own, "disable", 409, "You cannot disable your own account"),
        (ada, "disable", 409, "last active super administrator"),
        (
            ada,
            "remove:super_administrator",
            409,
            "last active super administrator",
        ),
        (MILO, "remove:burglar", 404, ""),
        (MILO, "remove:", 422, ""),
        (MILO, "steal", 422, ""),
        (MILO, "disable", 200, "Disable Milo Kern?"),
    ] {
        let page = ask(&mut ines, path, what, &[]).await;
        assert!(
            page.status == status && page.says(words),
            "{path} {what}: {} {}",
            page.status,
            page.text()
        );
    }
    // Somebody was quicker (G5).
    let version = ines.get(MILO).await.value_of("version").unwrap();
    let mut ada = world.sign_in("ada").await;
    ada.send_form(MILO, &[("assignable", "line_manager")]).await;
    let late = [
        ("version", version.as_str()),
        ("assignable", "line_manager"),
        ("ask", "remove:employee"),
    ];
    let late = ines.post(MILO, &late).await;
    assert!(
        late.status == 409 && late.has_error("Ada Holm changed what this person holds"),
        "{}",
        late.text()
    );
    assert_eq!(tick(&late, "line_manager"), Some(true), "what was ticked is kept");
    // Who does not manage security learns nothing.
    for who in ["ben", "hugo"] {
        let page = world.sign_in(who).await.post(MILO, &[("ask", "disable")]).await;
        assert_eq!(page.status, 403, "{who}");
    }
    assert_eq!(ines.get(USERS).await.status, 200);
    world.end().await;
}
