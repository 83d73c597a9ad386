//! The demo organisation is what the contract says, and its history is true.

use std::collections::{HashMap, HashSet};

use domain::delegation_rule::RuleState;
use services::{Error, actor::SystemActor};

use super::{Directory, PASSWORD};

/// Username, manager, location, zone and roles of everyone, from the export.
async fn people(directory: &Directory) -> HashMap<String, [String; 4]> {
    let mut out = Vec::new();
    directory
        .services
        .people()
        .export(&mut out)
        .await
        .expect("the export is written");
    let mut csv = csv::Reader::from_reader(out.as_slice());
    let records = csv.records().map(|record| record.expect("the export is CSV"));
    records
        .map(|r| {
            (
                r[0].to_owned(),
                [
                    r[3].to_owned(),
                    r[6].to_owned(),
                    r[9].to_owned(),
                    r[10].to_owned(),
                ],
            )
        })
        .collect()
}

#[tokio::test]
async fn contract_the_people_of_the_demo_organisation() {
    let (directory, report) = Directory::reported().await;
    let people = people(&directory).await;
    assert_eq!(people.len(), report.people);
    assert!((55..=65).contains(&people.len()), "about 60: {}", people.len());
    let of = |pick: fn(&[String; 4]) -> &String| {
        people
            .values()
            .map(pick)
            .filter(|cell| !cell.is_empty())
            .collect::<HashSet<_>>()
    };
    assert_eq!(
        (of(|p| &p[1]).len(), of(|p| &p[2]).len()),
        (3, 3),
        "three sites in three zones"
    );
    let level = |username: &str| {
        std::iter::successors(Some(username.to_owned()), |name| {
            Some(people[name][0].clone()).filter(|m| !m.is_empty())
        })
        .count()
    };
    assert_eq!(
        people.keys().map(|username| level(username)).max(),
        Some(5),
        "five levels"
    );
    for (username, roles) in [
        ("ada", "employee super_administrator"),
        ("abel", "employee super_administrator"),
        ("ines", "employee it_security_manager"),
        ("hugo", "employee hr_specialist"),
        ("mara", "employee line_manager"),
        ("milo", "employee line_manager"),
        ("mina", "employee line_manager"),
        ("ben", "employee"),
        ("bea", "employee"),
        ("zoe", "employee"),
    ] {
        assert_eq!(people[username][3], roles, "{username}");
    }
    assert!(
        people
            .values()
            .all(|[_, _, _, roles]| roles.starts_with("employee"))
    );
    let managers: HashSet<&String> = people
        .values()
        .map(|person| &person[0])
        .filter(|m| !m.is_empty())
        .collect();
    for manager in &managers {
        assert!(
            people[*manager][3].contains("line_manager"),
            "{manager} has reports"
        );
    }
    assert!(
        ["mara", "milo", "mina"]
            .iter()
            .all(|name| managers.contains(&(*name).to_owned()))
    );
    assert_eq!(
        (people["ben"][0].as_str(), people["bea"][0].as_str()),
        ("mara", "mara")
    );
    directory.database.drop_database().await;
}

#[tokio::test]
async fn everyone_but_the_inactive_signs_in_with_a_hash_of_their_own() {
    let directory = Directory::demo().await;
    for username in ["ada", "ben", "mara"] {
        assert!(directory.may_sign_in(username).await, "{username}");
    }
    assert!(!directory.may_sign_in("zoe").await, "terminated");
    let mut conn = directory.database.pool.get().await.expect("a connection");
    let mut hashes = HashSet::new();
    for username in ["ada", "abel", "zoe"] {
        let now = directory.services.now();
        let found = db::people::credentials(&mut conn, username, now)
            .await
            .expect("people are read");
        hashes.insert(
            found
                .expect("the person is there")
                .password_hash
                .expect("a password is set"),
        );
    }
    assert_eq!(hashes.len(), 3);
    drop(conn);
    directory.database.drop_database().await;
}

#[tokio::test]
async fn r20_every_employee_may_request_the_roles_of_the_contract() {
    let directory = Directory::demo().await;
    let mut conn = directory.database.pool.get().await.expect("a connection");
    for username in ["ben", "zoe", "mina"] {
        let person = directory.person(username).await.id();
        let offered = db::roles::offered(&mut conn, person)
            .await
            .expect("roles are read");
        for code in ["payroll_viewer", "ledger_editor", "ap_approver"] {
            assert!(
                offered
                    .iter()
                    .any(|role| role.code == code && role.for_self && role.for_reports),
                "{username} {code}"
            );
        }
    }
    let mut steps = HashMap::new();
    for code in ["payroll_viewer", "ledger_editor", "ap_approver"] {
        let role = db::roles::by_code(&mut conn, code)
            .await
            .expect("roles are read")
            .expect("it is there");
        let policy =
            db::policies::for_role(&mut conn, Some(role.id()), domain::policy::PolicyKind::Request).await;
        steps.insert(
            code,
            policy.expect("policies are read").expect("it has one").steps,
        );
    }
    let delegation = |code: &str| {
        steps[code]
            .iter()
            .map(|step| step.allow_delegation)
            .collect::<Vec<_>>()
    };
    assert_eq!(delegation("payroll_viewer"), [true]);
    assert_eq!(delegation("ledger_editor"), [false]);
    assert_eq!(delegation("ap_approver"), [true, true]);
    assert!(steps["ap_approver"].iter().all(|step| step.distinct_approvers));
    drop(conn);
    directory.database.drop_database().await;
}

