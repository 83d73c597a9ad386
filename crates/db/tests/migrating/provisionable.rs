//! The upgrade by which the right to delegate a role without holding it is no longer read from `requestable` (R2 b, R20).

use db::role_delegations::terminations::{Whose, terminable};
use domain::ids::RoleId;
use test_database::TestDatabase;

use super::{UPGRADE, before, upgrade};

const MIGRATION: &str = "2026-11-29-000111_provisionable";

/// `mara` leads `bea` in Finance, `dora` is disabled, `lea` has left, `max` receives.
const PEOPLE: &str = "
INSERT INTO people (username, display_name, search_text, department, job, location, created_at, updated_at, disabled_at, active_until)
  SELECT n.username, n.username, n.username, n.department, n.job, 'London', '2027-01-01Z', '2027-01-01Z', n.disabled_at, n.until
  FROM (VALUES ('mara', 'Finance', 'Manager', NULL::timestamptz, NULL::timestamptz), ('bea', 'Finance', 'Clerk', NULL, NULL),
    ('dora', 'Finance', 'Clerk', '2028-01-01Z', NULL), ('lea', 'Finance', 'Clerk', NULL, '2028-01-01Z'),
    ('max', 'Sales', 'Clerk', NULL, NULL)) AS n (username, department, job, disabled_at, until);
UPDATE people b SET manager_id = m.id FROM people m WHERE b.username = 'bea' AND m.username = 'mara';";

const IN_FORCE: &str = "'2028-01-05', NULL, NULL, '2028-01-05Z', NULL, NULL";
const SCHEDULED: &str = "'2028-02-01', '2028-02-10', '2028-02-11Z', NULL, NULL, NULL";
const ENDED: &str = "'2028-01-05', NULL, NULL, '2028-01-05Z', '2028-01-08Z', NULL";
const CANCELLED: &str = "'2028-02-01', NULL, NULL, NULL, NULL, '2028-01-08Z'";
const PAST: &str = "'2028-01-05', '2028-01-10', '2028-01-11T00:00Z', '2028-01-05Z', NULL, NULL";

/// A role, its rule's condition and mark, who delegates it to whom, the delegation's dates and state, and whether the upgrade makes
/// it provisionable.
type Case = (
    &'static str,
    &'static str,
    &'static str,
    (&'static str, &'static str),
    &'static str,
    bool,
);

const FINANCE: &str = "department = 'Finance'";

const CASES: [Case; 16] = [
    (
        "in_force",
        FINANCE,
        "requestable",
        ("mara", "max"),
        IN_FORCE,
        true,
    ),
    (
        "scheduled",
        FINANCE,
        "requestable",
        ("mara", "max"),
        SCHEDULED,
        true,
    ),
    (
        "delegator_disabled",
        FINANCE,
        "requestable",
        ("dora", "max"),
        IN_FORCE,
        true,
    ),
    (
        "proxy_disabled",
        FINANCE,
        "requestable",
        ("mara", "dora"),
        IN_FORCE,
        true,
    ),
    (
        "for_everyone",
        "name = name",
        "requestable",
        ("max", "bea"),
        IN_FORCE,
        true,
    ),
    (
        "for_managers",
        "is_manager = true",
        "requestable",
        ("mara", "max"),
        IN_FORCE,
        true,
    ),
    (
        "administrative",
        FINANCE,
        "requestable",
        ("mara", "max"),
        IN_FORCE,
        true,
    ),
    (
        "once_granted",
        FINANCE,
        "requestable",
        ("mara", "max"),
        IN_FORCE,
        true,
    ),
    (
        "granted",
        FINANCE,
        "requestable",
        ("mara", "max"),
        IN_FORCE,
        false,
    ),
    ("ended", FINANCE, "requestable", ("mara", "max"), ENDED, false),
    (
        "cancelled",
        FINANCE,
        "requestable",
        ("mara", "max"),
        CANCELLED,
        false,
    ),
    (
        "past_its_end",
        FINANCE,
        "requestable",
        ("mara", "max"),
        PAST,
        false,
    ),
    (
        "proxy_has_left",
        FINANCE,
        "requestable",
        ("mara", "lea"),
        IN_FORCE,
        false,
    ),
    (
        "other_department",
        FINANCE,
        "requestable",
        ("max", "bea"),
        IN_FORCE,
        false,
    ),
    (
        "for_followers",
        "is_manager = false",
        "requestable",
        ("mara", "max"),
        IN_FORCE,
        false,
    ),
    (
        "self_requestable",
        FINANCE,
        "self_requestable",
        ("mara", "max"),
        IN_FORCE,
        false,
    ),
];

