//! The picker as a field of a form, and the words for what it could not resolve.

use islands::person_picker::{PeopleCombobox, PersonHit};
use leptos::prelude::*;

use crate::ui::{FieldFrame, OptionalText, described_by};

/// Among whom a running script looks for people. Whoever is typed is judged by the save either way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Among {
    /// Every active person (T4).
    #[default]
    Everyone,
    /// Those to whom the reader may lend a role (R4).
    Proxies,
    /// Those to whom a role of the person with this username may be lent (R4, R16).
    ProxiesOf(String),
}

impl Among {
    /// What tells the script: missing, empty, or a username.
    fn attribute(self) -> Option<String> {
        match self {
            Self::Everyone => None,
            Self::Proxies => Some(String::new()),
            Self::ProxiesOf(username) => Some(username),
        }
    }
}

/// A field for one person; posts their username.
#[component]
pub fn PersonPicker(
    /// The name it is posted under.
    name: &'static str,
    /// The label's words.
    #[prop(into)]
    label: String,
    /// Its id: the name, unless there are several of that name.
    #[prop(optional, into)]
    id: OptionalText,
    /// The username, or whatever was typed.
    #[prop(optional, into)]
    value: String,
    /// Help that is always there.
    #[prop(optional, into)]
    hint: OptionalText,
    /// What is wrong.
    #[prop(optional, into)]
    error: OptionalText,
    /// Whose username `value` is, to be named below the input.
    #[prop(optional_no_strip)]
    chosen: Option<PersonHit>,
    /// People that `value` may mean, when it is no username: offered by the browser itself.
    #[prop(optional)]
    matches: Vec<PersonHit>,
    /// Among whom a running script looks.
    #[prop(optional)]
    among: Among,
) -> impl IntoView {
    let id = id.0.unwrap_or_else(|| name.to_owned());
    let described_by = described_by(&id, &hint, &error);
    let invalid = error.0.is_some();
    let proxies_of = among.attribute();
    view! {
        <FieldFrame id=id.clone() label hint error>
            <PeopleCombobox>
                <Markup id name value described_by invalid matches chosen proxies_of/>
            </PeopleCombobox>
        </FieldFrame>
    }
}

/// What the island wakes: a plain input with `matches` as its data list, and the places where a running script
/// shows people, whom it found, and who is chosen.
#[component]
fn Markup(
    id: String,
    name: &'static str,
    value: String,
    described_by: Option<String>,
    invalid: bool,
    matches: Vec<PersonHit>,
    chosen: Option<PersonHit>,
    proxies_of: Option<String>,
) -> impl IntoView {
    let data_id = format!("{id}-matches");
    let chosen_id = format!("{id}-chosen");
    let described_by = described_by.map_or_else(|| chosen_id.clone(), |ids| format!("{ids} {chosen_id}"));
    let list = (!matches.is_empty()).then(|| data_id.clone());
    let list_id = format!("{id}-list");
    let data_list = (!matches.is_empty()).then(|| {
        let options: Vec<_> = matches.into_iter().map(option).collect();
        view! { <datalist id=data_id>{options}</datalist> }
    });
    view! {
        <input
            id=id name=name type="text" value=value list=list
            autocomplete="off" autocapitalize="none" spellcheck="false"
            aria-describedby=described_by aria-invalid=invalid.then_some("true") data-proxies-of=proxies_of
        />
        {data_list}
        <ul class="picker-list" role="listbox" aria-label="People" id=list_id hidden></ul>
        <p class="picker-chosen" id=chosen_id>{chosen.map(|hit| hit.in_words())}</p>
        <p class="picker-status" role="status"></p>
    }
}

fn option(hit: PersonHit) -> impl IntoView {
    let words = hit.in_words();
    view! { <option value=hit.username>{words}</option> }
}

/// The message for a text that is nobody's username: names the people that it may mean, of those that the
/// person who typed it may see.
pub fn no_such_person(typed: &str, matches: &[PersonHit]) -> String {
    let typed = typed.trim();
    let suggestions: Vec<String> = matches
        .iter()
        .map(|hit| format!("{} ({})", hit.username, hit.in_words()))
        .collect();
    match suggestions.as_slice() {
        [] => format!("There is no active person with the username “{typed}”"),
        [one] => format!("“{typed}” is not a username. Did you mean {one}?"),
        [many @ .., last] => {
            format!(
                "“{typed}” is not a username. Did you mean {} or {last}?",
                many.join(", ")
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(username: &str, display_name: &str, department: Option<&str>) -> PersonHit {
        PersonHit {
            username: username.to_owned(),
            display_name: display_name.to_owned(),
            department: department.map(str::to_owned),
        }
    }

    #[test]
    fn the_message_names_whom_it_may_mean() {
        let ben = hit("ben", "Ben Ode", Some("Logistics"));
        let bea = hit("bea", "Bea Lind", None);
        assert_eq!(
            no_such_person(" x ", &[]),
            "There is no active person with the username “x”"
        );
        let one = "“ode” is not a username. Did you mean ben (Ben Ode · Logistics)?";
        assert_eq!(no_such_person("ode", std::slice::from_ref(&ben)), one);
        let two = "“be” is not a username. Did you mean ben (Ben Ode · Logistics) or bea (Bea Lind)?";
        assert_eq!(no_such_person("be", &[ben, bea]), two);
    }
}
