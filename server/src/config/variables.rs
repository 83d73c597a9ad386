//! The table of everything that can be set: what is read, and what `locum serve --help` shows.

use std::fmt::Write;

/// One setting.
#[derive(Debug, Clone, Copy)]
pub struct Variable {
    /// Its name, in the environment and in the file.
    pub name: &'static str,
    /// What holds without it.
    pub default: &'static str,
    /// What it is for.
    pub meaning: &'static str,
}

const fn variable(name: &'static str, default: &'static str, meaning: &'static str) -> Variable {
    Variable {
        name,
        default,
        meaning,
    }
}

/// Everything that can be set.
pub const VARIABLES: &[Variable] = &[
    variable(
        "DATABASE_URL",
        "none",
        "Postgres 15 or later, as postgresql://user:password@host/database. Without it Locum starts a private \
         Postgres of its own in LOCUM_DATA_DIR, reached by a socket only, and stops it at exit.",
    ),
    variable(
        "LOCUM_DATABASE_OWNER_URL",
        "as DATABASE_URL",
        "The same database for the role that owns Locum's tables: for migrations only. The role of DATABASE_URL then needs to own \
         nothing, and cannot change or delete what is in the audit log and in tasks' logs; migrating gives it what it needs. A \
         server whose schema is up to date starts without it.",
    ),
    variable("LOCUM_DATA_DIR", "./data", "What Locum keeps on the disk."),
    variable("LOCUM_LISTEN", "127.0.0.1:3000", "Address and port to listen on."),
    variable(
        "LOCUM_METRICS_LISTEN",
        "127.0.0.1:9464",
        "Address and port at which GET /metrics answers in Prometheus' text format, and nothing else does; empty: nowhere. Where \
         the default address is taken, the server says so and goes on without.",
    ),
    variable(
        "LOCUM_PUBLIC_URL",
        "from LOCUM_LISTEN",
        "The address in people's browsers, such as https://locum.example.org: for the check where a form comes \
         from, and for links in mails. With https, cookies are Secure and browsers are told to keep to https. With LOCUM_ENV=production \
         it must be https, unless only this machine reaches it.",
    ),
    variable(
        "LOCUM_TRUSTED_PROXIES",
        "127.0.0.0/8, ::1",
        "Addresses or networks of proxies, with commas between them, or none: whose X-Forwarded-For and X-Forwarded-Proto are \
         believed. The client is the last address in X-Forwarded-For that is no such proxy.",
    ),
    variable(
        "LOCUM_HSTS",
        "host",
        "host or subdomains: how far browsers are told to keep to https (Strict-Transport-Security), where LOCUM_PUBLIC_URL is \
         https. With subdomains, every host below it has to be reached by https too.",
    ),
    variable("LOCUM_ENV", "production", "production, development or test."),
    variable(
        "LOCUM_CLOCK_FILE",
        "none",
        "A file with an RFC 3339 instant that is the present one. Only with LOCUM_ENV=test.",
    ),
    variable(
        "LOCUM_DEMO_PASSWORD",
        "a random one",
        "The password of every person of the demo organisation; a random one is printed at load.",
    ),
    variable(
        "LOCUM_SMTP_URL",
        "none: no mail",
        "Where mails go, as smtps://user:password@mail.example.org:465 or smtp://user:password@mail.example.org:587, \
         which insists on STARTTLS. In the clear only to the loopback address. A sign in the password is written as \
         in any address: %40 for @.",
    ),
    variable(
        "LOCUM_MAIL_FROM",
        "none",
        "The sender of mails, such as Locum <locum@example.org>. LOCUM_SMTP_URL needs it.",
    ),
    variable(
        "LOCUM_SLACK_TOKEN",
        "none: no Slack",
        "The token of a Slack app's bot (xoxb-…) with the scopes chat:write and users:read.email: people get direct \
         messages at the account with their e-mail address.",
    ),
    variable(
        "LOCUM_SLACK_API_URL",
        "https://slack.com/api",
        "Where Slack's Web API is. http only to the loopback address.",
    ),
    variable(
        "LOCUM_LDAP_URL",
        "none: no directory",
        "The LDAP directory that follows: ldaps://ldap.example.org, or ldap://ldap.example.org, which insists on StartTLS. \
         In the clear only to the loopback address, and not even there where LOCUM_LDAP_CA_FILE is set. The other \
         LOCUM_LDAP variables are needed with it, but for the last.",
    ),
    variable(
        "LOCUM_LDAP_BIND_DN",
        "none",
        "Who Locum is in the directory, such as cn=locum,dc=example,dc=org: it reads people and writes roles.",
    ),
    variable("LOCUM_LDAP_BIND_PASSWORD", "none", "And its password."),
    variable(
        "LOCUM_LDAP_PEOPLE_BASE",
        "none",
        "Where people are, such as ou=people,dc=example,dc=org: a person is uid=USERNAME right below it.",
    ),
    variable(
        "LOCUM_LDAP_ROLES_BASE",
        "none",
        "Where roles are, such as ou=roles,dc=example,dc=org: a role is the groupOfNames cn=ROLE right below it. Locum makes \
         groups as needed; the base must be there.",
    ),
    variable(
        "LOCUM_LDAP_CA_FILE",
        "the machine's own authorities",
        "A PEM file with certificates of authorities that are trusted besides the machine's.",
    ),
    variable(
        "LOCUM_API_RATE",
        "2000",
        "Calls a second that one token of the API may make; whoever calls more often is answered 429 with Retry-After. Each server \
         counts by itself.",
    ),
    variable(
        "LOCUM_LOG",
        "info",
        "What is logged, as a tracing filter: warn, or info,services=debug.",
    ),
    variable("LOCUM_LOG_FORMAT", "text", "text or json."),
    variable(
        "LOCUM_CONFIG",
        "none",
        "A TOML file with any of these, such as LOCUM_LISTEN = \"0.0.0.0:80\".",
    ),
];

/// The table as text, for `--help`.
pub fn table() -> String {
    let mut text = String::from(
        "Environment (each may also stand in the TOML file that LOCUM_CONFIG names; the environment wins):\n",
    );
    for variable in VARIABLES {
        // Writing to a string cannot fail.
        let _ = write!(text, "\n  {} (default: {})\n", variable.name, variable.default);
        for line in wrapped(variable.meaning, 90) {
            let _ = writeln!(text, "      {line}");
        }
    }
    text
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.len() + 1 + word.len() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
