//! `locum migrate`.

use crate::config::Settings;
use crate::database::Database;
use crate::failure::Failure;

/// Brings the schema up to date.
pub(super) async fn run(settings: &Settings) -> Result<(), Failure> {
    let (database, migrations) = Database::open(settings).await?;
    match migrations {
        0 => eprintln!("The schema is up to date."),
        1 => eprintln!("Ran 1 migration."),
        several => eprintln!("Ran {several} migrations."),
    }
    database.close().await
}
