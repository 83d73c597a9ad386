//! OpenLDAP's server and its client programs: tests start directories of their own with them.

use std::path::Path;

use anyhow::Context;

use crate::process::find_program;
use crate::setup::apt::Apt;

/// Keeps Debian's package from making a directory of its own and starting a server for it.
const ANSWERS: &str = "slapd slapd/no_configuration boolean true\n";

pub(crate) fn ensure(packages: &mut Apt) -> anyhow::Result<()> {
    if is_there() {
        return Ok(());
    }
    if Path::new("/etc/debian_version").is_file() {
        // Not being allowed to is reported by the installation, with the command to type.
        let _ = packages.answer(ANSWERS);
    }
    packages.install("OpenLDAP for the tests", &["slapd", "ldap-utils"])?;
    is_there()
        .then_some(())
        .context("slapd and ldap-utils were installed, but are not there")
}

fn is_there() -> bool {
    // Users without more rights do not have it on their PATH.
    let server = find_program("slapd").is_some() || Path::new("/usr/sbin/slapd").is_file();
    server && find_program("ldapsearch").is_some() && find_program("ldapmodify").is_some()
}
