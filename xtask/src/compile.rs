//! Builds by cargo, several at a time, with one line that says what is being done and roughly how long it will take.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, IsTerminal, Read};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::process::{run_quietly, shown};

/// As much of a line as every terminal shows.
const TERMINAL: usize = 79;

/// Where nobody watches a terminal, a line this often.
const BETWEEN_LINES: Duration = Duration::from_secs(15);

/// Below this share of the work, how long the rest takes is a guess that is not worth telling.
const SHARE_TO_JUDGE_BY: f64 = 0.08;

/// One build.
pub(crate) struct Build {
    /// What is built, such as `the server`.
    pub(crate) name: &'static str,
    /// Cargo with its arguments.
    pub(crate) command: Command,
    /// How many packages have to be compiled if none has been; absent where most are known to be there.
    pub(crate) packages: Option<usize>,
}

/// The progress of several builds.
pub(crate) struct Progress {
    state: Mutex<State>,
    is_terminal: bool,
}

struct State {
    begun: Instant,
    printed: Instant,
    builds: Vec<Counted>,
}

struct Counted {
    name: &'static str,
    packages: Option<usize>,
    compiled: usize,
    latest: String,
    ended: bool,
}

impl Progress {
    /// No build is known yet.
    pub(crate) fn new() -> Self {
        let now = Instant::now();
        Self {
            state: Mutex::new(State {
                begun: now,
                printed: now,
                builds: Vec::new(),
            }),
            is_terminal: std::io::stderr().is_terminal(),
        }
    }

    /// Counts on builds that come later: what is left takes them into account.
    pub(crate) fn expect(&self, name: &'static str, packages: Option<usize>) {
        self.change(|state| {
            state.builds.push(Counted {
                name,
                packages,
                compiled: 0,
                latest: String::new(),
                ended: false,
            });
        });
    }

    /// Runs an expected build to its end. What the compiler says besides its progress is passed on.
    pub(crate) fn run(&self, build: Build) -> anyhow::Result<()> {
        let Build {
            name, mut command, ..
        } = build;
        let said = shown(&command);
        if self.is_terminal {
            command.args(["--color", "always"]);
        }
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("could not run {said}"))?;
        let errors = child.stderr.take().context("cargo has no standard error")?;
        self.follow(name, errors)?;
        let status = child.wait()?;
        self.change(|state| {
            if let Some(build) = state
                .builds
                .iter_mut()
                .find(|build| build.name == name && !build.ended)
            {
                build.ended = true;
            }
        });
        if !status.success() {
            bail!("{said} failed ({status})");
        }
        Ok(())
    }

    fn follow(&self, name: &str, errors: impl Read) -> anyhow::Result<()> {
        for line in BufReader::new(errors).split(b'\n') {
            let line = String::from_utf8_lossy(&line?).into_owned();
            match read(&without_colours(&line)) {
                Line::Compiling(package) => self.change(|state| {
                    if let Some(build) = state
                        .builds
                        .iter_mut()
                        .find(|build| build.name == name && !build.ended)
                    {
                        build.compiled += 1;
                        build.latest = package.to_owned();
                    }
                }),
                Line::Progress => {}
                Line::Other => self.pass_on(&line),
            }
        }
        Ok(())
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut state);
        let now = Instant::now();
        if self.is_terminal {
            // Over the line before, and short enough not to wrap.
            let line: String = line(&state.builds, now - state.begun)
                .chars()
                .take(TERMINAL)
                .collect();
            eprint!("\r\x1b[K{line}\r");
        } else if now - state.printed >= BETWEEN_LINES {
            state.printed = now;
            eprintln!("{}", line(&state.builds, now - state.begun));
        }
    }

    /// A warning or an error is told at once, above the line of progress.
    fn pass_on(&self, said: &str) {
        let _state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if self.is_terminal {
            eprint!("\r\x1b[K");
        }
        eprintln!("{said}");
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.is_terminal {
            eprint!("\r\x1b[K");
        }
    }
}

/// What a line of cargo's output means.
#[derive(Debug, PartialEq, Eq)]
enum Line<'a> {
    Compiling(&'a str),
    Progress,
    Other,
}