/// The rows of a case, as the version before wrote them: a role, a rule and a delegation of the same name.
fn rows((code, condition, mark, (delegator, proxy), dates, _): Case) -> String {
    format!(
        "INSERT INTO roles (code, name, data_scope) VALUES ('{code}', '{code}', 'own');
         INSERT INTO role_provisioning_rules (name) VALUES ('{code}');
         UPDATE role_provisioning_rules SET {condition} WHERE name = '{code}';
         INSERT INTO role_provisioning_rule_roles (rule_id, role_id, autoprovision, {mark})
           SELECT r.id, ro.id, false, true FROM role_provisioning_rules r, roles ro WHERE r.name = '{code}' AND ro.code = '{code}';
         INSERT INTO role_delegations (delegator_id, proxy_id, role_id, created_by, created_at, starts_on, ends_on, not_after, begun_at,
             ended_at, cancelled_at)
           SELECT o.id, x.id, ro.id, o.id, '2028-01-02Z', {dates} FROM people o, people x, roles ro
           WHERE o.username = '{delegator}' AND x.username = '{proxy}' AND ro.code = '{code}';"
    )
}

const GRANTS: &str = "
INSERT INTO role_privileges (role_id, privilege) SELECT id, 'read_audit_log' FROM roles WHERE code = 'administrative';
INSERT INTO grants (person_id, role_id, source, granted_at, revoked_at)
  SELECT p.id, r.id, 'by_hand', '2027-05-01Z', CASE r.code WHEN 'once_granted' THEN timestamptz '2027-06-01Z' END
  FROM people p, roles r WHERE p.username = 'mara' AND r.code IN ('granted', 'once_granted');
-- A second rule on which the same delegation depends, and one that does not match.
INSERT INTO role_provisioning_rules (name, job) VALUES ('managers too', 'Manager'), ('directors', 'Director');
INSERT INTO role_provisioning_rule_roles (rule_id, role_id, requestable) SELECT r.id, ro.id, true
  FROM role_provisioning_rules r, roles ro WHERE r.name IN ('managers too', 'directors') AND ro.code = 'in_force';";

