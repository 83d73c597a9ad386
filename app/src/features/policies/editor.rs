//! What a policy's editor is handed.

use domain::zone::instant_in_words;
use islands::policies::{EditorState, KnownPerson, RoleName};
use services::policies::{draft_of, named_person};

use super::form::policy_path;
use super::page_policy::Shown;
use super::steps::person_in_words;
use crate::context::Viewer;
use crate::ui::{new_form_id, person_hit};

/// What the editor is handed.
pub(super) fn state(viewer: &Viewer, shown: &Shown) -> EditorState {
    let Shown { policy, typed, .. } = shown;
    let people = policy.people.iter().map(|person| KnownPerson {
        name: person_in_words(person),
        hit: person_hit(named_person(person)),
    });
    let roles = policy.roles.iter().map(|role| RoleName {
        code: role.code.clone(),
        name: role.name.clone(),
    });
    let errors = shown.errors.iter();
    let errors = errors.map(|(field, words)| (field.to_owned(), words.to_owned()));
    let saved_by = policy.changed_by.as_ref().zip(policy.changed_at);
    let saved_by =
        saved_by.map(|(by, at)| format!(", saved by {by} on {}", instant_in_words(at, viewer.zone())));
    EditorState {
        policy: policy.id.0,
        path: policy_path(policy.id).as_str().to_owned(),
        kind: policy.kind,
        version: policy.version,
        version_in_words: format!("Version {}{}", policy.version, saved_by.unwrap_or_default()),
        form: new_form_id(),
        saved: draft_of(policy),
        draft: typed.draft.clone(),
        open: typed.open,
        room: typed.room,
        is_draft: typed.is_draft,
        errors: errors.collect(),
        people: people.collect(),
        roles: roles.collect(),
        imagining: shown.imagining.clone(),
        foresight: shown.foresight.clone(),
    }
}
