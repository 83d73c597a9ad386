//! My Team: Absences, of a proxy whom three managers have lent their role, with five thousand people in scope.

use std::time::Instant;

use anyhow::Context;
use private_postgres::DATABASE;

use crate::bench::client;
use crate::bench::figure::Figure;
use crate::bench::organisation::PASSWORD;
use crate::bench::pages::median;
use crate::bench::server::Server;
use crate::bench::sql::query;
use crate::bench::{Measurement, Stand};

/// The proxy of three delegators whose hierarchies have the least people together that are five thousand or more.
const PROXY: &str = "SELECT p.username, s.people FROM (SELECT d.proxy_id, sum(b.people) AS people FROM role_delegations d \
      CROSS JOIN LATERAL (WITH RECURSIVE below AS (SELECT id FROM people WHERE manager_id = d.delegator_id UNION ALL \
        SELECT p.id FROM below JOIN people p ON p.manager_id = below.id) SELECT count(*) AS people FROM below) b \
      WHERE d.begun_at IS NOT NULL AND d.ended_at IS NULL AND d.delegator_id < (SELECT min(id) + 300 FROM people) \
      GROUP BY d.proxy_id HAVING count(*) = 3) s JOIN people p ON p.id = s.proxy_id WHERE s.people >= 5000 ORDER BY s.people LIMIT 1";

/// The page as it opens, and with each kind of filter.
const FILTERS: [&str; 4] = [
    "",
    "?state=requested",
    "?q=an",
    "?from=2020-01-01&until=2035-01-01",
];

/// How often each is asked.
const TIMES: usize = 21;

/// The page.
pub(crate) struct Absences;

impl Measurement for Absences {
    fn name(&self) -> &'static str {
        "the absences of three hierarchies"
    }

    fn measure(&self, stand: &Stand<'_>) -> anyhow::Result<Vec<Figure>> {
        let rows = query(&stand.cluster, DATABASE, &[PROXY])?;
        let row = rows
            .first()
            .context("nobody is proxy of three with five thousand people")?;
        let (username, people) = row.split_once('\t').context("psql gave no two columns")?;
        let server = Server::start(stand, "")?;
        let cookie = client::sign_in(&server.address, username, PASSWORD)?;
        let mut slowest = (0.0, "");
        for filter in FILTERS {
            let took = time(&server, &format!("/team/absences{filter}"), &cookie)?;
            if took > slowest.0 {
                slowest = (took, filter);
            }
        }
        let name = format!("absences of three hierarchies, {people} people ({})", slowest.1);
        Ok(vec![Figure::new(name, slowest.0, "ms")])
    }
}

fn time(server: &Server, path: &str, cookie: &str) -> anyhow::Result<f64> {
    let mut took = Vec::new();
    for _ in 0..TIMES {
        let begun = Instant::now();
        let answer = client::get(&server.address, path, cookie)?;
        took.push(begun.elapsed().as_secs_f64() * 1e3);
        let sections = answer.body.matches(">For ").count();
        anyhow::ensure!(
            answer.status == 200 && sections >= 3,
            "{path} answered {} with {sections} sections",
            answer.status
        );
    }
    Ok(median(took))
}
