//! Fields that are chosen from.

use leptos::prelude::*;

use super::{ErrorLink, FieldFrame, OptionalText, described_by};

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is posted.
    pub value: String,
    /// What is read.
    pub label: String,
    /// A few words on what it means; radio cards show them.
    pub hint: OptionalText,
}

impl Choice {
    /// A choice without further words.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            hint: OptionalText(None),
        }
    }

    /// The same with words on what it means.
    pub fn hint(self, hint: impl Into<OptionalText>) -> Self {
        Self {
            hint: hint.into(),
            ..self
        }
    }
}

/// A few choices that exclude each other, each a card. The first has the field's name as its id, so that the
/// error summary leads to it.
#[component]
pub fn RadioCards(
    /// The name it is posted under.
    name: &'static str,
    /// The question.
    #[prop(into)]
    legend: String,
    /// What there is to choose.
    choices: Vec<Choice>,
    /// The value that is chosen, or none of them.
    #[prop(optional, into)]
    selected: String,
    /// What is wrong.
    #[prop(optional, into)]
    error: OptionalText,
) -> impl IntoView {
    let described = error.0.as_ref().map(|_| format!("{name}-error"));
    let class = if error.0.is_some() {
        "field field-wrong"
    } else {
        "field"
    };
    let error_id = format!("{name}-error");
    let cards: Vec<_> = choices
        .into_iter()
        .enumerate()
        .map(|(index, choice)| {
            let id = if index == 0 {
                name.to_owned()
            } else {
                format!("{name}-{}", choice.value)
            };
            let hint_id = format!("{id}-hint");
            let described = choice.hint.0.as_ref().map(|_| hint_id.clone());
            let is_checked = choice.value == selected;
            view! {
                <div class="radio-card">
                    <input id=id.clone() name=name type="radio" value=choice.value checked=is_checked
                        aria-describedby=described/>
                    <label for=id>{choice.label}</label>
                    {choice.hint.0.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
                </div>
            }
        })
        .collect();
    view! {
        <fieldset class=class aria-describedby=described>
            <legend>{legend}</legend>
            {error.0.map(|error| view! { <p class="error" id=error_id>{error}</p> })}
            <div class="radio-cards">{cards}</div>
        </fieldset>
    }
}

/// One thing to tick.
#[component]
pub fn Checkbox(
    /// The name it is posted under.
    name: &'static str,
    /// The label's words.
    #[prop(into)]
    label: String,
    /// Whether it is ticked.
    checked: bool,
    /// What is posted when it is ticked.
    #[prop(default = "true".to_owned(), into)]
    value: String,
    /// Its id: the name, unless there are several of that name.
    #[prop(optional, into)]
    id: OptionalText,
    /// A few words on what it does.
    #[prop(optional, into)]
    hint: OptionalText,
    /// What is wrong.
    #[prop(optional, into)]
    error: OptionalText,
) -> impl IntoView {
    let id = id.0.unwrap_or_else(|| name.to_owned());
    let described = described_by(&id, &hint, &error);
    let invalid = error.0.as_ref().map(|_| "true");
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    view! {
        <div class="checkbox">
            <input id=id.clone() name=name type="checkbox" value=value checked=checked
                aria-describedby=described aria-invalid=invalid/>
            <label for=id>{label}</label>
            {hint.0.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
            {error.0.map(|error| view! { <p class="error" id=error_id>{error}</p> })}
        </div>
    }
}

/// One of a list.
#[component]
pub fn Select(
    /// The name it is posted under.
    name: &'static str,
    /// The label's words.
    #[prop(into)]
    label: String,
    /// Its id: the name, unless there are several of that name on the page.
    #[prop(optional, into)]
    id: OptionalText,
    /// What there is to choose.
    choices: Vec<Choice>,
    /// The value that is chosen; what is none of them chooses the first line.
    #[prop(optional, into)]
    selected: String,
    /// The first line, for an empty value: `Choose a role`, `Any`. None where something must be chosen.
    #[prop(optional, into)]
    prompt: OptionalText,
    /// Help that is always there.
    #[prop(optional, into)]
    hint: OptionalText,
    /// What is wrong.
    #[prop(optional, into)]
    error: OptionalText,
    /// Where what is wrong leads on to.
    #[prop(default = None)]
    error_link: Option<ErrorLink>,
) -> impl IntoView {
    let id = id.0.unwrap_or_else(|| name.to_owned());
    let described = described_by(&id, &hint, &error);
    let invalid = error.0.as_ref().map(|_| "true");
    let prompt = prompt.0.map(|words| Choice::new("", words));
    let options: Vec<_> = prompt
        .into_iter()
        .chain(choices)
        .map(|choice| {
            let is_selected = choice.value == selected;
            view! { <option value=choice.value selected=is_selected>{choice.label}</option> }
        })
        .collect();
    view! {
        <FieldFrame id=id.clone() label hint error error_link>
            <select id=id name=name aria-describedby=described aria-invalid=invalid>
                {options}
            </select>
        </FieldFrame>
    }
}
