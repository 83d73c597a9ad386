//! Mail: a message in plain text and in HTML, by SMTP.

use std::time::{Duration, SystemTime};

use connection_settings::{Unusable, is_loopback};
use domain::delivery::Channel;
use domain::text::plain::wrapped;
use futures::FutureExt;
use futures::future::BoxFuture;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::AsyncSmtpTransportBuilder;
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use url::Url;

use crate::Transport;
use crate::config::MailConfig;
use crate::message::{MessageText, OutgoingMessage};
use crate::outcome::{Attempt, Outcome, reason};

const WIDTH: usize = 78;

/// How long the server may take for one answer.
const PATIENCE: Duration = Duration::from_secs(10);

type Smtp = AsyncSmtpTransport<Tokio1Executor>;

/// Mail by SMTP, in plain text and in HTML.
pub struct Mail {
    smtp: Smtp,
    from: Mailbox,
    /// What stands behind the `@` of a Message-ID.
    domain: String,
}

impl Mail {
    /// As configured; connects to nothing yet.
    ///
    /// # Errors
    /// Names the setting that cannot be used, and never repeats it: it may hold a password.
    pub fn new(config: &MailConfig) -> Result<Self, Unusable> {
        let from = sender(config)?;
        Ok(Self {
            smtp: builder(config.url.reveal())
                .map_err(|reason| Unusable::new("LOCUM_SMTP_URL", reason))?
                .build(),
            domain: from.email.domain().to_owned(),
            from,
        })
    }

    /// Judges the settings without using them: outside of a runtime too.
    ///
    /// # Errors
    /// As [`Mail::new`].
    pub fn check(config: &MailConfig) -> Result<(), Unusable> {
        sender(config)?;
        builder(config.url.reveal()).map_err(|reason| Unusable::new("LOCUM_SMTP_URL", reason))?;
        Ok(())
    }

    async fn deliver(&self, message: &OutgoingMessage) -> Outcome {
        let mail = match self.compose(message) {
            Ok(mail) => mail,
            Err(why) => return Outcome::Refused(why),
        };
        match self.smtp.send(mail).await {
            Ok(_) => Outcome::Sent,
            Err(error) => judged(&error),
        }
    }

    fn compose(&self, message: &OutgoingMessage) -> Result<Message, String> {
        let OutgoingMessage { email, text, .. } = message;
        let address: Address = email
            .parse()
            .map_err(|_| format!("“{email}” is no mail address"))?;
        let name = Some(text.name.clone()).filter(|name| !name.is_empty());
        let mut mail = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(name, address))
            .subject(text.subject.clone())
            .date(SystemTime::from(message.at))
            .message_id(Some(format!("<{}@{}>", message.key, self.domain)))
            .multipart(MultiPart::alternative_plain_html(plain(text), html(text)))
            .map_err(reason)?;
        // A machine wrote it (RFC 3834): no answer that somebody is away, please.
        for (name, value) in [
            ("Auto-Submitted", "auto-generated"),
            ("X-Auto-Response-Suppress", "All"),
        ] {
            let name = HeaderName::new_from_ascii(name.to_owned()).map_err(reason)?;
            mail.headers_mut()
                .insert_raw(HeaderValue::new(name, value.to_owned()));
        }
        Ok(mail)
    }
}

impl Transport for Mail {
    fn channel(&self) -> Channel {
        Channel::Email
    }

    fn send<'a>(&'a self, message: &'a OutgoingMessage) -> BoxFuture<'a, Attempt> {
        self.deliver(message).map(Attempt::from).boxed()
    }
}

fn sender(config: &MailConfig) -> Result<Mailbox, Unusable> {
    config.from.parse().map_err(|_| {
        let allowed = "it must be an address such as `Locum <locum@example.org>`";
        Unusable::new("LOCUM_MAIL_FROM", allowed)
    })
}

/// What a transport for an address is made from.
fn builder(url: &str) -> Result<AsyncSmtpTransportBuilder, String> {
    const ALLOWED: &str =
        "it must be an address such as smtps://user:password@mail.example.org:465, or smtp:// for STARTTLS";
    let url = Url::parse(url).map_err(|_| ALLOWED.to_owned())?;
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or(ALLOWED)?;
    let encrypted = || TlsParameters::new(host.to_owned()).map_err(|error| reason(&error));
    let (port, tls) = match url.scheme() {
        "smtps" => (465, Tls::Wrapper(encrypted()?)),
        "smtp" if is_loopback(host) => (25, Tls::None),
        // Never in the clear, whatever the server offers.
        "smtp" => (587, Tls::Required(encrypted()?)),
        _ => return Err(ALLOWED.to_owned()),
    };
    let builder = Smtp::builder_dangerous(host)
        .port(url.port().unwrap_or(port))
        .tls(tls)
        .timeout(Some(PATIENCE))
        .pool_config(
            PoolConfig::new()
                .max_size(4)
                .idle_timeout(Duration::from_secs(30)),
        );
    let decoded = |text: &str| {
        let bytes = percent_encoding::percent_decode_str(text);
        bytes
            .decode_utf8()
            .map(String::from)
            .map_err(|_| ALLOWED.to_owned())
    };
    Ok(match url.password() {
        Some(password) => builder.credentials(Credentials::new(decoded(url.username())?, decoded(password)?)),
        None => builder,
    })
}

