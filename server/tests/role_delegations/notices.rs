//! Who is told that a delegation was created or deleted (R18), for oneself and on behalf of others (R16).

use super::{edit_path, fields, lend, site};
use crate::support::World;

const ON: &str = "PER_USER_DELEGATION_SEND_NOTIFICATIONS";

/// Who was told since the last look, by name.
async fn told(world: &World) -> Vec<String> {
    let sql = "SELECT p.username FROM outbox o JOIN people p ON p.id = o.person_id ORDER BY p.username";
    let told = world.texts(sql, &[]).await;
    world.execute("DELETE FROM outbox", &[]).await;
    told
}

const NEW_FOR_MARA: &str = "/hr/accounts/mara/delegations/new";

async fn edit_for_mara(world: &World) -> String {
    edit_path(world)
        .await
        .replace("/me/roles-and-delegations/", "/hr/accounts/mara/delegations/")
}

#[tokio::test(flavor = "multi_thread")]
async fn r18_anything_but_y_is_off_and_off_means_no_notice_at_all() {
    let world = World::new().await;
    let (mut mara, mut hugo) = (world.sign_in("mara").await, world.sign_in("hugo").await);
    for (index, value) in ["", "0", "N", "y", "Yes"].into_iter().enumerate() {
        if !value.is_empty() {
            site(&world, ON, value).await;
        }
        let day = format!("2028-02-0{}", index + 1);
        lend(&mut mara, "ben", &day, &day).await;
        let path = edit_path(&world).await;
        let gone = mara
            .submit(&path, &[("version", "1"), ("action", "delete")])
            .await;
        assert_eq!(gone.status, 200);
        let form = fields("line_manager", "bea", &day, &day, "save");
        assert_eq!(hugo.submit(NEW_FOR_MARA, &form).await.status, 200);
        assert_eq!(told(&world).await, [""; 0], "{value}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r18_self_service_tells_the_proxy_and_on_behalf_both() {
    let world = World::new().await;
    site(&world, ON, "Y").await;
    let (mut mara, mut hugo) = (world.sign_in("mara").await, world.sign_in("hugo").await);
    lend(&mut mara, "bea", "2028-01-11", "2028-02-10").await;
    assert_eq!(told(&world).await, ["bea"]);
    let delete = [("version", "1"), ("action", "delete")];
    mara.submit(&edit_path(&world).await, &delete).await;
    assert_eq!(told(&world).await, ["bea"]);
    let form = fields("line_manager", "ben", "2028-01-11", "2028-02-10", "save");
    hugo.submit(NEW_FOR_MARA, &form).await;
    let mut ben = world.sign_in("ben").await;
    let list = ben.get("/notifications").await;
    assert!(
        list.has_log_line("Line manager of Mara Vogel was delegated to Ben Ode by Hugo Lind."),
        "{}",
        list.text()
    );
    assert!(
        list.has_log_line(
            "Ben Ode has Line manager from Tue 11 Jan 2028 09:00 to the end of Wed 9 Feb 2028, Europe/London; last day: \
             Wednesday 9 February 2028."
        ),
        "it is read after the save: {}",
        list.text()
    );
    assert_eq!(told(&world).await, ["ben", "mara"]);
    hugo.submit(&edit_for_mara(&world).await, &delete).await;
    assert_eq!(told(&world).await, ["ben", "mara"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r18_a_specialist_who_acts_for_themselves_is_self_service() {
    let world = World::new().await;
    site(&world, ON, "Y").await;
    super::allow(&world, "hr_specialist", true).await;
    let mut hugo = world.sign_in("hugo").await;
    let form = fields("hr_specialist", "ben", "2028-02-01", "2028-02-10", "save");
    let page = hugo.submit("/hr/accounts/hugo/delegations/new", &form).await;
    assert_eq!(page.status, 200, "{}", page.text());
    // The role is administrative: its delegator is told of what they did themselves, too.
    assert_eq!(told(&world).await, ["ben", "hugo"]);
    let alone =
        "SELECT count(*) FROM audit_log WHERE action = 'role_delegation.created' AND on_behalf_of IS NULL";
    assert_eq!(world.count(alone).await, 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r11_what_is_over_is_told_with_the_instant_at_which_it_ended() {
    const THEN: &str = "2028-01-13T10:00:00Z";
    // Until when it was to be, what is done on the 13th, and what the proxy reads of it.
    let cases = [
        (
            "2028-02-10",
            "delete",
            "was deleted by Mara Vogel (it ended on Thu 13 Jan 2028 10:00, Europe/London).",
        ),
        (
            "",
            "delete",
            "was deleted by Mara Vogel (it ended on Thu 13 Jan 2028 10:00, Europe/London).",
        ),
        (
            "2028-02-10",
            "save",
            "to you has ended (it ended on Thu 13 Jan 2028 10:00, Europe/London).",
        ),
    ];
    for (ends_on, action, words) in cases {
        let world = World::new().await;
        site(&world, ON, "Y").await;
        let (mut mara, mut ben) = (world.sign_in("mara").await, world.sign_in("ben").await);
        lend(&mut mara, "ben", "2028-01-11", ends_on).await;
        // As the notice of its creation says it.
        let planned = match ends_on {
            "" => "until the delegation is deleted",
            _ => "last day",
        };
        let list = ben.get("/notifications").await;
        assert!(list.has_log_line(planned), "{ends_on}: {}", list.text());
        world.at(THEN);
        let path = edit_path(&world).await;
        let done = super::change(&mut mara, &path, "", "2028-01-13", action).await;
        assert_eq!(done.status, 200, "{}", done.text());
        // Of what was planned nothing is left but in the notice of its creation.
        world
            .execute("DELETE FROM outbox WHERE event->>'what' = 'role_delegated'", &[])
            .await;
        let list = ben.get("/notifications").await;
        assert!(list.has_log_line(words), "{}", list.text());
        assert!(!list.says(planned), "{}", list.text());
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r11_what_never_began_is_told_without_an_end() {
    let world = World::new().await;
    site(&world, ON, "Y").await;
    let (mut mara, mut ben) = (world.sign_in("mara").await, world.sign_in("ben").await);
    lend(&mut mara, "ben", "2028-02-01", "2028-02-10").await;
    let delete = [("version", "1"), ("action", "delete")];
    mara.submit(&edit_path(&world).await, &delete).await;
    let list = ben.get("/notifications").await;
    assert!(
        list.has_log_line("to Ben Ode was deleted by Mara Vogel."),
        "{}",
        list.text()
    );
    world.end().await;
}
