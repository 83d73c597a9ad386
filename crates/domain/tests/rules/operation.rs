//! What an operation says of itself, for every number that may stand in it.

use chrono::TimeDelta;
use domain::operation::{Act, Further, Summary, pause_before_retry};

fn summary(act: Act, total: i64, done: i64, failed: i64) -> Summary {
    Summary {
        act,
        about: None,
        total,
        done,
        failed,
        further: Further::default(),
    }
}

#[test]
fn an_operation_says_its_end_for_none_for_one_and_for_many() {
    let decided = [
        ((0, 0, 0), "No task is approved"),
        ((1, 1, 0), "1 task is approved"),
        ((2, 2, 0), "2 tasks are approved"),
        ((1, 0, 1), "No task is approved, 1 failed"),
        ((2, 1, 1), "1 of 2 tasks is approved, 1 failed"),
        ((60, 59, 1), "59 of 60 tasks are approved, 1 failed"),
        ((1_000, 0, 1_000), "No task is approved, 1000 failed"),
    ];
    for ((total, done, failed), words) in decided {
        assert_eq!(summary(Act::Approve, total, done, failed).outcome(), words);
        for (act, done_in_words) in [(Act::Deny, "denied"), (Act::Reassign, "reassigned")] {
            let words = words.replace("approved", done_in_words);
            assert_eq!(summary(act, total, done, failed).outcome(), words);
        }
    }
    let commented = [
        ((1, 1, 0), "A comment is added to 1 task"),
        ((3, 3, 0), "A comment is added to 3 tasks"),
        ((3, 1, 2), "A comment is added to 1 of 3 tasks, 2 failed"),
        ((2, 0, 2), "No comment is added, 2 failed"),
    ];
    for ((total, done, failed), words) in commented {
        assert_eq!(summary(Act::Comment, total, done, failed).outcome(), words);
    }
}

#[test]
fn an_operation_under_way_says_what_it_is_doing_and_how_far_it_is() {
    let doing = [
        (Act::Approve, "Approving 2 tasks"),
        (Act::Deny, "Denying 2 tasks"),
        (Act::Reassign, "Reassigning 2 tasks"),
        (Act::Comment, "Commenting on 2 tasks"),
    ];
    for (act, words) in doing {
        assert_eq!(summary(act, 2, 0, 0).under_way(), words);
    }
    assert_eq!(summary(Act::Approve, 1, 0, 0).under_way(), "Approving 1 task");
    assert_eq!(summary(Act::Approve, 5, 3, 0).progress(), "3 of 5 done");
    assert_eq!(summary(Act::Approve, 5, 3, 1).progress(), "3 of 5 done, 1 failed");
    assert_eq!(summary(Act::Approve, 5, 3, 1).dealt_with(), 4);
}

#[test]
fn an_operation_on_the_tasks_of_one_person_names_them() {
    let of_mara = |total, done, failed| Summary {
        about: Some("Mara Vogel".to_owned()),
        ..summary(Act::ReassignAll, total, done, failed)
    };
    assert_eq!(
        of_mara(300, 0, 0).under_way(),
        "Reassigning 300 tasks of Mara Vogel"
    );
    for ((total, done, failed), words) in [
        ((0, 0, 0), "No task of Mara Vogel is reassigned"),
        ((1, 1, 0), "1 task of Mara Vogel is reassigned"),
        (
            (39, 37, 2),
            "37 of 39 tasks of Mara Vogel are reassigned, 2 failed",
        ),
    ] {
        assert_eq!(of_mara(total, done, failed).outcome(), words);
    }
}

#[test]
fn the_start_of_a_review_names_it() {
    let review = |total, done, failed| Summary {
        about: Some("Access review of Payroll viewer".to_owned()),
        ..summary(Act::StartReview, total, done, failed)
    };
    assert_eq!(
        review(300, 0, 0).under_way(),
        "Starting the access review of Payroll viewer with 300 tasks"
    );
    for ((total, done, failed), words) in [
        (
            (1, 1, 0),
            "The access review of Payroll viewer is started with 1 task",
        ),
        (
            (300, 298, 2),
            "The access review of Payroll viewer is started with 298 tasks, 2 failed",
        ),
    ] {
        assert_eq!(review(total, done, failed).outcome(), words);
    }
}

#[test]
fn a_command_says_what_it_did() {
    let import = |total, done| summary(Act::ImportPeople, total, done, 0);
    assert_eq!(import(0, 0).under_way(), "Importing people");
    assert_eq!(import(0, 12_000).progress(), "12000 lines read");
    assert_eq!(import(0, 0).outcome(), "No people are imported");
    assert_eq!(import(7, 2).outcome(), "People are imported: 2 of 7 changed");
    let mended = |total, done, failed| summary(Act::Reconcile, total, done, failed);
    assert_eq!(mended(0, 0, 0).outcome(), "The directory is as Locum says");
    assert_eq!(
        mended(5, 4, 1).outcome(),
        "4 of 5 differences in the directory are mended, 1 failed"
    );
}

