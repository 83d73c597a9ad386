//! PostgreSQL's server programs.

use anyhow::Context;
use private_postgres::Binaries;

use crate::setup::apt::Apt;

/// Keeps Debian's package from starting a server of its own, which nobody asked for.
const DROP_IN: (&str, &str) = (
    "/etc/postgresql-common/createcluster.d/locum.conf",
    "# Locum starts a private server where it needs one.\ncreate_main_cluster = false\n",
);

pub(crate) fn ensure(packages: &mut Apt) -> anyhow::Result<()> {
    if Binaries::find().is_ok() {
        return Ok(());
    }
    if std::path::Path::new("/etc/debian_version").is_file() {
        // Not being allowed to is reported by the installation, with the command to type.
        let _ = packages.write_system_file(DROP_IN.0, DROP_IN.1);
    }
    packages.install("PostgreSQL 15 or later", &["postgresql"])?;
    Binaries::find()
        .map(drop)
        .context("PostgreSQL was installed, but")
}
