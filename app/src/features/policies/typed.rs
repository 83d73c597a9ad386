//! What is typed in a policy's editor, between two pages, where no script runs: its buttons change it, and nothing is saved.

use domain::ids::StepId;
use domain::policy::{Draft, DraftStep, MAX_STEPS, StepForm, move_to};
use islands::policies::{Edit, StepEdit};
use services::FieldProblem;
use services::policies::{PolicyPage, draft_of};

use crate::ui::FormErrors;

/// Room for people in a step at first, and once more was asked for.
const ROOM: usize = 2;
const MORE_ROOM: usize = 6;

/// A policy as it is typed.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub(super) draft: Draft,
    /// The place of the step that is open, from 1.
    pub(super) open: Option<usize>,
    /// How many empty fields for people the open step has at least.
    pub(super) room: usize,
    /// It came back from the browser.
    pub(super) is_draft: bool,
}

impl Typed {
    /// As a form sent it.
    pub(super) fn new(draft: Draft, open: Option<usize>) -> Self {
        Self {
            draft,
            open,
            room: ROOM,
            is_draft: true,
        }
    }

    /// As the policy is saved.
    pub(super) fn saved(policy: &PolicyPage) -> Self {
        Self {
            is_draft: false,
            ..Self::new(draft_of(policy), None)
        }
    }

    /// Does what a button says. What concerns a step that is not there does nothing.
    pub(super) fn edit(&mut self, StepEdit { edit, place }: StepEdit) {
        let steps = &mut self.draft.steps;
        match edit {
            Edit::Add if steps.len() < MAX_STEPS => {
                steps.push(DraftStep {
                    id: None,
                    form: StepForm::of_new_step(),
                });
                self.open = Some(steps.len());
            }
            Edit::Open if (1..=steps.len()).contains(&place) => self.open = Some(place),
            Edit::Close => self.open = None,
            Edit::Up => self.shift(place, place.saturating_sub(1)),
            Edit::Down => self.shift(place, place.saturating_add(1)),
            Edit::Remove if (1..=steps.len()).contains(&place) => {
                steps.remove(place - 1);
                self.open = match self.open {
                    Some(open) if open == place => None,
                    Some(open) if open > place => Some(open - 1),
                    open => open,
                };
            }
            Edit::People => self.room = MORE_ROOM,
            Edit::Add | Edit::Open | Edit::Remove | Edit::Try => {}
        }
    }

    /// Moves a step to the place beside it; the step that is open stays so.
    fn shift(&mut self, from: usize, to: usize) {
        if move_to(&mut self.draft.steps, from, to) {
            self.open = match self.open {
                Some(open) if open == from => Some(to),
                Some(open) if open == to => Some(from),
                open => open,
            };
        }
    }

    /// What is wrong, by the fields that are on the page: the first step that is wrong is opened; of the others, their headings.
    pub(super) fn errors(&mut self, problems: Vec<FieldProblem>) -> FormErrors {
        self.open = problems.iter().find_map(|problem| problem.step).or(self.open);
        let mut errors = FormErrors::new();
        let mut others: Vec<(usize, Vec<String>)> = Vec::new();
        for problem in problems {
            match problem.step {
                None => errors.add(problem.field, problem.message),
                Some(step) if Some(step) == self.open => {
                    errors.add(problem.field, format!("Step {step}: {}", problem.message));
                }
                Some(step) => match others.last_mut() {
                    Some((last, words)) if *last == step => words.push(problem.message),
                    _ => others.push((step, vec![problem.message])),
                },
            }
        }
        for (step, words) in others {
            errors.add(
                &format!("step-{step}"),
                format!("Step {step}: {}", words.join(". ")),
            );
        }
        errors
    }

    /// What somebody else has added or removed since the form was opened with these steps.
    pub(super) fn catch_up(&mut self, policy: &PolicyPage, opened: &[StepId]) {
        self.draft.catch_up(&draft_of(policy), opened);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Steps by their ids, and which is open.
    fn after(edits: &[(Edit, usize)], open: Option<usize>) -> (Vec<i64>, Option<usize>) {
        let steps = (1..=3).map(|id| DraftStep {
            id: Some(StepId(id)),
            form: StepForm::default(),
        });
        let draft = Draft {
            name: String::new(),
            steps: steps.collect(),
        };
        let mut typed = Typed::new(draft, open);
        for (edit, place) in edits {
            typed.edit(StepEdit {
                edit: *edit,
                place: *place,
            });
        }
        let ids = typed.draft.steps.iter().map(|step| step.id.map_or(0, |id| id.0));
        (ids.collect(), typed.open)
    }

    #[test]
    fn t10_the_buttons_change_what_is_typed_and_the_open_step_stays_open() {
        /// The edits, the step that was open before, the steps after, and the one that is open then.
        type Case<'a> = (&'a [(Edit, usize)], Option<usize>, &'a [i64], Option<usize>);
        let cases: [Case<'_>; 14] = [
            (&[(Edit::Add, 0)], None, &[1, 2, 3, 0], Some(4)),
            (&[(Edit::Open, 2)], Some(1), &[1, 2, 3], Some(2)),
            (&[(Edit::Open, 4)], Some(1), &[1, 2, 3], Some(1)),
            (&[(Edit::Open, 0)], None, &[1, 2, 3], None),
            (&[(Edit::Close, 2)], Some(2), &[1, 2, 3], None),
            (&[(Edit::Up, 2)], Some(2), &[2, 1, 3], Some(1)),
            (&[(Edit::Up, 2)], Some(1), &[2, 1, 3], Some(2)),
            (&[(Edit::Up, 1)], Some(3), &[1, 2, 3], Some(3)),
            (&[(Edit::Down, 3)], None, &[1, 2, 3], None),
            (&[(Edit::Down, 1), (Edit::Down, 2)], Some(1), &[2, 3, 1], Some(3)),
            (&[(Edit::Remove, 1)], Some(2), &[2, 3], Some(1)),
            (&[(Edit::Remove, 2)], Some(2), &[1, 3], None),
            (&[(Edit::Remove, 9)], Some(2), &[1, 2, 3], Some(2)),
            (&[(Edit::Try, 0), (Edit::People, 1)], Some(1), &[1, 2, 3], Some(1)),
        ];
        for (edits, open, ids, still_open) in cases {
            assert_eq!(
                after(edits, open),
                (ids.to_vec(), still_open),
                "{edits:?} {open:?}"
            );
        }
    }

    #[test]
    fn t10_no_more_steps_are_added_than_a_policy_has() {
        let edits = [(Edit::Add, 0); MAX_STEPS];
        let (ids, open) = after(&edits, None);
        assert_eq!((ids.len(), open), (MAX_STEPS, Some(MAX_STEPS)));
    }
}
