//! How many connections there may be at once, and how long each may keep still.

use std::time::Duration;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// The most connections at once; others wait until one ends.
const MOST: u32 = 8_192;
/// The part of them that one network may hold: a large office behind one address needs far less.
const NETWORKS_PART: u32 = 8;
/// Open files that are no connection of the site's: the database's, the metrics', logs, libraries.
const OTHER_FILES: u32 = 128;
/// A server with fewer connections is of no use, whatever the system says.
const FEWEST: u32 = 16;

/// What one listener allows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// What metrics and the log call the listener.
    pub(crate) name: &'static str,
    /// The longest until a request's headers are there, from the opening of the connection or from the answer before.
    pub(crate) headers_within: Duration,
    /// The longest between two pieces of a request's body. How long all of it may take, [`crate::guard::LONGEST`] says.
    pub(crate) body_pause: Duration,
    /// The longest in which a client that is being answered takes nothing at all of its answer.
    pub(crate) write_pause: Duration,
    /// How much of an answer the system takes beyond what is on its way to the client: a client that never reads makes the server
    /// hand over this much, and not the megabytes that the system would keep by itself.
    pub(crate) unsent_bytes: u32,
    /// The most of a request's headers; longer ones are answered 431. As much of an answer is put together before it is sent.
    pub(crate) buffered_bytes: usize,
    /// The most connections at once; whoever comes then waits until one ends.
    pub(crate) connections: u32,
    /// The most of them for one network, beyond which connections are closed as they come.
    pub(crate) connections_of_one_network: u32,
}

impl Limits {
    /// Those of the listener for people. Raises the soft limit of open files as far as it is needed and allowed.
    pub(crate) fn of_site() -> Self {
        let connections = raise_open_files(MOST + OTHER_FILES).map_or(MOST, connections_with);
        if connections < MOST {
            tracing::warn!(
                connections,
                "the limit of open files allows no more connections at once than these"
            );
        }
        Self::with("site", connections, (connections / NETWORKS_PART).max(FEWEST))
    }

    /// Those of the listener for metrics: a few that measure, and people who look.
    pub(crate) fn of_metrics() -> Self {
        Self::with("metrics", 64, FEWEST)
    }

    /// The same times for every listener.
    pub(super) fn with(name: &'static str, connections: u32, connections_of_one_network: u32) -> Self {
        Self {
            name,
            headers_within: Duration::from_secs(10),
            body_pause: Duration::from_secs(10),
            write_pause: Duration::from_secs(20),
            unsent_bytes: 16 * 1024,
            buffered_bytes: 64 * 1024,
            connections,
            connections_of_one_network,
        }
    }
}

/// As many connections as this many open files allow, beside what the process needs itself.
fn connections_with(files: u32) -> u32 {
    files.saturating_sub(OTHER_FILES).clamp(FEWEST, MOST)
}

/// Raises the soft limit of open files to what is needed, or as far as the hard limit allows. Returns what it is then; none: there
/// is no limit, or one beyond counting.
fn raise_open_files(needed: u32) -> Option<u32> {
    let limit = getrlimit(Resource::Nofile);
    let soft = limit.current?;
    let needed = u64::from(needed);
    let wanted = limit.maximum.map_or(needed, |hard| hard.min(needed));
    if soft >= wanted {
        return u32::try_from(soft).ok();
    }
    let raised = Rlimit {
        current: Some(wanted),
        maximum: limit.maximum,
    };
    let now = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => wanted,
        Err(error) => {
            tracing::warn!(%error, soft, wanted, "the limit of open files cannot be raised");
            soft
        }
    };
    u32::try_from(now).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s_the_limit_of_open_files_leaves_some_for_what_is_no_connection() {
        for (files, connections) in [
            (20, FEWEST),
            (1_024, 1_024 - OTHER_FILES),
            (MOST + OTHER_FILES, MOST),
            (1_048_576, MOST),
        ] {
            assert_eq!(connections_with(files), connections, "{files}");
        }
    }
}
