//! By which channels a person wants messages, set by themselves.

use domain::audit::{Action, ObjectKind};
use domain::delivery::Channel;
use serde_json::json;

pub use db::deliveries::settings::Settings;

use crate::Result;
use crate::access::{self, PagePermit, ReadNotifications};
use crate::actor::PersonActor;
use crate::audit::Record;
use crate::notify::Delivery;
use crate::stale::Stale;

/// Settings as they come from a form (G6).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SettingsInput {
    /// By mail.
    pub email: bool,
    /// By Slack.
    pub slack: bool,
    /// The version the form was opened with; 0: there was none (G5).
    pub version: i32,
}

impl Delivery<'_> {
    /// A person's own settings, and the channels that are configured.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn settings(
        self,
        permitted: &PagePermit<ReadNotifications>,
    ) -> Result<(Settings, Vec<Channel>)> {
        let mut conn = self.services.pool.get().await?;
        let settings = db::deliveries::settings::of_person(&mut conn, permitted.target()).await?;
        Ok((settings, self.channels()))
    }

    /// Saves one's own settings. They hold for what is sent from now on, also for what waits to be tried again.
    ///
    /// # Errors
    /// [`crate::Error::Stale`] when they were saved since the form was opened (G5).
    pub async fn save_settings(self, actor: &PersonActor, input: SettingsInput) -> Result<()> {
        let person = actor.person();
        let now = self.services.now();
        self.services
            .submit(actor, now, async |tx| {
                let permitted = access::require::<ReadNotifications>(tx, actor, person, now)
                    .await?
                    .for_oneself();
                let target = permitted.target();
                let before = db::deliveries::settings::of_person(tx, target).await?;
                let (email, slack) = (input.email, input.slack);
                if !db::deliveries::settings::save(tx, target, email, slack, input.version, now).await? {
                    return Err(Stale::changed(Some("You".to_owned()), before.updated_at, now));
                }
                Record::new(
                    permitted.acting(),
                    now,
                    Action::NotificationSettingsSaved,
                    ObjectKind::NotificationSettings,
                    target,
                )
                .concerns(target)
                .before(Some(json!({ "email": before.email, "slack": before.slack })))
                .after(Some(json!({ "email": email, "slack": slack })))
                .write(tx)
                .await
            })
            .await
    }
}
