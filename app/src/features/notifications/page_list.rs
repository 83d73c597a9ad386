//! `/notifications`: newest first.

use axum::extract::Query;
use axum::response::Response;
use leptos::prelude::*;
use services::access::ReadNotifications;
use services::notifications::Received;

use crate::context::Viewer;
use crate::error::PageError;
use crate::list::{Before, Filters, Unfiltered, after_last};
use crate::request_context::RequestContext;
use crate::ui::{Button, ButtonKind, EmptyState, PageHeading, PageOrder, PostForm, Tag, Time};

const TITLE: &str = "Notifications";

const LIST: Unfiltered<'_> = Unfiltered {
    path: "/notifications",
};

/// The page.
pub(super) async fn show(
    context: RequestContext,
    Query(query): Query<Before>,
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_own::<ReadNotifications>()?;
    let before = query.line();
    let (messages, more) = context.services.notifications().list(&permitted, before).await?;
    Ok(context
        .render
        .page(TITLE, move || {
            view(&context.viewer, messages, more, before.is_some())
        })
        .await)
}

fn view(viewer: &Viewer, messages: Vec<Received>, more: bool, later: bool) -> impl IntoView + use<> {
    let newest = messages.iter().map(|message| message.id).max();
    let unread = messages.iter().any(|message| message.unread);
    let mark = newest.filter(|_| unread).map(|newest| {
        view! {
            <PostForm inline=true>
                <input type="hidden" name="newest" value=newest.to_string()/>
                <Button kind=ButtonKind::Secondary>"Mark as read"</Button>
            </PostForm>
        }
    });
    let older = after_last(&messages, more, |last| last.id.to_string());
    let pages = LIST.pages(("before", later), older);
    let zone = viewer.zone();
    let items: Vec<_> = messages
        .into_iter()
        .map(|message| {
            let words = message.words;
            let href = message.task.map(|task| format!("/tasks/{task}"));
            let what = match href.or(message.place) {
                Some(href) => view! { <a href=href>{words}</a> }.into_any(),
                None => words.into_any(),
            };
            let new = message.unread.then(|| view! { <Tag>"New"</Tag> });
            view! { <li><p>{what}{new}</p><p class="hint"><Time at=message.at zone/></p></li> }
        })
        .collect();
    view! {
        <PageHeading title=TITLE>{mark}<a href="/notifications/settings">"Notification settings"</a></PageHeading>
        {if items.is_empty() {
            view! { <EmptyState title="Nothing yet">"You are notified here when a task waits for you, when yours are decided, and when you become somebody’s delegate."</EmptyState> }.into_any()
        } else {
            view! { <ol class="log">{items}</ol> }.into_any()
        }}
        {pages.links(PageOrder::NewestFirst)}
    }
}
