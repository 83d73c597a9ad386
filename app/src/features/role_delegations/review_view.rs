//! What a delegation gives, before it is saved (R21): last day and both instants, the functions, how many people's data, and what
//! to know of it.

use domain::dates::{in_words, with_weekday};
use domain::zone::{end_in_words, instant_in_words, rfc3339};
use leptos::prelude::*;
use services::role_delegations::{Begins, Ends, LOOKED_AT, Review, Warning};

use super::form::{NewAction, NewForm, TICKED};
use crate::ui::{Button, ButtonKind, ButtonRow, Facts, Notice, NoticeKind, PageHeading, PostForm, Time};

/// Said of a role that opens nothing in Locum.
const NO_FUNCTIONS: &str = "None of Locum’s own: the role works elsewhere";

/// The review page of a new delegation. What was typed travels along in hidden fields.
pub(super) fn view(title: String, form: &NewForm, review: &Review) -> impl IntoView + use<> {
    let (role, proxy) = (form.role.clone(), form.proxy.clone());
    let (starts_on, ends_on) = (form.starts_on.clone(), form.ends_on.clone());
    // As a ticked box posts it, and one that is not ticked does not.
    let through_end = (!form.through_end.is_empty())
        .then(|| view! { <input type="hidden" name="through_end" value=TICKED/> });
    let parties = vec![
        ("Role", review.role.clone().into_any()),
        ("Proxy", review.proxy.clone().into_any()),
    ];
    let (what, next_day) = (
        what_it_gives(parties, review),
        next_day(review, NewAction::NextDay.code()),
    );
    view! {
        <PageHeading title lead="Look at what this gives, then save."/>
        <PostForm>
            <input type="hidden" name="role" value=role/>
            <input type="hidden" name="proxy" value=proxy/>
            <input type="hidden" name="starts_on" value=starts_on/>
            <input type="hidden" name="ends_on" value=ends_on/>
            {through_end}
            {what}
            <ButtonRow>
                <Button name="action" value=NewAction::Save.code()>"Save"</Button>
                {next_day}
                <Button kind=ButtonKind::Secondary name="action" value=NewAction::Edit.code()>"Back"</Button>
            </ButtonRow>
        </PostForm>
    }
}

/// The same facts for a new delegation and for new dates, after those that the page has not said yet.
pub(super) fn what_it_gives(
    mut facts: Vec<(&'static str, AnyView)>,
    review: &Review,
) -> impl IntoView + use<> {
    facts.push(("Begins", begins(review)));
    facts.push(("Ends", ends(review)));
    // What ends with the save gives nothing any more.
    if !matches!(review.ends, Ends::OnSaving) {
        if let Some(last) = review.period.last_day() {
            facts.push(("Last day", with_weekday(last).into_any()));
        }
        if let Some(end) = review
            .period
            .ends_on()
            .filter(|end| review.period.last_day() != Some(*end))
        {
            let words = format!("{}, not included", in_words(end));
            facts.push(("End date", words.into_any()));
        }
        facts.push(("Lets them", functions(review)));
        facts.push(("Data", people(review).into_any()));
    }
    let (meaning, single_day) = (review.meaning.clone(), single_day(review));
    view! {
        <Notice kind=NoticeKind::Meaning title="What this means.">{meaning}</Notice>
        {warnings(review)}
        <Facts facts/>
        {single_day}
    }
}

fn begins(review: &Review) -> AnyView {
    let zone = review.zone;
    match review.begins {
        Begins::OnSaving => "When you save".into_any(),
        Begins::At(at) => view! { <Time at zone/> }.into_any(),
        Begins::WhenDue => view! { <Time at=review.begin_due zone/> }.into_any(),
    }
}

fn ends(review: &Review) -> AnyView {
    let zone = review.zone;
    match review.ends {
        Ends::OnSaving => "When you save".into_any(),
        Ends::At(at) => {
            let words = format!("{} {zone}", end_in_words(at, zone));
            view! { <time datetime=rfc3339(at, chrono::SecondsFormat::Secs)>{words}</time> }.into_any()
        }
        Ends::WithNextRun { due: Some(at) } => {
            view! { "With the next run of the job after it has begun, due on "<Time at zone/> }.into_any()
        }
        Ends::WithNextRun { due: None } => {
            "With the next run of the job after it has begun, whenever somebody starts it".into_any()
        }
        Ends::Never => "Not until it is deleted".into_any(),
    }
}

fn functions(review: &Review) -> AnyView {
    if review.functions.is_empty() {
        return NO_FUNCTIONS.into_any();
    }
    let functions = review.functions.iter();
    let functions: Vec<_> = functions.map(|words| view! { <li>{*words}</li> }).collect();
    view! { <ul class="plain-list">{functions}</ul> }.into_any()
}

/// The same as lines.
pub(super) fn function_words(review: &Review) -> Vec<String> {
    if review.functions.is_empty() {
        return vec![NO_FUNCTIONS.to_owned()];
    }
    review.functions.iter().map(|words| (*words).to_owned()).collect()
}

/// Whose data the proxy gains, counted.
pub(super) fn people(review: &Review) -> String {
    match review.people {
        0 if review.is_for_everyone => {
            "No data of the delegator’s: this role works on everyone’s records, whoever delegates it"
                .to_owned()
        }
        0 if review.has_more_people => format!(
            "Nobody’s among the first {LOOKED_AT} people of the role’s scope that they do not reach today; not everybody was looked at"
        ),
        0 => "Nobody’s that they do not reach today".to_owned(),
        1 if review.has_more_people => {
            format!(
                "At least 1 person’s that they do not reach today{}",
                named(review)
            )
        }
        many if review.has_more_people => {
            format!(
                "At least {many} people’s that they do not reach today{}",
                named(review)
            )
        }
        1 => format!("1 person’s that they do not reach today{}", named(review)),
        many => format!("{many} people’s that they do not reach today{}", named(review)),
    }
}

/// The first few of the people whose data the proxy gains.
fn named(review: &Review) -> String {
    let names = review.first_people.join(", ");
    let shown = i64::try_from(review.first_people.len()).unwrap_or(i64::MAX);
    match review.people.saturating_sub(shown) {
        _ if review.has_more_people => format!(": {names} and more"),
        0 => format!(": {names}"),
        more => format!(": {names} and {more} more"),
    }
}

fn warnings(review: &Review) -> Vec<AnyView> {
    let note = |words| view! { <Notice kind=NoticeKind::Warning title="Note.">{words}</Notice> }.into_any();
    warning_words(review).into_iter().map(note).collect()
}

/// R21: what to know before saving, each thing once.
pub(super) fn warning_words(review: &Review) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    for warning in &review.warnings {
        let words = warning_in_words(*warning, review);
        if !said.contains(&words) {
            said.push(words);
        }
    }
    said
}