#[tokio::test]
async fn r20_what_is_requestable_by_everyone_is_provisionable_by_some() {
    let directory = Directory::demo().await;
    let mut conn = directory.database.pool.get().await.expect("a connection");
    let now = directory.services.now();
    // In Finance, among the people of HR, and elsewhere.
    let cases: [(&str, &[&str]); 3] = [
        ("ben", &["ap_approver", "payroll_viewer"]),
        ("lena", &["line_manager", "payroll_viewer"]),
        ("milo", &["line_manager"]),
    ];
    for (username, expected) in cases {
        let person = directory.person(username).await.id();
        let roles = db::role_delegations::lendable::roles_of(&mut conn, person, now)
            .await
            .expect("roles are read");
        let mut lent: Vec<_> = roles
            .iter()
            .filter(|role| domain::role_delegation::may_lend(&role.lending()).is_ok())
            .map(|role| role.code.as_str())
            .collect();
        lent.sort_unstable();
        assert_eq!(lent, expected, "{username}");
    }
    drop(conn);
    directory.database.drop_database().await;
}

#[tokio::test]
async fn rules_are_in_every_state_and_those_who_try_have_none() {
    let directory = Directory::demo().await;
    let now = directory.services.now();
    let mut states = HashSet::new();
    for owner in ["otto", "jonas", "nadia", "sanjay"] {
        let (rule, _) = directory
            .services
            .delegates()
            .rule_of(directory.person(owner).await.id())
            .await
            .expect("rules are read");
        states.insert(
            rule.unwrap_or_else(|| panic!("{owner} has a rule"))
                .window()
                .state(now),
        );
    }
    assert_eq!(
        states,
        HashSet::from([RuleState::InForce, RuleState::Scheduled, RuleState::Ended])
    );
    for free in [
        "ada", "abel", "ines", "hugo", "mara", "milo", "mina", "ben", "bea",
    ] {
        let (rule, _) = directory
            .services
            .delegates()
            .rule_of(directory.person(free).await.id())
            .await
            .expect("rules are read");
        assert!(rule.is_none(), "{free}");
    }
    directory.database.drop_database().await;
}

#[tokio::test]
async fn t5_the_history_went_through_the_rules_of_its_day() {
    let directory = Directory::demo().await;
    // Two hops: Otto's tasks go to Jonas, whose go to Karla.
    let mine = directory.inbox("karla").await;
    let hopped = mine
        .iter()
        .find(|row| row.subject == "Mina Park")
        .expect("Mina's request came to Karla");
    assert_eq!(hopped.standing_in_for, ["Otto Brandt"]);
    let log = directory.log("karla", hopped.task()).await;
    assert_eq!(
        log.first().map(String::as_str),
        Some("Created by the policy “Manager explains a denial”")
    );
    assert_eq!(
        log.last().map(String::as_str),
        Some("Assigned to Karla Nowak for Otto Brandt")
    );
    assert_eq!(log.len(), 4, "{log:?}");
    // Jonas' own request may not go to Jonas or through him: it stays with Otto.
    let otto = directory.inbox("otto").await;
    assert_eq!(
        otto.iter().map(|row| row.title.as_str()).collect::<Vec<_>>(),
        ["Grant Accounts payable approver to Jonas Weiß"]
    );
    // Owen's went to Mara, but the ledger's policy blocks delegation.
    let mara = directory.inbox("mara").await;
    assert!(
        mara.iter()
            .any(|row| row.subject == "Luca Ferri" && row.standing_in_for == ["Owen Hughes"])
    );
    assert_eq!(
        directory
            .inbox("owen")
            .await
            .iter()
            .map(|row| row.subject.as_str())
            .collect::<Vec<_>>(),
        ["Nomvula Dlamini"]
    );
    // Pools: security decides the second step, administrators what nobody else may.
    assert!(directory.inbox("ines").await.iter().any(|row| row.position == 2));
    assert!(
        directory
            .inbox("ada")
            .await
            .iter()
            .any(|row| row.subject == "Arjun Nair")
    );
    directory.database.drop_database().await;
}

#[tokio::test]
async fn g8_the_history_is_in_the_audit_log_in_its_order() {
    let (directory, report) = Directory::reported().await;
    let entries = directory.database.audit_entries().await;
    let count = |action: &str| entries.iter().filter(|entry| entry.action == action).count();
    assert_eq!(count("person.imported"), report.people);
    assert_eq!(count("delegation_rule.saved"), report.rules);
    assert_eq!(count("task.requested"), report.tasks);
    assert!(count("task.approved") >= 4 && count("task.denied") >= 2 && count("task.cancelled") >= 1);
    assert!(
        entries.is_sorted_by(|newer, older| newer.id > older.id),
        "newest first by time is newest first by number"
    );
    directory.database.drop_database().await;
}

#[tokio::test]
async fn a_database_with_people_is_refused_in_words() {
    let directory = Directory::new().await;
    let csv = "username,display_name,email,manager,department,job,location,hired_on,terminated_on,time_zone,roles\nann,Ann,,,,,,,,,\n";
    let actor = SystemActor::new("locum people import");
    directory
        .services
        .people()
        .import(&actor, csv.as_bytes(), false)
        .await
        .expect("a right file");
    for refused in [
        demo::load(&directory.services, PASSWORD).await,
        demo::load_generated(&directory.services, 100, 1, PASSWORD).await,
    ] {
        assert!(
            matches!(&refused, Err(Error::Conflict(words)) if words.contains("empty one only")),
            "{refused:?}"
        );
    }
    directory.database.drop_database().await;
}

#[tokio::test]
async fn a_short_password_is_refused() {
    let directory = Directory::new().await;
    let refused = demo::load(&directory.services, "1234567").await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    directory.database.drop_database().await;
}
