//! What became of each of several tasks that were approved at once (T10, T12, T13): approved, gone on to the next step, or cancelled.

use crate::support::World;

/// Three tasks about ada wait for mara: of one step; whose next step asks ines; whose next step nobody may decide, as ada is its subject
/// and abel, the other super administrator, is disabled.
const TASKS: &str = r#"
    UPDATE people SET disabled_at = '2028-01-10Z' WHERE username = 'abel';
    WITH asked (username, step) AS (SELECT p.username, jsonb_build_object('approver', 'people', 'people', jsonb_build_array(p.id),
        'allow_delegation', true, 'allow_self_approval', false, 'distinct_approvers', false, 'allow_reassignment', true,
        'reason_to_approve', false, 'reason_to_deny', false, 'fallback', null) FROM people p WHERE p.username IN ('mara', 'ines', 'ada')),
      wanted (title, steps) AS (SELECT 'One step', jsonb_build_array(step) FROM asked WHERE username = 'mara'
        UNION ALL SELECT 'Two steps', jsonb_build_array(m.step, i.step) FROM asked m, asked i WHERE (m.username, i.username) = ('mara', 'ines')
        UNION ALL SELECT 'No next', jsonb_build_array(m.step, a.step) FROM asked m, asked a WHERE (m.username, a.username) = ('mara', 'ada')),
      made AS (INSERT INTO tasks (id, kind, policy_id, policy_name, title, subject_id, steps, position, created_at)
        SELECT gen_random_uuid(), 'request', p.id, p.name, w.title, s.id, w.steps, 1, '2028-01-10Z' FROM wanted w, policies p, people s
        WHERE p.kind = 'request' AND p.is_default AND s.username = 'ada' RETURNING id)
    INSERT INTO task_assignments (task_id, position, person_id, original_id, path, assigned_at)
      SELECT m.id, 1, p.id, p.id, ARRAY[p.id], '2028-01-10Z' FROM made m, people p WHERE p.username = 'mara'"#;

const WORDS: &str =
    "1 of 3 tasks is approved, 1 went on to its next step, 1 is cancelled as nobody may decide its next step";

#[tokio::test(flavor = "multi_thread")]
async fn t13_a_bulk_approval_says_what_became_of_each() {
    let world = World::new().await;
    world.database.batch(TASKS).await;
    let mut mara = world.sign_in("mara").await;
    let form = mara.get("/").await.value_of("form").unwrap();
    let tasks = world
        .texts("SELECT id::text FROM tasks ORDER BY title", &[])
        .await;
    let mut fields = vec![("action", "approve"), ("form", form.as_str())];
    fields.extend(tasks.iter().map(|task| ("task", task.as_str())));
    let done = mara.post("/", &fields).await;
    assert_eq!(done.status, 303, "{}", done.text());
    let states =
        "SELECT string_agg(title || ' ' || state || ' ' || position, ', ' ORDER BY title) FROM tasks";
    let states: String = world.rows(states, &[]).await[0].get(0);
    assert_eq!(
        states,
        "No next cancelled 2, One step approved 1, Two steps open 2"
    );
    let next = mara.get("/").await;
    assert!(
        next.has_message(&format!("{WORDS}.")) && !next.says("3 tasks are approved"),
        "{}",
        next.text()
    );
    let rows = world.rows("SELECT id::text FROM operations", &[]).await;
    let path = format!("/operations/{}", rows[0].get::<_, String>(0));
    assert_eq!(mara.get(&path).await.h1(), WORDS);
    assert!(mara.get("/operations").await.has_row(WORDS));
    // What the version before has kept of an operation says no more than it did.
    world.database.batch("UPDATE operations SET result = '{}'").await;
    assert_eq!(mara.get(&path).await.h1(), "3 tasks are approved");
    world.end().await;
}
