//! Slack: a direct message by the Web API, to the person whose Slack account has the same mail address.

use std::time::Duration;

use chrono::TimeDelta;
use connection_settings::{Unusable, is_loopback};
use domain::delivery::Channel;
use futures::FutureExt;
use futures::future::BoxFuture;
use serde_json::{Value, json};
use url::Url;

use crate::Transport;
use crate::config::SlackConfig;
use crate::message::OutgoingMessage;
use crate::outcome::{Attempt, Outcome, SlackAccount, reason};
use crate::slack_api::{SlackApi, SlackError};

/// What a section of a message may hold is 3,000 characters, escapes included.
const LONGEST_SECTION: usize = 2900;

/// Where Slack asks for a pause without saying how long.
const PAUSE: Duration = Duration::from_secs(30);

/// No pause is believed that is longer.
const LONGEST_PAUSE: TimeDelta = TimeDelta::days(1);

/// Slack's Web API, as one application.
pub struct Slack {
    api: SlackApi,
}

impl Slack {
    /// As configured; connects to nothing yet.
    ///
    /// # Errors
    /// Names the setting that cannot be used, and never repeats it.
    pub fn new(config: &SlackConfig) -> Result<Self, Unusable> {
        let address = config.api_url.as_deref().map(checked).transpose()?;
        let api = SlackApi::new(config.token.reveal(), address)
            .map_err(|why| Unusable::new("LOCUM_SLACK_TOKEN", why))?;
        Ok(Self { api })
    }

    /// Judges the settings without using them.
    ///
    /// # Errors
    /// As [`Slack::new`].
    pub fn check(config: &SlackConfig) -> Result<(), Unusable> {
        config.api_url.as_deref().map(checked).transpose().map(drop)
    }

    /// Finds the reader's account where it is not known, and sends one message.
    async fn deliver(&self, outgoing: &OutgoingMessage) -> Attempt {
        let (id, found) = match &outgoing.slack_user {
            Some(id) => (id.clone(), None),
            None => match self.find(&outgoing.email).await {
                Ok(id) => {
                    let email = outgoing.email.clone();
                    (id.clone(), Some(SlackAccount::Found { email, id }))
                }
                Err(outcome) => return outcome.into(),
            },
        };
        match self.api.post_message(&message(&id, outgoing)).await {
            Ok(()) => Attempt {
                outcome: Outcome::Sent,
                slack_account: found,
            },
            Err(error) => {
                let gone = matches!(&error, SlackError::Refused(code) if is_gone(code));
                Attempt {
                    outcome: judged(&error),
                    slack_account: if gone { Some(SlackAccount::Gone) } else { found },
                }
            }
        }
    }

    async fn find(&self, email: &str) -> Result<String, Outcome> {
        match self.api.user_by_email(email).await {
            Ok(id) => Ok(id),
            Err(SlackError::Refused(code)) if code == "users_not_found" => {
                Err(Outcome::Refused("no Slack user with this address".to_owned()))
            }
            Err(error) => Err(judged(&error)),
        }
    }
}

/// Blocks, and the same as text for notifications and old programs. Slack keeps the metadata: it names the message however
/// often it was sent.
fn message(channel: &str, outgoing: &OutgoingMessage) -> Value {
    let says = &outgoing.text;
    let mut said = format!("*{}*", escaped(&says.headline));
    for (name, fact) in &says.facts {
        said.push_str(&format!("\n{}: {}", escaped(name), escaped(fact)));
    }
    let said = cut(&said, LONGEST_SECTION);
    let (label, link) = &says.link;
    let why = says.why.as_deref().map(escaped).unwrap_or_default();
    let foot = format!("{why} <{}|Choose what reaches you>", says.settings);
    let text = match &says.why {
        Some(why) => format!("{} {why} {link}", says.headline),
        None => format!("{} {link}", says.headline),
    };
    json!({
        "channel": channel,
        "text": escaped(&text),
        "blocks": [
            { "type": "section", "text": markdown(&said) },
            { "type": "section", "text": markdown(&format!("<{link}|{label}>")) },
            { "type": "context", "elements": [markdown(foot.trim())] },
        ],
        "metadata": { "event_type": "locum_notification", "event_payload": { "key": outgoing.key } },
        "unfurl_links": false,
        "unfurl_media": false,
    })
}

