//! The order of a list that is read whole: the heads of its columns are links, each of which sorts by its column.
//!
//! A list that is read page by page has the one order that its index has, and its heads are no links: any other order would read the
//! whole list for each page.

use std::cmp::Ordering;

use serde::Deserialize;

use super::Filters;
use crate::ui::{Column, SortDirection};

/// The columns by which a list can be sorted.
pub(crate) trait SortKey: Copy + Eq + 'static {
    /// All of them.
    const ALL: &'static [Self];

    /// How it stands in the address; after a minus, from the last to the first.
    fn code(self) -> &'static str;
}

/// The order as it stands in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SortQuery {
    sort: String,
}

impl SortQuery {
    /// The order. What no head of the list leads to is the order in which the list comes.
    pub(crate) fn order<Key: SortKey>(&self) -> Order<Key> {
        let (code, direction) = match self.sort.strip_prefix('-') {
            Some(code) => (code, SortDirection::Descending),
            None => (self.sort.as_str(), SortDirection::Ascending),
        };
        let key = Key::ALL.iter().find(|key| key.code() == code);
        Order(key.map(|key| (*key, direction)))
    }
}

/// By which column a list is sorted, and how; none: as it comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Order<Key>(Option<(Key, SortDirection)>);

impl<Key: SortKey> Order<Key> {
    /// Sorts the rows. Those that are equal stay in the order in which they come.
    pub(crate) fn sort<Row>(self, rows: &mut [Row], compare: impl Fn(Key, &Row, &Row) -> Ordering) {
        let Some((key, direction)) = self.0 else { return };
        rows.sort_by(|left, right| match direction {
            SortDirection::Ascending => compare(key, left, right),
            SortDirection::Descending => compare(key, right, left),
        });
    }

    /// Whether the reader asked for an order.
    pub(crate) fn is_set(self) -> bool {
        self.0.is_some()
    }

    /// The column with a head that sorts by it; by which the list is sorted already, the other way round. The head leads to the
    /// region of this id, if the list is not the first thing on its page.
    pub(crate) fn head(self, key: Key, column: Column, list: &impl Filters, region: Option<&str>) -> Column {
        let current = self
            .0
            .filter(|(by, _)| *by == key)
            .map(|(_, direction)| direction);
        let sort = match current {
            Some(SortDirection::Ascending) => format!("-{}", key.code()),
            Some(SortDirection::Descending) | None => key.code().to_owned(),
        };
        let href = list.href(&[("sort", &sort)]);
        let href = match region {
            Some(id) => format!("{href}#{id}"),
            None => href,
        };
        column.sorts(href, current)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::Unfiltered;

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    enum By {
        Name,
        Weight,
    }

    impl SortKey for By {
        const ALL: &'static [Self] = &[Self::Name, Self::Weight];

        fn code(self) -> &'static str {
            match self {
                Self::Name => "name",
                Self::Weight => "weight",
            }
        }
    }

    fn order(sort: &str) -> Order<By> {
        let sort = sort.to_owned();
        SortQuery { sort }.order()
    }

    /// The first letters of the fruit in that order.
    fn sorted(sort: &str) -> String {
        let mut fruit = [("quince", 3), ("apple", 2), ("medlar", 2), ("banana", 3)];
        order(sort).sort(&mut fruit, |by, left, right| match by {
            By::Name => left.0.cmp(right.0),
            By::Weight => left.1.cmp(&right.1),
        });
        fruit.iter().map(|(name, _)| &name[..1]).collect()
    }

    #[test]
    fn what_is_equal_stays_in_the_order_in_which_it_comes() {
        let orders = [
            ("name", "abmq"),
            ("-name", "qmba"),
            ("weight", "amqb"),
            ("-weight", "qbam"),
        ];
        for (sort, expected) in orders {
            assert_eq!(sorted(sort), expected, "{sort}");
        }
        for nothing in ["", "-", "colour", "--name", "NAME", "name "] {
            assert_eq!(sorted(nothing), "qamb", "{nothing:?}");
        }
    }

    #[test]
    fn a_head_sorts_by_its_column_and_then_the_other_way_round() {
        let list = Unfiltered { path: "/fruit" };
        let head = |sort, key| order(sort).head(key, Column::new("Head"), &list, None);
        let expected = |href: &str, direction| Column::new("Head").sorts(href.to_owned(), direction);
        assert_eq!(head("", By::Name), expected("/fruit?sort=name", None));
        assert_eq!(
            head("name", By::Name),
            expected("/fruit?sort=-name", Some(SortDirection::Ascending))
        );
        assert_eq!(
            head("-name", By::Name),
            expected("/fruit?sort=name", Some(SortDirection::Descending))
        );
        assert_eq!(head("-name", By::Weight), expected("/fruit?sort=weight", None));
        let in_region = order("").head(By::Name, Column::new("Head"), &list, Some("ripe"));
        assert_eq!(in_region, expected("/fruit?sort=name#ripe", None));
    }
}
