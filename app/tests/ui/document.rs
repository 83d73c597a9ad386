//! The document around a page.

use std::sync::Arc;

use app::context::Flash;
use app::error::PageError;
use app::layout::Layout;
use app::local_path::LocalPath;
use app::render::Render;
use app::site::Site;
use app::ui::{PageHeading, PersonPicker};
use axum::body::to_bytes;
use axum::http::{StatusCode, header};
use axum::response::Response;
use domain::privilege::Privilege;
use leptos::prelude::*;
use test_page::Document;

use crate::ana;

fn render(flash: Option<Flash>) -> Render {
    let site = Site {
        output_name: Some("locum-1a".to_owned()),
        css: Some("/pkg/locum-2b.css".to_owned()),
    };
    Render::new(
        Layout::new(Arc::new(site), app::routes::needs_of_page),
        Some(ana(&[Privilege::WorkOnTasks, Privilege::ReadNotifications])),
        LocalPath::root(),
        flash,
    )
}

async fn body(response: Response) -> String {
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn policy(response: &Response) -> String {
    response.headers()[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn a_page_is_a_whole_document() {
    let flash = Flash::done("Saved.");
    let response = render(Some(flash))
        .page("My tasks & <more>", || view! { <PageHeading title="My tasks"/> })
        .await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
    let page = body(response).await;
    // A browser reads the encoding before anything else, and guesses without a doctype.
    assert!(
        page.starts_with(r#"<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">"#),
        "{page}"
    );
    let page = Document::parse(&page);
    // A mark for hydration would be read as text in a title.
    assert_eq!(page.one("head > title").text(), "My tasks & <more> · Locum");
    assert!(page.has("link[rel=stylesheet][href='/pkg/locum-2b.css']"));
    assert!(page.has("a.skip-link[href='#content']") && page.has("#content"));
    assert!(page.has("a[href='/notifications']"));
    assert!(page.texts("button").contains(&"AR".to_owned()));
    assert_eq!(page.texts(".flash-done[role=status] p"), ["Saved."]);
    assert_eq!(page.one("h1").text(), "My tasks");
    assert!(!page.has("[style], style"), "the policy allows no inline style");
}

#[tokio::test]
async fn a_form_that_failed_says_so_in_the_title() {
    let response = render(None)
        .failed(StatusCode::UNPROCESSABLE_ENTITY, "Delegate tasks", || "…")
        .await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = Document::parse(&body(response).await);
    assert_eq!(page.one("title").text(), "Error: Delegate tasks · Locum");
}

#[tokio::test]
async fn scripts_come_only_with_islands_and_carry_the_nonce_of_the_policy() {
    let plain = render(None).page("My tasks", || "…").await;
    let plain = Document::parse(&body(plain).await);
    let scripts = "script, [rel=modulepreload]";
    assert!(plain.has("h1, main") && !plain.has(scripts));
    let response = render(None)
        .page(
            "Delegate",
            || view! { <PersonPicker name="to" label="To" chosen=None/> },
        )
        .await;
    let policy = policy(&response);
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .and_then(|rest| rest.split('\'').next())
        .unwrap()
        .to_owned();
    assert!(nonce.len() >= 22, "128 bits: {nonce}");
    let page = Document::parse(&body(response).await);
    assert!(page.has(scripts) && page.has("leptos-island"));
    let script = page.one("script");
    assert_eq!(
        (script.attribute("type"), script.attribute("nonce")),
        (Some("module"), Some(nonce.as_str()))
    );
    assert!(script.html().contains("locum-1a"), "{script:?}");
}

#[tokio::test]
async fn every_answer_has_a_policy_and_a_nonce_of_its_own() {
    let (one, two) = (
        render(None).error(&PageError::NotFound).await,
        render(None).error(&PageError::NotFound).await,
    );
    assert_ne!(policy(&one), policy(&two));
    let policy = policy(&one);
    let rules: Vec<_> = policy.split(';').map(str::trim).collect();
    for rule in [
        "default-src 'none'",
        "style-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ] {
        assert!(rules.contains(&rule), "{rule}: {policy}");
    }
}

/// Servers of two versions share sessions during an upgrade (O3): a kind of message that one of them does not know would break the
/// other's next page.
#[test]
fn o3_a_message_that_something_has_ended_is_read_by_the_version_before() {
    let ended = serde_json::to_value(Flash::ended("It is denied.")).unwrap();
    assert!(
        ["Done", "Warning"].contains(&ended["kind"].as_str().unwrap()),
        "{ended}"
    );
    let of_before = r#"{"kind":"Done","text":"Saved."}"#;
    assert_eq!(
        serde_json::from_str::<Flash>(of_before).unwrap(),
        Flash::done("Saved.")
    );
}
