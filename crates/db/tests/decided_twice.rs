//! What SQL functions decide by themselves, for the sake of a list's cost, the domain decides the same way.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::activity::{Activity, ActivityState};
use domain::delegation_rule::{RuleState, Window};
use domain::privilege::Privilege;
use domain::role_delegation::Period;
use serde_json::json;
use test_database::TestDatabase;

fn now() -> DateTime<Utc> {
    "2028-03-15T12:00:00Z".parse().unwrap()
}

/// None, a day before, at the instant, a day after.
fn instants() -> [Option<DateTime<Utc>>; 4] {
    let day = TimeDelta::days(1);
    [None, Some(now() - day), Some(now()), Some(now() + day)]
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_active() {
    let database = TestDatabase::new().await;
    let client = database.connect().await;
    let sql = "SELECT is_active(p, $2::text::timestamptz), activity_state(p, $2::text::timestamptz) \
        FROM (SELECT jsonb_populate_record(NULL::people, $1::text::jsonb) AS p) c";
    let mut seen = Vec::new();
    for disabled_at in [None, Some(now())] {
        for active_from in instants() {
            for active_until in instants() {
                let activity = Activity {
                    disabled: disabled_at.is_some(),
                    active_from,
                    active_until,
                };
                let person = json!({ "disabled_at": disabled_at, "active_from": active_from, "active_until": active_until });
                let row = client
                    .query_one(sql, &[&person.to_string(), &now().to_rfc3339()])
                    .await
                    .unwrap();
                let state: &str = row.get(1);
                assert_eq!(row.get::<_, bool>(0), activity.is_active(now()), "{activity:?}");
                assert_eq!(state, activity.state(now()).code(), "{activity:?}");
                seen.push(activity.state(now()));
            }
        }
    }
    for state in ActivityState::ALL {
        assert!(seen.contains(&state), "{state:?} is never reached");
    }
    database.drop_database().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_delegation_rule_stands() {
    let database = TestDatabase::new().await;
    let client = database.connect().await;
    let sql = "SELECT is_in_force(r, $2::text::timestamptz), is_live(r, $2::text::timestamptz) \
        FROM (SELECT jsonb_populate_record(NULL::delegation_rules, $1::text::jsonb) AS r) c";
    for starts_at in instants().into_iter().flatten() {
        for ends_at in instants()
            .into_iter()
            .filter(|end| end.is_none_or(|end| starts_at <= end))
        {
            let state = Window { starts_at, ends_at }.state(now());
            let rule = json!({ "starts_at": starts_at, "ends_at": ends_at }).to_string();
            let row = client
                .query_one(sql, &[&rule, &now().to_rfc3339()])
                .await
                .unwrap();
            let said = (row.get::<_, bool>(0), row.get::<_, bool>(1));
            let meant = (state == RuleState::InForce, state != RuleState::Ended);
            assert_eq!(said, meant, "{starts_at} to {ends_at:?} is {state:?}");
        }
    }
    database.drop_database().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r5_the_last_day_that_is_covered() {
    let database = TestDatabase::new().await;
    let client = database.connect().await;
    let sql = "SELECT last_day(jsonb_populate_record(NULL::role_delegations, $1::text::jsonb))::text";
    let starts_on: NaiveDate = "2028-02-28".parse().unwrap();
    for ends_on in [None, Some("2028-02-28"), Some("2028-02-29"), Some("2028-03-01")] {
        for through_end in [false, true] {
            let ends_on: Option<NaiveDate> = ends_on.map(|date| date.parse().unwrap());
            let period = Period::new(starts_on, ends_on, through_end).unwrap();
            let dates =
                json!({ "starts_on": starts_on, "ends_on": ends_on, "through_end": period.through_end() });
            let row = client.query_one(sql, &[&dates.to_string()]).await.unwrap();
            let said: Option<&str> = row.get(0);
            assert_eq!(
                said.map(|date| date.parse().unwrap()),
                period.last_day(),
                "{period:?}"
            );
        }
    }
    database.drop_database().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r22_which_privileges_are_administrative() {
    let database = TestDatabase::new().await;
    let client = database.connect().await;
    for privilege in Privilege::ALL {
        let row = client
            .query_one("SELECT is_administrative($1)", &[&privilege.code()])
            .await
            .unwrap();
        assert_eq!(
            row.get::<_, bool>(0),
            privilege.is_administrative(),
            "{privilege:?}"
        );
    }
    database.drop_database().await;
}
