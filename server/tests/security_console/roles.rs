//! Roles: what may be defined, what built-in roles keep, and Delegation allowed (R3).

use super::{LENT, ROLES};
use crate::support::{FORM, World};

#[tokio::test(flavor = "multi_thread")]
async fn r3_the_list_shows_every_role_with_what_it_lets_its_holders_do() {
    let world = World::new().await;
    let mut ines = world.sign_in("ines").await;
    let list = ines.get(ROLES).await;
    assert_eq!(list.h1(), "Roles");
    for words in [
        "Employee Built in employee See and decide own tasks",
        "Line manager Built in line_manager See, add, approve and cancel absences Everyone below in the hierarchy Delegation allowed \
         Request: default Review: default Revocation: default",
        "HR specialist Built in hr_specialist Delegate roles on behalf of others Everyone Not allowed",
    ] {
        assert!(list.has_row(words), "{words}\n{}", list.text());
    }
    assert!(list.has_row("Own records Never"), "employee: {}", list.text());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r3_a_role_is_created_and_edited() {
    let world = World::new().await;
    let mut ines = world.sign_in("ines").await;
    let policy: i64 = world
        .rows("SELECT id FROM policies WHERE kind = 'review'", &[])
        .await[0]
        .get(0);
    let policy = policy.to_string();
    let fields = [
        ("code", "ledger_editor"),
        ("name", "Ledger editor"),
        ("data_scope", "department"),
        ("privileges", "manage_absences"),
        ("privileges", "read_audit_log"),
        ("delegation_allowed", "true"),
        ("review_policy", policy.as_str()),
        FORM,
    ];
    let page = ines.post("/security-console/roles/new", &fields).await;
    assert_eq!(
        (page.status, page.location()),
        (303, Some(ROLES)),
        "{}",
        page.text()
    );
    let path = "/security-console/roles/ledger_editor";
    let page = ines.get(path).await;
    assert_eq!(page.h1(), "Ledger editor");
    let list = ines.get(ROLES).await;
    assert!(
        list.has_row("Ledger editor ledger_editor See, add, approve and cancel absences Read and export the audit log Everyone in the department \
                   Delegation allowed Request: default Review: Default review Revocation: default"),
        "{}",
        list.text()
    );
    // The second click of "Save" finds it made.
    let again = ines.post("/security-console/roles/new", &fields).await;
    assert_eq!((again.status, again.location()), (303, Some(ROLES)));
    let changed = [
        ("name", "General ledger"),
        ("data_scope", "own"),
        ("privileges", "read_audit_log"),
        ("code", "other"),
    ];
    assert_eq!(ines.send_form(path, &changed).await.status, 303);
    let row = &world.rows("SELECT name, data_scope, delegation_allowed, ARRAY(SELECT privilege FROM role_privileges p WHERE p.role_id = r.id), \
        EXISTS (SELECT FROM role_policies p WHERE p.role_id = r.id) FROM roles r WHERE code = 'ledger_editor'", &[]).await[0];
    assert_eq!(
        (
            row.get::<_, &str>(0),
            row.get::<_, &str>(1),
            row.get::<_, bool>(2)
        ),
        ("General ledger", "own", false)
    );
    assert_eq!(row.get::<_, Vec<String>>(3), ["read_audit_log"]);
    assert!(!row.get::<_, bool>(4), "the default policy again");
    let sql = "SELECT string_agg(action || ' ' || (after ->> 'name'), ', ' ORDER BY id) FROM audit_log WHERE object_kind = 'role'";
    assert_eq!(
        world.rows(sql, &[]).await[0].get::<_, &str>(0),
        "role.created Ledger editor, role.changed General ledger"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_a_role_is_refused_with_words_at_the_field() {
    let world = World::new().await;
    let mut ines = world.sign_in("ines").await;
    let request: i64 = world
        .rows("SELECT id FROM policies WHERE kind = 'request'", &[])
        .await[0]
        .get(0);
    let request = request.to_string();
    let good = [("code", "fine"), ("name", "Fine"), ("data_scope", "own")];
    let cases: [(&str, &str, &str); 13] = [
        ("code", "", "Enter the code"),
        (
            "code",
            "Ledger",
            "Code must begin with a letter and have only small letters",
        ),
        ("code", "9lives", "Code must begin with a letter"),
        (
            "code",
            "a-b",
            "Code must begin with a letter and have only small letters",
        ),
        ("code", &"x".repeat(65), "Code must be 64 characters or fewer"),
        ("code", "employee", "Code must be one that no other role has"),
        ("name", " ", "Enter the name"),
        ("name", &"x".repeat(81), "Name must be 80 characters or fewer"),
        (
            "data_scope",
            "planet",
            "Choose on whose records the privileges work",
        ),
        ("data_scope", "", "Choose on whose records the privileges work"),
        (
            "privileges",
            "rule_the_world",
            "Choose among the privileges offered",
        ),
        ("review_policy", &request, "Choose one of the policies offered"),
        ("revoke_policy", "0", "Choose one of the policies offered"),
    ];
    for (field, value, words) in cases {
        let mut fields: Vec<_> = good.iter().copied().filter(|(name, _)| *name != field).collect();
        fields.push((field, value));
        let page = ines.send_form("/security-console/roles/new", &fields).await;
        assert_eq!(page.status, 422, "{field}={value}: {}", page.text());
        assert!(page.refuses(field, words), "{field}={value}: {}", page.text());
        if field == "name" {
            assert_eq!(
                page.value_of("code").as_deref(),
                Some("fine"),
                "nothing typed is lost"
            );
        }
    }
    assert_eq!(world.count("SELECT count(*) FROM roles").await, 5);
    assert_eq!(ines.get("/security-console/roles/nobody").await.status, 404);
    assert_eq!(
        ines.post("/security-console/roles/nobody", &good).await.status,
        404
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r3_built_in_roles_keep_code_name_privileges_and_scope() {
    let world = World::new().await;
    let mut ines = world.sign_in("ines").await;
    let path = "/security-console/roles/hr_specialist";
    let page = ines.get(path).await;
    let privileges = "[name=privileges]";
    assert!(ines.get("/security-console/roles/new").await.has(privileges));
    assert!(
        page.has_hint("code, privileges and data scope stay as they are") && !page.has(privileges),
        "{}",
        page.text()
    );
    let forged = [
        ("code", "x"),
        ("name", "Boss"),
        ("data_scope", "own"),
        ("privileges", "edit_policies"),
        ("delegation_allowed", "true"),
    ];
    assert_eq!(ines.send_form(path, &forged).await.status, 303);
    let row = &world.rows("SELECT name, data_scope, delegation_allowed, ARRAY(SELECT privilege FROM role_privileges p WHERE p.role_id = r.id) \
        FROM roles r WHERE code = 'hr_specialist'", &[]).await[0];
    assert_eq!(
        (row.get::<_, &str>(0), row.get::<_, &str>(1)),
        ("HR specialist", "everyone")
    );
    assert!(row.get::<_, bool>(2), "Delegation allowed is what can be changed");
    assert_eq!(row.get::<_, Vec<String>>(3), ["manage_user_accounts"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r3_employee_can_never_be_delegable() {
    let world = World::new().await;
    let mut ines = world.sign_in("ines").await;
    let path = "/security-console/roles/employee";
    let page = ines.get(path).await;
    let boxes = "[type=checkbox]";
    assert!(ines.get("/security-console/roles/hr_specialist").await.has(boxes));
    assert!(
        page.says("Employee can never be delegated.") && !page.has(boxes),
        "{}",
        page.text()
    );
    let page = ines.send_form(path, &[("delegation_allowed", "true")]).await;
    assert_eq!(page.status, 422);
    assert!(page.refuses("delegation_allowed", "Employee can never be delegated"));
    assert_eq!(
        world
            .count("SELECT count(*) FROM roles WHERE code = 'employee' AND delegation_allowed")
            .await,
        0
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r3_switching_delegation_off_leaves_delegations_as_they_are_and_says_how_many() {
    let world = World::new().await;
    world.database.batch(LENT).await;
    let mut ines = world.sign_in("ines").await;
    let path = "/security-console/roles/viewer";
    let page = ines.get(path).await;
    assert!(
        page.has_notice("1 delegation in force and 1 scheduled. Switching it off leaves them as they are."),
        "{}",
        page.text()
    );
    let fields = [("name", "Payroll viewer"), ("data_scope", "own")];
    assert_eq!(ines.send_form(path, &fields).await.status, 303);
    let list = ines.get(ROLES).await;
    assert!(
        list.has_message(
            "Delegation is switched off: 1 delegation in force and 1 scheduled stay as they are."
        ),
        "{}",
        list.text()
    );
    let kept = "SELECT count(*) FROM role_delegations WHERE ended_at IS NULL AND cancelled_at IS NULL";
    assert_eq!(world.count(kept).await, 2);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t10_a_role_s_policies_decide_who_is_asked() {
    let world = World::new().await;
    world.database.batch(LENT).await;
    world.database.batch("INSERT INTO policies (kind, name) VALUES ('request', 'IT decides');
        INSERT INTO policy_steps (policy_id, position, approver, approver_role_id) SELECT p.id, 1, 'role', r.id FROM policies p, roles r
          WHERE p.name = 'IT decides' AND r.code = 'it_security_manager';
        INSERT INTO role_provisioning_rules (name) VALUES ('Everybody');
        INSERT INTO role_provisioning_rule_roles (rule_id, role_id, self_requestable) SELECT p.id, r.id, true
          FROM role_provisioning_rules p, roles r WHERE p.name = 'Everybody' AND r.code = 'viewer'").await;
    let policy: i64 = world
        .rows("SELECT id FROM policies WHERE name = 'IT decides'", &[])
        .await[0]
        .get(0);
    let policy = policy.to_string();
    let mut ines = world.sign_in("ines").await;
    let mut ada = world.sign_in("ada").await;
    let policy_page = format!("/admin/settings/policies/{policy}");
    let opened = ada.get(&policy_page).await.value_of("version").unwrap();
    let fields = [
        ("name", "Payroll viewer"),
        ("data_scope", "own"),
        ("delegation_allowed", "true"),
        ("request_policy", policy.as_str()),
    ];
    assert_eq!(
        ines.send_form("/security-console/roles/viewer", &fields)
            .await
            .status,
        303
    );
    let mut max = world.sign_in("max").await;
    let task = max
        .submit("/requests/new", &[("subject", "max"), ("role", "viewer")])
        .await;
    assert!(
        task.has_fact("Policy IT decides") && task.has_step("everyone who holds IT security manager"),
        "{}",
        task.text()
    );
    assert!(
        ada.get(&policy_page)
            .await
            .says("Used by roles Make default Roles that use this policy Role Remove Payroll viewer"),
        "{}",
        ada.get(&policy_page).await.text()
    );
    let stale = ada
        .post(
            &policy_page,
            &[("version", &opened), ("action", "save"), ("name", "Mine")],
        )
        .await;
    assert_eq!(stale.status, 409, "a page of the policy is stale (G5)");
    world.end().await;
}
