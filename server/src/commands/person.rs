//! `locum person …`.

use std::io::Read;

use services::Services;
use services::actor::SystemActor;
use services::session::password::LONGEST;

use crate::cli::Person;
use crate::config::Settings;
use crate::database::Database;
use crate::failure::Failure;

/// As much is read: the longest password, the end of its line, and one byte that shows that there is more.
const READ: u64 = LONGEST as u64 + 3;

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
    let actor = SystemActor::new("command: person set-password");
    match services.session().set_password(&actor, username, password).await {
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
    let mut bytes = Vec::new();
    input.take(READ).read_to_end(&mut bytes).map_err(|error| {
        Failure::BadInput(format!(
            "the password cannot be read from standard input: {error}"
        ))
    })?;
    // A character that was cut through at the end of what is read belongs to what is too long.
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if error.as_bytes().len() > LONGEST => {
            String::from_utf8_lossy(error.as_bytes()).into_owned()
        }
        Err(_) => {
            return Err(Failure::BadInput(
                "the password on standard input is not UTF-8".to_owned(),
            ));
        }
    };
    let mut lines = text.lines();
    match (lines.next(), lines.next()) {
        // Cut, it would be another password than the one that was meant.
        (Some(password), _) if password.len() > LONGEST => Err(Failure::BadInput(format!(
            "the password on standard input is too long: at most {LONGEST} bytes"
        ))),
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
    use super::{LONGEST, read_line};

    #[test]
    fn s_nothing_is_cut() {
        let longest = "x".repeat(LONGEST);
        for end in ["", "\n", "\r\n"] {
            assert_eq!(read_line(format!("{longest}{end}").as_bytes()).unwrap(), longest);
        }
        for longer in [
            format!("{longest}y"),
            format!("{longest}y\n"),
            "x".repeat(LONGEST + 1000),
            "é".repeat(LONGEST / 2 + 1),
            format!("x{}", "é".repeat(LONGEST)),
        ] {
            let Err(crate::failure::Failure::BadInput(said)) = read_line(longer.as_bytes()) else {
                panic!("{} bytes", longer.len());
            };
            assert!(said.contains("too long: at most 4096 bytes"), "{said}");
        }
        assert!(read_line(&b"\xff\xff secret"[..]).is_err());
    }

    #[test]
    fn a_password_is_one_line_with_its_spaces() {
        assert_eq!(read_line(&b" a b \n"[..]).unwrap(), " a b ");
        assert_eq!(read_line(&b"secret"[..]).unwrap(), "secret");
        for odd in ["", "\n", "one\ntwo\n"] {
            assert!(read_line(odd.as_bytes()).is_err(), "{odd:?}");
        }
    }
}
