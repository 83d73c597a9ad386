//! The very SQL the server runs for a page, with its parameters: a second server on the same database has all of its
//! statements logged, and is asked for the page once.

use std::collections::HashSet;
use std::fs;
use std::time::Duration;

use anyhow::Context;

use crate::bench::Stand;
use crate::bench::client;
use crate::bench::server::Server;

/// Options of connections whose statements are to be logged in full.
pub(crate) const LOGGING: &str = "?options=-c%20log_statement%3Dall%20-c%20log_min_duration_statement%3D-1";

/// How long it is listened to before it is asked for anything: everything that the server does by itself, again and again,
/// has been done once by then.
const PRELUDE: Duration = Duration::from_secs(6);

/// One statement and what it was called with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    pub(crate) sql: String,
    /// In PostgreSQL's text form; `None` is NULL.
    pub(crate) values: Vec<Option<String>>,
}

/// A server that tells what it asks the database.
pub(crate) struct Listener<'run> {
    stand: &'run Stand<'run>,
    server: Server,
    /// What the server asks without being asked: no page's.
    background: HashSet<String>,
}

impl<'run> Listener<'run> {
    /// Starts it.
    pub(crate) fn start(stand: &'run Stand<'run>) -> anyhow::Result<Self> {
        let before = log(stand)?.len();
        let server = Server::start(stand, LOGGING)?;
        std::thread::sleep(PRELUDE);
        let prelude = parse(log(stand)?.get(before..).unwrap_or_default())?;
        Ok(Self {
            stand,
            server,
            background: prelude.into_iter().map(|call| call.sql).collect(),
        })
    }

    /// What it asks for one page.
    pub(crate) fn calls(&self, path: &str, cookie: &str) -> anyhow::Result<Vec<Call>> {
        self.calls_while(|address| client::get(address, path, cookie).map(drop))
            .with_context(|| path.to_owned())
    }

    /// What it asks while it is itself asked for something, given its address.
    pub(crate) fn calls_while(
        &self,
        ask: impl FnOnce(&str) -> anyhow::Result<()>,
    ) -> anyhow::Result<Vec<Call>> {
        let mut calls = heard(self.stand, || ask(&self.server.address))?;
        calls.retain(|call| !self.background.contains(&call.sql));
        anyhow::ensure!(!calls.is_empty(), "PostgreSQL logged no statement");
        Ok(calls)
    }
}

/// What the database logs while something is done, by connections with [`LOGGING`].
pub(crate) fn heard(
    stand: &Stand<'_>,
    act: impl FnOnce() -> anyhow::Result<()>,
) -> anyhow::Result<Vec<Call>> {
    let before = log(stand)?.len();
    act()?;
    parse(log(stand)?.get(before..).unwrap_or_default())
}

/// What the database has logged so far.
fn log(stand: &Stand<'_>) -> anyhow::Result<String> {
    let file = stand.cluster.folder().join("postgres.log");
    let log = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
    Ok(String::from_utf8_lossy(&log).into_owned())
}

/// Reads the calls in a log. Continued lines begin with a tab.
fn parse(log: &str) -> anyhow::Result<Vec<Call>> {
    let log = log.replace("\n\t", "\n");
    let mut calls: Vec<Call> = Vec::new();
    for line in log.lines() {
        if let Some((_, executed)) = line.split_once("LOG:  execute ") {
            let (_, sql) = executed.split_once(": ").context("a statement without a name")?;
            calls.push(Call {
                sql: sql.to_owned(),
                values: Vec::new(),
            });
        } else if let Some((_, values)) = line.split_once("DETAIL:  parameters: ") {
            let call = calls.last_mut().context("parameters without a statement")?;
            call.values = parameters(values)?;
        }
    }
    Ok(calls)
}

/// Reads `$1 = 'it''s', $2 = NULL`.
fn parameters(text: &str) -> anyhow::Result<Vec<Option<String>>> {
    let mut values = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (_, value) = rest.split_once(" = ").context("a parameter without a value")?;
        if let Some(after) = value.strip_prefix("NULL") {
            values.push(None);
            rest = after;
            continue;
        }
        let quoted = value.strip_prefix('\'').context("a parameter without quotes")?;
        let end = end_of_quoted(quoted).context("a parameter without an end")?;
        let (inner, after) = quoted.split_at(end);
        values.push(Some(inner.replace("''", "'")));
        rest = after.get(1..).unwrap_or_default();
    }
    Ok(values)
}

/// Where the closing quote stands.
fn end_of_quoted(text: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + text.get(from..)?.find('\'')?;
        if text.get(at + 1..)?.starts_with('\'') {
            from = at + 2;
        } else {
            return Some(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Call, parse};

    #[test]
    fn statements_and_parameters_are_read_from_the_log() {
        let log = "\
2026-11-22 09:00:00.000 UTC [7] LOG:  execute s1: SELECT name FROM roles WHERE code = $1 AND $2::text IS NULL
2026-11-22 09:00:00.000 UTC [7] DETAIL:  parameters: $1 = 'it''s, $2 = ''x''', $2 = NULL
2026-11-22 09:00:00.000 UTC [7] LOG:  execute s2: SELECT 1
2026-11-22 09:00:00.000 UTC [8] LOG:  checkpoint starting: time
";
        let expected = [
            Call {
                sql: "SELECT name FROM roles WHERE code = $1 AND $2::text IS NULL".to_owned(),
                values: vec![Some("it's, $2 = 'x'".to_owned()), None],
            },
            Call {
                sql: "SELECT 1".to_owned(),
                values: Vec::new(),
            },
        ];
        assert_eq!(parse(log).unwrap(), expected);
    }
}
