//! One folder a feature. Each names its endpoints and what each of them needs; here they are put together.

pub mod absences;
pub mod access_reviews;
pub mod audit;
pub mod delegates;
pub mod directory;
pub mod hr_accounts;
pub mod notifications;
pub mod operations;
pub mod policies;
pub mod profile_options;
pub mod provisioning_rules;
pub mod reassignments;
pub mod requests;
pub mod revocations;
pub mod role_delegations;
pub mod scheduled_processes;
pub mod security_console;
pub mod session;
pub mod tasks;
pub mod undelivered;

/// The endpoints of every feature.
pub fn endpoints() -> Vec<crate::endpoint::Endpoint> {
    [
        session::endpoints(),
        tasks::endpoints(),
        operations::endpoints(),
        requests::endpoints(),
        revocations::endpoints(),
        reassignments::endpoints(),
        role_delegations::endpoints(),
        hr_accounts::endpoints(),
        absences::endpoints(),
        delegates::endpoints(),
        directory::endpoints(),
        notifications::endpoints(),
        policies::endpoints(),
        security_console::endpoints(),
        access_reviews::endpoints(),
        profile_options::endpoints(),
        provisioning_rules::endpoints(),
        audit::endpoints(),
        undelivered::endpoints(),
        scheduled_processes::endpoints(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
