//! A person who was found.

use serde::{Deserialize, Serialize};

/// What the picker shows of a person: name, username and department only (T4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonHit {
    /// What is posted.
    pub username: String,
    /// As shown.
    pub display_name: String,
    /// To tell two people of the same name apart.
    pub department: Option<String>,
    /// For their face: what letters are, and which is whose capital, is the server's to know.
    pub initials: String,
}

impl PersonHit {
    /// A person with the initials of that name.
    pub fn new(username: String, display_name: String, department: Option<String>) -> Self {
        Self {
            initials: domain::text::initials(&display_name),
            username,
            display_name,
            department,
        }
    }

    /// What tells them from others of the same name: `ben · Logistics`.
    pub(super) fn detail(&self) -> String {
        match &self.department {
            Some(department) => [&self.username, department.as_str()].join(" · "),
            None => self.username.clone(),
        }
    }

    /// The person in a line: `Ben Ode · Logistics`.
    pub fn in_words(&self) -> String {
        match &self.department {
            Some(department) => format!("{} · {department}", self.display_name),
            None => self.display_name.clone(),
        }
    }
}
