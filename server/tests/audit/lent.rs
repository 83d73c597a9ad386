//! What a proxy does with an administrator's role is recorded for whoever lent it (G4).

use super::{
    delegate_for_mara, delegation_of_mara, review_and_revocation, security_managers_work, send,
    super_administrators_work,
};
use crate::support::World;

/// The newest entries that the person wrote: action, on whose behalf, and as whose proxy where that is somebody else.
async fn entries(world: &World, username: &str) -> Vec<String> {
    let sql = "SELECT concat_ws(' ', l.action, 'for', coalesce(b.username, 'nobody'), l.after ->> 'as_proxy_of') \
               FROM audit_log l JOIN people a ON a.id = l.actor_id LEFT JOIN people b ON b.id = l.on_behalf_of \
               WHERE a.username = $1 AND l.action NOT LIKE 'session.%' ORDER BY l.id";
    world.texts(sql, &[&username]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn g4_a_security_managers_proxy_acts_for_the_security_manager() {
    let world = World::new().await;
    world.lent("ines", "it_security_manager", "ben").await;
    let mut ben = world.sign_in("ben").await;
    security_managers_work(&world, &mut ben).await;
    let expected = [
        "role.created for ines",
        "role.changed for ines",
        "person.roles_changed for ines",
        "person.roles_changed for ines",
        "role_delegation.ended for ines",
        "person.roles_changed for ines",
        "person.disabled for ines",
        "person.enabled for ines",
    ];
    assert_eq!(entries(&world, "ben").await, expected);
    let mut ada = world.sign_in("ada").await;
    let page = ada.get("/admin/audit?action=role").await;
    assert!(page.has_row("Ben Ode for Ines Prado"), "{}", page.text());
    let csv = ada.get("/admin/audit.csv?action=person").await;
    assert!(csv.body.contains("Ben Ode for Ines Prado"), "{}", csv.body);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g4_a_right_of_ones_own_goes_before_a_lent_one() {
    let world = World::new().await;
    world.lent("ines", "it_security_manager", "ada").await;
    let mut ada = world.sign_in("ada").await;
    let role = [("code", "viewer"), ("name", "Viewer"), ("data_scope", "own")];
    send(&mut ada, "/security-console/roles/new", &role).await;
    assert_eq!(entries(&world, "ada").await, ["role.created for nobody"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g4_a_super_administrators_proxy_acts_for_the_super_administrator() {
    let world = World::new().await;
    world.lent("ada", "super_administrator", "ben").await;
    world.create_role("viewer", "Viewer").await;
    let mut ben = world.sign_in("ben").await;
    let value = [
        ("code", "PER_USER_DELEGATION_MAX_DAYS"),
        ("level", "user"),
        ("user", "max"),
        ("value", "7"),
    ];
    send(&mut ben, "/setup/profile-values", &value).await;
    super_administrators_work(&mut ben).await;
    let expected = [
        "profile_value.set for ada",
        "grant.autoprovisioned for ada",
        "grant.autoprovisioned for ada",
        "provisioning_rule.created for ada",
        "policy.created for ada",
        "policy.step_added for ada",
        "policy.made_default for ada",
        "job.run_by_hand for ada",
        "delegation_rule.saved for mara ada",
    ];
    assert_eq!(entries(&world, "ben").await, expected);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g4_reviews_revocations_and_cancelled_tasks_name_the_super_administrator_too() {
    let world = World::new().await;
    world.lent("ada", "super_administrator", "ben").await;
    world.create_role("viewer", "Viewer").await;
    world.grant("viewer", &["max"]).await;
    let mut ben = world.sign_in("ben").await;
    let page = review_and_revocation(&mut ben).await;
    assert!(
        page.has_log_line("Ben Ode for Ada Holm"),
        "its log: {}",
        page.text()
    );
    let expected = [
        "access_review.started for ada",
        "task.review_started for ada",
        "task.revocation_started for ada",
        "task.cancelled for ada",
    ];
    assert_eq!(entries(&world, "ben").await, expected);
    let sql = "SELECT count(*) FROM task_log l JOIN people a ON a.id = l.actor_id JOIN people b ON b.id = l.on_behalf_of \
               WHERE a.username = 'ben' AND b.username = 'ada'";
    assert_eq!(
        world.count(sql).await,
        3,
        "each act stands in its task's log for her"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g4_an_hr_specialists_proxy_lends_for_one_person_as_the_proxy_of_another() {
    let world = World::new().await;
    world.lent("hugo", "hr_specialist", "ben").await;
    let mut ben = world.sign_in("ben").await;
    delegation_of_mara(&world, &mut ben).await;
    let expected = [
        "role_delegation.created for mara hugo",
        "role_delegation.changed for mara hugo",
        "role_delegation.deleted for mara hugo",
    ];
    assert_eq!(entries(&world, "ben").await, expected);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r16_acting_for_oneself_through_a_lent_role_is_self_service() {
    let world = World::new().await;
    world.lent("hugo", "hr_specialist", "mara").await;
    let mut mara = world.sign_in("mara").await;
    delegate_for_mara(&mut mara).await;
    assert_eq!(
        entries(&world, "mara").await,
        ["role_delegation.created for nobody"]
    );
    world.end().await;
}
