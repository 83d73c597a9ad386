//! Which suggestion the arrow keys lead to. Pure, so that it can be tested without a browser.

/// A key that moves among the suggestions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Next,
    Previous,
    First,
    Last,
}

/// The suggestion that is active after a step among `count` of them; past either end it goes round.
pub(super) fn moved(active: Option<usize>, count: usize, step: Step) -> Option<usize> {
    let last = count.checked_sub(1)?;
    Some(match (step, active) {
        (Step::First, _) | (Step::Next, None) => 0,
        (Step::Last, _) | (Step::Previous, None | Some(0)) => last,
        (Step::Next, Some(at)) if at >= last => 0,
        (Step::Next, Some(at)) => at + 1,
        (Step::Previous, Some(at)) => (at - 1).min(last),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_go_round() {
        let cases = [
            (None, 0, Step::Next, None),
            (None, 3, Step::Next, Some(0)),
            (None, 3, Step::Previous, Some(2)),
            (Some(0), 3, Step::Next, Some(1)),
            (Some(2), 3, Step::Next, Some(0)),
            (Some(0), 3, Step::Previous, Some(2)),
            (Some(2), 3, Step::Previous, Some(1)),
            (Some(1), 3, Step::First, Some(0)),
            (Some(1), 3, Step::Last, Some(2)),
            // The list has become shorter since.
            (Some(7), 3, Step::Next, Some(0)),
            (Some(7), 3, Step::Previous, Some(2)),
        ];
        for (active, count, step, expected) in cases {
            assert_eq!(
                moved(active, count, step),
                expected,
                "{active:?} of {count}, {step:?}"
            );
        }
    }
}
