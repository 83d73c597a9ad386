//! What a proxy reaches by one delegation alone (R14, R21): a slow model agrees, and the work has a limit, whatever the size of the
//! organisation.

use db::role_delegations::net_reach::{LOOKED_AT, MOST, NetReach, of_existing, of_new};
use domain::ids::{PersonId, RoleId};
use test_database::TestDatabase;
use tokio_postgres::SimpleQueryMessage;

use super::now;

/// A role for each data scope, all with one privilege, and one of everybody's reports that has another.
const ROLES: &str = "INSERT INTO roles (code, name, data_scope) VALUES ('t_reports', 'R', 'reports'), ('t_department', 'D', 'department'), \
      ('t_own', 'O', 'own'), ('t_everyone', 'E', 'everyone'), ('t_other', 'X', 'reports');
    INSERT INTO role_privileges (role_id, privilege) SELECT id, CASE code WHEN 't_other' THEN 'read_audit_log' ELSE 'manage_absences' END \
      FROM roles WHERE code LIKE 't\\_%';";

/// Nobody holds one of them any more.
const NOTHING_HELD: &str =
    "DELETE FROM role_delegations; UPDATE grants SET revoked_at = '2028-01-09Z' WHERE revoked_at IS NULL;";

fn people(count: i64, manager: &str, department: &str) -> String {
    format!(
        "INSERT INTO people (username, display_name, search_text, department, created_at, updated_at) SELECT 'p' || n, 'P ' || n, \
         'p' || n, {department}, '2027-01-01Z', '2027-01-01Z' FROM generate_series(1, {count}) n;
         UPDATE people c SET manager_id = m.id FROM people m, generate_series(2, {count}) n \
         WHERE c.username = 'p' || n AND m.username = 'p' || ({manager});"
    )
}

/// A grant (no delegator), or a delegation in force.
fn holds(delegator: Option<i64>, person: i64, role: &str) -> String {
    match delegator {
        None => format!(
            "INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2028-01-01Z' \
             FROM people p, roles r WHERE p.username = 'p{person}' AND r.code = '{role}' ON CONFLICT DO NOTHING;"
        ),
        Some(delegator) => {
            holds(None, delegator, role)
                + &format!(
                    "INSERT INTO role_delegations (delegator_id, proxy_id, role_id, starts_on, created_by, created_at, begun_at) \
                     SELECT d.id, x.id, r.id, '2028-01-05', d.id, '2028-01-02Z', '2028-01-05Z' FROM people d, people x, roles r \
                     WHERE d.username = 'p{delegator}' AND x.username = 'p{person}' AND r.code = '{role}' ON CONFLICT DO NOTHING;"
                )
        }
    }
}

/// Numbers that are always the same for the same seed (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, most: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        i64::try_from(self.0 % u64::try_from(most).unwrap()).unwrap()
    }
}

async fn number(database: &TestDatabase, sql: &str) -> i64 {
    database.connect().await.query_one(sql, &[]).await.unwrap().get(0)
}

async fn person(database: &TestDatabase, number_of: i64) -> PersonId {
    PersonId(
        number(
            database,
            &format!("SELECT id FROM people WHERE username = 'p{number_of}'"),
        )
        .await,
    )
}

async fn role(database: &TestDatabase, code: &str) -> RoleId {
    RoleId(number(database, &format!("SELECT id FROM roles WHERE code = '{code}'")).await)
}

