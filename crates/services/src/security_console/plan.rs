//! What the form of a person asks for, checked against what is there.

use std::collections::BTreeSet;

use db::security_console::people::{Held, Person};
use domain::ids::RoleId;
use domain::privilege::BuiltinRole;

use super::person::PersonInput;
use crate::{Error, Result};

/// A role by name, for words and writes.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) id: RoleId,
    pub(super) code: String,
    pub(super) name: String,
}

/// What the form asks for, checked.
pub(super) struct Plan {
    pub(super) add: Option<Named>,
    pub(super) remove: Option<Named>,
    /// Roles whose tick box was in the form.
    pub(super) shown: Vec<RoleId>,
    /// Those that are ticked.
    pub(super) ticked: Vec<RoleId>,
    pub(super) ticked_codes: BTreeSet<String>,
    pub(super) disable: Option<bool>,
}

impl Plan {
    pub(super) fn of(person: &Person, input: &PersonInput<'_>) -> Result<Self> {
        let held = |code: &str| person.roles.iter().find(|role| role.code == code);
        let add = match input.add.trim() {
            "" => None,
            code => {
                let choice = person.choices.iter().find(|role| role.code == code);
                let named = choice.map(|role| (role.id, &role.code, &role.name));
                // Granted by hand already: a second click, or another tab.
                let named = named.or_else(|| held(code).map(|role| (role.id, &role.code, &role.name)));
                let (id, code, name) =
                    named.ok_or_else(|| Error::invalid("role", "Choose one of the roles offered"))?;
                Some(Named {
                    id,
                    code: code.clone(),
                    name: name.clone(),
                })
            }
        };
        let remove = match input.remove.trim() {
            "" => None,
            code => {
                let there = person.roles.iter().map(|role| (role.id, &role.code, &role.name));
                let gone = person
                    .choices
                    .iter()
                    .map(|role| (role.id, &role.code, &role.name));
                let (id, code, name) = there
                    .chain(gone)
                    .find(|(_, there, _)| *there == code)
                    .ok_or(Error::NotFound)?;
                Some(Named {
                    id,
                    code: code.clone(),
                    name: name.clone(),
                })
            }
        };
        let mut ticked = Vec::new();
        for code in input.assignable {
            let code = code.trim();
            if code == BuiltinRole::Employee.code() {
                return Err(Error::invalid("assignable", "Employee can never be delegated"));
            }
            let added = add.as_ref().filter(|role| role.code == code).map(|role| role.id);
            let id = held(code).map(|role| role.id).or(added);
            ticked.push(
                id.ok_or_else(|| Error::invalid("assignable", "Tick only roles that the person holds"))?,
            );
        }
        // What is taken away cannot be lent.
        ticked.retain(|id| remove.as_ref().is_none_or(|role| role.id != *id));
        let shown = person.roles.iter().map(|role| role.id);
        let codes = input.assignable.iter().map(|code| code.trim().to_owned());
        Ok(Self {
            shown: shown.chain(add.iter().map(|role| role.id)).collect(),
            ticked_codes: codes
                .filter(|code| remove.as_ref().is_none_or(|role| role.code != *code))
                .collect(),
            add,
            remove,
            ticked,
            disable: input.disable,
        })
    }

    /// The same without *Assignable* for a role that the person does not hold before a second person has approved it.
    pub(super) fn without_ticking_what_waits(mut self, person: &Person) -> Self {
        if let Some(added) = &self.add
            && !person.roles.iter().any(|held| held.id == added.id)
        {
            self.ticked.retain(|id| *id != added.id);
            self.ticked_codes.remove(&added.code);
        }
        self
    }

    /// Names of the roles that the person may delegate by *Assignable* from now on.
    pub(super) fn switched_on(&self, person: &Person) -> Vec<String> {
        let held = person.roles.iter().filter(|role| !role.assignable);
        let held = held
            .filter(|role| self.ticked.contains(&role.id))
            .map(|role| role.name.clone());
        let added = self.add.iter().filter(|added| {
            self.ticked.contains(&added.id) && !person.roles.iter().any(|role| role.id == added.id)
        });
        held.chain(added.map(|added| added.name.clone())).collect()
    }

    /// Roles that the person keeps, and may lend no more by *Assignable*.
    pub(super) fn switched_off<'a>(&'a self, person: &'a Person) -> impl Iterator<Item = &'a Held> {
        let removed = self.remove.as_ref().map(|role| role.id);
        let roles = person.roles.iter().filter(|role| role.assignable);
        roles.filter(move |role| !self.ticked.contains(&role.id) && Some(role.id) != removed)
    }

    /// Whether the person is as the form wants it.
    pub(super) fn is_done(&self, person: &Person) -> bool {
        let held_by_hand = |role: &Named| person.roles.iter().any(|held| held.id == role.id && held.by_hand);
        let removable = |role: &Named| {
            let mut held = person.roles.iter().filter(|held| held.id == role.id);
            held.any(|held| held.by_hand || held.by_request)
        };
        let assignable: BTreeSet<String> = assignable(person);
        self.add.as_ref().is_none_or(held_by_hand)
            && !self.remove.as_ref().is_some_and(removable)
            && self.disable.is_none_or(|disable| disable == person.disabled)
            && assignable == self.ticked_codes
    }
}

/// Codes of the roles the person may lend.
pub(super) fn assignable(person: &Person) -> BTreeSet<String> {
    let roles = person.roles.iter().filter(|role| role.assignable);
    roles.map(|role| role.code.clone()).collect()
}
