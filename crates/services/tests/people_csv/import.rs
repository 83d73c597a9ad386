//! What an import makes of a right file.

use services::people::import::ImportReport;

use super::{Directory, HARBOUR, HEADER, command, instant, with_header};

const NOTHING: ImportReport = ImportReport {
    created: 0,
    updated: 0,
    unchanged: 0,
    granted: 0,
    revoked: 0,
};

#[tokio::test]
async fn people_csv_creates_everyone_whatever_the_order_of_lines() {
    let directory = Directory::new().await;
    let report = directory.import(HARBOUR).await;
    assert_eq!(
        report,
        ImportReport {
            created: 7,
            granted: 11,
            ..NOTHING
        }
    );
    let olu = directory.person("OLU").await;
    assert_eq!(olu.manager(), Some(directory.person("nia").await.id()));
    assert_eq!(olu.display_name, "Olúfẹ́mi Adébáyọ̀");
    directory.database.drop_database().await;
}

#[tokio::test]
async fn people_csv_imported_again_changes_nothing() {
    let directory = Directory::new().await;
    directory.import(HARBOUR).await;
    let audited = directory.audit().await.len();
    let report = directory.import(HARBOUR).await;
    assert_eq!(
        report,
        ImportReport {
            unchanged: 7,
            ..NOTHING
        }
    );
    assert_eq!(directory.audit().await.len(), audited);
    directory.database.drop_database().await;
}

#[tokio::test]
async fn dry_run_reports_and_keeps_nothing() {
    let directory = Directory::new().await;
    let report = directory
        .services
        .people()
        .import(&command(), HARBOUR.as_bytes(), true)
        .await
        .expect("a right file");
    assert_eq!(report.created, 7);
    assert_eq!(directory.export().await.lines().count(), 1);
    assert!(directory.audit().await.is_empty());
    directory.database.drop_database().await;
}

#[tokio::test]
async fn g1_the_last_day_worked_ends_in_the_persons_own_zone() {
    let directory = Directory::new().await;
    directory.import(HARBOUR).await;
    let ming = directory.person("ming").await.activity();
    assert_eq!(ming.active_from, Some(instant("2022-10-31T16:00:00Z")));
    let quo = directory.person("quo").await.activity();
    assert_eq!(quo.active_until, Some(instant("2024-03-01T00:00:00Z")));
    assert!(!quo.is_active(directory.services.now()));
    // Nobody's zone: the Site's, which is UTC at first.
    let lines = ["sam,Sam,,,,,,2026-01-01,2026-01-31,,employee"];
    directory.import_lines(&lines).await;
    let sam = directory.person("sam").await.activity();
    assert_eq!(sam.active_until, Some(instant("2026-02-01T00:00:00Z")));
    directory.database.drop_database().await;
}

#[tokio::test]
async fn g8_one_entry_for_each_changed_person_with_only_what_changed() {
    let directory = Directory::new().await;
    directory
        .import_lines(&[
            "ann,Ann Lee,,,Port,Diver,Lisbon,,,,employee",
            "bo,Bo,,ann,,,,,,,employee",
        ])
        .await;
    let report = directory
        .import_lines(&[
            "ann,Ann Lee,,,Port,Pilot,,,,,employee",
            "bo,Bo,,ann,,,,,,,hr_specialist",
            "cy,Cy,,bo,,,,,,,",
        ])
        .await;
    assert_eq!(
        report,
        ImportReport {
            created: 1,
            updated: 2,
            unchanged: 0,
            granted: 1,
            revoked: 1
        }
    );
    let entries = directory.audit().await;
    let newest: Vec<_> = entries
        .iter()
        .take(3)
        .map(|entry| {
            let facts = |facts: &Option<serde_json::Value>| {
                facts.as_ref().map(ToString::to_string).unwrap_or_default()
            };
            (
                entry.concerns.clone().unwrap_or_default(),
                facts(&entry.before),
                facts(&entry.after),
            )
        })
        .collect();
    let expected = [
        (
            "Cy",
            "",
            r#"{"display_name":"Cy","manager":"bo","username":"cy"}"#,
        ),
        (
            "Bo",
            "",
            r#"{"roles_granted":["hr_specialist"],"roles_revoked":["employee"]}"#,
        ),
        (
            "Ann Lee",
            r#"{"job":"Diver","location":"Lisbon"}"#,
            r#"{"job":"Pilot","location":null}"#,
        ),
    ];
    let expected: Vec<_> = expected
        .map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()))
        .into();
    assert_eq!(newest, expected);
    assert_eq!(entries.len(), 5);
    assert!(
        entries
            .iter()
            .all(|entry| entry.action == "person.imported" && entry.through == "locum people import")
    );
    directory.database.drop_database().await;
}

