//! One save for the whole policy: what is different is written, and nothing else; one entry in the audit log says what (T10, G3).

use domain::policy::{DraftStep, StepForm};
use serde_json::Value;

use super::{
    add_step, approvers, create, draft_on, move_step, posted, remove_step, save, saved, send, step_ids,
};
use crate::support::{Browser, FORM, World};

/// A policy of three steps: the subject's manager, HR specialists, the subject.
async fn three_steps(browser: &mut Browser, name: &str) -> String {
    let policy = create(browser, name, "request").await;
    add_step(
        browser,
        &policy,
        1,
        &[("approver", "manager"), ("allow_delegation", "true")],
    )
    .await;
    let role = [("approver", "role"), ("approver_role", "hr_specialist")];
    add_step(browser, &policy, 2, &role).await;
    add_step(browser, &policy, 3, &[("approver", "subject")]).await;
    policy
}

fn people(usernames: &[&str]) -> StepForm {
    StepForm {
        approver: "people".to_owned(),
        approvers: usernames.iter().map(|name| (*name).to_owned()).collect(),
        ..StepForm::of_new_step()
    }
}

/// What the last change of a policy says in the audit log: before, after.
async fn last_change(world: &World) -> (Value, Value) {
    let sql = "SELECT before::text, after::text FROM audit_log WHERE action = 'policy.changed' ORDER BY id DESC LIMIT 1";
    let rows = world.rows(sql, &[]).await;
    let side = |column| serde_json::from_str(rows[0].get::<_, &str>(column)).unwrap();
    (side(0), side(1))
}

