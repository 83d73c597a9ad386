//! `locum people …`.

use std::fs::File;
use std::io::{BufReader, BufWriter, ErrorKind, Read, Write};
use std::path::Path;

use domain::text::counting::counted;
use services::Services;
use services::actor::SystemActor;
use services::people::export::ExportError;
use services::people::import::{ImportError, ImportReport};

use crate::cli::People;
use crate::config::Settings;
use crate::database::Database;
use crate::failure::Failure;

/// Brings people in or out.
pub(super) async fn run(settings: &Settings, command: People) -> Result<(), Failure> {
    match command {
        People::Import { file, dry_run } => {
            // Before a database is started for it.
            let input = open(&file)?;
            let (database, _) = Database::open(settings).await?;
            let outcome = import(&database.services(settings), input, dry_run).await;
            database.close().await?;
            outcome
        }
        People::Export => {
            let (database, _) = Database::open(settings).await?;
            let outcome = export(&database.services(settings)).await;
            database.close().await?;
            outcome
        }
    }
}

fn open(file: &Path) -> Result<Box<dyn Read + Send>, Failure> {
    if file == Path::new("-") {
        return Ok(Box::new(std::io::stdin()));
    }
    let opened = File::open(file).and_then(|opened| {
        if opened.metadata()?.is_dir() {
            Err(std::io::ErrorKind::IsADirectory.into())
        } else {
            Ok(opened)
        }
    });
    match opened {
        Ok(opened) => Ok(Box::new(BufReader::new(opened))),
        Err(error) => Err(Failure::BadInput(format!(
            "{} cannot be read: {error}",
            file.display()
        ))),
    }
}

async fn import(services: &Services, input: impl Read + Send, dry_run: bool) -> Result<(), Failure> {
    let actor = SystemActor::new("command: people import");
    let account = super::account();
    let mut waits = || eprintln!("another import is under way: waiting until it has ended");
    let imported = if dry_run {
        services.people().import(&actor, input, true).await
    } else {
        services
            .people()
            .import_as_operation(&actor, input, account.as_deref(), &mut waits)
            .await
    };
    let report = imported.map_err(refused)?;
    eprintln!("{}", sentence(&report, dry_run));
    if !dry_run {
        // Tasks of whoever left by this import are dealt with now, whether or not a server runs.
        if let Err(error) = services.tasks().sweep_all(&actor).await {
            eprintln!(
                "the people are imported, but open tasks could not be looked after: {error}; a running server does it"
            );
        }
        // Servers find the messages by themselves; this only saves them the wait.
        let _ = services.notify().wake_other_processes().await;
    }
    Ok(())
}

/// A bad line is bad input; the list ends with a line that says that nothing was imported.
fn refused(error: ImportError) -> Failure {
    match error {
        ImportError::Refused(problems) => {
            for problem in problems.listed() {
                eprintln!("{problem}");
            }
            Failure::BadInput(match problems.more() {
                0 => "nothing was imported".to_owned(),
                more => format!("nothing was imported; {more} more lines are wrong"),
            })
        }
        ImportError::Unreadable(error) => Failure::BadInput(format!("the file cannot be read: {error}")),
        ImportError::Failed(error) => error.into(),
    }
}

fn sentence(report: &ImportReport, dry_run: bool) -> String {
    let ImportReport {
        created,
        updated,
        unchanged,
        granted,
        revoked,
    } = report;
    let people = format!("{created} created, {updated} updated, {unchanged} unchanged");
    let roles = format!(
        "{} granted, {revoked} revoked",
        counted(*granted, "role", "roles")
    );
    if dry_run {
        format!("The file is good; nothing was changed. It would be: people {people}; {roles}.")
    } else {
        format!("People: {people}; {roles}.")
    }
}

async fn export(services: &Services) -> Result<(), Failure> {
    let mut output = BufWriter::new(std::io::stdout());
    let exported = services.people().export(&mut output).await;
    let flushed = exported.and_then(|_| Ok(output.flush()?));
    match flushed {
        // Whoever reads it has enough, as `| head -1` has: there is no need to write on.
        Err(ExportError::Unwritable(error)) if error.kind() == ErrorKind::BrokenPipe => {
            // What is left in it goes nowhere, and would be tried once more.
            let _ = output.into_parts();
            Ok(())
        }
        Err(ExportError::Failed(error)) => Err(error.into()),
        Err(other) => Err(Failure::failed(other)),
        Ok(()) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_of_an_import_agrees_with_its_numbers() {
        let report = |granted| ImportReport {
            created: 1,
            granted,
            ..ImportReport::default()
        };
        for (granted, words) in [
            (0, "0 roles granted"),
            (1, "1 role granted"),
            (2, "2 roles granted"),
        ] {
            let said = sentence(&report(granted), false);
            assert_eq!(
                said,
                format!("People: 1 created, 0 updated, 0 unchanged; {words}, 0 revoked.")
            );
        }
    }
}
