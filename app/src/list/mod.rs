//! What every list has in common: its filters as they stand in the address, a chip for each that is set, the links to its other
//! pages, the heads that sort it, and its download.
//!
//! A feature gives a struct of its filters and the words of each; see [`Filters`]. A list without filters is [`Unfiltered`].

pub(crate) mod csv;
mod pages;
pub(crate) mod people;
mod sort;
mod ticks;

use serde::Serialize;

pub(crate) use self::pages::{Before, Pages, Unfiltered, after_last};
pub(crate) use self::sort::{Order, SortKey, SortQuery};
pub(crate) use self::ticks::Ticks;

use crate::ui::Chip;

/// The filters of a list: a struct of texts, one for each field of the form, in the order of the chips. It derives `Serialize` and,
/// with `#[serde(default)]`, `Deserialize`. What is no filter, such as where a page begins, is `#[serde(skip_serializing)]`.
pub(crate) trait Filters: Serialize {
    /// The path of the list; with a query, where that says which list of a page it is.
    fn path(&self) -> &str;

    /// The words on the chip of a filter with this value. None: the value filters nothing, as where no form of Locum sends it.
    fn words(&self, name: &str, value: &str) -> Option<String>;

    /// What is set, in order: name, value and words.
    fn set(&self) -> Vec<(String, String, String)> {
        let query = serde_urlencoded::to_string(self).unwrap_or_default();
        // What was written so can be read.
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(&query).unwrap_or_default();
        let filled = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        filled
            .filter_map(|(name, value)| {
                let words = self.words(&name, &value)?;
                Some((name, value, words))
            })
            .collect()
    }

    /// Whether anything is looked for.
    fn is_filtered(&self) -> bool {
        !self.set().is_empty()
    }

    /// The list with these filters, and with more in its address: where another page begins.
    fn href(&self, more: &[(&str, &str)]) -> String {
        self.href_at(self.path(), more)
    }

    /// The same at another path, such as that of the download.
    fn href_at(&self, path: &str, more: &[(&str, &str)]) -> String {
        let set = self.set();
        let pairs = set.iter().map(|(name, value, _)| (name.as_str(), value.as_str()));
        address(path, pairs.chain(more.iter().copied()))
    }

    /// The links to the list's other pages: the first, if this is a later one, and the one that begins at the place `next`, which
    /// stands in the address by this name.
    fn pages(&self, (name, is_later): (&str, bool), next: Option<String>) -> Pages {
        Pages {
            first: is_later.then(|| self.href(&[])),
            next: next.map(|place| self.href(&[(name, &place)])),
        }
    }

    /// What is set, each with the list without it.
    fn chips(&self) -> Vec<Chip> {
        let set = self.set();
        let without = |name: &str| {
            let others = set.iter().filter(|(other, ..)| other != name);
            address(
                self.path(),
                others.map(|(name, value, _)| (name.as_str(), value.as_str())),
            )
        };
        set.iter()
            .map(|(name, _, words)| Chip {
                label: words.clone(),
                href: without(name),
            })
            .collect()
    }
}

/// A path with what is not empty as its query, in order; after the query that it has, if it has one.
pub(crate) fn address<'a>(path: &str, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let set: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    match serde_urlencoded::to_string(set) {
        Ok(query) if !query.is_empty() && path.contains('?') => format!("{path}&{query}"),
        Ok(query) if !query.is_empty() => format!("{path}?{query}"),
        // Pairs of texts can always be written.
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default, Serialize)]
    struct Fruit {
        q: String,
        kind: String,
        #[serde(rename = "for")]
        reader: String,
        #[serde(skip_serializing)]
        after: String,
    }

    impl Filters for Fruit {
        fn path(&self) -> &str {
            "/fruit"
        }

        fn words(&self, name: &str, value: &str) -> Option<String> {
            match name {
                "q" => Some(format!("Search: {value}")),
                "kind" => (value == "pome").then(|| "Pome fruit".to_owned()),
                _ => Some(format!("For {value}")),
            }
        }
    }

    fn fruit(q: &str, kind: &str, reader: &str) -> Fruit {
        Fruit {
            q: q.to_owned(),
            kind: kind.to_owned(),
            reader: reader.to_owned(),
            after: "9".to_owned(),
        }
    }

    #[test]
    fn nothing_is_set() {
        for nothing in [Fruit::default(), fruit("", "", ""), fruit("", "unheard of", "")] {
            assert!(!nothing.is_filtered());
            assert_eq!(nothing.href(&[]), "/fruit");
            assert_eq!(nothing.href(&[("after", "7")]), "/fruit?after=7");
            assert!(nothing.chips().is_empty());
        }
    }

    #[test]
    fn each_chip_leads_to_the_list_without_it() {
        let some = fruit("1 &2", "pome", "ana");
        assert!(some.is_filtered());
        // Where a page begins is kept, and is no filter.
        assert_eq!(some.after, "9");
        assert_eq!(
            some.href(&[("after", ""), ("before", "8")]),
            "/fruit?q=1+%262&kind=pome&for=ana&before=8"
        );
        assert_eq!(
            some.href_at("/fruit.csv", &[]),
            "/fruit.csv?q=1+%262&kind=pome&for=ana"
        );
        let chips = some.chips().into_iter().map(|chip| (chip.label, chip.href));
        let expected = [
            ("Search: 1 &2", "/fruit?kind=pome&for=ana"),
            ("Pome fruit", "/fruit?q=1+%262&for=ana"),
            ("For ana", "/fruit?q=1+%262&kind=pome"),
        ];
        let expected = expected.map(|(label, href)| (label.to_owned(), href.to_owned()));
        assert_eq!(chips.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_is_empty_stands_in_no_address() {
        assert_eq!(address("/x", [("a", ""), ("b", "")]), "/x");
        assert_eq!(address("/?list=x", [("a", "")]), "/?list=x");
        assert_eq!(address("/?list=x", [("a", "1")]), "/?list=x&a=1");
        assert_eq!(
            address("/x", [("a", "1 &2"), ("b", ""), ("c", "3")]),
            "/x?a=1+%262&c=3"
        );
    }
}
