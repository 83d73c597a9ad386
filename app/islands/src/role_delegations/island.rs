//! The form that delegates a role, and beside it what it means: a plain form without scripts.

use domain::role_delegation::Limits;
use leptos::prelude::*;

use super::dates::{PeriodFields, TypedPeriod};
use super::form::DelegationForm;
use super::queries::{review_delegation, review_delegation_for};
use super::setup::{DelegateRoleErrors, DelegateRoleSetup, RoleChoice};
use crate::erased;
use crate::fields::{FieldFrame, described_by};
use crate::meaning::{FormMeaning, LiveMeaning};
use crate::packed::Packed;
use crate::person_picker::{Among, PersonChoice, PersonInput, PersonSetup};
use crate::question::FORM_ID;
use crate::server_error::ServerError;
use crate::typed::TypedSelect;

/// What stands in the form.
#[derive(Debug, Clone, Copy)]
struct Typed {
    role: TypedSelect,
    proxy: PersonChoice,
    period: TypedPeriod,
}

impl Typed {
    /// The form as it is seen; tracked.
    fn form(self) -> DelegationForm {
        DelegationForm {
            role: self.role.get(),
            proxy: self.proxy.username(),
            starts_on: self.period.starts_on(),
            ends_on: self.period.ends_on(),
            through_end: self.period.through_end(),
        }
    }

    /// Says what the form means whenever it changes, also by what was typed before the script came. What the server has just found
    /// wrong stands at its field, and what is wrong with the dates below them: neither is said twice.
    /// `delegator` is their username, where it is not the reader.
    fn keep_true(self, meaning: LiveMeaning, is_wrong: bool, delegator: Option<String>, limits: Limits) {
        let mut seen = is_wrong.then(|| untrack(|| self.form()));
        erased::effect(move || {
            let form = self.form();
            if seen.as_ref() != Some(&form) {
                seen = Some(form.clone());
                if form.is_worth_a_review() && !form.has_wrong_dates(limits) {
                    let delegator = delegator.clone();
                    meaning.ask(move || review(delegator.clone(), form.clone()));
                } else {
                    meaning.say(Vec::new());
                }
            }
        });
    }
}

async fn review(delegator: Option<String>, form: DelegationForm) -> Result<FormMeaning, ServerError> {
    match delegator {
        None => review_delegation(form).await,
        Some(delegator) => review_delegation_for(delegator, form).await,
    }
}

/// The form.
#[island]
pub fn DelegateRoleForm(
    /// What stands in it, and what surrounds it.
    setup: Packed<DelegateRoleSetup>,
) -> impl IntoView {
    let DelegateRoleSetup {
        form_id,
        roles,
        role,
        proxy,
        matches,
        dates,
        errors,
        delegator,
        continue_action,
        save_action,
    } = setup.open();
    let typed = Typed {
        role: TypedSelect::new(role),
        proxy: PersonChoice::new(proxy, None),
        period: TypedPeriod::new(&dates),
    };
    let limits = Limits {
        today: dates.today,
        max_days: dates.max_days,
    };
    let meaning = LiveMeaning::new(FormMeaning::default());
    let DelegateRoleErrors {
        role: role_error,
        proxy: proxy_error,
    } = errors;
    let wrong = [
        &role_error,
        &proxy_error,
        &dates.errors.starts_on,
        &dates.errors.ends_on,
    ];
    let is_wrong = wrong.iter().any(|error| error.is_some());
    typed.keep_true(meaning, is_wrong, delegator.clone(), limits);
    let person = PersonSetup {
        id: "proxy".to_owned(),
        name: "proxy".to_owned(),
        described_by: described_by("proxy", true, proxy_error.is_some()),
        is_wrong: proxy_error.is_some(),
        matches,
        among: delegator.map_or(Among::Proxies, Among::ProxiesOf),
    };
    view! {
        <form method="post" class="form form-beside" novalidate>
            <input type="hidden" name=FORM_ID value=form_id/>
            <div class="form-fields">
                {role_field(typed.role, roles, role_error)}
                <FieldFrame id="proxy" label="Proxy" hint=Some("One person. Type a name or username.") error=proxy_error>
                    <PersonInput setup=person choice=typed.proxy/>
                </FieldFrame>
                <PeriodFields setup=dates typed=typed.period/>
            </div>
            <div class="form-meaning">{meaning.view("rule-meaning delegation-meaning")}</div>
            {buttons(meaning, continue_action, save_action)}
        </form>
    }
    .into_any()
}

/// "Continue" leads to the review page. Once the review stands beside the form, "Save" saves what it says; Enter in a field still
/// continues, because the review of the last key may not be there yet.
fn buttons(meaning: LiveMeaning, continue_action: String, save_action: String) -> AnyView {
    let class = erased::text(move || {
        let kind = if meaning.is_told() {
            "button-secondary"
        } else {
            "button-primary"
        };
        ["button ", kind].concat()
    });
    let is_late = Signal::derive(move || !meaning.is_current());
    let save = erased::view_if(move || {
        let action = save_action.clone();
        let save = view! {
            <button type="submit" class="button button-primary" name="action" value=action disabled=is_late>"Save"</button>
        };
        meaning.is_told().then(|| save.into_any())
    });
    view! {
        <div class="button-row">
            <button type="submit" class=class name="action" value=continue_action>"Continue"</button>
            {save}
        </div>
    }
    .into_any()
}

fn role_field(chosen: TypedSelect, roles: Vec<RoleChoice>, error: Option<String>) -> AnyView {
    let none = roles.is_empty().then(|| {
        view! { <p class="hint">"None of the roles can be delegated. An IT security manager decides which can."</p> }.into_any()
    });
    let described = described_by("role", false, error.is_some());
    let invalid = error.as_ref().map(|_| "true");
    let option = |role: RoleChoice| {
        let is_selected = chosen.is_rendered(&role.code);
        view! { <option value=role.code selected=is_selected>{role.name}</option> }.into_any()
    };
    let options: Vec<_> = roles.into_iter().map(option).collect();
    view! {
        <FieldFrame id="role" label="Role" hint=None error>
            <select id="role" name="role" aria-describedby=described aria-invalid=invalid node_ref=chosen.field
                on:change=erased::on_value(move |value| chosen.choose(value))>
                <option value="">"Choose a role"</option>
                {options}
            </select>
        </FieldFrame>
        {none}
    }
    .into_any()
}