/// Whose fault a failure is: the message's, for now or for ever, or the whole channel's.
fn judged(error: &lettre::transport::smtp::Error) -> Outcome {
    let code = error.status().map(u16::from);
    let why = reason(words(error));
    match code {
        // Asked to authenticate, or refused as who we are: the next mail would fare no better. And 421: the server is closing.
        Some(421 | 530 | 534 | 535 | 538) => Outcome::Unreachable(why),
        // The address or the message is wrong. Other refusals may be of this server altogether, and of today.
        Some(501 | 510..=513 | 550..=553) => Outcome::Refused(why),
        Some(_) => Outcome::Later(why),
        None if error.is_client() => Outcome::Later(why),
        None => Outcome::Unreachable(why),
    }
}

/// The error with what caused it.
fn words(error: &lettre::transport::smtp::Error) -> String {
    let mut words = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let cause_words = cause.to_string();
        if !words.contains(&cause_words) {
            words.push_str(": ");
            words.push_str(&cause_words);
        }
        source = cause.source();
    }
    words
}

/// For a terminal: no line wider than 78, the link on a line of its own.
fn plain(message: &MessageText) -> String {
    let mut text = format!("{}\n", wrapped(&message.headline, WIDTH));
    for (name, fact) in &message.facts {
        text.push_str(&format!("\n{}\n", wrapped(&format!("{name}: {fact}"), WIDTH)));
    }
    if let Some(why) = &message.why {
        text.push_str(&format!("\n{}\n", wrapped(why, WIDTH)));
    }
    let (label, link) = &message.link;
    text.push_str(&format!("\n{label}:\n{link}\n"));
    text.push_str(&format!(
        "\n-- \nLocum sends this by itself. Choose what reaches you:\n{}\n",
        message.settings
    ));
    text
}

/// The same for mail programs that show HTML. Nothing is loaded from anywhere.
fn html(message: &MessageText) -> String {
    let facts: String = message
        .facts
        .iter()
        .map(|(name, fact)| {
            let fact = escaped(fact).replace('\n', "<br>");
            format!(
                "<p style=\"margin:0 0 12px\"><strong>{}:</strong> {fact}</p>",
                escaped(name)
            )
        })
        .collect();
    let why = message.why.as_deref().map(escaped).unwrap_or_default();
    let (label, link) = &message.link;
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{subject}</title></head>\n\
         <body style=\"margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif\"><div style=\"max-width:36em\">\n\
         <p style=\"margin:0 0 16px;font-size:18px\">{headline}</p>\n{facts}\n\
         <p style=\"margin:0 0 16px\">{why}</p>\n\
         <p style=\"margin:0 0 24px\"><a href=\"{link}\" style=\"display:inline-block;padding:8px 16px;border:1px solid;border-radius:6px\">{label}</a></p>\n\
         <p style=\"margin:0;font-size:13px\">Locum sends this by itself. <a href=\"{settings}\">Choose what reaches you</a>.</p>\n\
         </div></body></html>\n",
        subject = escaped(&message.subject),
        headline = escaped(&message.headline),
        link = escaped(link),
        settings = escaped(&message.settings),
    )
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

    use super::*;
    use connection_settings::Secret;

    fn refused(url: &str, from: &str) -> String {
        let config = MailConfig {
            url: Secret::new(url),
            from: from.to_owned(),
        };
        Mail::check(&config)
            .err()
            .map(|unusable| unusable.to_string())
            .unwrap_or_default()
    }

    #[test]
    fn an_address_that_cannot_be_used_is_refused_without_repeating_it() {
        for url in [
            "mail.example.org",
            "http://secret@host",
            "smtp://",
            "smtps:secret",
        ] {
            let message = refused(url, "locum@example.org");
            assert!(
                message.starts_with("LOCUM_SMTP_URL cannot be used") && !message.contains("secret"),
                "{url}: {message}"
            );
        }
        for url in [
            "smtp://127.0.0.1:2525",
            "smtp://[::1]",
            "smtp://mail.example.org",
            "smtps://a%40b:p%20w@mail.example.org",
        ] {
            assert_eq!(refused(url, "Locum <locum@example.org>"), "", "{url}");
        }
        assert!(refused("smtp://localhost", "nobody").starts_with("LOCUM_MAIL_FROM"));
    }
}
