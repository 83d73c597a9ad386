//! R23: what a proxy does through a delegated role is the delegator's to see, and what changes people's rights is told to them at
//! once, in one message.

use super::{
    delegate_for_mara, delegation_of_mara, newest_task, review_and_revocation, security_managers_work, send,
    super_administrators_work,
};
use crate::support::World;
use crate::tasks::{delegate, request};

/// What was told to a person as done in their name since the last look: what, and through which role.
async fn told(world: &World, username: &str) -> Vec<String> {
    let sql = "SELECT concat_ws(' / ', o.event ->> 'by', o.event ->> 'done', o.event ->> 'role', \
               nullif(o.event ->> 'more', '0')) FROM outbox o JOIN people p ON p.id = o.person_id WHERE p.username = $1 \
               AND o.event ->> 'what' = 'done_in_your_name' ORDER BY o.id";
    let told = world.texts(sql, &[&username]).await;
    let delete = "DELETE FROM outbox WHERE event ->> 'what' = 'done_in_your_name' AND person_id = \
                  (SELECT id FROM people WHERE username = $1)";
    world.execute(delete, &[&username]).await;
    told
}

/// What stands in a person's name: action, who did it, and through which role.
async fn named(world: &World, username: &str) -> Vec<String> {
    let sql = "SELECT concat_ws(' ', l.action, x.username, coalesce(r.code, 'tasks')) FROM audit_in_name_of n \
               JOIN people d ON d.id = n.delegator_id JOIN people x ON x.id = n.proxy_id JOIN audit_log l ON l.id = n.entry_id \
               LEFT JOIN role_delegations g ON g.id = n.role_delegation_id LEFT JOIN roles r ON r.id = g.role_id \
               WHERE d.username = $1 ORDER BY n.entry_id";
    world.texts(sql, &[&username]).await
}

