//! Brings about in a database what the model says, hour by hour: at any hour it holds what had happened by then.

use super::model::{Asked, Delegation, Fate, Grant, Hour, Inactive};
use super::{PEOPLE, at, role};
use crate::support::World;

/// One thing that happens, in SQL.
struct Happening {
    hour: Hour,
    sql: String,
}

/// Everything that happens, in its order.
#[derive(Default)]
pub struct Story {
    happenings: Vec<Happening>,
}

impl Story {
    fn then(&mut self, hour: Hour, sql: String) {
        self.happenings.push(Happening { hour, sql });
    }

    pub fn grant(&mut self, grant: Grant) {
        let (who, role) = (PEOPLE[grant.person], role(grant.role));
        let given = at(grant.span.from);
        self.then(
            grant.span.from,
            format!(
                "INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '{given}' \
                 FROM people p, roles r WHERE p.username = '{who}' AND r.code = '{role}'"
            ),
        );
        if let Some(until) = grant.span.until {
            self.then(
                until,
                format!(
                    "UPDATE grants SET revoked_at = '{}' FROM people p, roles r WHERE p.id = person_id AND r.id = role_id \
                     AND p.username = '{who}' AND r.code = '{role}' AND granted_at = '{given}'",
                    at(until)
                ),
            );
        }
    }

    pub fn delegation(&mut self, lent: Delegation) {
        let (delegator, proxy, role) = (PEOPLE[lent.delegator], PEOPLE[lent.proxy], role(lent.role));
        let end = match lent.fate {
            Fate::Lapsed { not_after, .. } => format!("'2028-01-11', '{}'", at(not_after)),
            _ => "NULL, NULL".to_owned(),
        };
        self.then(
            0,
            format!(
                "INSERT INTO role_delegations (delegator_id, proxy_id, role_id, starts_on, ends_on, not_after, created_by, created_at) \
                 SELECT d.id, p.id, r.id, '2028-01-11', {end}, d.id, '{}' FROM people d, people p, roles r \
                 WHERE d.username = '{delegator}' AND p.username = '{proxy}' AND r.code = '{role}'",
                at(0)
            ),
        );
        let mut set = |hour: Hour, column: &str| {
            let sql = format!(
                "UPDATE role_delegations SET {column} = '{}' FROM people d, people p, roles r WHERE d.id = delegator_id \
                 AND p.id = proxy_id AND r.id = role_id AND d.username = '{delegator}' AND p.username = '{proxy}' \
                 AND r.code = '{role}'",
                at(hour)
            );
            self.then(hour, sql);
        };
        match lent.fate {
            Fate::Scheduled => {}
            Fate::Cancelled(hour) => set(hour, "cancelled_at"),
            Fate::Indefinite { begun } | Fate::Lapsed { begun, .. } => set(begun, "begun_at"),
            Fate::Ended { begun, ended } => {
                set(begun, "begun_at");
                set(ended, "ended_at");
            }
        }
    }

    pub fn inactive(&mut self, away: Inactive) {
        let who = PEOPLE[away.person];
        let column = if away.is_disabled {
            "disabled_at"
        } else {
            "active_until"
        };
        let mut set = |hour: Hour, value: String| {
            let instant = at(hour);
            let sql = format!(
                "UPDATE people SET {column} = {value}, updated_at = '{instant}' WHERE username = '{who}'"
            );
            self.then(hour, sql);
        };
        set(away.span.from, format!("'{}'", at(away.span.from)));
        if let Some(until) = away.span.until {
            set(until, "NULL".to_owned());
        }
    }

    /// A task as it is at the end: who is asked does not depend on its state.
    pub fn task(&mut self, id: &str, title: &str, asked: &Asked) {
        let (from, role) = (asked.waits.from, role(asked.role));
        let barred: Vec<_> = asked
            .barred
            .iter()
            .map(|who| format!("'{}'", PEOPLE[*who]))
            .collect();
        let barred = if barred.is_empty() {
            "'{}'".to_owned()
        } else {
            format!(
                "ARRAY(SELECT id FROM people WHERE username IN ({}))",
                barred.join(", ")
            )
        };
        let instant = at(from);
        self.then(
            from,
            format!(
                "INSERT INTO tasks (id, kind, policy_id, policy_name, title, subject_id, steps, position, created_at) \
                 SELECT '{id}', kind, policy_id, policy_name, '{title}', subject_id, steps, 1, '{instant}' FROM tasks WHERE title = '{}'; \
                 INSERT INTO task_assignments (task_id, position, pool_role_id, barred, assigned_at) \
                 SELECT '{id}', 1, id, {barred}, '{instant}' FROM roles WHERE code = '{role}'",
                super::TEMPLATE
            ),
        );
        if let Some(until) = asked.waits.until {
            let instant = at(until);
            self.then(
                until,
                format!("UPDATE task_assignments SET released_at = '{instant}' WHERE task_id = '{id}'"),
            );
        }
    }

    /// Lets everything of this hour happen.
    pub async fn live(&mut self, world: &World, hour: Hour) {
        for happening in self.happenings.iter().filter(|happening| happening.hour == hour) {
            world.database.batch(&happening.sql).await;
        }
    }
}
