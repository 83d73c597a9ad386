//! The person field as it is drawn, by the server and in the browser.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::choice::PersonChoice;
use super::combobox::Combobox;
use super::hit::PersonHit;
use super::keys::on_key;
use super::search::Among;
use crate::erased;
use crate::face::face;
use crate::packed::Packed;

/// What a person field is made with, besides what stands in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonSetup {
    /// The input's id.
    pub id: String,
    /// The name it is posted under.
    pub name: String,
    /// The ids of hint and error.
    pub described_by: Option<String>,
    /// Whether something is wrong with it.
    pub is_wrong: bool,
    /// People that the text may mean, when it is no username: offered by the browser itself where no script runs.
    pub matches: Vec<PersonHit>,
    /// Among whom a running script looks.
    pub among: Among,
}

/// A field for one person, below its label; posts their username.
#[island]
pub fn PersonField(
    /// What it is made with, the username or whatever was typed, and whose username that is.
    setup: Packed<(PersonSetup, String, Option<PersonHit>)>,
) -> impl IntoView {
    let (setup, value, chosen) = setup.open();
    view! { <PersonInput setup choice=PersonChoice::new(value, chosen)/> }.into_any()
}

/// The same inside of an island.
#[component]
pub fn PersonInput(
    /// What it is made with.
    setup: PersonSetup,
    /// What stands in it.
    choice: PersonChoice,
) -> AnyView {
    let PersonSetup {
        id,
        name,
        described_by,
        is_wrong,
        matches,
        among,
    } = setup;
    let combobox = Combobox::new(choice, among, is_wrong);
    let text = choice.text;
    let chosen_id = [&id, "-chosen"].concat();
    let list_id = [&id, "-list"].concat();
    let data_id = (!matches.is_empty()).then(|| [&id, "-matches"].concat());
    let described_by = described_by.map_or_else(|| chosen_id.clone(), |ids| [&ids, " ", &chosen_id].concat());
    let is_awake = move || combobox.is_awake.get();
    let awake = move |value: &'static str| erased::word(move || is_awake().then_some(value));
    let controls = list_id.clone();
    let controls = Signal::derive(move || is_awake().then(|| controls.clone()));
    let data_list = data_id.clone().map(|id| data_list(id, matches));
    let list = Signal::derive(move || data_id.clone().filter(|_| !is_awake()));
    let active_id = id.clone();
    let active = Signal::derive(move || combobox.active.get().map(|index| option_id(&active_id, index)));
    let is_expanded =
        erased::word(move || is_awake().then(|| if combobox.is_open.get() { "true" } else { "false" }));
    let is_shut = Signal::derive(move || !combobox.is_open.get());
    let shows_person = Signal::derive(move || combobox.shows_person());
    let hides_status = Signal::derive(move || !combobox.shows_status());
    let status = erased::text(move || combobox.status.get());
    view! {
        <div class="picker" class:picker-shows-person=shows_person>
            <input
                id=id.clone() name=name type="text" value=text.rendered()
                list=list
                autocomplete="off" autocapitalize="none" spellcheck="false"
                aria-describedby=described_by aria-invalid=is_wrong.then_some("true")
                role=awake("combobox") aria-autocomplete=awake("list") aria-controls=controls
                aria-expanded=is_expanded aria-activedescendant=active
                node_ref=text.field prop:value=text.shown()
                on:input=erased::on_value(move |text| combobox.on_input(text))
                on:keydown=erased::on(move |event| on_key(combobox, &event))
                on:focus=erased::on(move |_| combobox.select_text())
                on:click=erased::on_press(move || combobox.select_text())
                on:blur=erased::on(move |_| combobox.leave())
            />
            {data_list}
            // Pressing a suggestion must not take the focus from the input, or the list would close under the click.
            <ul class="picker-list" role="listbox" aria-label="People" id=list_id hidden=is_shut on:mousedown=erased::on_press_instead(|| ())>
                {erased::view(move || options(combobox, &id))}
            </ul>
            {erased::view_if(move || shows_person.get().then(|| clear_button(combobox)))}
            <p class="picker-chosen" id=chosen_id>{erased::view_if(move || choice.person.get().map(person))}</p>
            <p class="picker-status" class:visually-hidden=hides_status role="status">{status}</p>
        </div>
    }
    .into_any()
}

fn data_list(id: String, matches: Vec<PersonHit>) -> AnyView {
    let option = |hit: PersonHit| {
        let words = hit.in_words();
        view! { <option value=hit.username>{words}</option> }.into_any()
    };
    let options: Vec<_> = matches.into_iter().map(option).collect();
    view! { <datalist id=id>{options}</datalist> }.into_any()
}

fn option_id(id: &str, index: usize) -> String {
    [id, "-option-", &index.to_string()].concat()
}

fn options(combobox: Combobox, id: &str) -> AnyView {
    let option = |(index, hit): (usize, PersonHit)| {
        let is_active = move || combobox.active.get() == Some(index);
        let is_selected = erased::word(move || Some(if is_active() { "true" } else { "false" }));
        view! {
            <li class="picker-option" role="option" id=option_id(id, index)
                aria-selected=is_selected on:click=erased::on_press(move || combobox.choose(index))>
                {person(hit)}
            </li>
        }
        .into_any()
    };
    combobox
        .hits
        .get()
        .into_iter()
        .enumerate()
        .map(option)
        .collect_view()
        .into_any()
}

/// Face, name, username and department (T4).
fn person(hit: PersonHit) -> AnyView {
    let detail = hit.detail();
    view! {
        {face(&hit.username, hit.initials)}
        <bdi>{hit.display_name}</bdi>
        <span class="hint">" "{detail}</span>
    }
    .into_any()
}

fn clear_button(combobox: Combobox) -> AnyView {
    let name = combobox.choice.person.get_untracked();
    let words = name.map(|person| ["Clear ", &person.display_name].concat());
    view! {
        <button type="button" class="picker-clear" aria-label=words on:click=erased::on_press(move || combobox.clear())>
            <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" focusable="false">
                <path d="M2 2l8 8M10 2l-8 8" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round"/>
            </svg>
        </button>
    }
    .into_any()
}
