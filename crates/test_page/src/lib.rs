//! HTML as tests read it: parsed, and asked by role, label, id or `name`. What is not as a test says stops it.

mod element;

pub use element::Element;

use scraper::Html;

/// A parsed document, or a piece of one.
#[derive(Debug)]
pub struct Document(Html);

impl Document {
    /// As a browser would read it.
    pub fn parse(html: &str) -> Self {
        Self(Html::parse_document(html))
    }

    /// The whole of it.
    pub fn root(&self) -> Element<'_> {
        Element::new(self.0.root_element())
    }

    /// All elements that this CSS selector means, in the document's order.
    pub fn all(&self, css: &str) -> Vec<Element<'_>> {
        self.root().all(css)
    }

    /// The one element that this CSS selector means.
    ///
    /// # Panics
    /// When it means none, or several.
    pub fn one(&self, css: &str) -> Element<'_> {
        self.root().one(css)
    }

    /// Whether this CSS selector means any element.
    pub fn has(&self, css: &str) -> bool {
        self.root().has(css)
    }

    /// The words of the elements that this CSS selector means, in the document's order.
    pub fn texts(&self, css: &str) -> Vec<String> {
        self.root().texts(css)
    }
}
