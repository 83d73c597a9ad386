//! Inserting many rows by one constant statement. Diesel builds a new text for each number of rows, and has it prepared
//! each time; here the rows are one parameter.

use diesel::sql_types::Jsonb;
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::glued::statement;
use crate::{Connection, Error, Result};

/// Rows a statement: what one parameter holds stays in the low megabytes.
pub(crate) const ROWS: usize = 4_000;

/// Carries out `sql`, whose `$1` is the rows as a JSON array, in as many goes as it takes; answers how
/// many rows it wrote.
pub(crate) async fn insert_all<R: Serialize>(
    conn: &mut Connection,
    sql: &'static str,
    rows: &[R],
) -> Result<usize> {
    let mut inserted = 0;
    for batch in rows.chunks(ROWS) {
        inserted += statement(sql)
            .bind::<Jsonb, _>(json(batch)?)
            .execute(conn)
            .await?;
    }
    Ok(inserted)
}

/// A parameter that holds rows.
pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> Result<serde_json::Value> {
    serde_json::to_value(value)
        .map_err(|error| Error::Query(diesel::result::Error::SerializationError(error.into())))
}
