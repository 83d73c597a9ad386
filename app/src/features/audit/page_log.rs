//! `/admin/audit`: newest first, with filters.

use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use domain::audit::ObjectKind;
use domain::zone::Zone;
use leptos::prelude::*;
use services::access::ReadAuditLog;
use services::audit::Entry;

use super::filter::AuditQuery;
use crate::context::Viewer;
use crate::error::PageError;
use crate::list::{Filters, after_last};
use crate::request_context::RequestContext;
use crate::ui::{
    Column, DateField, EmptyState, ErrorSummary, FilterBar, FormErrors, PageHeading, PageOrder, Row, Table,
    TextField, Time, cell,
};

const TITLE: &str = "Audit log";

/// The page.
pub(super) async fn show(
    context: RequestContext,
    Query(query): Query<AuditQuery>,
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_everywhere::<ReadAuditLog>()?;
    let (filter, errors) = query.filter(&context.services, context.viewer.zone()).await?;
    if !errors.is_empty() {
        return Ok(context
            .render
            .failed(StatusCode::UNPROCESSABLE_ENTITY, TITLE, move || {
                view(&context.viewer, query, Vec::new(), false, errors)
            })
            .await);
    }
    let (entries, more) = context.services.audit().page(&permitted, &filter).await?;
    Ok(context
        .render
        .page(TITLE, move || view(&context.viewer, query, entries, more, errors))
        .await)
}

fn view(
    viewer: &Viewer,
    query: AuditQuery,
    entries: Vec<Entry>,
    more: bool,
    errors: FormErrors,
) -> impl IntoView + use<> {
    let older = after_last(&entries, more, |last| last.id.to_string());
    let pages = query.pages(("before", !query.before.is_empty()), older);
    let download = query.href_at("/admin/audit.csv", &[]);
    let lead = format!(
        "Who did what, for whom, and through what. Times are in {}. Entries can be neither changed nor removed.",
        viewer.zone()
    );
    let body = if entries.is_empty() {
        view! { <EmptyState title="No entry matches"><a href="/admin/audit">"Show all of them"</a></EmptyState> }.into_any()
    } else {
        table(entries, viewer.zone()).into_any()
    };
    let chips = query.chips();
    view! {
        <ErrorSummary errors=&errors/>
        <PageHeading title=TITLE lead>
            <a href=download download="audit-log.csv">"Download CSV"</a>
        </PageHeading>
        <FilterBar path="/admin/audit" chips>
            <TextField name="person" label="Person" value=query.person error=errors.of("person")/>
            <TextField name="object" label="Object" value=query.object/>
            <TextField name="action" label="Action" value=query.action/>
            <DateField name="from" label="From" value=query.from error=errors.of("from")/>
            <DateField name="to" label="To" value=query.to error=errors.of("to")/>
        </FilterBar>
        {body}
        {pages.links(PageOrder::NewestFirst)}
    }
}

fn table(entries: Vec<Entry>, zone: Zone) -> impl IntoView + use<> {
    let columns = vec![
        Column::row_header("When"),
        Column::new("Who"),
        Column::new("Action"),
        Column::new("Object"),
        Column::new("Before and after"),
        Column::new("Through"),
    ];
    let rows = entries.into_iter().map(|entry| line(entry, zone)).collect();
    view! { <Table caption="Audit entries, the newest first" columns rows/> }
}

/// "Ben Ode for Ana Ruiz" (G4).
pub(super) fn who(entry: &Entry) -> String {
    let actor = entry.actor.as_deref().unwrap_or("Locum");
    match &entry.on_behalf_of {
        Some(other) => format!("{actor} for {other}"),
        None => actor.to_owned(),
    }
}

fn line(entry: Entry, zone: Zone) -> Row {
    let object = if entry.object_kind == ObjectKind::Task.code() {
        view! { <a href=format!("/tasks/{}", entry.object_id)>{format!("task {}", short(&entry.object_id))}</a> }.into_any()
    } else {
        format!("{} {}", entry.object_kind.replace('_', " "), entry.object_id).into_any()
    };
    let (who, facts) = (who(&entry), facts(&entry));
    let concerns = entry
        .concerns
        .map(|name| view! { <span class="hint">{format!("concerns {name}")}</span> });
    let also = (!entry.people.is_empty())
        .then(|| view! { <span class="hint">{format!("also about {}", entry.people.join(", "))}</span> });
    let clients = entry
        .client_request_id
        .map(|id| view! { <span class="hint">{format!("the client’s id {id}")}</span> });
    let request = entry
        .request_id
        .map(|id| view! { <span class="hint">{format!("request {}", short(&id))}</span> });
    Row::new([
        cell(view! { <Time at=entry.at zone zone_is_said=true/> }),
        cell(who),
        cell(view! { <code>{entry.action}</code> }),
        cell(view! { {object}{concerns}{also} }),
        cell(facts),
        cell(view! { {entry.through}{request}{clients} }),
    ])
}

/// The end of an id: the beginning of a task's is its time, and alike for many.
fn short(id: &str) -> String {
    let letters: Vec<char> = id.chars().collect();
    letters.iter().skip(letters.len().saturating_sub(8)).collect()
}

fn facts(entry: &Entry) -> impl IntoView + use<> {
    let side = |label: &'static str, facts: &Option<serde_json::Value>| {
        facts
            .as_ref()
            .map(|facts| view! { <dt>{label}</dt><dd>{plain(facts)}</dd> })
    };
    let has_facts = entry.before.is_some() || entry.after.is_some();
    let both = view! { {side("Before", &entry.before)}{side("After", &entry.after)} };
    has_facts
        .then(|| view! { <details><summary>"Facts"</summary><dl class="audit-facts">{both}</dl></details> })
}

/// Facts as `name: value` lines.
fn plain(facts: &serde_json::Value) -> String {
    let Some(object) = facts.as_object() else {
        return facts.to_string();
    };
    let lines = object.iter().map(|(name, value)| match value.as_str() {
        Some(text) => format!("{name}: {text}"),
        None => format!("{name}: {value}"),
    });
    lines.collect::<Vec<_>>().join("; ")
}
