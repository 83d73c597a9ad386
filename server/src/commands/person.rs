//! `locum person …`.

use std::io::Read;

use services::Services;
use services::actor::Actor;

use crate::cli::Person;
use crate::config::Settings;
use crate::database::Database;
use crate::failure::Failure;

/// Longer input is no password.
const LONGEST: u64 = 4096;

/// Changes one person.
pub(super) async fn run(settings: &Settings, command: Person) -> Result<(), Failure> {
    let Person::SetPassword { username } = command;
    let password = read_line(std::io::stdin().lock())?;
    let (database, _) = Database::open(settings).await?;
    let outcome = set_password(&database.services(settings), &username, password).await;
    database.close().await?;
    outcome
}

async fn set_password(services: &Services, username: &str, password: String) -> Result<(), Failure> {
    let actor = Actor::system("command: person set-password");
    match services.set_password(&actor, username, password).await {
        Ok(()) => {
            eprintln!("The password of {username} is set; their sessions have ended.");
            Ok(())
        }
        Err(services::Error::NotFound) => Err(Failure::BadInput(format!(
            "there is nobody with the username {username}"
        ))),
        Err(error) => Err(error.into()),
    }
}

/// One line without its end: spaces belong to a password.
fn read_line(input: impl Read) -> Result<String, Failure> {
    let mut text = String::new();
    input.take(LONGEST).read_to_string(&mut text).map_err(|error| {
        Failure::BadInput(format!(
            "the password cannot be read from standard input: {error}"
        ))
    })?;
    let mut lines = text.lines();
    match (lines.next(), lines.next()) {
        (Some(password), None) if !password.is_empty() => Ok(password.to_owned()),
        (Some(_), Some(_)) => Err(Failure::BadInput(
            "there is more than one line on standard input".to_owned(),
        )),
        _ => Err(Failure::BadInput(
            "there is no password on standard input".to_owned(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::read_line;

    #[test]
    fn a_password_is_one_line_with_its_spaces() {
        assert_eq!(read_line(&b" a b \n"[..]).unwrap(), " a b ");
        assert_eq!(read_line(&b"secret"[..]).unwrap(), "secret");
        for odd in ["", "\n", "one\ntwo\n"] {
            assert!(read_line(odd.as_bytes()).is_err(), "{odd:?}");
        }
    }
}
