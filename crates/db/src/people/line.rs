//! A line of a list of people.

use db_macros::Columns;
use diesel::QueryableByName;
use diesel::sql_types::{Nullable, Text};
use domain::activity::Activity;

use super::ActivityColumns;

/// What lists of people show of each, and where the next page begins.
#[derive(Debug, Clone, QueryableByName, Columns)]
pub struct Line {
    /// Where in the list they stand: the next page begins after it.
    #[diesel(sql_type = Text)]
    pub place: String,
    /// Signs in with it.
    #[diesel(sql_type = Text)]
    pub username: String,
    /// As shown.
    #[diesel(sql_type = Text)]
    pub display_name: String,
    /// Of the work assignment.
    #[diesel(sql_type = Nullable<Text>)]
    pub department: Option<String>,
    /// Of the work assignment.
    #[diesel(sql_type = Nullable<Text>)]
    pub job: Option<String>,
    #[diesel(embed)]
    activity: ActivityColumns,
}

impl Line {
    /// What decides whether they are active.
    pub fn activity(&self) -> Activity {
        self.activity.0
    }
}
