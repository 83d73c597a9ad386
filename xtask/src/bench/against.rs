//! Two programs on one database, in turn: that of an older commit and this one. Whatever else is at work on the machine
//! disturbs both, so their ratio says what a change cost or gained.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;
use private_postgres::{Cluster, DATABASE};

use crate::bench::figure::{Figure, aligned, digits};
use crate::bench::pages::median;
use crate::bench::sql::query;
use crate::bench::{Measurement, Problems, Stand, measure};
use crate::process::{cargo, run, run_quietly, step};
use crate::workspace::Workspace;

/// What is said with a measurement of the other program.
const OTHER: &str = " of the other program";

/// How often each program is measured. The order changes each time, so that neither is always the first.
const ROUNDS: usize = 2;

/// The program of another commit.
pub(crate) struct Other {
    workspace: Workspace,
    server: PathBuf,
}

/// A figure of both programs.
pub(crate) struct Compared {
    name: String,
    unit: &'static str,
    other: f64,
    this: f64,
}

impl Other {
    /// Checks the commit out below `target/bench` and builds it there; a second time there is little left to do.
    pub(crate) fn build(workspace: &Workspace, commit: &str) -> anyhow::Result<Self> {
        let mut parse = Command::new("git");
        parse
            .args(["rev-parse", "--verify", "--quiet", "--end-of-options"])
            .arg(format!("{commit}^{{commit}}"))
            .current_dir(workspace.root());
        let hash = run_quietly(&mut parse).with_context(|| format!("there is no commit {commit}"))?;
        let hash = hash.trim();
        let folder = workspace.target().join("bench-against").join(hash);
        if !folder.is_dir() {
            check_out(workspace, hash, &folder)?;
        }
        step(format!("Building {hash}"));
        let mut build = cargo(&folder);
        build
            .args(["xtask", "build", "--release"])
            .env_remove("CARGO_TARGET_DIR");
        run(&mut build)?;
        let server = folder.join("target/release/locum");
        anyhow::ensure!(server.is_file(), "{} was not built", server.display());
        Ok(Self {
            workspace: Workspace::at(folder),
            server,
        })
    }
}

/// Unpacks a commit's files. The folder has its name only when it is whole.
fn check_out(workspace: &Workspace, hash: &str, folder: &Path) -> anyhow::Result<()> {
    step(format!("Checking out {hash}"));
    let (archive, fresh) = (folder.with_extension("tar"), folder.with_extension("new"));
    if fresh.exists() {
        fs::remove_dir_all(&fresh)?;
    }
    fs::create_dir_all(&fresh)?;
    let mut git = Command::new("git");
    git.args(["archive", "--output"]).arg(&archive).arg(hash);
    run_quietly(git.current_dir(workspace.root()))?;
    let mut tar = Command::new("tar");
    run_quietly(tar.arg("-xf").arg(&archive).arg("-C").arg(&fresh))?;
    fs::remove_file(archive)?;
    fs::rename(fresh, folder)?;
    Ok(())
}

/// Hides the migrations that the older program does not know while it is measured: 0.1.0 refuses every newer schema, but
/// works on one that was only expanded.
fn hide_migrations(cluster: &Cluster, known: &HashSet<String>) -> anyhow::Result<()> {
    let known: Vec<_> = known.iter().map(|version| format!("'{version}'")).collect();
    let hide = format!(
        "WITH hidden AS (DELETE FROM __diesel_schema_migrations WHERE version NOT IN ({}) RETURNING version) \
         INSERT INTO hidden_migrations SELECT version FROM hidden",
        known.join(", ")
    );
    query(cluster, DATABASE, &[HIDDEN, &hide]).map(drop)
}

/// Shows them again, also those that a run which was killed left hidden.
pub(crate) fn show_migrations(cluster: &Cluster) -> anyhow::Result<()> {
    const SHOW: &str = "WITH shown AS (DELETE FROM hidden_migrations RETURNING version) \
        INSERT INTO __diesel_schema_migrations (version) SELECT version FROM shown ON CONFLICT DO NOTHING";
    query(cluster, DATABASE, &[HIDDEN, SHOW]).map(drop)
}

/// Where they are meanwhile.
const HIDDEN: &str = "CREATE TABLE IF NOT EXISTS hidden_migrations (version text PRIMARY KEY)";

/// The versions of the migrations in a folder: `2026-11-22-000001_people` is 20261122000001.
fn migrations_in(folder: &Path) -> anyhow::Result<HashSet<String>> {
    let mut versions = HashSet::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        if let Some((version, _)) = name.to_string_lossy().split_once('_') {
            versions.insert(version.replace('-', ""));
        }
    }
    Ok(versions)
}