/// Who is reached by whom, by a slow model: everybody's every manager, and everybody's whole department. Counts
/// the people whom the delegator's role reaches, and nothing else that the proxy holds.
fn model(delegator: PersonId, proxy: PersonId, role: RoleId) -> String {
    let d = delegator.0;
    let (x, r) = (proxy.0, role.0);
    format!(
        "WITH RECURSIVE chain (person, manager) AS (SELECT id, manager_id FROM people WHERE manager_id IS NOT NULL \
           UNION SELECT c.person, p.manager_id FROM chain c JOIN people p ON p.id = c.manager WHERE p.manager_id IS NOT NULL), \
         reaches (owner, scope, person) AS (SELECT manager, 'reports', person FROM chain \
           UNION SELECT a.id, 'department', b.id FROM people a JOIN people b USING (department) \
           UNION SELECT id, 'own', id FROM people UNION SELECT a.id, 'everyone', b.id FROM people a, people b), \
         others AS (SELECT person_id AS owner, role_id FROM grants WHERE person_id = {x} AND revoked_at IS NULL \
           UNION SELECT delegator_id, role_id FROM role_delegations WHERE proxy_id = {x} AND NOT (delegator_id = {d} AND role_id = {r})) \
         SELECT count(*) FROM reaches n JOIN roles s ON s.id = {r} AND s.data_scope = n.scope AND s.data_scope <> 'everyone' \
         WHERE n.owner = {d} AND n.person <> {x} AND NOT EXISTS (SELECT FROM others o JOIN roles t ON t.id = o.role_id AND t.code <> 't_other' \
           JOIN reaches k ON k.owner = o.owner AND k.scope = t.data_scope WHERE k.person = n.person)"
    )
}

const CODES: [&str; 5] = ["t_reports", "t_department", "t_own", "t_other", "t_everyone"];

#[tokio::test(flavor = "multi_thread")]
async fn net_reach_r14_agrees_with_a_slow_model_on_random_hierarchies() {
    let mut random = Random(20_280_110);
    let mut found = Vec::new();
    for _ in 0..6 {
        let database = TestDatabase::new().await;
        database.batch(ROLES).await;
        let slope = 1 + random.below(4);
        let department = "CASE WHEN n % 5 = 0 THEN NULL ELSE 'D' || n % 3 END";
        let manager = format!("1 + (n * 7919) % LEAST(n - 1, n / {slope} + 1)");
        database.batch(&people(40, &manager, department)).await;
        for _ in 0..12 {
            database.batch(NOTHING_HELD).await;
            let (delegator, proxy) = (1 + random.below(12), 13 + random.below(28));
            let code = CODES[usize::try_from(random.below(3)).unwrap()];
            let mut held = holds(Some(delegator), proxy, code);
            for _ in 0..random.below(4) {
                // Everyone is the last of them, and seldom.
                let other = CODES[usize::try_from(random.below(21) / 5).unwrap()];
                let owner = Some(1 + random.below(40)).filter(|owner| *owner != proxy);
                if (owner, other) != (Some(delegator), code) {
                    held += &holds(owner, proxy, other);
                }
            }
            database.batch(&held).await;
            let parties = (
                person(&database, delegator).await,
                person(&database, proxy).await,
                role(&database, code).await,
            );
            let expected = number(&database, &model(parties.0, parties.1, parties.2)).await;
            let sql = format!(
                "SELECT id FROM role_delegations WHERE delegator_id = {} AND role_id = {}",
                parties.0.0, parties.2.0
            );
            let id = number(&database, &sql).await;
            let mut conn = database.pool.get().await.unwrap();
            let lost = of_existing(&mut conn, id, parties, now()).await.unwrap().unwrap();
            assert_eq!((lost.people, lost.has_more_people), (expected, false), "{held}");
            drop(conn);
            // The same before it is there.
            database
                .batch(&format!("DELETE FROM role_delegations WHERE id = {id}"))
                .await;
            let mut conn = database.pool.get().await.unwrap();
            let gained = of_new(&mut conn, parties, now()).await.unwrap().unwrap();
            assert_eq!((gained.people, &gained.first), (expected, &lost.first), "{held}");
            found.push(expected);
        }
        database.drop_database().await;
    }
    assert!(
        found.iter().any(|people| *people > 5) && found.contains(&0),
        "{found:?}"
    );
}

/// Rows of people that a plan has read.
fn rows_read(plan: &serde_json::Value) -> f64 {
    let number = |key: &str| plan[key].as_f64().unwrap_or_default();
    let own = (number("Actual Rows") + number("Rows Removed by Filter")) * number("Actual Loops");
    let is_people = plan["Relation Name"] == "people";
    let below = plan["Plans"].as_array().into_iter().flatten();
    f64::from(u8::from(is_people)) * own + below.map(rows_read).sum::<f64>()
}

