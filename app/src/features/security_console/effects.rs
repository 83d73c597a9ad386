//! What follows from a change of access, counted, in words.

use domain::text::counting::counted;
use services::role_delegations::DelegationsEnd;
use services::tasks::TasksMoved;

use crate::ui::Effect;

/// Delegations that end for good (R12).
pub(crate) fn delegations_end(ends: &DelegationsEnd) -> Option<Effect> {
    let count = i64::try_from(ends.in_force + ends.scheduled).unwrap_or(i64::MAX);
    let detail = match (ends.in_force, ends.scheduled) {
        (in_force, 0) => format!("{in_force} in force"),
        (0, scheduled) => format!("{scheduled} scheduled"),
        (in_force, scheduled) => format!("{in_force} in force and {scheduled} scheduled"),
    };
    let come_back = if count == 1 { "It does" } else { "They do" };
    let detail = format!("{detail}. {come_back} not come back with the role.");
    Effect::counted(count, "delegation ends", "delegations end", Some(detail))
}

/// Open tasks that waited for whoever may not decide them any more (T7, T12).
pub(crate) fn tasks_moved(tasks: &TasksMoved) -> impl Iterator<Item = Effect> + use<> {
    let count = |tasks: usize| i64::try_from(tasks).unwrap_or(i64::MAX);
    let to_fallback = (tasks.to_fallback > 0).then(|| {
        format!(
            "{} of them to a fallback approver or to the super administrators",
            tasks.to_fallback
        )
    });
    let reassigned = Effect::counted(
        count(tasks.reassigned),
        "open task is reassigned",
        "open tasks are reassigned",
        to_fallback,
    );
    let stay = Effect::counted(
        count(tasks.stay),
        "open task stays with the others who are asked",
        "open tasks stay with the others who are asked",
        None,
    );
    let cancelled = Effect::counted(
        count(tasks.cancelled),
        "open task is cancelled",
        "open tasks are cancelled",
        Some("Nobody else may decide.".to_owned()),
    );
    let later = Effect::counted(
        count(tasks.later),
        "more open task is reassigned or cancelled",
        "more open tasks are reassigned or cancelled",
        Some("Soon after: cancelled where nobody else may decide.".to_owned()),
    );
    [reassigned, stay, cancelled, later].into_iter().flatten()
}

/// What became of open tasks, in sentences.
pub(super) fn tasks_moved_in_words(tasks: &TasksMoved) -> Vec<String> {
    let are = |count: usize| counted(count, "open task is", "open tasks are");
    let reassigned = match tasks.to_fallback {
        0 => format!("{} reassigned.", are(tasks.reassigned)),
        some => format!(
            "{} reassigned, {some} of them to a fallback approver or to the super administrators.",
            are(tasks.reassigned)
        ),
    };
    let stay = format!(
        "{} with the others who are asked.",
        counted(tasks.stay, "open task stays", "open tasks stay")
    );
    let cancelled = format!("{} cancelled: nobody else may decide.", are(tasks.cancelled));
    let later = format!(
        "{} being reassigned now, or cancelled where nobody else may decide.",
        counted(tasks.later, "more open task is", "more open tasks are")
    );
    [
        (tasks.reassigned, reassigned),
        (tasks.stay, stay),
        (tasks.cancelled, cancelled),
        (tasks.later, later),
    ]
    .into_iter()
    .filter_map(|(count, words)| (count > 0).then_some(words))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_became_of_tasks_is_said_as_it_is() {
        let moved = |reassigned, to_fallback, stay, cancelled, later| TasksMoved {
            reassigned,
            to_fallback,
            stay,
            cancelled,
            later,
        };
        let table: [(TasksMoved, &[&str]); 4] = [
            (moved(0, 0, 0, 0, 0), &[]),
            (moved(1, 0, 0, 0, 0), &["1 open task is reassigned."]),
            (
                moved(2, 1, 1, 1, 0),
                &[
                    "2 open tasks are reassigned, 1 of them to a fallback approver or to the super administrators.",
                    "1 open task stays with the others who are asked.",
                    "1 open task is cancelled: nobody else may decide.",
                ],
            ),
            (
                moved(50, 0, 2, 0, 7),
                &[
                    "50 open tasks are reassigned.",
                    "2 open tasks stay with the others who are asked.",
                    "7 more open tasks are being reassigned now, or cancelled where nobody else may decide.",
                ],
            ),
        ];
        for (moved, expected) in table {
            assert_eq!(tasks_moved_in_words(&moved), expected);
            let said: i64 = tasks_moved(&moved).map(|effect| effect.count).sum();
            let counted = moved.reassigned + moved.stay + moved.cancelled + moved.later;
            assert_eq!(usize::try_from(said), Ok(counted));
        }
    }
}
