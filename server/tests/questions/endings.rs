//! Whatever ends, removes, deletes or revokes asks first (house rules, Looks 3): asking changes nothing, what is confirmed is what
//! was asked about, and the POST that confirms it is the one that there was before.

use super::{pairs, question_of};
use crate::support::{Browser, World};

/// One ending: where it is asked about, and how one sees that it has happened.
struct Ending {
    path: String,
    fields: Vec<(&'static str, String)>,
    /// The question, and what follows.
    title: &'static str,
    says: &'static [&'static str],
    reason: Option<&'static str>,
    /// Zero before, one after.
    happened: &'static str,
}

/// Asks, looks that nothing has changed, goes back where the page keeps what was typed, and confirms.
async fn tried(world: &World, browser: &mut Browser, ending: &Ending) {
    let Ending { path, title, .. } = ending;
    let fields = pairs(&ending.fields);
    let everything = "SELECT count(*) FROM audit_log WHERE action NOT LIKE 'session%'";
    let (audited, messages) = (
        world.count(everything).await,
        world.count("SELECT count(*) FROM outbox").await,
    );
    assert_eq!(world.count(ending.happened).await, 0, "{title}");
    let asked = browser.post(path, &fields).await;
    assert_eq!(
        (asked.status, asked.h1().as_str()),
        (200, *title),
        "{}",
        asked.text()
    );
    for words in ending.says {
        assert!(asked.says(words), "{words}: {}", asked.text());
    }
    let mut dialog = browser.clone().with_header("accept", "application/json");
    let data = dialog.post(path, &fields).await;
    assert_eq!(question_of(&data).title, *title, "the dialog says the same");
    // In an address the same words ask nothing.
    let query: Vec<_> = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", value.replace(' ', "+")))
        .collect();
    let page = browser.get(&format!("{path}?{}", query.join("&"))).await;
    assert!(page.h1() != *title, "{title}");
    if asked.has("[name='ask'][value='keep']") {
        let (action, mut answer) = asked.answer();
        answer.push(("ask".to_owned(), "keep".to_owned()));
        let kept = browser
            .post(action.as_deref().unwrap_or(path), &pairs(&answer))
            .await;
        assert!(
            kept.status == 200 && kept.h1() != *title,
            "{title}: {}",
            kept.text()
        );
    }
    assert_eq!(
        world.count(ending.happened).await,
        0,
        "{title}: asking ends nothing"
    );
    assert_eq!(world.count(everything).await, audited, "{title}");
    assert_eq!(
        world.count("SELECT count(*) FROM outbox").await,
        messages,
        "{title}"
    );
    let done = browser.confirm(path, &asked, ending.reason).await;
    assert_eq!(done.status, 303, "{title}: {}", done.text());
    assert_eq!(world.count(ending.happened).await, 1, "{title}");
    let location = done.location().unwrap().to_owned();
    let next = browser.get(&location).await;
    assert!(
        next.has(".flash-ended, #flash-ended") || ending.reason.is_some(),
        "{title}"
    );
}