#[tokio::test(flavor = "multi_thread")]
async fn t10_steps_are_moved_and_removed() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = three_steps(&mut ada, "Ordered").await;
    let ids = step_ids(&world, &policy).await;
    saved(&mut ada, &policy, move_step(3, 1)).await;
    assert_eq!(approvers(&world, &policy).await, ["subject", "manager", "role"]);
    let (before, after) = last_change(&world).await;
    assert_eq!(
        after["changes"],
        serde_json::json!(["Step 3 moved: it is step 1 now"])
    );
    let places = |facts: &Value| {
        facts["steps"]
            .as_array()
            .unwrap()
            .iter()
            .map(|step| step["step"].as_u64().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        (places(&before), places(&after)),
        (vec![3], vec![1]),
        "the others were pushed aside"
    );
    saved(&mut ada, &policy, move_step(1, 2)).await;
    assert_eq!(approvers(&world, &policy).await, ["manager", "subject", "role"]);
    saved(&mut ada, &policy, remove_step(1)).await;
    assert_eq!(step_ids(&world, &policy).await, [ids[2].clone(), ids[1].clone()]);
    let sql =
        "SELECT array_agg(position ORDER BY position)::text FROM policy_steps WHERE policy_id::text = $1";
    let places = world.rows(sql, &[&policy.rsplit('/').next().unwrap()]).await;
    assert_eq!(places[0].get::<_, &str>(0), "{1,2}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t10_everything_is_saved_at_once_and_said_in_one_entry() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = three_steps(&mut ada, "Before").await;
    let ids = step_ids(&world, &policy).await;
    saved(&mut ada, &policy, |draft| {
        draft.name = "After".to_owned();
        remove_step(2)(draft);
        move_step(2, 1)(draft);
        draft.steps[1].form = StepForm {
            allow_delegation: false,
            fallback: "hugo".to_owned(),
            ..people(&["ben", "", "BEA"])
        };
        draft.steps.push(DraftStep {
            id: None,
            form: people(&["ines"]),
        });
    })
    .await;
    let page = ada.get(&policy).await;
    assert_eq!(page.h1(), "After");
    assert!(page.has_message("The policy is saved"), "{}", page.text());
    for words in [
        "Step 1: The subject Delegation disabled",
        "Step 2: Ben Ode or Bea Lund Delegation disabled",
        "If nobody is eligible: Hugo Lind, then the super administrators",
        "Step 3: Ines Prado Delegation enabled",
    ] {
        assert!(page.has_step(words), "{words}: {}", page.text());
    }
    let now = step_ids(&world, &policy).await;
    assert_eq!(
        now[..2],
        [ids[2].clone(), ids[0].clone()],
        "they are the same steps"
    );
    let sql = "SELECT count(*) FROM policy_step_people sp JOIN policy_steps s ON s.id = sp.step_id WHERE s.policy_id::text = $1";
    let named = world.rows(sql, &[&policy.rsplit('/').next().unwrap()]).await;
    assert_eq!(named[0].get::<_, i64>(0), 3);
    let (before, after) = last_change(&world).await;
    assert_eq!(
        (&before["name"], &after["name"]),
        (&"Before".into(), &"After".into())
    );
    assert_eq!(
        after["changes"],
        serde_json::json!([
            "Name Before → After",
            "Step 2 removed: Holders of hr_specialist",
            "Step 1 moved: it is step 2 now",
            "Step 2: Approver The subject’s manager → ben or bea",
            "Step 2: Allow task delegation on → off",
            "Step 2: Allow reassignment off → on",
            "Step 2: Fallback approver none → hugo",
            "Step 3 added: ines",
        ])
    );
    // Only what changed is there: the first step was pushed aside by the others.
    let steps = after["steps"].as_array().unwrap();
    let named: Vec<_> = steps
        .iter()
        .map(|step| (&step["step"], &step["approvers"]))
        .collect();
    let expected = [
        (2, serde_json::json!(["ben", "bea"])),
        (3, serde_json::json!(["ines"])),
    ];
    let expected = expected.map(|(step, approvers)| (Value::from(step), approvers));
    let expected: Vec<_> = expected
        .iter()
        .map(|(step, approvers)| (step, approvers))
        .collect();
    assert_eq!(named, expected);
    let entries = "SELECT count(*) FROM audit_log WHERE action = 'policy.changed'";
    assert_eq!(world.count(entries).await, 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t10_what_is_as_it_was_is_not_written_and_makes_nobody_stale() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = three_steps(&mut ada, "Still").await;
    let version = ada.get(&policy).await.value_of("version").unwrap();
    let rows = "SELECT string_agg(s.id || ':' || s.xmin, ' ' ORDER BY s.id) FROM policy_steps s WHERE s.policy_id::text = $1";
    let id = policy.rsplit('/').next().unwrap();
    let written = world.texts(rows, &[&id]).await;
    let page = save(&mut ada, &policy, |draft| draft.name = " Still ".to_owned()).await;
    assert_eq!(page.status, 303);
    let page = ada.get(&policy).await;
    assert!(page.has_message("Nothing was changed."), "{}", page.text());
    assert_eq!(page.value_of("version").unwrap(), version);
    assert_eq!(
        world
            .count("SELECT count(*) FROM audit_log WHERE action = 'policy.changed'")
            .await,
        0
    );
    saved(&mut ada, &policy, |draft| {
        draft.steps[2].form.reason_to_deny = true
    })
    .await;
    let after = world.texts(rows, &[&id]).await;
    let split = |all: &[String]| all[0].split(' ').map(str::to_owned).collect::<Vec<_>>();
    let (before, after) = (split(&written), split(&after));
    assert_eq!(before[..2], after[..2], "two rows are untouched");
    assert_ne!(before[2], after[2]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_a_form_sent_twice_is_one_change() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = three_steps(&mut ada, "Twice").await;
    let page = ada.get(&policy).await;
    let mut draft = draft_on(&page);
    draft.steps.push(DraftStep {
        id: None,
        form: people(&["ben"]),
    });
    let mut fields = posted(&draft, &page.value_of("version").unwrap());
    fields.push(("action", "save".to_owned()));
    fields.push((FORM.0, FORM.1.to_owned()));
    for _ in 0..2 {
        assert_eq!(send(&mut ada, &policy, &fields).await.status, 303);
    }
    assert_eq!(step_ids(&world, &policy).await.len(), 4);
    assert_eq!(
        world
            .count("SELECT count(*) FROM audit_log WHERE action = 'policy.changed'")
            .await,
        1
    );
    world.end().await;
}
