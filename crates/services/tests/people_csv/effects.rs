//! What an import does beyond people and roles: sessions, delegation rules, messages.

use db::delegation_rules::{NewRule, Rule};
use db::sessions::Session;
use db::transaction::Transaction;
use domain::delegation_rule::{RuleKind, window};
use domain::ids::PersonId;
use services::Services;

use super::{Directory, command, instant};

const PEOPLE: [&str; 3] = [
    "ann,Ann Lee,,,,,,,,Europe/Berlin,employee",
    "bo,Bo Ode,,ann,,,,,,Europe/Berlin,employee",
    "cy,Cy,,ann,,,,,,,employee",
];

impl Directory {
    /// Gives a person a rule of these days, saved at the test's time.
    async fn rule(&self, owner: &str, delegate: &str, starts_on: &str, ends_on: &str) {
        let owner = self.person(owner).await;
        let kind = RuleKind::Temporary {
            starts_on: starts_on.parse().expect("a date"),
            ends_on: ends_on.parse().expect("a date"),
        };
        let now = self.services.now();
        let zone = owner.time_zone;
        let rule = NewRule {
            owner: owner.id(),
            delegate: self.person(delegate).await.id(),
            window: window(&kind, zone, now),
            kind,
            keep_copy: true,
            saved_by: owner.id(),
            saved_at: now,
        };
        let mut tx = Transaction::autocommit(&self.database.pool)
            .await
            .expect("a connection");
        db::delegation_rules::insert(&mut tx, &rule)
            .await
            .expect("the rule is saved");
    }

    async fn rule_of(&self, owner: &str) -> Rule {
        let owner = self.person(owner).await.id();
        let mut conn = self.database.pool.get().await.expect("a connection");
        let rule = db::delegation_rules::of_owner(&mut conn, owner, self.services.now())
            .await
            .expect("rules are read");
        rule.expect("the person has a rule")
    }

    async fn messages(&self, username: &str) -> Vec<String> {
        let person = self.person(username).await.id();
        let mut conn = self.database.pool.get().await.expect("a connection");
        let messages = db::outbox::list(&mut conn, person, None, 100)
            .await
            .expect("messages are read");
        messages
            .into_iter()
            .map(|message| message.event.to_string())
            .collect()
    }
}

async fn sign_in(services: &Services, person: PersonId, id: i128) {
    let session = Session {
        data: serde_json::json!({}),
        expires_at: instant("2030-01-01T00:00:00Z"),
    };
    assert!(
        services
            .session()
            .store()
            .create(id, Some(person), session)
            .await
            .expect("a session is made")
    );
}

async fn is_signed_in(services: &Services, id: i128) -> bool {
    services
        .session()
        .store()
        .load(id, services.now())
        .await
        .expect("sessions are read")
        .is_some()
}

#[tokio::test]
async fn termination_by_import_ends_the_sessions() {
    let directory = Directory::new().await;
    directory.import_lines(&PEOPLE).await;
    sign_in(&directory.services, directory.person("bo").await.id(), 1).await;
    sign_in(&directory.services, directory.person("cy").await.id(), 2).await;
    // Cy leaves at the end of July; Bo left in June.
    directory
        .import_lines(&[
            "bo,Bo Ode,,ann,,,,,2026-06-30,Europe/Berlin,employee",
            "cy,Cy,,ann,,,,,2026-07-31,,employee",
        ])
        .await;
    assert!(!is_signed_in(&directory.services, 1).await);
    assert!(is_signed_in(&directory.services, 2).await);
    directory.database.drop_database().await;
}

#[tokio::test]
async fn g1_windows_not_yet_passed_move_with_the_owners_zone() {
    let directory = Directory::new().await;
    directory.import_lines(&PEOPLE).await;
    directory.rule("ann", "cy", "2026-07-10", "2026-07-20").await;
    directory.rule("bo", "cy", "2026-07-01", "2026-07-02").await;
    let begun = directory.rule_of("bo").await.window();
    assert_eq!(begun.starts_at, instant("2026-07-01T12:00:00Z"));
    directory
        .import_lines(&[
            "ann,Ann Lee,,,,,,,,America/New_York,employee",
            "bo,Bo Ode,,ann,,,,,,Asia/Tokyo,employee",
        ])
        .await;
    let moved = directory.rule_of("ann").await.window();
    assert_eq!(moved.starts_at, instant("2026-07-10T04:00:00Z"));
    assert_eq!(moved.ends_at, Some(instant("2026-07-21T04:00:00Z")));
    // What has begun stays begun; its end moves.
    let moved = directory.rule_of("bo").await.window();
    assert_eq!(moved.starts_at, begun.starts_at);
    assert_eq!(moved.ends_at, Some(instant("2026-07-02T15:00:00Z")));
    let audited = directory.audit().await;
    let rezoned: Vec<_> = audited
        .iter()
        .filter(|entry| entry.action == "delegation_rule.rezoned")
        .collect();
    assert_eq!(rezoned.len(), 2);
    directory.database.drop_database().await;
}

