//! G6: what a field says of itself.

use app::ui::{DateField, FormErrors, PostForm, Question, Reason, TextField, Textarea, question_page};
use leptos::prelude::*;

use crate::{assert_has, assert_has_none, html};

#[test]
fn hint_and_error_describe_the_control_in_this_order() {
    let field = html(|| {
        view! { <TextField name="reason" label="Reason" value="x" hint="In a sentence." error="Enter a reason".to_owned()/> }
    });
    assert_has(
        &field,
        &[
            r#"<label for="reason">Reason</label>"#,
            r#"id="reason-hint""#,
            r#"id="reason-error""#,
            r#"aria-describedby="reason-hint reason-error""#,
            r#"aria-invalid="true""#,
            r#"value="x""#,
        ],
    );
}

#[test]
fn a_field_in_order_claims_nothing() {
    let no_error: Option<String> = None;
    let field =
        html(|| view! { <DateField name="ends_on" label="End date" value="2028-01-11" error=no_error/> });
    assert_has(
        &field,
        &[
            r#"type="date""#,
            r#"id="ends_on""#,
            r#"name="ends_on""#,
            r#"value="2028-01-11""#,
        ],
    );
    assert_has_none(&field, &["aria-describedby", "aria-invalid", "error"]);
}

#[test]
fn two_fields_of_a_name_have_ids_of_their_own() {
    let field =
        html(|| view! { <Textarea name="reason" id="deny-reason" label="Reason" error="Enter a reason"/> });
    assert_has(
        &field,
        &[
            r#"for="deny-reason""#,
            r#"id="deny-reason""#,
            r#"name="reason""#,
            r#"aria-describedby="deny-reason-error""#,
        ],
    );
}

#[test]
fn a_text_keeps_its_first_empty_line_and_is_escaped() {
    let field = html(|| view! { <Textarea name="reason" label="Reason" value="\n</textarea><b>"/> });
    assert_has(&field, &[">\n\n&lt;/textarea&gt;&lt;b&gt;</textarea>"]);
}

#[test]
fn a_reason_that_is_asked_for_keeps_its_first_empty_line_and_is_escaped() {
    let question = Question {
        reason: Some(Reason {
            value: "\n</textarea><b>".to_owned(),
            ..Reason::default()
        }),
        ..Question::default()
    };
    let page = html(|| question_page(question.clone(), &FormErrors::default()));
    assert_has(&page, &[">\n\n&lt;/textarea&gt;&lt;b&gt;</textarea>"]);
}

#[test]
fn a_form_posts_to_its_own_page_with_the_version_it_was_opened_with() {
    let form = html(|| view! { <PostForm version="7">"…"</PostForm> });
    assert_has(
        &form,
        &[
            r#"method="post""#,
            " novalidate",
            r#"<input type="hidden" name="version" value="7">"#,
        ],
    );
    assert_has_none(&form, &["action"]);
}

/// Leptos does not escape what stands in these elements: text typed by a person would become markup.
#[test]
fn no_page_writes_an_element_whose_content_is_not_escaped() {
    let sources = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    let mut found = Vec::new();
    let mut folders = vec![std::path::PathBuf::from(sources)];
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
            // These two escape it: see the tests above.
            let escapes = ["ui/field.rs", "ui/question/view.rs"]
                .iter()
                .any(|own| path.ends_with(own));
            if !escapes && code.into_iter().any(is_raw) {
                found.push(path);
            }
        }
    }
    assert!(found.is_empty(), "{found:?}");
}
