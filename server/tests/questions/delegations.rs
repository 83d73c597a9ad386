//! Ending a delegation: only what the proxy has by nothing else is said to be lost (R12, R13, R14, R23, T11, T12).

use super::kinds::{owned, world};
use super::{Case, check, question_of};
use crate::support::World;
use crate::tasks::request;

/// `dept` is a role like Line manager over one's department; what delegates hold of it and of Line manager is counted below.
const ROLES: &str = "INSERT INTO roles (code, name, data_scope, delegation_allowed) VALUES ('dept', 'Department lead', 'department', true);
    INSERT INTO role_privileges (role_id, privilege) SELECT id, 'manage_absences' FROM roles WHERE code = 'dept';";

/// Hands out a delegation in force.
fn delegated(delegator: &str, proxy: &str, role: &str) -> String {
    format!(
        "INSERT INTO role_delegations (delegator_id, proxy_id, role_id, starts_on, ends_on, not_after, created_by, created_at, begun_at) \
         SELECT d.id, x.id, r.id, '2028-01-05', '2028-03-31', '2028-04-01Z', d.id, '2028-01-02Z', '2028-01-05Z' \
         FROM people d, people x, roles r WHERE d.username = '{delegator}' AND x.username = '{proxy}' AND r.code = '{role}';"
    )
}

fn granted(person: &str, role: &str) -> String {
    format!(
        "INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2028-01-01Z' FROM people p, roles r \
         WHERE p.username = '{person}' AND r.code = '{role}';"
    )
}

/// Whose absences milo manages, by a slow model of the two roles: whoever reports to the owner, directly or not, and whoever is of
/// the owner's department.
const REACH: &str = "WITH RECURSIVE owners AS (SELECT g.person_id AS owner, r.data_scope FROM grants g JOIN roles r ON r.id = g.role_id \
      JOIN people p ON p.id = g.person_id WHERE g.revoked_at IS NULL AND p.username = 'milo' AND r.code IN ('line_manager', 'dept') \
      UNION SELECT d.delegator_id, r.data_scope FROM role_delegations d JOIN roles r ON r.id = d.role_id JOIN people p ON p.id = d.proxy_id \
      WHERE d.begun_at IS NOT NULL AND d.ended_at IS NULL AND p.username = 'milo' AND r.code IN ('line_manager', 'dept')), \
    reached (id) AS (SELECT p.id FROM owners o JOIN people p ON p.manager_id = o.owner WHERE o.data_scope = 'reports' \
      UNION SELECT p.id FROM reached r JOIN people p ON p.manager_id = r.id) \
    SELECT -count(*) FROM (SELECT id FROM reached UNION SELECT p.id FROM owners o JOIN people d ON d.id = o.owner \
      JOIN people p ON p.department = d.department WHERE o.data_scope = 'department') x JOIN people p USING (id) WHERE p.username <> 'milo'";

/// Tasks that ben could decide as one of the pool Checker.
const WAITING: &str = "SELECT -count(DISTINCT a.task_id) FROM task_assignments a JOIN roles r ON r.id = a.pool_role_id AND r.code = 'checker' \
    JOIN people b ON b.username = 'ben' WHERE a.released_at IS NULL AND NOT b.id = ANY (a.barred) AND (EXISTS (SELECT FROM grants g \
      WHERE g.person_id = b.id AND g.role_id = r.id AND g.revoked_at IS NULL) OR EXISTS (SELECT FROM role_delegations d WHERE d.proxy_id = b.id \
      AND d.role_id = r.id AND d.begun_at IS NOT NULL AND d.ended_at IS NULL AND NOT d.delegator_id = ANY (a.barred)))";

const COUNTS: &[(&str, &str, &str)] = &[
    (
        "person’s record is out of their reach",
        "people’s records are out of their reach",
        REACH,
    ),
    (
        "open task no longer waits for them",
        "open tasks no longer wait for them",
        WAITING,
    ),
];

/// Ends what `delegator` has delegated of a role to `proxy`.
async fn end(world: &World, delegator: &str, proxy: &str, role: &str) -> Case {
    let sql = "SELECT d.id FROM role_delegations d JOIN people o ON o.id = d.delegator_id JOIN people x ON x.id = d.proxy_id \
        JOIN roles r ON r.id = d.role_id WHERE o.username = $1 AND x.username = $2 AND r.code = $3 AND d.ended_at IS NULL";
    let id: i64 = world.rows(sql, &[&delegator, &proxy, &role]).await[0].get(0);
    Case {
        browser: world.sign_in(delegator).await,
        path: format!("/me/roles-and-delegations/{id}/edit"),
        fields: owned(&[("ask", "delete"), ("version", "1")]),
        counts: COUNTS,
        is_about_a_delegation: true,
    }
}