fn by_ben(role: &str, done: &[&str]) -> Vec<String> {
    done.iter()
        .map(|done| format!("Ben Ode / {done} / {role}"))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn r23_a_security_manager_is_told_once_of_each_change_that_their_proxy_makes() {
    let world = World::new().await;
    world.lent("ines", "it_security_manager", "ben").await;
    let mut ben = world.sign_in("ben").await;
    security_managers_work(&world, &mut ben).await;
    let done = [
        "created the role Viewer",
        "changed the role Reader",
        "added Reader to the roles of Bea Lund",
        "changed which roles of Bea Lund are assignable",
        "removed Reader from the roles of Bea Lund",
        "disabled the account of Bea Lund",
        "enabled the account of Bea Lund",
    ];
    assert_eq!(told(&world, "ines").await, by_ben("IT security manager", &done));
    // What followed from the removal stands there too, and is no message of its own.
    let followed = "role_delegation.ended ben it_security_manager".to_owned();
    let stands = named(&world, "ines").await;
    assert!(stands.contains(&followed) && stands.len() == 8, "{stands:?}");
    for other in ["bea", "ben", "ada", "hugo", "mara"] {
        assert_eq!(told(&world, other).await, [""; 0], "{other}");
        assert_eq!(named(&world, other).await, [""; 0], "{other}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r23_a_super_administrator_is_told_of_rights_and_of_nothing_else() {
    let world = World::new().await;
    world.lent("ada", "super_administrator", "ben").await;
    world.create_role("viewer", "Viewer").await;
    let mut ben = world.sign_in("ben").await;
    for (code, value) in [("PER_USER_DELEGATION_MAX_DAYS", "7"), ("RETENTION_DAYS", "400")] {
        let fields = [("code", code), ("level", "site"), ("value", value)];
        send(&mut ben, "/setup/profile-values", &fields).await;
    }
    super_administrators_work(&mut ben).await;
    let done = [
        "set PER_USER_DELEGATION_MAX_DAYS to 7 for the Site",
        "created the role provisioning rule “Sales”",
        "created the policy “Mine”",
        "added a step to the policy “Mine”",
        "made the policy “Mine” the default of its type",
        "made bea the task delegate of Mara Vogel",
    ];
    assert_eq!(told(&world, "ada").await, by_ben("Super administrator", &done));
    let expected = [
        "profile_value.set ben super_administrator",
        "profile_value.set ben super_administrator",
        "grant.autoprovisioned ben super_administrator",
        "grant.autoprovisioned ben super_administrator",
        "provisioning_rule.created ben super_administrator",
        "policy.created ben super_administrator",
        "policy.step_added ben super_administrator",
        "policy.made_default ben super_administrator",
        "job.run_by_hand ben super_administrator",
        "delegation_rule.saved ben super_administrator",
    ];
    assert_eq!(named(&world, "ada").await, expected);
    assert_eq!(
        named(&world, "mara").await,
        [""; 0],
        "for whom it was done is not who delegated"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn n_of_their_own_delegate_a_super_administrator_gets_one_message() {
    let world = World::new().await;
    world.lent("ada", "super_administrator", "ben").await;
    let mut ben = world.sign_in("ben").await;
    let rule = "/admin/directory/users/ada/delegation";
    send(&mut ben, rule, &[("kind", "permanent"), ("delegate", "bea")]).await;
    let mine = "SELECT o.event ->> 'what' FROM outbox o JOIN people p ON p.id = o.person_id WHERE p.username = 'ada'";
    let messages: Vec<String> = world.texts(mine, &[]).await;
    assert_eq!(messages, ["delegate_set_for_you"], "it says that Ben Ode did it");
    let stands = ["delegation_rule.saved ben super_administrator"];
    assert_eq!(named(&world, "ada").await, stands, "and it stands in her name");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r23_reviews_and_revocations_are_one_message_each_however_many_tasks_they_have() {
    let world = World::new().await;
    world.lent("ada", "super_administrator", "ben").await;
    world.create_role("viewer", "Viewer").await;
    world.grant("viewer", &["max", "tess"]).await;
    let mut ben = world.sign_in("ben").await;
    review_and_revocation(&mut ben).await;
    let messages = told(&world, "ada").await;
    assert_eq!(messages.len(), 2, "{messages:?}");
    assert!(
        messages[0].starts_with("Ben Ode / started the access review “"),
        "{messages:?}"
    );
    assert_eq!(
        messages[1],
        "Ben Ode / started “Revoke Viewer from Max Roth” / Super administrator"
    );
    let expected = [
        "access_review.started ben super_administrator",
        "task.review_started ben super_administrator",
        "task.review_started ben super_administrator",
        "task.revocation_started ben super_administrator",
        "task.cancelled ben super_administrator",
    ];
    assert_eq!(named(&world, "ada").await, expected);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r23_an_hr_specialist_is_told_what_their_proxy_delegates_for_others() {
    let world = World::new().await;
    world.lent("hugo", "hr_specialist", "ben").await;
    let mut ben = world.sign_in("ben").await;
    delegation_of_mara(&world, &mut ben).await;
    let done = [
        "delegated Line manager of Mara Vogel to Bea Lund",
        "changed the dates of Line manager, delegated by Mara Vogel to Bea Lund",
        "deleted the delegation of Line manager from Mara Vogel to Bea Lund",
    ];
    assert_eq!(told(&world, "hugo").await, by_ben("HR specialist", &done));
    // Mara delegated nothing to Ben: what was done for her is not what she delegated.
    assert_eq!(named(&world, "mara").await, [""; 0]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r23_what_is_done_in_ones_own_right_is_in_nobodys_name() {
    let world = World::new().await;
    world.lent("ines", "it_security_manager", "ada").await;
    let mut ada = world.sign_in("ada").await;
    let role = [("code", "viewer"), ("name", "Viewer"), ("data_scope", "own")];
    send(&mut ada, "/security-console/roles/new", &role).await;
    let mut hugo = world.sign_in("hugo").await;
    delegate_for_mara(&mut hugo).await;
    assert_eq!(told(&world, "ines").await, [""; 0]);
    assert_eq!(world.count("SELECT count(*) FROM audit_in_name_of").await, 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t11_what_a_proxy_decides_stands_in_the_delegators_name_and_what_it_gives_is_told() {
    let world = crate::tasks::world().await;
    world.lent("ines", "it_security_manager", "max").await;
    let (mut mara, mut max) = (world.sign_in("mara").await, world.sign_in("max").await);
    let approve = [("action", "approve"), ("reason", "Fine")];
    let first = request(&world, "ben", "ben", "approver").await;
    send(&mut mara, &first, &approve).await;
    send(
        &mut max,
        &first,
        &[("action", "comment"), ("comment", "I look at it")],
    )
    .await;
    send(&mut max, &first, &approve).await;
    let second = request(&world, "bea", "bea", "approver").await;
    send(&mut mara, &second, &approve).await;
    send(&mut max, &second, &[("action", "deny"), ("reason", "No")]).await;
    let done = ["Max Roth / approved “Grant AP approver to Ben Ode” / IT security manager"];
    assert_eq!(told(&world, "ines").await, done, "the denial gives nothing");
    let expected = [
        "task.commented max it_security_manager",
        "task.approved max it_security_manager",
        "task.denied max it_security_manager",
    ];
    assert_eq!(named(&world, "ines").await, expected);
    assert_eq!(named(&world, "mara").await, [""; 0], "her own decisions");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r23_what_a_delegate_decides_stands_in_the_owners_name_and_is_told_as_t9_says() {
    let world = crate::tasks::world().await;
    delegate(&world, "mara", "milo").await;
    let task = request(&world, "ben", "ben", "viewer").await;
    let mut milo = world.sign_in("milo").await;
    send(&mut milo, &task, &[("action", "approve"), ("reason", "")]).await;
    assert_eq!(named(&world, "mara").await, ["task.approved milo tasks"]);
    assert_eq!(
        told(&world, "mara").await,
        [""; 0],
        "a rule is no role: she gets its copies"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r23_a_denied_review_and_what_ended_with_the_role_are_one_message() {
    let world = World::new().await;
    world.lent("ines", "it_security_manager", "ben").await;
    world.create_role("viewer", "Viewer").await;
    world.grant("viewer", &["max"]).await;
    let batch = "UPDATE roles SET delegation_allowed = true WHERE code = 'viewer';
        UPDATE policy_steps s SET approver = 'role', approver_role_id = (SELECT id FROM roles WHERE code = 'it_security_manager') \
        FROM policies p WHERE p.id = s.policy_id AND p.kind = 'review'";
    world.database.batch(batch).await;
    world.lent("max", "viewer", "tess").await;
    let mut ada = world.sign_in("ada").await;
    let review = [("role", "viewer"), ("due_on", "2028-01-31")];
    assert_eq!(ada.post("/admin/access-reviews/new", &review).await.status, 303);
    let task = newest_task(&world).await;
    let mut ben = world.sign_in("ben").await;
    send(&mut ben, &task, &[("action", "deny"), ("reason", "Not needed")]).await;
    assert_eq!(
        told(&world, "ines").await,
        by_ben("IT security manager", &["denied “Review Viewer of Max Roth”"])
    );
    let expected = [
        "role_delegation.ended ben it_security_manager",
        "grant.revoked ben it_security_manager",
        "task.denied ben it_security_manager",
    ];
    assert_eq!(named(&world, "ines").await, expected);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g8_in_whose_name_is_neither_changed_nor_removed_and_what_was_logged_before_is_found() {
    let world = crate::tasks::world().await;
    world.lent("ines", "it_security_manager", "max").await;
    world.lent("hugo", "hr_specialist", "ben").await;
    delegate(&world, "mara", "milo").await;
    let mut max = world.sign_in("max").await;
    let role = [("code", "reader"), ("name", "Reader"), ("data_scope", "own")];
    send(&mut max, "/security-console/roles/new", &role).await;
    delegate_for_mara(&mut world.sign_in("ben").await).await;
    let task = request(&world, "bea", "bea", "approver").await;
    let approve = [("action", "approve"), ("reason", "Fine")];
    send(&mut world.sign_in("milo").await, &task, &approve).await;
    send(&mut max, &task, &approve).await;
    let refused = world.database.refuses("DELETE FROM audit_in_name_of").await;
    assert_eq!(refused, "the audit log is append-only");
    let all = "SELECT concat_ws(' ', delegator_id, entry_id, proxy_id, role_delegation_id) FROM audit_in_name_of ORDER BY entry_id";
    let rows = async || -> Vec<String> { world.texts(all, &[]).await };
    let written = rows().await;
    assert_eq!(written.len(), 4, "{written:?}");
    world.database.batch("DROP TABLE audit_in_name_of").await;
    let migration = include_str!("../../../migrations/2026-11-29-000116_done_in_my_name/up.sql");
    world.database.batch(migration).await;
    assert_eq!(rows().await, written);
    world.end().await;
}
