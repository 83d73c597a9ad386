//! What the database gives up for a reason that may pass is told from a defect, by what PostgreSQL really says.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

use db::transaction::Transaction;
use db::{Error, Pool};
use diesel_async::SimpleAsyncConnection;
use test_database::TestDatabase;

async fn execute(tx: &mut Transaction, sql: &str) -> Result<(), Error> {
    Ok(tx.batch_execute(sql).await?)
}

async fn run(pool: &Pool, sql: &str) -> Result<(), Error> {
    Transaction::run(pool, async |tx| execute(tx, sql).await).await
}

fn is_transient(outcome: &Result<(), Error>) -> bool {
    matches!(outcome, Err(Error::Transient(_)))
}

#[tokio::test(flavor = "multi_thread")]
async fn locks_and_time_limits_may_pass_and_defects_do_not() {
    let database = TestDatabase::new().await;
    database
        .batch("CREATE TABLE kept (id int PRIMARY KEY); INSERT INTO kept VALUES (1), (2); GRANT ALL ON kept TO PUBLIC")
        .await;
    let pool = Pool::new(&database.url, 4).unwrap();
    let mut holder = Transaction::autocommit(&pool).await.unwrap();
    execute(&mut holder, "BEGIN; SELECT FROM kept WHERE id = 1 FOR UPDATE")
        .await
        .unwrap();
    for sql in [
        // 55P03
        "SET LOCAL lock_timeout = '1ms'; UPDATE kept SET id = 3 WHERE id = 1",
        "SELECT FROM kept WHERE id = 1 FOR UPDATE NOWAIT",
        "LOCK TABLE kept IN ACCESS EXCLUSIVE MODE NOWAIT",
        // 57014
        "SET LOCAL statement_timeout = '1ms'; SELECT pg_sleep(60)",
    ] {
        let outcome = run(&pool, sql).await;
        assert!(is_transient(&outcome), "{sql}: {outcome:?}");
    }
    for sql in [
        "SELECT 1 / 0",
        "SELECT FROM missing",
        "INSERT INTO kept VALUES (2)",
    ] {
        let outcome = run(&pool, sql).await;
        assert!(outcome.is_err() && !is_transient(&outcome), "{sql}: {outcome:?}");
    }
    execute(&mut holder, "ROLLBACK").await.unwrap();
    // 25006: a follower, until the pool finds the leader.
    let outcome = run(&pool, "SET TRANSACTION READ ONLY; DELETE FROM kept").await;
    assert!(matches!(outcome, Err(Error::Unavailable(_))), "{outcome:?}");
    drop(holder);
    drop(pool);
    database.drop_database().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_transactions_in_each_others_way_one_is_told_that_it_may_pass() {
    let database = TestDatabase::new().await;
    database
        .batch("CREATE TABLE kept (id int PRIMARY KEY, n int); INSERT INTO kept VALUES (1, 0), (2, 0); GRANT ALL ON kept TO PUBLIC")
        .await;
    let pool = Pool::new(&database.url, 4).unwrap();
    // 40001
    let serializable = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SELECT n FROM kept";
    let outcome = Transaction::run(&pool, async |tx| {
        execute(tx, serializable).await?;
        run(&pool, "UPDATE kept SET n = n + 1 WHERE id = 1").await?;
        execute(tx, "UPDATE kept SET n = n + 1 WHERE id = 1").await
    })
    .await;
    assert!(is_transient(&outcome), "{outcome:?}");
    // 40P01: each waits for what the other has.
    let met = tokio::sync::Barrier::new(2);
    let crossing = async |first: i32, second: i32| {
        Transaction::run(&pool, async |tx| {
            execute(tx, &format!("UPDATE kept SET n = 9 WHERE id = {first}")).await?;
            met.wait().await;
            execute(tx, &format!("UPDATE kept SET n = 9 WHERE id = {second}")).await
        })
        .await
    };
    let (one, two) = tokio::join!(crossing(1, 2), crossing(2, 1));
    assert!(
        is_transient(&one) && two.is_ok() || is_transient(&two) && one.is_ok(),
        "{one:?} {two:?}"
    );
    drop(pool);
    database.drop_database().await;
}
