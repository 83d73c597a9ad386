//! `locum token …`: who the other systems are.

use services::actor::SystemActor;
use services::api::Token as Listed;
use services::{Error, Services};

use super::output;
use crate::cli::Token;
use crate::config::Settings;
use crate::database::Database;
use crate::failure::Failure;

/// Makes, lists or revokes tokens.
pub(super) async fn run(settings: &Settings, command: Token) -> Result<(), Failure> {
    let (database, _) = Database::open(settings).await?;
    let services = database.services(settings);
    let outcome = match command {
        Token::Create { name, scope } => {
            let actor = SystemActor::new("command: token create");
            let scopes = scope.into_iter().collect();
            let secret = services.api().create_token(&actor, &name, &scopes).await;
            secret.map_err(Failure::from).and_then(|secret| {
                output::line(secret.reveal())?;
                eprintln!("Keep it now: it is not shown again.");
                Ok(())
            })
        }
        Token::List => list(&services).await,
        Token::Revoke { name } => revoke(&services, &name).await,
    };
    drop(services);
    database.close().await?;
    outcome
}

async fn list(services: &Services) -> Result<(), Failure> {
    let tokens = services.api().tokens().await?;
    if tokens.is_empty() {
        eprintln!("There are no tokens. `locum token create NAME --scope SCOPE` makes one.");
        return Ok(());
    }
    let head = "name\tscopes\tcreated\tlast used\trevoked".to_owned();
    let lines: Vec<String> = std::iter::once(head).chain(tokens.iter().map(line)).collect();
    output::line(&lines.join("\n"))
}

fn line(token: &Listed) -> String {
    let moment = |at: chrono::DateTime<chrono::Utc>| at.format("%Y-%m-%dT%H:%MZ").to_string();
    let or_dash = |at: Option<_>| at.map_or_else(|| "-".to_owned(), moment);
    let scopes: Vec<&str> = token.scopes().map(domain::scope::Scope::code).collect();
    [
        token.name.clone(),
        scopes.join(" "),
        moment(token.created_at),
        or_dash(token.last_used_at),
        or_dash(token.revoked_at),
    ]
    .join("\t")
}

async fn revoke(services: &Services, name: &str) -> Result<(), Failure> {
    let actor = SystemActor::new("command: token revoke");
    match services.api().revoke_token(&actor, name).await {
        Ok(()) => {
            eprintln!("The token {name} is revoked: its next request is refused.");
            Ok(())
        }
        Err(Error::NotFound) => Err(Failure::BadInput(format!(
            "there is no token named {name} in force: `locum token list` shows all"
        ))),
        Err(error) => Err(error.into()),
    }
}