fn read(line: &str) -> Line<'_> {
    let text = line.trim_start();
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    match word {
        // Cargo's own words stand to the right of a margin; a compiler's begin at it.
        "Compiling" if line.starts_with(' ') => Line::Compiling(rest.split(' ').next().unwrap_or(rest)),
        "Downloading" | "Downloaded" | "Updating" | "Finished" | "Blocking" | "Fresh" | "Locking"
        | "Executable" | "Adding"
            if line.starts_with(' ') =>
        {
            Line::Progress
        }
        "" => Line::Progress,
        _ => Line::Other,
    }
}

/// The text without the terminal's colours.
fn without_colours(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("\x1b[") {
        text.push_str(before);
        rest = after.split_once('m').map_or("", |(_, rest)| rest);
    }
    text.push_str(rest);
    text
}

fn line(builds: &[Counted], taken: Duration) -> String {
    let under_way: Vec<String> = builds
        .iter()
        .filter(|build| !build.ended && build.compiled > 0)
        .map(|build| format!("{} ({})", build.name, build.latest))
        .collect();
    let all: Option<usize> = builds.iter().map(|build| build.packages).sum();
    let compiled: usize = builds.iter().map(compiled).sum();
    let head = match all.filter(|all| *all > 0) {
        None => format!("Building: {compiled} packages compiled"),
        Some(all) => format!(
            "Building: {compiled} of {all} packages{}",
            left(compiled, all, taken)
        ),
    };
    if under_way.is_empty() {
        head
    } else {
        format!("{head}; at {}", under_way.join(" and "))
    }
}

/// A build that has ended has compiled all of its packages, also those that were there before.
fn compiled(build: &Counted) -> usize {
    match build.packages {
        Some(packages) if build.ended => packages,
        Some(packages) => build.compiled.min(packages),
        None => build.compiled,
    }
}

/// How long the rest takes if it goes on like this; counted in packages, so only roughly.
fn left(compiled: usize, all: usize, taken: Duration) -> String {
    let share = f64::from(u32::try_from(compiled).unwrap_or(u32::MAX))
        / f64::from(u32::try_from(all).unwrap_or(u32::MAX));
    if share < SHARE_TO_JUDGE_BY {
        return String::new();
    }
    let seconds = taken.as_secs_f64() * (1.0 - share) / share;
    match seconds {
        ..30.0 => ", half a minute left at most".to_owned(),
        30.0..90.0 => ", about a minute left".to_owned(),
        _ => format!(", about {:.0} minutes left", seconds / 60.0),
    }
}

/// How many packages a build of `package` compiles: what `cargo tree`, a cargo command with its arguments, names. Fetches them.
pub(crate) fn packages(tree: &mut Command) -> anyhow::Result<usize> {
    let arguments = ["--edges", "normal,build", "--prefix", "none", "--format", "{p}"];
    let said = run_quietly(tree.args(arguments))?;
    let names: HashSet<&str> = said
        .lines()
        .map(|line| line.trim_end_matches(" (*)"))
        .filter(|line| !line.is_empty())
        .collect();
    Ok(names.len())
}

#[cfg(test)]
mod tests {
    use super::{Counted, Line, line, read, without_colours};
    use std::time::Duration;

    #[test]
    fn cargos_progress_is_told_from_a_compilers_words() {
        assert_eq!(read("   Compiling leptos v0.8.23"), Line::Compiling("leptos"));
        assert_eq!(read("    Finished `dev` profile in 3s"), Line::Progress);
        assert_eq!(read("warning: unused variable: `x`"), Line::Other);
        assert_eq!(read("  --> src/main.rs:3:9"), Line::Other);
        let coloured = "\x1b[1m\x1b[32m   Compiling\x1b[0m app v0.2.0";
        assert_eq!(read(&without_colours(coloured)), Line::Compiling("app"));
    }

    #[test]
    fn the_line_says_how_far_it_is_and_how_long_it_takes() {
        let build = |name, packages, compiled, ended| Counted {
            name,
            packages,
            compiled,
            latest: "diesel".to_owned(),
            ended,
        };
        let minute = Duration::from_secs(60);
        let both = [
            build("the server", Some(300), 60, false),
            build("the frontend", Some(100), 40, true),
        ];
        assert_eq!(
            line(&both, minute),
            "Building: 160 of 400 packages, about 2 minutes left; at the server (diesel)"
        );
        let barely = [build("the server", Some(300), 3, false)];
        assert_eq!(
            line(&barely, minute),
            "Building: 3 of 300 packages; at the server (diesel)"
        );
        let again = [build("the server", None, 2, false)];
        assert_eq!(
            line(&again, minute),
            "Building: 2 packages compiled; at the server (diesel)"
        );
    }
}
