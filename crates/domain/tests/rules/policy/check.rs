//! T10, G6: the form of a step, in tables and against a slow, obviously right model.

use std::collections::{HashMap, HashSet};

use domain::ids::{PersonId, RoleId};
use domain::policy::{
    APPROVER_FIELDS, Approver, Known, MAX_APPROVERS, Problem, StepForm, check_kind, check_name, check_step,
};
use proptest::prelude::*;

use crate::samples::ten_thousand_cases;

fn known() -> Known {
    let people = ["ben", "BEN", "bea", "hugo"];
    let ids = [1, 1, 2, 3];
    Known {
        people: people
            .into_iter()
            .zip(ids)
            .map(|(name, id)| (name.to_owned(), PersonId(id)))
            .collect(),
        role: None,
    }
}

fn people(typed: &[&str]) -> StepForm {
    StepForm {
        approver: "people".to_owned(),
        approvers: typed.iter().map(|name| (*name).to_owned()).collect(),
        ..StepForm::default()
    }
}

fn problems(form: &StepForm, known: &Known) -> Vec<(&'static str, String)> {
    let found = check_step(form, known).unwrap_err();
    found
        .into_iter()
        .map(|Problem { field, message, .. }| (field, message))
        .collect()
}

#[test]
fn t10_the_fields_for_people_are_as_many_as_a_step_can_name() {
    assert_eq!(APPROVER_FIELDS.len(), MAX_APPROVERS);
    for (index, field) in APPROVER_FIELDS.iter().enumerate().skip(1) {
        assert_eq!(*field, format!("approvers-{}", index + 1));
    }
    assert_eq!(APPROVER_FIELDS.first(), Some(&"approvers"));
}

#[test]
fn g6_each_wrong_field_has_one_message_in_the_order_of_the_form() {
    let mut form = people(&["ben", " BEN ", "zoe", ""]);
    form.fallback = "nobody".to_owned();
    let fields: Vec<_> = problems(&form, &known())
        .into_iter()
        .map(|(field, _)| field)
        .collect();
    assert_eq!(fields, ["approvers-2", "approvers-3", "fallback"]);
    let unknown: Vec<_> = check_step(&form, &known())
        .unwrap_err()
        .into_iter()
        .map(|problem| problem.unknown)
        .collect();
    assert_eq!(unknown, [None, Some("zoe".to_owned()), Some("nobody".to_owned())]);
}

#[test]
fn t10_the_order_of_the_people_is_kept_and_gaps_are_not() {
    let step = check_step(&people(&["", "hugo", " ", "ben"]), &known()).unwrap();
    assert_eq!(
        step.approver,
        Approver::People {
            people: vec![PersonId(3), PersonId(1)]
        }
    );
    assert!(
        !step.allow_delegation && !step.allow_reassignment,
        "a box that is not ticked is off"
    );
}

#[test]
fn t10_what_belongs_to_another_approver_is_left_alone() {
    let mut form = people(&["nobody-at-all"]);
    form.approver_role = "no_such_role".to_owned();
    for (approver, expected) in [("manager", Approver::Manager), ("subject", Approver::Subject)] {
        form.approver = approver.to_owned();
        assert_eq!(check_step(&form, &known()).unwrap().approver, expected);
        assert_eq!(form.usernames().count(), 0, "nobody is looked up for nothing");
    }
    form.approver = "role".to_owned();
    assert_eq!(problems(&form, &known())[0].0, "approver_role");
    let with_role = Known {
        role: Some(RoleId(7)),
        ..known()
    };
    assert_eq!(
        check_step(&form, &with_role).unwrap().approver,
        Approver::Role { role: RoleId(7) }
    );
    form.approver_role = String::new();
    assert_eq!(
        problems(&form, &with_role)[0].1,
        "Choose the role whose holders decide"
    );
}

#[test]
fn t10_the_subject_as_approver_implies_self_approval() {
    let form = StepForm {
        approver: "subject".to_owned(),
        ..StepForm::default()
    };
    let step = check_step(&form, &known()).unwrap();
    assert!(step.permits_self_approval() && !step.allow_self_approval);
}

#[test]
fn t10_names_and_types() {
    assert_eq!(check_name("  Four eyes ").unwrap(), "Four eyes");
    assert_eq!(check_name(" ").unwrap_err(), "Enter the name");
    assert!(check_name(&"é".repeat(80)).is_ok() && check_name(&"é".repeat(81)).is_err());
    for kind in ["request", "review", "revoke"] {
        assert_eq!(check_kind(kind).unwrap().code(), kind);
    }
    for kind in ["", "Request", "grant"] {
        assert!(check_kind(kind).is_err(), "{kind}");
    }
}

/// What the form says about the people, spelled out: who is named, or at which fields something is wrong.
fn model(
    typed: &[String],
    known: &HashMap<String, PersonId>,
) -> Result<Vec<PersonId>, HashSet<&'static str>> {
    let named: Vec<(usize, &str)> = typed
        .iter()
        .map(|name| name.trim())
        .enumerate()
        .filter(|(_, name)| !name.is_empty())
        .collect();
    if named.is_empty() || named.len() > MAX_APPROVERS {
        return Err(HashSet::from(["approvers"]));
    }
    let mut people: Vec<PersonId> = Vec::new();
    let mut wrong = HashSet::new();
    for (index, name) in named {
        let field = APPROVER_FIELDS.get(index).copied().unwrap_or("approvers");
        match known.get(name) {
            Some(person) if !people.contains(person) => people.push(*person),
            _ => {
                wrong.insert(field);
            }
        }
    }
    if wrong.is_empty() { Ok(people) } else { Err(wrong) }
}

proptest! {
    #![proptest_config(ten_thousand_cases())]

    #[test]
    fn t10_named_people_agree_with_the_model(
        typed in prop::collection::vec(prop_oneof![3 => "p[0-9]{1,2}", 1 => "[ ]{0,2}", 1 => "x[0-9]"], 0..40),
        flags in prop::array::uniform6(any::<bool>()),
    ) {
        let directory: HashMap<String, PersonId> = (0..100).map(|n| (format!("p{n}"), PersonId(n))).collect();
        let form = StepForm {
            approver: "people".to_owned(),
            approvers: typed.clone(),
            allow_delegation: flags[0],
            allow_self_approval: flags[1],
            distinct_approvers: flags[2],
            allow_reassignment: flags[3],
            reason_to_approve: flags[4],
            reason_to_deny: flags[5],
            ..StepForm::default()
        };
        let judged = check_step(&form, &Known { people: directory.clone(), role: None });
        match (judged, model(&typed, &directory)) {
            (Ok(step), Ok(people)) => {
                prop_assert_eq!(step.approver, Approver::People { people });
                let saved = [step.allow_delegation, step.allow_self_approval, step.distinct_approvers, step.allow_reassignment,
                    step.reason_to_approve, step.reason_to_deny];
                prop_assert_eq!(saved, flags);
            }
            (Err(problems), Err(fields)) => {
                prop_assert_eq!(problems.iter().map(|problem| problem.field).collect::<HashSet<_>>(), fields);
            }
            (judged, expected) => prop_assert!(false, "{judged:?} but {expected:?}"),
        }
    }
}
