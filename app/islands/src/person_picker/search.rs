//! The searches behind the picker, callable from both sides: everybody (T4), or those to whom a role may be lent (R4).

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::Json;

use super::hit::PersonHit;
use crate::server_error::ServerError;

/// Among whom a field looks for people. Whoever is typed is judged by the save either way.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Among {
    /// Every active person (T4).
    #[default]
    Everyone,
    /// Those to whom the reader may lend a role (R4).
    Proxies,
    /// Those to whom a role of the person with this username may be lent (R4, R16).
    ProxiesOf(String),
}

impl Among {
    /// Those of them who match what was typed.
    pub(super) async fn search(self, query: String) -> Result<Vec<PersonHit>, ServerError> {
        match self {
            Self::Everyone => search_people(query).await,
            Self::Proxies => search_proxies(query).await,
            Self::ProxiesOf(delegator) => search_proxies_of(delegator, query).await,
        }
    }
}

/// Active people whose name or username matches what was typed, best first (T4).
///
/// # Errors
/// [`ServerError::Refused`] without a session or any role.
#[server(prefix = "/internal", endpoint = "people", input = Json)]
pub async fn search_people(
    /// What was typed.
    query: String,
) -> Result<Vec<PersonHit>, ServerError> {
    crate::answers::answers()?.people(query).await
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
    crate::answers::answers()?.proxies(None, query).await
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
    crate::answers::answers()?.proxies(Some(delegator), query).await
}
