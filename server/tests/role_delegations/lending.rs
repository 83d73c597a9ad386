//! Which roles can be lent (R2, R3), and that nothing is lent on.

use super::{NEW, OVERVIEW, allow, fields, lend};
use crate::support::{Browser, Page, World};

/// A role of the organisation's own, enabled for delegation, that nobody holds.
async fn role(world: &World, code: &str) {
    let sql = "INSERT INTO roles (code, name, data_scope, delegation_allowed) VALUES ($1, initcap($1), 'own', true)";
    world.execute(sql, &[&code]).await;
}

async fn grant(world: &World, username: &str, code: &str, source: &str) {
    let sql = "INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, $3, '2027-01-01T00:00:00Z' \
               FROM people p, roles r WHERE p.username = $1 AND r.code = $2";
    world.execute(sql, &[&username, &code, &source]).await;
}

/// A Clerk may delegate the role without holding it, or only request it for reports (R20).
async fn marked(world: &World, code: &str, mark: &str) {
    let batch = format!(
        "INSERT INTO role_provisioning_rules (name, job) VALUES ('Clerks {code}', 'Clerk'); \
         INSERT INTO role_provisioning_rule_roles (rule_id, role_id, {mark}) SELECT p.id, r.id, true \
           FROM role_provisioning_rules p, roles r WHERE p.name = 'Clerks {code}' AND r.code = '{code}'"
    );
    world.database.batch(&batch).await;
}

async fn reviewed(browser: &mut Browser, code: &str, proxy: &str) -> Page {
    browser
        .submit(NEW, &fields(code, proxy, "2028-02-01", "2028-02-10", "continue"))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn r2_what_is_held_by_grant_or_provisionable_can_be_lent() {
    let world = World::new().await;
    let leaves = "bea,Bea Lund,bea@example.org,mara,Finance,Clerk,London,2018-01-01,2028-06-30,Europe/London,employee\n";
    world.import(leaves).await;
    for code in ["ledger", "payroll", "stock", "vault"] {
        role(&world, code).await;
    }
    grant(&world, "ben", "ledger", "by_hand").await;
    grant(&world, "ben", "payroll", "autoprovisioned").await;
    grant(&world, "bea", "ledger", "request").await;
    grant(&world, "bea", "payroll", "autoprovisioned").await;
    marked(&world, "stock", "provisionable").await;
    marked(&world, "vault", "requestable").await;
    let leaving = "Payroll cannot be delegated: it is held by a provisioning rule only, and the assignment has a termination date";
    let cases = [
        ("ben", "ledger", ""),
        ("ben", "payroll", ""),
        ("ben", "stock", ""),
        ("ben", "vault", "Choose one of the roles offered"),
        ("ben", "nothing-like-it", "Choose one of the roles offered"),
        ("bea", "ledger", ""),
        ("bea", "payroll", leaving),
        ("bea", "stock", ""),
    ];
    for (username, code, words) in cases {
        let mut browser = world.sign_in(username).await;
        let page = reviewed(&mut browser, code, "max").await;
        let expected = if words.is_empty() { 200 } else { 422 };
        assert_eq!(page.status, expected, "{username} {code}: {}", page.text());
        assert!(page.says(words), "{username} {code}: {}", page.text());
        let is_offered = browser.get(NEW).await.has(&format!("[value='{code}']"));
        assert_eq!(
            is_offered,
            words.is_empty(),
            "{username} {code}: the page offers what it takes"
        );
    }
    // R2 (b) lends what one is about to lose by leaving, too.
    marked(&world, "payroll", "provisionable").await;
    let mut bea = world.sign_in("bea").await;
    assert_eq!(reviewed(&mut bea, "payroll", "max").await.status, 200);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r2_a_role_held_through_a_delegation_is_not_lent_on_by_page_or_handler() {
    let world = World::new().await;
    let (mut mara, mut ben) = (world.sign_in("mara").await, world.sign_in("ben").await);
    lend(&mut mara, "ben", "2028-01-11", "").await;
    let offered = "[value='line_manager']";
    assert!(mara.get(NEW).await.has(offered));
    assert!(!ben.get(NEW).await.has(offered), "it is not offered");
    for action in ["continue", "save"] {
        let form = fields("line_manager", "bea", "2028-02-01", "2028-02-10", action);
        let page = ben.submit(NEW, &form).await;
        assert_eq!(page.status, 422, "{action}");
        assert!(
            page.refuses(
                "role",
                "Line manager cannot be delegated: it is held only through a delegation"
            ),
            "{}",
            page.text()
        );
    }
    assert!(
        ben.get(OVERVIEW)
            .await
            .has_row("No: it is held only through a delegation")
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r3_a_role_is_lent_only_while_that_is_enabled_for_it_or_for_this_person() {
    let world = World::new().await;
    role(&world, "ledger").await;
    grant(&world, "ben", "ledger", "by_hand").await;
    grant(&world, "bea", "ledger", "by_hand").await;
    allow(&world, "ledger", false).await;
    let assignable = "INSERT INTO assignable_roles (person_id, role_id) SELECT p.id, r.id FROM people p, roles r \
                      WHERE p.username = $1 AND r.code = $2";
    world.execute(assignable, &[&"bea", &"ledger"]).await;
    world.execute(assignable, &[&"ben", &"employee"]).await;
    let (mut ben, mut bea) = (world.sign_in("ben").await, world.sign_in("bea").await);
    let refused = reviewed(&mut ben, "ledger", "max").await;
    assert!(
        refused.refuses("role", "Ledger cannot be delegated: delegating it is not allowed"),
        "{}",
        refused.text()
    );
    assert_eq!(
        reviewed(&mut bea, "ledger", "max").await.status,
        200,
        "Assignable"
    );
    let employee = reviewed(&mut ben, "employee", "max").await;
    assert!(
        employee.refuses(
            "role",
            "Employee cannot be delegated: delegating it is not allowed"
        ),
        "never employee, whatever is set: {}",
        employee.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_forged_roles_and_proxies_are_refused_like_any_other_wrong_one() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    let long = "x".repeat(5_000);
    let odd = [
        "1",
        "-1",
        "%00",
        "a\0b",
        "<b>x</b>",
        "'; DROP TABLE people; --",
        "🙂",
        long.as_str(),
    ];
    for text in odd {
        let page = reviewed(&mut mara, text, "ben").await;
        assert_eq!(page.status, 422, "{text}");
        assert!(page.refuses("role", "Choose one of the roles offered"), "{text}");
        let page = reviewed(&mut mara, "line_manager", text).await;
        assert_eq!(page.status, 422, "{text}");
        assert!(
            page.refuses("proxy", "There is nobody with the username"),
            "{text}"
        );
        assert!(!page.body.contains("<b>x</b>"));
    }
    world.end().await;
}
