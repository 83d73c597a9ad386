//! The form that resumes an operation which stopped before its end: on its own page, and on the page of its access review.

use leptos::prelude::*;
use uuid::Uuid;

use super::address::address;
use crate::ui::{Button, PostForm};

/// The page that has the form, and that is shown afterwards.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ShownOn {
    /// The operation's own.
    #[default]
    Operation,
    /// Its access review's.
    Review,
}

impl ShownOn {
    fn code(self) -> &'static str {
        match self {
            Self::Operation => "operation",
            Self::Review => "review",
        }
    }
}

/// One button. `stopped_at`, in microseconds, tells one stop from the next: a second click resumes nothing.
#[component]
pub(crate) fn ResumeForm(
    /// Which.
    operation: Uuid,
    /// When it stopped.
    stopped_at: i64,
    /// The page that has it.
    shown_on: ShownOn,
) -> impl IntoView {
    let action = format!("{}/resume", address(operation));
    view! {
        <PostForm action version=stopped_at.to_string() inline=true>
            <input type="hidden" name="shown_on" value=shown_on.code()/>
            <Button>"Go on"</Button>
        </PostForm>
    }
}
