//! What each of the four marks lets people do (R2, R12, R20, T15), and that no administrative role is provisionable (R20, R22).

use db::provisioning::provisionable::choosable;
use domain::privilege::Privilege;

use super::provisioning::{NEW, RULES, finance, given, path_of};
use crate::support::{Browser, Page, World};

const DELEGATE: &str = "/me/roles-and-delegations/new";
const REQUEST: &str = "/requests/new";
const MARKS: [&str; 4] = [
    "autoprovision",
    "provisionable",
    "requestable",
    "self_requestable",
];

/// In which `viewer` is an administrative role, and `editor` is not.
async fn world() -> World {
    let world = super::provisioning::world().await;
    let sql = "INSERT INTO role_privileges (role_id, privilege) SELECT id, 'read_audit_log' FROM roles WHERE code = 'viewer'";
    world.database.batch(sql).await;
    world
}

/// Every combination with at least one mark, in the order of [`MARKS`].
fn combinations() -> impl Iterator<Item = (usize, [bool; 4])> {
    (1..16_usize).map(|bits| (bits, [1, 2, 4, 8].map(|bit| bits & bit != 0)))
}

/// What a person can do with a role.
#[derive(Debug, PartialEq, Eq)]
struct Can {
    hold: bool,
    delegate: bool,
    request_for_reports: bool,
    request_for_self: bool,
}

fn offers(page: &Page, code: &str) -> bool {
    page.has(&format!("[value='{code}']"))
}

async fn asks(browser: &mut Browser, subject: &str, role: &str) -> bool {
    let fields = [("subject", subject), ("role", role), ("reason", "")];
    let page = browser.post(REQUEST, &fields).await;
    assert!(
        page.status == 303 || page.says("Choose one of the roles offered") || page.refuses("role", "already"),
        "{}",
        page.text()
    );
    page.status == 303
}

/// Tries everything, and asserts that the pages offer what their handlers take.
async fn tries(world: &World, (username, report): (&str, &str), role: &str) -> Can {
    let mut browser = world.sign_in(username).await;
    let is_offered = offers(&browser.get(DELEGATE).await, role);
    let fields = [
        ("role", role),
        ("proxy", "tess"),
        ("starts_on", "2028-02-01"),
        ("ends_on", "2028-02-10"),
        ("action", "continue"),
    ];
    let delegate = browser.submit(DELEGATE, &fields).await.status == 200;
    assert_eq!(is_offered, delegate, "{username} {role}: delegating");
    let is_offered = offers(&browser.get(REQUEST).await, role);
    let hold = given(world, role).await.contains(&username.to_owned());
    let can = Can {
        hold,
        delegate,
        request_for_reports: asks(&mut browser, report, role).await,
        request_for_self: asks(&mut browser, username, role).await,
    };
    let takes = can.request_for_reports || can.request_for_self;
    assert!(
        is_offered == takes || (hold && is_offered),
        "{username} {role}: requesting"
    );
    can
}

