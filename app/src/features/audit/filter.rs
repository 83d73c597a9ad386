//! The filters of the audit log, as they stand in the address of page and CSV.

use domain::dates::parse_date;
use domain::zone::Zone;
use serde::Deserialize;
use services::Services;
use services::audit::Filter;

use crate::error::PageError;
use crate::features::directory::address;
use crate::ui::{Chip, FormErrors};

/// As typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct AuditQuery {
    pub(super) person: String,
    pub(super) object: String,
    pub(super) action: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) before: String,
}

impl AuditQuery {
    fn set(&self) -> [(&'static str, &'static str, &str); 5] {
        [
            ("person", "Person", &self.person),
            ("object", "Object", &self.object),
            ("action", "Action", &self.action),
            ("from", "From", &self.from),
            ("to", "To", &self.to),
        ]
    }

    /// The address with every filter but `without`.
    pub(super) fn href(&self, path: &str, without: &str) -> String {
        let set = self.set().into_iter().filter(|(name, ..)| *name != without);
        let others: Vec<_> = set.map(|(name, _, value)| (name, value)).collect();
        address::list(path, &others)
    }

    /// What is set, each with the address without it.
    pub(super) fn chips(&self) -> Vec<Chip> {
        let set = self.set();
        let filled = set.iter().filter(|(_, _, value)| !value.is_empty());
        filled
            .map(|(name, label, value)| Chip {
                label: format!("{label}: {value}"),
                href: self.href("/admin/audit", name),
            })
            .collect()
    }

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
                let found = services.person_by_username(username).await?;
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
