//! My tasks and the task page: how many a second, how long the slowest take, and what the server needs for it.

use crate::bench::client;
use crate::bench::figure::{Figure, HALF, Target};
use crate::bench::pgbench::Workload;
use crate::bench::server::Server;
use crate::bench::statements::{Call, Listener};
use crate::bench::visitors::{self, Visitor};
use crate::bench::wrk::{Requests, Seen};
use crate::bench::{Measurement, Stand};

/// Requests in flight.
const CONNECTIONS: u32 = 32;
const WARM_UP: u32 = 10;
/// Server and pgbench take turns, so that a neighbour who wakes up disturbs both; the medians count.
const ROUNDS: u32 = 3;
const ROUND: u32 = 5;

/// A page as everybody asks for it.
struct Page {
    name: &'static str,
    path: fn(&Visitor) -> String,
    /// Stands in every answer that is the right one.
    mark: &'static str,
}

const PAGES: [Page; 2] = [
    Page {
        name: "My tasks",
        path: |_| "/".to_owned(),
        mark: "<h1>My tasks</h1>",
    },
    Page {
        name: "a task's page",
        path: |visitor| format!("/tasks/{}", visitor.task),
        mark: "<h2 id=\"log\">Log</h2>",
    },
];

/// Both pages, and the server's memory after them.
pub(crate) struct Pages;

impl Measurement for Pages {
    fn name(&self) -> &'static str {
        "the pages"
    }

    fn measure(&self, stand: &Stand<'_>) -> anyhow::Result<Vec<Figure>> {
        let server = Server::start(stand, "")?;
        let visitors = visitors::sign_in(stand, &server.address)?;
        let mut workloads = Vec::new();
        let listener = Listener::start(stand)?;
        for page in &PAGES {
            let calls = |visitor: &Visitor| listener.calls(&(page.path)(visitor), &visitor.cookie);
            workloads.push(visitors.iter().map(calls).collect::<anyhow::Result<Vec<_>>>()?);
        }
        drop(listener);
        let mut figures = Vec::new();
        for (page, calls) in PAGES.iter().zip(&workloads) {
            figures.extend(measure(stand, &server, &visitors, page, calls)?);
        }
        for (name, line) in [
            ("server memory, peak", "VmHWM:"),
            ("server memory, then", "VmRSS:"),
        ] {
            let megabytes = server.process.memory(line)? * 1024.0 / 1e6;
            figures.push(Figure::size(name, megabytes, "MB", Target::AtMost(100.0)));
        }
        Ok(figures)
    }
}

fn measure(
    stand: &Stand<'_>,
    server: &Server,
    visitors: &[Visitor],
    page: &Page,
    calls: &[Vec<Call>],
) -> anyhow::Result<[Figure; 3]> {
    look(server, visitors, page)?;
    let pages: Vec<_> = visitors
        .iter()
        .map(|v| ((page.path)(v), v.cookie.clone()))
        .collect();
    let requests = Requests::prepare(stand, &server.address, &pages)?;
    let workload = Workload::prepare(stand, calls)?;
    let (Seen { rate, p99 }, plain) = take_turns(stand, &requests, &workload)?;
    // Nobody's session ended meanwhile.
    look(server, visitors, page)?;
    let round_trips = calls.iter().map(Vec::len).max().unwrap_or_default();
    let name = page.name;
    Ok([
        Figure::new(name, rate, "requests/s").of("pgbench", plain, HALF),
        Figure::new(format!("{name}, 99 in 100 within"), p99, "ms"),
        Figure::size(
            format!("{name}, SQL statements"),
            f64::from(u32::try_from(round_trips)?),
            "",
            Target::AtMost(3.0),
        ),
    ])
}

/// Sees that every visitor gets the page, and not another that says why not.
fn look(server: &Server, visitors: &[Visitor], page: &Page) -> anyhow::Result<()> {
    for visitor in visitors {
        let path = (page.path)(visitor);
        let answer = client::get(&server.address, &path, &visitor.cookie)?;
        anyhow::ensure!(
            answer.status == 200 && answer.body.contains(page.mark),
            "{path} answered {} without {}",
            answer.status,
            page.mark
        );
    }
    Ok(())
}

/// What the server does of these requests, and how much of the same SQL pgbench does a second, in turn.
pub(crate) fn take_turns(
    stand: &Stand<'_>,
    requests: &Requests,
    workload: &Workload,
) -> anyhow::Result<(Seen, f64)> {
    requests.send(stand, CONNECTIONS, WARM_UP)?;
    workload.run(stand, CONNECTIONS, ROUND)?;
    let (mut seen, mut plain): (Vec<Seen>, Vec<f64>) = Default::default();
    for _ in 0..ROUNDS {
        seen.push(requests.send(stand, CONNECTIONS, ROUND)?);
        plain.push(workload.run(stand, CONNECTIONS, ROUND)?);
    }
    let rate = median(seen.iter().map(|seen| seen.rate).collect());
    let p99 = median(seen.iter().map(|seen| seen.p99).collect());
    Ok((Seen { rate, p99 }, median(plain)))
}

/// The middle one.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
