//! The same SQL without a server in front of it: a script for each visitor, with the statements of their page and
//! their parameters, prepared once a connection as the server's are.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::process::Command;

use anyhow::Context;
use private_postgres::DATABASE;

use crate::bench::Stand;
use crate::bench::sql;
use crate::bench::statements::Call;

/// Pages' worth of SQL for pgbench to run.
pub(crate) struct Workload {
    arguments: Vec<String>,
}

impl Workload {
    /// Each element of `pages` is one visitor's page.
    pub(crate) fn prepare(stand: &Stand<'_>, pages: &[Vec<Call>]) -> anyhow::Result<Self> {
        let mut types = BTreeMap::new();
        let mut variables = Variables::default();
        let mut arguments = Vec::new();
        for (visitor, calls) in pages.iter().enumerate() {
            let mut script = String::new();
            for call in calls {
                if !types.contains_key(&call.sql) {
                    types.insert(call.sql.clone(), parameter_types(stand, &call.sql)?);
                }
                let types = types.get(&call.sql).context("just put there")?;
                writeln!(script, "{};", with_variables(call, types, &mut variables))?;
            }
            let file = stand.scratch.join(format!("visitor-{visitor}.sql"));
            fs::write(&file, script)?;
            arguments.push(format!("--file={}", file.display()));
        }
        arguments.extend(variables.definitions());
        Ok(Self { arguments })
    }

    /// Pages' worth of SQL a second.
    pub(crate) fn run(&self, stand: &Stand<'_>, clients: u32, seconds: u32) -> anyhow::Result<f64> {
        let mut command: Command = sql::program(&stand.cluster, "pgbench");
        command.args(["--no-vacuum", "--protocol=prepared", "--jobs=2"]);
        command.arg(format!("--client={clients}"));
        command.arg(format!("--time={seconds}"));
        command.args(&self.arguments).arg(DATABASE);
        let words = stand.output_of(&mut command)?;
        let rate = words.lines().find_map(|line| line.strip_prefix("tps = "));
        let rate = rate.and_then(|rate| rate.split(' ').next());
        Ok(rate.context("pgbench tells no rate")?.parse()?)
    }
}

/// What PostgreSQL takes each parameter for.
fn parameter_types(stand: &Stand<'_>, text: &str) -> anyhow::Result<Vec<String>> {
    let prepare = format!("PREPARE measured AS {text}");
    let ask = "SELECT unnest(parameter_types)::text FROM pg_prepared_statements WHERE name = 'measured'";
    sql::query(&stand.cluster, DATABASE, &[&prepare, ask])
}

/// pgbench's variables, one for each value.
#[derive(Default)]
struct Variables(BTreeMap<String, usize>);

impl Variables {
    fn name(&mut self, value: &str) -> String {
        let next = self.0.len();
        format!(":v{}", self.0.entry(value.to_owned()).or_insert(next))
    }

    fn definitions(&self) -> impl Iterator<Item = String> {
        self.0
            .iter()
            .map(|(value, number)| format!("--define=v{number}={value}"))
    }
}

/// The statement with variables for its parameters. pgbench takes their types from what stands beside them, which the
/// server does not leave to chance, and it knows no NULL, so a word stands for that.
fn with_variables(call: &Call, types: &[String], variables: &mut Variables) -> String {
    let mut pieces = call.sql.split('$');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = piece.split_at(digits);
        let place = number
            .parse::<usize>()
            .ok()
            .and_then(|number| number.checked_sub(1));
        let parameter = place.and_then(|place| Some((types.get(place)?, call.values.get(place)?)));
        let written = match parameter {
            // A dollar of the text's own, as in a JSON path.
            None => format!("${number}"),
            Some((kind, Some(value))) => format!("({}::{kind})", variables.name(value)),
            Some((kind, None)) => format!("(nullif({}, 'NULL')::{kind})", variables.name("NULL")),
        };
        text.push_str(&written);
        text.push_str(rest);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Call, Variables, with_variables};

    #[test]
    fn parameters_become_variables() {
        let call = Call {
            sql: "SELECT '$[*].x' WHERE $1 > $2 OR $2::text IS NULL AND $3 = 5".to_owned(),
            values: vec![Some("5".to_owned()), None, Some("5".to_owned())],
        };
        let types = ["bigint", "text", "integer"].map(str::to_owned);
        let mut variables = Variables::default();
        assert_eq!(
            with_variables(&call, &types, &mut variables),
            "SELECT '$[*].x' WHERE (:v0::bigint) > (nullif(:v1, 'NULL')::text) \
             OR (nullif(:v1, 'NULL')::text)::text IS NULL AND (:v0::integer) = 5"
        );
        let definitions: Vec<String> = variables.definitions().collect();
        assert_eq!(definitions, ["--define=v0=5", "--define=v1=NULL"]);
    }
}
