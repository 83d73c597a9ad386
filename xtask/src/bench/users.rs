//! Admin › Directory › Users: how long the slowest of its lists takes, among 200,000 people and among 2,000.

use std::process::Command;
use std::time::Instant;

use anyhow::Context;

use crate::bench::client;
use crate::bench::figure::{Figure, Target};
use crate::bench::organisation::{self, PASSWORD, SMALL};
use crate::bench::pages::median;
use crate::bench::server::Server;
use crate::bench::{Measurement, Stand};

/// The list itself, what most match, what few match, what nobody matches, and several filters at once.
const FILTERS: [&str; 14] = [
    "",
    "department=Sales",
    "q=an",
    "q=ova",
    "q=Amira+Adeyemi",
    "q=xyzzyx",
    "status=active&department=Legal",
    "status=inactive",
    "status=terminated&department=Sales",
    "has_delegate=true",
    "has_delegate=true&department=Sales",
    "is_delegate=true",
    "has_delegate=true&is_delegate=true",
    "inactive_delegate=true",
];

/// How often each is asked.
const TIMES: usize = 21;

/// The Users page.
pub(crate) struct Users;

impl Measurement for Users {
    fn name(&self) -> &'static str {
        "the Users page"
    }

    fn measure(&self, stand: &Stand<'_>) -> anyhow::Result<Vec<Figure>> {
        let (small, _) = slowest(&small_server(stand)?)?;
        let (large, filter) = slowest(&Server::start(stand, "")?)?;
        organisation::drop_small(stand)?;
        Ok(vec![
            Figure::new("Users page at 2,000 people, slowest list", small, "ms").target(Target::AtMost(50.0)),
            Figure::new(
                format!("Users page at 200,000 people, slowest list ({filter})"),
                large,
                "ms",
            )
            .target(Target::AtMost(50.0)),
        ])
    }
}

/// A server on an organisation of two thousand.
fn small_server(stand: &Stand<'_>) -> anyhow::Result<Server> {
    organisation::small(stand)?;
    let mut serve = Command::new(&stand.server);
    serve
        .arg("serve")
        .env("LOCUM_LISTEN", "127.0.0.1:0")
        .env("DATABASE_URL", stand.cluster.url(SMALL));
    Server::of(stand, &mut serve)
}

/// How long the slowest list takes, in milliseconds, and which it is.
fn slowest(server: &Server) -> anyhow::Result<(f64, &'static str)> {
    let form = format!("username=ada&password={PASSWORD}");
    let answer = client::post(&server.address, "/login", &form)?;
    let cookie = answer.cookie().context("ada could not sign in")?.to_owned();
    let mut slowest = (0.0, "");
    for filter in FILTERS {
        let path = format!("/admin/directory/users?{filter}");
        let mut took = Vec::new();
        for _ in 0..TIMES {
            let begun = Instant::now();
            let answer = client::get(&server.address, &path, &cookie)?;
            took.push(begun.elapsed().as_secs_f64() * 1e3);
            anyhow::ensure!(answer.status == 200, "{path} answered {}", answer.status);
        }
        let took = median(took);
        if took > slowest.0 {
            slowest = (took, filter);
        }
    }
    Ok(slowest)
}
