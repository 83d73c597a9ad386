//! `/hr/accounts/{username}`: the three regions of Roles and Delegations for one person (R15, R16).

use axum::response::Response;
use leptos::prelude::*;
use services::delegates::Rule;
use services::role_delegations::{Lender, Overview};

use crate::context::Viewer;
use crate::error::PageError;
use crate::features::delegates::rule_view::{Reader, rule_in_words};
use crate::features::role_delegations::desk::{Asked, Desk};
use crate::features::role_delegations::regions::regions;
use crate::ui::{Facts, PageHeading, StateBadge};

const TITLE: &str = "Manage User Account";

/// The page.
pub(super) async fn show(asked: &Asked) -> Result<Response, PageError> {
    let (viewer, services) = (&asked.viewer, &asked.services);
    let lender = asked.lender().await?;
    let overview = services
        .role_delegations()
        .roles_and_delegations(&lender.permitted)
        .await?;
    let (rule, _) = services.delegates().rule_of(lender.permitted.target()).await?;
    let (viewer, desk) = (viewer.clone(), asked.desk.clone());
    Ok(asked
        .render
        .page(TITLE, move || {
            view(&viewer, &desk, &lender, &overview, rule.as_ref())
        })
        .await)
}

fn view(
    viewer: &Viewer,
    desk: &Desk,
    lender: &Lender,
    overview: &Overview,
    rule: Option<&Rule>,
) -> impl IntoView + use<> {
    let Some(person) = &lender.account else {
        return ().into_any();
    };
    let zone = lender.zone;
    let lead = format!(
        "What {name} has delegated and received, and until when. Dates are days in {zone}.",
        name = person.display_name
    );
    let state = person.activity().state(overview.now).into();
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "—".to_owned()).into_any();
    let facts = vec![
        (
            "Name",
            view! { <bdi>{person.display_name.clone()}</bdi> }.into_any(),
        ),
        ("Username", person.username.clone().into_any()),
        ("Department", text(&person.department)),
        ("Job", text(&person.job)),
        ("Location", text(&person.location)),
        ("Time zone", zone.name().into_any()),
    ];
    let rule = approvals(viewer, lender, &person.display_name, overview, rule);
    view! {
        <PageHeading title=TITLE lead><StateBadge state/></PageHeading>
        <Facts facts/>
        {regions(viewer, desk, lender, overview, Some(rule))}
    }
    .into_any()
}

/// The task-delegation rule, for information: only its owner and super administrators change it (T8).
fn approvals(
    viewer: &Viewer,
    lender: &Lender,
    name: &str,
    overview: &Overview,
    rule: Option<&Rule>,
) -> AnyView {
    let reader = Reader {
        own: false,
        opens_directory: false,
        zone: lender.zone,
        reader_zone: viewer.zone(),
        now: overview.now,
    };
    let words = match rule {
        Some(rule) => rule_in_words(rule, reader).into_any(),
        None => {
            let words = format!("New approval tasks come to {name}.");
            view! { <p>{words}</p> }.into_any()
        }
    };
    let title = format!("Approval tasks of {name}");
    let who = format!("{name} and super administrators may change this.");
    view! {
        <div class="approvals-rule">
            <h3>{title}</h3>
            {words}
            <p class="hint">{who}</p>
        </div>
    }
    .into_any()
}
