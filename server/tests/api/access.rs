//! Which roles are in force, and who may do what (D, R11, R14).

use serde_json::{Value, json};

use super::Caller;
use crate::support::World;

/// mara lends `line_manager` to ben from the 20th to the 31st; it began at local midnight.
const LENT: &str = "INSERT INTO role_delegations (delegator_id, proxy_id, role_id, starts_on, ends_on, not_after, through_end, created_by, created_at,
    begun_at)
  SELECT m.id, b.id, r.id, '2028-01-20', '2028-01-31', '2028-02-01T00:00Z', true, m.id, '2028-01-11T09:00Z', '2028-01-20T00:00Z'
  FROM people m, people b, roles r WHERE m.username = 'mara' AND b.username = 'ben' AND r.code = 'line_manager'";

async fn roles(system: &Caller, who: &str, at: &str) -> Value {
    let at = if at.is_empty() {
        String::new()
    } else {
        format!("?at={at}")
    };
    let answer = system.get(&format!("/people/{who}/access{at}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

/// The roles that are held through a delegation.
async fn delegated(system: &Caller, who: &str, at: &str) -> Value {
    let mut held = roles(system, who, at).await;
    held.as_array_mut()
        .unwrap()
        .retain(|role| role["source"] == "delegated");
    held
}

async fn allowed(system: &Caller, query: &str) -> Value {
    let answer = system.get(&format!("/access/check?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

#[tokio::test(flavor = "multi_thread")]
async fn d_roles_come_from_grants_and_delegations_in_force() {
    let world = World::new().await;
    let system = Caller::able(&world).await;
    let employee = json!({ "role": "employee", "source": "by_hand", "data_scope": "own" });
    let manager = json!({ "role": "line_manager", "source": "by_hand", "data_scope": "reports" });
    assert_eq!(roles(&system, "mara", "").await, json!([employee, manager]));
    assert_eq!(roles(&system, "Ben", "").await, json!([employee]));
    assert_eq!(
        roles(&system, "zoe", "").await,
        json!([]),
        "who has left holds nothing"
    );
    world.database.batch(LENT).await;
    world.at("2028-01-25T12:00:00Z");
    let lent = json!({ "role": "line_manager", "source": "delegated", "delegator": "mara", "data_scope": "reports" });
    assert_eq!(roles(&system, "ben", "").await, json!([employee, lent]));
    for (at, expected) in [
        ("2028-01-19T23:59:59Z", json!([employee])),
        ("2028-01-20T00:00:00Z", json!([employee, lent])),
        ("2028-01-31T23:59:59.999999Z", json!([employee, lent])),
        ("2028-02-01T00:00:00Z", json!([employee])),
        ("2028-02-01T00:59:00+01:00", json!([employee, lent])),
        ("2028-01-31T23:59:00%2B00:00", json!([employee, lent])),
        ("2028-01-11T08:59:59Z", json!([])),
        ("0001-01-01T00:00:00Z", json!([])),
        ("9999-12-31T23:59:59Z", json!([employee])),
    ] {
        assert_eq!(roles(&system, "ben", at).await, expected, "{at}");
    }
    // It ended before its time; what was in force before stays so in the past.
    world
        .database
        .batch("UPDATE role_delegations SET ended_at = '2028-01-24T10:00Z'")
        .await;
    assert_eq!(roles(&system, "ben", "").await, json!([employee]));
    assert_eq!(
        roles(&system, "ben", "2028-01-24T09:59:59Z").await,
        json!([employee, lent])
    );
    assert_eq!(
        roles(&system, "ben", "2028-01-24T10:00:00Z").await,
        json!([employee])
    );
    world.end().await;
}

/// mara may delegate `viewer` by a rule, without holding it, and has delegated it to ben since the 5th.
const BY_RULE: &str = "INSERT INTO roles (code, name, data_scope, delegation_allowed) VALUES ('viewer', 'Payroll viewer', 'own', true);
INSERT INTO role_provisioning_rules (name, department) VALUES ('Finance', 'Finance');
INSERT INTO role_provisioning_rule_roles (rule_id, role_id, provisionable) SELECT p.id, r.id, true
  FROM role_provisioning_rules p, roles r WHERE p.name = 'Finance' AND r.code = 'viewer'";

#[tokio::test(flavor = "multi_thread")]
async fn d_what_a_rule_gave_the_right_to_delegate_was_in_force_until_it_ended() {
    let lent = json!([{ "role": "viewer", "source": "delegated", "delegator": "mara", "data_scope": "own" }]);
    // It ends for another reason before the mark goes, or by the rule itself.
    let ended = "UPDATE role_delegations SET ended_at = '2028-01-09T10:00Z', end_reason";
    for reason in ["deleted", "role_lost"] {
        let world = World::new().await;
        let system = Caller::able(&world).await;
        world.database.batch(BY_RULE).await;
        world.lent("mara", "viewer", "ben").await;
        assert_eq!(delegated(&system, "ben", "").await, lent);
        let gone = format!(
            "{ended} = '{reason}'; UPDATE role_provisioning_rule_roles SET provisionable = false, requestable = true"
        );
        world.database.batch(&gone).await;
        for (at, expected) in [
            ("2028-01-04T23:59:59Z", json!([])),
            ("2028-01-05T00:00:00Z", lent.clone()),
            ("2028-01-09T09:59:59Z", lent.clone()),
            ("2028-01-09T10:00:00Z", json!([])),
            ("", json!([])),
        ] {
            assert_eq!(delegated(&system, "ben", at).await, expected, "{reason}, {at}");
        }
        // Where a grant gave the right, what was lost with it was lost then, whenever the job noted it (R11).
        let granted = "INSERT INTO grants (person_id, role_id, source, granted_at, revoked_at) SELECT p.id, r.id, 'by_hand', \
            '2027-05-01Z', '2028-01-07T00:00Z' FROM people p, roles r WHERE p.username = 'mara' AND r.code = 'viewer'";
        world.database.batch(granted).await;
        for (at, expected) in [
            ("2028-01-06T23:59:59Z", lent.clone()),
            ("2028-01-07T00:00:00Z", json!([])),
        ] {
            assert_eq!(delegated(&system, "ben", at).await, expected, "{reason}, {at}");
        }
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn d_what_a_node_that_is_ahead_has_begun_holds_from_the_present_on() {
    let world = World::new().await;
    let system = Caller::able(&world).await;
    world.database.batch(LENT).await;
    world.at("2028-01-19T23:55:00Z");
    let employee = json!({ "role": "employee", "source": "by_hand", "data_scope": "own" });
    let lent = json!({ "role": "line_manager", "source": "delegated", "delegator": "mara", "data_scope": "reports" });
    for (at, expected) in [
        ("", json!([employee, lent])),
        ("2028-01-19T23:57:00Z", json!([employee, lent])),
        ("2028-01-19T23:54:59Z", json!([employee])),
    ] {
        assert_eq!(roles(&system, "ben", at).await, expected, "{at}");
    }
    let check = "person=ben&privilege=manage_absences&target=bea";
    assert_eq!(allowed(&system, check).await["allowed"], true);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn d_revoked_grants_are_in_force_until_then() {
    let world = World::new().await;
    let system = Caller::able(&world).await;
    world
        .database
        .batch("UPDATE grants SET revoked_at = '2028-01-11T10:00Z' WHERE role_id = (SELECT id FROM roles WHERE code = 'line_manager')")
        .await;
    world.at("2028-01-11T12:00:00Z");
    assert_eq!(roles(&system, "mara", "").await.as_array().unwrap().len(), 1);
    assert_eq!(
        roles(&system, "mara", "2028-01-11T09:59:59Z")
            .await
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let then = "person=mara&privilege=manage_absences&target=ben&at=2028-01-11T09:59:59Z";
    assert_eq!(allowed(&system, then).await["allowed"], true);
    assert_eq!(
        allowed(&system, "person=mara&privilege=manage_absences&target=ben").await["allowed"],
        false
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn d_the_future_is_as_if_nothing_changed_and_the_job_ran_on_time() {
    let world = World::new().await;
    let system = Caller::able(&world).await;
    world.database.batch(LENT).await;
    world.database.batch("UPDATE role_delegations SET begun_at = NULL, through_end = false;
        INSERT INTO role_requests (kind, delegation_id, due_at, created_at) SELECT 'begin', id, '2028-01-20T00:00Z', created_at FROM role_delegations;
        INSERT INTO role_requests (kind, delegation_id, due_at, created_at) SELECT 'end', id, '2028-01-31T00:00Z', created_at FROM role_delegations").await;
    let holds = async |at: &str| roles(&system, "ben", at).await.as_array().unwrap().len() == 2;
    assert!(!holds("").await);
    assert!(!holds("2028-01-19T23:59:59Z").await);
    assert!(holds("2028-01-20T00:00:00Z").await);
    assert!(holds("2028-01-30T23:59:59Z").await);
    assert!(
        !holds("2028-01-31T00:00:00Z").await,
        "its end is due at the start of the end date, which is not included"
    );
    world
        .database
        .batch("UPDATE role_delegations SET cancelled_at = '2028-01-11T09:00Z'")
        .await;
    assert!(!holds("2028-01-20T00:00:00Z").await);
    // Without an end it is in force from then on.
    world
        .database
        .batch("UPDATE role_delegations SET cancelled_at = NULL, ends_on = NULL, not_after = NULL; DELETE FROM role_requests WHERE kind = 'end'")
        .await;
    assert!(!holds("2028-01-19T23:59:59Z").await);
    assert!(holds("2028-01-20T00:00:00Z").await && holds("2029-01-20T00:00:00Z").await);
    // Overdue: nobody has begun it, so nobody holds it (R11).
    world.at("2028-01-21T00:00:00Z");
    assert!(!holds("").await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn d_a_check_says_through_what() {
    let world = World::new().await;
    let system = Caller::able(&world).await;
    let check = async |person: &str, privilege: &str, target: &str| {
        allowed(
            &system,
            &format!("person={person}&privilege={privilege}&target={target}"),
        )
        .await
    };
    let no = json!({ "allowed": false, "through": [] });
    let through = |role: &str, scope: &str| json!({ "allowed": true, "through": [{ "role": role, "source": "by_hand", "data_scope": scope }] });
    assert_eq!(
        check("mara", "manage_absences", "ben").await,
        through("line_manager", "reports")
    );
    assert_eq!(check("mara", "manage_absences", "max").await, no, "not hers");
    assert_eq!(
        check("mara", "manage_absences", "mara").await,
        no,
        "reports are below"
    );
    assert_eq!(
        check("ben", "work_on_tasks", "ben").await,
        through("employee", "own")
    );
    assert_eq!(check("ben", "work_on_tasks", "bea").await, no);
    assert_eq!(
        check("ada", "edit_policies", "ben").await,
        through("super_administrator", "everyone")
    );
    assert_eq!(
        check("hugo", "manage_user_accounts", "zoe").await,
        through("hr_specialist", "everyone")
    );
    assert_eq!(
        check("zoe", "work_on_tasks", "zoe").await,
        no,
        "who has left may nothing"
    );
    // A proxy reaches the delegator's, and nothing of their own (R14).
    world.database.batch(LENT).await;
    world.at("2028-01-25T12:00:00Z");
    world
        .import("pia,Pia Noor,,ben,Finance,Clerk,London,2018-01-01,,Europe/London,employee\n")
        .await;
    let lent = json!({ "allowed": true, "through": [
        { "role": "line_manager", "source": "delegated", "delegator": "mara", "data_scope": "reports" }] });
    assert_eq!(check("ben", "manage_absences", "bea").await, lent);
    assert_eq!(
        check("ben", "manage_absences", "pia").await,
        lent,
        "she is below mara too"
    );
    assert_eq!(check("ben", "manage_absences", "max").await, no);
    world
        .database
        .batch("UPDATE people SET disabled_at = '2028-01-25T11:00Z' WHERE username = 'mara'")
        .await;
    assert_eq!(
        check("ben", "manage_absences", "bea").await,
        no,
        "R11: suspended with its delegator"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_unknown_people_privileges_and_instants_are_named() {
    let world = World::new().await;
    let system = Caller::able(&world).await;
    for (path, fields) in [
        ("/people/nobody/access", vec!["username"]),
        ("/people/%00/access", vec!["username"]),
        ("/people/%ff/access", vec!["username"]),
        ("/people/ben/access?at=tomorrow", vec!["at"]),
        ("/people/ben/access?at=", vec!["at"]),
        ("/people/ben/access?at=2028-02-30T00:00:00Z", vec!["at"]),
        ("/people/ben/access?at=99999-01-01T00:00:00Z", vec!["at"]),
        ("/people/ben/access?at=-0001-01-01T00:00:00Z", vec!["at"]),
        ("/people/ben/access?when=2028-01-11T09:00:00Z", vec!["when"]),
        ("/access/check", vec!["person", "privilege", "target"]),
        (
            "/access/check?person=x&privilege=manage_absences&target=y",
            vec!["person", "target"],
        ),
        (
            "/access/check?person=ben&privilege=everything&target=ben",
            vec!["privilege"],
        ),
        (
            "/access/check?person=ben&privilege=edit_policies&target=ben&at=1",
            vec!["at"],
        ),
    ] {
        let answer = system.get(path).await;
        assert_eq!(answer.status, 422, "{path}: {}", answer.text);
        assert_eq!(answer.problem().1, fields, "{path}");
    }
    world.end().await;
}
