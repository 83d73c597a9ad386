//! What is lent and who is away, in the demo organisation and in a generated one.

use std::collections::HashSet;

use services::absences::Filter;

use super::Directory;

#[tokio::test]
async fn contract_the_absences_of_the_demo_are_in_every_state_and_some_are_a_delegators() {
    let directory = Directory::demo().await;
    let mut states = HashSet::new();
    for manager in ["mara", "owen", "gita", "milo"] {
        let viewer = directory.viewer(manager).await;
        let team = directory
            .services
            .absences()
            .team(&viewer, &Filter::default())
            .await
            .expect("managers look after absences");
        let absences = team.sections.iter().flat_map(|(section, _)| &section.absences);
        states.extend(absences.map(|absence| absence.state.code()));
        let delegators: Vec<_> = team
            .sections
            .iter()
            .filter_map(|(section, _)| section.delegator.as_ref().map(|(username, _)| username.as_str()))
            .collect();
        let expected: &[&str] = if manager == "gita" { &["mina"] } else { &[] };
        assert_eq!(delegators, expected, "{manager}");
    }
    assert_eq!(states.len(), 3, "{states:?}");
    directory.database.drop_database().await;
}

#[tokio::test]
async fn a_generated_organisation_lends_as_often_as_it_has_people() {
    let (directory, report) = Directory::generated(1).await;
    assert!(report.delegations >= 1_000, "{}", report.delegations);
    // The first who manages nobody is the proxy of the first three managers.
    let viewer = directory.viewer("olga.castro62").await;
    let team = directory
        .services
        .absences()
        .team(&viewer, &Filter::default())
        .await
        .expect("their delegations are in force");
    assert!(team.sections.len() >= 3, "{}", team.sections.len());
    directory.database.drop_database().await;
}
