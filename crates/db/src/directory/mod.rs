//! What the directory's pages read: everyone by name, one person, and who covers whom.

pub mod covers;
mod covers_sql;
pub mod person;
pub mod users;
mod users_sql;

use diesel::sql_types::{Array, Bool, Jsonb, Text};

use crate::json::Json;

/// A page of a list, and what its filter by department offers.
#[derive(Debug)]
pub struct Page<T> {
    /// In the order of the list.
    pub lines: Vec<T>,
    /// At most [`users::DEPARTMENTS`] departments by name.
    pub departments: Vec<String>,
}

#[derive(diesel::QueryableByName)]
struct PageRow<T> {
    #[diesel(sql_type = Bool)]
    allowed: bool,
    #[diesel(sql_type = Jsonb)]
    lines: Json<Vec<T>>,
    #[diesel(sql_type = Array<Text>)]
    departments: Vec<String>,
}

impl<T> PageRow<T> {
    /// `None` where the reader may not see it.
    fn page(self) -> Option<Page<T>> {
        self.allowed.then_some(Page {
            lines: self.lines.0,
            departments: self.departments,
        })
    }
}

/// The departments there are, from one to the next through the index; for `WITH RECURSIVE`.
macro_rules! departments {
    () => {
        "department (name) AS ((SELECT p.department FROM people p WHERE p.department IS NOT NULL ORDER BY p.department LIMIT 1) \
         UNION ALL SELECT (SELECT p.department FROM people p WHERE p.department > d.name ORDER BY p.department LIMIT 1) \
         FROM department d WHERE d.name IS NOT NULL)"
    };
}
use departments;
