//! The upgrade from which texts that are compared are kept in Unicode NFC (G8).

use super::upgraded;

const MIGRATION: &str = "2026-11-30-000137_composed";

/// As the version before left it: `Su` and a diaeresis beside `Sü`.
const BEFORE: &str = "
INSERT INTO people (username, display_name, search_text, department, job, location, created_at, updated_at, active_until)
  SELECT n.username, E'Zoe\\u0308', n.username, n.department, E'Ko\\u0308chin', E'Zu\\u0308rich', '2027-01-01Z', '2027-01-01Z', n.until
  FROM (VALUES ('composed', E'S\\u00fcd', NULL::timestamptz), ('decomposed', E'Su\\u0308d', NULL), ('plain', 'Sud', NULL),
    ('left', E'Su\\u0308d', '2028-01-01Z')) AS n (username, department, until);
INSERT INTO roles (code, name, data_scope) VALUES ('viewer', E'Pru\\u0308fer', 'own');
INSERT INTO role_provisioning_rules (name, department) VALUES (E'S\\u00fcd', E'S\\u00fcd'), (E'Su\\u0308d', E'Su\\u0308d');
INSERT INTO role_provisioning_rule_roles (rule_id, role_id, autoprovision)
  SELECT r.id, ro.id, true FROM role_provisioning_rules r, roles ro WHERE r.name = E'S\\u00fcd' AND ro.code = 'viewer';
INSERT INTO grants (person_id, role_id, source, granted_at)
  SELECT p.id, r.id, 'autoprovisioned', '2027-05-01Z' FROM people p, roles r WHERE p.username = 'composed' AND r.code = 'viewer';
INSERT INTO policies (kind, name) VALUES ('request', E'Su\\u0308d'), ('review', E'S\\u00fcd'), ('request', E'Nu\\u0308r');
INSERT INTO access_reviews (form_id, department, due_on, due_at, initiator_id, started_at)
  SELECT '0190163d-8694-439b-aea5-966c26f8ad91', E'Su\\u0308d', '2028-03-01', '2028-03-02Z', id, '2028-01-02Z' FROM people
  WHERE username = 'plain';";

#[tokio::test(flavor = "multi_thread")]
async fn g8_the_upgrade_composes_what_is_compared() {
    let database = upgraded(MIGRATION, BEFORE).await;

    let people =
        "SELECT concat_ws('/', username, display_name, department, job, location) FROM people ORDER BY id";
    let expected = [
        "composed/Zoë/Süd/Köchin/Zürich",
        "decomposed/Zoë/Süd/Köchin/Zürich",
        "plain/Zoë/Sud/Köchin/Zürich",
        "left/Zoë/Süd/Köchin/Zürich",
    ];
    assert_eq!(database.texts(people).await, expected);
    let others =
        "SELECT name FROM roles WHERE code = 'viewer' UNION ALL SELECT department FROM access_reviews";
    assert_eq!(database.texts(others).await, ["Prüfer", "Süd"]);
    // Two names that become equal stay two.
    let rules = "SELECT regexp_replace(name, '[0-9]+', 'n') || '/' || department FROM role_provisioning_rules \
                 WHERE department IS NOT NULL ORDER BY id";
    assert_eq!(database.texts(rules).await, ["Süd/Süd", "Süd (n)/Süd"]);
    let policies = "SELECT regexp_replace(name, '[0-9]+', 'n') FROM policies WHERE NOT built_in ORDER BY id DESC LIMIT 3";
    assert_eq!(database.texts(policies).await, ["Nür", "Süd", "Süd (n)"]);

    // Who matches a rule only now has what it gives, and the log says so (R20).
    let given = "SELECT p.username FROM grants g JOIN people p ON p.id = g.person_id WHERE g.revoked_at IS NULL ORDER BY 1";
    assert_eq!(database.texts(given).await, ["composed", "decomposed"]);
    let log = "SELECT p.username FROM audit_log l JOIN people p ON p.id = l.concerns_id WHERE l.through = 'migration' \
               AND l.action = 'grant.autoprovisioned' AND l.at = '2028-01-11T09:00Z'";
    assert_eq!(database.texts(log).await, ["decomposed"]);
    database.drop_database().await;
}
