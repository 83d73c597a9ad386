//! The combobox: what it shows, and what typing, answers and leaving do to it. The text in the input is what is posted, whether or
//! not anybody was chosen.

use std::time::Duration;

use leptos::prelude::*;

use super::choice::PersonChoice;
use super::hit::PersonHit;
use super::search::Among;
use crate::erased;
use crate::questions::Questions;

/// Keys in quick succession ask once.
const PAUSE: Duration = Duration::from_millis(120);

/// One person field in the browser.
#[derive(Debug, Clone, Copy)]
pub(super) struct Combobox {
    pub(super) choice: PersonChoice,
    /// Whom the text may mean.
    pub(super) hits: RwSignal<Vec<PersonHit>>,
    pub(super) is_open: RwSignal<bool>,
    /// Which of them the arrow keys have reached.
    pub(super) active: RwSignal<Option<usize>>,
    /// Said to screen readers, and seen where there is nothing else to see.
    pub(super) status: RwSignal<String>,
    /// Without a running script the roles would promise what never opens.
    pub(super) is_awake: RwSignal<bool>,
    /// The text is being typed: it is seen as text, and not as the person whose username it is.
    is_typing: RwSignal<bool>,
    /// Whether the focus has gone elsewhere since.
    is_left: RwSignal<bool>,
    questions: Questions,
    among: StoredValue<Among>,
}

impl Combobox {
    pub(super) fn new(choice: PersonChoice, among: Among, is_wrong: bool) -> Self {
        let combobox = Self {
            choice,
            hits: RwSignal::default(),
            is_open: RwSignal::new(false),
            active: RwSignal::new(None),
            status: RwSignal::default(),
            is_awake: RwSignal::new(false),
            is_typing: RwSignal::new(false),
            is_left: RwSignal::new(true),
            questions: Questions::new(),
            among: StoredValue::new(among),
        };
        erased::on_load(choice.text.field, move |field| {
            combobox.is_awake.set(true);
            let is_as_rendered = field.value() == field.default_value();
            let is_known = choice.person.with_untracked(Option::is_some) || is_wrong;
            if is_as_rendered && (is_known || field.value().is_empty()) {
                return;
            }
            // Typed before the script came: it is looked for like what is typed after it, and the list opens only while the field has
            // the focus.
            combobox.on_input(field.value());
            let focus = document().active_element();
            if is_as_rendered || focus.as_ref() != Some(field.as_ref()) {
                combobox.leave();
            }
        });
        combobox
    }

    /// Whether the person is seen in the place of the text.
    pub(super) fn shows_person(self) -> bool {
        self.is_awake.get() && !self.is_typing.get() && self.choice.person.with(Option::is_some)
    }

    /// Whether there is nothing to see but the status.
    pub(super) fn shows_status(self) -> bool {
        !self.is_open.get() && self.choice.person.with(Option::is_none) && self.hits.with(Vec::is_empty)
    }

    /// The input's text has changed.
    pub(super) fn on_input(self, text: String) {
        let is_blank = text.trim().is_empty();
        self.choice.text.typed(text);
        self.choice.person.set(None);
        self.is_typing.set(true);
        self.is_left.set(false);
        if is_blank {
            self.questions.drop_all();
            self.say_alone("");
            return;
        }
        self.search(PAUSE);
    }

    fn search(self, rest: Duration) {
        let ask = move || self.among.get_value().search(self.choice.text.get_untracked());
        self.questions.ask(rest, ask, move |answer| match answer {
            Ok(hits) => self.offer(hits),
            Err(_) => self.say_alone("Suggestions are not available. Type the username."),
        });
    }

    fn offer(self, hits: Vec<PersonHit>) {
        if hits.is_empty() {
            self.say_alone("Nobody found.");
            return;
        }
        let typed = self.choice.text.get_untracked();
        let person = hits.iter().find(|hit| hit.username == typed.trim()).cloned();
        self.choice.person.set(person);
        self.status.set(match hits.len() {
            1 => "1 person found.".to_owned(),
            count => [&count.to_string(), " people found."].concat(),
        });
        self.active.set(None);
        self.hits.set(hits);
        self.is_open.set(!self.is_left.get_untracked());
    }

    fn say_alone(self, words: &'static str) {
        self.status.set(words.to_owned());
        self.hits.set(Vec::new());
        self.close();
    }

    pub(super) fn close(self) {
        self.is_open.set(false);
        self.active.set(None);
    }

    /// Puts a suggestion's username into the input.
    pub(super) fn choose(self, index: usize) {
        let Some(hit) = self.hits.with_untracked(|hits| hits.get(index).cloned()) else {
            return;
        };
        self.questions.drop_all();
        self.choice.text.set(hit.username.clone());
        self.status.set([&hit.display_name, " chosen."].concat());
        self.choice.person.set(Some(hit));
        self.is_typing.set(false);
        self.close();
    }

    /// Nobody is chosen any more; the next one can be typed at once.
    pub(super) fn clear(self) {
        self.choice.text.set(String::new());
        self.on_input(String::new());
        if let Some(field) = self.choice.text.field.get_untracked() {
            let _ = field.focus();
        }
    }

    /// While a person is seen, the text is not: whatever is typed replaces all of it.
    pub(super) fn select_text(self) {
        let is_shown = untrack(|| self.shows_person());
        if let Some(field) = self.choice.text.field.get_untracked().filter(|_| is_shown) {
            field.select();
        }
    }

    /// The field is left: suggestions that come later do not open.
    pub(super) fn leave(self) {
        self.is_left.set(true);
        self.is_typing.set(false);
        self.close();
    }

    /// Asks again for what stands in the input.
    pub(super) fn reopen(self) -> bool {
        if self.choice.text.get_untracked().trim().is_empty() {
            return false;
        }
        self.is_left.set(false);
        self.search(Duration::ZERO);
        true
    }
}
