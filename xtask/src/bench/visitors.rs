//! Managers with some ten open tasks each, signed in.

use anyhow::Context;
use private_postgres::DATABASE;

use crate::bench::Stand;
use crate::bench::client;
use crate::bench::organisation::PASSWORD;
use crate::bench::server::Server;
use crate::bench::sql::query;
use crate::bench::wrk::Requests;

/// Always the same people, from all over the organisation: those with the most usual number of tasks.
const CHOICE: &str = "SELECT p.username, (array_agg(a.task_id ORDER BY a.assigned_at))[1] FROM task_assignments a \
    JOIN people p ON p.id = a.person_id WHERE a.released_at IS NULL AND p.active_until IS NULL AND p.disabled_at IS NULL \
    GROUP BY p.id, p.username HAVING count(*) BETWEEN 8 AND 12 ORDER BY md5(p.username) LIMIT 16";

/// Somebody who is signed in.
pub(crate) struct Visitor {
    /// The cookie they send.
    pub(crate) cookie: String,
    /// One of their open tasks.
    pub(crate) task: String,
}

/// The same page of each of them, to be asked for in turn.
pub(crate) fn requests(
    stand: &Stand<'_>,
    address: &str,
    visitors: &[Visitor],
    path: fn(&Visitor) -> String,
) -> anyhow::Result<Requests> {
    let page = |visitor: &Visitor| (path(visitor), visitor.cookie.clone());
    let pages: Vec<_> = visitors.iter().map(page).collect();
    Requests::prepare(stand, address, &pages)
}

/// *My tasks* of each of them on this server.
pub(crate) fn my_tasks(stand: &Stand<'_>, server: &Server) -> anyhow::Result<Requests> {
    let visitors = sign_in(stand, &server.address)?;
    requests(stand, &server.address, &visitors, |_| "/".to_owned())
}

/// Chooses them and signs them in.
pub(crate) fn sign_in(stand: &Stand<'_>, address: &str) -> anyhow::Result<Vec<Visitor>> {
    let chosen = query(&stand.cluster, DATABASE, &[CHOICE])?;
    anyhow::ensure!(
        !chosen.is_empty(),
        "nobody in the organisation has ten open tasks"
    );
    let visitor = |row: &String| {
        let (username, task) = row.split_once('\t').context("psql gave no two columns")?;
        Ok(Visitor {
            cookie: client::sign_in(address, username, PASSWORD)?,
            task: task.to_owned(),
        })
    };
    chosen.iter().map(visitor).collect()
}
