//! Change delegation: new dates, or the end of it. Role and proxy never change (R1).

use std::num::NonZeroU32;

use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use domain::dates::in_words;
use domain::ids::PersonId;
use domain::text::counting::counted;
use islands::packed::Packed;
use islands::role_delegations::{BeforeDates, DatesSetup, DelegationDates};
use leptos::prelude::*;
use services::role_delegations::{Lender, Line, Review, Terms};

use super::dates_fields::date_errors;
use super::desk::{Asked, title};
use super::form::{DatesAction, DatesAsk, DatesForm, TICKED};
use super::review_view::{next_day, what_it_gives};
use super::tables::{directory_waits, is_live, made_by, period, state_word};
use crate::error::PageError;
use crate::ui::{
    Button, ButtonKind, ButtonRow, ErrorSummary, Facts, FormErrors, Notice, NoticeKind, PageHeading,
    PostForm, QuestionButton, QuestionDialog, Region, StateBadge,
};

const TITLE: &str = "Change delegation";

/// What the page asks before it goes on.
#[derive(Debug, Clone, Default)]
pub(super) enum Asks {
    /// Nothing.
    #[default]
    Nothing,
    /// Whether to save, having said what it means.
    ToSave(Box<Review>),
}

/// Who reads the page, and when.
#[derive(Debug, Clone, Copy)]
struct Reading {
    reader: PersonId,
    /// In the delegator's zone.
    today: NaiveDate,
    /// What bounds new dates: the same as for a new delegation.
    terms: Terms,
}

impl Reading {
    async fn of(asked: &Asked, lender: &Lender, line: &Line) -> Result<Self, PageError> {
        Ok(Self {
            reader: asked.viewer.person,
            today: line.zone.today(asked.services.now()),
            terms: asked.services.role_delegations().terms(&lender.permitted).await?,
        })
    }
}

/// The form with the dates as they are.
pub(crate) async fn show(asked: &Asked, id: &str) -> Result<Response, PageError> {
    let number: i64 = id.parse().map_err(|_| PageError::NotFound)?;
    let (lender, line) = line(asked, number).await?;
    let reading = Reading::of(asked, &lender, &line).await?;
    let form = standing(reading, &line, line.delegation.version.to_string());
    Ok(page(asked, &lender, (line, form), Asks::Nothing, reading).await)
}

/// The dates as they are. Where there is no end date yet, it is included as in a form that is opened for a new delegation.
fn standing(reading: Reading, line: &Line, version: String) -> DatesForm {
    let ends_on = line.period.ends_on().map(|end| end.to_string());
    let through_end = match ends_on {
        Some(_) => line.period.through_end(),
        None => reading.terms.through_end,
    };
    DatesForm {
        starts_on: line.period.starts_on().to_string(),
        ends_on: ends_on.unwrap_or_default(),
        through_end: if through_end {
            TICKED.to_owned()
        } else {
            String::new()
        },
        version,
        ..DatesForm::default()
    }
}

/// The form as it was typed: with what is wrong (G5, G6), or with a question.
pub(super) async fn again(
    asked: &Asked,
    id: i64,
    mut form: DatesForm,
    outcome: Result<Asks, (StatusCode, FormErrors)>,
) -> Result<Response, PageError> {
    let (lender, line) = line(asked, id).await?;
    let reading = Reading::of(asked, &lender, &line).await?;
    if form.is_about_deletion() {
        // That form has no dates: they are not to come back empty.
        form = standing(reading, &line, form.version);
    }
    Ok(match outcome {
        Ok(asks) => page(asked, &lender, (line, form), asks, reading).await,
        Err((status, errors)) => {
            // A stale form is saved over what is there now only after its reader has been told (G5).
            if status == StatusCode::CONFLICT {
                form.version = line.delegation.version.to_string();
            }
            let title = title(TITLE, &lender);
            let titled = asked.render.titled(&title);
            titled
                .failed(status, move || {
                    view(&title, &line, &form, &errors, Asks::Nothing, reading)
                })
                .await
        }
    })
}

async fn page(
    asked: &Asked,
    lender: &Lender,
    (line, form): (Line, DatesForm),
    asks: Asks,
    reading: Reading,
) -> Response {
    let title = title(TITLE, lender);
    let titled = asked.render.titled(&title);
    titled
        .page(move || view(&title, &line, &form, &FormErrors::new(), asks, reading))
        .await
}

/// The delegation, if this delegator lent it, and not to the viewer.
pub(super) async fn line(asked: &Asked, id: i64) -> Result<(Lender, Line), PageError> {
    let lender = asked.lender().await?;
    let line = asked
        .services
        .role_delegations()
        .read(&lender.permitted, id)
        .await?;
    Ok((lender, line))
}

