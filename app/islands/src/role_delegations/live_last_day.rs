//! The last day in the browser: reads the dates of the form around the line whenever they change.

use web_sys::{Element, FormData, HtmlFormElement};

use super::last_day::last_day;
use crate::dom;

/// Keeps the line below `root` true from now on.
pub(super) fn wake(root: &Element) -> Option<()> {
    let line: Element = dom::find(root, ".last-day")?;
    let form: HtmlFormElement = dom::around(&line, "form")?;
    let target = form.clone();
    let look = move || {
        let Ok(data) = FormData::new_with_form(&form) else {
            return;
        };
        let text = |name: &str| data.get(name).as_string().unwrap_or_default();
        // A start that has come is no field.
        let start = line
            .get_attribute("data-start")
            .unwrap_or_else(|| text("starts_on"));
        let words = last_day(&start, &text("ends_on"), !text("through_end").is_empty());
        if line.text_content().as_deref() != Some(words.as_str()) {
            line.set_text_content(Some(&words));
        }
    };
    // What was typed before the script came is as good as what is typed after.
    look();
    dom::listen(&target, "input", move |_| look());
    Some(())
}
