//! Slack: a direct message by the Web API, to the person whose Slack account has the same mail address.

use std::time::Duration;

use chrono::TimeDelta;
use hyper_util::client::legacy::connect::HttpConnector;
use slack_morphism::api::{SlackApiChatPostMessageRequest, SlackApiUsersLookupByEmailRequest};
use slack_morphism::errors::SlackClientError;
use slack_morphism::hyper_tokio::SlackClientHyperConnector;
use slack_morphism::prelude::{
    EmailAddress, SlackApiToken, SlackApiTokenValue, SlackBlock, SlackBlockMarkDownText, SlackChannelId,
    SlackContextBlock, SlackMessageContent, SlackMessageMetadata, SlackSectionBlock,
};
use slack_morphism::{SlackClient, SlackClientSession};
use url::Url;

use super::attempt::{Attempt, Outcome, reason};
use super::config::{SlackConfig, Unusable, is_loopback};
use super::letter::Letter;

/// What a section of a message may hold is 3,000 characters, escapes included.
const LONGEST_SECTION: usize = 2900;

/// Where Slack asks for a pause without saying how long.
const PAUSE: Duration = Duration::from_secs(30);

/// No pause is believed that is longer.
const LONGEST_PAUSE: TimeDelta = TimeDelta::days(1);

type Connector = SlackClientHyperConnector<hyper_rustls::HttpsConnector<HttpConnector>>;

pub(super) struct Slack {
    client: SlackClient<Connector>,
    token: SlackApiToken,
}

/// How an attempt ended, and what was learned of the reader's Slack account.
pub(super) struct Found {
    pub(super) outcome: Outcome,
    pub(super) user: Option<User>,
}

/// What was learned of somebody's Slack account.
pub(super) enum User {
    /// The address belongs to it.
    Found { email: String, id: String },
    /// It is not there any more.
    Gone,
}

impl Slack {
    pub(super) fn new(config: &SlackConfig) -> Result<Self, Unusable> {
        let https = hyper_rustls::HttpsConnectorBuilder::new()
            .with_native_roots()
            .map_err(|error| {
                Unusable::new(
                    "LOCUM_SLACK_TOKEN",
                    format!("no certificates to check Slack's by: {error}"),
                )
            })?
            .https_or_http()
            .enable_http1()
            .build();
        let connector = SlackClientHyperConnector::with_connector(https);
        let connector = match &config.api_url {
            Some(url) => connector.with_slack_api_url(&checked(url)?),
            None => connector,
        };
        Ok(Self {
            client: SlackClient::new(connector),
            token: SlackApiToken::new(SlackApiTokenValue(config.token.reveal().to_owned())),
        })
    }

    /// Finds the reader's account where it is not known, and sends one message.
    pub(super) async fn send(&self, attempt: &Attempt<'_>, letter: &Letter) -> Found {
        let session = self.client.open_session(&self.token);
        let (id, user) = match (&attempt.row.slack_user, &attempt.row.email) {
            (Some(id), _) => (id.clone(), None),
            (None, email) => match find(&session, email.as_deref().unwrap_or_default()).await {
                Ok((id, email)) => (id.clone(), Some(User::Found { email, id })),
                Err(outcome) => return Found { outcome, user: None },
            },
        };
        let request = SlackApiChatPostMessageRequest::new(SlackChannelId(id), content(attempt, letter))
            .with_unfurl_links(false)
            .with_unfurl_media(false);
        match session.chat_post_message(&request).await {
            Ok(_) => Found {
                outcome: Outcome::Sent,
                user,
            },
            Err(error) => {
                let gone = matches!(&error, SlackClientError::ApiError(error) if is_gone(&error.code));
                Found {
                    outcome: judged(&error),
                    user: if gone { Some(User::Gone) } else { user },
                }
            }
        }
    }
}

async fn find(session: &SlackClientSession<'_, Connector>, email: &str) -> Result<(String, String), Outcome> {
    let request = SlackApiUsersLookupByEmailRequest::new(EmailAddress(email.to_owned()));
    match session.users_lookup_by_email(&request).await {
        Ok(found) => Ok((found.user.id.0, email.to_owned())),
        Err(SlackClientError::ApiError(error)) if error.code == "users_not_found" => {
            Err(Outcome::Refused("no Slack user with this address".to_owned()))
        }
        Err(error) => Err(judged(&error)),
    }
}

/// Blocks, and the same as text for notifications and old programs. Slack keeps the metadata: it names the message however
/// often it was sent.
fn content(attempt: &Attempt<'_>, letter: &Letter) -> SlackMessageContent {
    let mut said = format!("*{}*", escaped(&letter.headline));
    for (name, fact) in &letter.facts {
        said.push_str(&format!("\n{}: {}", escaped(name), escaped(fact)));
    }
    let said = cut(&said, LONGEST_SECTION);
    let (label, link) = &letter.link;
    let mut blocks: Vec<SlackBlock> = vec![
        SlackSectionBlock::new().with_text(markdown(said).into()).into(),
        SlackSectionBlock::new()
            .with_text(markdown(format!("<{link}|{label}>")).into())
            .into(),
    ];
    let why = letter.why.as_deref().map(escaped).unwrap_or_default();
    let foot = format!("{why} <{}|Choose what reaches you>", letter.settings);
    blocks.push(SlackContextBlock::new(vec![markdown(foot.trim().to_owned()).into()]).into());
    let text = match &letter.why {
        Some(why) => format!("{} {why} {link}", letter.headline),
        None => format!("{} {link}", letter.headline),
    };
    let payload = [("key".to_owned(), attempt.key())].into();
    SlackMessageContent::new()
        .with_text(escaped(&text))
        .with_blocks(blocks)
        .with_metadata(SlackMessageMetadata::new("locum_notification".to_owned()).with_event_payload(payload))
}

fn markdown(text: String) -> SlackBlockMarkDownText {
    SlackBlockMarkDownText::new(text).with_verbatim(true)
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
fn judged(error: &SlackClientError) -> Outcome {
    match error {
        SlackClientError::RateLimitError(limit) => {
            let wait = limit.retry_after.unwrap_or(PAUSE);
            Outcome::Throttled(
                TimeDelta::from_std(wait)
                    .unwrap_or(LONGEST_PAUSE)
                    .min(LONGEST_PAUSE),
            )
        }
        SlackClientError::ApiError(error) => of_code(&error.code),
        SlackClientError::HttpError(error) => Outcome::Unreachable(format!(
            "Slack answered with status {}",
            error.status_code.as_u16()
        )),
        SlackClientError::ProtocolError(error) => Outcome::Later(reason(format!(
            "Slack’s answer cannot be read: {}",
            error.json_error
        ))),
        other => Outcome::Unreachable(reason(format!("Slack cannot be reached: {other}"))),
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

/// Judges the settings without using them.
pub(super) fn check(config: &SlackConfig) -> Result<(), Unusable> {
    config.api_url.as_deref().map(checked).transpose().map(drop)
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
    match good {
        true => Ok(url.trim_end_matches('/').to_owned()),
        false => Err(Unusable::new(
            "LOCUM_SLACK_API_URL",
            "it must be an https address such as https://slack.com/api; http only to the loopback address",
        )),
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
