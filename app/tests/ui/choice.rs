//! Fields that are chosen from.

use app::ui::{Checkbox, Choice, RadioCards, Select};
use leptos::prelude::*;

use crate::page;

#[test]
fn the_first_radio_is_where_the_error_summary_leads() {
    let page = page(|| {
        let choices = vec![
            Choice::new("permanent", "Permanent").hint("until you remove it"),
            Choice::new("temporary", "Temporary"),
        ];
        view! { <RadioCards name="kind" legend="For how long?" selected="temporary" error="Choose one" choices/> }
    });
    assert_eq!(page.one("legend").text(), "For how long?");
    assert!(page.has("fieldset[aria-describedby='kind-error']"));
    assert_eq!(page.one("#kind-error").text(), "Choose one");
    let first = page.one("input#kind");
    assert_eq!(
        (first.attribute("name"), first.value(), first.is_checked()),
        (Some("kind"), "permanent".to_owned(), false)
    );
    assert_eq!(first.attribute("aria-describedby"), Some("kind-hint"));
    assert_eq!(page.one("#kind-hint").text(), "until you remove it");
    let second = page.one("input#kind-temporary");
    assert_eq!(
        (second.attribute("name"), second.value(), second.is_checked()),
        (Some("kind"), "temporary".to_owned(), true)
    );
    assert_eq!(page.texts("label[for='kind-temporary']"), ["Temporary"]);
}

#[test]
fn a_list_keeps_what_was_chosen() {
    let page = page(|| {
        let choices = vec![Choice::new("a", "A"), Choice::new("b", "B")];
        view! { <Select name="role" label="Role" prompt="Choose a role" selected="b" choices/> }
    });
    let options = page.all("select[name=role] option");
    let options: Vec<_> = options
        .iter()
        .map(|option| (option.value(), option.text()))
        .collect();
    let expected = [("", "Choose a role"), ("a", "A"), ("b", "B")];
    let expected = expected.map(|(value, words)| (value.to_owned(), words.to_owned()));
    assert_eq!(options, expected);
    assert_eq!(page.texts("option[selected]"), ["B"]);
}

#[test]
fn a_checkbox_is_ticked_only_if_it_was() {
    for was in [true, false] {
        let page = page(|| view! { <Checkbox name="keep_copy" label="Keep sending me a copy" checked=was/> });
        let tick = page.one("input[type=checkbox][name=keep_copy]");
        assert_eq!((tick.value(), tick.is_checked()), ("true".to_owned(), was));
    }
}
