//! Delivering messages while the server is up: rounds, one after the other, for new messages and for each channel. What a
//! round does is the services'; any number of servers may share one database.

use std::time::Duration;

use domain::delivery::Channel;
use services::notify::Round;
use services::{Result, Services};
use tokio::task::JoinSet;

use super::runner::rounds;
use crate::shutdown::Shutdown;

/// After the connection that listens was lost.
const BETWEEN_CONNECTIONS: Duration = Duration::from_secs(5);

/// Starts all of it. A round that has begun is finished after the shutdown, and no other begins.
pub(crate) fn start(tasks: &mut JoinSet<()>, services: &Services, shutdown: &Shutdown) {
    let taking_up = services.clone();
    tasks.spawn(rounds(
        "delivery",
        services.clone(),
        shutdown.clone(),
        async move || {
            let taken = taking_up.take_up_messages(taking_up.now()).await?;
            if taken > 0 {
                taking_up.wake().up();
            }
            Ok(taken > 0)
        },
    ));
    for channel in services.channels() {
        let delivering = services.clone();
        tasks.spawn(rounds(
            "delivery",
            services.clone(),
            shutdown.clone(),
            async move || deliver(&delivering, channel).await,
        ));
    }
    tasks.spawn(listen(services.clone(), shutdown.clone()));
}

async fn deliver(services: &Services, channel: Channel) -> Result<bool> {
    let mut round = Round::default();
    services.deliver_on(channel, services.now(), &mut round).await?;
    Ok(round.did_something())
}

/// Hears what commands beside this server, and other servers, say.
async fn listen(services: Services, shutdown: Shutdown) {
    loop {
        tokio::select! {
            biased;
            () = shutdown.clone().asked() => return,
            lost = services.listen_to_other_processes() => {
                tracing::debug!(?lost, "nobody listens to other processes for a moment");
            }
        }
        if !shutdown.pause(BETWEEN_CONNECTIONS).await {
            return;
        }
    }
}
