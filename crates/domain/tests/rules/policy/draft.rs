//! What saving a policy would change, in words (T10).

use domain::ids::StepId;
use domain::policy::{Draft, DraftStep, Flag, Names, StepForm, changes, move_to};

struct Directory;

impl Names for Directory {
    fn person(&self, username: &str) -> String {
        match username {
            "ben" => "Ben Ode".to_owned(),
            other => other.to_owned(),
        }
    }

    fn role(&self, code: &str) -> String {
        code.replace("hr_specialist", "HR specialist")
    }
}

fn step(id: i64, approver: &str) -> DraftStep {
    let form = StepForm {
        approver: approver.to_owned(),
        ..StepForm::of_new_step()
    };
    DraftStep {
        id: (id > 0).then_some(StepId(id)),
        form,
    }
}

fn three() -> Draft {
    Draft {
        name: "Two signatures".to_owned(),
        steps: vec![step(11, "manager"), step(12, "subject"), step(13, "role")],
    }
}

fn said(change: impl FnOnce(&mut Draft)) -> Vec<String> {
    let mut draft = three();
    change(&mut draft);
    changes(&three(), &draft, &Directory)
}

#[test]
fn t10_what_a_save_changes_is_said_in_words() {
    type Change = fn(&mut Draft);
    let cases: [(Change, &[&str]); 14] = [
        (|_| {}, &[]),
        (|draft| draft.name = " Two signatures ".to_owned(), &[]),
        (
            |draft| draft.name = "Four eyes".to_owned(),
            &["Name Two signatures → Four eyes"],
        ),
        (
            |draft| draft.steps[1].form.allow_delegation = false,
            &["Step 2: Allow task delegation on → off"],
        ),
        (
            |draft| {
                draft.steps[0].form.reason_to_deny = true;
                draft.steps[0].form.fallback = "ben".to_owned();
            },
            &[
                "Step 1: Reason required to deny off → on",
                "Step 1: Fallback approver none → Ben Ode",
            ],
        ),
        (
            |draft| {
                draft.steps[2].form.approver = "people".to_owned();
                draft.steps[2].form.approvers = vec![String::new(), "ben".to_owned(), "bea".to_owned()];
            },
            &["Step 3: Approver Holders of a role → Ben Ode or bea"],
        ),
        (
            |draft| draft.steps[2].form.approver_role = "hr_specialist".to_owned(),
            &["Step 3: Approver Holders of a role → Holders of HR specialist"],
        ),
        // What belongs to another kind of approver counts for nothing.
        (
            |draft| draft.steps[0].form.approver_role = "hr_specialist".to_owned(),
            &[],
        ),
        (
            |draft| draft.steps[0].form.approvers = vec!["ben".to_owned()],
            &[],
        ),
        (
            |draft| draft.steps.insert(1, step(0, "people")),
            &["Step 2 added: Named people"],
        ),
        (
            |draft| drop(draft.steps.remove(0)),
            &["Step 1 removed: The subject’s manager"],
        ),
        (
            |draft| assert!(move_to(&mut draft.steps, 3, 1)),
            &["Step 3 moved: it is step 1 now"],
        ),
        (
            |draft| assert!(move_to(&mut draft.steps, 1, 3)),
            &["Step 1 moved: it is step 3 now"],
        ),
        (
            |draft| {
                drop(draft.steps.remove(1));
                draft.steps[1].form.distinct_approvers = true;
            },
            &[
                "Step 2 removed: The subject",
                "Step 2: Require distinct approvers off → on",
            ],
        ),
    ];
    for (number, (change, expected)) in cases.into_iter().enumerate() {
        assert_eq!(said(change), expected, "case {number}");
    }
}

#[test]
fn t10_of_two_steps_that_change_places_one_is_moved() {
    for (from, to) in [(1, 2), (2, 1), (2, 3), (3, 2)] {
        let words = said(|draft| assert!(move_to(&mut draft.steps, from, to)));
        assert_eq!(words.len(), 1, "{from} {to}: {words:?}");
    }
    let reversed = said(|draft| draft.steps.reverse());
    assert_eq!(reversed.len(), 2, "{reversed:?}");
}

#[test]
fn t10_a_step_moves_to_every_place_and_no_further() {
    let at_first = ["a", "b", "c"];
    let cases = [
        (1, 1, None),
        (1, 2, Some(["b", "a", "c"])),
        (1, 3, Some(["b", "c", "a"])),
        (3, 1, Some(["c", "a", "b"])),
        (2, 1, Some(["b", "a", "c"])),
        (0, 1, None),
        (1, 0, None),
        (4, 1, None),
        (1, 4, None),
    ];
    for (from, to, expected) in cases {
        let mut steps = at_first.to_vec();
        assert_eq!(move_to(&mut steps, from, to), expected.is_some(), "{from} {to}");
        assert_eq!(steps, expected.unwrap_or(at_first), "{from} {to}");
    }
}

#[test]
fn t10_a_flag_is_set_and_read_back_and_is_its_own() {
    for flag in Flag::ALL {
        let mut form = StepForm::default();
        flag.set(&mut form, true);
        let on: Vec<_> = Flag::ALL.into_iter().filter(|flag| flag.of(&form)).collect();
        assert_eq!(on, [flag], "{}", flag.name());
    }
}

#[test]
fn g5_a_draft_catches_up_with_what_was_added_and_removed_meanwhile() {
    /// Ids: the steps the form was opened with, as typed, as saved meanwhile; the draft after. A new step is 0.
    type Case<'a> = (&'a [i64], &'a [i64], &'a [i64], &'a [i64]);
    let cases: [Case<'_>; 8] = [
        (&[1, 2], &[1, 2], &[1, 2], &[1, 2]),
        // Added by the other: after whatever was typed.
        (&[1, 2], &[2, 1, 0], &[1, 2, 3], &[2, 1, 0, 3]),
        (&[1], &[1], &[3, 1, 4], &[1, 3, 4]),
        (&[], &[0], &[1], &[0, 1]),
        // Removed by who typed: it stays so.
        (&[1, 2], &[1], &[1, 2, 3], &[1, 3]),
        // Removed by the other: what is typed would be a new step.
        (&[1, 2], &[1, 2], &[1], &[1, 0]),
        (&[1, 2], &[1], &[1], &[1]),
        // Where it is not known what the form was opened with, nothing is dropped.
        (&[], &[1], &[1, 2], &[1, 2]),
    ];
    let draft = |ids: &[i64]| Draft {
        name: "Mine".to_owned(),
        steps: ids.iter().map(|id| step(*id, "manager")).collect(),
    };
    for (opened, typed, saved, expected) in cases {
        let mut caught_up = draft(typed);
        let ids: Vec<StepId> = opened.iter().map(|id| StepId(*id)).collect();
        let other = Draft {
            name: "Theirs".to_owned(),
            ..draft(saved)
        };
        caught_up.catch_up(&other, &ids);
        assert_eq!(caught_up, draft(expected), "{opened:?} {typed:?} {saved:?}");
        assert_eq!(caught_up.name, "Mine");
    }
}
