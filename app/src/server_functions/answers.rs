//! What islands are answered: by the use cases, for whoever is signed in.

use domain::ids::PolicyId;
use domain::policy::DraftStep;
use futures::FutureExt;
use islands::answers::{Answer, Answers};
use islands::delegates::RuleForm;
use islands::meaning::FormMeaning;
use islands::person_picker::PersonHit;
use islands::policies::{Foresight, Imagining};
use islands::role_delegations::DelegationForm;
use islands::server_error::ServerError;
use services::access::{EditPolicies, ManageOwnProfile};
use services::role_delegations::Delegator;
use services::{Error, Services};

use crate::context::Viewer;
use crate::features::delegates::form::{input, preview_of};
use crate::features::policies::form::imagined;
use crate::features::policies::preview::foresight_of;
use crate::features::role_delegations::meaning;
use crate::ui::person_hit;

/// How many people are offered at once: as many as fit below the input without scrolling.
const OFFERED: i64 = 8;

/// Answers for one call.
pub(super) struct ViewersAnswers {
    services: Services,
    viewer: Option<Viewer>,
}

impl ViewersAnswers {
    /// For whoever is signed in; nobody in particular is refused.
    pub(super) fn new(services: Services, viewer: Option<Viewer>) -> Self {
        Self { services, viewer }
    }

    fn viewer(&self) -> Result<&Viewer, ServerError> {
        self.viewer.as_ref().ok_or(ServerError::Refused)
    }

    async fn find_people(&self, typed: &str) -> Result<Vec<PersonHit>, ServerError> {
        let hits = self
            .services
            .people()
            .search(self.viewer()?, typed, OFFERED)
            .await;
        Ok(hits.map_err(refuse)?.into_iter().map(person_hit).collect())
    }

    async fn find_proxies(&self, delegator: &Delegator, typed: &str) -> Result<Vec<PersonHit>, ServerError> {
        let lender = self
            .services
            .role_delegations()
            .delegator(self.viewer()?, delegator)
            .await
            .map_err(refuse)?;
        let hits = self
            .services
            .role_delegations()
            .proxies(&lender.permitted, typed, OFFERED)
            .await;
        Ok(hits.map_err(refuse)?.into_iter().map(person_hit).collect())
    }

    async fn preview(&self, owner: Option<&str>, form: &RuleForm) -> Result<FormMeaning, ServerError> {
        let viewer = self.viewer()?;
        let preview = match owner {
            None => {
                let permitted = viewer.require_own::<ManageOwnProfile>().map_err(refuse)?;
                self.services.delegates().preview(&permitted, &input(form)).await
            }
            Some(owner) => {
                let form = input(form);
                self.services
                    .delegates()
                    .preview_for(viewer.person, owner, &form)
                    .await
            }
        };
        Ok(preview_of(preview.map_err(refuse)?))
    }

    async fn review(&self, delegator: &Delegator, form: DelegationForm) -> Result<FormMeaning, ServerError> {
        let services = &self.services;
        let lender = services
            .role_delegations()
            .delegator(self.viewer()?, delegator)
            .await
            .map_err(refuse)?;
        let input = meaning::input(form);
        match services
            .role_delegations()
            .review(&lender.permitted, &input)
            .await
        {
            Ok(review) => Ok(meaning::of(&review)),
            Err(Error::Invalid(problems)) => Ok(meaning::of_problems(problems)),
            Err(other) => Err(refuse(other)),
        }
    }

    async fn foresee(
        &self,
        policy: PolicyId,
        steps: &[DraftStep],
        imagining: &Imagining,
    ) -> Result<Foresight, ServerError> {
        let permitted = self
            .viewer()?
            .require_everywhere::<EditPolicies>()
            .map_err(refuse)?;
        let imagined = imagined(imagining);
        let foreseen = self
            .services
            .tasks()
            .foresee(&permitted, policy, Some(steps), &imagined)
            .await;
        foresight_of(foreseen).map_err(refuse)
    }
}

impl Answers for ViewersAnswers {
    fn people(&self, typed: String) -> Answer<'_, Vec<PersonHit>> {
        async move { self.find_people(&typed).await }.boxed()
    }

    fn proxies(&self, delegator: Option<String>, typed: String) -> Answer<'_, Vec<PersonHit>> {
        let delegator = delegator.map_or(Delegator::Oneself, Delegator::Other);
        async move { self.find_proxies(&delegator, &typed).await }.boxed()
    }

    fn rule_preview(&self, owner: Option<String>, form: RuleForm) -> Answer<'_, FormMeaning> {
        async move { self.preview(owner.as_deref(), &form).await }.boxed()
    }

    fn delegation_meaning(&self, delegator: Option<String>, form: DelegationForm) -> Answer<'_, FormMeaning> {
        let delegator = delegator.map_or(Delegator::Oneself, Delegator::Other);
        async move { self.review(&delegator, form).await }.boxed()
    }

    fn foresight(&self, policy: i64, steps: Vec<DraftStep>, imagining: Imagining) -> Answer<'_, Foresight> {
        async move { self.foresee(PolicyId(policy), &steps, &imagining).await }.boxed()
    }
}

/// What an island is told of a use case that failed; a defect's cause goes to the log.
fn refuse(error: Error) -> ServerError {
    match error {
        Error::Forbidden | Error::NotFound => ServerError::Refused,
        other => {
            tracing::error!(cause = %other.chain(), "a server function failed");
            ServerError::Unavailable
        }
    }
}
