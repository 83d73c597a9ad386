//! A state in a word and a shape, so that it is never told by colour alone.

use domain::activity::ActivityState;
use leptos::prelude::*;

/// The states that pages show. The words are fixed: people and tests know them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateWord {
    /// It has not begun.
    Scheduled,
    /// It holds now.
    InForce,
    /// It is held up while somebody's account is disabled.
    Suspended,
    /// It is over.
    Ended,
    /// It was withdrawn.
    Cancelled,
    /// It waits for a decision.
    Open,
    /// Somebody asked; it is not decided.
    Requested,
    /// It was granted.
    Approved,
    /// It was refused.
    Denied,
    /// A task's step that has not begun.
    Waiting,
    /// A policy's step follows delegation rules (T10).
    DelegationEnabled,
    /// A policy's step does not.
    DelegationDisabled,
    /// A person who works here.
    Active,
    /// A person whose account was disabled.
    Disabled,
    /// A person who has left.
    Terminated,
    /// A person whose first day is to come.
    NotYetHired,
}

impl From<ActivityState> for StateWord {
    fn from(state: ActivityState) -> Self {
        match state {
            ActivityState::Active => Self::Active,
            ActivityState::Disabled => Self::Disabled,
            ActivityState::Terminated => Self::Terminated,
            ActivityState::NotYetHired => Self::NotYetHired,
        }
    }
}

impl StateWord {
    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Scheduled => "Scheduled",
            Self::InForce => "In force",
            Self::Suspended => "Suspended",
            Self::Ended => "Ended",
            Self::Cancelled => "Cancelled",
            Self::Open => "Open",
            Self::Requested => "Requested",
            Self::Approved => "Approved",
            Self::Denied => "Denied",
            Self::Waiting => "Waiting",
            Self::DelegationEnabled => "Delegation enabled",
            Self::DelegationDisabled => "Delegation disabled",
            Self::Active => ActivityState::Active.in_words(),
            Self::Disabled => ActivityState::Disabled.in_words(),
            Self::Terminated => ActivityState::Terminated.in_words(),
            Self::NotYetHired => ActivityState::NotYetHired.in_words(),
        }
    }

    fn tone(self) -> &'static str {
        match self {
            Self::InForce | Self::Approved | Self::DelegationEnabled | Self::Active => "badge badge-good",
            Self::Scheduled | Self::Open | Self::Requested | Self::NotYetHired => "badge badge-accent",
            Self::Suspended | Self::Disabled => "badge badge-warning",
            Self::Denied => "badge badge-bad",
            Self::Ended | Self::Cancelled | Self::Waiting | Self::DelegationDisabled | Self::Terminated => {
                "badge badge-quiet"
            }
        }
    }

    /// The shape's outline in a box of 12 by 12, drawn as a line; filled where it is [solid](Self::is_solid).
    fn shape(self) -> &'static str {
        match self {
            Self::Scheduled | Self::Waiting | Self::InForce | Self::Active | Self::NotYetHired => {
                "M6 1.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9z"
            }
            Self::Open | Self::Requested => "M6 1.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9zM6 3.5v2.5l1.8 1.2",
            Self::Suspended | Self::Disabled => "M4 2.5v7M8 2.5v7",
            Self::Ended | Self::Terminated => "M2.5 2.5h7v7h-7z",
            Self::Cancelled | Self::DelegationDisabled => "M2 6h8",
            Self::Approved | Self::DelegationEnabled => "M2 6.5l2.8 2.8L10 3.2",
            Self::Denied => "M2.8 2.8l6.4 6.4M9.2 2.8l-6.4 6.4",
        }
    }

    fn is_solid(self) -> bool {
        matches!(
            self,
            Self::InForce | Self::Active | Self::Ended | Self::Terminated
        )
    }

    fn is_dashed(self) -> bool {
        matches!(self, Self::Scheduled | Self::Waiting | Self::NotYetHired)
    }
}

/// A state: its word, with a shape and a colour of its own.
#[component]
pub fn StateBadge(
    /// The state.
    state: StateWord,
) -> impl IntoView {
    let fill = if state.is_solid() { "currentColor" } else { "none" };
    let caps = if state.is_dashed() { "butt" } else { "round" };
    let dashes = state.is_dashed().then_some("2 1.53");
    view! {
        <span class=state.tone()>
            <svg class="badge-shape" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" focusable="false">
                <path d=state.shape() fill=fill stroke="currentColor" stroke-width="1.6" stroke-linecap=caps
                    stroke-linejoin="round" stroke-dasharray=dashes/>
            </svg>
            {state.word()}
        </span>
    }
}

/// A small remark set off from the words beside it: `for Milo Vance`.
#[component]
pub fn Tag(
    /// The remark.
    children: Children,
) -> impl IntoView {
    view! { " "<span class="tag">{children()}</span> }
}
