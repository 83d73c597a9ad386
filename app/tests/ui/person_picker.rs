//! The person picker as the server sends it: a plain input (G7).

use app::ui::{PersonHit, PersonPicker};
use leptos::prelude::*;

use crate::{assert_has, assert_has_none, html};

fn ben() -> PersonHit {
    PersonHit {
        username: "ben".to_owned(),
        display_name: "Ben Ode".to_owned(),
        department: Some("Logistics".to_owned()),
    }
}

#[test]
fn without_scripts_it_is_a_text_field_that_says_who_is_meant() {
    let picker =
        html(|| view! { <PersonPicker name="delegate" label="Delegate" value="ben" chosen=Some(ben())/> });
    assert_has(
        &picker,
        &[
            r#"<label for="delegate">Delegate</label>"#,
            r#"name="delegate" type="text" value="ben""#,
            r#"aria-describedby="delegate-chosen""#,
            r#"id="delegate-chosen" class="picker-chosen">Ben Ode · Logistics</p>"#,
        ],
    );
    // The props of the island are JSON in an attribute; what follows them is the input.
    assert_has_none(&picker, &[r#"role="combobox""#, "aria-expanded", r#" list=""#]);
}

#[test]
fn what_was_typed_comes_back_with_the_people_it_may_mean() {
    let picker = html(|| {
        view! { <PersonPicker name="delegate" label="Delegate" value="ode" error="Not a username" matches=vec![ben()] chosen=None/> }
    });
    assert_has(
        &picker,
        &[
            r#"value="ode""#,
            r#"aria-describedby="delegate-error delegate-chosen""#,
            r#"aria-invalid="true""#,
            r#"list="delegate-matches""#,
            r#"<datalist id="delegate-matches"><option value="ben">Ben Ode · Logistics</option></datalist>"#,
        ],
    );
}
