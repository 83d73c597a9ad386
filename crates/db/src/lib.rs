//! The only crate that names Diesel: the schema, one file an entity, connections and test databases.
//! Queries take a connection, never a pool; the use case opens the transaction. What a change means, who may
//! make it and its audit entry are the services'.

pub mod error;
pub mod migrations;
pub mod pool;
pub mod schema;
pub mod statement;
#[cfg(feature = "testing")]
pub mod testing;

pub use error::{Error, Result};
pub use pool::{Connection, Pool};
