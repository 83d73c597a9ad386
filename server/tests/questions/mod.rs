//! What a question counts is what then happens, for every kind of question (T13, R11, R12, S): each is asked as the page's dialog
//! asks, answered with what the question itself says, and whatever the database can tell of it is compared.

mod delegations;
mod endings;
mod kinds;
mod reviews;

use app::ui::Question;
use islands::packed::Packed;

use crate::support::{Browser, Page, World};

/// What the dialog of a page is answered.
pub(crate) fn question_of(page: &Page) -> Question {
    let question: Packed<Question> =
        serde_json::from_str(&page.body).unwrap_or_else(|_| panic!("{}", page.body));
    question.open()
}

/// One question, and who asks it.
struct Case {
    browser: Browser,
    path: String,
    fields: Vec<(&'static str, String)>,
    /// What only this kind counts: words for one and for several, and how many there are by this SQL.
    counts: &'static [(&'static str, &'static str, &'static str)],
    /// Its delegation ends by the answer itself, which needs no count.
    is_about_a_delegation: bool,
}

/// What every kind of question has to count if it happens: words for one and for several, and how many have happened.
const ALWAYS: [(&str, &str, &str); 9] = [
    (
        "session ends",
        "sessions end",
        // Those who sign in are counted by the log, those who are still there by their sessions.
        "SELECT -count(*) FROM sessions WHERE person_id IS NOT NULL",
    ),
    (
        "open task is reassigned",
        "open tasks are reassigned",
        // Somebody is newly asked.
        "SELECT count(*) FROM task_assignments",
    ),
    (
        "open task stays with the others who are asked",
        "open tasks stay with the others who are asked",
        // Taken from somebody, and nobody is newly asked.
        "SELECT (SELECT count(*) FROM audit_log WHERE action = 'task.assigned_anew' AND after ->> 'state' = 'open') \
         - (SELECT count(*) FROM task_assignments)",
    ),
    (
        "open task is cancelled",
        "open tasks are cancelled",
        "SELECT count(*) FROM audit_log WHERE action = 'task.assigned_anew' AND after ->> 'state' = 'cancelled'",
    ),
    (
        "delegation is suspended",
        "delegations are suspended",
        "SELECT count(*) FROM role_delegations d JOIN people o ON o.id = d.delegator_id JOIN people x ON x.id = d.proxy_id \
         WHERE d.begun_at IS NOT NULL AND d.ended_at IS NULL AND (o.disabled_at IS NOT NULL OR x.disabled_at IS NOT NULL)",
    ),
    (
        "delegation ends",
        "delegations end",
        "SELECT count(*) FROM role_delegations WHERE ended_at IS NOT NULL OR cancelled_at IS NOT NULL",
    ),
    (
        "person is notified",
        "people are notified",
        "SELECT count(*) FROM outbox WHERE event_key LIKE 'rule:%:delegate_inactive'",
    ),
    (
        "later step is not asked",
        "later steps are not asked",
        "SELECT coalesce(sum(jsonb_array_length(t.steps) - t.position), 0) FROM tasks t WHERE t.state IN ('denied', 'cancelled') \
         AND NOT EXISTS (SELECT FROM audit_log l WHERE l.action = 'task.assigned_anew' AND l.object_id = t.id::text)",
    ),
    (
        "change of Assignable is saved too",
        "changes of Assignable are saved too",
        "SELECT count(*) FROM assignable_roles",
    ),
];

/// What the answer itself does to the delegation that it is about.
const ENDS: [&str; 2] = ["delegation ends", "delegations end"];

/// Fields as a browser posts them.
fn pairs<N: AsRef<str>>(fields: &[(N, String)]) -> Vec<(&str, &str)> {
    fields
        .iter()
        .map(|(name, value)| (name.as_ref(), value.as_str()))
        .collect()
}

/// How many of each there are now.
async fn measured(world: &World, case: &Case) -> Vec<i64> {
    let mut counts = Vec::new();
    for (_, _, sql) in ALWAYS.iter().chain(case.counts) {
        counts.push(world.count(sql).await);
    }
    counts
}

/// Asks, answers, and compares.
async fn check(world: &World, name: &str, mut case: Case) {
    let mut dialog = case.browser.clone().with_header("accept", "application/json");
    let before = measured(world, &case).await;
    let asked = dialog.post(&case.path, &pairs(&case.fields)).await;
    assert_eq!(asked.status, 200, "{name}: {}", asked.body);
    let question = question_of(&asked);
    assert_eq!(
        measured(world, &case).await,
        before,
        "{name}: asking changes nothing"
    );

    let mut answer = pairs(&question.fields);
    if question.reason.is_some() {
        answer.push(("reason", "Not needed any more"));
    }
    let path = question.action.as_deref().unwrap_or(&case.path);
    let done = case.browser.post(path, &answer).await;
    assert_eq!(done.status, 303, "{name}: {}", done.text());

    let after = measured(world, &case).await;
    let happened = ALWAYS
        .iter()
        .chain(case.counts)
        .zip(before.iter().zip(&after))
        .map(|((one, several, _), (before, after))| match after - before {
            1 => (*one, 1),
            count => (*several, count),
        })
        .filter(|(words, count)| *count != 0 && !(case.is_about_a_delegation && ENDS.contains(words)));
    let mut happened: Vec<(String, i64)> = happened.map(|(words, count)| (words.to_owned(), count)).collect();
    let mut said: Vec<(String, i64)> = question
        .effects
        .iter()
        .map(|effect| (effect.what.clone(), effect.count))
        .collect();
    happened.sort();
    said.sort();
    assert_eq!(said, happened, "{name}");
}
