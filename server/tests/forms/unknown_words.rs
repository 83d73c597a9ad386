//! What a form's button means is one of a few words: any other is refused, and nothing is done in its place.

use crate::support::{Browser, World};

const REFUSED: &str = "That request could not be read";
const TASK: &str = "/tasks/0f6b5f9e-6f0f-4c64-9d5e-0d8a6e1f0a11";

/// Who sends which field to where, and a word that it has. What the form lacks besides is said by the page itself.
const FIELDS: [(&str, &str, &str, &str); 31] = [
    ("ben", "/profile/delegate", "action", "permanent"),
    ("ben", "/profile/delegate", "action", "remove"),
    ("ben", "/profile/delegate", "ask", "remove"),
    (
        "ada",
        "/admin/directory/users/ben/delegation",
        "action",
        "permanent",
    ),
    ("ada", "/admin/directory/users/ben/delegation", "ask", "keep"),
    ("ada", "/admin/directory/users/ben/revoke", "ask", "revoke"),
    ("ada", "/setup/profile-values", "action", "remove"),
    ("ada", "/setup/profile-values", "ask", "remove"),
    ("mara", "/me/roles-and-delegations/new", "action", "continue"),
    ("mara", "/me/roles-and-delegations/7/edit", "action", "next_day"),
    ("mara", "/me/roles-and-delegations/7/edit", "ask", "delete"),
    ("hugo", "/hr/accounts/mara/delegations/new", "action", "edit"),
    ("hugo", "/hr/accounts/mara/delegations/7/edit", "action", "save"),
    ("hugo", "/hr/accounts/mara/delegations/7/edit", "ask", "delete"),
    ("mara", "/", "action", "approve"),
    ("mara", "/", "ask", "deny"),
    ("mara", TASK, "action", "comment"),
    ("mara", TASK, "ask", "cancel"),
    ("ada", "/admin/settings/policies/7", "action", "save"),
    ("ada", "/admin/settings/policies/7", "edit", "up:1"),
    ("ada", "/admin/settings/policies/7", "ask", "stop"),
    ("ada", "/admin/settings/policies/7/steps/1", "action", "more"),
    ("ben", "/me/absences", "action", "request"),
    ("ben", "/me/absences", "ask", "cancel"),
    ("mara", "/team/absences", "action", "add"),
    ("mara", "/team/absences", "ask", "cancel"),
    ("ada", "/setup/role-provisioning-rules/new", "action", "preview"),
    ("ada", "/setup/role-provisioning-rules/new", "action", "save"),
    ("ada", "/setup/role-provisioning-rules/7", "ask", "delete"),
    ("ines", "/security-console/users/ben", "action", "add"),
    ("ines", "/security-console/users/ben", "ask", "disable"),
];

async fn is_refused(browser: &mut Browser, path: &str, field: &str, word: &str) -> bool {
    let page = browser.post(path, &[(field, word)]).await;
    page.status == 422 && page.h1() == REFUSED
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_a_word_that_no_form_sends_is_refused_and_nothing_is_done() {
    let world = World::new().await;
    let everything = "SELECT count(*) FROM audit_log WHERE action NOT LIKE 'session%'";
    let mut browsers = std::collections::HashMap::new();
    for (who, ..) in FIELDS {
        if !browsers.contains_key(who) {
            browsers.insert(who, world.sign_in(who).await);
        }
    }
    let before = world.count(everything).await;
    for (who, path, field, word) in FIELDS {
        let browser = browsers.get_mut(who).unwrap();
        for unknown in ["nonsense", &format!("{word} "), &word.to_uppercase(), "remove:"] {
            assert!(
                is_refused(browser, path, field, unknown).await,
                "{path} {field}={unknown:?}"
            );
        }
    }
    assert_eq!(world.count(everything).await, before);
    for (who, path, field, word) in FIELDS {
        let browser = browsers.get_mut(who).unwrap();
        assert!(
            !is_refused(browser, path, field, word).await,
            "{path} {field}={word}"
        );
    }
    world.end().await;
}
