//! The kinds of question, each where it has something to count, and where it has nothing.

use super::{Case, check, pairs, question_of};
use crate::support::World;
use crate::tasks::{delegate, request, with_roles};

/// `payroll` is mara's by hand, who has delegated it to ben (in force) and bea (to come); `checker` is a pool of one, ines.
const HELD: &str = "
INSERT INTO roles (code, name, data_scope, delegation_allowed) VALUES ('payroll', 'Payroll', 'own', true), ('checker', 'Checker', 'own', true);
INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2028-01-01T00:00Z' FROM people p, roles r
  WHERE (p.username, r.code) IN (('mara', 'payroll'), ('ines', 'checker'));
INSERT INTO role_delegations (delegator_id, proxy_id, role_id, starts_on, ends_on, not_after, created_by, created_at, begun_at)
  SELECT d.id, p.id, r.id, x.starts_on::date, '2028-03-31', '2028-04-01T00:00Z', d.id, '2028-01-02T00:00Z', x.begun_at::timestamptz
  FROM people d, roles r, (VALUES ('ben', '2028-01-05', '2028-01-05T00:00Z'), ('bea', '2028-02-01', NULL)) AS x (username, starts_on, begun_at)
  JOIN people p USING (username) WHERE d.username = 'mara' AND r.code = 'payroll';
INSERT INTO policies (kind, name) VALUES ('request', 'Checked');
INSERT INTO policy_steps (policy_id, position, approver, approver_role_id) SELECT p.id, 1, 'role', r.id FROM policies p, roles r
  WHERE p.name = 'Checked' AND r.code = 'checker';
INSERT INTO role_policies (role_id, kind, policy_id) SELECT r.id, 'request', p.id FROM roles r, policies p
  WHERE r.code = 'editor' AND p.name = 'Checked' ON CONFLICT (role_id, kind) DO UPDATE SET policy_id = EXCLUDED.policy_id;
";

const CONSOLE: &str = "/security-console/users";

pub(super) async fn world() -> World {
    let world = with_roles(World::new().await).await;
    world.database.batch(HELD).await;
    world
}

pub(super) fn owned(fields: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    fields
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect()
}

/// A question of the Security Console, with what is ticked.
pub(super) async fn console(world: &World, who: &str, about: &str, ask: &str, ticks: &[&str]) -> Case {
    let mut browser = world.sign_in(who).await;
    let path = format!("{CONSOLE}/{about}");
    let version = browser.get(&path).await.value_of("version").unwrap();
    let mut fields = owned(&[("version", version.as_str()), ("ask", ask)]);
    fields.extend(ticks.iter().map(|code| ("assignable", (*code).to_owned())));
    Case {
        browser,
        path,
        fields,
        counts: &[],
        is_about_a_delegation: false,
    }
}

