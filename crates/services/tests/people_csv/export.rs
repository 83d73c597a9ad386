//! The export, and that it is what the import takes.

use services::people::import::ImportReport;

use super::{Directory, HARBOUR, HEADER};

#[tokio::test]
async fn the_export_of_an_imported_file_is_that_file() {
    let directory = Directory::new().await;
    directory.import(HARBOUR).await;
    assert_eq!(directory.export().await, HARBOUR);
    directory.database.drop_database().await;
}

#[tokio::test]
async fn importing_the_export_changes_nothing_and_makes_the_same_directory_elsewhere() {
    let directory = Directory::new().await;
    directory.import(HARBOUR).await;
    let export = directory.export().await;
    let again = directory.import(&export).await;
    assert_eq!(
        again,
        ImportReport {
            unchanged: 7,
            ..ImportReport::default()
        }
    );
    let elsewhere = Directory::new().await;
    elsewhere.import(&export).await;
    assert_eq!(elsewhere.export().await, export);
    elsewhere.database.drop_database().await;
    directory.database.drop_database().await;
}

#[tokio::test]
async fn the_export_of_nobody_is_the_header() {
    let directory = Directory::new().await;
    assert_eq!(directory.export().await, format!("{HEADER}\n"));
    directory.database.drop_database().await;
}

#[tokio::test]
async fn role_codes_stand_in_the_order_of_the_built_in_roles() {
    let directory = Directory::new().await;
    directory
        .import_lines(&["ann,Ann,,,,,,,,,super_administrator hr_specialist line_manager employee"])
        .await;
    let export = directory.export().await;
    assert!(
        export.ends_with(",employee line_manager hr_specialist super_administrator\n"),
        "{export}"
    );
    directory.database.drop_database().await;
}
