//! Asking for pages as fast as they come, by wrk: each connection sends its next request when it has its answer.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, bail};

use crate::bench::Stand;

/// What wrk saw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Seen {
    /// Answers a second.
    pub(crate) rate: f64,
    /// How long the slowest hundredth took at least, in milliseconds.
    pub(crate) p99: f64,
}

/// Makes a request of each page.
const PAGES: &str = r#"
function init(_)
  for i, page in ipairs(pages) do
    requests[i] = wrk.format("GET", page[1], { ["Host"] = wrk.headers["Host"], ["Cookie"] = page[2] })
  end
end
"#;

/// Makes a call of each body.
const CALLS: &str = r#"
function init(_)
  for i, body in ipairs(bodies) do
    requests[i] = wrk.format("POST", path, { ["Host"] = wrk.headers["Host"], ["Authorization"] = "Bearer " .. token,
      ["Content-Type"] = "application/json" }, body)
  end
end
"#;

/// Takes the requests in turn, and tells what came of them in one line.
const SCRIPT: &str = r#"
function request()
  turn = turn % #requests + 1
  return requests[turn]
end
function done(summary, latency, _)
  local e = summary.errors
  io.write(string.format("seen %f %f %d\n", summary.requests / summary.duration * 1e6,
    latency:percentile(99) / 1e3, e.connect + e.read + e.write + e.status + e.timeout))
end
"#;

/// Requests to send in turn.
pub(crate) struct Requests {
    address: String,
    script: PathBuf,
}

impl Requests {
    /// For pages given as path and cookie, neither of which holds a quotation mark.
    pub(crate) fn prepare(
        stand: &Stand<'_>,
        address: &str,
        pages: &[(String, String)],
    ) -> anyhow::Result<Self> {
        let mut script = String::from("local requests, turn = {}, 0\nlocal pages = {\n");
        for (path, cookie) in pages {
            writeln!(script, "  {{ \"{path}\", \"{cookie}\" }},")?;
        }
        script.push_str("}\n");
        script.push_str(PAGES);
        Self::of(stand, address, script)
    }

    /// For calls of the API's `path` with JSON bodies, none of which holds `]]`.
    pub(crate) fn prepare_calls(
        stand: &Stand<'_>,
        address: &str,
        (path, token): (&str, &str),
        bodies: &[String],
    ) -> anyhow::Result<Self> {
        let mut script = format!(
            "local requests, turn = {{}}, 0\nlocal path, token = \"{path}\", \"{token}\"\nlocal bodies = {{\n"
        );
        for body in bodies {
            writeln!(script, "  [[{body}]],")?;
        }
        script.push_str("}\n");
        script.push_str(CALLS);
        Self::of(stand, address, script)
    }

    fn of(stand: &Stand<'_>, address: &str, mut script: String) -> anyhow::Result<Self> {
        script.push_str(SCRIPT);
        let file = stand.scratch.join("requests.lua");
        fs::write(&file, script)?;
        Ok(Self {
            address: address.to_owned(),
            script: file,
        })
    }

    /// Sends them over so many connections for so long.
    ///
    /// # Errors
    /// When a single one was not answered well: a rate of errors is no rate.
    pub(crate) fn send(&self, stand: &Stand<'_>, connections: u32, seconds: u32) -> anyhow::Result<Seen> {
        let mut command = Command::new("wrk");
        command.args(["--threads=2", "--timeout=10s"]);
        command.arg(format!("--connections={connections}"));
        command.arg(format!("--duration={seconds}s"));
        command.arg("--script").arg(&self.script);
        command.arg(format!("http://{}/", self.address));
        let words = stand.output_of(&mut command)?;
        read(&words).with_context(|| format!("wrk said:\n{words}"))
    }
}

fn read(words: &str) -> anyhow::Result<Seen> {
    let line = words.lines().find_map(|line| line.strip_prefix("seen "));
    let numbers: Vec<&str> = line.context("no line of figures")?.split(' ').collect();
    let [rate, p99, failed] = numbers.as_slice() else {
        bail!("an unknown line of figures");
    };
    if *failed != "0" {
        bail!("{failed} requests failed");
    }
    Ok(Seen {
        rate: rate.parse()?,
        p99: p99.parse()?,
    })
}

#[cfg(test)]
mod tests {
    use super::{Seen, read};

    #[test]
    fn a_failed_request_is_no_figure() {
        let seen = Seen {
            rate: 2500.5,
            p99: 21.25,
        };
        assert_eq!(read("Running 5s test\nseen 2500.5 21.25 0\n").unwrap(), seen);
        assert!(read("seen 2500.5 21.25 3\n").is_err());
        assert!(read("unable to connect\n").is_err());
    }
}
