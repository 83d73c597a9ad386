//! The picker's interactive leaf: the input and what appears below it.

use leptos::prelude::*;

use super::combobox::Combobox;
use super::search::PersonHit;

/// An input for a username that suggests people while one types. Without scripts it is a plain input, with
/// `matches` as its data list.
#[island]
pub fn PeopleCombobox(
    /// The input's id; what belongs to it is named after it.
    id: String,
    /// The name it is posted under.
    name: String,
    /// What stands in it at first.
    value: String,
    /// The ids of its hint and error, if it has any.
    described_by: Option<String>,
    /// Whether what stands in it is wrong.
    invalid: bool,
    /// People that what stands in it may mean.
    matches: Vec<PersonHit>,
    /// Whose username stands in it, if known.
    chosen: Option<PersonHit>,
) -> impl IntoView {
    let combobox = Combobox::new(chosen);
    // Only a running script makes a combobox of it: without one the roles would promise what never opens.
    let is_awake = RwSignal::new(false);
    Effect::new(move || is_awake.set(true));
    let when_awake = move |words: &'static str| move || is_awake.get().then_some(words);
    let list_id = format!("{id}-list");
    let data_id = format!("{id}-matches");
    let chosen_id = format!("{id}-chosen");
    let described_by = described_by.map_or_else(|| chosen_id.clone(), |ids| format!("{ids} {chosen_id}"));
    let (controls, data_list) = (list_id.clone(), (!matches.is_empty()).then(|| data_id.clone()));
    let active_id = {
        let id = id.clone();
        move || combobox.active.get().map(|index| option_id(&id, index))
    };
    view! {
        <div class="picker">
            <input
                id=id.clone() name=name type="text" value=value node_ref=combobox.input
                autocomplete="off" autocapitalize="none" spellcheck="false"
                aria-describedby=described_by aria-invalid=invalid.then_some("true")
                list=move || data_list.clone().filter(|_| !is_awake.get())
                role=when_awake("combobox")
                aria-autocomplete=when_awake("list")
                aria-controls=move || is_awake.get().then(|| controls.clone())
                aria-expanded=move || is_awake.get().then(|| combobox.is_open.get().to_string())
                aria-activedescendant=active_id
                on:input=move |_| combobox.on_input()
                on:keydown=move |event| combobox.on_key(&event)
                on:blur=move |_| combobox.leave()
            />
            <datalist id=data_id>{data_options(&matches)}</datalist>
            <Suggestions combobox id=id list_id=list_id/>
            <p class="picker-chosen" id=chosen_id>
                {move || combobox.chosen.get().map(|hit| hit.in_words())}
            </p>
            <p class="picker-status" role="status" class:visually-hidden=move || !combobox.is_status_seen()>
                {move || Some(combobox.status.get()).filter(|words| !words.is_empty())}
            </p>
        </div>
    }
}

fn data_options(matches: &[PersonHit]) -> Vec<AnyView> {
    let option =
        |hit: &PersonHit| view! { <option value=hit.username.clone()>{hit.in_words()}</option> }.into_any();
    matches.iter().map(option).collect()
}

fn option_id(id: &str, index: usize) -> String {
    format!("{id}-option-{index}")
}

#[component]
fn Suggestions(combobox: Combobox, id: String, list_id: String) -> impl IntoView {
    let options = move || {
        let hits = combobox.hits.get();
        let options = hits.into_iter().enumerate();
        options
            .map(|(index, hit)| suggestion(combobox, &id, index, hit))
            .collect::<Vec<_>>()
    };
    view! {
        <ul class="picker-list" role="listbox" aria-label="People" id=list_id hidden=move || !combobox.is_open.get()>
            {options}
        </ul>
    }
}

/// One suggestion. Pressing it must not take the focus from the input, or the list would close under the click.
fn suggestion(combobox: Combobox, id: &str, index: usize, hit: PersonHit) -> AnyView {
    let is_active = move || combobox.active.get() == Some(index);
    let detail = match &hit.department {
        Some(department) => format!("{} · {department}", hit.username),
        None => hit.username.clone(),
    };
    view! {
        <li
            class="picker-option" role="option" id=option_id(id, index)
            aria-selected=move || is_active().to_string()
            on:mousedown=|event| event.prevent_default()
            on:click=move |_| combobox.choose(index)
        >
            {hit.display_name}" "<span class="hint">{detail}</span>
        </li>
    }
    .into_any()
}
