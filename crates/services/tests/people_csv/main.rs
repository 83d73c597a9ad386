//! People in and out as CSV, against a real database.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not there"
)]

mod effects;
mod export;
mod import;
mod large;
mod refused;

use chrono::{DateTime, Utc};
use db::audit::Entry;
use services::Services;
use services::actor::SystemActor;
use services::clock::Clock;
use services::people::import::{ImportError, ImportReport, Problems};
use test_database::TestDatabase;

const HARBOUR: &str = include_str!("harbour.csv");
const HEADER: &str =
    "username,display_name,email,manager,department,job,location,hired_on,terminated_on,time_zone,roles";

/// A directory of a test's own, at noon of 1 July 2026 UTC.
struct Directory {
    database: TestDatabase,
    services: Services,
}

impl Directory {
    async fn new() -> Self {
        Self::at("2026-07-01T12:00:00Z").await
    }

    async fn at(now: &str) -> Self {
        let database = TestDatabase::new().await;
        let services = Services::new(database.pool.clone(), Clock::Fixed(instant(now)));
        Self { database, services }
    }

    /// The same directory at another time.
    fn later(&self, now: &str) -> Services {
        Services::new(self.database.pool.clone(), Clock::Fixed(instant(now)))
    }

    async fn try_import(&self, csv: &str) -> Result<ImportReport, ImportError> {
        self.services
            .people()
            .import(&command(), csv.as_bytes(), false)
            .await
    }

    async fn import(&self, csv: &str) -> ImportReport {
        self.try_import(csv).await.expect("the file is right")
    }

    /// Imports lines below the header.
    async fn import_lines(&self, lines: &[&str]) -> ImportReport {
        self.import(&with_header(lines)).await
    }

    async fn refused(&self, csv: &[u8]) -> Problems {
        match self.services.people().import(&command(), csv, false).await {
            Err(ImportError::Refused(problems)) => problems,
            other => panic!("expected to be refused, got {other:?}"),
        }
    }

    async fn export(&self) -> String {
        let mut out = Vec::new();
        self.services
            .people()
            .export(&mut out)
            .await
            .expect("the export is written");
        String::from_utf8(out).expect("the export is UTF-8")
    }

    async fn audit(&self) -> Vec<Entry> {
        self.database.audit_entries().await
    }

    async fn person(&self, username: &str) -> db::people::Person {
        let mut conn = self.database.pool.get().await.expect("a connection");
        let found = db::people::by_username(&mut conn, username)
            .await
            .expect("people are read");
        found.expect("the person is there")
    }
}

fn command() -> SystemActor {
    SystemActor::new("locum people import")
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

fn with_header(lines: &[&str]) -> String {
    std::iter::once(HEADER)
        .chain(lines.iter().copied())
        .map(|line| format!("{line}\n"))
        .collect()
}

/// The problems as they are printed.
fn printed(problems: &Problems) -> Vec<String> {
    problems.listed().iter().map(ToString::to_string).collect()
}
