//! The picker as a field of a form, and the words for what it could not resolve.

use islands::packed::Packed;
use islands::person_picker::{Among, PersonField, PersonHit, PersonSetup};
use leptos::prelude::*;

use crate::ui::{FieldFrame, OptionalText, described_by};

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
    let setup = PersonSetup {
        described_by: described_by(&id, &hint, &error),
        is_wrong: error.0.is_some(),
        id: id.clone(),
        name: name.to_owned(),
        matches,
        among,
    };
    view! {
        <FieldFrame id label hint error>
            <PersonField setup=Packed::new((setup, value, chosen))/>
        </FieldFrame>
    }
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
        PersonHit::new(
            username.to_owned(),
            display_name.to_owned(),
            department.map(str::to_owned),
        )
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