/// A question on a task's page.
pub(super) async fn task(world: &World, who: &str, path: &str, ask: &str) -> Case {
    Case {
        browser: world.sign_in(who).await,
        path: path.to_owned(),
        fields: owned(&[("ask", ask), ("step", "1")]),
        counts: &[],
        is_about_a_delegation: false,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_s_disabling_an_account_counts_what_happens() {
    let world = world().await;
    let nothing = console(&world, "ines", "tess", "disable", &[]).await;
    check(&world, "nothing follows", nothing).await;
    // Two tasks wait for mara; max and tess' manager name her as their delegate; she is signed in twice.
    request(&world, "ben", "ben", "viewer").await;
    request(&world, "bea", "bea", "approver").await;
    delegate(&world, "max", "mara").await;
    delegate(&world, "mina", "mara").await;
    world.database.batch("DELETE FROM sessions").await;
    let _first = world.sign_in("mara").await;
    let _second = world.sign_in("mara").await;
    let mara = console(&world, "ines", "mara", "disable", &["line_manager"]).await;
    check(&world, "a manager", mara).await;
    world.end().await;
}

/// Every open task's first step names mara and milo, and asks both.
pub(super) const TWO_NAMED: &str = "
UPDATE tasks SET steps = jsonb_set(jsonb_set(steps, '{0,approver}', '\"people\"'), '{0,people}',
  (SELECT jsonb_agg(id ORDER BY id) FROM people WHERE username IN ('mara', 'milo'))) WHERE state = 'open';
INSERT INTO task_assignments (task_id, position, person_id, original_id, path, assigned_at)
  SELECT t.id, 1, p.id, p.id, ARRAY[p.id], t.created_at FROM tasks t, people p WHERE t.state = 'open' AND p.username = 'milo';
";

#[tokio::test(flavor = "multi_thread")]
async fn questions_t7_what_stays_with_others_who_are_asked_is_not_counted_as_reassigned() {
    let world = world().await;
    request(&world, "ben", "ben", "viewer").await;
    world.database.batch(TWO_NAMED).await;
    world.database.batch("DELETE FROM sessions").await;
    let mara = console(&world, "ines", "mara", "disable", &["line_manager"]).await;
    check(&world, "one of two", mara).await;
    let asked = "SELECT count(*) FROM task_assignments a JOIN people p ON p.id = a.person_id WHERE a.released_at IS NULL \
        AND p.username = 'milo'";
    assert_eq!(
        (
            world.count(asked).await,
            world.count("SELECT count(*) FROM task_assignments").await
        ),
        (1, 2)
    );
    // The other one too: now it goes to somebody else.
    let milo = console(&world, "ines", "milo", "disable", &["line_manager"]).await;
    check(&world, "the last of two", milo).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_r11_disabling_a_proxy_counts_what_they_received() {
    let world = world().await;
    world.database.batch("DELETE FROM sessions").await;
    let ben = console(&world, "ines", "ben", "disable", &[]).await;
    check(&world, "a proxy", ben).await;
    // Suspended already: nothing more is.
    let mara = console(&world, "ines", "mara", "disable", &[]).await;
    check(&world, "the delegator of somebody who is disabled", mara).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_t12_what_nobody_else_may_decide_is_counted_as_cancelled() {
    let world = world().await;
    // Abel's manager is ada, and there is no other super administrator who could take it up.
    request(&world, "abel", "abel", "viewer").await;
    request(&world, "ines", "ines", "viewer").await;
    world.database.batch("DELETE FROM sessions").await;
    let ada = console(&world, "ines", "ada", "disable", &[]).await;
    check(&world, "a super administrator", ada).await;
    let cancelled = "SELECT count(*) FROM tasks WHERE state = 'cancelled'";
    assert_eq!(world.count(cancelled).await, 1, "the case is not empty");
    world.end().await;
}

/// How each sentence about tasks begins, after their number.
const OPEN_TASK: &str = " open task";

/// More than a page waits for: what was not tried is not said to be reassigned, neither before nor after.
#[tokio::test(flavor = "multi_thread")]
async fn questions_t7_beyond_what_a_page_waits_for_is_said_to_be_open() {
    let world = world().await;
    for who in ["ben", "bea"] {
        request(&world, who, who, "viewer").await;
    }
    // Copies of the first one: 52 wait for mara, who is their subject's manager; in her place the super administrators are asked.
    let copies = "WITH one AS (SELECT * FROM tasks ORDER BY created_at LIMIT 1), made AS (INSERT INTO tasks (id, kind, policy_id, policy_name, \
          title, subject_id, steps, position, created_at) SELECT gen_random_uuid(), o.kind, o.policy_id, o.policy_name, 'Copy ' || n, o.subject_id, \
          o.steps, 1, o.created_at FROM one o, generate_series(1, 50) n RETURNING id, created_at) \
        INSERT INTO task_assignments (task_id, position, person_id, original_id, path, assigned_at) \
          SELECT m.id, 1, p.id, p.id, ARRAY[p.id], m.created_at FROM made m, people p WHERE p.username = 'mara'";
    world.database.batch(copies).await;
    world.database.batch("DELETE FROM sessions").await;
    let mut case = console(&world, "ines", "mara", "disable", &[]).await;
    let mut dialog = case.browser.clone().with_header("accept", "application/json");
    let asked = dialog.post(&case.path, &pairs(&case.fields)).await;
    let question = question_of(&asked);
    let said: Vec<(i64, &str)> = question
        .effects
        .iter()
        .map(|effect| (effect.count, effect.what.as_str()))
        .filter(|(_, what)| what.contains("task"))
        .collect();
    let expected = [
        (50, "open tasks are reassigned"),
        (2, "more open tasks are reassigned or cancelled"),
    ];
    assert_eq!(said, expected);
    let done = case.browser.post(&case.path, &pairs(&question.fields)).await;
    assert_eq!(done.status, 303, "{}", done.text());
    let reassigned =
        "SELECT count(*) FROM audit_log WHERE action = 'task.assigned_anew' AND after ->> 'state' = 'open'";
    assert_eq!(world.count(reassigned).await, 50);
    let next = case.browser.get(done.location().unwrap()).await;
    for words in [
        "50 open tasks are reassigned, 50 of them to a fallback approver or to the super administrators.",
        "2 more open tasks are being reassigned now, or cancelled where nobody else may decide.",
    ] {
        assert!(next.has_message(words), "{words}: {}", next.text());
    }
    let sentences = next.flash().matches(OPEN_TASK).count();
    assert_eq!(sentences, 2, "nothing else of tasks: {}", next.flash());
    world.end().await;
}

/// The message afterwards says what became of the tasks, and nothing of tasks where there were none.
#[tokio::test(flavor = "multi_thread")]
async fn questions_t12_the_message_afterwards_says_what_became_of_the_tasks() {
    let world = world().await;
    // Ines' request waits for ada, and goes to mara, who is its step's fallback; abel's can be decided by nobody else.
    request(&world, "ines", "ines", "viewer").await;
    let steps = "UPDATE tasks SET steps = jsonb_set(steps, '{0,fallback}', to_jsonb((SELECT id FROM people WHERE username = 'mara')))";
    world.database.batch(steps).await;
    request(&world, "abel", "abel", "viewer").await;
    world.database.batch("DELETE FROM sessions").await;
    let table: [(&str, &[&str]); 3] = [
        (
            "ada",
            &[
                "1 open task is reassigned, 1 of them to a fallback approver or to the super administrators.",
                "1 open task is cancelled: nobody else may decide.",
            ],
        ),
        ("mara", &["1 open task is reassigned"]),
        ("tess", &[]),
    ];
    for (who, expected) in table {
        let mut case = console(&world, "ines", who, "disable", &[]).await;
        let version = case.fields[0].1.clone();
        let sent = [("version", version.as_str()), ("action", "disable")];
        let done = case.browser.post(&case.path, &sent).await;
        assert_eq!(done.status, 303, "{who}: {}", done.text());
        let next = case.browser.get(done.location().unwrap()).await;
        let said = next.flash();
        assert!(said.contains("is disabled."), "{who}: {said}");
        for words in expected {
            assert!(said.contains(words), "{who} {words}: {said}");
        }
        assert_eq!(said.matches(OPEN_TASK).count(), expected.len(), "{who}: {said}");
    }
    world.end().await;
}

/// What others did between the change and its sweep is said as it is.
#[tokio::test(flavor = "multi_thread")]
async fn questions_t7_the_message_afterwards_says_nothing_of_what_others_did_to_a_task_meanwhile() {
    const CLOSED: &str = "UPDATE task_assignments SET released_at = assigned_at WHERE released_at IS NULL; \
        UPDATE tasks SET closed_at = '2028-01-11T09:00Z', state = ";
    const PASSED_ON: &str = "UPDATE task_assignments SET released_at = assigned_at WHERE released_at IS NULL; \
        INSERT INTO task_assignments (task_id, position, person_id, original_id, path, assigned_at) \
          SELECT t.id, 1, p.id, p.id, ARRAY[p.id], t.created_at FROM tasks t, people p WHERE p.username = 'mina';";
    let table: [(&str, String, Option<&str>); 7] = [
        ("nothing", "NULL;".to_owned(), Some("1 open task is reassigned")),
        (
            "two named",
            "NULL;".to_owned(),
            Some("1 open task stays with the others who are asked."),
        ),
        ("approved", format!("{CLOSED} 'approved';"), None),
        ("denied", format!("{CLOSED} 'denied';"), None),
        (
            "cancelled",
            format!("{CLOSED} 'cancelled';"),
            Some("1 open task is cancelled"),
        ),
        (
            "active again",
            "UPDATE people SET disabled_at = NULL WHERE id = NEW.id;".to_owned(),
            None,
        ),
        (
            "passed on",
            PASSED_ON.to_owned(),
            Some("1 open task is reassigned."),
        ),
    ];
    for (name, meanwhile, expected) in table {
        let world = world().await;
        request(&world, "ben", "ben", "viewer").await;
        if name == "two named" {
            world.database.batch(TWO_NAMED).await;
        }
        // At the commit of the change, and after everything that it reads.
        let trigger = format!(
            "CREATE FUNCTION meanwhile() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {meanwhile} RETURN NULL; END $$; \
             CREATE CONSTRAINT TRIGGER meanwhile AFTER UPDATE ON people DEFERRABLE INITIALLY DEFERRED FOR EACH ROW \
               WHEN (OLD.disabled_at IS NULL AND NEW.disabled_at IS NOT NULL) EXECUTE FUNCTION meanwhile()"
        );
        world.database.batch(&trigger).await;
        let mut case = console(&world, "ines", "mara", "disable", &["line_manager"]).await;
        let version = case.fields[0].1.clone();
        let sent = [
            ("version", version.as_str()),
            ("action", "disable"),
            ("assignable", "line_manager"),
        ];
        let done = case.browser.post(&case.path, &sent).await;
        assert_eq!(done.status, 303, "{name}: {}", done.text());
        let next = case.browser.get(done.location().unwrap()).await;
        let said = next.flash();
        assert!(said.contains("is disabled."), "{name}: {said}");
        assert!(said.contains(expected.unwrap_or_default()), "{name}: {said}");
        let sentences = said.matches(OPEN_TASK).count();
        assert_eq!(sentences, usize::from(expected.is_some()), "{name}: {said}");
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_r12_removing_a_role_counts_what_happens() {
    let world = world().await;
    let plain = console(&world, "ines", "milo", "remove:line_manager", &[]).await;
    check(&world, "nothing follows", plain).await;
    let delegated = console(&world, "ines", "mara", "remove:payroll", &["line_manager"]).await;
    check(&world, "what is delegated", delegated).await;
    // The pool has nobody else.
    request(&world, "bea", "bea", "editor").await;
    let pool = console(&world, "ada", "ines", "remove:checker", &[]).await;
    check(&world, "the last of a pool", pool).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_t13_denying_and_cancelling_tasks_counts_what_happens() {
    let world = world().await;
    let one = request(&world, "ben", "ben", "viewer").await;
    check(&world, "one step", task(&world, "mara", &one, "deny").await).await;
    let two = request(&world, "ben", "ben", "approver").await;
    check(&world, "a later step", task(&world, "mara", &two, "deny").await).await;
    let own = request(&world, "ben", "ben", "approver").await;
    check(&world, "one's own", task(&world, "ben", &own, "cancel").await).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_r12_denying_a_review_or_a_revocation_counts_what_happens() {
    let world = world().await;
    // Mara's manager, ada, decides what abel starts.
    let mut abel = world.sign_in("abel").await;
    let path = "/admin/directory/users/mara/revoke";
    let started = abel
        .post(path, &[("role", "payroll"), ("reason", "Moved on")])
        .await;
    let revocation = started.location().unwrap().to_owned();
    check(
        &world,
        "a revocation",
        task(&world, "ada", &revocation, "deny").await,
    )
    .await;
    let fields = [("role", "payroll"), ("due_on", "2028-02-28")];
    let started = abel.post("/admin/access-reviews/new", &fields).await;
    assert_eq!(started.status, 303, "{}", started.text());
    let sql = "SELECT '/tasks/' || t.id FROM tasks t WHERE t.kind = 'review'";
    let review: String = world.rows(sql, &[]).await[0].get(0);
    check(&world, "a review", task(&world, "ada", &review, "deny").await).await;
    let open = "SELECT count(*) FROM role_delegations WHERE ended_at IS NULL AND cancelled_at IS NULL";
    assert_eq!(world.count(open).await, 0, "the case is not empty");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_t14_denying_what_is_ticked_counts_what_happens() {
    let world = world().await;
    let mut fields = owned(&[("ask", "deny")]);
    for who in ["ben", "bea"] {
        let task = request(&world, who, who, "viewer").await;
        let id = task.trim_start_matches("/tasks/").to_owned();
        fields.push(("seen", format!("{id}:1")));
        fields.push(("task", id));
    }
    let mut browser = world.sign_in("mara").await;
    let form = browser.get("/").await.value_of("form").unwrap();
    fields.push(("form", form));
    let case = Case {
        browser,
        path: "/".to_owned(),
        fields,
        counts: &[(
            "request is denied",
            "requests are denied",
            "SELECT count(*) FROM tasks WHERE state = 'denied'",
        )],
        is_about_a_delegation: false,
    };
    check(&world, "two requests", case).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_d_cancelling_an_absence_counts_its_days() {
    const DAYS: &str =
        "SELECT coalesce(sum(ends_on - starts_on + 1), 0) FROM absences WHERE state = 'cancelled'";
    let world = world().await;
    for (who, path, approved) in [
        ("ben", crate::absences::OWN, false),
        ("ben", crate::absences::OWN, true),
        ("mara", crate::absences::TEAM, true),
    ] {
        let mut ben = world.sign_in("ben").await;
        crate::absences::request(&mut ben, "vacation", "2028-02-07", "2028-02-11").await;
        let mut version = "1";
        if approved {
            let mut mara = world.sign_in("mara").await;
            crate::absences::act(&world, &mut mara, (crate::absences::TEAM, "approve"), "", "1").await;
            version = "2";
        }
        let id = world.count("SELECT max(id) FROM absences").await.to_string();
        let case = Case {
            browser: world.sign_in(who).await,
            path: path.to_owned(),
            fields: owned(&[("ask", "cancel"), ("id", id.as_str()), ("version", version)]),
            counts: if approved {
                &[(
                    "day is no longer an absence",
                    "days are no longer an absence",
                    DAYS,
                )]
            } else {
                &[("day is no longer requested", "days are no longer requested", DAYS)]
            },
            is_about_a_delegation: false,
        };
        check(&world, &format!("{who} {path} {approved}"), case).await;
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_r12_ending_a_delegation_counts_what_happens() {
    let world = world().await;
    let ids = world
        .rows(
            "SELECT id FROM role_delegations ORDER BY begun_at NULLS LAST",
            &[],
        )
        .await;
    for (row, name) in ids.iter().zip(["in force", "scheduled"]) {
        let id: i64 = row.get(0);
        let case = Case {
            browser: world.sign_in("mara").await,
            path: format!("/me/roles-and-delegations/{id}/edit"),
            fields: owned(&[("ask", "delete"), ("version", "1")]),
            counts: &[],
            is_about_a_delegation: true,
        };
        check(&world, name, case).await;
    }
    let open = "SELECT count(*) FROM role_delegations WHERE ended_at IS NULL AND cancelled_at IS NULL";
    assert_eq!(world.count(open).await, 0, "both are over");
    world.end().await;
}

/// What the proxy could see and decide before, and not after: counted by what the product itself allows.
#[tokio::test(flavor = "multi_thread")]
async fn questions_r12_ending_a_delegation_counts_whose_records_are_out_of_reach() {
    const OUT_OF_REACH: &str = "SELECT -count(*) FROM people t WHERE EXISTS (SELECT FROM role_delegations d JOIN people p ON p.id = d.proxy_id \
        WHERE p.username = 'milo' AND d.begun_at IS NOT NULL AND d.ended_at IS NULL) AND t.manager_id = (SELECT id FROM people \
        WHERE username = 'mara')";
    let world = world().await;
    let mut mara = world.sign_in("mara").await;
    let fields = [
        ("role", "line_manager"),
        ("proxy", "milo"),
        ("starts_on", "2028-01-11"),
        ("ends_on", "2028-01-31"),
        ("action", "save"),
    ];
    assert_eq!(
        mara.post("/me/roles-and-delegations/new", &fields).await.status,
        303
    );
    let id = world.count("SELECT max(id) FROM role_delegations").await;
    let case = Case {
        browser: mara,
        path: format!("/me/roles-and-delegations/{id}/edit"),
        fields: owned(&[("ask", "delete"), ("version", "1")]),
        counts: &[(
            "person’s record is out of their reach",
            "people’s records are out of their reach",
            OUT_OF_REACH,
        )],
        is_about_a_delegation: true,
    };
    check(&world, "line manager", case).await;
    world.end().await;
}

/// Deleting a rule takes a role from those alone who have it by nothing else (R20).
#[tokio::test(flavor = "multi_thread")]
async fn questions_r20_deleting_a_rule_counts_who_really_loses_the_role() {
    const LOST: &str = "SELECT -count(*) FROM people p WHERE EXISTS (SELECT FROM grants g JOIN roles r ON r.id = g.role_id \
          WHERE g.person_id = p.id AND r.code = 'checker' AND g.revoked_at IS NULL) OR EXISTS (SELECT FROM role_delegations d JOIN roles r \
          ON r.id = d.role_id WHERE d.proxy_id = p.id AND r.code = 'checker' AND d.begun_at IS NOT NULL AND d.ended_at IS NULL)";
    const KEPT: &str = "SELECT count(*) FROM grants g JOIN roles r ON r.id = g.role_id WHERE r.code = 'checker' \
          AND g.source = 'autoprovisioned' AND g.revoked_at IS NOT NULL AND (EXISTS (SELECT FROM grants k WHERE k.person_id = g.person_id \
          AND k.role_id = g.role_id AND k.revoked_at IS NULL) OR EXISTS (SELECT FROM role_delegations d WHERE d.proxy_id = g.person_id \
          AND d.role_id = g.role_id AND d.begun_at IS NOT NULL AND d.ended_at IS NULL))";
    let world = world().await;
    let mut ada = world.sign_in("ada").await;
    let rule = [
        ("name", "Finance"),
        ("department", "Finance"),
        ("role", "checker"),
        ("autoprovision", "1"),
    ];
    let saved = ada.post("/setup/role-provisioning-rules/new", &rule).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    // Of mara, ben and bea, mara has it by hand too, and ines has delegated it to ben.
    let more = "INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2028-01-01Z' FROM people p, roles r
          WHERE p.username = 'mara' AND r.code = 'checker';
        INSERT INTO role_delegations (delegator_id, proxy_id, role_id, starts_on, ends_on, not_after, created_by, created_at, begun_at)
          SELECT d.id, x.id, r.id, '2028-01-05', '2028-03-31', '2028-04-01Z', d.id, '2028-01-02Z', '2028-01-05Z'
          FROM people d, people x, roles r WHERE d.username = 'ines' AND x.username = 'ben' AND r.code = 'checker'";
    world.database.batch(more).await;
    let id = world
        .count("SELECT id FROM role_provisioning_rules WHERE name = 'Finance'")
        .await;
    let path = format!("/setup/role-provisioning-rules/{id}");
    let version = ada.get(&path).await.value_of("version").unwrap();
    let case = Case {
        browser: ada,
        path,
        fields: owned(&[("ask", "delete"), ("version", version.as_str())]),
        counts: &[
            ("person loses Checker", "people lose Checker", LOST),
            (
                "person keeps Checker by something else",
                "people keep Checker by something else",
                KEPT,
            ),
        ],
        is_about_a_delegation: false,
    };
    check(&world, "a rule", case).await;
    assert_eq!(world.count(KEPT).await, 2, "the case is not empty");
    world.end().await;
}
