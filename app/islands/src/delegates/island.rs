//! The form of a delegation rule, and beside it what it means: a plain form without scripts.

use chrono::NaiveDate;
use domain::delegation_rule::KindCode;
use leptos::prelude::*;

use super::buttons::buttons;
use super::form::RuleForm;
use super::kinds::kinds;
use super::queries::{preview_rule, preview_rule_for};
use super::setup::{RuleErrors, RuleSetup};
use crate::erased;
use crate::fields::{DatePair, FieldFrame, TickBox, TypedDates, described_by};
use crate::meaning::{FormMeaning, LiveMeaning};
use crate::packed::Packed;
use crate::person_picker::{Among, PersonChoice, PersonInput, PersonSetup};
use crate::question::FORM_ID;
use crate::server_error::ServerError;
use crate::typed::{TypedRadios, TypedTick};

/// What stands in the form.
#[derive(Debug, Clone, Copy)]
struct Typed {
    kind: TypedRadios,
    delegate: PersonChoice,
    dates: TypedDates,
    copy: TypedTick,
    /// Dates came with Permanent, and are asked about: they are shown beside it (T2).
    has_dates_too_many: bool,
}

impl Typed {
    /// The form as it is seen; tracked. Dates that are hidden under Permanent are not asked about before it is sent (T2).
    fn form(self, version: String) -> RuleForm {
        let kind = self.kind.get();
        let are_hidden = !self.has_dates_too_many && KindCode::from_code(&kind) == Some(KindCode::Permanent);
        let (starts_on, ends_on) = (self.dates.starts_on.get(), self.dates.ends_on.get());
        let seen = |date: String| if are_hidden { String::new() } else { date };
        RuleForm {
            kind,
            delegate: self.delegate.username(),
            starts_on: seen(starts_on),
            ends_on: seen(ends_on),
            keep_copy: if self.copy.get() {
                "true".to_owned()
            } else {
                String::new()
            },
            version,
            ..RuleForm::default()
        }
    }

    /// Says what the form means whenever it changes, also by what was typed before the script came.
    /// `owner` is their username, where it is not the reader; `today` is theirs.
    fn keep_true(self, meaning: LiveMeaning, version: String, owner: Option<String>, today: NaiveDate) {
        let mut seen = untrack(|| self.form(version.clone()));
        erased::effect(move || {
            let form = self.form(version.clone());
            if seen != form {
                seen = form.clone();
                let is_worth_it = form.is_worth_a_preview();
                let problems = form.window_problems(today);
                if is_worth_it && problems.is_empty() {
                    let owner = owner.clone();
                    meaning.ask(move || preview(owner.clone(), form.clone()));
                } else {
                    meaning.say(if is_worth_it { problems } else { Vec::new() });
                }
            }
        });
    }
}

async fn preview(owner: Option<String>, form: RuleForm) -> Result<FormMeaning, ServerError> {
    match owner {
        None => preview_rule(form).await,
        Some(owner) => preview_rule_for(owner, form).await,
    }
}

/// The form.
#[island]
pub fn DelegateForm(
    /// What stands in it, and what surrounds it.
    setup: Packed<RuleSetup>,
) -> impl IntoView {
    let RuleSetup {
        form,
        form_id,
        errors,
        preview,
        chosen,
        matches,
        replaces,
        owner,
        today,
        days,
        not_retroactive,
    } = setup.open();
    let is_own = owner.is_none();
    let (has_dates_too_many, has_rule) = (form.has_dates_too_many(), replaces.is_some());
    let typed = Typed {
        kind: TypedRadios::new(form.kind),
        delegate: PersonChoice::new(form.delegate, chosen),
        dates: TypedDates::new(form.starts_on, form.ends_on),
        copy: TypedTick::new(!form.keep_copy.is_empty()),
        has_dates_too_many,
    };
    let meaning = LiveMeaning::new(preview);
    typed.keep_true(meaning, form.version.clone(), owner, today);
    let RuleErrors {
        kind,
        delegate,
        dates,
    } = errors;
    let person = PersonSetup {
        id: "delegate".to_owned(),
        name: "delegate".to_owned(),
        described_by: described_by("delegate", true, delegate.is_some()),
        is_wrong: delegate.is_some(),
        matches,
        among: Among::Everyone,
    };
    // The style sheet hides them while Permanent is chosen, but not where they are what is asked about (T2).
    let dates_class = if has_dates_too_many {
        "rule-dates"
    } else {
        "rule-dates rule-dates-of-temporary"
    };
    view! {
        <form method="post" class="form form-beside" novalidate>
            <input type="hidden" name=FORM_ID value=form_id/>
            <input type="hidden" name="version" value=form.version/>
            <div class="form-fields">
                {kinds(typed.kind, kind, is_own)}
                <FieldFrame id="delegate" label="Delegate" hint=Some("One person. Type a name or username.") error=delegate>
                    <PersonInput setup=person choice=typed.delegate/>
                </FieldFrame>
                <div class=dates_class>
                    <DatePair dates=typed.dates errors=dates today is_end_covered=Signal::stored(true) fixed_start=None/>
                    <p class="hint">{days}</p>
                </div>
                // What another sets sends no copy (T9): there is nothing to choose.
                {is_own.then(|| view! { <TickBox name="keep_copy" label="Keep sending me a copy" tick=typed.copy hint=None/> }.into_any())}
            </div>
            <div class="form-meaning">
                {meaning.view("rule-meaning")}
                <p class="hint">{not_retroactive}</p>
                {replaces.map(|words| view! { <p class="hint">{words}</p> }.into_any())}
            </div>
            {buttons(has_dates_too_many, has_rule)}
        </form>
    }
    .into_any()
}
