//! The table of everything that can be set: what is read, and what `locum serve --help` shows.

use std::fmt::Write;

/// One setting.
#[derive(Debug, Clone, Copy)]
pub struct Variable {
    /// Its name, in the environment and in the file.
    pub name: &'static str,
    /// The value that is used if it is not set.
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
        "The same database, for the role that owns Locum's tables; used for migrations only. The role in DATABASE_URL then owns \
         nothing and cannot change or delete entries of the audit log and of tasks' logs; a migration grants it the rights that it \
         needs. A server whose schema is up to date starts without this variable.",
    ),
    variable(
        "LOCUM_DATA_DIR",
        "./data",
        "The folder for everything that Locum keeps on disk.",
    ),
    variable("LOCUM_LISTEN", "127.0.0.1:3000", "Address and port to listen on."),
    variable(
        "LOCUM_METRICS_LISTEN",
        "127.0.0.1:9464",
        "Address and port that serve GET /metrics in Prometheus' text format, and nothing else; empty: nowhere. If the default \
         address is in use, the server logs a warning and runs without metrics.",
    ),
    variable(
        "LOCUM_PUBLIC_URL",
        "from LOCUM_LISTEN",
        "The address in people's browsers, such as https://locum.example.org. It is used to check where a form comes from, and for links \
         in mails. With https, cookies are marked Secure and Strict-Transport-Security is sent, so that browsers use https only. With \
         LOCUM_ENV=production it must be https, unless only this machine can reach the server.",
    ),
    variable(
        "LOCUM_TRUSTED_PROXIES",
        "127.0.0.0/8, ::1",
        "Addresses or networks of proxies whose X-Forwarded-For and X-Forwarded-Proto headers are used, with commas between them; none or \
         empty: no proxy. The client is the last address in X-Forwarded-For that is not one of them. A list that holds every address \
         is refused. Where such a proxy says https, cookies are marked Secure.",
    ),
    variable(
        "LOCUM_HSTS",
        "host",
        "host or subdomains: whether Strict-Transport-Security holds for this host only or also for all of its subdomains. It is sent where \
         LOCUM_PUBLIC_URL is https. With subdomains, browsers reach every host below it by https only.",
    ),
    variable("LOCUM_ENV", "production", "production, development or test."),
    variable(
        "LOCUM_CLOCK_FILE",
        "none",
        "A file with an RFC 3339 instant that Locum uses as the current time. Only with LOCUM_ENV=test.",
    ),
    variable(
        "LOCUM_DEMO_PASSWORD",
        "a random one",
        "The password of every person of the demo organisation; a random one is printed at load.",
    ),
    variable(
        "LOCUM_SMTP_URL",
        "none: no mail",
        "The mail server: smtps://user:password@mail.example.org:465, or smtp://user:password@mail.example.org:587, \
         which requires STARTTLS. Unencrypted only to the loopback address. Special characters in the password are \
         percent-encoded: %40 for @.",
    ),
    variable(
        "LOCUM_MAIL_FROM",
        "none",
        "The sender of mails, such as Locum <locum@example.org>. LOCUM_SMTP_URL needs it.",
    ),
    variable(
        "LOCUM_SLACK_TOKEN",
        "none: no Slack",
        "A Slack bot token (xoxb-…) with the scopes chat:write and users:read.email. Locum sends direct messages to the \
         Slack account that has the person's e-mail address.",
    ),
    variable(
        "LOCUM_SLACK_API_URL",
        "https://slack.com/api",
        "The address of Slack's Web API. http only to the loopback address.",
    ),
    variable(
        "LOCUM_LDAP_URL",
        "none: no directory",
        "The LDAP directory that role memberships are written to: ldaps://ldap.example.org, or ldap://ldap.example.org, which requires \
         StartTLS. Unencrypted only to the loopback address, and not even there if LOCUM_LDAP_CA_FILE is set. It needs the other \
         LOCUM_LDAP variables too, except LOCUM_LDAP_CA_FILE.",
    ),
    variable(
        "LOCUM_LDAP_BIND_DN",
        "none",
        "The DN that Locum binds as, such as cn=locum,dc=example,dc=org: it must be able to read people and write roles.",
    ),
    variable(
        "LOCUM_LDAP_BIND_PASSWORD",
        "none",
        "The password of LOCUM_LDAP_BIND_DN.",
    ),
    variable(
        "LOCUM_LDAP_PEOPLE_BASE",
        "none",
        "The DN below which people are, such as ou=people,dc=example,dc=org: a person is uid=USERNAME directly below it.",
    ),
    variable(
        "LOCUM_LDAP_ROLES_BASE",
        "none",
        "The DN below which roles are, such as ou=roles,dc=example,dc=org: a role is the groupOfNames cn=ROLE directly below it. Locum \
         creates groups as needed; the base must exist.",
    ),
    variable(
        "LOCUM_LDAP_CA_FILE",
        "the machine's own authorities",
        "A PEM file with certificates of authorities that are trusted besides the machine's.",
    ),
    variable(
        "LOCUM_API_RATE",
        "2000",
        "Calls a second that one API token may make; calls beyond that are answered with 429 and Retry-After. Each server \
         counts for itself.",
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

/// The table as text, for `--help`: clap wraps its lines, each with its own indentation.
pub fn table() -> String {
    let mut text = String::from(
        "Environment variables. Each can also be set in the TOML file that LOCUM_CONFIG names; the environment comes first. An empty \
         value counts as not set, unless its description says what it means.\n",
    );
    for variable in VARIABLES {
        // Writing to a string cannot fail.
        let _ = write!(text, "\n  {} (default: {})\n", variable.name, variable.default);
        let _ = writeln!(text, "      {}", variable.meaning);
    }
    text
}
