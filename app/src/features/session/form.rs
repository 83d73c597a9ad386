//! What the sign-in form posts.

use serde::Deserialize;

use crate::local_path::LocalPath;
use crate::ui::FormErrors;

/// The sign-in form, as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct SignInForm {
    /// Who they say they are.
    pub(super) username: String,
    /// What shows it. Never rendered, never logged: the type is not `Debug`.
    pub(super) password: String,
    /// Where they wanted to go.
    pub(super) next: String,
}

impl SignInForm {
    /// Where to go once signed in: a path of this site, whatever was posted.
    pub(super) fn destination(&self) -> LocalPath {
        LocalPath::parse(&self.next).unwrap_or_else(LocalPath::root)
    }

    /// What is missing. Spaces belong to a password.
    pub(super) fn missing(&self) -> FormErrors {
        let mut errors = FormErrors::new();
        if self.username.trim().is_empty() {
            errors.add("username", "Enter your username");
        }
        if self.password.is_empty() {
            errors.add("password", "Enter your password");
        }
        errors
    }
}

/// The one answer to an unknown username, a wrong password and an account that may not sign in (S).
pub(super) fn refused() -> FormErrors {
    FormErrors::at("username", "The username or the password is not right")
}

/// The answer to somebody who tried too often, for a username or from an address. The limit lets some tries
/// through again within a minute.
pub(super) fn limited() -> FormErrors {
    FormErrors::at(
        "username",
        "There were too many tries. Wait one minute, then try again",
    )
}

/// The answer while too many sign in at the same moment.
pub(super) fn busy() -> FormErrors {
    FormErrors::at(
        "username",
        "Too many people are signing in at the moment. Wait a few seconds, then try again",
    )
}