async fn cost(database: &TestDatabase, (delegator, proxy, role): (PersonId, PersonId, RoleId)) -> f64 {
    let connection = database.connect().await;
    let sql = include_str!("../../sql/role_delegations/net_reach.sql");
    let prepare =
        format!("PREPARE reach (bigint, bigint, bigint, timestamptz, bigint, bigint, bigint) AS {sql}");
    connection.batch_execute(&prepare).await.unwrap();
    let mut most = 0.0_f64;
    for mode in ["force_generic_plan", "force_custom_plan"] {
        let set = format!("SET plan_cache_mode = {mode}");
        connection.batch_execute(&set).await.unwrap();
        let explain = format!(
            "EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE reach ({}, {}, {}, '{}', NULL, {MOST}, {LOOKED_AT})",
            delegator.0,
            proxy.0,
            role.0,
            now().to_rfc3339()
        );
        let answer = connection.simple_query(&explain).await.unwrap();
        let text = answer.iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.get(0),
            _ => None,
        });
        let plan: serde_json::Value = serde_json::from_str(text.unwrap()).unwrap();
        most = most.max(rows_read(&plan[0]["Plan"]));
    }
    most
}

/// Everybody but a few reports to somebody whose reports the proxy reaches already; everybody is of a department that they reach;
/// nobody is reached by anything else.
#[tokio::test(flavor = "multi_thread")]
async fn net_reach_r21_costs_no_more_in_a_large_organisation() {
    let database = TestDatabase::new().await;
    database.batch(ROLES).await;
    // p1 is above all; p2 is below p1 and above nearly all of the others, ten to a manager; p3 to p5 have nobody below them.
    let manager = "CASE WHEN n <= 5 THEN 1 WHEN n <= 15 THEN 2 ELSE n / 10 + 5 END";
    database.batch(&people(40_000, manager, "'All'")).await;
    database.batch("ANALYZE people").await;
    let read = async |delegator: i64, proxy: i64, code: &str, more: String| -> (NetReach, f64) {
        database.batch(NOTHING_HELD).await;
        database.batch(&more).await;
        let parties = (
            person(&database, delegator).await,
            person(&database, proxy).await,
            role(&database, code).await,
        );
        let mut conn = database.pool.get().await.unwrap();
        let reach = of_new(&mut conn, parties, now()).await.unwrap().unwrap();
        (reach, cost(&database, parties).await)
    };
    // The person above all delegates to the one who has nearly all of them: the four others of p1's reports, less the proxy.
    let (reach, rows) = read(1, 2, "t_reports", holds(None, 2, "t_reports")).await;
    assert_eq!((reach.people, reach.has_more_people), (3, false));
    assert!(rows < 200.0, "{rows} rows");
    let (reach, rows) = read(1, 3, "t_reports", String::new()).await;
    assert_eq!((reach.people, reach.has_more_people), (MOST, true));
    assert!(rows < 10_000.0, "{rows} rows");
    // By department: nearly everybody is below p2, and is looked at before it is known.
    let (reach, rows) = read(1, 3, "t_department", holds(Some(2), 3, "t_reports")).await;
    assert!(reach.has_more_people, "{reach:?}");
    assert!(rows < 100_000.0, "{rows} rows");
    // All of the department is reached already.
    let (reach, rows) = read(1, 3, "t_department", holds(Some(2), 3, "t_department")).await;
    assert_eq!((reach.people, reach.has_more_people), (0, false));
    assert!(rows < 200.0, "{rows} rows");
    let (reach, rows) = read(1, 3, "t_reports", holds(Some(2), 3, "t_department")).await;
    assert_eq!((reach.people, reach.has_more_people), (0, true));
    assert!(rows < 30_000.0, "{rows} rows");
    database.drop_database().await;
}
