//! The preview in the browser: reads the form around the box while somebody types, judges the dates by the very
//! function that judges the save, and asks the server for instants, zone and warnings.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use chrono::NaiveDate;
use domain::dates::parse_date;
use domain::delegation_rule::KindCode;
use leptos::prelude::set_timeout;
use leptos::task::spawn_local;
use web_sys::{Element, FormData, HtmlFormElement};

use super::form::{RuleForm, RulePreview};
use super::queries::{preview_rule, preview_rule_for};
use crate::dom;
use crate::server_error::ServerError;

/// How long the typing must rest before the server is asked.
const REST: Duration = Duration::from_millis(150);

struct Preview {
    panel: Element,
    form: HtmlFormElement,
    /// Today in the owner's zone.
    today: NaiveDate,
    /// The owner's username, where it is not the reader.
    owner: Option<String>,
    /// The form as it was when it was last looked at.
    seen: RefCell<RuleForm>,
}

/// Keeps the box below `root` true from now on.
pub(super) fn wake(root: &Element) -> Option<()> {
    let panel: Element = dom::find(root, ".rule-meaning")?;
    let form: HtmlFormElement = dom::around(&panel, "form")?;
    let preview = Rc::new(Preview {
        today: parse_date(&panel.get_attribute("data-today")?).ok()?,
        owner: panel.get_attribute("data-owner"),
        // What was typed before the script came is yet to be looked at: the box says what the form meant as it was rendered.
        seen: RefCell::new(if dom::is_as_rendered(&form) {
            read(&form)?
        } else {
            RuleForm::default()
        }),
        panel,
        form,
    });
    // A person is chosen from the picker's list by a click or a key, which tells nobody of an input.
    for event in ["input", "change", "click", "keyup"] {
        let preview = Rc::clone(&preview);
        dom::listen(&preview.form.clone(), event, move |_| preview.look());
    }
    preview.look();
    Some(())
}

impl Preview {
    /// Reads the form, and asks what it means once the typing rests.
    fn look(self: &Rc<Self>) {
        let Some(form) = read(&self.form) else { return };
        if self.seen.replace(form.clone()) == form {
            return;
        }
        let problems = form.window_problems(self.today);
        if !form.is_worth_a_preview() || !problems.is_empty() {
            let problems = if form.is_worth_a_preview() {
                problems
            } else {
                Vec::new()
            };
            self.show(&RulePreview {
                problems,
                ..RulePreview::default()
            });
            return;
        }
        let preview = Rc::clone(self);
        set_timeout(
            move || {
                if preview.is_as_seen(&form) {
                    preview.ask(form);
                }
            },
            REST,
        );
    }

    fn is_as_seen(&self, form: &RuleForm) -> bool {
        *self.seen.borrow() == *form
    }

    /// An answer to a form that has changed meanwhile is dropped; without an answer the box is empty. Asked too often, it stays as
    /// it is until the question may be asked again.
    fn ask(self: Rc<Self>, form: RuleForm) {
        spawn_local(async move {
            let answer = match &self.owner {
                None => preview_rule(form.clone()).await,
                Some(owner) => preview_rule_for(owner.clone(), form.clone()).await,
            };
            if !self.is_as_seen(&form) {
                return;
            }
            match answer {
                Err(ServerError::TooMany { seconds }) => {
                    let again = move || {
                        if self.is_as_seen(&form) {
                            self.ask(form);
                        }
                    };
                    set_timeout(again, Duration::from_secs(seconds.into()));
                }
                answer => self.show(&answer.unwrap_or_default()),
            }
        });
    }

    /// The same markup as the server's.
    fn show(&self, preview: &RulePreview) {
        self.panel.set_text_content(None);
        if let Some(words) = &preview.meaning
            && let Some(paragraph) = self.notice("notice notice-meaning", "")
        {
            dom::append(&paragraph, "strong", "", "What this means.");
            dom::append(&paragraph, "span", "", &format!(" {words}"));
        }
        for words in &preview.warnings {
            self.notice("notice notice-amber", words);
        }
        for words in &preview.problems {
            dom::append(&self.panel, "p", "hint", words);
        }
    }

    fn notice(&self, class: &str, words: &str) -> Option<Element> {
        let notice = dom::append(&self.panel, "div", class, "")?;
        dom::append(&notice, "p", "", words)
    }
}

/// The form as it is seen. Dates that the style sheet hides under Permanent are not asked about before the form is sent (T2).
fn read(form: &HtmlFormElement) -> Option<RuleForm> {
    let data = FormData::new_with_form(form).ok()?;
    let text = |name: &str| data.get(name).as_string().unwrap_or_default();
    let kind = text("kind");
    let are_hidden = KindCode::from_code(&kind) == Some(KindCode::Permanent)
        && dom::find::<Element>(form, ".rule-dates-of-temporary").is_some();
    let date = |name: &str| if are_hidden { String::new() } else { text(name) };
    Some(RuleForm {
        kind,
        delegate: text("delegate"),
        starts_on: date("starts_on"),
        ends_on: date("ends_on"),
        keep_copy: text("keep_copy"),
        version: text("version"),
        ..RuleForm::default()
    })
}
