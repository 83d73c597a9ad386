//! `/profile`: who covers the person, and whom they cover (T16).

use axum::response::Response;
use domain::delegation_rule::{RuleState, period_in_words};
use leptos::prelude::*;
use services::access::ManageOwnProfile;
use services::delegates::{Rule, Standing};

use super::rule_view::{Reader, rule_in_words, state_word};
use crate::context::Viewer;
use crate::error::PageError;
use crate::request_context::RequestContext;
use crate::ui::{Column, EmptyState, Facts, LinkButton, PageHeading, Region, Row, StateBadge, Table, cell};

const TITLE: &str = "My profile";

/// The page.
pub(super) async fn show(context: RequestContext) -> Result<Response, PageError> {
    let permitted = context.viewer.require_own::<ManageOwnProfile>()?;
    let standing = context.services.delegates().standing(&permitted).await?;
    Ok(context
        .render
        .page(TITLE, move || view(&context.viewer, &standing))
        .await)
}

fn view(viewer: &Viewer, standing: &Standing) -> impl IntoView + use<> {
    let edit = view! { <LinkButton href="/profile/delegate">"Edit"</LinkButton> }.into_any();
    let zone = viewer.zone();
    let facts = vec![
        ("Name", viewer.display_name.clone().into_any()),
        ("Username", viewer.username.clone().into_any()),
        ("Time zone", zone.name().into_any()),
    ];
    let (rule, covers) = (rule_view(viewer, standing), covers_view(viewer, standing));
    view! {
        <PageHeading title=TITLE/>
        <Facts facts/>
        <Region id="delegate-tasks" title="Delegate tasks" actions=edit>
            {rule}
        </Region>
        <Region id="you-cover" title="You cover">
            {covers}
        </Region>
    }
}

fn rule_view(viewer: &Viewer, standing: &Standing) -> AnyView {
    let Some(rule) = &standing.rule else {
        return view! {
            <EmptyState title="Your new tasks come to you">
                "Name a delegate when you are away, or when somebody else should decide for you."
            </EmptyState>
        }
        .into_any();
    };
    let state = rule.window().state(standing.now);
    let zone = viewer.zone();
    let reader = Reader {
        own: true,
        opens_directory: false,
        zone,
        reader_zone: zone,
        now: standing.now,
    };
    let words = rule_in_words(rule, reader);
    let stay = (state != RuleState::Ended && viewer.open_tasks > 0).then(|| stay_with_you(viewer.open_tasks));
    let copy = if rule.keep_copy {
        "You get a copy of the messages."
    } else {
        "You get no copy of the messages."
    };
    let copy = Some(copy).filter(|_| state != RuleState::Ended);
    view! {
        {words}
        {copy.map(|words| view! { <p class="hint">{words}</p> })}
        {stay}
    }
    .into_any()
}

/// T16: what a rule does not move.
pub(super) fn stay_with_you(count: i64) -> impl IntoView {
    let words = match count {
        1 => "1 open task stays with you".to_owned(),
        100.. => "More than 99 open tasks stay with you".to_owned(),
        count => format!("{count} open tasks stay with you"),
    };
    view! { <p><a href="/">{words}</a></p> }
}

fn covers_view(viewer: &Viewer, standing: &Standing) -> AnyView {
    if standing.covers.is_empty() {
        return view! { <EmptyState title="You cover nobody at present"/> }.into_any();
    }
    let people: Vec<_> = standing
        .covers
        .iter()
        .map(|rule| rule.owner_name.as_str())
        .collect();
    let more = if standing.covers_more { " and more" } else { "" };
    let sentence = format!("You cover: {}{more}.", people.join(", "));
    let rest = standing.covers_more.then(|| {
        let words = format!(
            "You cover more people than are listed here: these are the first {}.",
            people.len()
        );
        view! { <p class="hint">{words}</p> }
    });
    let columns = vec![
        Column::row_header("Person"),
        Column::new("Period"),
        Column::new("State"),
    ];
    let rows = standing
        .covers
        .iter()
        .map(|rule| cover_row(viewer, rule, standing))
        .collect();
    view! {
        <p>{sentence}</p>
        <Table caption="People you cover" columns rows/>
        {rest}
    }
    .into_any()
}

fn cover_row(viewer: &Viewer, rule: &Rule, standing: &Standing) -> Row {
    let state = rule.window().state(standing.now);
    let period = period_in_words(rule.window(), viewer.zone(), standing.now);
    Row::new([
        cell(rule.owner_name.clone()),
        cell(format!("{period}, {}", viewer.zone())),
        cell(view! { <StateBadge state=state_word(state)/> }),
    ])
}
