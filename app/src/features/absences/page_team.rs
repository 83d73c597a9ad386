//! `/team/absences`: those of everyone whom the viewer reaches, one section a hierarchy: in their own right, and for each
//! delegator while that delegation is in force, even if there is nobody in it (D, R14).

use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use services::absences::{Absence, Place, Section, Team, is_over};

use super::form::{Ask, TEAM, TeamAction, TeamForm};
use super::query::{ListQuery, states};
use super::question::question;
use super::tables::{badge, days, doers, fields};
use crate::context::Viewer;
use crate::error::PageError;
use crate::list::Filters;
use crate::request_context::RequestContext;
use crate::ui::{
    Button, ButtonKind, ButtonRow, Choice, Column, DateField, EmptyState, ErrorSummary, FilterBar,
    FormErrors, LinkButton, PageHeading, PageOrder, PersonPicker, PostForm, QuestionButton, QuestionDialog,
    Region, Row, Select, Table, TextField, cell,
};

const TITLE: &str = "My Team: Absences";

/// The form of the page: for a new absence, or open on one that is there.
struct Open {
    form: TeamForm,
    errors: FormErrors,
    changing: Option<Absence>,
}

/// The page.
pub(super) async fn show(
    context: RequestContext,
    Query(query): Query<ListQuery>,
) -> Result<Response, PageError> {
    let changing = match query.change.as_str() {
        "" => None,
        id => {
            let id = id.parse().map_err(|_| PageError::NotFound)?;
            Some(context.services.absences().team_one(&context.viewer, id).await?)
        }
    };
    let form = match &changing {
        Some(absence) => TeamForm::of(absence, &query.delegator),
        None => TeamForm::default(),
    };
    let team = context
        .services
        .absences()
        .team(&context.viewer, &query.filter())
        .await?;
    let open = Open {
        form,
        errors: FormErrors::new(),
        changing,
    };
    let now = context.services.now();
    Ok(context
        .render
        .page(TITLE, move || view((&context.viewer, now), query, team, open))
        .await)
}

/// The question before one is cancelled.
pub(super) async fn ask(context: &RequestContext, form: TeamForm) -> Result<Response, PageError> {
    let target = form.target().ok_or(PageError::NotFound)?;
    context.services.brakes().question(context.viewer.person)?;
    let absence = context
        .services
        .absences()
        .team_one(&context.viewer, target.id)
        .await?;
    Ok(context.render.ask(question(&absence, form, false)).await)
}

/// The page with what is wrong and all that was typed (G5, G6).
pub(super) async fn again(
    context: &RequestContext,
    mut form: TeamForm,
    (status, errors): (StatusCode, FormErrors),
) -> Result<Response, PageError> {
    let target = match form.action {
        TeamAction::Change => form.target(),
        TeamAction::Add | TeamAction::Approve | TeamAction::Cancel => None,
    };
    let changing = match target {
        Some(target) => Some(
            context
                .services
                .absences()
                .team_one(&context.viewer, target.id)
                .await?,
        ),
        None => None,
    };
    if let Some(absence) = &changing {
        // A stale form is saved over what is there now only after its reader has been told (G5).
        form.version = absence.version.to_string();
    }
    let query = ListQuery::default();
    let team = context
        .services
        .absences()
        .team(&context.viewer, &query.filter())
        .await?;
    let open = Open {
        form,
        errors,
        changing,
    };
    let (viewer, now) = (context.viewer.clone(), context.services.now());
    Ok(context
        .render
        .failed(status, TITLE, move || view((&viewer, now), query, team, open))
        .await)
}

type Reader<'a> = (&'a Viewer, DateTime<Utc>);

fn view(reader: Reader<'_>, query: ListQuery, team: Team, open: Open) -> impl IntoView + use<> {
    let lead = "Who is away, and who asks to be. A section for each hierarchy that you look after: your own, and those that are \
                delegated to you. Days are whole days in each person’s zone.";
    let Open {
        form,
        errors,
        changing,
    } = open;
    let (changing, adding) = match changing {
        Some(absence) => (Some(change_form(absence, form, &errors)), None),
        None => (None, Some(add_form(&team, form, &errors))),
    };
    let sections: Vec<_> = team
        .sections
        .into_iter()
        .map(|(one, next)| section(reader, &query, one, next))
        .collect();
    let chips = query.chips();
    view! {
        <ErrorSummary errors=&errors/>
        <PageHeading title=TITLE lead/>
        {changing}
        <FilterBar path=TEAM chips>
            <TextField name="q" label="Search" kind="search" value=query.q/>
            <Select name="state" label="State" prompt="Any state" choices=states() selected=query.state/>
            <DateField name="from" label="From" value=query.from/>
            <DateField name="until" label="Until" value=query.until/>
        </FilterBar>
        {sections}
        {adding}
        <QuestionDialog/>
    }
}

