//! Sixty tries to sign in a second that fail, from one address and from sixty-four (S): what somebody who signs in elsewhere feels
//! of it, and those who read pages.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;

use crate::bench::client::{self, SignIn};
use crate::bench::figure::{Figure, Target};
use crate::bench::organisation::PASSWORD;
use crate::bench::server::Server;
use crate::bench::visitors;
use crate::bench::{Measurement, Stand};

/// Tries a second.
const RATE: u32 = 60;
/// As many may wait for their answer at once, so that slow answers do not slow the flood.
const SENDERS: u32 = 120;
/// Those who read meanwhile, and for how many seconds.
const READERS: u32 = 4;
const READING: u32 = 30;
/// Somebody signs in so often.
const PAUSE: Duration = Duration::from_secs(1);

/// Readers' p99 against the same without the flood.
const TWICE: Target = Target::AtMost(2.0);
/// A sign-in, in seconds.
const TWO_SECONDS: Target = Target::AtMost(2.0);
/// Signing in and reading under a flood of sign-ins.
pub(crate) struct SignInFlood;

impl Measurement for SignInFlood {
    fn name(&self) -> &'static str {
        "the sign-in flood"
    }

    fn measure(&self, stand: &Stand<'_>) -> anyhow::Result<Vec<Figure>> {
        let server = Server::start(stand, "")?;
        let requests = visitors::my_tasks(stand, &server)?;
        requests.send(stand, READERS, 5)?;
        let calm = requests.send(stand, READERS, READING)?.p99;
        let mut figures = vec![Figure::new("My tasks, 4 readers: 99 in 100 within", calm, "ms")];
        for flood in [Flood::OneAddress, Flood::ManyAddresses] {
            let (read, slowest) = under(flood, &server.address, || {
                requests.send(stand, READERS, READING).map(|seen| seen.p99)
            })?;
            let name = flood.name();
            figures.push(Figure::new(format!("the same, {name}"), read, "ms").of("calm", calm, TWICE));
            figures.push(Figure::size(
                format!("slowest sign-in from elsewhere{}, {name}", flood.who()),
                slowest,
                "s",
                TWO_SECONDS,
            ));
        }
        Ok(figures)
    }
}

/// Where the tries come from.
#[derive(Debug, Clone, Copy)]
enum Flood {
    OneAddress,
    ManyAddresses,
}

impl Flood {
    fn name(self) -> &'static str {
        match self {
            Self::OneAddress => "60 tries a second from one address",
            Self::ManyAddresses => "60 tries a second from 64 addresses",
        }
    }

    /// Of so many addresses only a known browser is sure of being heard.
    fn who(self) -> &'static str {
        match self {
            Self::OneAddress => "",
            Self::ManyAddresses => " in a known browser",
        }
    }

    fn address(self, number: usize) -> String {
        let last = match self {
            Self::OneAddress => 0,
            Self::ManyAddresses => number % 64,
        };
        format!("203.0.113.{}", last + 1)
    }
}

/// What is measured while the flood is on, and the seconds that the slowest good sign-in took meanwhile.
fn under(
    flood: Flood,
    address: &str,
    measure: impl FnOnce() -> anyhow::Result<f64>,
) -> anyhow::Result<(f64, f64)> {
    let ended = AtomicBool::new(false);
    let (next, heard) = (AtomicUsize::new(0), AtomicUsize::new(0));
    // Before the flood, so that their browser is known.
    let person = Person::sign_in(address)?;
    let begun = Instant::now();
    thread::scope(|scope| {
        for _ in 0..SENDERS {
            scope.spawn(|| {
                while !ended.load(Ordering::Relaxed) {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    wait_for(begun, number);
                    if try_once(flood, address, number) {
                        heard.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
        let slowest = scope.spawn(|| {
            let mut slowest: f64 = 0.0;
            while !ended.load(Ordering::Relaxed) {
                slowest = slowest.max(person.sign_in_again(address, flood)?);
                thread::sleep(PAUSE);
            }
            anyhow::Ok(slowest)
        });
        let measured = measure();
        let (sent, took) = (next.load(Ordering::Relaxed), begun.elapsed().as_secs_f64());
        ended.store(true, Ordering::Relaxed);
        let slowest = slowest.join().ok().context("signing in panicked")??;
        let answered = heard.load(Ordering::Relaxed);
        eprintln!(
            "{}: {sent} tries in {took:.0} s, of which {answered} were answered",
            flood.name()
        );
        Ok((measured?, slowest))
    })
}

/// Until it is the turn of that try.
fn wait_for(begun: Instant, number: usize) {
    let number = u32::try_from(number).unwrap_or(u32::MAX);
    let due = begun + Duration::from_secs(1) / RATE * number;
    thread::sleep(due.saturating_duration_since(Instant::now()));
}

/// A try that fails: another account each time, so that nothing but the address counts. Whether it was answered at all.
fn try_once(flood: Flood, address: &str, number: usize) -> bool {
    let sent = SignIn {
        from: &flood.address(number),
        username: &format!("nobody{number}"),
        password: "guessed",
        cookie: "",
    };
    client::try_sign_in(address, &sent).is_ok()
}

/// Somebody at another address who knows their password.
struct Person {
    browser: String,
}

impl Person {
    const FROM: &str = "198.51.100.7";

    fn sent<'a>(cookie: &'a str) -> SignIn<'a> {
        SignIn {
            from: Self::FROM,
            username: "mara",
            password: PASSWORD,
            cookie,
        }
    }

    fn sign_in(address: &str) -> anyhow::Result<Self> {
        let answer = client::try_sign_in(address, &Self::sent(""))?;
        anyhow::ensure!(answer.status == 303, "signing in answered {}", answer.status);
        let browser = answer
            .cookies()
            .find(|cookie| cookie.starts_with("locum-browser="));
        let browser = browser
            .context("the browser got no cookie of its own")?
            .to_owned();
        Ok(Self { browser })
    }

    /// Seconds that it takes.
    fn sign_in_again(&self, address: &str, flood: Flood) -> anyhow::Result<f64> {
        let cookie = match flood {
            Flood::OneAddress => "",
            Flood::ManyAddresses => &self.browser,
        };
        let begun = Instant::now();
        let answer = client::try_sign_in(address, &Self::sent(cookie))?;
        anyhow::ensure!(
            answer.status == 303,
            "signing in under {} answered {}",
            flood.name(),
            answer.status
        );
        Ok(begun.elapsed().as_secs_f64())
    }
}
