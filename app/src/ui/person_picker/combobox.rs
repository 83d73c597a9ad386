//! The combobox' state and what each event does to it. It never writes into the input but when a person is
//! chosen, so what was typed before the script came is kept.

use std::time::Duration;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::{html, task};

use super::movement::{Step, moved};
use super::search::{PersonHit, search_people};

/// Keys in quick succession ask once.
const PAUSE: Duration = Duration::from_millis(120);

#[derive(Clone, Copy)]
pub(super) struct Combobox {
    pub(super) input: NodeRef<html::Input>,
    pub(super) hits: RwSignal<Vec<PersonHit>>,
    pub(super) is_open: RwSignal<bool>,
    pub(super) active: RwSignal<Option<usize>>,
    /// The person whose username stands in the input, as far as known.
    pub(super) chosen: RwSignal<Option<PersonHit>>,
    /// What the live region says; seen only if there is nothing else to see.
    pub(super) status: RwSignal<String>,
    /// Whether the focus has gone elsewhere since.
    is_left: RwSignal<bool>,
    /// Counts what was typed: an answer to anything but the latest is dropped.
    typed: RwSignal<u32>,
}

impl Combobox {
    pub(super) fn new(chosen: Option<PersonHit>) -> Self {
        Self {
            input: NodeRef::new(),
            hits: RwSignal::new(Vec::new()),
            is_open: RwSignal::new(false),
            active: RwSignal::new(None),
            chosen: RwSignal::new(chosen),
            status: RwSignal::new(String::new()),
            is_left: RwSignal::new(false),
            typed: RwSignal::new(0),
        }
    }

    /// Whether the live region is to be seen as well as heard: when there is nothing else to see.
    pub(super) fn is_status_seen(self) -> bool {
        !self.is_open.get() && self.chosen.with(Option::is_none) && self.hits.with(Vec::is_empty)
    }

    fn text(self) -> String {
        self.input
            .get_untracked()
            .map(|input| input.value())
            .unwrap_or_default()
    }

    /// The input's text has changed.
    pub(super) fn on_input(self) {
        self.is_left.set(false);
        self.typed.update(|typed| *typed = typed.wrapping_add(1));
        self.chosen.set(None);
        if self.text().trim().is_empty() {
            self.say_alone("");
            return;
        }
        let asked = self.typed.get_untracked();
        set_timeout(move || self.search(asked), PAUSE);
    }

    fn is_current(self, asked: u32) -> bool {
        self.typed.try_get_untracked() == Some(asked)
    }

    fn search(self, asked: u32) {
        if !self.is_current(asked) {
            return;
        }
        let query = self.text();
        task::spawn_local(async move {
            let answer = search_people(query.clone()).await;
            if self.is_current(asked) {
                match answer {
                    Ok(hits) => self.offer(query.trim(), hits),
                    Err(_) => self.say_alone("Suggestions are not available. Type the username."),
                }
            }
        });
    }

    fn offer(self, query: &str, hits: Vec<PersonHit>) {
        if hits.is_empty() {
            self.say_alone("Nobody found.");
            return;
        }
        self.chosen
            .set(hits.iter().find(|hit| hit.username == query).cloned());
        self.status.set(match hits.len() {
            1 => "1 person found.".to_owned(),
            count => format!("{count} people found."),
        });
        self.active.set(None);
        self.hits.set(hits);
        self.is_open.set(!self.is_left.get_untracked());
    }

    fn say_alone(self, words: &str) {
        self.close();
        self.hits.set(Vec::new());
        self.status.set(words.to_owned());
    }

    pub(super) fn close(self) {
        self.is_open.set(false);
        self.active.set(None);
    }

    /// Puts a suggestion's username into the input.
    pub(super) fn choose(self, index: usize) {
        let hit = self.hits.with_untracked(|hits| hits.get(index).cloned());
        let (Some(hit), Some(input)) = (hit, self.input.get_untracked()) else {
            return;
        };
        self.typed.update(|typed| *typed = typed.wrapping_add(1));
        input.set_value(&hit.username);
        self.status.set(format!("{} chosen.", hit.display_name));
        self.chosen.set(Some(hit));
        self.close();
    }

    pub(super) fn on_key(self, event: &KeyboardEvent) {
        // While a word is being composed, arrows and Enter belong to the input method.
        if event.is_composing() || event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        let is_open = self.is_open.get_untracked();
        let active = self.active.get_untracked();
        let is_handled = match event.key().as_str() {
            "ArrowDown" if is_open => self.step(Step::Next),
            "ArrowUp" if is_open && event.alt_key() => self.dismiss(),
            "ArrowUp" if is_open => self.step(Step::Previous),
            "ArrowDown" => self.reopen(),
            "Home" if active.is_some() => self.step(Step::First),
            "End" if active.is_some() => self.step(Step::Last),
            "Escape" if is_open => self.dismiss(),
            "Enter" => active.map(|index| self.choose(index)).is_some(),
            _ => false,
        };
        if is_handled {
            event.prevent_default();
        }
    }

    fn step(self, step: Step) -> bool {
        let count = self.hits.with_untracked(Vec::len);
        self.active.update(|active| *active = moved(*active, count, step));
        true
    }

    /// The field is left: suggestions that come later do not open.
    pub(super) fn leave(self) {
        self.is_left.set(true);
        self.close();
    }

    fn dismiss(self) -> bool {
        self.close();
        true
    }

    /// Asks again for what stands in the input.
    fn reopen(self) -> bool {
        if self.text().trim().is_empty() {
            return false;
        }
        self.is_left.set(false);
        self.typed.update(|typed| *typed = typed.wrapping_add(1));
        self.search(self.typed.get_untracked());
        true
    }
}
