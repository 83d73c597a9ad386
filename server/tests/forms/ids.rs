//! Every form that changes something has an id, another each time.

use std::collections::HashSet;

use app::routes;
use axum::http::Method;

use crate::support::World;

/// Signing in and out is no change that is made twice.
const WITHOUT: [&str; 2] = ["/login", "/logout"];

#[tokio::test(flavor = "multi_thread")]
async fn g6_every_form_that_posts_has_an_id_and_no_two_have_the_same() {
    let world = World::new().await;
    let mut forms = 0;
    let mut ids = HashSet::new();
    for who in ["ada", "mara", "ben"] {
        let mut browser = world.sign_in(who).await;
        let pages = routes::table()
            .iter()
            .filter(|listed| listed.method == Method::GET && !listed.path.contains('{'));
        for listed in pages {
            let page = browser.get(listed.path).await;
            let posting = page.all("form[method=post]");
            let posting = posting
                .iter()
                .filter(|form| !WITHOUT.contains(&form.attribute("action").unwrap_or_default()));
            for form in posting {
                let fields = form.all("input[type=hidden][name=form]");
                assert_eq!(fields.len(), 1, "{who} at {}", listed.path);
                let id = fields[0].attribute("value").unwrap().to_owned();
                assert!(
                    uuid::Uuid::try_parse(&id).is_ok(),
                    "{who} at {}: {id}",
                    listed.path
                );
                assert!(ids.insert(id), "{who} at {}: the id of another form", listed.path);
                forms += 1;
            }
        }
    }
    assert!(forms > 20, "{forms}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_a_question_has_an_id_for_its_answer() {
    let world = World::new().await;
    let mut ben = world.sign_in("ben").await;
    let absence = [
        ("kind", "vacation"),
        ("starts_on", "2028-02-07"),
        ("ends_on", "2028-02-11"),
        ("action", "request"),
    ];
    assert_eq!(ben.post("/me/absences", &absence).await.status, 303);
    let id = world.count("SELECT max(id) FROM absences").await.to_string();
    let asked = [("ask", "cancel"), ("id", id.as_str()), ("version", "1")];
    let question = ben.post("/me/absences", &asked).await;
    let (_, fields) = question.answer();
    let ids = fields.iter().filter(|(name, _)| name == "form");
    assert_eq!(ids.count(), 1, "{fields:?}");
    world.end().await;
}
