//! The LDAP directory (J7, R13): a real one, OpenLDAP, and what `ldapsearch` reads there.

mod crash;
mod follows;
mod groups;
mod job;
mod names;
mod outages;
mod paging;
mod races;
mod reconcile;
mod reconcile_kill;
mod refusals;
mod servers;
mod slow;
mod tls;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use ldap_directory::{Directory, LdapConfig, Membership, Patience, Sent};

use crate::support::{Program, Setup, Slapd, World};

/// Everybody who has an entry in the directory.
const PEOPLE: [&str; 12] = [
    "ada", "abel", "ines", "hugo", "mara", "milo", "mina", "ben", "bea", "max", "tess", "zoe",
];

/// Who holds line manager by themselves.
const LEADERS: [&str; 3] = ["mara", "milo", "mina"];

/// A world with this directory.
async fn world(slapd: &Slapd) -> World {
    let directory = Directory::new(&impatient(slapd.config())).unwrap();
    let setup = Setup {
        directory: Some(Arc::new(directory)),
        ..Setup::default()
    };
    World::with(setup).await
}

fn directory(slapd: &Slapd) -> Directory {
    Directory::new(&slapd.config()).unwrap()
}

/// Waits for a directory no longer than a test wants to.
fn impatient(config: LdapConfig) -> LdapConfig {
    LdapConfig {
        patience: Patience {
            connect: Duration::from_millis(1_500),
            answer: Duration::from_millis(1_500),
            batch: Duration::from_secs(8),
        },
        ..config
    }
}

fn membership(username: &str, role: &str, is_member: bool) -> Membership {
    Membership {
        username: username.to_owned(),
        role: role.to_owned(),
        is_member,
    }
}

fn is(username: &str, role: &str) -> Membership {
    membership(username, role, true)
}

fn is_not(username: &str, role: &str) -> Membership {
    membership(username, role, false)
}

fn set(usernames: &[&str]) -> BTreeSet<String> {
    usernames.iter().map(|&username| username.to_owned()).collect()
}

/// Who is in the group of line managers: those who hold the role by themselves, and these.
fn leaders(others: &[&str]) -> BTreeSet<String> {
    set(&LEADERS.iter().chain(others).copied().collect::<Vec<_>>())
}

/// The running program, on this world's database and clock and with this directory.
fn serve(world: &World, slapd: &Slapd) -> Program {
    let (clock, settings) = (world.clock.path(), slapd.environment());
    let mut environment = vec![
        ("DATABASE_URL", world.database.url.as_str()),
        ("LOCUM_ENV", "test"),
        ("LOCUM_CLOCK_FILE", clock.to_str().unwrap()),
    ];
    environment.extend(settings.iter().map(|(name, value)| (*name, value.as_str())));
    Program::serve(&environment)
}

fn done(count: usize) -> Vec<Sent> {
    vec![Sent::Done; count]
}

/// The reason, of an outcome of this kind.
fn later(sent: &Sent) -> &str {
    match sent {
        Sent::Later(why) => why,
        other => panic!("{other:?}"),
    }
}

fn faulted(sent: &Sent) -> &str {
    match sent {
        Sent::Faulted(why) => why,
        other => panic!("{other:?}"),
    }
}

fn unreachable(sent: &Sent) -> &str {
    match sent {
        Sent::Unreachable(why) => why,
        other => panic!("{other:?}"),
    }
}
