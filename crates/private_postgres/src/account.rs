//! Which account PostgreSQL runs as: one's own, or `postgres` where one is root.

use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use crate::Error;

/// The account that owns the cluster and runs its programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Account {
    /// The user this process runs as.
    Own,
    /// Another one, dropped to because PostgreSQL refuses to run as root.
    Dropped { user: u32, group: u32 },
}

impl Account {
    /// Decides by the user this process runs as.
    pub(crate) fn choose() -> Result<Self, Error> {
        if !running_as_root() {
            return Ok(Self::Own);
        }
        let accounts = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let (user, group) = ids_of("postgres", &accounts).ok_or(Error::NoAccount)?;
        Ok(Self::Dropped { user, group })
    }

    /// Whether this account may pass through `folder`: for a dropped one, its mode bits decide.
    pub(crate) fn may_enter(self, folder: &Path) -> bool {
        let Self::Dropped { user, group } = self else {
            return true;
        };
        let Ok(metadata) = fs::metadata(folder) else {
            return false;
        };
        execute_bit(&metadata, user, group)
    }
}

fn execute_bit(metadata: &Metadata, user: u32, group: u32) -> bool {
    let bit = if metadata.uid() == user {
        0o100
    } else if metadata.gid() == group {
        0o010
    } else {
        0o001
    };
    metadata.mode() & bit != 0
}

/// Linux shows the effective user as the owner of `/proc/self`; elsewhere one counts as not root and
/// PostgreSQL itself says so if that is wrong.
fn running_as_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|metadata| metadata.uid() == 0)
}

/// User and group id of `name` in the text of `/etc/passwd`.
fn ids_of(name: &str, accounts: &str) -> Option<(u32, u32)> {
    accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next() != Some(name) {
            return None;
        }
        let mut ids = fields.skip(1);
        Some((ids.next()?.parse().ok()?, ids.next()?.parse().ok()?))
    })
}

#[cfg(test)]
mod tests {
    use super::ids_of;

    #[test]
    fn reads_ids_of_an_account() {
        let accounts = "root:x:0:0:root:/root:/bin/bash\npostgres:x:101:104:PostgreSQL:/var/lib:/bin/bash\n";
        assert_eq!(ids_of("postgres", accounts), Some((101, 104)));
        assert_eq!(ids_of("post", accounts), None);
    }
}