#[tokio::test]
async fn g1_rules_stay_when_the_zone_does_not_change_or_they_have_ended() {
    let directory = Directory::new().await;
    directory.import_lines(&PEOPLE).await;
    directory.rule("ann", "cy", "2026-07-10", "2026-07-20").await;
    // Cy has no zone and gets the Site's by name: the same instants.
    directory.rule("cy", "bo", "2026-07-10", "2026-07-20").await;
    let (ann, cy) = (
        directory.rule_of("ann").await.window(),
        directory.rule_of("cy").await.window(),
    );
    directory
        .import_lines(&[
            "ann,Ann L,,,,,,,,Europe/Berlin,employee",
            "cy,Cy,,ann,,,,,,Etc/UTC,employee",
        ])
        .await;
    assert_eq!(directory.rule_of("ann").await.window(), ann);
    assert_eq!(directory.rule_of("cy").await.window(), cy);
    // In August the rule is over: it stays as it was.
    let later = directory.later("2026-08-10T00:00:00Z");
    let csv = super::with_header(&["ann,Ann L,,,,,,,,Asia/Tokyo,employee"]);
    later
        .people()
        .import(&command(), csv.as_bytes(), false)
        .await
        .expect("a right file");
    assert_eq!(directory.rule_of("ann").await.window(), ann);
    directory.database.drop_database().await;
}

#[tokio::test]
async fn t16_owners_are_told_when_the_import_makes_their_delegate_inactive() {
    let directory = Directory::new().await;
    directory.import_lines(&PEOPLE).await;
    directory.rule("ann", "cy", "2026-07-10", "2026-07-20").await;
    directory.rule("bo", "ann", "2026-07-10", "2026-07-20").await;
    directory
        .import_lines(&["cy,Cy,,ann,,,,,2026-06-30,,employee"])
        .await;
    let told = directory.messages("ann").await;
    assert_eq!(told, [r#"{"delegate":"Cy","what":"delegate_inactive"}"#]);
    assert!(directory.messages("bo").await.is_empty());
    // Once only.
    directory
        .import_lines(&["cy,Cy C,,ann,,,,,2026-06-29,,employee"])
        .await;
    assert_eq!(directory.messages("ann").await.len(), 1);
    directory.database.drop_database().await;
}

#[tokio::test]
async fn only_grants_by_hand_are_the_files() {
    let directory = Directory::new().await;
    directory.import_lines(&PEOPLE).await;
    let bo = directory.person("bo").await.id();
    let ann = directory.person("ann").await.id();
    let mut tx = Transaction::autocommit(&directory.database.pool)
        .await
        .expect("a connection");
    let role = db::roles::by_code(&mut tx, "hr_specialist")
        .await
        .expect("roles are read")
        .expect("it is there");
    let task = requested(&mut tx, bo, ann, role.id(), directory.services.now()).await;
    let by_request = db::roles::grant_by_request(&mut tx, bo, role.id(), task, ann, directory.services.now());
    assert!(by_request.await.expect("the role is granted"));
    drop(tx);
    let report = directory
        .import_lines(&["bo,Bo Ode,,ann,,,,,,Europe/Berlin,"])
        .await;
    assert_eq!((report.granted, report.revoked), (0, 1));
    let mut conn = directory.database.pool.get().await.expect("a connection");
    assert!(
        db::roles::is_granted(&mut conn, bo, role.id())
            .await
            .expect("grants are read")
    );
    assert!(
        directory
            .export()
            .await
            .contains("\nbo,Bo Ode,,ann,,,,,,Europe/Berlin,\n")
    );
    drop(conn);
    directory.database.drop_database().await;
}

/// A task for a grant to name.
async fn requested(
    tx: &mut Transaction,
    subject: PersonId,
    requester: PersonId,
    role: domain::ids::RoleId,
    now: chrono::DateTime<chrono::Utc>,
) -> domain::ids::TaskId {
    let policy = db::policies::for_role(tx, Some(role), domain::policy::PolicyKind::Request).await;
    let policy = policy.expect("policies are read").expect("there is a default");
    let task = db::tasks::write::NewTask {
        id: domain::ids::TaskId(uuid::Uuid::from_u128(7)),
        kind: domain::policy::PolicyKind::Request,
        policy: policy.id,
        policy_name: policy.name,
        title: "Grant HR specialist to Bo Ode".to_owned(),
        subject,
        requester: Some(requester),
        initiator: None,
        role: Some(role),
        grant: None,
        reason: None,
        external_ref: None,
        steps: policy.steps,
        role_change: None,
        is_administrative: false,
        created_at: now,
    };
    assert!(
        db::tasks::write::insert(tx, &task)
            .await
            .expect("the task is made")
    );
    task.id
}
