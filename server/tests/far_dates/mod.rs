//! The first and the last date that there are, 1 January 1900 and 31 December 9999, in zones at both ends of the earth (G6):
//! whatever is made of them is read by every page, call and command. The table of endpoints is walked, so one that is new is in
//! it at once.

mod calls;
mod commands;
mod forms;
pub(crate) mod organisation;
mod pages;

use crate::support::Page;

/// Fails where an answer is an error of the server's, or a date is written as machines write what lies outside their calendar.
fn assert_reads(page: &Page, context: &str) {
    assert!(page.status < 500, "{context}: {} {}", page.status, page.text());
    if let Some((before, after)) = page.body.split_once("+10000") {
        let start = before.len().saturating_sub(300);
        let start = (start..)
            .find(|at| before.is_char_boundary(*at))
            .unwrap_or_default();
        let rest: String = after.chars().take(100).collect();
        panic!("{context}: …{}+10000{rest}…", &before[start..]);
    }
}
