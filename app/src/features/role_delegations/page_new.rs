//! Delegate a role: role, proxy and days, then the review.

use std::num::NonZeroU32;

use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use islands::packed::Packed;
use islands::role_delegations::{
    DatesSetup, DelegateRoleErrors, DelegateRoleForm, DelegateRoleSetup, RoleChoice,
};
use leptos::prelude::*;
use services::role_delegations::{Held, Lender, Review, Terms};

use super::dates_fields::date_errors;
use super::desk::{Asked, title};
use super::form::{NewAction, NewForm, TICKED};
use super::review_view;
use crate::error::PageError;
use crate::ui::{ErrorSummary, FormErrors, PageHeading, PersonHit, new_form_id, person_hit};

const TITLE: &str = "Delegate a role";

/// People offered in place of a text that is nobody's username.
const NEAR: i64 = 4;

/// The empty form.
pub(crate) async fn show(asked: &Asked) -> Result<Response, PageError> {
    again(asked, NewForm::opened(), None).await
}

/// The form as it was typed: with what is wrong, or to be typed on (G6).
pub(super) async fn again(
    asked: &Asked,
    mut form: NewForm,
    errors: Option<FormErrors>,
) -> Result<Response, PageError> {
    let services = &asked.services;
    let lender = asked.lender().await?;
    let overview = services
        .role_delegations()
        .roles_and_delegations(&lender.permitted)
        .await?;
    let lendable = overview
        .roles
        .into_iter()
        .filter(|role| role.cannot_lend.is_none());
    let near = match errors.as_ref().and_then(|errors| errors.of("proxy")) {
        // The browser itself offers who may have been meant, also without scripts: nobody whom the delegator does not see.
        Some(_) => {
            services
                .role_delegations()
                .proxies(&lender.permitted, &form.proxy, NEAR)
                .await?
        }
        None => Vec::new(),
    };
    let terms = services.role_delegations().terms(&lender.permitted).await?;
    if form.is_opened && terms.through_end {
        form.through_end = TICKED.to_owned();
    }
    let filled = Filled {
        title: title(TITLE, &lender),
        lead: lead(&lender),
        roles: lendable.map(choice).collect(),
        delegator: asked.desk.username(),
        near: near.into_iter().map(person_hit).collect(),
        today: terms.zone.today(services.now()),
        terms,
        form,
    };
    let titled = asked.render.titled(&filled.title);
    Ok(match errors {
        None => titled.page(move || view(filled, &FormErrors::new())).await,
        Some(errors) => {
            titled
                .failed(StatusCode::UNPROCESSABLE_ENTITY, move || view(filled, &errors))
                .await
        }
    })
}

/// The review page (R21).
pub(super) async fn review(asked: &Asked, lender: &Lender, form: NewForm, review: Review) -> Response {
    let title = title(TITLE, lender);
    asked
        .render
        .titled(&title)
        .page(move || review_view::view(title, &form, &review))
        .await
}

/// The form and what surrounds it.
struct Filled {
    title: String,
    lead: String,
    roles: Vec<RoleChoice>,
    /// Username, where it is not the reader.
    delegator: Option<String>,
    near: Vec<PersonHit>,
    terms: Terms,
    /// In the delegator's zone.
    today: NaiveDate,
    form: NewForm,
}

fn choice(role: Held) -> RoleChoice {
    RoleChoice {
        code: role.code,
        name: role.name,
    }
}

fn lead(lender: &Lender) -> String {
    match &lender.account {
        None => "The proxy signs in as themselves and gains what the role lets you do, with your data. You keep the role."
            .to_owned(),
        Some(person) => format!(
            "The proxy signs in as themselves and gains what the role lets {name} do, with {name}’s data. {name} keeps the role, \
             and may change or delete the delegation.",
            name = person.display_name
        ),
    }
}

/// Whose days they are, and how many are allowed (G1, R17).
fn days(terms: Terms) -> String {
    let zone = terms.zone;
    let begins = format!("Days in {zone}. A start date of today begins when you save.");
    match terms.max_days.map(NonZeroU32::get) {
        None => format!("{begins} Leave the end date empty for a delegation without end."),
        Some(1) => format!("{begins} The end date is needed: at most 1 day after the start date."),
        Some(most) => format!("{begins} The end date is needed: at most {most} days after the start date."),
    }
}

fn view(filled: Filled, errors: &FormErrors) -> impl IntoView + use<> {
    let Filled {
        title,
        lead,
        roles,
        delegator,
        near,
        terms,
        today,
        form,
    } = filled;
    let dates = DatesSetup {
        starts_on: form.starts_on,
        fixed_start: None,
        ends_on: form.ends_on,
        through_end: !form.through_end.is_empty(),
        hint: days(terms),
        errors: date_errors(errors),
        today,
        max_days: terms.max_days,
        before: None,
    };
    let setup = DelegateRoleSetup {
        form_id: new_form_id(),
        roles,
        role: form.role,
        proxy: form.proxy,
        matches: near,
        dates,
        errors: DelegateRoleErrors {
            role: errors.of("role"),
            proxy: errors.of("proxy"),
        },
        delegator,
        continue_action: NewAction::Continue.code().to_owned(),
        save_action: NewAction::Save.code().to_owned(),
    };
    view! {
        <ErrorSummary errors=errors/>
        <PageHeading title lead/>
        <DelegateRoleForm setup=Packed::new(setup)/>
    }
}
