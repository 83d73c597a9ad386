//! R20: what a role provisioning rule may say of a role.

use domain::ids::RoleId;
use domain::provisioning::{NOT_PROVISIONABLE, RuleForm, TypedRole, check_rule};

/// Every combination of the four marks.
fn combinations() -> impl Iterator<Item = [bool; 4]> {
    (0..16_u8).map(|bits| [1, 2, 4, 8].map(|bit| bits & bit != 0))
}

fn typed(marks: [bool; 4], is_administrative: bool) -> TypedRole {
    let [autoprovision, provisionable, requestable, self_requestable] = marks;
    TypedRole {
        code: "viewer".to_owned(),
        role: Some(RoleId(7)),
        is_administrative,
        autoprovision,
        provisionable,
        requestable,
        self_requestable,
    }
}

#[test]
fn r20_a_role_has_any_of_the_four_marks_but_an_administrative_one_is_never_provisionable() {
    for marks in combinations() {
        for is_administrative in [false, true] {
            let form = RuleForm {
                roles: vec![typed(marks, is_administrative)],
                ..RuleForm::default()
            };
            let expected = match marks {
                [false, false, false, false] => Err((
                    "role",
                    "Tick at least one of Autoprovision, Provisionable, Requestable and Self-requestable for each role",
                )),
                [_, true, _, _] if is_administrative => Err(("provisionable", NOT_PROVISIONABLE)),
                marks => Ok(marks),
            };
            let checked = check_rule(&form).map(|rule| {
                let role = rule.roles[0];
                [
                    role.autoprovision,
                    role.provisionable,
                    role.requestable,
                    role.self_requestable,
                ]
            });
            let checked = checked.map_err(|problems| (problems[0].0, problems[0].1.clone()));
            let expected = expected.map_err(|(field, words)| (field, words.to_owned()));
            assert_eq!(
                checked, expected,
                "{marks:?}, administrative: {is_administrative}"
            );
        }
    }
}

#[test]
fn r20_one_administrative_role_among_others_is_found() {
    let provisionable = [false, true, false, false];
    let other = TypedRole {
        code: "auditor".to_owned(),
        role: Some(RoleId(8)),
        ..typed(provisionable, true)
    };
    let form = RuleForm {
        roles: vec![typed(provisionable, false), other],
        ..RuleForm::default()
    };
    let problems = check_rule(&form).unwrap_err();
    assert_eq!(problems, [("provisionable", NOT_PROVISIONABLE.to_owned())]);
}
