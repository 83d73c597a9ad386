//! The person picker as the server sends it: a plain input (G7).

use app::ui::{PersonHit, PersonPicker};
use leptos::prelude::*;

use crate::page;

fn ben() -> PersonHit {
    PersonHit::new(
        "ben".to_owned(),
        "Ben Ode".to_owned(),
        Some("Logistics".to_owned()),
    )
}

#[test]
fn without_scripts_it_is_a_text_field_that_says_who_is_meant() {
    let page =
        page(|| view! { <PersonPicker name="delegate" label="Delegate" value="ben" chosen=Some(ben())/> });
    assert_eq!(page.texts("label[for=delegate]"), ["Delegate"]);
    let control = page.one("input#delegate[name=delegate][type=text]");
    assert_eq!(control.value(), "ben");
    assert_eq!(control.attribute("aria-describedby"), Some("delegate-chosen"));
    let chosen = page.one("#delegate-chosen");
    assert!(
        chosen.text().ends_with("Ben Ode ben · Logistics"),
        "{}",
        chosen.text()
    );
    assert_eq!(page.texts("#delegate-chosen > .face[aria-hidden=true]"), ["BO"]);
    assert!(page.texts("button").is_empty(), "only scripts clear it");
    // The script adds these.
    for claim in ["role", "aria-expanded", "list"] {
        assert_eq!(control.attribute(claim), None, "{claim}");
    }
}

#[test]
fn what_was_typed_comes_back_with_the_people_it_may_mean() {
    let page = page(|| {
        view! { <PersonPicker name="delegate" label="Delegate" value="ode" error="Not a username" matches=vec![ben()] chosen=None/> }
    });
    let control = page.one("input#delegate[aria-invalid=true]");
    assert_eq!(control.value(), "ode");
    assert_eq!(
        control.attribute("aria-describedby"),
        Some("delegate-error delegate-chosen")
    );
    assert_eq!(page.one("#delegate-error").text(), "Not a username");
    assert_eq!(control.attribute("list"), Some("delegate-matches"));
    let option = page.one("datalist#delegate-matches option");
    assert_eq!(
        (option.attribute("value"), option.text().as_str()),
        (Some("ben"), "Ben Ode · Logistics")
    );
}
