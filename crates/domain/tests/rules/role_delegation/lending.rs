use domain::role_delegation::{CannotLend, Lending, may_lend};

const NOT_HELD: Lending = Lending {
    is_granted: false,
    is_autoprovisioned: false,
    is_received: false,
    is_provisionable: false,
    is_enabled: true,
    is_employee: false,
    is_leaving: false,
};

#[test]
fn r2_r3_which_roles_a_person_can_lend() {
    let granted = Lending {
        is_granted: true,
        ..NOT_HELD
    };
    let by_rule = Lending {
        is_autoprovisioned: true,
        ..NOT_HELD
    };
    let provisionable = Lending {
        is_provisionable: true,
        ..NOT_HELD
    };
    let received = Lending {
        is_received: true,
        ..NOT_HELD
    };
    let cases = [
        ("held by grant", granted, Ok(())),
        ("held by a rule", by_rule, Ok(())),
        ("not held", NOT_HELD, Err(CannotLend::NotHeld)),
        ("provisionable", provisionable, Ok(())),
        ("only received", received, Err(CannotLend::OnlyReceived)),
        (
            "received, and held too",
            Lending {
                is_granted: true,
                ..received
            },
            Ok(()),
        ),
        (
            "received, and provisionable",
            Lending {
                is_provisionable: true,
                ..received
            },
            Ok(()),
        ),
        (
            "by a rule, and leaving",
            Lending {
                is_leaving: true,
                ..by_rule
            },
            Err(CannotLend::Leaving),
        ),
        (
            "by a rule and by hand, and leaving",
            Lending {
                is_granted: true,
                is_leaving: true,
                ..by_rule
            },
            Ok(()),
        ),
        (
            "by a rule and provisionable, and leaving",
            Lending {
                is_provisionable: true,
                is_leaving: true,
                ..by_rule
            },
            Ok(()),
        ),
        (
            "by hand, and leaving",
            Lending {
                is_leaving: true,
                ..granted
            },
            Ok(()),
        ),
        (
            "not enabled",
            Lending {
                is_enabled: false,
                ..granted
            },
            Err(CannotLend::NotEnabled),
        ),
        (
            "provisionable, not enabled",
            Lending {
                is_enabled: false,
                ..provisionable
            },
            Err(CannotLend::NotEnabled),
        ),
        // R3: never, whatever is ticked.
        (
            "employee",
            Lending {
                is_employee: true,
                ..granted
            },
            Err(CannotLend::NotEnabled),
        ),
    ];
    for (what, lending, expected) in cases {
        assert_eq!(may_lend(&lending), expected, "{what}");
    }
}
