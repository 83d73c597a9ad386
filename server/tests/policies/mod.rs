//! Policies through the real router (T10): every clause, what is refused, two tabs, and the preview.

mod bad_input;
mod create;
mod delete;
mod preview;
mod roles;
mod save;
mod save_refused;
mod snapshot;
mod steps;
mod two_tabs;
mod without_scripts;

use domain::policy::{Draft, DraftStep};

use crate::support::{Browser, Page, World};

const LIST: &str = "/admin/settings/policies";

/// Creates a policy and returns the path of its page.
async fn create(browser: &mut Browser, name: &str, kind: &str) -> String {
    let fields = [("name", name), ("type", kind)];
    let page = browser.post("/admin/settings/policies/new", &fields).await;
    assert_eq!(page.status, 303, "{}", page.text());
    page.location().unwrap().to_owned()
}

/// Opens a step's form and sends it with these fields; what the form carries by itself is added.
async fn save_step(browser: &mut Browser, policy: &str, place: usize, fields: &[(&str, &str)]) -> Page {
    let path = format!("{policy}/steps/{place}");
    let opened = browser.get(&path).await;
    assert_eq!(opened.status, 200, "{}", opened.text());
    let (version, step) = (
        opened.value_of("version").unwrap(),
        opened.value_of("step").unwrap(),
    );
    let mut all = vec![("version", version.as_str()), ("step", step.as_str())];
    all.extend(fields);
    browser.post(&path, &all).await
}

/// The same, and it must succeed.
async fn add_step(browser: &mut Browser, policy: &str, place: usize, fields: &[(&str, &str)]) {
    let page = save_step(browser, policy, place, fields).await;
    assert_eq!(
        (page.status, page.location()),
        (303, Some(policy)),
        "{}",
        page.text()
    );
}

/// Sends one of the forms of a policy's page as it stands.
async fn act(browser: &mut Browser, policy: &str, fields: &[(&str, &str)]) -> Page {
    browser.send_form(policy, fields).await
}

/// What a page's editor holds.
fn draft_on(page: &Page) -> Draft {
    let steps = page.all("input[name=steps]");
    let steps = steps
        .iter()
        .map(|step| serde_json::from_str(step.attribute("value").unwrap()).unwrap());
    Draft {
        name: page.value_of("name").unwrap(),
        steps: steps.collect::<Vec<DraftStep>>(),
    }
}

/// A draft as the editor posts it, with nothing open.
fn posted(draft: &Draft, version: &str) -> Vec<(&'static str, String)> {
    let mut fields = vec![("version", version.to_owned()), ("name", draft.name.clone())];
    let steps = draft.steps.iter();
    fields.extend(steps.map(|step| ("steps", serde_json::to_string(step).unwrap())));
    fields
}

/// Sends fields of an editor.
async fn send(browser: &mut Browser, policy: &str, fields: &[(&'static str, String)]) -> Page {
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    browser.post(policy, &fields).await
}

/// Opens a policy, changes what its editor holds, and saves it.
async fn save(browser: &mut Browser, policy: &str, change: impl FnOnce(&mut Draft)) -> Page {
    let page = browser.get(policy).await;
    let mut draft = draft_on(&page);
    change(&mut draft);
    let mut fields = posted(&draft, &page.value_of("version").unwrap());
    fields.push(("action", "save".to_owned()));
    send(browser, policy, &fields).await
}

/// The same, and it must succeed.
async fn saved(browser: &mut Browser, policy: &str, change: impl FnOnce(&mut Draft)) {
    let page = save(browser, policy, change).await;
    assert_eq!(
        (page.status, page.location()),
        (303, Some(policy)),
        "{}",
        page.text()
    );
}

/// Moves a step to a place, from 1.
fn move_step(from: usize, to: usize) -> impl FnOnce(&mut Draft) {
    move |draft| assert!(domain::policy::move_to(&mut draft.steps, from, to))
}

/// Removes the step at a place, from 1.
fn remove_step(place: usize) -> impl FnOnce(&mut Draft) {
    move |draft| drop(draft.steps.remove(place - 1))
}

/// Gives the policy another name.
fn rename(name: &str) -> impl FnOnce(&mut Draft) {
    move |draft| name.clone_into(&mut draft.name)
}

/// The ids of a policy's steps, in order.
async fn step_ids(world: &World, policy: &str) -> Vec<String> {
    let id = policy.rsplit('/').next().unwrap();
    let sql = "SELECT id::text FROM policy_steps WHERE policy_id::text = $1 ORDER BY position";
    world.texts(sql, &[&id]).await
}

/// The approvers of a policy's steps, in order.
async fn approvers(world: &World, policy: &str) -> Vec<String> {
    let id = policy.rsplit('/').next().unwrap();
    let sql = "SELECT approver FROM policy_steps WHERE policy_id::text = $1 ORDER BY position";
    world.texts(sql, &[&id]).await
}

/// Creates a policy *name* for requests of `viewer`, a role that everybody may request: the subject's manager decides, then any
/// of these people.
async fn two_steps(world: &World, browser: &mut Browser, name: &str, people: &[(&str, &str)]) -> String {
    world.create_requestable_role("viewer", "Payroll viewer").await;
    let policy = create(browser, name, "request").await;
    let manager = [("approver", "manager"), ("allow_delegation", "true")];
    add_step(browser, &policy, 1, &manager).await;
    let people = [&[("approver", "people"), ("allow_delegation", "true")], people].concat();
    add_step(browser, &policy, 2, &people).await;
    act(browser, &policy, &[("action", "use"), ("role", "viewer")]).await;
    policy
}
