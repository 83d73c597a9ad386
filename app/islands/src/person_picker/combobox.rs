//! The combobox over the server's markup: what each event does to it. It never writes into the input but when a
//! person is chosen, so what was typed before the script came is kept.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::set_timeout;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement, KeyboardEvent};

use super::hit::PersonHit;
use super::movement::{Step, moved};
use super::search::{search_people, search_proxies, search_proxies_of};
use crate::dom;
use crate::server_error::ServerError;

/// Keys in quick succession ask once.
const PAUSE: Duration = Duration::from_millis(120);

struct Combobox {
    input: HtmlInputElement,
    list: Element,
    /// Says whose username stands in the input, as far as known.
    chosen: Element,
    /// The live region; seen only if there is nothing else to see.
    status: Element,
    /// Whose proxies are looked for, and not everybody: the reader's, if it is empty.
    proxies_of: Option<String>,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    hits: Vec<PersonHit>,
    is_open: bool,
    active: Option<usize>,
    /// Whether the focus has gone elsewhere since.
    is_left: bool,
    /// Counts what was typed: an answer to anything but the latest is dropped.
    typed: u32,
}

/// Makes a combobox of the picker below `root`. Only now: without a running script the roles would promise what
/// never opens.
pub(super) fn wake(root: &Element) -> Option<()> {
    let input: HtmlInputElement = dom::find(root, "input")?;
    let combobox = Rc::new(Combobox {
        proxies_of: input.get_attribute("data-proxies-of"),
        input,
        list: dom::find(root, ".picker-list")?,
        chosen: dom::find(root, ".picker-chosen")?,
        status: dom::find(root, ".picker-status")?,
        state: RefCell::default(),
    });
    let input = &combobox.input;
    dom::set(input, "list", None);
    dom::set(input, "role", Some("combobox"));
    dom::set(input, "aria-autocomplete", Some("list"));
    dom::set(input, "aria-controls", Some(&combobox.list.id()));
    combobox.draw();
    let on = |event: &str, action: fn(&Rc<Combobox>, &Event)| {
        let combobox = Rc::clone(&combobox);
        let action = move |event: Event| action(&combobox, &event);
        (event.to_owned(), action)
    };
    for (event, action) in [
        on("input", |combobox, _| combobox.on_input()),
        on("keydown", |combobox, event| combobox.on_key(event)),
        on("blur", |combobox, _| combobox.leave()),
    ] {
        dom::listen(input, &event, action);
    }
    // Pressing a suggestion must not take the focus from the input, or the list would close under the click.
    dom::listen(&combobox.list, "mousedown", |event| event.prevent_default());
    let clicked = Rc::clone(&combobox);
    dom::listen(&combobox.list, "click", move |event| clicked.on_click(&event));
    combobox.take_up();
    Some(())
}

impl Combobox {
    /// What was typed before the script came is looked for like what is typed after it; the list opens only while the field
    /// has the focus.
    fn take_up(self: &Rc<Self>) {
        if self.input.value() == self.input.default_value() {
            return;
        }
        self.on_input();
        let focus = self
            .input
            .owner_document()
            .and_then(|document| document.active_element());
        self.state.borrow_mut().is_left = focus.as_ref() != Some(self.input.as_ref());
    }

    /// The input's text has changed.
    fn on_input(self: &Rc<Self>) {
        self.state.borrow_mut().is_left = false;
        self.chosen.set_text_content(None);
        let asked = self.typed_again();
        if self.input.value().trim().is_empty() {
            self.say_alone("");
            return;
        }
        let combobox = Rc::clone(self);
        set_timeout(move || combobox.search(asked), PAUSE);
    }

    fn typed_again(&self) -> u32 {
        let mut state = self.state.borrow_mut();
        state.typed = state.typed.wrapping_add(1);
        state.typed
    }

    fn is_current(&self, asked: u32) -> bool {
        self.state.borrow().typed == asked
    }

    fn search(self: &Rc<Self>, asked: u32) {
        if !self.is_current(asked) {
            return;
        }
        let query = self.input.value();
        let combobox = Rc::clone(self);
        spawn_local(async move {
            let answer = combobox.ask(query.clone()).await;
            if combobox.is_current(asked) {
                match answer {
                    Ok(hits) => combobox.offer(query.trim(), hits),
                    // What is offered stays, and the question is asked again when it may be.
                    Err(ServerError::TooMany { seconds }) => {
                        let again = Rc::clone(&combobox);
                        let pause = Duration::from_secs(seconds.into());
                        set_timeout(move || again.search(asked), pause);
                    }
                    Err(_) => combobox.say_alone("Suggestions are not available. Type the username."),
                }
            }
        });
    }

