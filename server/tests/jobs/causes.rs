//! What ends a delegation for good, and what only suspends it (R11, R12); what comes and goes with the assignment (R20).

use super::{delegations, leads, lend, run, told};
use crate::support::World;

const MARA: &str = "mara,Mara Vogel,mara@example.org,ada,Finance,Manager,London,2016-01-01";

fn mara(terminated: &str, roles: &str) -> String {
    format!("{MARA},{terminated},Europe/London,{roles}")
}

#[tokio::test(flavor = "multi_thread")]
async fn r12_a_termination_that_has_come_ends_it_with_the_import_and_both_are_told_why() {
    for (line, who, reason) in [
        (mara("2028-01-10", "employee line_manager"), "delegator_terminated", "the delegator left"),
        (
            "max,Max Roth,max@example.org,milo,Sales,Clerk,London,2019-01-01,2028-01-10,Europe/London,employee".to_owned(),
            "proxy_terminated",
            "the proxy left",
        ),
    ] {
        let world = World::new().await;
        lend(&world, "mara", "max", "2028-01-11", "2028-02-10").await;
        lend(&world, "mara", "max", "2028-03-01", "2028-03-10").await;
        world.import(&line).await;
        assert_eq!(
            delegations(&world).await,
            [format!("max ended: {who}"), format!("max cancelled: {who}")]
        );
        let messages = "SELECT count(*) FROM outbox WHERE event_key LIKE 'delegation:%:over'";
        assert_eq!(world.count(messages).await, 4, "both, of each");
        let one = if who == "proxy_terminated" { "mara" } else { "max" };
        assert!(told(&world, one).await.contains(reason), "in words");
        let mut ada = world.sign_in("ada").await;
        assert!(ada.get("/admin/audit?object=role_delegation").await.has_row(reason));
        // Rehired, nothing comes back.
        world.import(&mara("", "employee line_manager")).await;
        world
            .import("max,Max Roth,max@example.org,milo,Sales,Clerk,London,2019-01-01,,Europe/London,employee")
            .await;
        assert!(!leads(&world, "max").await);
        run(&world).await;
        assert_eq!(world.count("SELECT count(*) FROM role_delegations WHERE ended_at IS NULL AND cancelled_at IS NULL").await, 0);
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r12_a_termination_to_come_ends_it_when_it_comes_job_or_no_job() {
    let world = World::new().await;
    lend(&world, "mara", "max", "2028-01-11", "").await;
    world.import(&mara("2028-01-20", "employee line_manager")).await;
    assert!(leads(&world, "max").await, "it is still to come");
    world.at("2028-01-20T23:59:59Z");
    assert_eq!(run(&world).await.ended_for_cause, 0);
    assert!(leads(&world, "max").await);
    world.at("2028-01-21T00:00:00Z");
    assert!(!leads(&world, "max").await, "R11: fail closed");
    assert_eq!(delegations(&world).await, ["max begun"]);
    assert_eq!(run(&world).await.ended_for_cause, 1);
    assert_eq!(delegations(&world).await, ["max ended: delegator_terminated"]);
    assert!(told(&world, "max").await.contains("the delegator left"));
    assert_eq!(run(&world).await.ended_for_cause, 0, "once");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r12_a_termination_taken_back_after_it_came_has_ended_it_all_the_same() {
    let world = World::new().await;
    lend(&world, "mara", "max", "2028-01-11", "").await;
    world.import(&mara("2028-01-20", "employee line_manager")).await;
    // No run until the file takes the date away.
    world.at("2028-01-25T09:00:00Z");
    world.import(&mara("", "employee line_manager")).await;
    assert_eq!(delegations(&world).await, ["max ended: delegator_terminated"]);
    assert!(!leads(&world, "max").await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r12_a_role_missing_from_the_file_takes_what_was_lent_of_it() {
    let world = World::new().await;
    lend(&world, "mara", "max", "2028-01-11", "").await;
    lend(&world, "milo", "ben", "2028-01-11", "").await;
    world.import(&mara("", "employee")).await;
    assert_eq!(delegations(&world).await, ["max ended: role_lost", "ben begun"]);
    assert!(told(&world, "mara").await.contains("no longer has the role"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r12_a_role_lost_by_whatever_way_is_in_force_no_more_and_found_by_the_next_run() {
    let world = World::new().await;
    lend(&world, "mara", "max", "2028-01-11", "").await;
    let sql = "UPDATE grants g SET revoked_at = '2028-01-11T09:00Z' FROM roles r, people p WHERE r.id = g.role_id \
               AND p.id = g.person_id AND r.code = 'line_manager' AND p.username = 'mara'";
    world.database.batch(sql).await;
    assert!(!leads(&world, "max").await, "R11: fail closed");
    let page = world.seen_by("max", "/me/roles-and-delegations").await;
    assert!(page.has_state("Ended"), "{}", page.text());
    assert_eq!(run(&world).await.ended_for_cause, 1);
    assert_eq!(delegations(&world).await, ["max ended: role_lost"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r12_the_right_to_have_it_given_goes_with_the_department() {
    let world = World::new().await;
    let rule = "INSERT INTO role_provisioning_rules (name, department) VALUES ('Finance', 'Finance');
        INSERT INTO role_provisioning_rule_roles (rule_id, role_id, provisionable) SELECT p.id, r.id, true
          FROM role_provisioning_rules p, roles r WHERE p.name = 'Finance' AND r.code = 'line_manager'";
    world.database.batch(rule).await;
    lend(&world, "mara", "max", "2028-01-11", "").await;
    world.import(&mara("", "employee")).await;
    assert_eq!(delegations(&world).await, ["max begun"], "R2 (b) keeps it");
    assert!(leads(&world, "max").await);
    world
        .import(
            "mara,Mara Vogel,mara@example.org,ada,Treasury,Manager,London,2016-01-01,,Europe/London,employee",
        )
        .await;
    assert_eq!(delegations(&world).await, ["max ended: role_lost"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r12_a_disabled_account_suspends_and_the_directory_follows() {
    let recorder = super::Recorder::new();
    let setup = crate::support::Setup {
        directory: Some(recorder.clone()),
        ..Default::default()
    };
    let world = World::with(setup).await;
    lend(&world, "mara", "max", "2028-01-11", "").await;
    run(&world).await;
    assert!(recorder.members().contains(&"max line_manager".to_owned()));
    let mut ines = world.sign_in("ines").await;
    let account = "/security-console/users/mara";
    for (button, is_member, state) in [("disable", false, "Suspended"), ("enable", true, "In force")] {
        let version = ines.get(account).await.value_of("version").unwrap_or_default();
        let fields = [("version", version.as_str()), ("action", button)];
        let done = ines.post(account, &fields).await;
        assert_eq!(done.status, 303, "{}", done.text());
        assert_eq!(leads(&world, "max").await, is_member, "{button}");
        let page = world.seen_by("max", "/me/roles-and-delegations").await;
        assert!(page.has_state(state), "{}", page.text());
        run(&world).await;
        let members = recorder.members();
        assert_eq!(
            members.contains(&"max line_manager".to_owned()),
            is_member,
            "{button}: {members:?}"
        );
    }
    assert_eq!(delegations(&world).await, ["max begun"], "R12: it ends nothing");
    world.end().await;
}

const RULE: &str = "INSERT INTO roles (code, name, data_scope) VALUES ('viewer', 'Payroll viewer', 'own');
    INSERT INTO role_provisioning_rules (name, department, is_manager) VALUES ('Leads', NULL, true), ('Sales', 'Sales', NULL);
    INSERT INTO role_provisioning_rule_roles (rule_id, role_id, autoprovision) SELECT p.id, r.id, true
      FROM role_provisioning_rules p, roles r WHERE p.name IN ('Leads', 'Sales') AND r.code = 'viewer'";

async fn viewers(world: &World) -> Vec<String> {
    let sql = "SELECT p.username FROM grants g JOIN roles r ON r.id = g.role_id JOIN people p ON p.id = g.person_id \
               WHERE r.code = 'viewer' AND g.revoked_at IS NULL ORDER BY 1";
    world.texts(sql, &[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn r20_an_import_gives_and_takes_what_its_people_and_their_managers_match() {
    let world = World::new().await;
    world.database.batch(RULE).await;
    world
        .import(
            "nils,Nils Sommer,,max,Sales,Clerk,London,2028-01-01,,,employee\n\
             nora,Nora Frost,,ada,Legal,Clerk,London,2028-01-01,,,employee",
        )
        .await;
    assert_eq!(
        viewers(&world).await,
        ["ada", "max", "nils"],
        "max leads nils now, and ada nora"
    );
    world
        .import("nils,Nils Sommer,,nora,Legal,Clerk,London,2028-01-01,,,employee")
        .await;
    assert_eq!(
        viewers(&world).await,
        ["ada", "max", "nora"],
        "max is in Sales still"
    );
    world
        .import("nils,Nils Sommer,,nora,Legal,Clerk,London,2028-01-01,2028-01-05,,employee")
        .await;
    assert_eq!(viewers(&world).await, ["ada", "max", "nora"]);
    let audited = "SELECT count(*) FROM audit_log WHERE action IN ('grant.autoprovisioned', 'grant.revoked')";
    assert_eq!(world.count(audited).await, 5, "G3");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r20_what_time_does_the_job_finds_and_only_that() {
    let world = World::new().await;
    world.database.batch(RULE).await;
    world
        .import(
            "nils,Nils Sommer,,ada,Sales,Clerk,London,2028-01-20,,,employee\n\
             nora,Nora Frost,,ada,Sales,Clerk,London,2020-01-01,2028-01-20,,employee",
        )
        .await;
    assert_eq!(viewers(&world).await, ["ada", "nora"], "nils is not here yet");
    run(&world).await;
    world.at("2028-01-20T00:00:00Z");
    assert_eq!(run(&world).await.granted, 1);
    assert_eq!(viewers(&world).await, ["ada", "nils", "nora"]);
    world.at("2028-01-21T00:00:00Z");
    assert_eq!(run(&world).await.revoked, 1);
    assert_eq!(viewers(&world).await, ["ada", "nils"]);
    assert_eq!(run(&world).await, Default::default());
    world.end().await;
}
