//! The command line.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};
use domain::scope::Scope;

use crate::config;

/// Who may act for whom, in what, until when, and who said so.
#[derive(Debug, Parser)]
#[command(name = "locum", version, propagate_version = true, after_help = EXAMPLES, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const EXAMPLES: &str = "\
Examples:
  locum serve                              a server with a database of its own in ./data
  locum people import people.csv           create and update people
  locum people export > people.csv         the same file again
  locum person set-password ada            then type the password, Enter and Ctrl-D
  locum token create payroll --scope tasks:read   a token for another system, printed once
  locum job run send-pending-ldap-requests begin and end what is due, and update the directory
  locum demo load                          some 60 people with tasks and delegations, to try things out

Exit codes: 0 done, 1 failed, 2 bad input or usage.
Settings are environment variables: `locum serve --help` lists all of them.";

/// What Locum can be asked to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start the server: migrates, serves, runs the scheduler
    #[command(after_help = config::table())]
    Serve(Serve),
    /// Run the database migrations, and nothing else
    Migrate,
    /// Import and export people as CSV
    #[command(subcommand)]
    People(People),
    /// Change one person
    #[command(subcommand)]
    Person(Person),
    /// Compare the LDAP directory with Locum
    #[command(subcommand)]
    Directory(Directory),
    /// Manage API tokens of other systems
    #[command(subcommand)]
    Token(Token),
    /// Run a job now; servers may run at the same time
    #[command(subcommand)]
    Job(Job),
    /// Load an organisation to try Locum with
    #[command(subcommand)]
    Demo(Demo),
    /// Print shell completions
    #[command(after_help = "Example:\n  locum completions bash > /etc/bash_completion.d/locum")]
    Completions {
        /// For which shell
        shell: clap_complete::Shell,
    },
}

/// `locum serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// Load the demo organisation into an empty database, and say how to sign in.
    #[arg(long, hide = true)]
    pub demo: bool,
}

/// `locum people …`.
#[derive(Debug, Subcommand)]
pub enum People {
    /// Create and update people from a CSV file, all or nothing
    #[command(after_help = PEOPLE_CSV)]
    Import {
        /// The CSV file; `-` is standard input
        file: PathBuf,
        /// Check the file and change nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Write everybody as CSV to standard output; importing that again changes nothing
    ///
    /// Cells are written as they are, since they are meant to be imported again. A name or an address that begins with `=`, `+`, `-`
    /// or `@` is a formula to a spreadsheet: import the columns as text there. In the CSV files that pages offer, such cells begin with an apostrophe.
    Export,
}

const PEOPLE_CSV: &str = "\
The first line names the columns:
  username,display_name,email,manager,department,job,location,hired_on,terminated_on,time_zone,roles

manager is a username or empty, dates are 2028-01-31 or empty, roles are the grants by hand as role codes with spaces
between them. Lines may be in any order. People who are not in the file are not changed. Names and places must not
contain characters that nobody sees, such as zero-width spaces and marks that change the direction of writing. Every
line that cannot be used is reported with its number, and nothing is changed then.";

/// `locum person …`.
#[derive(Debug, Subcommand)]
pub enum Person {
    /// Set a password, read from standard input, and end the person's sessions
    #[command(after_help = "Example:\n  printf '%s\\n' \"$PASSWORD\" | locum person set-password ada")]
    SetPassword {
        /// Whose
        username: String,
    },
}

/// `locum directory …`.
#[derive(Debug, Subcommand)]
pub enum Directory {
    /// Show where the LDAP directory differs from Locum, and correct it with --fix
    #[command(after_help = RECONCILE)]
    Reconcile {
        /// Change the directory to match Locum, including grants from before it was configured
        #[arg(long)]
        fix: bool,
    },
}

const RECONCILE: &str = "\
Writes a line for each difference to standard output:
  + ROLE USERNAME   holds the role and is no member of its group; --fix adds them
  - ROLE USERNAME   is a member and does not hold the role; --fix removes them
  ! ROLE USERNAME   holds the role and has no entry in the directory; --fix cannot help

What --fix could not correct, members that are not people, and groups that are not roles are listed on standard error; the
last two are left unchanged.

Exit codes: 0 the differences were shown, or with --fix there are none left; 1 the directory or the database cannot be
used, or --fix left something; 2 no directory is configured.";

/// `locum token …`.
#[derive(Debug, Subcommand)]
pub enum Token {
    /// Create a token and print it; it is not shown again
    #[command(
        after_help = "Example:\n  locum token create payroll --scope tasks:read --scope tasks:write > payroll.token"
    )]
    Create {
        /// Its name in logs, such as the name of the other system
        name: String,
        /// What it may do; repeat it for several
        #[arg(long, required = true, value_parser = scopes())]
        scope: Vec<Scope>,
    },
    /// List all tokens, active ones first, without their secrets
    List,
    /// Revoke a token: its next request is refused
    Revoke {
        /// Its name
        name: String,
    },
}

/// The scopes by their codes, each with what it allows.
fn scopes() -> impl TypedValueParser<Value = Scope> {
    let known = Scope::ALL.map(|scope| PossibleValue::new(scope.code()).help(scope.in_words()));
    PossibleValuesParser::new(known).try_map(|code| Scope::from_code(&code).ok_or("no scope"))
}

/// `locum job …`.
#[derive(Debug, Subcommand)]
pub enum Job {
    /// Run a job once, to its end, and print what it did as one line of JSON
    #[command(after_help = JOBS)]
    Run {
        /// Which
        #[arg(value_enum)]
        job: JobName,
    },
}

/// The jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum JobName {
    /// Begins and ends dated delegations, follows role provisioning rules, and updates the directory
    SendPendingLdapRequests,
}

const JOBS: &str = "\
Example:
  locum job run send-pending-ldap-requests

The exit code is 0 even if single requests failed: the line counts them, and the next run retries them.";

/// `locum demo …`.
#[derive(Debug, Subcommand)]
pub enum Demo {
    /// Load the demo organisation into an empty database, and print how to sign in
    ///
    /// Everybody has the same password: LOCUM_DEMO_PASSWORD, or a random one that is printed.
    Load {
        /// Generate an organisation of so many people instead, with tasks and delegations in proportion, to measure
        #[arg(long, value_name = "N")]
        people: Option<usize>,
    },
}