#[test]
fn every_kind_of_operation_is_read_back_from_its_word() {
    for kind in domain::operation::OperationKind::ALL {
        assert_eq!(
            domain::operation::OperationKind::from_code(kind.code()),
            Some(kind)
        );
    }
    assert_eq!(domain::operation::OperationKind::from_code("another"), None);
}

#[test]
fn an_operation_that_stopped_says_so_first() {
    let of = |act, about: Option<&str>, (total, done, failed)| Summary {
        about: about.map(str::to_owned),
        ..summary(act, total, done, failed)
    };
    let (mara, review) = (Some("Mara Vogel"), Some("Access review of Payroll viewer"));
    for (act, about, counts, words) in [
        (Act::Approve, None, (5, 0, 0), "Stopped: no task is approved"),
        (
            Act::Deny,
            None,
            (5, 1, 2),
            "Stopped: 1 of 5 tasks is denied, 2 failed",
        ),
        (
            Act::Reassign,
            None,
            (5, 3, 0),
            "Stopped: 3 of 5 tasks are reassigned",
        ),
        (
            Act::Comment,
            None,
            (5, 3, 0),
            "Stopped: a comment is added to 3 of 5 tasks",
        ),
        (
            Act::ReassignAll,
            mara,
            (700, 500, 0),
            "Stopped: 500 of 700 tasks of Mara Vogel are reassigned",
        ),
        (
            Act::StartReview,
            review,
            (2_000, 1_000, 3),
            "Stopped: the access review of Payroll viewer has 1000 of 2000 tasks, 3 failed",
        ),
        (
            Act::StartReview,
            review,
            (1, 0, 0),
            "Stopped: the access review of Payroll viewer has 0 of 1 task",
        ),
        (
            Act::ImportPeople,
            None,
            (0, 0, 0),
            "Stopped: no people are imported",
        ),
        (
            Act::Reconcile,
            None,
            (0, 0, 0),
            "Stopped: no difference in the directory is mended",
        ),
        (
            Act::Reconcile,
            None,
            (0, 1, 0),
            "Stopped: 1 difference in the directory is mended",
        ),
        (
            Act::Reconcile,
            None,
            (0, 400, 0),
            "Stopped: 400 differences in the directory are mended",
        ),
    ] {
        assert_eq!(of(act, about, counts).stopped(), words);
    }
}

#[test]
fn what_may_pass_is_tried_again_after_longer_and_longer_pauses_and_not_for_ever() {
    let pauses: Vec<_> = (0..=7)
        .map(|failed| pause_before_retry(failed).map(|pause| pause.num_seconds()))
        .collect();
    assert_eq!(
        pauses,
        [Some(0), Some(0), Some(1), Some(3), Some(9), Some(27), None, None]
    );
    let all: TimeDelta = (1..6).filter_map(pause_before_retry).sum();
    assert_eq!(all, TimeDelta::seconds(40));
    assert_eq!(pause_before_retry(i16::MAX), None);
}

/// A task whose step was approved is approved, or it is said what became of it.
#[test]
fn t13_an_approval_says_what_went_on_and_what_was_cancelled() {
    let table = [
        ((1, 1, 0, 1, 0), "1 task went on to its next step"),
        ((3, 3, 0, 3, 0), "3 tasks went on to their next steps"),
        (
            (3, 3, 0, 2, 0),
            "1 of 3 tasks is approved, 2 went on to their next steps",
        ),
        (
            (1, 1, 0, 0, 1),
            "1 task is cancelled as nobody may decide its next step",
        ),
        (
            (6, 5, 1, 1, 2),
            "2 of 6 tasks are approved, 1 went on to its next step, 2 are cancelled as nobody may decide their next steps, 1 failed",
        ),
        (
            (2, 1, 1, 0, 1),
            "1 of 2 tasks is cancelled as nobody may decide its next step, 1 failed",
        ),
    ];
    for ((total, done, failed, next_step, cancelled), words) in table {
        let summary = Summary {
            further: Further { next_step, cancelled },
            ..summary(Act::Approve, total, done, failed)
        };
        assert_eq!(summary.outcome(), words);
    }
}

/// What a version before this one wrote (O3).
#[test]
fn o3_a_summary_without_what_became_of_approved_tasks_is_read() {
    let old = r#"{"act":"approve","total":2,"done":2,"failed":0}"#;
    let read: Summary = serde_json::from_str(old).unwrap();
    assert_eq!(read, summary(Act::Approve, 2, 2, 0));
}