fn view(
    title: &str,
    line: &Line,
    form: &DatesForm,
    errors: &FormErrors,
    asks: Asks,
    reading: Reading,
) -> impl IntoView + use<> {
    let delegation = &line.delegation;
    let badge = view! { <StateBadge state=state_word(line.state)/> };
    let waits = directory_waits(line.directory_waits_since, line.zone).map(|words| view! { <p>{words}</p> });
    let facts = vec![
        ("Role", delegation.role_name.clone().into_any()),
        ("Proxy", delegation.proxy_name.clone().into_any()),
        ("Period", period(line)),
        ("Made by", made_by(line, reading.reader).into_any()),
    ];
    let title = title.to_owned();
    let (summary, rest) = if is_live(line.state) {
        let deletion = deletion(line);
        let summary = view! { <ErrorSummary errors=errors/> }.into_any();
        (
            summary,
            view! { {dates(line, form, errors, &asks, reading)}{deletion} }.into_any(),
        )
    } else {
        let errors = errors.without_fields();
        let over = view! {
            <Notice kind=NoticeKind::Meaning title="This delegation is over.">"Nothing of it can be changed any more. To delegate the role again, make a new delegation."</Notice>
        };
        (
            view! { <ErrorSummary errors=&errors/> }.into_any(),
            over.into_any(),
        )
    };
    view! {
        {summary}
        <PageHeading title>{badge}</PageHeading>
        <Facts facts/>
        {waits}
        {rest}
    }
}

/// Whose days they are, and which end is allowed (G1, R17): an end that stays as it is may be beyond the maximum.
fn days(line: &Line, max_days: Option<NonZeroU32>) -> String {
    let end = match max_days.filter(|_| line.period.ends_on().is_some()) {
        None => "Leave the end date empty for a delegation without end.".to_owned(),
        Some(most) => format!(
            "A new end date is at most {} after the start date.",
            counted(most.get(), "day", "days")
        ),
    };
    format!(
        "Days in {}. {end} An end date that you change to today ends the delegation when you save, be it included or not.",
        line.zone
    )
}

/// The form of the dates, with what they would mean.
fn dates(line: &Line, form: &DatesForm, errors: &FormErrors, asks: &Asks, reading: Reading) -> AnyView {
    let date = line.period.starts_on();
    let fixed_start = line
        .delegation
        .begun_at
        .map(|_| format!("It began on {}, and that cannot change.", in_words(date)));
    let setup = DatesSetup {
        starts_on: match fixed_start {
            Some(_) => date.to_string(),
            None => form.starts_on.clone(),
        },
        fixed_start,
        ends_on: form.ends_on.clone(),
        through_end: !form.through_end.is_empty(),
        hint: days(line, reading.terms.max_days),
        errors: date_errors(errors),
        today: reading.today,
        max_days: reading.terms.max_days,
        before: Some(BeforeDates {
            starts_on: date,
            ends_on: line.period.ends_on(),
            through_end: line.period.through_end(),
            has_begun: line.delegation.begun_at.is_some(),
        }),
    };
    let version = form.version.clone();
    let next = match asks {
        Asks::ToSave(review) => {
            let next_day = next_day(review, DatesAction::NextDay.code());
            let what = what_it_gives(Vec::new(), review);
            view! {
                {what}
                <ButtonRow><Button name="action" value=DatesAction::Save.code()>"Save"</Button>{next_day}</ButtonRow>
            }
            .into_any()
        }
        _ => view! {
            <ButtonRow>
                <Button name="action" value=DatesAction::Save.code()>"Save"</Button>
                <Button kind=ButtonKind::Secondary name="action" value=DatesAction::Continue.code()>"Continue"</Button>
            </ButtonRow>
        }
        .into_any(),
    };
    view! {
        <PostForm version>
            <DelegationDates setup=Packed::new(setup)/>
            {next}
        </PostForm>
    }
    .into_any()
}

/// Delete, which asks first (R12).
fn deletion(line: &Line) -> impl IntoView + use<> {
    let (role, proxy) = (&line.delegation.role_name, &line.delegation.proxy_name);
    let what = match line.delegation.begun_at {
        Some(_) => format!("{proxy} loses {role} at once, whatever the dates."),
        None => format!("{proxy} will not get {role}."),
    };
    let version = line.delegation.version.to_string();
    view! {
        <Region id="delete" title="End it">
            <PostForm version>
                // The version before knows no `ask`, and would save dates that are not here (O3).
                <input type="hidden" name="action" value=DatesAction::Ask.code()/>
                <p>{what}</p>
                <ButtonRow><QuestionButton ask=DatesAsk::Delete.code() kind=ButtonKind::Danger>"Delete"</QuestionButton></ButtonRow>
            </PostForm>
        </Region>
        <QuestionDialog/>
    }
}
