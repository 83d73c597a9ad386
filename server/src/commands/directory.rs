//! `locum directory …`.

use std::io::Write;

use ldap_directory::Directory as LdapDirectory;
use services::Services;
use services::actor::SystemActor;
use services::reconcile::{Drift, ReconcileError, Reconciled, Told};

use crate::cli::Directory;
use crate::config::Settings;
use crate::database::Database;
use crate::failure::Failure;

/// Looks after the LDAP directory.
pub(super) async fn run(settings: &Settings, command: Directory) -> Result<(), Failure> {
    let Directory::Reconcile { fix } = command;
    // Before a database is started for it.
    let Some(directory) = settings.directory()? else {
        return Err(Failure::BadInput(
            "no directory is configured: LOCUM_LDAP_URL is not set".to_owned(),
        ));
    };
    let (database, _) = Database::open(settings).await?;
    let outcome = reconcile(&database.services(settings), &directory, fix).await;
    database.close().await?;
    outcome
}

async fn reconcile(services: &Services, directory: &LdapDirectory, fix: bool) -> Result<(), Failure> {
    let actor = SystemActor::new("command: directory reconcile");
    let mut output = super::output::output();
    let mut listener = |told: Told| match told {
        Told::Drift(drift) => writeln!(output, "{}", line(&drift)),
        Told::NotMended(drift, why) => {
            eprintln!("not mended: {}: {why}", line(&drift));
            Ok(())
        }
        Told::Stranger { role, dn } => {
            eprintln!("note: the group of {role} has a member that is no person: {dn}");
            Ok(())
        }
        Told::OtherGroup(dn) => {
            eprintln!("note: there is no role for the group {dn}");
            Ok(())
        }
    };
    let account = super::account();
    let mut waits = || eprintln!("another reconciliation is under way: waiting until it has ended");
    let outcome = if fix {
        let run = (account.as_deref(), &mut waits as &mut (dyn FnMut() + Send));
        services
            .reconcile()
            .mend(directory, &actor, run, &mut listener)
            .await
    } else {
        services
            .reconcile()
            .directory(directory, &actor, false, &mut listener)
            .await
    };
    output.flush().map_err(Failure::failed)?;
    let done = outcome.map_err(|error| match error {
        ReconcileError::Failed(error) => error.into(),
        other => Failure::failed(other),
    })?;
    eprintln!("{}", sentence(&done, fix));
    match done.left() {
        _ if !fix => Ok(()),
        0 => Ok(()),
        1 => Err(Failure::Failed("1 difference is left".to_owned())),
        left => Err(Failure::Failed(format!("{left} differences are left"))),
    }
}

/// A difference as a line of the output.
fn line(drift: &Drift) -> String {
    let sign = match drift {
        Drift::Missing(_) => '+',
        Drift::Surplus(_) => '-',
        Drift::WithoutEntry(_) => '!',
    };
    let member = drift.member();
    // A name that only the directory has may hold anything.
    let username: String = member
        .username
        .chars()
        .flat_map(|letter| {
            if letter.is_control() {
                letter.escape_default().collect::<Vec<_>>()
            } else {
                vec![letter]
            }
        })
        .collect();
    format!("{sign} {} {username}", member.role)
}

fn sentence(done: &Reconciled, fix: bool) -> String {
    let Reconciled {
        right,
        added,
        removed,
        drift,
        without_entry,
    } = done;
    let without = match without_entry {
        0 => String::new(),
        count => format!(" {count} memberships are of people without an entry in the directory."),
    };
    if fix {
        format!("{right} memberships were right; {added} added, {removed} removed.{without}")
    } else {
        format!("{right} memberships are right, {drift} are not.{without}")
    }
}
