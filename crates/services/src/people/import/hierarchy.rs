//! What is wrong with the file as a whole: a username twice, a manager whom nobody knows, a cycle of managers –
//! also through people who are in the directory and not in the file.

use db::transaction::Transaction;
use std::collections::HashMap;

use db::people::import::{self, Edge};
use domain::hierarchy::find_cycle;
use domain::ids::PersonId;

use super::ImportError;
use super::problems::{LineProblem, Problems, quoted};

/// Adds the problems of the staged rows.
pub(super) async fn check(tx: &mut Transaction, problems: &mut Problems) -> Result<(), ImportError> {
    import::resolve(tx).await?;
    let found = import::duplicates(tx, Problems::limit()).await?;
    let total = found.first().map_or(0, |first| first.total);
    let repeated = found.into_iter().map(|row| LineProblem {
        line: line(row.line),
        reason: format!(
            "username {} stands on line {} already",
            quoted(&row.username),
            row.first_line
        ),
    });
    problems.add_all(repeated, line(total));
    let found = import::unknown_managers(tx, Problems::limit()).await?;
    let total = found.first().map_or(0, |first| first.total);
    let unknown = found.into_iter().map(|row| LineProblem {
        line: line(row.line),
        reason: format!("unknown manager {}", quoted(&row.manager)),
    });
    problems.add_all(unknown, line(total));
    for cycle in cycles(import::manager_edges(tx).await?) {
        problems.add_all([cycle], 1);
    }
    Ok(())
}

/// Lines and counts are never negative.
fn line(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

/// A person by their line, those absent from the file last: a cycle is told at its first line.
type Place = (i64, PersonId);

/// Cycles that are told: each costs a walk over all managers.
const CYCLES: usize = 100;

fn cycles(edges: Vec<Edge>) -> Vec<LineProblem> {
    let place_of: HashMap<PersonId, Place> = edges
        .iter()
        .map(|edge| (edge.person_id, (edge.line.unwrap_or(i64::MAX), edge.person_id)))
        .collect();
    let names: HashMap<Place, String> = edges
        .iter()
        .filter_map(|edge| Some((*place_of.get(&edge.person_id)?, edge.username.clone())))
        .collect();
    let mut managers: HashMap<Place, Place> = edges
        .iter()
        .filter_map(|edge| Some((*place_of.get(&edge.person_id)?, *place_of.get(&edge.manager_id)?)))
        .collect();
    let mut found = Vec::new();
    while found.len() < CYCLES
        && let Some(cycle) = find_cycle(&managers)
    {
        let members: Vec<&str> = cycle
            .iter()
            .chain(cycle.first())
            .filter_map(|place| names.get(place))
            .map(String::as_str)
            .collect();
        let first = cycle.first().map_or(0, |place| line(place.0));
        found.push(LineProblem {
            line: first,
            reason: format!("a cycle of managers: {}", members.join(" → ")),
        });
        for member in &cycle {
            managers.remove(member);
        }
    }
    found
}