fn markdown(text: &str) -> Value {
    json!({ "type": "mrkdwn", "text": text, "verbatim": true })
}

/// What was typed stands there as it was typed: neither links nor mentions, and no emphasis across it.
fn escaped(text: &str) -> String {
    let safe = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    // A letter of no width keeps `*`, `_`, `~` and the backtick from meaning anything.
    safe.chars()
        .fold(String::with_capacity(safe.len()), |mut out, letter| {
            if matches!(letter, '*' | '_' | '~' | '`') {
                out.push('\u{200b}');
            }
            out.push(letter);
            out
        })
}

/// Cuts between escapes.
fn cut(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(max).collect();
    if let Some(start) = short
        .rfind('&')
        .filter(|start| !short.get(*start..).is_some_and(|rest| rest.contains(';')))
    {
        short.truncate(start);
    }
    short.push('…');
    short
}

fn is_gone(code: &str) -> bool {
    matches!(
        code,
        "channel_not_found" | "user_not_found" | "user_disabled" | "user_not_visible"
    )
}

/// Whose fault a failure is: the message's, for now or for ever, or the whole channel's.
fn judged(error: &SlackError) -> Outcome {
    match error {
        SlackError::RateLimited(wait) => Outcome::Throttled(
            TimeDelta::from_std(wait.unwrap_or(PAUSE))
                .unwrap_or(LONGEST_PAUSE)
                .min(LONGEST_PAUSE),
        ),
        SlackError::Refused(code) => of_code(code),
        SlackError::Status(_) => Outcome::Unreachable(error.to_string()),
        SlackError::Unreadable(_) => Outcome::Later(reason(error.to_string())),
        SlackError::Unreachable(_) => Outcome::Unreachable(reason(error.to_string())),
    }
}

fn of_code(code: &str) -> Outcome {
    match code {
        "invalid_auth"
        | "not_authed"
        | "account_inactive"
        | "token_revoked"
        | "token_expired"
        | "missing_scope"
        | "no_permission"
        | "not_allowed_token_type"
        | "org_login_required"
        | "team_access_not_granted" => {
            Outcome::Unreachable(format!("Slack does not accept LOCUM_SLACK_TOKEN: {code}"))
        }
        "internal_error"
        | "fatal_error"
        | "service_unavailable"
        | "request_timeout"
        | "team_added_to_org" => Outcome::Later(format!("Slack could not: {code}")),
        code => Outcome::Refused(reason(format!("Slack refused it: {code}"))),
    }
}

impl Transport for Slack {
    fn channel(&self) -> Channel {
        Channel::Slack
    }

    fn send<'a>(&'a self, message: &'a OutgoingMessage) -> BoxFuture<'a, Attempt> {
        self.deliver(message).boxed()
    }
}

/// Plain HTTP only to this machine: a token travels with each request.
fn checked(url: &str) -> Result<String, Unusable> {
    let parsed = Url::parse(url).ok();
    let good = parsed
        .as_ref()
        .is_some_and(|url| match (url.scheme(), url.host_str()) {
            ("https", Some(_)) => true,
            ("http", Some(host)) => is_loopback(host),
            _ => false,
        });
    if good {
        Ok(url.trim_end_matches('/').to_owned())
    } else {
        Err(Unusable::new(
            "LOCUM_SLACK_API_URL",
            "it must be an https address such as https://slack.com/api; http only to the loopback address",
        ))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

    use super::*;

    #[test]
    fn the_token_travels_encrypted_or_not_at_all() {
        for good in [
            "https://slack.com/api",
            "http://127.0.0.1:9/api",
            "http://localhost:9",
            "http://[::1]:9",
        ] {
            assert!(checked(good).is_ok(), "{good}");
        }
        for bad in [
            "http://slack.com/api",
            "slack.com",
            "ftp://127.0.0.1",
            "http://127.0.0.1.example.org",
        ] {
            assert!(checked(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn markup_means_nothing() {
        assert_eq!(
            escaped("<!channel> & *you*"),
            "&lt;!channel&gt; &amp; \u{200b}*you\u{200b}*"
        );
        assert_eq!(cut("ab&amp;", 5), "ab…", "no half escape");
        assert_eq!(cut("ab&amp;", 7), "ab&amp;");
    }
}
