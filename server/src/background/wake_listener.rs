//! Hears what commands beside this server, and other servers, have left to do, and wakes the jobs.

use std::time::Duration;

use services::Services;

use crate::shutdown::Shutdown;

/// After the connection that listens was lost.
const BETWEEN_CONNECTIONS: Duration = Duration::from_secs(5);

/// Listens until the server is asked to end. No job: it has no rounds, and nothing depends on it, for jobs look by themselves too.
pub(super) async fn listen(services: Services, shutdown: Shutdown) {
    loop {
        tokio::select! {
            biased;
            () = shutdown.clone().asked() => return,
            lost = services.notify().listen_to_other_processes() => {
                tracing::debug!(?lost, "nobody listens to other processes for a moment");
            }
        }
        if !shutdown.pause(BETWEEN_CONNECTIONS).await {
            return;
        }
    }
}
