//! The copies of owner and delegate that stand in a rule for the lists: what a trigger cannot see is put right here.
//!
//! The triggers are `delegation_rules_place`, on a new rule, and `people_move_delegation_rules`, on people who move.

use chrono::{DateTime, Utc};
use db_macros::Statement;

use crate::Result;
use crate::statement::Statement;
use crate::transaction::Transaction;

#[derive(Statement)]
#[statement(file = "delegation_rules/place_anew.sql")]
struct PlaceAnew {
    since: Option<DateTime<Utc>>,
}

/// Copies anew what differs in rules saved since then (none: in all): a person who is changed while a rule that names them is
/// saved is seen by neither of the two, nor do they wait for each other. Answers how many there were.
///
/// # Errors
/// When the database fails.
pub async fn place_anew(tx: &mut Transaction, since: Option<DateTime<Utc>>) -> Result<usize> {
    PlaceAnew { since }.run(tx).await
}
