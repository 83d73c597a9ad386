//! Finding people while somebody types: the slowest of what people type.

use std::time::Instant;

use anyhow::Context;
use serde_json::json;

use crate::bench::client;
use crate::bench::figure::{Figure, THREE_TIMES};
use crate::bench::pages::median;
use crate::bench::pgbench::Workload;
use crate::bench::server::Server;
use crate::bench::statements::Listener;
use crate::bench::visitors;
use crate::bench::{Measurement, Stand};

/// Two letters, a common syllable, one that no name begins with, a full name, that of a thousand people with a
/// letter wrong, two common parts, a username, and nothing that anybody is called.
const QUERIES: [&str; 8] = [
    "an",
    "ova",
    "ei",
    "Amira Adeyemi",
    "Bjorn Mulller",
    "el gar",
    "mara",
    "xyzzyx",
];

/// How often each is asked.
const TIMES: usize = 21;

/// The person picker's search.
pub(crate) struct Picker;

impl Measurement for Picker {
    fn name(&self) -> &'static str {
        "the person picker's search"
    }

    fn measure(&self, stand: &Stand<'_>) -> anyhow::Result<Vec<Figure>> {
        let server = Server::start(stand, "")?;
        let visitors = visitors::sign_in(stand, &server.address)?;
        let cookie = &visitors.first().context("nobody signed in")?.cookie;
        // They take turns: nobody types as fast as this, and one person may ask twenty times a second.
        let mut turns = visitors.iter().cycle();
        let mut slowest = (0.0, "");
        for query in QUERIES {
            let mut took = Vec::new();
            for _ in 0..TIMES {
                let asker = &turns.next().context("nobody signed in")?.cookie;
                let question = json!({ "query": query }).to_string();
                let begun = Instant::now();
                let answer = client::ask_json(&server.address, "/internal/people", asker, &question)?;
                took.push(begun.elapsed().as_secs_f64() * 1e3);
                anyhow::ensure!(answer.status == 200, "{query} answered {}", answer.status);
            }
            let took = median(took);
            if took > slowest.0 {
                slowest = (took, query);
            }
        }
        let (took, query) = slowest;
        let name = format!("person picker, slowest query ({query})");
        let listener = Listener::start(stand)?;
        let calls = listener.calls_while(|address| {
            let question = json!({ "query": query }).to_string();
            client::ask_json(address, "/internal/people", cookie, &question).map(drop)
        })?;
        drop(listener);
        let plain = Workload::prepare(stand, &[calls])?.milliseconds(stand)?;
        Ok(vec![Figure::new(name, took, "ms").of(
            "pgbench",
            plain,
            THREE_TIMES,
        )])
    }
}
