//! Filters and searches of lists, and what else stands behind the question mark of a page.

use super::organisation::{Organisation, SECRETS};
use super::{OBJECT, Pair, assert_same};

/// By whom, where, and what: the object as `{}`.
fn questions(org: &Organisation) -> Vec<(&'static str, &'static str, Pair)> {
    vec![
        ("mara", "/?subject={}", org.person()),
        ("mara", "/?subject={}", org.leaver()),
        ("mara", "/?standing_in_for={}", org.leaver()),
        ("mara", "/?role={}", org.role()),
        ("mara", "/team/absences?q={}", org.person()),
        ("mara", "/team/absences?change={}", org.absence()),
        ("max", "/team/absences?change={}&for=milo", org.absence()),
        ("dora", "/hr/accounts?q={}", org.person()),
        (
            "sid",
            "/security-console/why?person={}&privilege=manage_absences&target=ben&at=",
            org.person(),
        ),
        (
            "sid",
            "/security-console/why?person=mara&privilege=manage_absences&target={}&at=",
            org.person(),
        ),
        (
            "sid",
            "/setup/profile-values?code=PER_USER_DELEGATION_MAX_DAYS&edit={}",
            org.person(),
        ),
        ("sid", "/admin/directory/users/mara/revoke?role={}", org.role()),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn s_no_filter_tells_whether_there_is_what_the_reader_may_not_see() {
    let org = Organisation::new().await;
    for (who, question, pair) in questions(&org) {
        let mut browser = org.world.sign_in(who).await;
        let hidden = browser.get(&question.replace(OBJECT, &pair.hidden)).await;
        let unknown = browser.get(&question.replace(OBJECT, &pair.unknown)).await;
        let context = format!("{question} as {who}");
        assert_same(&pair, (&hidden, &unknown), &context);
        assert!(hidden.status != 403, "{context}");
        for secret in SECRETS {
            assert!(!hidden.body.contains(secret), "{context}: {secret}");
        }
    }
    org.world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_the_username_of_somebody_who_has_left_changes_nothing_of_what_a_part_of_a_name_finds() {
    let org = Organisation::new().await;
    // "od" is the username of somebody who has left, and a part of Ben Ode's name.
    let fields = [("subject", "ben"), ("role", "line_manager"), ("reason", "")];
    let page = org
        .world
        .sign_in("ben")
        .await
        .post("/requests/new", &fields)
        .await;
    assert_eq!(page.status, 303, "{}", page.text());
    let mut mara = org.world.sign_in("mara").await;
    for (typed, is_found) in [
        ("de", true),
        ("od", true),
        ("ben", true),
        ("bea", false),
        ("xx", false),
    ] {
        let list = mara.get(&format!("/?subject={typed}")).await;
        assert_eq!(list.says("to Ben Ode"), is_found, "{typed}: {}", list.text());
    }
    org.world.end().await;
}
