//! What `postmaster.pid` tells about a running server.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// A server that runs, or is just starting or stopping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Postmaster {
    /// Its process id.
    pub(crate) process: u32,
    /// The folder of its socket, once it has written it down.
    pub(crate) socket_folder: Option<PathBuf>,
}

impl Postmaster {
    /// The live server of `cluster`, if there is one. A stale file is no server: the process it names
    /// is gone, or is another program that was given the same id.
    pub(crate) fn of(cluster: &Path) -> Option<Self> {
        let text = fs::read_to_string(cluster.join("postmaster.pid")).ok()?;
        let postmaster = Self::parse(&text)?;
        postmaster.serves(cluster).then_some(postmaster)
    }

    /// Whether the process is there and is the server of `cluster`: it was started with that folder as
    /// an argument, or works in it. The second needs more rights than root has in some containers, the
    /// first needs none. Outlasts `postmaster.pid`, which a server removes shortly before it ends.
    pub(crate) fn serves(&self, cluster: &Path) -> bool {
        let process = PathBuf::from(format!("/proc/{}", self.process));
        let arguments = fs::read(process.join("cmdline")).unwrap_or_default();
        let mut arguments = arguments.split(|&byte| byte == 0);
        arguments.any(|argument| argument == cluster.as_os_str().as_bytes())
            || fs::read_link(process.join("cwd")).is_ok_and(|current| current == cluster)
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        // A standalone backend writes its id as a negative number; there is nothing to adopt then.
        let process = lines.next()?.trim().parse().ok()?;
        let socket_folder = lines
            .nth(3)
            .map(str::trim)
            .filter(|folder| !folder.is_empty())
            .map(PathBuf::from);
        Some(Self {
            process,
            socket_folder,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Postmaster;

    #[test]
    fn reads_process_and_socket_folder() {
        let full = "4711\n/data/cluster\n1700000000\n5432\n/data/socket\n\n  5432001         3\nready   \n";
        let read = Postmaster::parse(full);
        assert_eq!(read.as_ref().map(|postmaster| postmaster.process), Some(4711));
        assert_eq!(
            read.and_then(|postmaster| postmaster.socket_folder),
            Some("/data/socket".into())
        );
        assert_eq!(Postmaster::parse("-4711\n/data/cluster\n"), None);
        assert_eq!(Postmaster::parse(""), None);
    }
}
