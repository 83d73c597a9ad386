//! The upgrade from which names contain no character that nobody sees (S).

use domain::text::hidden::is_hidden;
use test_database::TestDatabase;

use super::upgraded;

const MIGRATION: &str = "2026-11-30-000183_hidden_characters";

/// As the version before left it.
const BEFORE: &str = "
INSERT INTO people (username, display_name, search_text, department, job, location, created_at, updated_at)
  SELECT n.username, n.name, n.username, n.department, 'Clerk', n.location, '2027-01-01Z', '2027-01-01Z'
  FROM (VALUES ('marked', E'Ana\\u200f Ruiz', E'Fin\\u00adance', NULL), ('plain', 'Ana Ruiz', 'Finance', 'Oslo'),
    ('nothing', E'\\u2060', 'Sales', E'\\u200e'), ('joined', E'\\u0645\\u06cc\\u200c\\u062e', 'Sales', NULL)) AS n (username, name, department, location);
INSERT INTO people (username, display_name, search_text, department, email, created_at, updated_at)
  VALUES ('folded', E'\\uac00', E'\\u1100\\u1161 folded', E'Sa\\u00adles', E'fo\\u200blded@example.org', '2027-01-01Z', '2027-01-01Z');
INSERT INTO roles (code, name, data_scope) VALUES ('viewer', E'View\\u2060er', 'own');
INSERT INTO role_provisioning_rules (name, department) VALUES ('Finance', 'Finance'), (E'Fin\\u2060ance', E'Sa\\u200eles'),
  ('Nobody', E'\\u2060');
INSERT INTO role_provisioning_rule_roles (rule_id, role_id, autoprovision)
  SELECT r.id, ro.id, true FROM role_provisioning_rules r, roles ro WHERE r.name = 'Finance' AND ro.code = 'viewer';
INSERT INTO grants (person_id, role_id, source, granted_at)
  SELECT p.id, r.id, 'autoprovisioned', '2027-05-01Z' FROM people p, roles r WHERE p.username = 'plain' AND r.code = 'viewer';
INSERT INTO policies (kind, name) VALUES ('request', E'Sales\\u061c'), ('review', 'Sales'), ('request', E'New\\u206a');
INSERT INTO access_reviews (form_id, department, due_on, due_at, initiator_id, started_at)
  SELECT gen_random_uuid(), d, '2027-06-01', '2027-06-02Z', p.id, '2027-05-01Z'
  FROM people p, (VALUES (E'\\u2060'), (E'Fin\\u00adance')) AS v (d) WHERE p.username = 'plain' ORDER BY d;";

#[tokio::test(flavor = "multi_thread")]
async fn s_the_upgrade_removes_from_names_what_nobody_sees() {
    let database = upgraded(MIGRATION, BEFORE).await;

    let people =
        "SELECT concat_ws('/', username, display_name, department, job, location) FROM people ORDER BY id";
    let expected = [
        "marked/Ana Ruiz/Finance/Clerk",
        "plain/Ana Ruiz/Finance/Clerk/Oslo",
        "nothing/nothing/Sales/Clerk",
        "joined/می\u{200c}خ/Sales/Clerk",
        "folded/가/Sales",
    ];
    assert_eq!(database.texts(people).await, expected);
    assert_eq!(
        database
            .texts("SELECT name FROM roles WHERE code = 'viewer'")
            .await,
        ["Viewer"]
    );
    // Two names that become equal stay two.
    let rules = "SELECT regexp_replace(name, '[0-9]+', 'n') || '/' || department FROM role_provisioning_rules \
                 WHERE department IS NOT NULL ORDER BY id";
    assert_eq!(
        database.texts(rules).await,
        ["Finance/Finance", "Finance (n)/Sales", "Nobody/\u{2060}"],
        "a condition that has nothing else is not left out: the rule would be for everybody"
    );
    // It is searched as it was, decomposed.
    let searched = "SELECT search_text || '/' || email FROM people WHERE username = 'folded'";
    assert_eq!(
        database.texts(searched).await,
        ["\u{1100}\u{1161} folded/folded@example.org"]
    );
    // A review is over what it was over; one over nothing that anybody sees stops no upgrade.
    let reviews = "SELECT department FROM access_reviews ORDER BY department";
    let mut departments = database.texts(reviews).await;
    departments.sort();
    assert_eq!(departments, ["Finance", "\u{2060}"]);
    let changed = "SELECT action || ' ' || (before ->> 'name') FROM audit_log WHERE through = 'migration' AND action <> 'person.imported' \
                   AND action <> 'grant.autoprovisioned' ORDER BY id";
    assert_eq!(
        database.texts(changed).await,
        [
            "provisioning_rule.changed Fin\u{2060}ance",
            "provisioning_rule.changed Nobody",
            "policy.renamed Sales\u{61c}",
            "policy.renamed New\u{206a}",
            "role.changed View\u{2060}er"
        ]
    );
    let policies = "SELECT regexp_replace(name, '[0-9]+', 'n') FROM policies WHERE NOT built_in ORDER BY id DESC LIMIT 3";
    assert_eq!(database.texts(policies).await, ["New", "Sales", "Sales (n)"]);

    // Whoever was changed has an entry, and whoever matches a rule only now has what it gives (R20).
    let log = "SELECT p.username || ' ' || l.action FROM audit_log l JOIN people p ON p.id = l.concerns_id \
               WHERE l.through = 'migration' AND l.at = '2028-01-11T09:00Z' ORDER BY l.id";
    assert_eq!(
        database.texts(log).await,
        [
            "marked person.imported",
            "nothing person.imported",
            "folded person.imported",
            "marked grant.autoprovisioned"
        ]
    );
    database.drop_database().await;
}

/// The migration's list is the domain's.
#[tokio::test(flavor = "multi_thread")]
async fn s_the_upgrade_and_the_domain_know_the_same_characters() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations/");
    let up = std::fs::read_to_string(format!("{folder}{MIGRATION}/up.sql")).unwrap();
    let from = up.find("E'[").unwrap();
    let class = &up[from..from + up[from..].find(']').unwrap() + 1];
    assert_eq!(up.matches(class).count(), 3);
    let database = TestDatabase::new().await;
    let sql = format!(
        "SELECT n::bigint FROM generate_series(1, 1114111) AS n \
         WHERE (n < 55296 OR n > 57343) AND chr(n) ~ {class}'"
    );
    let client = database.connect().await;
    let found: Vec<i64> = client
        .query(&sql, &[])
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    let hidden = (1..=0x0010_ffff_u32).filter(|n| char::from_u32(*n).is_some_and(is_hidden));
    let hidden: Vec<i64> = hidden.map(i64::from).collect();
    assert_eq!(found, hidden);
    database.drop_database().await;
}
