//! How many access checks a second the one function (D) answers through the domain and the database: what `cargo xtask
//! bench` runs. Pairs of ids, of who wants to and of on whose record, stand on standard input.
//!
//! `access_checks CONNECTIONS SECONDS`, the database being `DATABASE_URL`; 0 seconds: each pair once. Prints how many
//! checks, how many were allowed, and how long they took.

use std::io::{self, BufRead};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use db::pool::Pool;
use db::transaction::Transaction;
use domain::ids::PersonId;
use services::access::{self, ManageAbsences};
use services::actor::PersonActor;
use services::clock::Clock;

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<String, Failure> {
    let mut arguments = std::env::args().skip(1);
    let mut number =
        || -> Result<usize, Failure> { Ok(arguments.next().ok_or("a number is missing")?.parse()?) };
    let (connections, seconds) = (number()?, number()?);
    let pairs: Arc<Vec<(PersonId, PersonId)>> = Arc::new(pairs()?);
    let pool = Pool::new(&std::env::var("DATABASE_URL")?, connections)?;
    let begun = Instant::now();
    let until = begun + Duration::from_secs(u64::try_from(seconds)?);
    let workers: Vec<_> = (0..connections)
        .map(|worker| tokio::spawn(check(pool.clone(), Arc::clone(&pairs), worker * 97, until)))
        .collect();
    let (mut checks, mut allowed) = (0_u64, 0_u64);
    for worker in workers {
        let (more, of_them) = worker.await??;
        checks += more;
        allowed += of_them;
    }
    Ok(format!("{checks} {allowed} {}", begun.elapsed().as_secs_f64()))
}

fn pairs() -> Result<Vec<(PersonId, PersonId)>, Failure> {
    let pair = |line: io::Result<String>| -> Result<_, Failure> {
        let line = line?;
        let (person, target) = line.split_once('\t').ok_or("a line is no pair")?;
        Ok((PersonId(person.parse()?), PersonId(target.parse()?)))
    };
    io::stdin().lock().lines().map(pair).collect()
}

/// Checks one pair after the other until then, and each at least once; says how many, and how many were allowed.
async fn check(
    pool: Pool,
    pairs: Arc<Vec<(PersonId, PersonId)>>,
    from: usize,
    until: Instant,
) -> Result<(u64, u64), Failure> {
    let mut tx = Transaction::autocommit(&pool).await?;
    let (mut checks, mut allowed) = (0, 0);
    let turns = pairs.iter().cycle().skip(from % pairs.len().max(1));
    for (turn, (person, target)) in turns.enumerate() {
        if turn >= pairs.len() && Instant::now() >= until {
            break;
        }
        let actor = PersonActor::new(*person, "bench", None);
        match access::require::<ManageAbsences>(&mut tx, &actor, *target, Clock::Machine.now()).await {
            Ok(_) => allowed += 1,
            Err(services::Error::Forbidden) => {}
            Err(error) => return Err(error.into()),
        }
        checks += 1;
    }
    Ok((checks, allowed))
}
