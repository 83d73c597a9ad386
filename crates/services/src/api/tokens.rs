//! Making, listing and revoking tokens, and recognising them (S, G9): a revoked one fails at the next request.

use domain::audit::{Action, ObjectKind};
use std::collections::BTreeSet;

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use db::api_answers::Kept;
pub use db::api_tokens::Token;
use db::transaction::Transaction;
use domain::ids::TokenId;
use domain::scope::Scope;
use domain::text::check_display_text;
use serde_json::json;

use super::secret::Secret;
use crate::actor::SystemActor;
use crate::api::Api;
use crate::audit::Record;
use crate::{Error, Result};

/// The most characters a token's name has.
const MAX_NAME: usize = 64;

/// A token that was sent with a request and is in force.
#[derive(Debug, Clone)]
pub struct Bearer {
    /// Which token.
    pub id: TokenId,
    /// As the log names it.
    pub name: String,
    /// What it may do.
    pub scopes: BTreeSet<Scope>,
    /// What it was answered under the key of this request.
    pub kept: Option<Kept>,
}

impl Bearer {
    /// Through what its holder acts (G4).
    pub fn through(&self) -> String {
        format!("api: {}", self.name)
    }
}

impl Api<'_> {
    /// Makes a token; its secret is in no other place than the answer.
    ///
    /// # Errors
    /// [`Error::Invalid`] without a name or scope, or when a token in force has that name.
    pub async fn create_token(
        self,
        actor: &SystemActor,
        name: &str,
        scopes: &BTreeSet<Scope>,
    ) -> Result<Secret> {
        let name =
            check_display_text("Name", name, MAX_NAME).map_err(|message| Error::invalid("name", message))?;
        if scopes.is_empty() {
            return Err(Error::invalid("scope", "Name at least one scope"));
        }
        let (secret, now) = (Secret::new(), self.services.now());
        Transaction::run(&self.services.pool, async |tx| {
            create(tx, actor, &name, scopes, &secret, now).await
        })
        .await?;
        Ok(secret)
    }

    /// All tokens: those in force first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tokens(self) -> Result<Vec<Token>> {
        let mut conn = self.services.pool.get().await?;
        Ok(db::api_tokens::all(&mut conn).await?)
    }

    /// Takes a token out of force.
    ///
    /// # Errors
    /// [`Error::NotFound`] when none in force has that name.
    pub async fn revoke_token(self, actor: &SystemActor, name: &str) -> Result<()> {
        let now = self.services.now();
        Transaction::run(&self.services.pool, async |tx| {
            let id = db::api_tokens::revoke(tx, name.trim(), now)
                .await?
                .ok_or(Error::NotFound)?;
            let record = Record::new(actor, now, Action::ApiTokenRevoked, ObjectKind::ApiToken, id);
            record.after(Some(json!({ "name": name.trim() }))).write(tx).await
        })
        .await
    }

    /// Whose secret this is, if it is one in force; with a key, also what was answered under it before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn bearer(self, secret: &Secret, key: Option<&str>) -> Result<Option<Bearer>> {
        let mut tx = Transaction::autocommit(&self.services.pool).await?;
        let hash = secret.hash();
        let found = match key {
            Some(key) => db::api_tokens::by_hash_with_answer(&mut tx, &hash, key).await?,
            None => db::api_tokens::by_hash(&mut tx, &hash)
                .await?
                .map(|token| (token, None)),
        };
        let Some((token, kept)) = found else {
            return Ok(None);
        };
        let hour = self
            .services
            .now()
            .duration_trunc(TimeDelta::hours(1))
            .map_err(Error::internal)?;
        // Once an hour, and not once a request: a busy token's row would be what all its requests wait for.
        if token.last_used_at.is_none_or(|last| last < hour) {
            db::api_tokens::touch(&mut tx, token.id(), hour).await?;
        }
        Ok(Some(Bearer {
            id: token.id(),
            scopes: token.scopes().collect(),
            name: token.name,
            kept,
        }))
    }
}

async fn create(
    tx: &mut Transaction,
    actor: &SystemActor,
    name: &str,
    scopes: &BTreeSet<Scope>,
    secret: &Secret,
    now: DateTime<Utc>,
) -> Result<()> {
    let token = db::api_tokens::NewToken {
        name: name.to_owned(),
        hash: secret.hash(),
        scopes: scopes.iter().copied().collect(),
        created_by: actor.person(),
        created_at: now,
    };
    let id = match db::api_tokens::insert(tx, token).await {
        Err(error) if error.is_constraint("api_tokens_name_key") => {
            let words =
                format!("There is a token named {name} already. Revoke it first, or choose another name");
            return Err(Error::invalid("name", words));
        }
        other => other?,
    };
    Record::new(actor, now, Action::ApiTokenCreated, ObjectKind::ApiToken, id)
        .after(Some(json!({ "name": name, "scopes": scopes })))
        .write(tx)
        .await
}
