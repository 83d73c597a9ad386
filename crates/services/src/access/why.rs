//! "Why can …?": the chain that allows something at a moment, or what is missing (D). Any moment: past, present, future.

use chrono::{DateTime, NaiveDateTime, Utc};
use db::Connection;
use db::access::why::{Above, line, ways};
use domain::access::{Missing, Way, nearest_misses};
use domain::dates::{is_in_range, parse_date};
use domain::ids::PersonId;
use domain::privilege::{DataScope, Privilege};
use domain::zone::Zone;

use super::{ManageSecurity, PagePermit};
use crate::access::Access;
use crate::{Error, FieldProblem, Result};

/// Ways that are looked at: nobody has held more roles with one privilege.
const MOST: i64 = 100;

/// Misses that are told.
const TOLD: usize = 5;

/// The question, as typed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WhyInput<'a> {
    /// Username of who wants to.
    pub person: &'a str,
    /// Code of what.
    pub privilege: &'a str,
    /// Username of on whose record.
    pub target: &'a str,
    /// `YYYY-MM-DDTHH:MM` in the asker's zone, `YYYY-MM-DD` for the start of that day, or RFC 3339; empty: now.
    pub at: &'a str,
}

/// A grant or delegation that allows it.
#[derive(Debug, Clone)]
pub struct Chain {
    /// The grant or delegation.
    pub way: Way,
    /// From the record up to whose hierarchy it is, both included; empty where the scope is no hierarchy.
    pub path: Vec<String>,
}

/// A grant or delegation that almost allows it.
#[derive(Debug, Clone)]
pub struct Miss {
    /// The grant or delegation.
    pub way: Way,
    /// What keeps it from that.
    pub missing: Missing,
}

/// The answer.
#[derive(Debug, Clone)]
pub struct Why {
    /// Name of who wants to.
    pub person: String,
    /// What.
    pub privilege: Privilege,
    /// Name of on whose record.
    pub target: String,
    /// The moment.
    pub at: DateTime<Utc>,
    /// When it was asked.
    pub now: DateTime<Utc>,
    /// The person is active at that moment.
    pub is_active: bool,
    /// Everything that allows it; empty: they cannot.
    pub chains: Vec<Chain>,
    /// Otherwise what comes nearest.
    pub misses: Vec<Miss>,
}

impl Access<'_> {
    /// Answers the question.
    ///
    /// # Errors
    /// [`Error::Invalid`] by field for a person who is unknown or out of the asker's scope, a privilege or a moment.
    pub async fn why(
        self,
        permitted: &PagePermit<ManageSecurity>,
        zone: Zone,
        input: &WhyInput<'_>,
    ) -> Result<Why> {
        let now = self.services.now();
        let mut conn = self.services.pool.get().await?;
        let mut problems = Vec::new();
        let asker = (permitted.actor(), now);
        let person = known(&mut conn, asker, "person", input.person, &mut problems).await?;
        let privilege = Privilege::from_code(input.privilege.trim());
        if privilege.is_none() {
            problems.push(FieldProblem::new(
                "privilege",
                "Choose one of the privileges offered",
            ));
        }
        let target = known(&mut conn, asker, "target", input.target, &mut problems).await?;
        let at = moment(input.at, zone, now);
        if at.is_none() {
            let message = "When must be a real date and time, such as 2028-01-11T09:00, or empty for now";
            problems.push(FieldProblem::new("at", message));
        }
        let (Some(person), Some(privilege), Some(target), Some(at)) = (person, privilege, target, at) else {
            return Err(Error::Invalid(problems));
        };
        let found = ways(&mut conn, (person.0, privilege.code(), target.0), at, now, MOST).await?;
        let own = line(&mut conn, person.0, at).await?;
        let above = line(&mut conn, target.0, at).await?;
        let allowing = found.iter().filter(|way| way.allows());
        let chains: Vec<_> = allowing.map(|way| chain(way, person.0, &above)).collect();
        let misses = if chains.is_empty() {
            nearest_misses(&found, at)
        } else {
            Vec::new()
        };
        let misses = misses.into_iter().take(TOLD).map(|(way, missing)| Miss {
            way: way.clone(),
            missing,
        });
        Ok(Why {
            person: person.1,
            privilege,
            target: target.1,
            at,
            now,
            is_active: own.first().is_some_and(|person| person.is_active),
            misses: misses.collect(),
            chains,
        })
    }
}

fn chain(way: &Way, person: PersonId, above: &[Above]) -> Chain {
    let anchor = way.delegator.as_ref().map_or(person, |(delegator, _)| *delegator);
    let end = above.iter().position(|one| one.id() == anchor);
    let is_hierarchy = way.data_scope == DataScope::Reports;
    let path = match end.filter(|_| is_hierarchy) {
        Some(end) => above.iter().take(end + 1).map(|one| one.name.clone()).collect(),
        None => Vec::new(),
    };
    Chain {
        way: way.clone(),
        path,
    }
}

/// Somebody whose security the asker manages; whoever is out of their scope does not exist for them (S).
async fn known(
    conn: &mut Connection,
    (asker, now): (PersonId, DateTime<Utc>),
    field: &'static str,
    username: &str,
    problems: &mut Vec<FieldProblem>,
) -> Result<Option<(PersonId, String)>> {
    let username = username.trim();
    let mut found = db::people::by_username(conn, username).await?;
    if let Some(person) = &found {
        match super::page_permit::<ManageSecurity>(conn, asker, person.id(), now).await {
            Ok(_) => {}
            Err(Error::Forbidden) => found = None,
            Err(other) => return Err(other),
        }
    }
    if found.is_none() {
        let message = if username.is_empty() {
            "Enter a username".to_owned()
        } else {
            let shown: String = username.chars().take(64).collect();
            format!("There is nobody with the username “{shown}”")
        };
        problems.push(FieldProblem::new(field, message));
    }
    Ok(found.map(|person| (person.id(), person.display_name)))
}

/// Reads a moment on the clocks of a zone. One that those clocks skip is the end of the gap; of two the first.
fn moment(text: &str, zone: Zone, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if text.is_empty() {
        return Some(now);
    }
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.to_utc());
    }
    if let Ok(date) = parse_date(text) {
        return Some(zone.start_of_day(date));
    }
    let formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"];
    let local = formats
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())?;
    Some(local)
        .filter(|local| is_in_range(local.date()))
        .and_then(|local| zone.instant_of(local))
}
