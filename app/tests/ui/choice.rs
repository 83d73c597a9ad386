//! Fields that are chosen from.

use app::ui::{Checkbox, Choice, RadioCards, Select};
use leptos::prelude::*;

use crate::{assert_has, assert_has_none, html};

#[test]
fn the_first_radio_is_where_the_error_summary_leads() {
    let cards = html(|| {
        let choices = vec![
            Choice::new("permanent", "Permanent").hint("until you remove it"),
            Choice::new("temporary", "Temporary"),
        ];
        view! { <RadioCards name="kind" legend="For how long?" selected="temporary" error="Choose one" choices/> }
    });
    assert_has(
        &cards,
        &[
            "<legend>For how long?</legend>",
            r#"aria-describedby="kind-error""#,
            r#"<input id="kind" name="kind" type="radio" value="permanent" aria-describedby="kind-hint">"#,
            r#"<input id="kind-temporary" name="kind" type="radio" value="temporary" checked>"#,
            r#"<label for="kind-temporary">Temporary</label>"#,
        ],
    );
}

#[test]
fn a_list_keeps_what_was_chosen() {
    let list = html(|| {
        let choices = vec![Choice::new("a", "A"), Choice::new("b", "B")];
        view! { <Select name="role" label="Role" prompt="Choose a role" selected="b" choices/> }
    });
    assert_has(
        &list,
        &[
            r#"<option value="">Choose a role</option><option value="a">A</option><option value="b" selected>B</option>"#,
        ],
    );
}

#[test]
fn a_checkbox_is_ticked_only_if_it_was() {
    let ticked = html(|| view! { <Checkbox name="keep_copy" label="Keep sending me a copy" checked=true/> });
    assert_has(
        &ticked,
        &[r#"name="keep_copy" type="checkbox" value="true" checked"#],
    );
    let clear = html(|| view! { <Checkbox name="keep_copy" label="Keep sending me a copy" checked=false/> });
    assert_has_none(&clear, &["checked"]);
}
