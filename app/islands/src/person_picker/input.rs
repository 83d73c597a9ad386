//! The person field as it is drawn, by the server and in the browser.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::choice::PersonChoice;
use super::combobox::Combobox;
use super::hit::PersonHit;
use super::keys::on_key;
use super::search::Among;
use crate::face::face;

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
    /// What it is made with.
    setup: PersonSetup,
    /// The username, or whatever was typed.
    value: String,
    /// Whose username `value` is.
    chosen: Option<PersonHit>,
) -> impl IntoView {
    view! { <PersonInput setup choice=PersonChoice::new(value, chosen)/> }
}

/// The same inside of an island.
#[component]
pub fn PersonInput(
    /// What it is made with.
    setup: PersonSetup,
    /// What stands in it.
    choice: PersonChoice,
) -> impl IntoView {
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
    let awake = move |value: &'static str| combobox.is_awake.get().then_some(value);
    let controls = list_id.clone();
    let controls = move || combobox.is_awake.get().then(|| controls.clone());
    let data_list = data_id.clone().map(|id| data_list(id, matches));
    let active_id = id.clone();
    let active = move || combobox.active.get().map(|index| option_id(&active_id, index));
    let is_expanded = move || awake(if combobox.is_open.get() { "true" } else { "false" });
    view! {
        <div class="picker" class:picker-shows-person=move || combobox.shows_person()>
            <input
                id=id.clone() name=name type="text" value=text.rendered()
                list=move || data_id.clone().filter(|_| !combobox.is_awake.get())
                autocomplete="off" autocapitalize="none" spellcheck="false"
                aria-describedby=described_by aria-invalid=is_wrong.then_some("true")
                role=move || awake("combobox") aria-autocomplete=move || awake("list") aria-controls=controls
                aria-expanded=is_expanded aria-activedescendant=active
                node_ref=text.field prop:value=move || text.shown()
                on:input:target=move |event| combobox.on_input(event.target().value())
                on:keydown=move |event| on_key(combobox, &event)
                on:focus=move |_| combobox.select_text()
                on:click=move |_| combobox.select_text()
                on:blur=move |_| combobox.leave()
            />
            {data_list}
            // Pressing a suggestion must not take the focus from the input, or the list would close under the click.
            <ul class="picker-list" role="listbox" aria-label="People" id=list_id hidden=move || !combobox.is_open.get()
                on:mousedown=|event| event.prevent_default()>
                {move || options(combobox, &id)}
            </ul>
            {move || combobox.shows_person().then(|| clear_button(combobox))}
            <p class="picker-chosen" id=chosen_id>{move || choice.person.get().map(person)}</p>
            <p class="picker-status" class:visually-hidden=move || !combobox.shows_status() role="status">
                {move || combobox.said.get().unwrap_or_else(|| combobox.status.get().to_owned())}
            </p>
        </div>
    }
}

fn data_list(id: String, matches: Vec<PersonHit>) -> impl IntoView {
    let option = |hit: PersonHit| {
        let words = hit.in_words();
        view! { <option value=hit.username>{words}</option> }
    };
    let options: Vec<_> = matches.into_iter().map(option).collect();
    view! { <datalist id=id>{options}</datalist> }
}

fn option_id(id: &str, index: usize) -> String {
    [id, "-option-", &index.to_string()].concat()
}

fn options(combobox: Combobox, id: &str) -> Vec<AnyView> {
    let option = |(index, hit): (usize, PersonHit)| {
        let is_active = move || combobox.active.get() == Some(index);
        view! {
            <li class="picker-option" role="option" id=option_id(id, index)
                aria-selected=move || if is_active() { "true" } else { "false" }
                on:click=move |_| combobox.choose(index)>
                {person(hit)}
            </li>
        }
        .into_any()
    };
    combobox.hits.get().into_iter().enumerate().map(option).collect()
}

/// Face, name, username and department (T4).
fn person(hit: PersonHit) -> impl IntoView {
    let detail = hit.detail();
    view! {
        {face(&hit.username, &hit.display_name)}
        <bdi>{hit.display_name}</bdi>
        <span class="hint">" "{detail}</span>
    }
}

fn clear_button(combobox: Combobox) -> impl IntoView {
    let name = combobox.choice.person.get_untracked();
    let words = name.map(|person| ["Clear ", &person.display_name].concat());
    view! {
        <button type="button" class="picker-clear" aria-label=words on:click=move |_| combobox.clear()>
            <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" focusable="false">
                <path d="M2 2l8 8M10 2l-8 8" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round"/>
            </svg>
        </button>
    }
}
