//! Whether this program may use a schema, judged by the migrations that have run (O3). Pure: the versions and the
//! migrations are arguments.

use std::collections::BTreeSet;

use semver::Version;

/// How a schema and a program fit together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Compatibility {
    /// Exactly the migrations that the program knows have run.
    Current,
    /// Some of the program's migrations have not run yet.
    Behind,
    /// A newer Locum migrated it and says that this version may still use it.
    Newer,
    /// This version must not use it.
    Incompatible(Incompatibility),
}

/// Why a version must not use a schema. Each message names the version of this program and what the schema asks for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Incompatibility {
    /// The schema asks for a newer program.
    #[error(
        "this is Locum {own}, and the database needs Locum {minimum} or later; start that version, or restore a backup \
         from before the upgrade"
    )]
    TooOld {
        /// The version of this program.
        own: Version,
        /// The oldest version that may use the schema.
        minimum: Version,
    },
    /// The schema has a migration that this program does not know, and does not say which versions may use it.
    #[error(
        "this is Locum {own}, and the database has the migration {migration} of another version, but does not say which \
         versions may use it; start the version that migrated it, or restore a backup"
    )]
    NoMinimum {
        /// The version of this program.
        own: Version,
        /// The first migration that this program does not know.
        migration: String,
    },
    /// Both have a migration that the other does not have: neither is newer.
    #[error(
        "this is Locum {own}, and the database was migrated by another version (for {minimum} or later) that does not have \
         the migration {migration}; start that version, or a later one that has both"
    )]
    Diverged {
        /// The version of this program.
        own: Version,
        /// The oldest version that may use the schema.
        minimum: Version,
        /// The first migration of this program that is missing in the schema.
        migration: String,
    },
}

/// Judges a schema with the migrations `applied` for the program of version `own` with the migrations `known`.
/// `minimum` is what the schema says about itself; `None` where it says nothing.
pub fn judge(
    known: &BTreeSet<String>,
    applied: &BTreeSet<String>,
    minimum: Option<&Version>,
    own: &Version,
) -> Compatibility {
    let pending = known.difference(applied).next();
    let Some(unknown) = applied.difference(known).next() else {
        return if pending.is_some() {
            Compatibility::Behind
        } else {
            Compatibility::Current
        };
    };
    let own = own.clone();
    match (minimum, pending) {
        (None, _) => Compatibility::Incompatible(Incompatibility::NoMinimum {
            own,
            migration: unknown.clone(),
        }),
        (Some(minimum), _) if own < *minimum => Compatibility::Incompatible(Incompatibility::TooOld {
            own,
            minimum: minimum.clone(),
        }),
        (Some(minimum), Some(migration)) => Compatibility::Incompatible(Incompatibility::Diverged {
            own,
            minimum: minimum.clone(),
            migration: migration.clone(),
        }),
        (Some(_), None) => Compatibility::Newer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(migrations: &[&str]) -> BTreeSet<String> {
        migrations
            .iter()
            .map(|migration| (*migration).to_owned())
            .collect()
    }

    fn outcome(known: &[&str], applied: &[&str], minimum: Option<&str>) -> String {
        let minimum = minimum.map(|minimum| minimum.parse().unwrap());
        let own = "0.3.1".parse().unwrap();
        match judge(&set(known), &set(applied), minimum.as_ref(), &own) {
            Compatibility::Incompatible(why) => why.to_string(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn o3_a_schema_is_judged_by_its_migrations_and_its_minimum() {
        assert_eq!(outcome(&["1", "2"], &["1", "2"], Some("0.2.0")), "Current");
        assert_eq!(outcome(&["1", "2"], &["1"], None), "Behind");
        assert_eq!(outcome(&["1", "2"], &[], None), "Behind");
        for minimum in ["0.2.0", "0.3.0", "0.3.1"] {
            assert_eq!(outcome(&["1"], &["1", "2"], Some(minimum)), "Newer", "{minimum}");
        }
    }

    #[test]
    fn o3_a_schema_that_asks_for_more_is_refused_with_both_versions() {
        for minimum in ["0.3.2", "0.10.0", "1.0.0"] {
            let said = outcome(&["1"], &["1", "2"], Some(minimum));
            assert!(
                said.contains("this is Locum 0.3.1,")
                    && said.contains(&format!("needs Locum {minimum} or later")),
                "{said}"
            );
        }
        let said = outcome(&["1"], &["1", "2"], None);
        assert!(said.contains("0.3.1") && said.contains("migration 2"), "{said}");
        let said = outcome(&["1", "2"], &["1", "3"], Some("0.2.0"));
        assert!(
            said.contains("0.3.1") && said.contains("for 0.2.0 or later") && said.contains("migration 2"),
            "{said}"
        );
    }
}