#[tokio::test]
async fn people_absent_from_the_file_stay_as_they_are() {
    let directory = Directory::new().await;
    directory.import(HARBOUR).await;
    let report = directory.import_lines(&["olu,Olu A,,root,,,,,,,employee"]).await;
    assert_eq!(
        report,
        ImportReport {
            updated: 1,
            ..NOTHING
        }
    );
    let export = directory.export().await;
    assert_eq!(export.lines().count(), 8);
    assert!(export.contains("\nnia,Nia Ferreira,"));
    directory.database.drop_database().await;
}

#[tokio::test]
async fn usernames_are_the_same_in_any_case() {
    let directory = Directory::new().await;
    directory
        .import_lines(&["Ann,Ann,,,,,,,,,employee", "bo,Bo,,ANN,,,,,,,"])
        .await;
    let report = directory
        .import_lines(&["ann,Ann,,,,,,,,,employee", "BO,Bo,,aNn,,,,,,,"])
        .await;
    // Only the letters' case in the usernames themselves is a change.
    assert_eq!(
        report,
        ImportReport {
            updated: 2,
            ..NOTHING
        }
    );
    directory.database.drop_database().await;
}

#[tokio::test]
async fn byte_order_mark_windows_line_ends_blank_lines_and_any_column_order_are_read() {
    let directory = Directory::new().await;
    let csv = "\u{feff}roles,display_name,username,email,manager,department,job,location,hired_on,terminated_on,time_zone\r\n\
               employee employee,\"Lee, Ann\",ann,,,,,,,,\r\n\r\n ,Bo,bo,,ann,,,,,,Asia/Tokyo";
    assert_eq!(
        directory.import(csv).await,
        ImportReport {
            created: 2,
            granted: 1,
            ..NOTHING
        }
    );
    let expected = with_header(&["ann,\"Lee, Ann\",,,,,,,,,employee", "bo,Bo,,ann,,,,,,Asia/Tokyo,"]);
    assert_eq!(directory.export().await, expected);
    directory.database.drop_database().await;
}

#[tokio::test]
async fn a_cycle_may_be_undone_and_turned_round_in_one_file() {
    let directory = Directory::new().await;
    directory
        .import_lines(&["a,A,,,,,,,,,", "b,B,,a,,,,,,,", "c,C,,b,,,,,,,"])
        .await;
    let report = directory
        .import_lines(&["c,C,,,,,,,,,", "b,B,,c,,,,,,,", "a,A,,b,,,,,,,"])
        .await;
    assert_eq!(report.updated, 3);
    assert_eq!(
        directory.person("a").await.manager(),
        Some(directory.person("b").await.id())
    );
    directory.database.drop_database().await;
}

#[tokio::test]
async fn rfc_4180_quoted_cells_go_on_over_lines_and_lines_end_in_any_way() {
    let record = "two1,\"Two\r\nLines\",two@example.org,,\"A, \"\"B\"\"\n  C\",\"Clerk\nand driver\",\"\nHall\r\",,,,employee";
    for end in ["\n", "\r\n", "\r"] {
        let directory = Directory::new().await;
        let lines = [
            "",
            ",, ",
            HEADER,
            record,
            "",
            ",,,,,,,,,,",
            "two2,After It,,two1,,,,,,,",
            " , ,",
            "",
        ];
        let report = directory.import(&lines.join(end)).await;
        assert_eq!(report.created, 2, "{end:?}");
        let two = directory.person("two1").await;
        let places = [&two.department, &two.job, &two.location].map(|text| text.clone().unwrap_or_default());
        assert_eq!(
            (two.display_name.as_str(), two.email.as_deref()),
            ("Two Lines", Some("two@example.org"))
        );
        assert_eq!(places, ["A, \"B\" C", "Clerk and driver", "Hall"], "{end:?}");
        assert_eq!(
            directory.person("two2").await.manager(),
            Some(two.id()),
            "{end:?}"
        );
        directory.database.drop_database().await;
    }
}

#[tokio::test]
async fn g8_names_and_places_are_kept_composed() {
    let directory = Directory::new().await;
    let composed = "nfc1,Zoë Å,,,Süd,Köchin,Zürich,,,,employee";
    let decomposed = "nfd1,Zoe\u{308} A\u{30a},,,Su\u{308}d,Ko\u{308}chin,Zu\u{308}rich,,,,employee";
    directory.import_lines(&[composed, decomposed]).await;
    let file = directory.export().await;
    let lines: Vec<&str> = file.lines().skip(1).collect();
    assert_eq!(lines, [composed, &composed.replace("nfc1", "nfd1")]);
    let again = directory.import_lines(&[composed, decomposed]).await;
    assert_eq!((again.unchanged, again.updated), (2, 0));
    directory.database.drop_database().await;
}
