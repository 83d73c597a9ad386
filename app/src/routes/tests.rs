//! The gate before every handler, and what stands in for an error on the way back.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::body::Body;
use axum::handler::Handler;
use axum::routing::get;
use domain::ids::PersonId;
use domain::privilege::Privilege;
use http_body_util::BodyExt;
use test_page::Document;
use tower::ServiceExt;

use super::*;
use crate::viewer::Viewer;

fn viewer(privileges: &[Privilege]) -> Viewer {
    Viewer::new(services::access::Viewer {
        person: PersonId(1),
        username: "ana".to_owned(),
        display_name: "Ana Ruiz".to_owned(),
        zone: domain::zone::Zone::parse("Europe/London").unwrap_or(domain::zone::Zone::UTC),
        privileges: privileges.iter().copied().collect::<BTreeSet<_>>(),
        everywhere: BTreeSet::new(),
        unread: 0,
        open_tasks: 0,
        away: None,
    })
}

/// The one h1.
fn heading(body: &str) -> String {
    Document::parse(body).one("h1").text()
}

/// Asks an endpoint that needs `needs` and answers what `handler` makes of it; (status, location, body).
async fn ask<H, T>(
    method: Method,
    needs: Needs,
    answers: Answers,
    who: Option<Viewer>,
    handler: H,
) -> (StatusCode, Option<String>, String)
where
    H: Handler<T, ()>,
    T: 'static,
{
    let gate = Gate {
        layout: Layout::new(Arc::default(), needs_of_page),
        services: None,
        needs,
        cost: Cost::Usual,
        answers,
    };
    let route = get(handler.clone())
        .post(handler)
        .route_layer(from_fn_with_state(gate, pass));
    let mut request = Request::builder()
        .method(method)
        .uri("/page?a=b")
        .body(Body::empty())
        .unwrap();
    if let Some(who) = who {
        request.extensions_mut().insert(who);
    }
    let response = Router::new()
        .route("/page", route)
        .oneshot(request)
        .await
        .unwrap();
    let location = response
        .headers()
        .get(header::LOCATION)
        .map(|value| value.to_str().unwrap().to_owned());
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, location, String::from_utf8(body.to_vec()).unwrap())
}

async fn fine() -> &'static str {
    "fine"
}

const AUDIT: Needs = Needs::Privilege(Privilege::ReadAuditLog);

#[tokio::test]
async fn who_has_what_is_needed_passes() {
    let cases = [
        (Needs::Nothing, None),
        (Needs::Nothing, Some(viewer(&[]))),
        (Needs::SignedIn, Some(viewer(&[]))),
        (AUDIT, Some(viewer(&[Privilege::ReadAuditLog]))),
    ];
    for (needs, who) in cases {
        let (status, _, body) = ask(Method::GET, needs, Answers::Page, who, fine).await;
        assert_eq!((status, body.as_str()), (StatusCode::OK, "fine"), "{needs}");
    }
}

#[tokio::test]
async fn a_privilege_over_some_records_does_not_open_what_is_everyones() {
    let everyones = Needs::Everywhere(Privilege::ReadAuditLog);
    let who = viewer(&[Privilege::ReadAuditLog]);
    let (status, _, _) = ask(Method::GET, everyones, Answers::Page, Some(who.clone()), fine).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let everywhere = BTreeSet::from([Privilege::ReadAuditLog]);
    let who = Viewer::new(services::access::Viewer {
        everywhere,
        ..services::access::Viewer::clone(&who)
    });
    let (status, _, _) = ask(Method::GET, everyones, Answers::Page, Some(who), fine).await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn a_page_without_a_session_leads_through_sign_in_and_an_action_is_refused() {
    for needs in [Needs::SignedIn, AUDIT] {
        let (status, location, _) = ask(Method::GET, needs, Answers::Page, None, fine).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert_eq!(location.as_deref(), Some("/login?next=/page%3Fa%3Db"));
        let (status, location, body) = ask(Method::POST, needs, Answers::Page, None, fine).await;
        assert_eq!((status, location), (StatusCode::UNAUTHORIZED, None));
        assert_eq!(heading(&body), "You are not signed in");
    }
}

#[tokio::test]
async fn another_privilege_is_not_enough() {
    for method in [Method::GET, Method::POST] {
        let who = Some(viewer(&[Privilege::WorkOnTasks]));
        let (status, _, body) = ask(method, AUDIT, Answers::Page, who, fine).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert_eq!(heading(&body), "You do not have access to this page");
        let buttons = Document::parse(&body).texts("button");
        assert!(
            buttons.contains(&"AR".to_owned()),
            "the viewer's own bar is around it: {body}"
        );
    }
}

#[tokio::test]
async fn a_program_is_refused_without_a_page() {
    let (status, location, body) = ask(Method::GET, Needs::SignedIn, Answers::Data, None, fine).await;
    assert_eq!((status, location), (StatusCode::UNAUTHORIZED, None));
    assert!(!body.contains('<'), "{body}");
}

#[tokio::test]
async fn an_error_of_the_handler_becomes_its_page() {
    let cases = [
        (PageError::NotFound, "Page not found"),
        (PageError::Unavailable, "Locum is not available for the moment"),
        (PageError::Internal, "Something went wrong"),
    ];
    for (error, title) in cases {
        let answer = error.clone();
        let handler = || async move { Err::<(), _>(answer) };
        let (status, _, body) = ask(Method::GET, Needs::Nothing, Answers::Page, None, handler).await;
        assert_eq!(status, error.status());
        assert_eq!(heading(&body), title);
        assert_eq!(
            Document::parse(&body).one("title").text(),
            format!("{title} · Locum")
        );
    }
}

#[tokio::test]
async fn a_refusal_of_the_framework_becomes_a_page_too() {
    let handler = || async { StatusCode::UNSUPPORTED_MEDIA_TYPE };
    let (status, _, body) = ask(Method::POST, Needs::Nothing, Answers::Page, None, handler).await;
    assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(heading(&body), "That request could not be read");
}

#[test]
fn no_two_endpoints_share_method_and_path() {
    let mut seen = std::collections::HashSet::new();
    for listed in table() {
        assert!(seen.insert((listed.method.clone(), listed.path)), "{listed:?}");
    }
}
