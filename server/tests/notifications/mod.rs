//! Notifications: who is told what (T9), and how it reaches them by mail and Slack (N), through a real mail server and a
//! real socket.

mod audience;
mod content;
mod far_dates;
mod lasting;
mod mail;
mod mailbox;
mod nodes;
mod one_message;
mod settings;
mod slack;
mod slack_api;
mod undelivered;

use chrono::{DateTime, Utc};
use connection_settings::Secret;
use message_transports::{MailConfig, SlackConfig};
use services::notify::{NotifyConfig, Round};

use crate::support::{Setup, World};
use crate::tasks;
use mailbox::Mailbox;
use slack_api::{SlackApi, TOKEN};

fn config(smtp: Option<&str>, slack: Option<&str>) -> NotifyConfig {
    NotifyConfig {
        public_url: "http://locum.test".to_owned(),
        mail: smtp.map(|url| MailConfig {
            url: Secret::new(url),
            from: "Locum <locum@locum.test>".to_owned(),
        }),
        slack: slack.map(|url| SlackConfig {
            token: Secret::new(TOKEN),
            api_url: Some(url.to_owned()),
        }),
    }
}

/// A world that sends mails to this address, and messages to this API.
async fn world(smtp: Option<&str>, slack: Option<&SlackApi>) -> World {
    let setup = Setup {
        notify: Some(config(smtp, slack.map(|slack| slack.url.as_str()))),
        ..Setup::default()
    };
    tasks::with_roles(World::with(setup).await).await
}

fn instant(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
}

/// Rounds until there is nothing to do at this instant.
async fn deliver(world: &World) -> Round {
    let mut all = Round::default();
    loop {
        let round = world
            .services
            .notify()
            .deliver_due(world.services.now())
            .await
            .unwrap();
        all.taken += round.taken;
        all.sent += round.sent;
        all.later += round.later;
        all.failed += round.failed;
        all.skipped += round.skipped;
        if !round.did_something() {
            return all;
        }
    }
}

/// One message to somebody, about nothing in particular.
async fn write(world: &World, username: &str, key: &str) {
    let sql = "INSERT INTO outbox (at, person_id, event_key, event) SELECT '2028-01-11T09:00:00Z', id, $2, \
               '{\"what\": \"no_longer_delegate\", \"owner\": \"Mara Vogel\"}' FROM people WHERE username = $1";
    assert_eq!(world.execute(sql, &[&username, &key]).await, 1);
}

/// The state and last error of each delivery, by message and channel.
async fn states(world: &World) -> Vec<(String, i32, Option<String>)> {
    let sql = "SELECT channel || ' ' || state, attempts, error FROM deliveries ORDER BY outbox_id, channel";
    let rows = world.rows(sql, &[]).await;
    rows.iter()
        .map(|row| (row.get(0), row.get(1), row.get(2)))
        .collect()
}
