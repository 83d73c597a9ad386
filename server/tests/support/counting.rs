//! A door to Postgres that counts the queries that go through it, as what a page costs is a number in a test, and that breaks a
//! connection where a test asks for it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::unix::OwnedReadHalf;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::oneshot;
use tokio_postgres::Config;
use tokio_postgres::config::Host;

/// Stands between a pool and its database.
pub struct CountingPostgres {
    /// The address of the door.
    pub url: String,
    wire: Arc<Wire>,
    _folder: TempDir,
}

/// Where a connection breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Break {
    /// On the way to the database: the statement never comes there.
    Question,
    /// On the way back: the statement is executed, and its answer is lost.
    Answer,
}

#[derive(Default)]
struct Wire {
    executed: AtomicUsize,
    next_break: Mutex<Option<(&'static str, Break)>>,
}

impl Wire {
    /// Whether, and where, the connection breaks at this statement; that happens once.
    fn breaks(&self, content: &[u8]) -> Option<Break> {
        let mut next = self.next_break.lock().unwrap();
        let (statement, place) = (*next)?;
        let mut windows = content.windows(statement.len());
        if !windows.any(|window| window == statement.as_bytes()) {
            return None;
        }
        *next = None;
        Some(place)
    }
}

impl CountingPostgres {
    /// Before the database at `url`, which is reached by a socket.
    pub async fn before(url: &str) -> Self {
        let config: Config = url.parse().unwrap();
        let Some(Host::Unix(socket)) = config.get_hosts().first() else {
            panic!("{url} names no socket")
        };
        let port = config.get_ports().first().copied().unwrap_or(5432);
        let real = socket.join(format!(".s.PGSQL.{port}"));
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).unwrap();
        let wire = Arc::<Wire>::default();
        let of_connections = Arc::clone(&wire);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = UnixStream::connect(&real).await.unwrap();
                tokio::spawn(carry(client, server, Arc::clone(&of_connections)));
            }
        });
        let host = folder.path().to_str().unwrap().replace('/', "%2F");
        let user = config.get_user().unwrap();
        let url = format!("postgresql://{user}@{host}:5432/{}", config.get_dbname().unwrap());
        Self {
            url,
            wire,
            _folder: folder,
        }
    }

    /// How many queries went through since it was last asked.
    pub fn queries(&self) -> usize {
        self.wire.executed.swap(0, Ordering::SeqCst)
    }

    /// The connection that next sends a statement with these words, such as `COMMIT`, breaks. One that is prepared has to be new to
    /// the connection.
    pub fn break_at(&self, statement: &'static str, place: Break) {
        *self.wire.next_break.lock().unwrap() = Some((statement, place));
    }

    /// Whether the connection that was to break has done so.
    pub fn is_broken(&self) -> bool {
        self.wire.next_break.lock().unwrap().is_none()
    }
}

async fn carry(client: UnixStream, server: UnixStream, wire: Arc<Wire>) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let (lose, lost) = oneshot::channel();
    tokio::spawn(async move {
        let is_lost = tokio::select! {
            biased;
            Ok(()) = lost => true,
            _ = copy(&mut from_server, &mut to_client) => false,
        };
        if is_lost {
            until_executed(&mut from_server).await;
        }
    });
    let mut lose = Some(lose);
    let mut prepared = None;
    let mut is_first = true;
    loop {
        // All messages but the first begin with a letter for their kind; then come their length and content.
        let kind = if is_first {
            None
        } else {
            Some(from_client.read_u8().await.unwrap_or_default())
        };
        let Ok(length) = from_client.read_u32().await else {
            return;
        };
        let mut content = vec![0; usize::try_from(length).unwrap() - 4];
        if from_client.read_exact(&mut content).await.is_err() {
            return;
        }
        // Execute, and the simple Query.
        if matches!(kind, Some(b'E' | b'Q')) {
            wire.executed.fetch_add(1, Ordering::SeqCst);
        }
        let breaks = match kind {
            Some(b'Q') => wire.breaks(&content),
            // Prepared, and executed next.
            Some(b'P') => {
                prepared = prepared.or_else(|| wire.breaks(&content));
                None
            }
            Some(b'E') => prepared.take(),
            _ => None,
        };
        if let Some(place) = breaks {
            if place == Break::Question {
                return;
            }
            let _ = lose.take().map(|lose| lose.send(()));
        }
        let mut message = Vec::from_iter(kind);
        message.extend(length.to_be_bytes());
        message.extend(content);
        if to_server.write_all(&message).await.is_err() {
            return;
        }
        is_first = false;
    }
}

/// Until the database says that a statement was executed, or failed; nobody hears it. What it says before belongs to what was asked
/// before: clients close statements that they prepared without waiting for the answer.
async fn until_executed(from_server: &mut OwnedReadHalf) {
    const COMPLETE: u8 = b'C';
    const FAILED: u8 = b'E';
    while let Ok(kind) = from_server.read_u8().await {
        let Ok(length) = from_server.read_u32().await else {
            return;
        };
        let mut content = vec![0; usize::try_from(length).unwrap() - 4];
        let is_read = from_server.read_exact(&mut content).await.is_ok();
        if !is_read || matches!(kind, COMPLETE | FAILED) {
            return;
        }
    }
}
