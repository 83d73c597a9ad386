//! The searches behind the picker, callable from both sides: everybody (T4), or those to whom a role may be lent (R4).

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::Json;

use crate::server_error::ServerError;

/// What the picker shows of a person: name, username and department only (T4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonHit {
    /// What is posted.
    pub username: String,
    /// As shown.
    pub display_name: String,
    /// To tell two people of the same name apart.
    pub department: Option<String>,
}

impl PersonHit {
    /// The person in a line: `Ben Ode · Logistics`.
    pub fn in_words(&self) -> String {
        match &self.department {
            Some(department) => format!("{} · {department}", self.display_name),
            None => self.display_name.clone(),
        }
    }
}

#[cfg(feature = "ssr")]
impl From<services::people::search::Hit> for PersonHit {
    fn from(hit: services::people::search::Hit) -> Self {
        Self {
            username: hit.username,
            display_name: hit.display_name,
            department: hit.department,
        }
    }
}

/// How many people are offered at once: as many as fit below the input without scrolling.
#[cfg(feature = "ssr")]
const OFFERED: i64 = 8;

/// Active people whose name or username matches what was typed, best first (T4).
///
/// # Errors
/// [`ServerError::Refused`] without a session or any role.
#[server(prefix = "/internal", endpoint = "people", input = Json)]
pub async fn search_people(
    /// What was typed.
    query: String,
) -> Result<Vec<PersonHit>, ServerError> {
    use crate::server_functions::call::{asked_by, refuse};

    let (state, viewer) = asked_by().await?;
    let hits = state
        .services
        .people_search(&viewer, &query, OFFERED)
        .await
        .map_err(refuse)?;
    Ok(hits.into_iter().map(PersonHit::from).collect())
}

/// Active people who match what was typed and whose details the caller sees: to them the caller may lend a role (R4).
///
/// # Errors
/// [`ServerError::Refused`] without the privilege.
#[server(prefix = "/internal", endpoint = "role-delegations/proxies", input = Json)]
pub async fn search_proxies(
    /// What was typed.
    query: String,
) -> Result<Vec<PersonHit>, ServerError> {
    proxies(services::role_delegations::Delegator::Oneself, query).await
}

/// The same for a role of somebody else's: those whose details that person sees (R4, R16).
///
/// # Errors
/// [`ServerError::Refused`] without the right to lend that person's roles.
#[server(prefix = "/internal", endpoint = "accounts/proxies", input = Json)]
pub async fn search_proxies_of(
    /// The delegator's username.
    delegator: String,
    /// What was typed.
    query: String,
) -> Result<Vec<PersonHit>, ServerError> {
    proxies(services::role_delegations::Delegator::Other(delegator), query).await
}

#[cfg(feature = "ssr")]
async fn proxies(
    delegator: services::role_delegations::Delegator,
    query: String,
) -> Result<Vec<PersonHit>, ServerError> {
    use crate::server_functions::call::{asked_by, refuse};

    let (state, viewer) = asked_by().await?;
    let lender = state.services.lender(&viewer, &delegator).await.map_err(refuse)?;
    let hits = state
        .services
        .proxies(&lender.permitted, &query, OFFERED)
        .await
        .map_err(refuse)?;
    Ok(hits.into_iter().map(PersonHit::from).collect())
}
