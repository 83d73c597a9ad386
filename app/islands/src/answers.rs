//! Who answers what the islands ask. The server functions are here, and callable from both sides; the application puts somebody who
//! can answer for the viewer into the context of each call.

use std::pin::Pin;
use std::sync::Arc;

use domain::policy::DraftStep;
use leptos::prelude::*;

use crate::delegates::form::RuleForm;
use crate::meaning::FormMeaning;
use crate::person_picker::hit::PersonHit;
use crate::policies::form::{Foresight, Imagining};
use crate::role_delegations::form::DelegationForm;
use crate::server_error::ServerError;

/// What comes of a question, in a while.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, ServerError>> + Send + 'a>>;

/// Answers for whoever is signed in, by their rights. Nothing is changed by it.
pub trait Answers: Send + Sync {
    /// Active people whose name or username matches what was typed, best first (T4).
    fn people(&self, typed: String) -> Answer<'_, Vec<PersonHit>>;

    /// Active people who match and to whom a role may be lent (R4): the viewer's own, or one of the person with this username
    /// (R16).
    fn proxies(&self, delegator: Option<String>, typed: String) -> Answer<'_, Vec<PersonHit>>;

    /// What the form would mean if it were saved now: for the viewer, or for the person with this username (T8).
    fn rule_preview(&self, owner: Option<String>, form: RuleForm) -> Answer<'_, FormMeaning>;

    /// What a new delegation of the viewer's role, or of a role of the person with this username, would mean if it were saved now
    /// (R16, R21).
    fn delegation_meaning(&self, delegator: Option<String>, form: DelegationForm) -> Answer<'_, FormMeaning>;

    /// Who would be asked now if the policy had these steps (T10).
    fn foresight(&self, policy: i64, steps: Vec<DraftStep>, imagining: Imagining) -> Answer<'_, Foresight>;
}

/// Whoever answers this call.
///
/// # Errors
/// [`ServerError::Unavailable`] outside of a call.
pub fn answers() -> Result<Arc<dyn Answers>, ServerError> {
    use_context().ok_or(ServerError::Unavailable)
}
