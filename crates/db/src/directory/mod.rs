//! What the directory's pages read: everyone by name, one person, and who covers whom.

pub mod covers;
mod covers_sql;
pub mod person;
pub mod users;
mod users_sql;

/// The departments there are, from one to the next through the index; for `WITH RECURSIVE`.
macro_rules! departments {
    () => {
        "department (name) AS ((SELECT p.department FROM people p WHERE p.department IS NOT NULL ORDER BY p.department LIMIT 1) \
         UNION ALL SELECT (SELECT p.department FROM people p WHERE p.department > d.name ORDER BY p.department LIMIT 1) \
         FROM department d WHERE d.name IS NOT NULL)"
    };
}
use departments;
