//! The demo organisation and a generated one, loaded into a real database.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not there"
)]

mod generated;
mod lending;
mod organisation;

use chrono::{DateTime, Utc};
use demo::DemoReport;
use services::Services;
use services::access::{Viewer, WorkOnTasks};
use services::clock::Clock;
use services::session::SignIn;
use services::tasks::{Filter, InboxRow};
use test_database::TestDatabase;

const PASSWORD: &str = "a long enough one";

/// A directory of a test's own, at noon of 1 July 2026 UTC.
struct Directory {
    database: TestDatabase,
    services: Services,
}

impl Directory {
    /// With nobody in it.
    async fn new() -> Self {
        Self::over(TestDatabase::new().await)
    }

    /// With the demo organisation, which is loaded once for all tests: sixty passwords take their time.
    async fn demo() -> Self {
        let load = async |pool, _| {
            demo::load(&services(pool), PASSWORD)
                .await
                .expect("the demo is loaded");
        };
        Self::over(TestDatabase::filled("_demo", load).await)
    }

    /// With the demo organisation, loaded for this test alone, and the report of it.
    async fn reported() -> (Self, DemoReport) {
        let directory = Self::new().await;
        let loaded = demo::load(&directory.services, PASSWORD).await;
        (directory, loaded.expect("the demo is loaded"))
    }

    /// With a generated organisation of a thousand people, so many tasks for each, and the report of it.
    async fn generated(tasks: usize) -> (Self, DemoReport) {
        let directory = Self::new().await;
        let generated = demo::load_generated(&directory.services, 1_000, tasks, PASSWORD).await;
        (directory, generated.expect("it is generated"))
    }

    fn over(database: TestDatabase) -> Self {
        let services = services(database.pool.clone());
        Self { database, services }
    }

    async fn person(&self, username: &str) -> db::people::Person {
        let mut conn = self.database.pool.get().await.expect("a connection");
        let found = db::people::by_username(&mut conn, username)
            .await
            .expect("people are read");
        found.unwrap_or_else(|| panic!("{username} is there"))
    }

    async fn viewer(&self, username: &str) -> Viewer {
        let person = self.person(username).await.id();
        self.services
            .access()
            .viewer(person)
            .await
            .expect("people are read")
            .unwrap_or_else(|| panic!("{username} is active"))
    }

    /// The titles of a person's open tasks, with whom they stand in for.
    async fn inbox(&self, username: &str) -> Vec<InboxRow> {
        let permitted = self
            .viewer(username)
            .await
            .require_own::<WorkOnTasks>()
            .expect("everyone works on tasks");
        self.services
            .tasks()
            .inbox(&permitted, &Filter::default())
            .await
            .expect("tasks are read")
            .rows
    }

    /// A task's log as its page shows it, oldest first.
    async fn log(&self, viewer: &str, task: domain::ids::TaskId) -> Vec<String> {
        let view = self
            .services
            .tasks()
            .read(&self.viewer(viewer).await, task)
            .await
            .expect("the task is seen");
        view.log.into_iter().rev().map(|line| line.words).collect()
    }

    async fn may_sign_in(&self, username: &str) -> bool {
        self.services
            .session()
            .sign_in(SignIn {
                username: username.to_owned(),
                password: PASSWORD.to_owned(),
                address: "127.0.0.1".to_owned(),
                browser: None,
                request_id: None,
            })
            .await
            .is_ok()
    }
}

fn services(pool: db::Pool) -> Services {
    let now: DateTime<Utc> = "2026-07-01T12:00:00Z".parse().expect("an instant");
    Services::new(pool, Clock::Fixed(now))
}
