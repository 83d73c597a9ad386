//! G6: what a field says of itself.

use app::ui::{DateField, FormErrors, PostForm, Question, Reason, TextField, Textarea, question_page};
use leptos::prelude::*;

use crate::page;

#[test]
fn hint_and_error_describe_the_control_in_this_order() {
    let page = page(|| {
        view! { <TextField name="reason" label="Reason" value="x" hint="In a sentence." error="Enter a reason".to_owned()/> }
    });
    assert_eq!(page.texts("label[for=reason]"), ["Reason"]);
    let control = page.one("input#reason[aria-invalid=true]");
    assert_eq!(control.value(), "x");
    assert_eq!(
        control.attribute("aria-describedby"),
        Some("reason-hint reason-error")
    );
    assert_eq!(page.one("#reason-hint").text(), "In a sentence.");
    assert_eq!(page.one("#reason-error").text(), "Enter a reason");
}

#[test]
fn a_field_in_order_claims_nothing() {
    let no_error: Option<String> = None;
    let page =
        page(|| view! { <DateField name="ends_on" label="End date" value="2028-01-11" error=no_error/> });
    let control = page.one("input[type=date]#ends_on[name=ends_on]");
    assert_eq!(control.value(), "2028-01-11");
    assert!(!page.has("[aria-describedby], [aria-invalid], #ends_on-error"));
}

#[test]
fn two_fields_of_a_name_have_ids_of_their_own() {
    let page =
        page(|| view! { <Textarea name="reason" id="deny-reason" label="Reason" error="Enter a reason"/> });
    assert_eq!(page.texts("label[for='deny-reason']"), ["Reason"]);
    let control = page.one("textarea#deny-reason[name=reason]");
    assert_eq!(control.attribute("aria-describedby"), Some("deny-reason-error"));
    assert_eq!(page.one("#deny-reason-error").text(), "Enter a reason");
}

/// Markup in what was typed, after an empty line: a browser leaves out the first one that it finds.
const TYPED: &str = "\n</textarea><b>";

#[test]
fn a_text_keeps_its_first_empty_line_and_is_escaped() {
    let page = page(|| view! { <Textarea name="reason" label="Reason" value=TYPED/> });
    assert_eq!(page.one("textarea").value(), TYPED);
    assert!(!page.has("b"));
}

#[test]
fn a_reason_that_is_asked_for_keeps_its_first_empty_line_and_is_escaped() {
    let question = Question {
        reason: Some(Reason {
            value: TYPED.to_owned(),
            ..Reason::default()
        }),
        ..Question::default()
    };
    let page = page(|| question_page(question.clone(), &FormErrors::default()));
    assert_eq!(page.one("textarea").value(), TYPED);
    assert!(!page.has("b"));
}

#[test]
fn a_form_posts_to_its_own_page_with_the_version_it_was_opened_with() {
    let page = page(|| view! { <PostForm version="7">"…"</PostForm> });
    let form = page.one("form[method=post][novalidate]");
    assert_eq!(form.attribute("action"), None);
    assert_eq!(form.one("input[type=hidden][name=version]").value(), "7");
}

/// Leptos does not escape what stands in these elements: text typed by a person would become markup.
#[test]
fn no_page_writes_an_element_whose_content_is_not_escaped() {
    let mut found = Vec::new();
    let mut folders = ["src", "islands/src"]
        .map(|folder| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder))
        .to_vec();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            let is_raw = |line: &str| {
                ["<textarea ", "<script", "<style", "inner_html"]
                    .iter()
                    .any(|raw| line.contains(raw))
            };
            // These escape it: see the tests above, and those of the document.
            let escapes = ["ui/field.rs", "question/view.rs", "src/shell.rs"]
                .iter()
                .any(|own| path.ends_with(own));
            if !escapes && code.into_iter().any(is_raw) {
                found.push(path);
            }
        }
    }
    assert!(found.is_empty(), "{found:?}");
}
