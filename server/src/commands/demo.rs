//! `locum demo …`, and the demo organisation of `locum serve --demo`.

use ::demo::DemoReport;
use domain::text::counting::counted;
use services::{Error, Services};

use crate::cli::Demo;
use crate::config::Settings;
use crate::database::Database;
use crate::failure::Failure;

/// Tasks of each person of a generated organisation: some years of requests.
const TASKS_PER_PERSON: usize = 10;

/// Loads an organisation into an empty database.
pub(super) async fn run(settings: &Settings, command: Demo) -> Result<(), Failure> {
    let Demo::Load { people } = command;
    let (database, _) = Database::open(settings).await?;
    let outcome = match database.services_with_directory(settings) {
        Ok(services) => load(settings, &services, people).await,
        Err(failure) => Err(failure),
    };
    database.close().await?;
    outcome
}

async fn load(settings: &Settings, services: &Services, people: Option<usize>) -> Result<(), Failure> {
    let password = password(settings);
    let report = match people {
        Some(people) => ::demo::load_generated(services, people, TASKS_PER_PERSON, &password).await?,
        None => ::demo::load(services, &password).await?,
    };
    let DemoReport {
        people,
        rules,
        delegations,
        tasks,
    } = report;
    eprintln!(
        "Loaded {}, {}, {} and {}.",
        counted(people, "person", "people"),
        counted(rules, "delegation rule", "delegation rules"),
        counted(delegations, "role delegation", "role delegations"),
        counted(tasks, "task", "tasks")
    );
    eprintln!("After `locum serve`: {}.", how_to_sign_in(Some(&password)));
    Ok(())
}

/// For a server that is to be looked at: loads the demo organisation unless there are people already, and tells how
/// to sign in.
pub(super) async fn prepare(settings: &Settings, services: &Services) -> Result<String, Failure> {
    let password = password(settings);
    match ::demo::load(services, &password).await {
        Ok(_) => Ok(how_to_sign_in(Some(&password))),
        // A random password was printed when they were loaded, and nobody knows it now.
        Err(Error::Conflict(_)) => Ok(how_to_sign_in(settings.demo_password.as_deref())),
        Err(error) => Err(error.into()),
    }
}

fn how_to_sign_in(password: Option<&str>) -> String {
    match password {
        Some(password) => format!("sign in as ada, mara or ben with the password {password}"),
        None => {
            "sign in as ada, mara or ben with the password that was printed when they were loaded".to_owned()
        }
    }
}

fn password(settings: &Settings) -> String {
    settings.demo_password.clone().unwrap_or_else(random_password)
}

/// Four groups of five letters and digits that are not taken for one another: 100 bits.
fn random_password() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let letters: Vec<char> = rand::random::<[u8; 20]>()
        .iter()
        .filter_map(|byte| LETTERS.get(usize::from(byte % 32)).copied().map(char::from))
        .collect();
    let groups: Vec<String> = letters.chunks(5).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::random_password;

    #[test]
    fn a_random_password_is_four_groups_of_five() {
        let password = random_password();
        assert_eq!(
            password.split('-').map(str::len).collect::<Vec<_>>(),
            [5; 4],
            "{password}"
        );
        assert_ne!(password, random_password());
    }
}
