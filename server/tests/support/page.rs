//! What came back, and what a person sees of it. HTML is parsed when it is first asked about, and once.

use std::fmt;
use std::sync::OnceLock;

use axum::http::{HeaderMap, header};
use test_page::{Document, Element};

/// An answer.
pub struct Page {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, as it came.
    pub body: String,
    document: OnceLock<Document>,
    text: OnceLock<String>,
}

impl Page {
    /// An answer that came.
    pub fn new(status: u16, headers: HeaderMap, body: String) -> Self {
        let page = Self {
            status,
            headers,
            body,
            document: OnceLock::new(),
            text: OnceLock::new(),
        };
        page.expect_fields_of_errors();
        page
    }

    /// Whatever is wrong leads to its field (G6): a link of the summary to what is not on the page stops every test.
    fn expect_fields_of_errors(&self) {
        if !self.body.contains("class=\"error-summary\"") {
            return;
        }
        for link in self.all(".error-summary a[href^='#']") {
            let field = link.attribute("href").unwrap_or_default();
            let is_there = self.has(&format!("[id='{}']", &field[1..]));
            assert!(
                is_there,
                "“{}” leads to {field}, which is not there: {}",
                link.text(),
                self.text()
            );
        }
    }

    /// Where a redirect leads.
    pub fn location(&self) -> Option<&str> {
        self.header(header::LOCATION.as_str())
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The whole document.
    fn root(&self) -> Element<'_> {
        self.document.get_or_init(|| Document::parse(&self.body)).root()
    }