/// A database as the version before left it.
async fn before_the_upgrade() -> TestDatabase {
    let planted: String = CASES.into_iter().map(rows).collect();
    before(MIGRATION, &format!("{PEOPLE}{planted}{GRANTS}")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn r20_the_upgrade_marks_the_roles_on_which_open_delegations_depend_and_no_others() {
    let database = before_the_upgrade().await;
    upgrade(&database).await;
    let client = database.connect().await;
    let sql = "SELECT r.name FROM role_provisioning_rule_roles rr JOIN role_provisioning_rules r ON r.id = rr.rule_id \
               WHERE rr.provisionable AND rr.provisionable_by_upgrade AND rr.requestable AND r.version = 2 \
               AND r.changed_by IS NULL AND r.changed_at = $1::text::timestamptz ORDER BY r.name";
    let marked: Vec<String> = client
        .query(sql, &[&UPGRADE])
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    let expected = CASES.iter().filter(|case| case.5).map(|case| case.0);
    let mut expected: Vec<_> = expected.chain(["managers too"]).collect();
    expected.sort_unstable();
    assert_eq!(marked, expected);

    let untouched = "SELECT count(*) FROM role_provisioning_rule_roles rr JOIN role_provisioning_rules r ON r.id = rr.rule_id \
                     WHERE NOT rr.provisionable AND NOT rr.provisionable_by_upgrade AND r.version = 1";
    let untouched: i64 = client.query_one(untouched, &[]).await.unwrap().get(0);
    let not_marked = CASES.iter().filter(|case| !case.5).count();
    // With the directors, and the rule that comes with the system.
    assert_eq!(untouched, i64::try_from(not_marked).unwrap() + 2);

    let log = "SELECT after ->> 'name' FROM audit_log WHERE through = 'migration' AND action = 'provisioning_rule.changed' \
               AND at = $1::text::timestamptz AND after ->> 'note' = 'made provisionable by the upgrade: check' \
               AND after -> 'roles' -> 0 ->> 'open_delegations' = '1' AND object_kind = 'provisioning_rule' \
               AND object_id = (SELECT id::text FROM role_provisioning_rules r WHERE r.name = after ->> 'name') ORDER BY 1";
    let logged = client.query(log, &[&UPGRADE]).await.unwrap();
    let logged: Vec<String> = logged.iter().map(|row| row.get(0)).collect();
    assert_eq!(logged, marked, "the log says so");
    database.drop_database().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r12_no_delegation_ends_by_the_upgrade() {
    let database = before_the_upgrade().await;
    let client = database.connect().await;
    let open = "SELECT d.id FROM role_delegations d WHERE d.ended_at IS NULL AND d.cancelled_at IS NULL ORDER BY d.id";
    let ids = async || -> Vec<i64> {
        let found = client.query(open, &[]).await.unwrap();
        found.iter().map(|row| row.get(0)).collect()
    };
    let before = ids().await;
    let now = upgrade(&database).await;
    assert_eq!(ids().await, before);

    // What has no right on which to depend, or has left, ends with the next run of the job, as before the upgrade.
    let roles = client.query("SELECT id FROM roles", &[]).await.unwrap();
    let roles: Vec<RoleId> = roles.iter().map(|row| RoleId(row.get(0))).collect();
    let mut conn = database.pool.get().await.unwrap();
    let ended = terminable(&mut conn, Whose::Roles(&roles), now).await.unwrap();
    let mut codes: Vec<_> = ended.iter().map(|over| over.parties.role_code.as_str()).collect();
    codes.sort_unstable();
    let never_depended = [
        "for_followers",
        "other_department",
        "past_its_end",
        "proxy_has_left",
        "self_requestable",
    ];
    assert_eq!(codes, never_depended);
    drop(conn);
    database.drop_database().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn o3_the_version_before_goes_on_writing_rules() {
    let database = before_the_upgrade().await;
    upgrade(&database).await;
    let saved = "DELETE FROM role_provisioning_rule_roles rr USING role_provisioning_rules r WHERE r.id = rr.rule_id AND r.name = 'ended';
        INSERT INTO role_provisioning_rule_roles (rule_id, role_id, autoprovision, requestable, self_requestable)
          SELECT r.id, ro.id, false, true, true FROM role_provisioning_rules r, roles ro WHERE r.name = 'ended' AND ro.code = 'ended'";
    database.batch(saved).await;
    let marks = "SELECT provisionable OR provisionable_by_upgrade FROM role_provisioning_rule_roles rr \
                 JOIN role_provisioning_rules r ON r.id = rr.rule_id WHERE r.name = 'ended'";
    let client = database.connect().await;
    let is_marked: bool = client.query_one(marks, &[]).await.unwrap().get(0);
    assert!(!is_marked, "requestable gives no right to delegate");
    let refused =
        "UPDATE role_provisioning_rule_roles SET provisionable_by_upgrade = true WHERE NOT provisionable";
    let words = database.refuses(refused).await;
    assert!(words.contains("role_provisioning_by_upgrade_check"), "{words}");
    database.drop_database().await;
}
