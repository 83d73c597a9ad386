//! A review that is not whole: while its tasks are being made, and where that was broken off.

use chrono::{DateTime, Utc};
use domain::text::counting::counted;
use domain::zone::Zone;
use leptos::prelude::*;
use services::access_reviews::Overview;

use super::address::address;
use super::page_detail::facts;
use crate::features::operations::page::Refresh;
use crate::features::operations::resume_form::{ResumeForm, ShownOn};
use crate::ui::{ButtonKind, LinkButton, Notice, NoticeKind, PageHeading};

/// While its tasks are being made: how far that is, and nothing that would look like the whole review.
pub(super) fn being_started(
    title: String,
    overview: &Overview,
    refreshes: bool,
    zone: Zone,
    now: DateTime<Utc>,
) -> impl IntoView + use<> {
    let review = &overview.review;
    let (all, made) = (
        overview.making.to_make.unwrap_or_default(),
        overview.making.made.unwrap_or_default(),
    );
    let are = if made == 1 { "is" } else { "are" };
    let words = format!("{made} of {} {are} made.", counted(all, "task", "tasks"));
    let here = address(review.id);
    let (href, refresh) = if refreshes {
        (
            format!("{here}?refresh={}", Refresh::Off.code()),
            "Stop refreshing",
        )
    } else {
        (here, "Refresh")
    };
    let lead = "This review is being started, also when you leave this page. What it covers is shown when all of its tasks are made.";
    view! {
        <PageHeading title lead=lead.to_owned()>
            <LinkButton href kind=ButtonKind::Secondary>{refresh}</LinkButton>
        </PageHeading>
        <div class="review-progress">
            <label for="progress">{words}</label>
            <progress id="progress" max=all.max(1).to_string() value=made.to_string()></progress>
        </div>
        {facts(overview, zone, now)}
    }
}

/// Why it is not whole, and how it may become so.
pub(super) fn broken_off(overview: &Overview) -> Option<impl IntoView + use<>> {
    let why = overview.review.broken_off.as_ref()?;
    let resume = overview
        .making
        .stopped()
        .map(|(operation, at)| view! { <ResumeForm operation stopped_at=at.timestamp_micros() shown_on=ShownOn::Review/> });
    let next = if resume.is_some() {
        "Go on makes those that are missing."
    } else {
        "To cover everybody start another review, which asks about these people again, too."
    };
    let words = format!("It ended early: {why}. The tasks below were made before that. {next}");
    Some(view! {
        <Notice kind=NoticeKind::Warning title="This review is not whole.">{words}</Notice>
        {resume}
    })
}
