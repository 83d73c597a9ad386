//! What islands are handed, in words: a page holds it packed.

use std::fmt::Debug;

use islands::delegates::RuleSetup;
use islands::packed::Packed;
use islands::person_picker::{PersonHit, PersonSetup};
use islands::policies::EditorState;
use islands::role_delegations::{DatesSetup, DelegateRoleSetup};
use serde::de::DeserializeOwned;

const ISLAND: &str = "<leptos-island ";

/// The page with the properties of its islands opened.
pub(super) fn opened(body: &str) -> String {
    let mut pieces = body.split(ISLAND);
    let mut page = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        page.push_str(ISLAND);
        let (tag, rest) = piece.split_once('>').unwrap();
        match attribute(tag, "data-props") {
            Some(properties) => {
                let component = attribute(tag, "data-component").unwrap();
                page.push_str(&in_words(component, &properties.replace("&quot;", "\"")));
            }
            None => page.push_str(tag),
        }
        page.push('>');
        page.push_str(rest);
    }
    page
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, value) = tag.split_once(&format!("{name}=\""))?;
    Some(value.split_once('"')?.0)
}

fn in_words(component: &str, properties: &str) -> String {
    let properties: serde_json::Map<String, serde_json::Value> = serde_json::from_str(properties).unwrap();
    let [(_, packed)] = properties.into_iter().collect::<Vec<_>>().try_into().unwrap();
    match component.split_once('_').unwrap().0 {
        "PersonField" => show::<(PersonSetup, String, Option<PersonHit>)>(packed),
        "DelegateForm" => show::<RuleSetup>(packed),
        "DelegateRoleForm" => show::<DelegateRoleSetup>(packed),
        "DelegationDates" => show::<DatesSetup>(packed),
        "PolicyEditor" => show::<EditorState>(packed),
        other => panic!("{other} is not opened here yet"),
    }
}

fn show<T: DeserializeOwned + Debug>(packed: serde_json::Value) -> String {
    let packed: Packed<T> = serde_json::from_value(packed).unwrap();
    format!("{:?}", packed.open())
}
