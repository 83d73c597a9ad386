//! J3, J5: the words of requests, and when one that failed is tried again.

use domain::role_request::{MAX_ATTEMPTS, RequestKind, RequestState, wait_after};
use proptest::prelude::*;

use crate::samples::ten_thousand_cases;

#[test]
fn j3_every_state_and_kind_is_read_back() {
    for state in RequestState::ALL {
        assert_eq!(RequestState::from_code(state.code()), Some(state));
    }
    for kind in RequestKind::ALL {
        assert_eq!(RequestKind::from_code(kind.code()), Some(kind));
    }
    assert_eq!(RequestState::from_code("done"), None);
    assert_eq!(RequestKind::from_code(""), None);
}

#[test]
fn j5_waits_grow_to_ten_minutes_and_end_after_ten_attempts() {
    let waits: Vec<_> = (1..=MAX_ATTEMPTS)
        .map(|attempt| wait_after(attempt, 0.5).map(|wait| wait.num_seconds()))
        .collect();
    let seconds = [30, 60, 120, 240, 480, 600, 600, 600, 600];
    assert_eq!(waits[..9], seconds.map(Some));
    assert_eq!(waits[9], None, "faulted");
}

proptest! {
    #![proptest_config(ten_thousand_cases())]

    #[test]
    fn j5_jitter_spreads_from_three_quarters_to_five_quarters(attempt in 1_i16..10, jitter in 0.0_f64..=1.0) {
        let (middle, wait) = (wait_after(attempt, 0.5).unwrap(), wait_after(attempt, jitter).unwrap());
        prop_assert!(middle * 3 / 4 <= wait && wait <= middle * 5 / 4);
    }
}