fn own(fields: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    fields
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_t8_removing_a_delegate_asks_the_owner_and_the_administrator() {
    let world = World::new().await;
    let (mut mara, mut ada) = (world.sign_in("mara").await, world.sign_in("ada").await);
    let name = [("kind", "permanent"), ("delegate", "bea"), ("keep_copy", "true")];
    let removed = "SELECT count(*) FROM delegation_rules WHERE closed_at IS NOT NULL";
    assert_eq!(mara.post("/profile/delegate", &name).await.status, 303);
    let task = "INSERT INTO tasks (id, kind, policy_id, policy_name, title, subject_id, steps, position, created_at)
          SELECT gen_random_uuid(), 'request', p.id, p.name, 'Of mara''s', b.id,
            '[{\"approver\": \"manager\", \"allow_delegation\": true, \"allow_self_approval\": false, \"distinct_approvers\": false,
               \"allow_reassignment\": true, \"reason_to_approve\": false, \"reason_to_deny\": false, \"fallback\": null}]',
            1, '2028-01-10Z' FROM policies p, people b WHERE p.kind = 'request' AND p.is_default AND b.username = 'ben';
        INSERT INTO task_assignments (task_id, position, person_id, original_id, path, assigned_at)
          SELECT t.id, 1, d.id, o.id, ARRAY[o.id, d.id], t.created_at FROM tasks t, people d, people o
          WHERE d.username = 'bea' AND o.username = 'mara'";
    world.database.batch(task).await;
    let version = mara.get("/profile/delegate").await.value_of("version").unwrap();
    let typed = [
        ("ask", "remove"),
        ("version", &version),
        ("kind", "permanent"),
        ("delegate", "ben"),
    ];
    let ending = Ending {
        path: "/profile/delegate".to_owned(),
        fields: own(&typed),
        title: "Remove Bea Lund as your delegate?",
        says: &[
            "New tasks come to you from now on.",
            "1 open task stays with Bea Lund",
        ],
        reason: None,
        happened: removed,
    };
    tried(&world, &mut mara, &ending).await;
    // Removed already: as it was to be.
    let again = mara.post("/profile/delegate", &typed).await;
    assert_eq!((again.status, again.location()), (303, Some("/profile")));
    assert_eq!(mara.post("/profile/delegate", &name).await.status, 303);
    let path = "/admin/directory/users/mara/delegation".to_owned();
    let version = ada.get(&path).await.value_of("version").unwrap();
    let ending = Ending {
        path,
        fields: own(&[("ask", "remove"), ("version", &version)]),
        title: "Remove Bea Lund as the delegate of Mara Vogel?",
        says: &["New tasks come to Mara Vogel from now on."],
        happened: "SELECT count(*) FROM delegation_rules r JOIN people p ON p.id = r.closed_by WHERE p.username = 'ada'",
        ..ending
    };
    tried(&world, &mut ada, &ending).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_g6_keeping_a_delegate_brings_back_what_was_typed() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    let name = [("kind", "permanent"), ("delegate", "bea"), ("keep_copy", "true")];
    assert_eq!(mara.post("/profile/delegate", &name).await.status, 303);
    let version = mara.get("/profile/delegate").await.value_of("version").unwrap();
    let typed = [
        ("ask", "keep"),
        ("action", "remove"),
        ("version", &version),
        ("kind", "temporary"),
        ("delegate", "ben"),
        ("starts_on", "2028-02-01"),
        ("ends_on", "x"),
    ];
    let kept = mara.post("/profile/delegate", &typed).await;
    assert_eq!(kept.status, 200);
    for (field, value) in [("delegate", "ben"), ("starts_on", "2028-02-01"), ("ends_on", "x")] {
        assert_eq!(kept.value_of(field).as_deref(), Some(value), "{field}");
    }
    let summary = ".error-summary";
    assert!(!kept.has(summary), "{}", kept.text());
    assert!(mara.post("/profile/delegate", &typed[2..]).await.has(summary));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_t10_a_policy_a_step_and_a_role_are_asked_about() {
    let world = World::new().await;
    world.create_role("viewer", "Payroll viewer").await;
    let mut ada = world.sign_in("ada").await;
    let created = ada
        .post(
            "/admin/settings/policies/new",
            &[("name", "Short-lived"), ("type", "review")],
        )
        .await;
    let policy = created.location().unwrap().to_owned();
    let version = |page: crate::support::Page| page.value_of("version").unwrap();
    for (place, approver) in [("1", "manager"), ("2", "subject")] {
        let now = version(ada.get(&policy).await);
        let step = [("version", now.as_str()), ("step", ""), ("approver", approver)];
        let added = ada.post(&format!("{policy}/steps/{place}"), &step).await;
        assert_eq!(added.status, 303, "{}", added.text());
    }
    let now = version(ada.get(&policy).await);
    let using = [("version", now.as_str()), ("action", "use"), ("role", "viewer")];
    assert_eq!(ada.post(&policy, &using).await.status, 303);
    // It is used: the page says so at once, and asks nothing.
    let refused = ada.post(&policy, &[("ask", "delete")]).await;
    assert!(
        refused.status == 409 && refused.has_error("cannot be deleted: the role Payroll viewer uses it"),
        "{}",
        refused.text()
    );
    let stop = Ending {
        path: policy.clone(),
        fields: own(&[("ask", "stop"), ("role", "viewer")]),
        title: "Stop using “Short-lived” for Payroll viewer?",
        says: &["New tasks for Payroll viewer follow the default review policy."],
        reason: None,
        happened: "SELECT 1 - count(*) FROM role_policies",
    };
    tried(&world, &mut ada, &stop).await;
    let gone = ada.post(&policy, &[("ask", "stop"), ("role", "viewer")]).await;
    assert!(
        gone.status == 409 && gone.has_error("does not use “Short-lived” any more"),
        "{}",
        gone.text()
    );
    let delete = Ending {
        path: policy.clone(),
        fields: own(&[("ask", "delete")]),
        title: "Delete “Short-lived”?",
        says: &["2 steps are deleted with it"],
        happened: "SELECT 1 - count(*) FROM policies WHERE name = 'Short-lived'",
        ..stop
    };
    tried(&world, &mut ada, &delete).await;
    assert_eq!(ada.post(&policy, &[("ask", "delete")]).await.status, 404);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_r20_deleting_a_rule_says_who_loses_what() {
    let world = World::new().await;
    world.create_role("viewer", "Payroll viewer").await;
    let mut ada = world.sign_in("ada").await;
    let rule = [
        ("name", "Finance"),
        ("department", "Finance"),
        ("role", "viewer"),
        ("autoprovision", "1"),
        ("requestable", "1"),
    ];
    let saved = ada.post("/setup/role-provisioning-rules/new", &rule).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    let id = world
        .count("SELECT id FROM role_provisioning_rules WHERE name = 'Finance'")
        .await;
    let path = format!("/setup/role-provisioning-rules/{id}");
    let version = ada.get(&path).await.value_of("version").unwrap();
    let delete = Ending {
        path: path.clone(),
        fields: own(&[("ask", "delete"), ("version", &version)]),
        title: "Delete “Finance”?",
        says: &[
            "3 people lose Payroll viewer Bea Lund, Ben Ode, Mara Vogel",
            "1 role can no longer be requested by this rule Payroll viewer",
        ],
        reason: None,
        happened: "SELECT 1 - count(*) FROM role_provisioning_rules WHERE name = 'Finance'",
    };
    // Somebody has changed it: what is asked about is not what was read.
    let stale = ada.post(&path, &[("ask", "delete"), ("version", "9")]).await;
    assert_eq!(stale.status, 409, "{}", stale.text());
    tried(&world, &mut ada, &delete).await;
    let again = ada.post(&path, &[("ask", "delete"), ("version", &version)]).await;
    assert_eq!(
        (again.status, again.location()),
        (303, Some("/setup/role-provisioning-rules"))
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_r19_removing_a_value_says_what_holds_instead() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let code = "PER_USER_DELEGATION_MAX_DAYS";
    for (level, user, value) in [("site", "", "90"), ("user", "mara", "5")] {
        let fields = [("code", code), ("level", level), ("user", user), ("value", value)];
        let saved = ada.post("/setup/profile-values", &fields).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
    }
    let of_mara = [
        ("ask", "remove"),
        ("code", code),
        ("level", "user"),
        ("user", "mara"),
        ("value", "6"),
        ("version", "1"),
    ];
    let user = Ending {
        path: "/setup/profile-values".to_owned(),
        fields: own(&of_mara),
        title: "Remove PER_USER_DELEGATION_MAX_DAYS for Mara Vogel?",
        says: &["“5” is removed. From then on the Site’s value holds for Mara Vogel: 90."],
        reason: None,
        happened: "SELECT 2 - count(*) FROM profile_values WHERE code = 'PER_USER_DELEGATION_MAX_DAYS'",
    };
    tried(&world, &mut ada, &user).await;
    let gone = ada.post("/setup/profile-values", &of_mara).await;
    assert!(
        gone.status == 409 && gone.has_error("That value is not set any more"),
        "{}",
        gone.text()
    );
    let of_site = [
        ("ask", "remove"),
        ("code", code),
        ("level", "site"),
        ("value", "90"),
        ("version", "1"),
    ];
    let site = Ending {
        fields: own(&of_site),
        title: "Remove PER_USER_DELEGATION_MAX_DAYS for the Site?",
        says: &["From then on the default holds for the Site"],
        happened: "SELECT 1 - count(*) FROM profile_values WHERE code = 'PER_USER_DELEGATION_MAX_DAYS'",
        ..user
    };
    tried(&world, &mut ada, &site).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_t13_starting_a_revocation_says_what_it_will_end() {
    let world = World::new().await;
    let held = "INSERT INTO roles (code, name, data_scope, delegation_allowed) VALUES ('viewer', 'Payroll viewer', 'own', true);
        INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2027-05-01Z'
          FROM people p, roles r WHERE p.username = 'ben' AND r.code = 'viewer';
        INSERT INTO role_delegations (delegator_id, proxy_id, role_id, starts_on, ends_on, not_after, created_by, created_at, begun_at)
          SELECT d.id, p.id, r.id, '2028-01-02', '2028-02-01', '2028-02-02Z', d.id, '2028-01-01Z', '2028-01-02Z'
          FROM people d, people p, roles r WHERE d.username = 'ben' AND p.username = 'bea' AND r.code = 'viewer'";
    world.database.batch(held).await;
    let mut ada = world.sign_in("ada").await;
    let path = "/admin/directory/users/ben/revoke".to_owned();
    for (role, words) in [("", "Choose a role"), ("none", "Choose one of the roles offered")] {
        let page = ada
            .post(&path, &[("ask", "revoke"), ("role", role), ("reason", "Kept")])
            .await;
        assert!(
            page.status == 422 && page.refuses("role", words) && page.keeps("Kept"),
            "{}",
            page.text()
        );
    }
    let start = Ending {
        path,
        fields: own(&[("ask", "revoke"), ("role", "viewer"), ("reason", "Left the team")]),
        title: "Start revoking Payroll viewer from Ben Ode?",
        says: &[
            "Until it is approved Ben Ode keeps Payroll viewer",
            "1 delegation ends 1 in force",
            "Left the team",
        ],
        reason: Some("Left the team"),
        happened: "SELECT count(*) FROM tasks WHERE kind = 'revoke' AND reason = 'Left the team'",
    };
    tried(&world, &mut ada, &start).await;
    assert_eq!(
        world
            .count("SELECT count(*) FROM role_delegations WHERE ended_at IS NOT NULL")
            .await,
        0
    );
    world.end().await;
}
