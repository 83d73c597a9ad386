//! The other pages of a list. A page goes on where the one before ended, so that no line is missed or shown twice when others are
//! added meanwhile, and a late page costs no more than the first.

use std::str::FromStr;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::Filters;
use crate::ui::{PageOrder, Pager};

/// Where a page begins, of a list that has no filters, as it stands in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Before {
    /// The last line of the page before; empty: the first page.
    before: String,
}

impl Before {
    /// The last line of the page before. None: the first page, also where no list has such a line.
    pub(crate) fn line<Id: FromStr>(&self) -> Option<Id> {
        self.before.parse().ok()
    }
}

/// A list that has no filters.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Unfiltered<'a> {
    /// Its path.
    #[serde(skip)]
    pub(crate) path: &'a str,
}

impl Filters for Unfiltered<'_> {
    fn path(&self) -> &str {
        self.path
    }

    fn words(&self, _: &str, _: &str) -> Option<String> {
        None
    }
}

/// Where the page after these rows begins, if there is one: the place of the last of them.
pub(crate) fn after_last<Row>(
    rows: &[Row],
    more: bool,
    place: impl FnOnce(&Row) -> String,
) -> Option<String> {
    rows.last().filter(|_| more).map(place)
}

/// Where the first page of a list is, if another one is shown, and where the next one is, if there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pages {
    pub(super) first: Option<String>,
    pub(super) next: Option<String>,
}

impl Pages {
    /// The same for a list in the region of this id, which the links lead to.
    pub(crate) fn in_region(self, id: &str) -> Self {
        let within = |href: Option<String>| href.map(|href| format!("{href}#{id}"));
        Self {
            first: within(self.first),
            next: within(self.next),
        }
    }

    /// The links, of a list in this order.
    pub(crate) fn links(self, order: PageOrder) -> impl IntoView {
        let Self { first, next } = self;
        view! { <Pager order first next/> }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRUIT: Unfiltered<'_> = Unfiltered {
        path: "/fruit?list=ripe",
    };

    fn pages(first: Option<&str>, next: Option<&str>) -> Pages {
        Pages {
            first: first.map(str::to_owned),
            next: next.map(str::to_owned),
        }
    }

    #[test]
    fn a_list_of_one_page_leads_nowhere() {
        let next = after_last(&[7, 8], false, i32::to_string);
        assert_eq!(FRUIT.pages(("before", false), next), pages(None, None));
        let none: [i32; 0] = [];
        assert_eq!(after_last(&none, true, i32::to_string), None);
    }

    #[test]
    fn the_next_page_begins_after_the_last_line_of_this_one() {
        let next = after_last(&[7, 8], true, i32::to_string);
        let first = FRUIT.pages(("before", false), next.clone());
        assert_eq!(first, pages(None, Some("/fruit?list=ripe&before=8")));
        let later = FRUIT.pages(("before", true), next).in_region("ripe");
        assert_eq!(
            later,
            pages(
                Some("/fruit?list=ripe#ripe"),
                Some("/fruit?list=ripe&before=8#ripe")
            )
        );
    }

    #[test]
    fn a_place_that_cannot_be_read_is_the_first_page() {
        for (before, line) in [("", None), ("x", None), ("-", None), ("41", Some(41))] {
            let typed = Before {
                before: before.to_owned(),
            };
            assert_eq!(typed.line::<i64>(), line, "{before:?}");
        }
    }
}
