//! G6: the error summary.

use app::ui::{ErrorLink, ErrorSummary, FormErrors};
use leptos::prelude::*;

use crate::{html, page};

fn summary(errors: &FormErrors) -> test_page::Document {
    page(|| view! { <ErrorSummary errors/> })
}

#[test]
fn it_takes_focus_and_links_to_each_field() {
    let mut errors = FormErrors::at("starts_on", "Enter a start date");
    errors.add("ends_on", "Enter an end date");
    let page = summary(&errors);
    let alert = page.one("[role=alert][tabindex='-1'][autofocus]");
    assert_eq!(alert.one("h2").text(), "There is a problem");
    assert_eq!(alert.texts("li"), ["Enter a start date", "Enter an end date"]);
    assert_eq!(alert.texts("a[href='#starts_on']"), ["Enter a start date"]);
    assert_eq!(alert.texts("a[href='#ends_on']"), ["Enter an end date"]);
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
    let page = summary(&errors);
    let entry = page.one("[role=alert] li");
    assert_eq!(entry.texts("a[href='#role']"), ["It is requested already."]);
    assert_eq!(entry.texts("a[href='/tasks/1']"), ["See the open task"]);
}

#[test]
fn what_is_wrong_with_the_whole_form_is_no_link() {
    let words = "Mara Lind changed this on 3 August 2026";
    let page = summary(&FormErrors::whole(words));
    assert_eq!(page.texts("[role=alert] li"), [words]);
    assert!(!page.has("a"));
}

#[test]
fn words_are_escaped() {
    let words = "“<b>” is not a username";
    let page = summary(&FormErrors::at("delegate", words));
    assert_eq!(page.texts("[role=alert] a"), [words]);
    assert!(!page.has("b"));
}

#[test]
fn without_errors_there_is_none() {
    let errors = FormErrors::new();
    assert_eq!(html(|| view! { <ErrorSummary errors=&errors/> }), "");
}