/// What ends, what else there is, and how many people are out of reach by it.
#[tokio::test(flavor = "multi_thread")]
async fn questions_r14_what_is_reached_otherwise_is_not_lost() {
    let table: [(&str, String, i64); 7] = [
        ("nothing else", String::new(), 3),
        (
            "the same role of somebody above",
            granted("ada", "line_manager") + &delegated("ada", "milo", "line_manager"),
            0,
        ),
        (
            "one's own reports, who are the delegator's too",
            "UPDATE people SET manager_id = (SELECT id FROM people WHERE username = 'ben') WHERE username = 'milo'".to_owned(),
            3,
        ),
        (
            "one's own department, by another role",
            granted("milo", "dept") + "UPDATE people SET department = 'Sales' WHERE username = 'bea'",
            2,
        ),
        (
            "somebody else's department",
            granted("ines", "dept") + &delegated("ines", "milo", "dept")
                + "UPDATE people SET department = 'IT' WHERE username IN ('ben', 'bea')",
            1,
        ),
        (
            "a role of everyone",
            "INSERT INTO roles (code, name, data_scope) VALUES ('all', 'All absences', 'everyone');
             INSERT INTO role_privileges (role_id, privilege) SELECT id, 'manage_absences' FROM roles WHERE code = 'all';".to_owned()
                + &granted("milo", "all"),
            0,
        ),
        (
            "a role that has nothing in common",
            "INSERT INTO roles (code, name, data_scope) VALUES ('other', 'Other', 'everyone');
             INSERT INTO role_privileges (role_id, privilege) SELECT id, 'read_audit_log' FROM roles WHERE code = 'other';".to_owned()
                + &granted("milo", "other"),
            3,
        ),
    ];
    for (name, more, lost) in table {
        let world = world().await;
        world.database.batch(ROLES).await;
        world
            .database
            .batch(&delegated("mara", "milo", "line_manager"))
            .await;
        world.database.batch(&more).await;
        let mut case = end(&world, "mara", "milo", "line_manager").await;
        if name == "a role of everyone" {
            // The model knows two roles only.
            case.counts = &[];
        }
        let before = world.count(REACH).await;
        check(&world, name, case).await;
        if name != "a role of everyone" {
            assert_eq!(world.count(REACH).await - before, lost, "{name}");
        }
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_r12_what_is_not_in_force_loses_nothing() {
    let world = world().await;
    world
        .database
        .batch(&delegated("mara", "milo", "line_manager"))
        .await;
    world
        .database
        .batch("UPDATE people SET disabled_at = '2028-01-10Z' WHERE username = 'milo'")
        .await;
    let case = end(&world, "mara", "milo", "line_manager").await;
    let fields: Vec<(&str, &str)> = case
        .fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let mut dialog = case.browser.with_header("accept", "application/json");
    let asked = dialog.post(&case.path, &fields).await;
    let asked = question_of(&asked);
    assert_eq!(
        (asked.confirm.as_str(), asked.effects.as_slice()),
        ("End delegation", [].as_slice())
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_t11_tasks_that_wait_for_the_proxy_otherwise_are_not_lost() {
    let other = granted("hugo", "checker") + &delegated("hugo", "ben", "checker");
    let table: [(&str, String, i64); 3] = [
        ("by it alone", String::new(), 1),
        ("one's own", granted("ben", "checker"), 0),
        ("somebody else's", other, 0),
    ];
    for (name, more, lost) in table {
        let world = world().await;
        let allowed = "UPDATE roles SET delegation_allowed = true WHERE code = 'checker'";
        world.database.batch(allowed).await;
        world.database.batch(&delegated("ines", "ben", "checker")).await;
        world.database.batch(&more).await;
        // Ben may not decide about himself, nor in the place of ines about her.
        for who in ["ben", "bea", "ines"] {
            request(&world, who, who, "editor").await;
        }
        let before = world.count(WAITING).await;
        check(&world, name, end(&world, "ines", "ben", "checker").await).await;
        assert_eq!(world.count(WAITING).await - before, lost, "{name}");
        world.end().await;
    }
}

/// Ines may give Checker to others and holds it no longer: ben, by her delegation, is all of the pool (R2, T12).
#[tokio::test(flavor = "multi_thread")]
async fn questions_t12_ending_a_delegation_counts_the_tasks_of_a_pool_that_runs_empty() {
    let world = world().await;
    let provisionable = "INSERT INTO role_provisioning_rules (name, department) VALUES ('Checkers', 'IT'); \
        INSERT INTO role_provisioning_rule_roles (rule_id, role_id, autoprovision, provisionable, requestable, self_requestable) \
          SELECT u.id, r.id, false, true, false, false FROM role_provisioning_rules u, roles r WHERE u.name = 'Checkers' AND r.code = 'checker'; \
        UPDATE grants SET revoked_at = '2028-01-10Z' WHERE role_id = (SELECT id FROM roles WHERE code = 'checker'); \
        UPDATE roles SET delegation_allowed = true WHERE code = 'checker';";
    world.database.batch(provisionable).await;
    world.database.batch(&delegated("ines", "ben", "checker")).await;
    request(&world, "bea", "bea", "editor").await;
    let moved = "SELECT count(*) FROM audit_log WHERE action = 'task.assigned_anew'";
    check(
        &world,
        "the last of a pool",
        end(&world, "ines", "ben", "checker").await,
    )
    .await;
    assert_eq!(world.count(moved).await, 1, "the case is not empty");
    world.end().await;
}