    async fn ask(&self, query: String) -> Result<Vec<PersonHit>, ServerError> {
        match self.proxies_of.as_deref() {
            None => search_people(query).await,
            Some("") => search_proxies(query).await,
            Some(delegator) => search_proxies_of(delegator.to_owned(), query).await,
        }
    }

    fn offer(&self, query: &str, hits: Vec<PersonHit>) {
        if hits.is_empty() {
            self.say_alone("Nobody found.");
            return;
        }
        let chosen = hits.iter().find(|hit| hit.username == query);
        self.chosen
            .set_text_content(chosen.map(PersonHit::in_words).as_deref());
        self.status.set_text_content(Some(&match hits.len() {
            1 => "1 person found.".to_owned(),
            count => format!("{count} people found."),
        }));
        self.draw_options(&hits);
        let mut state = self.state.borrow_mut();
        state.hits = hits;
        state.active = None;
        state.is_open = !state.is_left;
        drop(state);
        self.draw();
    }

    fn say_alone(&self, words: &str) {
        self.status.set_text_content(Some(words));
        self.list.set_text_content(None);
        self.state.borrow_mut().hits.clear();
        self.close();
    }

    fn close(&self) {
        let mut state = self.state.borrow_mut();
        state.is_open = false;
        state.active = None;
        drop(state);
        self.draw();
    }

    fn draw_options(&self, hits: &[PersonHit]) {
        self.list.set_text_content(None);
        for (index, hit) in hits.iter().enumerate() {
            let words = format!("{} ", hit.display_name);
            let Some(option) = dom::append(&self.list, "li", "picker-option", &words) else {
                return;
            };
            dom::set(&option, "role", Some("option"));
            option.set_id(&self.option_id(index));
            let detail = match &hit.department {
                Some(department) => format!("{} · {department}", hit.username),
                None => hit.username.clone(),
            };
            dom::append(&option, "span", "hint", &detail);
        }
    }

    fn option_id(&self, index: usize) -> String {
        format!("{}-option-{index}", self.input.id())
    }

    /// Shows the state: whether the list is open, and which suggestion is active.
    fn draw(&self) {
        let state = self.state.borrow();
        let open = if state.is_open { "true" } else { "false" };
        dom::set(&self.input, "aria-expanded", Some(open));
        dom::set(&self.list, "hidden", (!state.is_open).then_some(""));
        let active = state.active.map(|index| self.option_id(index));
        dom::set(&self.input, "aria-activedescendant", active.as_deref());
        for option in dom::all(&self.list, "li") {
            let is_active = active.as_deref() == Some(&option.id());
            dom::set(
                &option,
                "aria-selected",
                Some(if is_active { "true" } else { "false" }),
            );
        }
        let is_someone_chosen = !self.chosen.text_content().unwrap_or_default().is_empty();
        let is_seen = !state.is_open && !is_someone_chosen && state.hits.is_empty();
        let class = if is_seen {
            "picker-status"
        } else {
            "picker-status visually-hidden"
        };
        self.status.set_class_name(class);
    }

    /// Puts a suggestion's username into the input.
    fn choose(&self, index: usize) {
        let Some(hit) = self.state.borrow().hits.get(index).cloned() else {
            return;
        };
        self.typed_again();
        self.input.set_value(&hit.username);
        self.status
            .set_text_content(Some(&format!("{} chosen.", hit.display_name)));
        self.chosen.set_text_content(Some(&hit.in_words()));
        self.close();
    }

    fn on_click(&self, event: &Event) {
        let pressed = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let option = pressed.and_then(|element| element.closest("li").ok().flatten());
        let index = option.and_then(|option| dom::all(&self.list, "li").position(|other| other == option));
        if let Some(index) = index {
            self.choose(index);
        }
    }

    fn on_key(self: &Rc<Self>, event: &Event) {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
            return;
        };
        // While a word is being composed, arrows and Enter belong to the input method.
        if event.is_composing() || event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        let (is_open, active) = {
            let state = self.state.borrow();
            (state.is_open, state.active)
        };
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

    fn step(&self, step: Step) -> bool {
        let mut state = self.state.borrow_mut();
        state.active = moved(state.active, state.hits.len(), step);
        drop(state);
        self.draw();
        true
    }

    /// The field is left: suggestions that come later do not open.
    fn leave(&self) {
        self.state.borrow_mut().is_left = true;
        self.close();
    }

    fn dismiss(&self) -> bool {
        self.close();
        true
    }

    /// Asks again for what stands in the input.
    fn reopen(self: &Rc<Self>) -> bool {
        if self.input.value().trim().is_empty() {
            return false;
        }
        self.state.borrow_mut().is_left = false;
        self.search(self.typed_again());
        true
    }
}
