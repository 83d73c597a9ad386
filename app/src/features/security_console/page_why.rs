//! `/security-console/why`: "Why can …?", at any moment: the chain that allows it, or what is missing (D).

use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::{HoldingSource, Way};
use domain::dates::in_words;
use domain::privilege::Privilege;
use domain::role_delegation::last_day_in_words;
use domain::zone::{Zone, instant_in_words};
use leptos::prelude::*;
use serde::Deserialize;
use services::Error;
use services::access::{Chain, ManageSecurity, Miss, Why, WhyInput};

use crate::error::PageError;
use crate::request_context::RequestContext;
use crate::ui::{
    Button, ButtonRow, Choice, ErrorSummary, FormErrors, Notice, NoticeKind, PageHeading, PersonPicker,
    Region, Select, TextField,
};

const TITLE: &str = "Why can …?";

/// The question, as it stands in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct WhyQuery {
    person: String,
    privilege: String,
    target: String,
    at: String,
}

impl WhyQuery {
    fn is_empty(&self) -> bool {
        [&self.person, &self.privilege, &self.target, &self.at]
            .iter()
            .all(|field| field.is_empty())
    }

    fn input(&self) -> WhyInput<'_> {
        WhyInput {
            person: &self.person,
            privilege: &self.privilege,
            target: &self.target,
            at: &self.at,
        }
    }
}

/// The page: the form, and the answer once something is asked.
pub(super) async fn show(
    context: RequestContext,
    Query(query): Query<WhyQuery>,
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_own::<ManageSecurity>()?;
    let zone = context.viewer.zone();
    if query.is_empty() {
        return Ok(context
            .render
            .page(TITLE, move || view(query, zone, &FormErrors::new(), None))
            .await);
    }
    match context
        .services
        .access()
        .why(&permitted, zone, &query.input())
        .await
    {
        Ok(why) => Ok(context
            .render
            .page(TITLE, move || view(query, zone, &FormErrors::new(), Some(&why)))
            .await),
        Err(Error::Invalid(problems)) => {
            let errors = FormErrors::from(problems);
            Ok(context
                .render
                .failed(StatusCode::UNPROCESSABLE_ENTITY, TITLE, move || {
                    view(query, zone, &errors, None)
                })
                .await)
        }
        Err(other) => Err(other.into()),
    }
}

fn view(query: WhyQuery, zone: Zone, errors: &FormErrors, why: Option<&Why>) -> impl IntoView + use<> {
    let privileges: Vec<_> = Privilege::ALL
        .into_iter()
        .map(|privilege| Choice::new(privilege.code(), privilege.in_words()))
        .collect();
    let when = format!(
        "Past, present or future, in {zone}: 2028-01-11T09:00, or a date for the start of that day. Empty: now."
    );
    let answer = why.map(|why| answer(why, zone));
    let WhyQuery {
        person,
        privilege,
        target,
        at,
    } = query;
    view! {
        <ErrorSummary errors=errors/>
        <PageHeading title=TITLE lead="Who may do what, on whose record, and through which grant or delegation: now, before, or later."/>
        <form method="get" class="form" novalidate>
            <PersonPicker name="person" label="Person" hint="Who can, or cannot. Type a name or username."
                value=person error=errors.of("person") chosen=None/>
            <Select name="privilege" label="Privilege" prompt="Choose a privilege" choices=privileges selected=privilege
                error=errors.of("privilege")/>
            <PersonPicker name="target" label="On whose record" hint="Type a name or username." value=target
                error=errors.of("target") chosen=None/>
            <TextField name="at" label="When" value=at hint=when error=errors.of("at")/>
            <ButtonRow><Button>"Ask"</Button></ButtonRow>
        </form>
        {answer}
    }
}

fn answer(why: &Why, zone: Zone) -> AnyView {
    let (person, target) = (&why.person, &why.target);
    let what = format!("“{}” on the record of {target}", why.privilege.in_words());
    let when = format!("{} {zone}", instant_in_words(why.at, zone));
    let caution = caution(why);
    let (kind, title, rest) = if why.chains.is_empty() {
        let words = format!("{person} cannot do {what} at {when}. {}", lacking(why));
        let misses: Vec<_> = why.misses.iter().map(|one| miss(one, zone)).collect();
        (NoticeKind::Warning, "No.", (words, misses))
    } else {
        let chains: Vec<_> = why.chains.iter().map(|one| chain(one, zone)).collect();
        let words = format!("{person} can do {what} at {when}.");
        (NoticeKind::Meaning, "Yes.", (words, chains))
    };
    let (words, lines) = rest;
    let heading = if why.chains.is_empty() {
        "What comes nearest"
    } else {
        "Through what"
    };
    let lines = (!lines.is_empty()).then(|| {
        view! { <Region id="through" title=heading><ul class="why-chains">{lines}</ul></Region> }
    });
    view! {
        <Notice kind title>{words}</Notice>
        {lines}
        {caution}
    }
    .into_any()
}

/// What is missing, in a sentence.
fn lacking(why: &Why) -> String {
    let person = &why.person;
    if !why.is_active {
        return format!("{person} is not active at that moment.");
    }
    match why.misses.first() {
        None => "No role that they hold, held or are to hold gives this privilege here.".to_owned(),
        Some(miss) => format!("What comes nearest is {}.", miss.missing.in_words()),
    }
}

fn caution(why: &Why) -> AnyView {
    let words = match why.at.cmp(&why.now) {
        std::cmp::Ordering::Less => {
            "The past is answered by the log of grants, delegations and accounts; hierarchy and roles are today’s."
        }
        std::cmp::Ordering::Equal => return ().into_any(),
        std::cmp::Ordering::Greater => {
            "The future is answered as if nothing changed until then and the job ran on time."
        }
    };
    view! { <p class="hint">{words}</p> }.into_any()
}

/// "Line manager, delegated by Ana Ruiz from 1 to 10 February 2028": the grant or delegation in words.
fn way(way: &Way, zone: Zone) -> String {
    let since = way
        .since
        .map(|since| format!(" since {} {zone}", instant_in_words(since, zone)));
    let since = since.unwrap_or_default();
    let by = way.by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
    match (&way.delegator, way.period) {
        (Some((_, delegator)), Some(period)) => {
            format!(
                "{}, delegated by {delegator} from {}, {}, made{by}",
                way.role,
                in_words(period.starts_on()),
                last_day_in_words(period)
            )
        }
        _ => {
            let how = match way.source {
                HoldingSource::Autoprovisioned => "given by a provisioning rule",
                HoldingSource::Request => "granted on request",
                HoldingSource::ByHand | HoldingSource::Delegated => "granted by hand",
            };
            format!("{}, {how}{since}{by}", way.role)
        }
    }
}

fn chain(chain: &Chain, zone: Zone) -> AnyView {
    let scope = chain.way.data_scope.in_words();
    let path = if chain.path.is_empty() {
        scope.to_owned()
    } else {
        format!("{scope}: {}", chain.path.join(" → "))
    };
    view! { <li><p>{way(&chain.way, zone)}</p><p class="hint">{path}</p></li> }.into_any()
}

fn miss(miss: &Miss, zone: Zone) -> AnyView {
    let scope = miss.way.data_scope.in_words();
    let reason = format!("{scope}. It is {}.", miss.missing.in_words());
    view! { <li><p>{way(&miss.way, zone)}</p><p class="hint">{reason}</p></li> }.into_any()
}