    /// All elements that this CSS selector means, in the document's order.
    pub fn all(&self, css: &str) -> Vec<Element<'_>> {
        self.root().all(css)
    }

    /// The one element that this CSS selector means.
    pub fn one(&self, css: &str) -> Element<'_> {
        let found = self.all(css);
        let [one] = found[..] else {
            panic!("{} of {css}: {}", found.len(), self.text());
        };
        one
    }

    /// How many elements this CSS selector means.
    pub fn count(&self, css: &str) -> usize {
        self.all(css).len()
    }

    /// Whether this CSS selector means any element.
    pub fn has(&self, css: &str) -> bool {
        self.root().has(css)
    }

    /// One element as a page of its own, such as a region whose words are asked for.
    pub fn within(&self, css: &str) -> Self {
        Self::new(self.status, self.headers.clone(), self.one(css).html())
    }

    /// What the browser's tab says.
    pub fn title(&self) -> String {
        self.one("head title").text()
    }

    /// The region with the heading of this id, as a page of its own.
    pub fn region(&self, id: &str) -> Self {
        self.within(&format!("section[aria-labelledby='{id}']"))
    }

    /// The words of the one h1.
    pub fn h1(&self) -> String {
        self.one("h1").text()
    }

    /// The message on top of the page, which follows an action.
    pub fn flash(&self) -> String {
        self.one(".flash[role=status] > p:first-child").text()
    }

    /// The sentence below the h1.
    pub fn lead(&self) -> String {
        self.one(".page-heading .lead").text()
    }

    /// What the progress bar of a piece of work says.
    pub fn progress(&self) -> String {
        self.one("label[for=progress]").text()
    }

    /// The errors of the summary, in its order.
    pub fn errors(&self) -> Vec<String> {
        self.root().texts("[role=alert] li")
    }

    /// What is said to be wrong at the field of that id, which is described by it (G6).
    pub fn error_of(&self, field: &str) -> Option<String> {
        let said = self.root().texts(&format!("[id='{field}-error']"));
        let said = said.into_iter().next()?;
        let described = format!("[aria-describedby~='{field}-error']");
        assert!(self.has(&described), "{field} is not described by: {said}");
        Some(said)
    }

    /// What is listed where a list is no table, such as notifications and the log of a task: the newest first.
    pub fn log(&self) -> Vec<String> {
        self.root().texts("ol.log > li > p:first-child")
    }

    /// Whether a line of that list says this.
    pub fn has_log_line(&self, words: &str) -> bool {
        self.log().iter().any(|line| line.contains(words))
    }

    /// The warnings and notices, each by its first words.
    pub fn notices(&self) -> Vec<String> {
        self.root().texts(".notice strong")
    }

    /// The words of the buttons that are offered, and of links that look like them.
    pub fn buttons(&self) -> Vec<String> {
        self.root().texts("main button, main a.button")
    }

    /// Whether a button with these words is offered.
    pub fn has_button(&self, words: &str) -> bool {
        self.buttons().iter().any(|button| button == words)
    }

    /// The row of a table whose heading says this.
    pub fn row(&self, heading: &str) -> Element<'_> {
        let rows = self.all("tbody tr");
        let mut found = rows.iter().filter(|row| row.one("th").says(heading));
        let (Some(row), None) = (found.next(), found.next()) else {
            panic!("not one row {heading:?}: {}", self.text());
        };
        *row
    }

    /// What a person reads, without markup, with single spaces.
    pub fn text(&self) -> String {
        self.words().to_owned()
    }

    fn words(&self) -> &str {
        self.text.get_or_init(|| self.one("body").text())
    }

    /// Whether a person reads these words on it.
    pub fn says(&self, expected: &str) -> bool {
        self.words().contains(expected)
    }

    /// Whether a field holds exactly this, such as what was typed into a form that is refused (G6).
    pub fn keeps(&self, typed: &str) -> bool {
        let fields = self.all("input, textarea");
        fields.iter().any(|field| field.value() == typed)
    }

    /// The value of the first input of that name, such as a form's hidden version (G5).
    pub fn value_of(&self, name: &str) -> Option<String> {
        let inputs = self.all("input");
        let named = inputs
            .iter()
            .find(|input| input.attribute("name") == Some(name))?;
        named.attribute("value").map(str::to_owned)
    }

    /// Whether something leads to this address.
    pub fn links_to(&self, address: &str) -> bool {
        self.addresses().any(|href| href == address)
    }

    /// The addresses that start like this, without it, in the document's order.
    pub fn links_under(&self, start: &str) -> Vec<&str> {
        self.addresses()
            .filter_map(|href| href.strip_prefix(start))
            .collect()
    }

    fn addresses(&self) -> impl Iterator<Item = &str> {
        self.all("body a[href]")
            .into_iter()
            .filter_map(|link| link.attribute("href"))
    }

    /// Where the next page of a list is.
    pub fn next(&self) -> Option<String> {
        let next = self.all("a[rel=next]");
        next.first()?.attribute("href").map(str::to_owned)
    }

    /// Whether the error summary leads to the field of that id, which is there (G6).
    pub fn points_at(&self, field: &str) -> bool {
        let leads = self.has(&format!("[role=alert] a[href='#{field}']"));
        assert!(
            !leads || self.has(&format!("[id='{field}']")),
            "the error summary leads to {field}, which is not there: {}",
            self.body
        );
        leads
    }

    /// Whether the error summary leads to the field of that id with these words (G6).
    pub fn refuses(&self, field: &str, words: &str) -> bool {
        let links = self.all(&format!("[role=alert] a[href='#{field}']"));
        self.points_at(field) && links.iter().any(|link| link.says(words))
    }

    /// The control with this label.
    pub fn field(&self, label: &str) -> Element<'_> {
        let labels = self.all("label");
        let label = labels.iter().find(|found| found.text() == label);
        let Some(label) = label else {
            panic!("no label {label:?}: {}", self.text());
        };
        match label.attribute("for") {
            Some(id) => self.one(&format!("[id='{id}']")),
            None => label.one("input, select, textarea"),
        }
    }

    /// What is said of an element by those that its `aria-describedby` names.
    pub fn description(&self, element: Element<'_>) -> String {
        let ids = element.attribute("aria-describedby").unwrap_or_default();
        let said: Vec<_> = ids
            .split_whitespace()
            .map(|id| self.one(&format!("[id='{id}']")).text())
            .collect();
        said.join(" ")
    }

    /// The answer that the question on this page offers: where it is posted to, none being the page's own path, and what is posted.
    pub fn answer(&self) -> (Option<String>, Vec<(String, String)>) {
        let forms = self.all(".question form");
        let form = forms.first().expect("a question with a form");
        let hidden = form.all("input[type=hidden][name][value]");
        let fields = hidden.iter().map(|input| {
            let value = |name| input.attribute(name).unwrap().to_owned();
            (value("name"), value("value"))
        });
        (form.attribute("action").map(str::to_owned), fields.collect())
    }
}

impl fmt::Debug for Page {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {:?} {}", self.status, self.headers, self.body)
    }
}
