use std::collections::BTreeSet;
use std::time::Duration;

use db::Pool;
use services::clock::Clock;
use services::{Error, Result, Services};
use tokio::sync::watch;

use super::job::{BackgroundJob, Context, Counts, Next, Round, Starts};
use super::{JOBS, runner};
use crate::metrics::Metrics;
use crate::shutdown::Shutdown;

/// Panics, then fails, then does something, then asks for the end.
struct Faulty {
    rounds: watch::Sender<usize>,
    end: watch::Sender<bool>,
}

impl BackgroundJob for Faulty {
    const NAME: &'static str = "faulty-test";
    const DOES: &'static str = "fails in every way that there is";
    const STARTS: Starts = Starts::Every(Duration::from_millis(1));

    fn instances(_: &Context) -> Vec<Self> {
        Vec::new()
    }

    async fn run(&mut self, _: &Services) -> Result<Round> {
        self.rounds.send_modify(|rounds| *rounds += 1);
        let round = *self.rounds.borrow();
        assert_ne!(round, 1, "the first one");
        match round {
            2 => return Err(Error::NotFound),
            3 => {}
            _ => {
                self.end.send_replace(true);
            }
        }
        Ok(Round {
            counts: Counts::of("done", round).and("failed", 0),
            next: Next::AtOnce,
        })
    }
}

#[tokio::test]
async fn a_round_that_panics_or_fails_ends_alone_and_is_measured() {
    let metrics = Metrics::of_process();
    let pool = Pool::new("postgresql://nobody@localhost/nothing", 1).unwrap();
    let services = Services::new(pool.clone(), Clock::Machine);
    let (shutdown, end) = Shutdown::by_hand();
    let (rounds, counted) = watch::channel(0);
    runner::run(Faulty { rounds, end }, services, shutdown).await;
    assert_eq!(*counted.borrow(), 4);
    let measured = metrics.render(&pool);
    for line in [
        r#"locum_background_rounds_total{job="faulty-test",outcome="panicked"} 1"#,
        r#"locum_background_rounds_total{job="faulty-test",outcome="failed"} 1"#,
        r#"locum_background_rounds_total{job="faulty-test",outcome="done"} 2"#,
        r#"locum_background_items_total{job="faulty-test",what="done"} 7"#,
        r#"locum_background_round_seconds_count{job="faulty-test"} 4"#,
    ] {
        assert!(measured.contains(line), "{line} in\n{measured}");
    }
}

#[test]
fn counts_say_what_there_is_more_than_none_of() {
    let counts = Counts::of("cancelled", 2).and("failed", 0).and("assigned", 1);
    assert_eq!(counts.to_string(), "cancelled 2, assigned 1");
    assert!(!counts.are_zero());
    assert_eq!(Round::one_of_many(counts).next, Next::AtOnce);
    let nothing = Counts::of("sent", 0);
    assert!(nothing.are_zero());
    assert_eq!(Round::one_of_many(nothing).next, Next::AsUsual);
}

#[test]
fn no_two_jobs_have_one_name() {
    let names: BTreeSet<_> = JOBS.iter().map(|job| job.name).collect();
    assert_eq!(names.len(), JOBS.len());
}

/// The table in the documents is that of the list.
#[test]
fn the_documents_list_every_job() {
    let mut table = "| job | round | what it does |\n|---|---|---|\n".to_owned();
    for job in &JOBS {
        table += &format!("| `{}` | {} | {} |\n", job.name, job.starts, job.does);
    }
    let documents = include_str!("../../../docs/ARCHITECTURE.md");
    assert!(
        documents.contains(&table),
        "docs/ARCHITECTURE.md has another table of jobs than this:\n\n{table}"
    );
}

/// The steps of the job are those of its list, in their order.
#[test]
fn the_documents_list_every_step_of_the_job() {
    let documents = include_str!("../../../docs/ARCHITECTURE.md");
    let (_, run) = documents.split_once("## A run of the job").unwrap();
    let (run, _) = run.split_once("\n## ").unwrap();
    let mut steps = Vec::new();
    for line in run.lines() {
        if let Some((number, rest)) = line.split_once(". **") {
            assert_eq!(number, (steps.len() + 1).to_string());
            steps.push(rest.split_once("**").unwrap().0.trim_end_matches('.'));
        }
    }
    let listed: Vec<_> = services::jobs::steps().collect();
    assert_eq!(steps, listed);
}
