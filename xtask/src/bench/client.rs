//! As much of HTTP as it takes to sign in and to look whether an answer is the right one.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::Context;

const PATIENCE: Duration = Duration::from_secs(30);

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
}

impl Answer {
    /// The cookie it sets, as a request sends it back: `name=value`.
    pub(crate) fn cookie(&self) -> Option<&str> {
        self.cookies().next()
    }

    /// All of them.
    pub(crate) fn cookies(&self) -> impl Iterator<Item = &str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines
            .filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"))
            .filter_map(|(_, value)| value.split(';').next())
    }
}

/// Asks for a page.
pub(crate) fn get(address: &str, path: &str, cookie: &str) -> anyhow::Result<Answer> {
    let head =
        format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n");
    ask(address, &head)
}

/// Posts a form, as a browser on the same site does.
pub(crate) fn post(address: &str, path: &str, form: &str) -> anyhow::Result<Answer> {
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    );
    ask(address, &request)
}

/// The same as somebody who is signed in.
pub(crate) fn post_as(address: &str, path: &str, cookie: &str, form: &str) -> anyhow::Result<Answer> {
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\nSec-Fetch-Site: same-origin\r\n\
         Connection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    );
    ask(address, &request)
}

/// Signs somebody in, and answers the cookie they send from then on.
pub(crate) fn sign_in(address: &str, username: &str, password: &str) -> anyhow::Result<String> {
    let answer = post(
        address,
        "/login",
        &format!("username={username}&password={password}"),
    )?;
    let cookie = answer
        .cookie()
        .with_context(|| format!("{username} could not sign in (status {})", answer.status))?;
    Ok(cookie.to_owned())
}

/// A try to sign in, as a proxy passes it on.
pub(crate) struct SignIn<'a> {
    /// The client's address.
    pub(crate) from: &'a str,
    pub(crate) username: &'a str,
    pub(crate) password: &'a str,
    /// What the browser has.
    pub(crate) cookie: &'a str,
}

/// Tries to sign in; the answer tells what came of it.
pub(crate) fn try_sign_in(address: &str, sent: &SignIn<'_>) -> anyhow::Result<Answer> {
    let form = format!("username={}&password={}", sent.username, sent.password);
    let request = format!(
        "POST /login HTTP/1.1\r\nHost: {address}\r\nX-Forwarded-For: {}\r\nCookie: {}\r\nSec-Fetch-Site: same-origin\r\n\
         Connection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        sent.from,
        sent.cookie,
        form.len()
    );
    ask(address, &request)
}

/// Puts a question in JSON, as an island does.
pub(crate) fn ask_json(address: &str, path: &str, cookie: &str, json: &str) -> anyhow::Result<Answer> {
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\nSec-Fetch-Site: same-origin\r\n\
         Connection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{json}",
        json.len()
    );
    ask(address, &request)
}

/// Calls the API with a token.
pub(crate) fn call(address: &str, path: &str, token: &str, json: &str) -> anyhow::Result<Answer> {
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{json}",
        json.len()
    );
    ask(address, &request)
}

fn ask(address: &str, request: &str) -> anyhow::Result<Answer> {
    let mut stream = TcpStream::connect(address).with_context(|| format!("cannot reach {address}"))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer);
    let (head, body) = answer
        .split_once("\r\n\r\n")
        .context("an answer without a head")?;
    let status = head.split(' ').nth(1).context("an answer without a status")?;
    Ok(Answer {
        status: status.parse()?,
        head: head.to_owned(),
        body: body.to_owned(),
    })
}
