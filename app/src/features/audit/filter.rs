//! The filters of the audit log, as they stand in the address of page and CSV.

use domain::dates::parse_date;
use domain::zone::Zone;
use serde::{Deserialize, Serialize};
use services::Services;
use services::audit::Filter;

use crate::error::PageError;
use crate::list::Filters;
use crate::ui::FormErrors;

/// As typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct AuditQuery {
    pub(super) person: String,
    pub(super) object: String,
    pub(super) action: String,
    pub(super) from: String,
    pub(super) to: String,
    #[serde(skip_serializing)]
    pub(super) before: String,
}

impl AuditQuery {
    /// The filter for the use case, and what of it cannot be read. Days are the reader's.
    pub(super) async fn filter(
        &self,
        services: &Services,
        zone: Zone,
    ) -> Result<(Filter, FormErrors), PageError> {
        let mut errors = FormErrors::new();
        let mut day = |field: &'static str, text: &str| {
            if text.is_empty() {
                return None;
            }
            parse_date(text)
                .map_err(|problem| {
                    errors.add(
                        field,
                        problem.message(if field == "from" { "from date" } else { "to date" }),
                    )
                })
                .ok()
        };
        let from = day("from", &self.from).map(|date| zone.start_of_day(date));
        let until = day("to", &self.to).map(|date| zone.end_of_day(date));
        let person = match self.person.trim() {
            "" => None,
            username => {
                let found = services.people().by_username(username).await?;
                if found.is_none() {
                    errors.add("person", format!("Nobody has the username “{username}”"));
                }
                found
            }
        };
        // Control characters stand in no object and no action, and Postgres would not take a NUL.
        let text = |text: &str| {
            let plain: String = text
                .trim()
                .chars()
                .filter(|letter| !letter.is_control())
                .collect();
            Some(plain).filter(|text| !text.is_empty())
        };
        let filter = Filter {
            person,
            object: text(&self.object),
            action: text(&self.action),
            from,
            until,
            before_id: self.before.parse().ok(),
        };
        Ok((filter, errors))
    }
}

impl Filters for AuditQuery {
    fn path(&self) -> &str {
        "/admin/audit"
    }

    fn words(&self, name: &str, value: &str) -> Option<String> {
        Some(match name {
            "person" => format!("Person: {value}"),
            "object" => format!("Object: {value}"),
            "action" => format!("Action: {value}"),
            "from" => format!("From: {value}"),
            _ => format!("To: {value}"),
        })
    }
}