/// Takes each measurement with both programs in turn. Returns the stand as it was.
pub(crate) fn take<'run>(
    mut stand: Stand<'run>,
    other: Other,
    wanted: &[Box<dyn Measurement>],
    problems: &mut Problems,
) -> (Vec<Compared>, Stand<'run>) {
    let mut compared = Vec::new();
    let known = match known_migrations(&stand, &other) {
        Ok(known) => known,
        Err(error) => {
            problems.note(format!("{error:#}"));
            return (compared, stand);
        }
    };
    let mut second = (other.workspace, other.server);
    let mut swap = |stand: &mut Stand<'run>| {
        std::mem::swap(&mut stand.workspace, &mut second.0);
        std::mem::swap(&mut stand.server, &mut second.1);
    };
    for measurement in wanted.iter().filter(|one| one.is_of_the_program()) {
        let (mut of_this, mut of_other) = (Vec::new(), Vec::new());
        for round in 0..2 * ROUNDS {
            // Other, this, this, other.
            let is_other = matches!(round % 4, 0 | 3);
            if is_other {
                swap(&mut stand);
                let taken = hide_migrations(&stand.cluster, &known)
                    .map(|()| measure(&stand, measurement.as_ref(), OTHER, problems))
                    .and_then(|figures| show_migrations(&stand.cluster).map(|()| figures));
                swap(&mut stand);
                match taken {
                    Ok(figures) => of_other.push(figures),
                    Err(error) => {
                        problems.note(format!("the other program cannot be measured: {error:#}"));
                        return (compared, stand);
                    }
                }
            } else {
                of_this.push(measure(&stand, measurement.as_ref(), "", problems));
            }
            if stand.runner.was_interrupted() {
                problems.note("the measuring was interrupted");
                return (compared, stand);
            }
        }
        let taken = pair(&of_other, &of_this);
        eprintln!("{}", table(&taken));
        compared.extend(taken);
    }
    (compared, stand)
}

/// The migrations of the older program. One that is not older would migrate the organisation, which is kept.
fn known_migrations(stand: &Stand<'_>, other: &Other) -> anyhow::Result<HashSet<String>> {
    let own = migrations_in(&stand.workspace.root().join("migrations"))?;
    let known = migrations_in(&other.workspace.root().join("migrations"))?;
    if let Some(newer) = known.difference(&own).next() {
        anyhow::bail!("the other program is not older: this one does not know its migration {newer}");
    }
    Ok(known)
}

/// The figures that both have, by their middle values. A round that failed has none.
fn pair(of_other: &[Vec<Figure>], of_this: &[Vec<Figure>]) -> Vec<Compared> {
    let Some(first) = of_this.iter().find(|figures| !figures.is_empty()) else {
        return Vec::new();
    };
    let middle = |rounds: &[Vec<Figure>], at: usize| {
        let values: Vec<f64> = rounds
            .iter()
            .filter_map(|figures| Some(figures.get(at)?.value))
            .collect();
        (!values.is_empty()).then(|| average_of_middle(values))
    };
    first
        .iter()
        .enumerate()
        .filter_map(|(at, figure)| {
            Some(Compared {
                name: figure.name.clone(),
                unit: figure.unit,
                other: middle(of_other, at)?,
                this: middle(of_this, at)?,
            })
        })
        .collect()
}

/// The median; of an even number, the mean of the two in the middle.
fn average_of_middle(values: Vec<f64>) -> f64 {
    let negated = values.iter().map(|value| -value).collect();
    f64::midpoint(median(values), -median(negated))
}

/// Both values, and how this program's is to the other's.
pub(crate) fn table(compared: &[Compared]) -> String {
    let rows = compared.iter().map(|figure| {
        [
            figure.name.clone(),
            digits(figure.other),
            figure.unit.to_owned(),
            digits(figure.this),
            format!("{:.2}", figure.this / figure.other),
        ]
    });
    aligned(["figure", "before", "unit", "now", "now / before"], rows)
}

#[cfg(test)]
mod tests {
    use super::{migrations_in, pair, table};
    use crate::bench::figure::Figure;

    #[test]
    fn medians_are_compared_figure_by_figure() {
        let round = |rate: f64| vec![Figure::new("inbox", rate, "requests/s")];
        let other = [round(1000.0), round(3000.0)];
        let this = [round(2500.0), round(2500.0)];
        let expected = "\
figure  before  unit         now  now / before
inbox     2000  requests/s  2500  1.25";
        assert_eq!(table(&pair(&other, &this)), expected);
        assert!(
            pair(&[Vec::new(), Vec::new()], &this).is_empty(),
            "nothing to compare with"
        );
        let once = [Vec::new(), round(3000.0)];
        assert_eq!(
            pair(&other, &once).len(),
            1,
            "a round that failed counts for nothing"
        );
    }

    #[test]
    fn a_folder_names_its_version() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations");
        let versions = migrations_in(folder.as_ref()).unwrap();
        assert!(versions.contains("20261122000001"));
        assert!(!versions.contains("README.md"));
    }
}
