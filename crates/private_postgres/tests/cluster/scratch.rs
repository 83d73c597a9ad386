//! A folder that goes away with the test, and `psql`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use private_postgres::{Cluster, Durability};

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A new empty folder, removed at the end. Declare it before the cluster that lives in it.
pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new() -> Self {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("private-postgres-{}-{number}", std::process::id()));
        std::fs::create_dir(&folder).unwrap();
        Self(folder)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub fn open(folder: &Path) -> Cluster {
    Cluster::open(folder, Durability::Throwaway).unwrap()
}

/// Runs SQL as the owner and returns what it answered.
pub fn sql(cluster: &Cluster, statement: &str) -> String {
    run(cluster, &cluster.owner_url("locum"), statement).unwrap()
}

/// Runs SQL at an address of the cluster: what it answered, or why it refused.
pub fn run(cluster: &Cluster, url: &str, statement: &str) -> Result<String, String> {
    let output = Command::new(cluster.binaries().program("psql"))
        .args([
            "--no-psqlrc",
            "--tuples-only",
            "--no-align",
            "--command",
            statement,
        ])
        .arg(url)
        .output()
        .unwrap();
    let said = |bytes| String::from_utf8(bytes).unwrap().trim().to_owned();
    if output.status.success() {
        Ok(said(output.stdout))
    } else {
        Err(said(output.stderr))
    }
}

/// The server's process id by its own account.
pub fn process_of(cluster: &Cluster) -> u32 {
    let file = std::fs::read_to_string(cluster.folder().join("cluster/postmaster.pid")).unwrap();
    file.lines().next().unwrap().parse().unwrap()
}

/// Whether a process is there and not merely waiting for its exit status to be collected.
pub fn runs(process: u32) -> bool {
    stat(process).is_some_and(|stat| stat[0] != "Z")
}

/// The process group of a process.
pub fn group_of(process: u32) -> u32 {
    stat(process).unwrap()[2].parse().unwrap()
}

/// The fields of `/proc/…/stat` after the name: state, parent, group.
fn stat(process: u32) -> Option<Vec<String>> {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, fields) = text.rsplit_once(") ")?;
    Some(fields.split(' ').map(str::to_owned).collect())
}