/// Who may not know when somebody is away or leaves reads that a part of the period is not covered, and no more.
fn warning_in_words(warning: Warning, review: &Review) -> String {
    let (proxy, zone) = (&review.proxy, review.zone);
    let not_covered = || format!("Part of the period is not covered: {proxy} is away, or leaves.");
    match warning {
        Warning::NeverBeginsProxyLeaves if review.names_days => {
            format!("This delegation would never begin: {proxy} will have left by then.")
        }
        Warning::NeverBeginsDelegatorLeaves => {
            "This delegation would never begin: the delegator will have left by then.".to_owned()
        }
        Warning::NeverBeginsNoRun(at) => format!(
            "This delegation would never begin: the job next runs on {} {zone}, after the last day.",
            instant_in_words(at, zone)
        ),
        Warning::BeginsByHand => {
            "The job runs by hand only: the delegation begins when somebody runs it.".to_owned()
        }
        Warning::ProxyLeaves(at) if review.names_days => format!(
            "{proxy} leaves at {} {zone}: the delegation ends then for good.",
            end_in_words(at, zone)
        ),
        Warning::DelegatorLeaves(at) if review.names_days => format!(
            "The delegator leaves at {} {zone}: the delegation ends then for good.",
            end_in_words(at, zone)
        ),
        Warning::DelegatorLeaves(_) => "Part of the period is not covered: the delegator leaves.".to_owned(),
        Warning::ProxyAway(days) if review.names_days => format!(
            "{proxy} is away {}: nobody acts with this role for the delegator on those days.",
            days.in_words()
        ),
        Warning::NeverBeginsProxyLeaves | Warning::ProxyLeaves(_) | Warning::ProxyAway(_) => not_covered(),
    }
}

fn single_day(review: &Review) -> Option<AnyView> {
    let words = single_day_words(review)?;
    Some(view! { <Notice kind=NoticeKind::Warning title="A single day.">{words}</Notice> }.into_any())
}

/// R8: how soon a single day is over.
pub(super) fn single_day_words(review: &Review) -> Option<String> {
    review.next_day?;
    let soon = match review.ends {
        Ends::WithNextRun { due: Some(at) } => format!(
            "It ends with the next run of the job after it has begun: on {} {}, which may be minutes later.",
            instant_in_words(at, review.zone),
            review.zone
        ),
        Ends::WithNextRun { due: None } => {
            "It ends with the next run of the job after it has begun, which may be minutes later.".to_owned()
        }
        _ => "It ends with that day.".to_owned(),
    };
    Some(format!("{soon} For longer, choose the next day as end."))
}

/// R8: the next day as end, with one click: `action` is posted. It stands after Save, which the Enter key presses.
pub(super) fn next_day(review: &Review, action: &'static str) -> Option<AnyView> {
    let words = format!("End on {}", in_words(review.next_day?));
    let button = view! { <Button kind=ButtonKind::Secondary name="action" value=action>{words}</Button> };
    Some(button.into_any())
}
