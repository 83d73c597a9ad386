//! G6: the error summary.

use app::ui::{ErrorSummary, FormErrors};
use leptos::prelude::*;

use crate::{assert_has, html};

#[test]
fn it_takes_focus_and_links_to_each_field() {
    let mut errors = FormErrors::at("starts_on", "Enter a start date");
    errors.add("ends_on", "Enter an end date");
    let summary = html(|| view! { <ErrorSummary errors=&errors/> });
    assert_has(
        &summary,
        &[
            r#"role="alert""#,
            r#"tabindex="-1""#,
            " autofocus",
            "<h2>There is a problem</h2>",
            r##"<li><a href="#starts_on">Enter a start date</a></li><li><a href="#ends_on">Enter an end date</a></li>"##,
        ],
    );
}

#[test]
fn what_is_wrong_with_the_whole_form_is_no_link() {
    let errors = FormErrors::whole("Mara Lind changed this on 3 August 2026");
    let summary = html(|| view! { <ErrorSummary errors=&errors/> });
    assert_has(&summary, &["<li>Mara Lind changed this on 3 August 2026</li>"]);
}

#[test]
fn words_are_escaped() {
    let errors = FormErrors::at("delegate", "“<b>” is not a username");
    let summary = html(|| view! { <ErrorSummary errors=&errors/> });
    assert_has(&summary, &["“&lt;b&gt;” is not a username"]);
}

#[test]
fn without_errors_there_is_none() {
    let errors = FormErrors::new();
    assert_eq!(html(|| view! { <ErrorSummary errors=&errors/> }), "");
}
