//! The same SQL without a server in front of it: a script for each visitor, with the statements of their page and
//! their parameters.
//!
//! Each client prepares the statements itself, once, and then executes them, as a connection of the server does.
//! pgbench's own prepared statements are one for every place in every script, so that it would mostly plan.

use std::fmt::Write;
use std::fs;

use anyhow::Context;
use private_postgres::DATABASE;

use crate::bench::Stand;
use crate::bench::sql;
use crate::bench::statements::Call;

/// Twelve digits that stand in every value where [`ANOTHER_ID`] does, others each time: pgbench replaces it wherever it
/// stands. What is created needs an id of its own.
const ANOTHER: &str = "\\set another_id random(100000000000, 999999999999)\n";

/// See [`ANOTHER`].
pub(crate) const ANOTHER_ID: &str = ":another_id";

/// Pages' worth of SQL for pgbench to run.
pub(crate) struct Workload {
    scripts: Vec<String>,
}

impl Workload {
    /// Each element of `pages` is one visitor's page.
    pub(crate) fn prepare(stand: &Stand<'_>, pages: &[Vec<Call>]) -> anyhow::Result<Self> {
        let mut texts = Vec::new();
        for call in pages.iter().flatten() {
            if !texts.contains(&call.sql.as_str()) {
                texts.push(&call.sql);
            }
        }
        let mut scripts = Vec::new();
        for (visitor, calls) in pages.iter().enumerate() {
            let file = stand.scratch.join(format!("visitor-{visitor}.sql"));
            fs::write(&file, script(&texts, calls)?)?;
            scripts.push(format!("--file={}", file.display()));
        }
        Ok(Self { scripts })
    }

    /// How long one client waits for a page's worth of SQL, in milliseconds.
    pub(crate) fn milliseconds(&self, stand: &Stand<'_>) -> anyhow::Result<f64> {
        Ok(1e3 / self.run(stand, 1, 5)?)
    }

    /// Pages' worth of SQL a second.
    pub(crate) fn run(&self, stand: &Stand<'_>, clients: u32, seconds: u32) -> anyhow::Result<f64> {
        let mut command = sql::program(&stand.cluster, "pgbench");
        command.args(["--no-vacuum", "--protocol=simple", "--jobs=2", "--define=fresh=1"]);
        command.arg(format!("--client={clients}"));
        command.arg(format!("--time={seconds}"));
        command.args(&self.scripts).arg(DATABASE);
        let words = stand.output_of(&mut command)?;
        let rate = words.lines().find_map(|line| line.strip_prefix("tps = "));
        let rate = rate.and_then(|rate| rate.split(' ').next());
        Ok(rate.context("pgbench tells no rate")?.parse()?)
    }
}

/// One visitor's page. Whatever script a client takes first prepares the statements of all.
fn script(texts: &[&str], calls: &[Call]) -> anyhow::Result<String> {
    let mut script = String::from("\\if :fresh\n");
    for (number, text) in texts.iter().enumerate() {
        writeln!(script, "PREPARE measured_{number} AS {text};")?;
    }
    script.push_str("\\set fresh 0\n\\endif\n");
    script.push_str(ANOTHER);
    for call in calls {
        let number = texts.iter().position(|text| *text == call.sql);
        let number = number.context("a statement that is not among all")?;
        let values: Vec<String> = call.values.iter().map(literal).collect();
        writeln!(script, "EXECUTE measured_{number} ({});", values.join(", "))?;
    }
    Ok(script)
}

fn literal(value: &Option<String>) -> String {
    match value {
        None => "NULL".to_owned(),
        Some(text) => format!("'{}'", text.replace('\'', "''")),
    }
}

#[cfg(test)]
mod tests {
    use super::{Call, script};

    #[test]
    fn a_client_prepares_once_what_it_executes() {
        let call = |sql: &str, values: &[Option<&str>]| Call {
            sql: sql.to_owned(),
            values: values.iter().map(|value| value.map(str::to_owned)).collect(),
        };
        let calls = [
            call("SELECT $1", &[Some("it's")]),
            call("SELECT $1 + $2", &[Some("1"), None]),
        ];
        let expected = "\
\\if :fresh
PREPARE measured_0 AS SELECT $1 + $2;
PREPARE measured_1 AS SELECT $1;
\\set fresh 0
\\endif
\\set another_id random(100000000000, 999999999999)
EXECUTE measured_1 ('it''s');
EXECUTE measured_0 ('1', NULL);
";
        let texts = ["SELECT $1 + $2", "SELECT $1"];
        assert_eq!(script(&texts, &calls).unwrap(), expected);
    }
}
