//! `locum job …`.

use services::Services;
use services::jobs::Trigger;

use crate::cli::{Job, JobName};
use crate::config::Settings;
use crate::database::Database;
use crate::failure::Failure;

/// Runs a job once.
pub(super) async fn run(settings: &Settings, command: Job) -> Result<(), Failure> {
    let Job::Run { job } = command;
    let (database, _) = Database::open(settings).await?;
    let outcome = match (job, database.services_with_directory(settings)) {
        (JobName::SendPendingLdapRequests, Ok(services)) => send_pending(&services).await,
        (_, Err(failure)) => Err(failure),
    };
    database.close().await?;
    outcome
}

async fn send_pending(services: &Services) -> Result<(), Failure> {
    if !services.jobs().has_directory() && services.jobs().has_told_a_directory().await? {
        eprintln!(
            "This command has no LOCUM_LDAP_URL, but changes have been sent to a directory before: those that wait end as \
             suppressed and are not sent. Set LOCUM_LDAP_* as for the server; `locum directory reconcile --fix` mends what was not sent."
        );
    }
    let finished = services.jobs().run(Trigger::Command).await?;
    // What was written may be delivered by a server beside this command. Nothing depends on its hearing so.
    let _ = services.notify().wake_other_processes().await;
    if let Some(finished) = finished {
        let line = serde_json::to_string(&finished).map_err(Failure::failed)?;
        super::output::line(&line)?;
    }
    Ok(())
}
