//! Continuing operations while the server is up: what is not finished by the request that started it, and what another server left
//! behind. Any number of servers may share one database.

use services::Services;
use tokio::task::JoinSet;

use super::runner::rounds;
use crate::shutdown::Shutdown;

/// Starts it. A turn that has begun is finished after the shutdown, and no other begins.
pub(crate) fn start(tasks: &mut JoinSet<()>, services: &Services, shutdown: &Shutdown) {
    let continuing = services.clone();
    tasks.spawn(rounds(
        "operations",
        services.clone(),
        shutdown.clone(),
        async move || continuing.continue_operations().await,
    ));
}
