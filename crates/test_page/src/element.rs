//! An element of a page.

use std::fmt;

use scraper::{ElementRef, Node, Selector};

/// An element.
#[derive(Clone, Copy)]
pub struct Element<'page>(ElementRef<'page>);

impl<'page> Element<'page> {
    pub(crate) fn new(element: ElementRef<'page>) -> Self {
        Self(element)
    }

    /// All elements in it that this CSS selector means, in the document's order.
    pub fn all(self, css: &str) -> Vec<Self> {
        self.0.select(&selector(css)).map(Self).collect()
    }

    /// The one element in it that this CSS selector means.
    ///
    /// # Panics
    /// When it means none, or several.
    pub fn one(self, css: &str) -> Self {
        let found = self.all(css);
        let [one] = found.as_slice() else {
            panic!("{} of {css}: {}", found.len(), self.html());
        };
        *one
    }

    /// The words of the elements in it that this CSS selector means, in the document's order.
    pub fn texts(self, css: &str) -> Vec<String> {
        self.all(css).into_iter().map(Self::text).collect()
    }

    /// Whether this CSS selector means any element in it.
    pub fn has(self, css: &str) -> bool {
        self.0.select(&selector(css)).next().is_some()
    }

    /// An attribute.
    pub fn attribute(self, name: &str) -> Option<&'page str> {
        self.0.attr(name)
    }

    /// What a field holds.
    pub fn value(self) -> String {
        match self.attribute("value") {
            Some(value) => value.to_owned(),
            None => self.0.text().collect(),
        }
    }

    /// Whether a box or a choice is ticked.
    pub fn is_checked(self) -> bool {
        self.attribute("checked").is_some()
    }

    /// What a person reads of it, with single spaces.
    pub fn text(self) -> String {
        let unseen = |name: &str| matches!(name, "script" | "style" | "template");
        let nodes = self.0.descendants().filter_map(|node| match node.value() {
            Node::Text(text) => Some((node, text)),
            _ => None,
        });
        let seen = nodes.filter(|(node, _)| {
            let parent = node.parent().and_then(ElementRef::wrap);
            !parent.is_some_and(|parent| unseen(parent.value().name()))
        });
        let mut text = String::new();
        for (node, part) in seen {
            // A mark for hydration stands within a sentence, and is not seen.
            let is_marked = node
                .prev_sibling()
                .is_some_and(|before| before.value().is_comment());
            if !is_marked {
                text.push(' ');
            }
            text.push_str(part);
        }
        let words: Vec<_> = text.split_whitespace().collect();
        words.join(" ")
    }

    /// Whether a person reads these words in it.
    pub fn says(self, expected: &str) -> bool {
        self.text().contains(expected)
    }

    /// Its markup.
    pub fn html(self) -> String {
        self.0.html()
    }
}

impl fmt::Debug for Element<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.html())
    }
}

/// A CSS selector of a test's.
fn selector(css: &str) -> Selector {
    Selector::parse(css).unwrap_or_else(|error| panic!("{css}: {error}"))
}
