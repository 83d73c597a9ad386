//! G6: the error summary.

use app::ui::{ErrorLink, ErrorSummary, FormErrors};
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
fn a_message_may_lead_on_to_what_is_in_the_way() {
    let mut errors = FormErrors::new();
    let link = ErrorLink {
        href: "/tasks/1".to_owned(),
        words: "See the open task",
    };
    errors.add_with_link("role", "It is requested already.", Some(link.clone()));
    assert_eq!(errors.link_of("role"), Some(link));
    assert_eq!(errors.link_of("subject"), None);
    let summary = html(|| view! { <ErrorSummary errors=&errors/> });
    let entry =
        r##"<li><a href="#role">It is requested already.</a> <a href="/tasks/1">See the open task</a></li>"##;
    assert_has(&summary, &[entry]);
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