/// In whose place a new one is recorded: asked only of who has more than one right.
fn add_form(team: &Team, form: TeamForm, errors: &FormErrors) -> AnyView {
    let choices: Vec<_> = team
        .sections
        .iter()
        .map(|(section, _)| match &section.delegator {
            None => Choice::new("", title(section)),
            Some((username, _)) => Choice::new(username.clone(), title(section)),
        })
        .collect();
    let acting = (choices.len() > 1).then(|| {
        let selected = form.delegator;
        view! { <Select name="for" label="Section" choices selected hint="In whose place you act, if both reach the person."/> }
    });
    let (person, error) = (form.person, errors.of("person"));
    let fields = fields((form.kind, form.starts_on, form.ends_on), errors);
    view! {
        <Region id="add" title="A new absence">
            <PostForm>
                <PersonPicker name="person" label="Person" hint="Somebody whose absences you look after. Type a name or username."
                    value=person error chosen=None/>
                {acting}
                {fields}
                <ButtonRow><Button name="action" value=TeamAction::Add.code()>"Add absence"</Button></ButtonRow>
            </PostForm>
        </Region>
    }
    .into_any()
}

fn change_form(absence: Absence, form: TeamForm, errors: &FormErrors) -> AnyView {
    let fields = fields((form.kind, form.starts_on, form.ends_on), errors);
    let (id, delegator, version) = (form.id, form.delegator, form.version);
    let days = format!("Days in {}.", absence.zone);
    view! {
        <Region id="change" title="Change absence">
            <p>{absence.name}</p>
            <PostForm version>
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="for" value=delegator/>
                {fields}
                <p class="hint">{days}</p>
                <ButtonRow>
                    <Button name="action" value=TeamAction::Change.code()>"Save"</Button>
                    <LinkButton kind=ButtonKind::Secondary href=TEAM>"Back"</LinkButton>
                </ButtonRow>
            </PostForm>
        </Region>
    }
    .into_any()
}

fn title(section: &Section) -> String {
    match &section.delegator {
        None => "My reports".to_owned(),
        Some((_, name)) => format!("For {name}"),
    }
}

fn section(reader: Reader<'_>, query: &ListQuery, section: Section, next: Option<Place>) -> AnyView {
    let (owner, title) = (section.owner, title(&section));
    let body = match (section.absences.is_empty(), query.is_filtered()) {
        (false, _) => table(reader, query, section),
        (true, true) => {
            view! { <EmptyState title="Nothing matches these filters"><a href=TEAM>"Show everything"</a></EmptyState> }
                .into_any()
        }
        (true, false) => view! {
            <EmptyState title="No absences">"Nobody here is away or asks to be. Add one below, if somebody is."</EmptyState>
        }
        .into_any(),
    };
    let pages = query.section_pages(owner, next);
    view! {
        <Region id=format!("section-{owner}") title>
            {body}
            {pages.links(PageOrder::Own)}
        </Region>
    }
    .into_any()
}

fn table(reader: Reader<'_>, query: &ListQuery, mut section: Section) -> AnyView {
    let caption = format!("{}: absences, the newest first", title(&section));
    let absences = std::mem::take(&mut section.absences);
    let rows = absences.into_iter().map(|absence| {
        let described = format!("absence-{}-{}", section.owner, absence.id);
        let (days, kind, state) = (days(&absence), absence.kind.in_words(), badge(absence.state));
        let (doers, actions) = (
            doers(&absence),
            actions(reader, query, &section, &absence, &described),
        );
        let name = view! {
            <span id=described><bdi>{absence.name}</bdi></span>
            <span class="hint">{absence.username}</span>
        };
        Row::new([cell(name), days, cell(kind), state, doers, actions])
    });
    let columns = vec![
        Column::row_header("Person"),
        Column::new("Days"),
        Column::new("Kind"),
        Column::new("State"),
        Column::new("By"),
        Column::unlabelled("What to do"),
    ];
    view! { <Table caption columns rows=rows.collect()/> }.into_any()
}

/// Approve is offered exactly to those who may: nobody for their own, nor for a delegator's own in that one's place.
fn actions(
    (viewer, now): Reader<'_>,
    query: &ListQuery,
    section: &Section,
    absence: &Absence,
    described: &str,
) -> AnyView {
    use domain::absence::State::{Cancelled, Requested};
    if absence.state == Cancelled {
        return ().into_any();
    }
    let delegator = section.delegator.as_ref();
    let username = delegator
        .map(|(username, _)| username.clone())
        .unwrap_or_default();
    let for_whom = delegator.map(|_| section.owner);
    let may = domain::absence::may_approve(absence.person, viewer.person, for_whom);
    let approve = (absence.state == Requested && may).then(|| {
        let described_by = described.to_owned();
        view! { <Button name="action" value=TeamAction::Approve.code() described_by>"Approve"</Button> }
    });
    let (described_by, described) = (described.to_owned(), described.to_owned());
    let cancel = (!is_over(absence, now))
        .then(|| view! { <QuestionButton ask=Ask::Cancel.code() described_by>"Cancel"</QuestionButton> });
    let version = absence.version.to_string();
    let id = absence.id.to_string();
    let href = query.href(&[("change", &id), ("for", &username)]);
    view! {
        <PostForm version inline=true>
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="for" value=username/>
            <ButtonRow>
                {approve}
                {cancel}
                <a href=href aria-describedby=described>"Change"</a>
            </ButtonRow>
        </PostForm>
    }
    .into_any()
}