#[tokio::test(flavor = "multi_thread")]
async fn r20_each_mark_lets_a_matching_person_do_one_thing_and_nobody_else() {
    let world = world().await;
    let mut ada = world.sign_in("ada").await;
    let codes: Vec<String> = combinations().map(|(bits, _)| format!("r{bits}")).collect();
    let mut fields = vec![
        ("name", "Leads of Finance".to_owned()),
        ("department", "Finance".to_owned()),
        ("is_manager", "yes".to_owned()),
    ];
    for (code, (_, marks)) in codes.iter().zip(combinations()) {
        let sql = "INSERT INTO roles (code, name, data_scope, delegation_allowed) VALUES ($1, 'Role ' || $1, 'own', true)";
        world.execute(sql, &[code]).await;
        fields.push(("role", code.clone()));
        let ticked = MARKS.into_iter().zip(marks).filter(|(_, is)| *is);
        fields.extend(ticked.map(|(mark, _)| (mark, code.clone())));
    }
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let saved = ada.send_form(NEW, &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    for (code, (minute, marks)) in codes.iter().zip(combinations()) {
        // Nobody makes more than ten requests a minute (T15).
        world.at(&format!("2028-01-11T09:{minute:02}:00Z"));
        let [autoprovision, provisionable, requestable, self_requestable] = marks;
        let expected = Can {
            hold: autoprovision,
            // What is held by a rule is held by grant (R2 a).
            delegate: provisionable || autoprovision,
            request_for_reports: requestable,
            // Nobody asks for what they hold.
            request_for_self: self_requestable && !autoprovision,
        };
        let can = tries(&world, ("mara", "ben"), code).await;
        assert_eq!(can, expected, "mara matches; {marks:?}");
        let nothing = Can {
            hold: false,
            delegate: false,
            request_for_reports: false,
            request_for_self: false,
        };
        let can = tries(&world, ("milo", "max"), code).await;
        assert_eq!(can, nothing, "milo does not match; {marks:?}");
    }
    world.end().await;
}

/// `viewer` is an administrative role, `editor` is not.
fn marking<'a>(role: &'a str, mark: &'a str) -> Vec<(&'a str, &'a str)> {
    finance(role, mark).to_vec()
}

const REFUSED: &str = "An administrative role cannot be provisionable: untick Provisionable";

