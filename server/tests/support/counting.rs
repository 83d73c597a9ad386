//! A door to Postgres that counts the queries that go through it: what a page costs is a number in a test.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::{UnixListener, UnixStream};
use tokio_postgres::Config;
use tokio_postgres::config::Host;

/// Stands between a pool and its database.
pub struct CountingPostgres {
    /// The address of the door.
    pub url: String,
    executed: Arc<AtomicUsize>,
    _folder: TempDir,
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
        let executed = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&executed);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = UnixStream::connect(&real).await.unwrap();
                tokio::spawn(carry(client, server, Arc::clone(&counter)));
            }
        });
        let host = folder.path().to_str().unwrap().replace('/', "%2F");
        let user = config.get_user().unwrap();
        let url = format!("postgresql://{user}@{host}:5432/{}", config.get_dbname().unwrap());
        Self {
            url,
            executed,
            _folder: folder,
        }
    }

    /// How many queries went through since it was last asked.
    pub fn queries(&self) -> usize {
        self.executed.swap(0, Ordering::SeqCst)
    }
}

async fn carry(client: UnixStream, server: UnixStream, executed: Arc<AtomicUsize>) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    tokio::spawn(async move { copy(&mut from_server, &mut to_client).await });
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
            executed.fetch_add(1, Ordering::SeqCst);
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
