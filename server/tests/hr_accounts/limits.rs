//! What R16 forbids, on the page, in the handler and in what islands ask: who may not be the proxy, who may change, forged ids.

use super::{account, edit_for, new_for, newest};
use crate::role_delegations::{OVERVIEW, change, fields, lend};
use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn r16_the_acting_specialist_cannot_be_the_proxy_nor_change_what_was_lent_to_them() {
    let world = World::new().await;
    let (mut mara, mut hugo) = (world.sign_in("mara").await, world.sign_in("hugo").await);
    for action in ["continue", "save"] {
        let form = fields("line_manager", "hugo", "2028-02-01", "2028-02-10", action);
        let page = hugo.submit(&new_for("mara"), &form).await;
        assert_eq!(page.status, 422, "{action}");
        assert!(
            page.refuses(
                "proxy",
                "You cannot be the proxy of what you delegate for somebody else"
            ),
            "{}",
            page.text()
        );
    }
    lend(&mut mara, "hugo", "2028-01-11", "2028-01-31").await;
    let edit = edit_for("mara", newest(&world).await);
    let page = hugo.get(&account("mara")).await;
    assert!(
        page.has_row("Line manager Hugo Lind") && !page.body.contains(&edit),
        "it is shown without a way to change it"
    );
    assert_eq!(hugo.get(&edit).await.status, 404);
    for action in ["continue", "save", "ask", "keep", "delete", "next_day", ""] {
        let form = [("ends_on", "2029-01-01"), ("version", "1"), ("action", action)];
        assert_eq!(hugo.post(&edit, &form).await.status, 404, "{action}");
    }
    let untouched = "SELECT count(*) FROM role_delegations WHERE version = 1 AND ended_at IS NULL";
    assert_eq!(world.count(untouched).await, 1);
    // Another specialist may.
    let sql = "INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2027-01-01T00:00:00Z' \
               FROM people p, roles r WHERE p.username = 'ines' AND r.code = 'hr_specialist'";
    world.execute(sql, &[]).await;
    let mut ines = world.sign_in("ines").await;
    assert_eq!(
        change(&mut ines, &edit, "", "2028-01-30", "save").await.status,
        200
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r16_the_delegator_may_change_what_was_made_for_them_and_a_specialist_what_they_made() {
    let world = World::new().await;
    let (mut mara, mut hugo) = (world.sign_in("mara").await, world.sign_in("hugo").await);
    let form = fields("line_manager", "ben", "2028-02-01", "2028-02-10", "save");
    hugo.submit(&new_for("mara"), &form).await;
    let own = format!("{OVERVIEW}/{}/edit", newest(&world).await);
    let page = change(&mut mara, &own, "2028-02-01", "2028-02-09", "save").await;
    assert_eq!(page.status, 200, "{}", page.text());
    let gone = mara.submit(&own, &[("version", "2"), ("action", "delete")]).await;
    assert_eq!(gone.flash(), "The delegation is cancelled.");
    lend(&mut mara, "ben", "2028-01-11", "").await;
    let edit = edit_for("mara", newest(&world).await);
    let page = change(&mut hugo, &edit, "", "2028-01-31", "save").await;
    assert_eq!(page.status, 200, "{}", page.text());
    let gone = hugo
        .submit(&edit, &[("version", "2"), ("action", "delete")])
        .await;
    assert_eq!(gone.flash(), "The delegation has ended.");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r15_a_proxy_can_neither_edit_nor_delete_by_any_path() {
    let world = World::new().await;
    let (mut mara, mut ben) = (world.sign_in("mara").await, world.sign_in("ben").await);
    lend(&mut mara, "ben", "2028-01-11", "2028-01-31").await;
    let id = newest(&world).await;
    let paths = [
        (format!("{OVERVIEW}/{id}/edit"), 404),
        (edit_for("mara", id), 403),
        (edit_for("ben", id), 403),
    ];
    for (path, status) in paths {
        assert_eq!(ben.get(&path).await.status, status, "{path}");
        for action in ["continue", "save", "ask", "keep", "delete", "next_day", ""] {
            let form = [("ends_on", "2029-01-01"), ("version", "1"), ("action", action)];
            assert_eq!(ben.post(&path, &form).await.status, status, "{path} {action}");
        }
    }
    let untouched = "SELECT count(*) FROM role_delegations WHERE version = 1 AND ended_at IS NULL";
    assert_eq!(world.count(untouched).await, 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_an_id_counts_only_below_its_delegator_and_in_ones_scope() {
    let world = World::new().await;
    super::specialist(&world, "mara", "reports").await;
    let (mut mara, mut milo, mut hugo) = (
        world.sign_in("mara").await,
        world.sign_in("milo").await,
        world.sign_in("hugo").await,
    );
    lend(&mut mara, "ben", "2028-02-01", "2028-02-10").await;
    let of_mara = newest(&world).await;
    lend(&mut milo, "ben", "2028-02-01", "2028-02-10").await;
    let of_milo = newest(&world).await;
    let save = |version: &'static str| {
        [
            ("ends_on", "2028-02-09"),
            ("starts_on", "2028-02-01"),
            ("version", version),
            ("action", "save"),
        ]
    };
    // First one's own, then another's: each is judged by itself.
    assert_eq!(
        hugo.post(&edit_for("mara", of_mara), &save("1")).await.status,
        303
    );
    let forged = [
        edit_for("mara", of_milo),
        edit_for("ben", of_mara),
        edit_for("nobody", of_mara),
        edit_for("mara", 987_654),
        "/hr/accounts/mara/delegations/x/edit".to_owned(),
        "/hr/accounts/mara/delegations/-1/edit".to_owned(),
        "/hr/accounts/mara/delegations/99999999999999999999/edit".to_owned(),
        format!("{OVERVIEW}/{of_mara}/edit"),
    ];
    for path in forged {
        assert_eq!(hugo.get(&path).await.status, 404, "{path}");
        for action in ["save", "delete", "continue"] {
            let form = [("ends_on", "2028-02-08"), ("version", "1"), ("action", action)];
            assert_eq!(hugo.post(&path, &form).await.status, 404, "{path} {action}");
        }
    }
    // Milo does not report to mara: to her he does not exist here.
    for path in [account("milo"), new_for("milo"), edit_for("milo", of_milo)] {
        assert_eq!(mara.get(&path).await.status, 404, "{path}");
    }
    let form = fields("line_manager", "bea", "2028-03-01", "2028-03-10", "save");
    assert_eq!(mara.post(&new_for("milo"), &form).await.status, 404);
    assert_eq!(
        mara.post(&edit_for("milo", of_milo), &save("1")).await.status,
        404
    );
    let untouched = "SELECT count(*) FROM role_delegations WHERE version = 1";
    assert_eq!(world.count(untouched).await, 1, "milo's");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r12_nothing_is_lent_for_somebody_who_has_left() {
    let world = World::new().await;
    let sql = "INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2027-01-01T00:00:00Z' \
               FROM people p, roles r WHERE p.username = 'zoe' AND r.code = 'line_manager'";
    world.execute(sql, &[]).await;
    let mut hugo = world.sign_in("hugo").await;
    let form = fields("line_manager", "ben", "2028-02-01", "2028-02-10", "save");
    let page = hugo.submit(&new_for("zoe"), &form).await;
    assert_eq!(page.status, 422);
    assert!(
        page.refuses("role", "Zoe Hart has left: no role can be delegated"),
        "{}",
        page.text()
    );
    assert_eq!(page.value_of("proxy").as_deref(), Some("ben"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_what_is_wrong_on_behalf_is_said_as_for_oneself_and_kept() {
    let world = World::new().await;
    let mut hugo = world.sign_in("hugo").await;
    let cases = [
        ("", "ben", "Choose a role"),
        ("hr_specialist", "ben", "Choose one of the roles offered"),
        ("line_manager", "mara", "The proxy must be somebody else"),
        ("line_manager", "zoe", "There is nobody with the username “zoe”"),
    ];
    for (role, proxy, words) in cases {
        for action in ["continue", "save"] {
            let form = fields(role, proxy, "2028-02-01", "2028-01-31", action);
            let page = hugo.submit(&new_for("mara"), &form).await;
            assert_eq!(page.status, 422, "{role} {proxy}");
            assert_eq!(page.h1(), "Delegate a role for Mara Vogel");
            assert!(page.has_error(words), "{words}: {}", page.text());
            assert!(page.refuses("ends_on", "End date must be the same as or after 1 February 2028"));
            assert_eq!(page.value_of("proxy").as_deref(), Some(proxy));
            assert_eq!(page.value_of("ends_on").as_deref(), Some("2028-01-31"));
        }
    }
    world.end().await;
}