#[tokio::test(flavor = "multi_thread")]
async fn r20_an_administrative_role_is_refused_at_the_line_that_marks_it_provisionable() {
    let world = world().await;
    let mut ada = world.sign_in("ada").await;
    for action in ["save", "preview"] {
        let one = [marking("viewer", "provisionable"), vec![("action", action)]].concat();
        let page = ada.send_form(NEW, &one).await;
        assert_eq!(page.status, 422, "{action}");
        assert!(page.refuses("provisionable", REFUSED), "{}", page.text());
        assert!(page.points_at("provisionable"));
        assert_eq!(
            page.value_of("department").as_deref(),
            Some("Finance"),
            "nothing is lost"
        );
    }
    let second = [
        marking("editor", "provisionable"),
        vec![("role", "viewer"), ("provisionable", "2")],
    ]
    .concat();
    let page = ada.send_form(NEW, &second).await;
    assert_eq!(page.status, 422);
    assert!(
        page.points_at("provisionable-2") && !page.points_at("provisionable"),
        "the second line is wrong, not the first"
    );
    assert_eq!(
        world.count("SELECT count(*) FROM role_provisioning_rules").await,
        1
    );
    // What is requested may stand: the policy and a second person decide. A rule gives no administrative role (R22).
    for mark in ["requestable", "self_requestable"] {
        assert_eq!(
            ada.send_form(NEW, &marking("viewer", mark)).await.status,
            303,
            "{mark}"
        );
        let path = path_of(&world, "Finance").await;
        let deleted = [("action", "delete"), ("confirmed", "3")];
        assert_eq!(ada.send_form(&path, &deleted).await.status, 303, "{mark}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r20_sql_and_domain_agree_on_which_privileges_are_administrative() {
    let world = World::new().await;
    for privilege in Privilege::ALL {
        let sql = "WITH role AS (INSERT INTO roles (code, name, data_scope) VALUES ('only_' || $1, $1, 'own') RETURNING id) \
                   INSERT INTO role_privileges (role_id, privilege) SELECT id, $1 FROM role";
        world.execute(sql, &[&privilege.code()]).await;
    }
    let mut conn = world.database.pool.get().await.unwrap();
    let roles = choosable(&mut conn).await.unwrap();
    for privilege in Privilege::ALL {
        let code = format!("only_{}", privilege.code());
        let role = roles.iter().find(|role| role.code == code).unwrap();
        assert_eq!(role.is_administrative, privilege.is_administrative(), "{code}");
    }
    drop(conn);
    world.end().await;
}

const EDITOR: &str = "/security-console/roles/editor";
const AUDITING: [(&str, &str); 4] = [
    ("name", "Ledger editor"),
    ("data_scope", "own"),
    ("delegation_allowed", "true"),
    ("privileges", "read_audit_log"),
];

#[tokio::test(flavor = "multi_thread")]
async fn r20_a_provisionable_role_does_not_become_administrative() {
    let world = world().await;
    let (mut ada, mut ines) = (world.sign_in("ada").await, world.sign_in("ines").await);
    assert_eq!(
        ada.send_form(NEW, &marking("editor", "provisionable"))
            .await
            .status,
        303
    );
    let mut harmless = AUDITING;
    harmless[3] = ("privileges", "manage_absences");
    assert_eq!(ines.send_form(EDITOR, &harmless).await.status, 303);
    let refused = ines.send_form(EDITOR, &AUDITING).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    let words = "An administrative role cannot be provisionable, and the provisioning rule “Finance” marks this one so: untick \
                 Provisionable there first";
    assert!(refused.refuses("privileges", words), "{}", refused.text());
    assert!(refused.points_at("privileges"));
    let audits = "SELECT count(*) FROM role_privileges WHERE privilege = 'read_audit_log' \
                  AND role_id = (SELECT id FROM roles WHERE code = 'editor')";
    assert_eq!(world.count(audits).await, 0, "nothing is changed");
    let path = path_of(&world, "Finance").await;
    assert_eq!(
        ada.send_form(&path, &marking("editor", "requestable"))
            .await
            .status,
        303
    );
    let taken = ines.send_form(EDITOR, &AUDITING).await;
    assert!(!taken.says("cannot be provisionable"), "{}", taken.text());
    world.end().await;
}

const WAITING: &str = "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.datname = current_database() \
    JOIN pg_stat_activity a ON a.pid = l.pid AND a.datid = d.oid WHERE NOT l.granted";

/// Sends a form while another transaction has done `meanwhile` and not committed it yet.
async fn sent_meanwhile(
    world: &World,
    meanwhile: &str,
    (who, path): (&'static str, &'static str),
    fields: Vec<(&'static str, &'static str)>,
) -> Page {
    let mut other = world.connection().await;
    let changing = other.transaction().await.unwrap();
    changing.batch_execute(meanwhile).await.unwrap();
    let mut browser = world.sign_in(who).await;
    let saving = tokio::spawn(async move { browser.send_form(path, &fields).await });
    while world.count(WAITING).await == 0 && !saving.is_finished() {
        tokio::task::yield_now().await;
    }
    changing.commit().await.unwrap();
    saving.await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn r20_of_a_rule_and_a_role_saved_at_the_same_moment_one_is_refused() {
    let world = world().await;
    // As the Security Console writes a role, and as a rule is written.
    let role = "UPDATE roles SET version = version + 1 WHERE code = 'editor'; \
        INSERT INTO role_privileges (role_id, privilege) SELECT id, 'manage_setup' FROM roles WHERE code = 'editor'";
    let page = sent_meanwhile(&world, role, ("ada", NEW), marking("editor", "provisionable")).await;
    assert!(
        page.status == 422 && page.refuses("provisionable", REFUSED),
        "{}",
        page.text()
    );
    world
        .database
        .batch("DELETE FROM role_privileges WHERE privilege = 'manage_setup' AND role_id = (SELECT id FROM roles WHERE code = 'editor')")
        .await;
    let rule = "SELECT id FROM roles WHERE code = 'editor' FOR SHARE; INSERT INTO role_provisioning_rules (name) VALUES ('Mine'); \
        INSERT INTO role_provisioning_rule_roles (rule_id, role_id, provisionable) SELECT p.id, r.id, true \
          FROM role_provisioning_rules p, roles r WHERE p.name = 'Mine' AND r.code = 'editor'";
    let page = sent_meanwhile(&world, rule, ("ines", EDITOR), AUDITING.to_vec()).await;
    assert!(
        page.status == 422 && page.refuses("privileges", "“Mine”"),
        "{}",
        page.text()
    );
    world.end().await;
}

/// As the upgrade leaves it: a rule for Finance makes the role provisionable, and `mara` has delegated it.
async fn upgraded(world: &World, role: &str) {
    let rule = format!(
        "INSERT INTO role_provisioning_rules (name, department, version, changed_at) VALUES ('Finance', 'Finance', 2, '2028-01-10T22:00Z');
         INSERT INTO role_provisioning_rule_roles (rule_id, role_id, requestable, provisionable, provisionable_by_upgrade)
           SELECT p.id, r.id, true, true, true FROM role_provisioning_rules p, roles r WHERE p.name = 'Finance' AND r.code = '{role}'"
    );
    world.database.batch(&rule).await;
    world.lent("mara", role, "max").await;
}

async fn open(world: &World) -> i64 {
    let sql = "SELECT count(*) FROM role_delegations WHERE ended_at IS NULL AND cancelled_at IS NULL";
    world.count(sql).await
}

const CHECK: &str = "made provisionable by the upgrade: check";

#[tokio::test(flavor = "multi_thread")]
async fn r20_what_the_upgrade_made_provisionable_is_shown_until_the_rule_is_saved() {
    let world = world().await;
    upgraded(&world, "editor").await;
    let mut ada = world.sign_in("ada").await;
    let list = ada.get(RULES).await;
    assert!(
        list.has_row(&format!("Ledger editor: provisionable, requestable {CHECK}")),
        "{}",
        list.text()
    );
    let path = path_of(&world, "Finance").await;
    let page = ada.get(&path).await;
    assert!(
        page.has_notice(
            "Made provisionable by the upgrade: check. An open delegation depended on this rule."
        ),
        "{}",
        page.text()
    );
    assert!(page.has_hint("Last changed by the upgrade on"), "{}", page.text());
    // Whoever opened the form before the upgrade takes nothing away unawares.
    let before = [marking("editor", "requestable"), vec![("version", "1")]].concat();
    let stale = ada.post(&path, &before).await;
    assert_eq!(stale.status, 409);
    assert!(
        stale.has_error("The upgrade changed this rule on Mon 10 Jan 2028 22:00"),
        "{}",
        stale.text()
    );
    let both = [marking("editor", "provisionable"), vec![("requestable", "1")]].concat();
    let saved = ada.send_form(&path, &both).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    let list = ada.get(RULES).await;
    assert!(
        list.has_row("Ledger editor: provisionable, requestable") && !list.says(CHECK),
        "{}",
        list.text()
    );
    assert!(!ada.get(&path).await.says("by the upgrade"));
    assert_eq!(open(&world).await, 1, "it goes on");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r20_an_administrative_role_that_the_upgrade_marked_stays_only_until_the_rule_is_saved() {
    let world = world().await;
    upgraded(&world, "viewer").await;
    let mut max = world.sign_in("max").await;
    assert_eq!(
        max.get("/admin/audit").await.status,
        200,
        "no delegation ends by the upgrade"
    );
    let mut ada = world.sign_in("ada").await;
    let path = path_of(&world, "Finance").await;
    let page = ada.get(&path).await;
    let cannot_stay = "an administrative role cannot stay provisionable";
    assert!(page.has_notice(cannot_stay), "{}", page.text());
    let kept = [marking("viewer", "provisionable"), vec![("requestable", "1")]].concat();
    let refused = ada.send_form(&path, &kept).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.refuses("provisionable", REFUSED) && refused.has_notice(cannot_stay),
        "{}",
        refused.text()
    );
    let unticked = marking("viewer", "requestable");
    let asked = ada.send_form(&path, &unticked).await;
    assert!(
        asked.status == 200 && asked.has_button("Save and end 1 delegation"),
        "{}",
        asked.text()
    );
    assert_eq!(open(&world).await, 1);
    let confirmed = [unticked, vec![("ending", "1")]].concat();
    assert_eq!(ada.send_form(&path, &confirmed).await.status, 303);
    assert_eq!(open(&world).await, 0);
    assert_eq!(max.get("/admin/audit").await.status, 403, "at once (G9)");
    world.end().await;
}
