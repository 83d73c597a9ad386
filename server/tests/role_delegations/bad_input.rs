//! What is refused, each with its words at the field and nothing lost (G6).

use super::{NEW, OVERVIEW, fields, lend};
use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn g6_every_wrong_field_has_its_words_and_keeps_what_was_typed() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    lend(&mut mara, "bea", "2028-03-01", "2028-03-31").await;
    let cases = [
        ("", "ben", "2028-02-01", "", "Choose a role"),
        (
            "payroll",
            "ben",
            "2028-02-01",
            "",
            "Choose one of the roles offered",
        ),
        (
            "employee",
            "ben",
            "2028-02-01",
            "",
            "Employee cannot be delegated: delegating it is not allowed",
        ),
        (
            "hr_specialist",
            "ben",
            "2028-02-01",
            "",
            "Choose one of the roles offered",
        ),
        (
            "line_manager",
            "",
            "2028-02-01",
            "",
            "Enter the username of the proxy",
        ),
        (
            "line_manager",
            "nobody",
            "2028-02-01",
            "",
            "There is nobody with the username “nobody”",
        ),
        (
            "line_manager",
            "zoe",
            "2028-02-01",
            "",
            "There is nobody with the username “zoe”",
        ),
        (
            "line_manager",
            "mara",
            "2028-02-01",
            "",
            "The proxy must be somebody else",
        ),
        (
            "line_manager",
            "ben",
            "2028-01-10",
            "",
            "Start date must be today or later",
        ),
        (
            "line_manager",
            "ben",
            "2028-02-30",
            "",
            "Start date must be a real date",
        ),
        (
            "line_manager",
            "ben",
            "2028-02-02",
            "2028-02-01",
            "End date must be the same as or after 2 February 2028",
        ),
        (
            "line_manager",
            "bea",
            "2028-03-30",
            "",
            "Bea Lund has Line manager delegated from 1 March 2028 to 30 March 2028 already",
        ),
    ];
    for (role, proxy, from, to, words) in cases {
        for action in ["continue", "save"] {
            let page = mara.submit(NEW, &fields(role, proxy, from, to, action)).await;
            assert_eq!(page.status, 422, "{role} {proxy} {from} {to}");
            assert!(page.has_error(words), "{words}: {}", page.text());
            assert!(page.has("[role=alert]"));
            assert_eq!(page.value_of("starts_on").as_deref(), Some(from));
            assert_eq!(page.value_of("proxy").unwrap_or_default(), proxy);
        }
    }
    assert_eq!(world.count("SELECT count(*) FROM role_delegations").await, 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r4_the_proxy_is_one_of_those_whom_the_delegator_sees() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    let cases = [
        ("SAME_DEPARTMENT", "ben", "max"),
        ("SAME_LOCATION", "max", "tess"),
        ("CHAIN_AND_PEERS", "milo", "max"),
    ];
    for (profile, seen, unseen) in cases {
        let set = "INSERT INTO profile_values (code, value) VALUES ('PUBLIC_PERSON_SECURITY_PROFILE', $1) \
                   ON CONFLICT (code) WHERE person_id IS NULL DO UPDATE SET value = excluded.value";
        world.execute(set, &[&profile]).await;
        let refused = lend(&mut mara, unseen, "2028-05-01", "2028-05-02").await;
        assert_eq!(refused.status, 422, "{profile}: {unseen}");
        assert!(refused.refuses("proxy", &format!("There is nobody with the username “{unseen}”")));
        assert_eq!(
            lend(&mut mara, seen, "2028-05-01", "2028-05-02").await.status,
            200,
            "{profile}: {seen}"
        );
    }
    // What this version cannot read guards as before: nobody is offered, and nothing is saved.
    let newer =
        "UPDATE profile_values SET value = 'SAME_FLOOR' WHERE code = 'PUBLIC_PERSON_SECURITY_PROFILE'";
    world.execute(newer, &[]).await;
    let before = world.count("SELECT count(*) FROM role_delegations").await;
    assert_eq!(
        lend(&mut mara, "ben", "2028-06-01", "2028-06-02").await.status,
        500
    );
    assert_eq!(world.count("SELECT count(*) FROM role_delegations").await, before);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r17_the_maximum_is_the_delegators_and_the_message_names_the_latest_date() {
    let world = World::new().await;
    world
        .execute(
            "INSERT INTO profile_values (code, value) VALUES ('PER_USER_DELEGATION_MAX_DAYS', '10')",
            &[],
        )
        .await;
    let user = "INSERT INTO profile_values (code, person_id, value) SELECT 'PER_USER_DELEGATION_MAX_DAYS', id, '20' \
                FROM people WHERE username = 'milo'";
    world.execute(user, &[]).await;
    let (mut mara, mut milo) = (world.sign_in("mara").await, world.sign_in("milo").await);
    let refused = lend(&mut mara, "ben", "2028-02-01", "2028-02-12").await;
    assert!(
        refused.refuses("ends_on", "End date must be 11 February 2028 or earlier"),
        "{}",
        refused.text()
    );
    let refused = lend(&mut mara, "ben", "2028-02-01", "").await;
    assert!(
        refused.refuses(
            "ends_on",
            "Enter an end date: 11 February 2028 is the latest allowed"
        ),
        "{}",
        refused.text()
    );
    assert_eq!(
        lend(&mut mara, "ben", "2028-02-01", "2028-02-11").await.status,
        200
    );
    assert_eq!(
        lend(&mut milo, "ben", "2028-02-01", "2028-02-21").await.status,
        200,
        "User wins over Site"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r3_a_role_is_lent_only_while_that_is_enabled_and_what_is_lent_stays() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    lend(&mut mara, "ben", "2028-01-11", "").await;
    world
        .execute(
            "UPDATE roles SET delegation_allowed = false WHERE code = 'line_manager'",
            &[],
        )
        .await;
    let refused = lend(&mut mara, "bea", "2028-02-01", "").await;
    assert!(
        refused.refuses(
            "role",
            "Line manager cannot be delegated: delegating it is not allowed"
        ),
        "{}",
        refused.text()
    );
    assert!(
        mara.get(OVERVIEW).await.has_state("In force"),
        "R12: switching it off ends nothing"
    );
    let assignable = "INSERT INTO assignable_roles (person_id, role_id) SELECT p.id, r.id FROM people p, roles r \
                      WHERE p.username = 'mara' AND r.code = 'line_manager'";
    world.execute(assignable, &[]).await;
    assert_eq!(
        lend(&mut mara, "bea", "2028-02-01", "").await.status,
        200,
        "Assignable for this user's role"
    );
    world.end().await;
}
