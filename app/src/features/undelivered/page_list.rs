//! `/admin/undelivered`: the newest first, with what went wrong and when it is tried again.

use axum::extract::Query;
use axum::response::Response;
use domain::delivery::Channel;
use domain::zone::Zone;
use leptos::prelude::*;
use services::access::RunScheduledProcesses;
use services::notify::undelivered::{Next, Page, Undelivered};

use super::filter::{FAILED, ListQuery, PATH};
use crate::error::PageError;
use crate::list::{Filters, after_last};
use crate::request_context::RequestContext;
use crate::retry::ALL;
use crate::ui::{
    Button, ButtonKind, Choice, Column, EmptyState, FilterBar, Notice, NoticeKind, PageHeading, PageOrder,
    PostForm, Row, Select, Table, Time, cell,
};

const TITLE: &str = "Undelivered messages";

/// The page.
pub(super) async fn show(
    context: RequestContext,
    Query(query): Query<ListQuery>,
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_everywhere::<RunScheduledProcesses>()?;
    let page = context
        .services
        .notify()
        .undelivered(&permitted, &query.filter())
        .await?;
    Ok(context
        .render
        .page(TITLE, move || view(&query, &page, context.viewer.zone()))
        .await)
}

fn view(query: &ListQuery, page: &Page, zone: Zone) -> impl IntoView + use<> {
    let missing = Channel::ALL
        .iter()
        .filter(|channel| !page.channels.contains(channel));
    let missing = if page.channels.is_empty() {
        String::new()
    } else {
        missing
            .map(|channel| format!(" {} is not configured.", channel.in_words()))
            .collect()
    };
    let lead = format!(
        "What waits to be delivered by e-mail or Slack, or has failed. Everybody reads their messages in Locum all the same. \
         Times are in {zone}.{missing}"
    );
    let retry_all = (!page.lines.is_empty()).then(|| {
        view! {
            <PostForm inline=true>
                <Button kind=ButtonKind::Secondary name="retry" value=ALL>"Retry all"</Button>
            </PostForm>
        }
    });
    let channels = Channel::ALL.map(|channel| Choice::new(channel.code(), channel.in_words()));
    let states = vec![Choice::new(FAILED, "Failed")];
    let is_filtered = query.is_filtered() || !query.after.is_empty();
    let body = match (page.lines.is_empty(), is_filtered) {
        (false, _) => table(&page.lines, zone).into_any(),
        (true, true) => {
            view! { <EmptyState title="No message matches"><a href=PATH>"Show all of them"</a></EmptyState> }
                .into_any()
        }
        (true, false) => view! {
            <EmptyState title="Nothing waits to be delivered">
                "What cannot be delivered at once appears here, with the reason and a button to try it again."
            </EmptyState>
        }
        .into_any(),
    };
    let older = after_last(&page.lines, page.more, name_of);
    let pages = query.pages(("after", !query.after.is_empty()), older);
    let (channel, state, chips) = (query.channel.clone(), query.state.clone(), query.chips());
    view! {
        <PageHeading title=TITLE lead>{retry_all}</PageHeading>
        {notices(page)}
        <FilterBar path=PATH chips>
            <Select name="channel" label="Channel" choices=channels.to_vec() selected=channel prompt="Any"/>
            <Select name="state" label="State" choices=states selected=state prompt="Any"/>
        </FilterBar>
        {body}
        {pages.links(PageOrder::NewestFirst)}
    }
}

/// What an administrator should know before they look at single messages.
fn notices(page: &Page) -> Vec<AnyView> {
    let mut notices = Vec::new();
    if page.channels.is_empty() {
        notices.push(
            view! {
                <Notice kind=NoticeKind::Warning title="In-app only.">
                    "No transport is configured, so messages are read in Locum and nothing is sent. LOCUM_SMTP_URL with \
                     LOCUM_MAIL_FROM sets up e-mail, LOCUM_SLACK_TOKEN sets up Slack."
                </Notice>
            }
            .into_any(),
        );
    }
    for (channel, error) in &page.out_of_reach {
        let title = format!("{} cannot be used at the moment.", channel.in_words());
        let error = error.clone();
        notices.push(
            view! {
                <Notice kind=NoticeKind::Warning title>
                    {error}". What waits is sent as soon as it works again."
                </Notice>
            }
            .into_any(),
        );
    }
    notices
}

fn name_of(line: &Undelivered) -> String {
    format!("{}-{}", line.message, line.channel.code())
}

fn table(lines: &[Undelivered], zone: Zone) -> impl IntoView + use<> {
    let columns = vec![
        Column::row_header("Message"),
        Column::new("To"),
        Column::new("Channel"),
        Column::new("Attempts"),
        Column::new("Last error"),
        Column::new("Next try"),
        Column::unlabelled("Actions"),
    ];
    let rows = lines.iter().map(|line| row(line, zone)).collect();
    view! { <Table caption="Undelivered messages, the newest first" columns rows/> }
}

fn row(line: &Undelivered, zone: Zone) -> Row {
    let name = name_of(line);
    let id = format!("message-{name}");
    let describes = id.clone();
    let person = view! { {line.name.clone()}" "<span class="hint">{line.username.clone()}</span> };
    let next = match line.next {
        Next::Failed => view! { "Failed: not tried again" }.into_any(),
        Next::UnderWay => view! { "Under way" }.into_any(),
        Next::At(at) => view! { <Time at zone zone_is_said=true/> }.into_any(),
    };
    let retry = (line.next != Next::UnderWay).then(|| {
        view! {
            <PostForm inline=true>
                <Button kind=ButtonKind::Secondary name="retry" value=name described_by=describes>"Retry"</Button>
            </PostForm>
        }
    });
    Row::new([
        cell(
            view! { <span id=id>{line.words.clone()}</span><span class="hint"><Time at=line.at zone zone_is_said=true/></span> },
        ),
        cell(person),
        cell(line.channel.in_words()),
        cell(line.attempts.to_string()),
        cell(line.error.clone().unwrap_or_else(|| "None yet".to_owned())),
        cell(next),
        cell(retry),
    ])
}
