//! Admin › Directory › Users and the lists of tasks: how long the slowest takes, among 200,000 people and among 2,000.

use std::process::Command;
use std::time::Instant;

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

/// The lists of tasks of a manager who has some of each.
const TASK_LISTS: [&str; 6] = [
    "",
    "kind=request&for=ben",
    "days=1",
    "list=decided",
    "list=requests",
    "list=decided&rows=100",
];

/// Lists to look at: who does, and the address before the filters.
struct Lists {
    who: &'static str,
    path: &'static str,
    filters: &'static [&'static str],
}

const USERS: Lists = Lists {
    who: "ada",
    path: "/admin/directory/users",
    filters: &FILTERS,
};
const TASKS: Lists = Lists {
    who: "mara",
    path: "/",
    filters: &TASK_LISTS,
};

/// A hundred times as many people may make a list a few times as slow, not a hundred times.
const FLAT: Target = Target::AtMost(4.0);

/// How often each is asked.
const TIMES: usize = 21;

/// The Users page.
pub(crate) struct Users;

impl Measurement for Users {
    fn name(&self) -> &'static str {
        "the Users page and the task lists"
    }

    fn measure(&self, stand: &Stand<'_>) -> anyhow::Result<Vec<Figure>> {
        let server = small_server(stand)?;
        let (small, small_tasks) = (slowest(&server, &USERS)?.0, slowest(&server, &TASKS)?.0);
        drop(server);
        let server = Server::start(stand, "")?;
        let ((large, filter), (large_tasks, list)) = (slowest(&server, &USERS)?, slowest(&server, &TASKS)?);
        drop(server);
        organisation::drop_small(stand)?;
        Ok(vec![
            Figure::new("Users page at 2,000 people, slowest list", small, "ms"),
            Figure::new(
                format!("Users page at 200,000 people, slowest list ({filter})"),
                large,
                "ms",
            )
            .of("2,000 people", small, FLAT),
            Figure::new("My tasks at 2,000 people, slowest list", small_tasks, "ms"),
            Figure::new(
                format!("My tasks at 200,000 people, slowest list ({list})"),
                large_tasks,
                "ms",
            )
            .of("2,000 people", small_tasks, FLAT),
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
        .env("LOCUM_METRICS_LISTEN", "")
        .env("DATABASE_URL", stand.cluster.owner_url(SMALL));
    Server::of(stand, &mut serve)
}

/// How long the slowest list takes, in milliseconds, and which it is.
fn slowest(server: &Server, lists: &Lists) -> anyhow::Result<(f64, &'static str)> {
    let cookie = client::sign_in(&server.address, lists.who, PASSWORD)?;
    let mut slowest = (0.0, "");
    for filter in lists.filters {
        let path = format!("{}?{filter}", lists.path);
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
