//! `/tools/scheduled-processes`: when the job runs, what its runs did, and how far each request is.

use axum::extract::Query;
use axum::response::Response;
use domain::profile_option::ProfileOption;
use domain::zone::Zone;
use leptos::prelude::*;
use services::access::RunScheduledProcesses;
use services::jobs::JobPage;

use super::filter::ListQuery;
use super::{requests_view, runs_view};
use crate::error::PageError;
use crate::request_context::RequestContext;
use crate::ui::{Button, Facts, PageHeading, PostForm, Region, Time};

const TITLE: &str = "Scheduled Processes";

/// The page.
pub(super) async fn show(
    context: RequestContext,
    Query(query): Query<ListQuery>,
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_everywhere::<RunScheduledProcesses>()?;
    let page = context
        .services
        .jobs()
        .scheduled_processes(&permitted, &query.filter())
        .await?;
    Ok(context
        .render
        .page(TITLE, move || view(&query, &page, context.viewer.zone()))
        .await)
}

fn view(query: &ListQuery, page: &JobPage, zone: Zone) -> impl IntoView + use<> {
    let lead = format!(
        "Begins and ends dated delegations, follows role provisioning rules, and updates the directory. Times are in {zone}, unless \
         they say otherwise."
    );
    view! {
        <PageHeading title=TITLE lead/>
        {job(page)}
        {runs_view::region(query, page, zone)}
        {requests_view::region(query, page, zone)}
    }
}

fn job(page: &JobPage) -> impl IntoView + use<> {
    let run = view! {
        <PostForm inline=true>
            <Button name="action" value="run">"Run now"</Button>
        </PostForm>
    };
    let actions = run.into_any();
    let zone = page.zone;
    let option = ProfileOption::SendPendingLdapRequestsSchedule.code();
    let set_under = format!("/setup/profile-values?code={option}");
    let schedule = match &page.schedule {
        None => view! { "By hand only" }.into_any(),
        Some(schedule) => {
            let (words, text) = (schedule.in_words(), schedule.text().to_owned());
            view! { {words}" "<span class="hint"><code>{text}</code>", on the clocks of "{zone.name()}</span> }
                .into_any()
        }
    };
    let next = match page.next {
        Some(at) => view! { <Time at zone/> }.into_any(),
        None => "Not by itself".into_any(),
    };
    let directory = if page.has_directory {
        "Configured: memberships are sent to it with each change"
    } else {
        "None: requests are done inside Locum and end as Suppressed"
    };
    let facts = vec![
        ("Schedule", schedule),
        ("Next run", next),
        ("Directory", directory.into_any()),
        (
            "Set under",
            view! { <a href=set_under>"Manage Administrator Profile Values"</a> }.into_any(),
        ),
    ];
    view! {
        <Region id="job" title="Send Pending LDAP Requests" actions>
            <Facts facts/>
        </Region>
    }
}
