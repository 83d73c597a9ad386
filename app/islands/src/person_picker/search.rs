//! The searches behind the picker, callable from both sides: everybody (T4), or those to whom a role may be lent (R4).

use leptos::prelude::*;
use server_fn::codec::Json;

use super::hit::PersonHit;
use crate::server_error::ServerError;

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
