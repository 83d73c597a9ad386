//! Clients that hold connections and do nothing: nine hundred that never finish asking, and nine hundred that never read their
//! answers (S). A page is served meanwhile, and after a while all of them have been cut off.

use std::io::Write;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use anyhow::Context;

use crate::bench::figure::{Figure, Target};
use crate::bench::server::Server;
use crate::bench::visitors;
use crate::bench::{Measurement, Stand};

/// Connections that are held.
const HELD: usize = 900;
/// Those who read meanwhile, and for how many seconds.
const READERS: u32 = 8;
const READING: u32 = 5;
/// They share the processors with those who open connections.
const HARDLY_SLOWER: Target = Target::AtMost(3.0);
/// The longest until the last of them is cut off, in seconds: the server's limits are 10 and 20 s.
const CUT_OFF_WITHIN: Target = Target::AtMost(25.0);
const PATIENCE: Duration = Duration::from_secs(60);
const TAKEN_UP_WITHIN: Duration = Duration::from_secs(5);

/// What the one kind sends, in turn: nothing, a byte, half of the headers, half of a body.
const HALF: [&str; 4] = [
    "",
    "G",
    "GET /login HTTP/1.1\r\nHost: locum.test\r\nX-Slow: ",
    "POST /login HTTP/1.1\r\nHost: locum.test\r\nSec-Fetch-Site: same-origin\r\n\
     Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nusername=",
];
/// What the other asks for, many times in a row: more than the system keeps for a client that does not read.
const LARGE: &str = "GET /api/v1/openapi.json HTTP/1.1\r\nHost: locum.test\r\n\r\n";
const TIMES: usize = 60;

/// Pages while connections are held.
pub(crate) struct HalfOpen;

impl Measurement for HalfOpen {
    fn name(&self) -> &'static str {
        "half-open connections"
    }

    fn measure(&self, stand: &Stand<'_>) -> anyhow::Result<Vec<Figure>> {
        let server = Server::start(stand, "")?;
        let requests = visitors::my_tasks(stand, &server)?;
        requests.send(stand, READERS, READING)?;
        let alone = requests.send(stand, READERS, READING)?.p99;
        let mut figures = vec![Figure::new("My tasks, 8 readers: 99 in 100 within", alone, "ms")];
        let unread = LARGE.repeat(TIMES);
        let kinds = [
            ("900 that never finish asking", HALF.map(str::to_owned).to_vec()),
            ("900 that never read", vec![unread]),
        ];
        for (kind, said) in kinds {
            let begun = Instant::now();
            let held = hold(&server, &said)?;
            let meanwhile = requests.send(stand, READERS, READING)?.p99;
            let until = closed(&server, begun)?;
            drop(held);
            let name = format!("beside {kind}");
            figures.push(Figure::new(name, meanwhile, "ms").of("alone", alone, HARDLY_SLOWER));
            figures.push(Figure::size(
                format!("{kind}: all cut off after"),
                until,
                "s",
                CUT_OFF_WITHIN,
            ));
        }
        Ok(figures)
    }
}

/// Opens the connections and says on each, in turn, what is to be said. None of them reads, ever.
fn hold(server: &Server, said: &[String]) -> anyhow::Result<Vec<TcpStream>> {
    let mut held = Vec::with_capacity(HELD);
    for said in said.iter().cycle().take(HELD) {
        let mut stream =
            TcpStream::connect(&server.address).context("no connection: what is the limit on open files?")?;
        stream.write_all(said.as_bytes())?;
        held.push(stream);
    }
    // The system has opened them; the server may still be taking them up.
    let begun = Instant::now();
    while open(server)? < 900.0 {
        anyhow::ensure!(
            begun.elapsed() < TAKEN_UP_WITHIN,
            "the server takes up too few connections"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(held)
}

/// Connections that the server has.
fn open(server: &Server) -> anyhow::Result<f64> {
    let name = "locum_connections{listener=\"site\"}";
    server.measured(name)?.context("the server counts no connections")
}

/// Seconds from the beginning until the server has cut all of them off.
fn closed(server: &Server, begun: Instant) -> anyhow::Result<f64> {
    while open(server)? > 0.0 {
        anyhow::ensure!(
            begun.elapsed() < PATIENCE,
            "{} connections are still held",
            open(server)?
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(begun.elapsed().as_secs_f64())
}
