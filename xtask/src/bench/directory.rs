//! The job with a directory beside one connection of `ldapmodify` that makes the same changes: each to a directory of its own
//! that is empty of roles at first.

use std::fs;
use std::process::Command;
use std::time::Instant;

use crate::bench::figure::{Figure, Target};
use crate::bench::slapd::{Slapd, group, person};
use crate::bench::sql::query;
use crate::bench::{Measurement, Stand};

/// A database of its own.
const DATABASE: &str = "directory";

/// People, each of whom is granted [`EACH`] roles.
const PEOPLE: usize = 2_000;

/// Roles that are granted.
const ROLES: usize = 40;

/// Grants a person.
const EACH: usize = 3;

/// The grants; whoever writes them, the requests are written with them.
const GRANT: &str = "INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', p.created_at \
    FROM people p JOIN roles r ON (r.code, p.username) IN (SELECT 'measured_' || ((n * 7 + k * 13) % 40), 'p' || n \
    FROM generate_series(0, 1999) n, generate_series(0, 2) k)";

/// The rate of each, and their ratio.
pub(crate) struct Directory;

impl Measurement for Directory {
    fn name(&self) -> &'static str {
        "the job with a directory"
    }

    fn measure(&self, stand: &Stand<'_>) -> anyhow::Result<Vec<Figure>> {
        let usernames: Vec<String> = (0..PEOPLE).map(|n| format!("p{n}")).collect();
        let ours = Slapd::start(&stand.scratch.join("slapd-job"), &usernames)?;
        let by_job = job(stand, &ours)?;
        let theirs = Slapd::start(&stand.scratch.join("slapd-ldapmodify"), &usernames)?;
        let by_ldapmodify = ldapmodify(stand, &theirs)?;
        for slapd in [&ours, &theirs] {
            let members = slapd.members()?;
            anyhow::ensure!(members == PEOPLE * EACH, "there are {members} members");
        }
        Ok(vec![
            Figure::new("memberships by ldapmodify", by_ldapmodify, "a second"),
            Figure::new("memberships by the job", by_job, "a second").of(
                "ldapmodify",
                by_ldapmodify,
                Target::AtLeast(0.6),
            ),
        ])
    }
}

/// The job's rate.
fn job(stand: &Stand<'_>, slapd: &Slapd) -> anyhow::Result<f64> {
    let drop = format!("DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)");
    let create = format!("CREATE DATABASE {DATABASE}");
    query(&stand.cluster, "postgres", &[&drop, &create])?;
    let locum = |arguments: &[&str]| {
        let mut command = Command::new(&stand.server);
        command
            .args(arguments)
            .env("DATABASE_URL", stand.cluster.owner_url(DATABASE))
            .envs(slapd.settings());
        command
    };
    stand.runner.run(&mut locum(&["migrate"]))?;
    let people = format!(
        "INSERT INTO people (username, display_name, search_text, created_at, updated_at) SELECT 'p' || n, 'P ' || n, 'p' || n, \
         clock_timestamp(), clock_timestamp() FROM generate_series(0, {}) n",
        PEOPLE - 1
    );
    let roles = format!(
        "INSERT INTO roles (code, name, data_scope) SELECT 'measured_' || n, 'Measured ' || n, 'own' \
         FROM generate_series(0, {}) n",
        ROLES - 1
    );
    query(
        &stand.cluster,
        DATABASE,
        &[&people, &roles, GRANT, "VACUUM ANALYZE"],
    )?;
    let begun = Instant::now();
    let said = stand.output_of(&mut locum(&["job", "run", "send-pending-ldap-requests"]))?;
    let seconds = begun.elapsed().as_secs_f64();
    query(&stand.cluster, "postgres", &[&drop])?;
    let complete = format!("\"complete\":{}", PEOPLE * EACH);
    anyhow::ensure!(said.contains(&complete), "the job says: {said}");
    Ok(count() / seconds)
}

/// One connection's rate, one change after the other.
fn ldapmodify(stand: &Stand<'_>, slapd: &Slapd) -> anyhow::Result<f64> {
    let mut made = [false; ROLES];
    let mut changes = String::new();
    for n in 0..PEOPLE {
        for k in 0..EACH {
            let role = (n * 7 + k * 13) % ROLES;
            let (name, member) = (group(&format!("measured_{role}")), person(&format!("p{n}")));
            let is_made = made
                .get_mut(role)
                .is_some_and(|made| std::mem::replace(made, true));
            changes.push_str(&if is_made {
                format!("dn: {name}\nchangetype: modify\nadd: member\nmember: {member}\n\n")
            } else {
                format!(
                    "dn: {name}\nchangetype: add\nobjectClass: groupOfNames\ncn: measured_{role}\nmember: {member}\n\n"
                )
            });
        }
    }
    let file = stand.scratch.join("changes.ldif");
    fs::write(&file, changes)?;
    let mut command = slapd.client("ldapmodify")?;
    command.arg("-f").arg(&file);
    let begun = Instant::now();
    stand.output_of(&mut command)?;
    Ok(count() / begun.elapsed().as_secs_f64())
}

/// Changes made.
fn count() -> f64 {
    f64::from(u32::try_from(PEOPLE * EACH).unwrap_or(u32::MAX))
}
