//! What the editor knows: the policy as it was saved and as it is typed, and which step is open.

use domain::ids::StepId;
use domain::policy::{Draft, DraftStep, MAX_STEPS, Names, PolicyKind, StepForm, changes, move_to};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::form::{Foresight, Imagining, KnownPerson, RoleName};
use crate::erased;
use crate::person_picker::PersonHit;

/// The id of the form that holds the policy.
pub(super) const FORM: &str = "policy-form";

/// The form as the server hands it over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditorState {
    /// Which policy.
    pub policy: i64,
    /// Its page.
    pub path: String,
    /// Its type.
    pub kind: PolicyKind,
    /// The version the form was opened with (G5).
    pub version: i32,
    /// "Version 7, saved by Ada Okafor on Thu 26 Nov".
    pub version_in_words: String,
    /// The id of the form: sent twice, it is one change (G6).
    pub form: String,
    /// As it is saved.
    pub saved: Draft,
    /// As it is typed.
    pub draft: Draft,
    /// The place of the step that is open, from 1.
    pub open: Option<usize>,
    /// How many empty fields for people the open step has at least.
    pub room: usize,
    /// The page came back with what was typed: a link would lose it.
    pub is_draft: bool,
    /// What is wrong: (id of the field, words). The fields of a step are those of the one that is open.
    pub errors: Vec<(String, String)>,
    /// Everyone the saved policy names, and whoever was found in the browser.
    pub people: Vec<KnownPerson>,
    /// Every role.
    pub roles: Vec<RoleName>,
    /// The task to imagine.
    pub imagining: Imagining,
    /// What the policy would do with it.
    pub foresight: Option<Foresight>,
}

impl EditorState {
    /// The ids of the saved steps, as the form posts them.
    pub(super) fn opened(&self) -> String {
        let ids = self.saved.steps.iter().filter_map(|step| step.id);
        let ids: Vec<String> = ids.map(|id| id.0.to_string()).collect();
        ids.join(" ")
    }

    /// What is wrong with the field of that id.
    pub(super) fn error(&self, field: &str) -> Option<String> {
        let found = self.errors.iter().find(|(id, _)| id == field);
        found.map(|(_, words)| words.clone())
    }

    /// Who has that username, as far as the page knows.
    fn known(&self, username: &str) -> Option<&KnownPerson> {
        let is_meant = |person: &&KnownPerson| person.hit.username.eq_ignore_ascii_case(username.trim());
        self.people.iter().find(is_meant)
    }

    /// The same as a field for a person shows them.
    pub(super) fn hit(&self, username: &str) -> Option<PersonHit> {
        self.known(username).map(|person| person.hit.clone())
    }
}

impl Names for EditorState {
    fn person(&self, username: &str) -> String {
        let found = self.known(username);
        found.map_or(username, |person| person.name.as_str()).to_owned()
    }

    fn role(&self, code: &str) -> String {
        let found = self.roles.iter().find(|role| role.code == code);
        found.map_or(code, |role| role.name.as_str()).to_owned()
    }
}

/// A step in the editor. Its key stays with it wherever it is moved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Row {
    pub(super) key: usize,
    pub(super) id: Option<StepId>,
    pub(super) form: RwSignal<StepForm>,
}

/// The editor: small, so that every part has one.
#[derive(Clone, Copy)]
pub(super) struct Editor {
    /// As the server handed it over.
    pub(super) state: StoredValue<EditorState>,
    /// As typed.
    pub(super) name: RwSignal<String>,
    /// In order.
    pub(super) rows: RwSignal<Vec<Row>>,
    /// The key of the step that is open.
    pub(super) open: RwSignal<Option<usize>>,
    /// What has just happened, for who does not see it.
    pub(super) said: RwSignal<String>,
    /// The key of the step that is to have the focus as soon as it is drawn.
    pub(super) focus: RwSignal<Option<usize>>,
    /// The key of the step that the errors of fields are about.
    pub(super) wrong: Option<usize>,
    next_key: RwSignal<usize>,
    /// How many people were found in the fields: names are read anew with each.
    found: RwSignal<usize>,
    /// What saving would change, in words.
    pub(super) changes: Memo<Vec<String>>,
}

