//! The form of a delegation rule, for one's own and for somebody else's.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use domain::delegation_rule::NOT_RETROACTIVE;
use domain::zone::Zone;
use islands::delegates::{DelegateForm, RuleErrors, RuleForm, RuleSetup};
use islands::fields::DateErrors;
use islands::meaning::FormMeaning;
use islands::packed::Packed;
use leptos::prelude::*;
use services::delegates::Rule;

use super::form::form_of;
use crate::error::PageError;
use crate::request_context::RequestContext;
use crate::ui::{ErrorSummary, FormErrors, PageHeading, PersonHit, QuestionDialog, new_form_id, person_hit};

/// Whose rule it is.
#[derive(Debug, Clone)]
pub(crate) enum Whose {
    /// The reader's.
    Own,
    /// Somebody else's, whom a super administrator sets it for (T8).
    Other {
        /// Signs in with it.
        username: String,
        /// As shown.
        name: String,
    },
}

impl Whose {
    /// The h1.
    pub(crate) fn title(&self) -> &'static str {
        match self {
            Self::Own => "Delegate tasks",
            Self::Other { .. } => "Delegation",
        }
    }

    fn lead(&self) -> String {
        match self {
            Self::Own => "While this holds, new tasks go to your delegate, unless a policy forbids it. Open tasks stay with you.".to_owned(),
            Self::Other { name, .. } => format!(
                "While this holds, {name}’s new tasks go to the delegate, unless a policy forbids it. Open tasks stay with \
                 {name}, who is notified of what you set and may change it."
            ),
        }
    }

    /// T1, said before saving, with scripts and without.
    fn replaces(&self) -> String {
        let whose = match self {
            Self::Own => "your".to_owned(),
            Self::Other { name, .. } => format!("{name}’s"),
        };
        format!("Saving replaces {whose} present rule at once, even if the new one starts later.")
    }

    fn into_owner(self) -> Option<String> {
        match self {
            Self::Own => None,
            Self::Other { username, .. } => Some(username),
        }
    }
}

/// The form and what surrounds it.
pub(crate) struct Filled {
    whose: Whose,
    form: RuleForm,
    errors: FormErrors,
    preview: FormMeaning,
    chosen: Option<PersonHit>,
    matches: Vec<PersonHit>,
    has_rule: bool,
    zone: Zone,
    today: NaiveDate,
}

impl Filled {
    /// With the rule as it stands, or empty. `zone` is the owner's.
    pub(crate) fn standing(whose: Whose, rule: Option<&Rule>, zone: Zone, now: DateTime<Utc>) -> Self {
        let form = form_of(rule, now);
        let preview = FormMeaning {
            meaning: rule.map(|rule| meaning(rule, &whose, zone, now)),
            ..FormMeaning::default()
        };
        Self {
            preview,
            ..Self::new(whose, form, FormErrors::new(), rule, zone, now)
        }
    }

    /// With what is wrong and everything that was typed (G5, G6).
    pub(crate) async fn wrong(
        context: &RequestContext,
        (whose, rule, zone, now): (Whose, Option<&Rule>, Zone, DateTime<Utc>),
        (status, errors): (StatusCode, FormErrors),
        mut form: RuleForm,
    ) -> Result<Self, PageError> {
        // A stale form is saved over what is there now only after its reader has been told (G5).
        if status == StatusCode::CONFLICT {
            form.version = rule.map(|rule| rule.id().to_string()).unwrap_or_default();
        }
        let mut filled = Self::new(whose, form, errors, rule, zone, now);
        if filled.errors.of("delegate").is_some() {
            // The browser itself offers who may have been meant, also without scripts.
            let near = context
                .services
                .people()
                .search(&context.viewer, &filled.form.delegate, 4)
                .await?;
            filled.matches = near.into_iter().map(person_hit).collect();
        }
        Ok(filled)
    }

    /// The page, where something is wrong with this status.
    pub(crate) async fn answer(self, context: &RequestContext, status: StatusCode) -> Response {
        let title = self.whose.title();
        match status {
            StatusCode::OK => context.render.page(title, move || view(self)).await,
            _ => context.render.failed(status, title, move || view(self)).await,
        }
    }

    fn new(
        whose: Whose,
        form: RuleForm,
        errors: FormErrors,
        rule: Option<&Rule>,
        zone: Zone,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            whose,
            chosen: chosen_of(rule, &form),
            matches: Vec::new(),
            form,
            errors,
            preview: FormMeaning::default(),
            has_rule: rule.is_some(),
            zone,
            today: zone.today(now),
        }
    }
}

/// What the rule that is there means.
fn meaning(rule: &Rule, whose: &Whose, zone: Zone, now: DateTime<Utc>) -> String {
    domain::delegation_rule::meaning(
        matches!(whose, Whose::Own),
        &rule.owner_name,
        &rule.delegate_name,
        rule.window(),
        zone,
        now,
    )
}

/// The page.
pub(crate) fn view(filled: Filled) -> impl IntoView {
    let Filled {
        whose,
        form,
        errors,
        preview,
        chosen,
        matches,
        has_rule,
        zone,
        today,
    } = filled;
    let heading = view! { <PageHeading title=whose.title() lead=whose.lead()/> }.into_any();
    let setup = RuleSetup {
        form,
        form_id: new_form_id(),
        errors: rule_errors(&errors),
        preview,
        chosen,
        matches,
        replaces: has_rule.then(|| whose.replaces()),
        owner: whose.into_owner(),
        today,
        days: format!(
            "Whole days in {zone}, both included. A start date of today or earlier means from the moment you save."
        ),
        not_retroactive: NOT_RETROACTIVE.to_owned(),
    };
    view! {
        <ErrorSummary errors=&errors/>
        {heading}
        <DelegateForm setup=Packed::new(setup)/>
        {has_rule.then(|| view! { <QuestionDialog/> })}
    }
}

fn rule_errors(errors: &FormErrors) -> RuleErrors {
    RuleErrors {
        kind: errors.of("kind"),
        delegate: errors.of("delegate"),
        dates: DateErrors {
            starts_on: errors.of("starts_on"),
            ends_on: errors.of("ends_on"),
        },
    }
}

/// Whose username stands in the form, if it is the rule's own delegate.
fn chosen_of(rule: Option<&Rule>, form: &RuleForm) -> Option<PersonHit> {
    rule.filter(|rule| rule.delegate_username == form.delegate)
        .map(|rule| {
            PersonHit::new(
                rule.delegate_username.clone(),
                rule.delegate_name.clone(),
                rule.delegate_department.clone(),
            )
        })
}
