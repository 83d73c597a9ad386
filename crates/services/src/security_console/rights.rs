//! R22 for the form of a person: which of the ways in which somebody manages this person's security allows all that the
//! form asks for.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use db::Connection;
use db::security_console::people::Person;
use domain::ids::RoleId;
use domain::rights::{Acting, Refusal, Takes};
use domain::role::RoleDefinition;

use super::plan::{Plan, assignable};
use crate::access::{ManageSecurity, PagePermit, Permitted};
use crate::rights::first_allowed;
use crate::{Error, Result};

/// What the form does to one role.
enum Act<'a> {
    Add(&'a RoleDefinition),
    Assignable(&'a RoleDefinition),
    Take(&'a RoleDefinition),
}

/// The right by which the form is saved, and what adding its role takes.
///
/// # Errors
/// [`Error::Invalid`] at the field that R22 refuses.
pub(super) async fn judge(
    conn: &mut Connection,
    ways: Vec<Permitted<ManageSecurity>>,
    person: &Person,
    plan: &Plan,
    now: DateTime<Utc>,
) -> Result<(Permitted<ManageSecurity>, Takes)> {
    let roles = definitions(conn, person, plan).await?;
    let acts = acts(person, plan, &roles);
    let oneself = ways.iter().any(|way| way.actor() == person.id);
    let judged = first_allowed(conn, ways, now, |acting| judge_all(acting, &acts, oneself)).await?;
    judged.map_err(|(refusal, message)| {
        let field = match refusal {
            Refusal::AssignableForOneself => "assignable",
            _ if acts.iter().any(|act| matches!(act, Act::Add(_))) => "role",
            _ => "assignable",
        };
        Error::invalid(field, message)
    })
}

fn judge_all(
    acting: &Acting,
    acts: &[Act<'_>],
    oneself: bool,
) -> std::result::Result<Takes, (Refusal, String)> {
    let mut takes = Takes::OnePerson;
    for act in acts {
        let (Act::Add(role) | Act::Assignable(role) | Act::Take(role)) = act;
        let judged = match act {
            Act::Add(role) => acting.may_add(role, oneself).map(|needed| takes = needed),
            Act::Assignable(role) => acting.may_make_assignable(role, oneself),
            Act::Take(role) => acting.may_take(role),
        };
        judged.map_err(|refusal| {
            let words = refusal.in_words(&role.name);
            (refusal, words)
        })?;
    }
    Ok(takes)
}

/// The definitions of every role that the form touches; of all that are held, where the account is disabled.
async fn definitions(
    conn: &mut Connection,
    person: &Person,
    plan: &Plan,
) -> Result<HashMap<RoleId, RoleDefinition>> {
    let named = plan.add.iter().chain(&plan.remove).map(|role| &role.code);
    let mut codes: BTreeSet<&String> = named.collect();
    codes.extend(person.roles.iter().map(|role| &role.code));
    let codes: Vec<String> = codes.into_iter().cloned().collect();
    let roles = db::security_console::roles::by_codes(conn, &codes).await?;
    Ok(roles.iter().map(|role| (role.id, role.definition())).collect())
}

fn acts<'a>(person: &Person, plan: &Plan, roles: &'a HashMap<RoleId, RoleDefinition>) -> Vec<Act<'a>> {
    let role = |id: &RoleId| roles.get(id);
    let held_by_hand = |id: RoleId| person.roles.iter().any(|held| held.id == id && held.by_hand);
    let mut acts = Vec::new();
    let added = plan.add.iter().filter(|added| !held_by_hand(added.id));
    acts.extend(added.filter_map(|added| role(&added.id)).map(Act::Add));
    acts.extend(
        plan.remove
            .iter()
            .filter_map(|removed| role(&removed.id))
            .map(Act::Take),
    );
    // What was ticked before and is taken away is not unticked by itself.
    let removed = plan.remove.as_ref().map(|role| &role.code);
    let before = assignable(person);
    let changed = before
        .symmetric_difference(&plan.ticked_codes)
        .filter(|code| Some(*code) != removed);
    for code in changed {
        acts.extend(
            roles
                .values()
                .find(|role| role.code == *code)
                .map(Act::Assignable),
        );
    }
    if plan.disable == Some(true) {
        acts.extend(
            person
                .roles
                .iter()
                .filter_map(|held| role(&held.id))
                .map(Act::Take),
        );
    }
    acts
}

/// Leaves of the roles that could be added to a person those that the reader may add (S), and says which of them take a
/// second person.
///
/// # Errors
/// When the database fails.
pub(super) async fn offer(
    conn: &mut Connection,
    ways: &[PagePermit<ManageSecurity>],
    person: &mut Person,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut acting = Vec::with_capacity(ways.len());
    for way in ways {
        acting.push((way.actor(), crate::rights::acting(conn, way, now).await?));
    }
    let codes: Vec<String> = person.choices.iter().map(|role| role.code.clone()).collect();
    let roles = db::security_console::roles::by_codes(conn, &codes).await?;
    let definitions: HashMap<RoleId, RoleDefinition> =
        roles.iter().map(|role| (role.id, role.definition())).collect();
    let id = person.id;
    person.choices.retain_mut(|choice| {
        let Some(role) = definitions.get(&choice.id) else {
            return false;
        };
        let takes = acting
            .iter()
            .find_map(|(actor, acting)| acting.may_add(role, *actor == id).ok());
        choice.takes_second_person = takes == Some(Takes::SecondPerson);
        takes.is_some()
    });
    Ok(())
}