impl Editor {
    pub(super) fn new(state: EditorState) -> Self {
        let steps = state.draft.steps.iter().cloned().enumerate();
        let rows: Vec<Row> = steps
            .map(|(key, DraftStep { id, form })| Row {
                key,
                id,
                form: RwSignal::new(form),
            })
            .collect();
        let open = state.open.and_then(|place| place.checked_sub(1));
        let next_key = rows.len();
        let name = RwSignal::new(state.draft.name.clone());
        let (rows, state) = (RwSignal::new(rows), StoredValue::new(state));
        let found = RwSignal::new(0);
        let changes = Memo::new(move |_| {
            found.track();
            let draft = draft(name, rows);
            state.with_value(|state| changes(&state.saved, &draft, state))
        });
        Self {
            state,
            name,
            rows,
            open: RwSignal::new(open),
            said: RwSignal::new(String::new()),
            focus: RwSignal::new(None),
            wrong: open,
            next_key: RwSignal::new(next_key),
            found,
            changes,
        }
    }

    /// The policy as it is typed; tracked.
    pub(super) fn draft(self) -> Draft {
        draft(self.name, self.rows)
    }

    /// Calls this person by their name from now on.
    pub(super) fn remember(self, hit: PersonHit) {
        if self
            .state
            .with_value(|state| state.known(&hit.username).is_some())
        {
            return;
        }
        let name = hit.display_name.clone();
        self.state
            .update_value(|state| state.people.push(KnownPerson { name, hit }));
        self.found.update(|count| *count += 1);
    }

    /// Words with the names of people and roles; tracked, as people are found.
    pub(super) fn named(self, words: impl FnOnce(&EditorState) -> String) -> String {
        self.found.track();
        self.state.with_value(words)
    }

    /// The step of that key; not tracked.
    pub(super) fn row(self, key: usize) -> Option<Row> {
        self.rows
            .with_untracked(|rows| rows.iter().find(|row| row.key == key).copied())
    }

    /// The place of a step, from 1; tracked.
    pub(super) fn place(self, key: usize) -> usize {
        let rows = self.rows.read();
        let index = rows.iter().position(|row| row.key == key);
        index.map_or(0, |index| index + 1)
    }

    /// The same in a text.
    pub(super) fn place_in_words(self, key: usize) -> Signal<String> {
        erased::text(move || self.place(key).to_string())
    }

    /// How many steps there are; tracked.
    pub(super) fn count(self) -> usize {
        self.rows.read().len()
    }

    /// Whether there is room for another step; tracked.
    pub(super) fn has_room(self) -> bool {
        self.count() < MAX_STEPS
    }

    /// Adds a step after the last, and opens it.
    pub(super) fn add(self) {
        if !untrack(move || self.has_room()) {
            return;
        }
        let key = self.next_key.get_untracked();
        self.next_key.set(key + 1);
        let form = RwSignal::new(StepForm::of_new_step());
        self.rows.update(|rows| rows.push(Row { key, id: None, form }));
        self.open(key);
    }

    /// Shows the fields of a step.
    pub(super) fn open(self, key: usize) {
        self.focus.set(Some(key));
        self.open.set(Some(key));
    }

    /// Shows the step that is open in words again.
    pub(super) fn close(self) {
        self.focus.set(self.open.get_untracked());
        self.open.set(None);
    }

    /// Whether the step is to have the focus, now that it is drawn; only once.
    pub(super) fn takes_focus(self, key: usize) -> bool {
        let is_meant = self.focus.get_untracked() == Some(key);
        if is_meant {
            self.focus.set(None);
        }
        is_meant
    }

    /// Moves a step by one place; false: it is the first or last already.
    pub(super) fn shift(self, key: usize, is_up: bool) -> bool {
        let from = untrack(move || self.place(key));
        let to = if is_up { from.saturating_sub(1) } else { from + 1 };
        let is_moved = self
            .rows
            .try_update(|rows| move_to(rows, from, to))
            .unwrap_or_default();
        if is_moved {
            self.said
                .set(["Step ", &from.to_string(), " is now step ", &to.to_string(), "."].concat());
        }
        is_moved
    }

    /// Takes a step away.
    pub(super) fn remove(self, key: usize) {
        let place = untrack(move || self.place(key));
        self.rows.update(|rows| rows.retain(|row| row.key != key));
        self.said
            .set(["Step ", &place.to_string(), " is removed. It is not saved yet."].concat());
    }
}

fn draft(name: RwSignal<String>, rows: RwSignal<Vec<Row>>) -> Draft {
    let rows = rows.read();
    let steps = rows.iter().map(|row| DraftStep {
        id: row.id,
        form: row.form.get(),
    });
    Draft {
        name: name.get(),
        steps: steps.collect(),
    }
}
