//! What came back, and what a person sees of it.

use axum::http::{HeaderMap, header};

/// An answer.
#[derive(Debug)]
pub struct Page {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, as it came.
    pub body: String,
}

impl Page {
    /// Where a redirect leads.
    pub fn location(&self) -> Option<&str> {
        self.header(header::LOCATION.as_str())
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The words of the one h1.
    pub fn h1(&self) -> String {
        let headings: Vec<_> = self.body.split("<h1").skip(1).collect();
        assert_eq!(headings.len(), 1, "one h1 a page: {}", self.body);
        let (_, from) = headings[0].split_once('>').unwrap();
        words(from.split_once("</h1>").unwrap().0)
    }

    /// What a person reads, without markup, with single spaces.
    pub fn text(&self) -> String {
        let body = self
            .body
            .split_once("<body")
            .map_or(self.body.as_str(), |(_, body)| body);
        let body = body.split_once('>').map_or(body, |(_, body)| body);
        words(body)
    }

    /// Whether a person reads these words on it.
    pub fn says(&self, expected: &str) -> bool {
        self.text().contains(expected)
    }

    /// The value of the input of that name, such as a form's hidden version (G5).
    pub fn value_of(&self, name: &str) -> Option<String> {
        let inputs = self
            .body
            .split("<input")
            .skip(1)
            .map(|rest| rest.split_once('>').unwrap_or((rest, "")).0);
        let wanted = format!(" name=\"{name}\"");
        let mut found = inputs.filter(|input| input.contains(&wanted));
        let (_, value) = found.next()?.split_once(" value=\"")?;
        Some(decoded(value.split_once('"')?.0))
    }

    /// The answer that the question on this page offers: where it is posted to, none being the page's own path, and what is posted.
    pub fn answer(&self) -> (Option<String>, Vec<(String, String)>) {
        let (_, question) = self.body.split_once("class=\"question\"").expect("a question");
        let (_, form) = question.split_once("<form").expect("a form");
        let (head, fields) = form.split_once('>').expect("a form");
        let (fields, _) = fields.split_once("</form>").expect("a whole form");
        let attribute = |tag: &str, name: &str| {
            let (_, value) = tag.split_once(&format!(" {name}=\""))?;
            Some(decoded(value.split_once('"')?.0))
        };
        let hidden = fields
            .split("<input")
            .skip(1)
            .map(|rest| rest.split_once('>').unwrap_or((rest, "")).0)
            .filter(|input| input.contains("type=\"hidden\""));
        let hidden = hidden.filter_map(|input| Some((attribute(input, "name")?, attribute(input, "value")?)));
        (attribute(head, "action"), hidden.collect())
    }
}

fn words(html: &str) -> String {
    let mut text = String::new();
    for (position, piece) in html.split('<').enumerate() {
        let shown = match position {
            0 => piece,
            _ => piece.split_once('>').map_or("", |(_, after)| after),
        };
        text.push(' ');
        text.push_str(shown);
    }
    decoded(&text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn decoded(html: &str) -> String {
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    entities.iter().fold(html.to_owned(), |text, (entity, letter)| {
        text.replace(entity, letter)
    })
}
