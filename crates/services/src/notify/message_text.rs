//! A message in full, as text: what mail and Slack are made from. Everything in it is safe to be shown: one line where one
//! line is meant, without marks of writing direction, of bounded length.

use domain::ids::TaskId;
use domain::text::plain::{lines, one_line};
use message_transports::MessageText;

use crate::notifications::Message;

/// A line in a mailbox's list.
const LONGEST_SUBJECT: usize = 150;
/// What somebody typed; the rest is read in Locum.
const LONGEST_FACT: usize = 2000;
/// A name or a title within a sentence.
const LONGEST_SENTENCE: usize = 600;

/// What `message` says to the person with this name; links begin with `public_url`.
pub(super) fn message_text(
    message: &Message,
    name: &str,
    task: Option<TaskId>,
    public_url: &str,
) -> MessageText {
    let headline = message.headline();
    let facts = message.facts().into_iter();
    MessageText {
        name: one_line(name, LONGEST_SENTENCE),
        subject: one_line(&headline, LONGEST_SUBJECT),
        headline: format!("{}.", one_line(&headline, LONGEST_SENTENCE)),
        facts: facts
            .map(|(name, text)| (name, lines(&text, LONGEST_FACT)))
            .collect(),
        why: message.why().map(|why| one_line(&why, LONGEST_SENTENCE)),
        link: match (task, message.place()) {
            (Some(task), _) => ("Open the task", format!("{public_url}/tasks/{task}")),
            (None, Some((name, path))) => (name, format!("{public_url}{path}")),
            (None, None) => ("Open My profile", format!("{public_url}/profile")),
        },
        settings: format!("{public_url}/notifications/settings"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

    use super::*;
    use crate::notifications::Why;

    #[test]
    fn a_letter_says_what_happened_why_its_reader_gets_it_and_where_to_go() {
        let message = Message::TaskClosed {
            title: "Grant \u{202e}x\u{202c}\r\nBcc: eve@example.org".to_owned(),
            state: domain::task::TaskState::Denied,
            reason: Some("No.\r\n\r\n\r\nReally".to_owned()),
            by: Some("Bea Lund".to_owned()),
            why: Why::Copy {
                assignee: "Bea Lund".to_owned(),
            },
        };
        let task = TaskId(uuid::Uuid::nil());
        let letter = message_text(&message, "Mara Vogel", Some(task), "https://locum.example.org");
        assert_eq!(letter.subject, "“Grant x Bcc: eve@example.org” was denied");
        assert_eq!(
            letter.facts,
            [
                ("By", "Bea Lund".to_owned()),
                ("Reason", "No.\n\nReally".to_owned())
            ]
        );
        assert_eq!(
            letter.why.unwrap(),
            "You get this copy because Bea Lund stands in for you."
        );
        assert_eq!(
            letter.link.1,
            format!("https://locum.example.org/tasks/{}", uuid::Uuid::nil())
        );
    }
}
