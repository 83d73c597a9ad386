//! The program itself, as an operator runs it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, Command, ExitStatus, Output, Stdio};

/// A running `locum serve`. Dropping it kills it.
pub struct Program {
    child: Child,
    lines: BufReader<ChildStderr>,
    /// Where it listens: `127.0.0.1:40123`.
    pub address: String,
    /// How to sign in, where it said so.
    pub greeting: String,
    /// What it said before it was ready.
    pub said: String,
}

impl Program {
    /// The binary, with nothing set but what is given.
    pub fn command(arguments: &[&str], environment: &[(&str, &str)]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_locum"));
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy();
            if name == "DATABASE_URL" || (name.starts_with("LOCUM_") && name != "LOCUM_PG_BIN") {
                command.env_remove(name.as_ref());
            }
        }
        // Tests run many servers at once.
        command.env("LOCUM_METRICS_LISTEN", "");
        command.args(arguments).envs(environment.iter().copied());
        command
    }

    /// Runs a command to its end.
    pub fn run(arguments: &[&str], environment: &[(&str, &str)], input: &str) -> Output {
        let mut command = Self::command(arguments, environment);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A command that reads nothing may have ended by now.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    }

    /// Starts a server on a free port and waits until it says where it is.
    pub fn serve(environment: &[(&str, &str)]) -> Self {
        Self::serve_with(&[], environment)
    }

    /// The same, with more arguments.
    pub fn serve_with(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut command = Self::command(&["serve"], environment);
        command.args(arguments);
        Self::start(command)
    }

    /// Starts what becomes a server on a free port, and waits until it says where it is.
    pub fn start(mut command: Command) -> Self {
        command.env("LOCUM_LISTEN", "127.0.0.1:0").stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap());
        let mut said = String::new();
        let greeting = loop {
            let mut line = String::new();
            let read = lines.read_line(&mut line).unwrap();
            assert_ne!(read, 0, "it ended before it was ready: {said}");
            if let Some(greeting) = line.trim().strip_prefix("Locum is at http://") {
                break greeting.to_owned();
            }
            said.push_str(&line);
        };
        let (address, greeting) = greeting.split_once(" — ").unwrap_or((&greeting, ""));
        let (address, greeting) = (address.to_owned(), greeting.to_owned());
        Self {
            child,
            lines,
            address,
            greeting,
            said,
        }
    }

    /// Sends it a signal: `TERM`, `INT`, `KILL`.
    pub fn signal(&self, name: &str) {
        let process = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-s", name, &process])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Reads what it says until a line holds these words.
    pub fn wait_for(&mut self, words: &str) {
        let mut line = String::new();
        while !line.contains(words) {
            line.clear();
            assert_ne!(
                self.lines.read_line(&mut line).unwrap(),
                0,
                "it ended and never said: {words}"
            );
        }
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Waits for its end; what else it said is its second part.
    pub fn wait(mut self) -> (ExitStatus, String) {
        let mut rest = String::new();
        self.lines.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap(), rest)
    }

    /// A connection, for [`exchange`].
    pub fn connect(&self) -> TcpStream {
        TcpStream::connect(&self.address).unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a GET on a connection that then ends, and reads the whole answer.
pub fn exchange(mut stream: TcpStream, path: &str, cookie: &str) -> String {
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: locum.test\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// Sends a form of the site's own page on a connection that then ends, and reads the whole answer.
pub fn exchange_form(mut stream: TcpStream, path: &str, cookie: &str, form: &str) -> String {
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nHost: locum.test\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{form}",
        form.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}
