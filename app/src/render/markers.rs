//! Leptos marks text and empty places with `<!>`, for hydration to find them. Only islands are hydrated; anywhere
//! else the marks are weight, and inside `<title>` and `<textarea>` a browser shows them as text.

const MARK: &str = "<!>";
const ISLAND: &str = "<leptos-island";
const ISLAND_END: &str = "</leptos-island>";

/// The document without the marks outside islands. Text and attributes are escaped, so `<!>` is always a mark.
pub(super) fn strip(html: &str) -> String {
    let mut stripped = String::with_capacity(html.len());
    let mut depth = 0_usize;
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        stripped.push_str(before);
        rest = if let Some(after) = tag.strip_prefix(MARK) {
            if depth > 0 {
                stripped.push_str(MARK);
            }
            after
        } else {
            if tag.starts_with(ISLAND) {
                depth += 1;
            } else if tag.starts_with(ISLAND_END) {
                depth = depth.saturating_sub(1);
            }
            stripped.push('<');
            tag.get(1..).unwrap_or_default()
        };
    }
    stripped.push_str(rest);
    stripped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stay_inside_islands_only() {
        let cases = [
            ("<title>A<!></title><!>", "<title>A</title>"),
            ("a < b <!>é", "a < b é"),
            (
                "<!><leptos-island x><b><!></b><leptos-island><!></leptos-island><!></leptos-island><!>",
                "<leptos-island x><b><!></b><leptos-island><!></leptos-island><!></leptos-island>",
            ),
            ("", ""),
        ];
        for (html, expected) in cases {
            assert_eq!(strip(html), expected);
        }
    }
}
