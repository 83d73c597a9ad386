//! Many at once write what excludes each other: one is kept, the others are told so, and nobody waits in a circle (R5).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use db::absences::write::{By, insert as insert_absence};
use db::role_delegations::write::{NewDelegation, insert as insert_delegation};
use db::transaction::Transaction;
use domain::absence::{Days, Kind};
use domain::ids::{PersonId, RoleId};
use domain::role_delegation::{Period, Plan};
use futures::future::join_all;
use test_database::TestDatabase;
use tokio::sync::Barrier;

/// Those who write at once, each in a transaction of their own, and how often they do.
const WRITERS: usize = 6;
const ROUNDS: u64 = 25;

const PEOPLE: &str = "INSERT INTO people (username, display_name, search_text, created_at, updated_at) \
    SELECT 'p' || n, 'Person ' || n, 'person', '2027-01-01Z', '2027-01-01Z' FROM generate_series(1, 2) n";

fn now() -> DateTime<Utc> {
    "2028-01-10T12:00:00Z".parse().unwrap()
}

/// A week of its own for each round: what one round kept is in nobody's way.
fn week(round: u64) -> (NaiveDate, NaiveDate) {
    let first: NaiveDate = "2029-01-01".parse().unwrap();
    let first = first + chrono::Days::new(round * 7);
    (first, first + chrono::Days::new(5))
}

async fn people(database: &TestDatabase) -> (PersonId, PersonId) {
    database.batch(PEOPLE).await;
    let sql = "SELECT id FROM people WHERE username IN ('p1', 'p2') ORDER BY username";
    let rows = database.connect().await.query(sql, &[]).await.unwrap();
    (PersonId(rows[0].get(0)), PersonId(rows[1].get(0)))
}

/// How many of the writers were answered with an id.
async fn kept(
    database: &TestDatabase,
    write: impl AsyncFn(&mut Transaction) -> db::Result<Option<i64>>,
) -> usize {
    let barrier = Barrier::new(WRITERS);
    let one = async || {
        Transaction::run(&database.pool, async |tx| {
            barrier.wait().await;
            write(tx).await
        })
        .await
    };
    let written = join_all((0..WRITERS).map(|_| one())).await;
    written.into_iter().filter_map(Result::unwrap).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn r5_of_many_delegations_for_the_same_days_one_is_written() {
    let database = TestDatabase::new().await;
    let (delegator, proxy) = people(&database).await;
    for round in 0..ROUNDS {
        let (first, last) = week(round);
        let new = NewDelegation {
            delegator,
            proxy,
            role: RoleId(1),
            period: Period::new(first, Some(last), false).unwrap(),
            plan: Plan {
                begins_now: false,
                ends_now: false,
                never_begins: false,
                begin_due: None,
                end_due: None,
                not_after: Some(now() + TimeDelta::days(500)),
            },
            created_by: delegator,
            created_at: now(),
        };
        assert_eq!(
            kept(&database, async |tx| insert_delegation(tx, &new).await).await,
            1
        );
    }
    database.drop_database().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_absences_on_the_same_days_one_is_written() {
    let database = TestDatabase::new().await;
    let (person, _) = people(&database).await;
    let by = By {
        actor: person,
        behalf: None,
        at: now(),
    };
    for round in 0..ROUNDS {
        let (first, last) = week(round);
        let days = Days::new(first, last).unwrap();
        let write =
            async |tx: &mut Transaction| insert_absence(tx, person, Kind::Vacation, days, false, by).await;
        assert_eq!(kept(&database, write).await, 1);
    }
    database.drop_database().await;
}
