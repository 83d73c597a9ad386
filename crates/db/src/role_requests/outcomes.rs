//! Begins and ends that are due, of delegations that this transaction holds: the facts that decide about them are read here and what
//! was decided is written here; `domain::role_delegation::due_outcome` decides (R8, R9, R11).

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Nullable, Timestamptz};
use domain::role_delegation::{DueFacts, DueOutcome, EndReason, Period};
use domain::zone::Zone;

use crate::role_delegations::parties::{Parties, PeriodColumns};
use crate::sql_types::ZoneName;
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// A delegation of which something is due, with everybody in it.
#[derive(Debug, Clone, QueryableByName, Columns)]
pub struct DueDelegation {
    /// Which.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(embed)]
    period: PeriodColumns,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    begun_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Bool)]
    is_closed: bool,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    not_after: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<BigInt>)]
    begin_id: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    end_id: Option<i64>,
    /// Who delegated what to whom.
    #[diesel(embed)]
    pub parties: Parties,
    /// The zone in which its days lie, the delegator's (G1).
    #[diesel(sql_type = ZoneName)]
    pub zone: Zone,
    /// The role changes who may do what (R22): its notices do not depend on an option (R18).
    #[diesel(sql_type = Bool)]
    pub is_administrative: bool,
}

impl DueDelegation {
    /// Its dates in the delegator's zone. The database holds no end before a start.
    pub fn period(&self) -> Option<Period> {
        self.period.0
    }

    /// What decides about it.
    pub fn facts(&self) -> DueFacts {
        let period = self.period();
        DueFacts {
            is_one_day: period.is_some_and(|period| period.is_one_day()),
            through_end: period.is_some_and(|period| period.through_end()),
            begun_at: self.begun_at,
            is_closed: self.is_closed,
            not_after: self.not_after,
            is_end_due: self.end_id.is_some(),
        }
    }

    /// The request that is applied by it.
    fn applied(&self, outcome: DueOutcome) -> Option<i64> {
        match outcome {
            DueOutcome::Begins { .. } | DueOutcome::HasBegun => self.begin_id,
            DueOutcome::Ends { .. } => self.end_id,
            DueOutcome::NeverBegins | DueOutcome::IsClosed => None,
        }
    }
}

#[derive(Statement)]
#[statement(file = "role_requests/due_delegations.sql", row = DueDelegation)]
struct DueDelegations<'a> {
    delegations: &'a [i64],
    now: DateTime<Utc>,
    run: i64,
}

/// Those of these delegations of which something is due, by id. What the run itself wrote is left to a later one (R8).
///
/// # Errors
/// When the database fails.
pub async fn due(
    conn: &mut Connection,
    delegations: &[i64],
    run: i64,
    now: DateTime<Utc>,
) -> Result<Vec<DueDelegation>> {
    let due = DueDelegations {
        delegations,
        now,
        run,
    };
    due.rows(conn).await
}

#[derive(Statement)]
#[statement(file = "role_requests/apply_outcomes.sql")]
struct ApplyOutcomes {
    delegations: Vec<i64>,
    outcomes: Vec<&'static str>,
    applied: Vec<Option<i64>>,
    ended_at: Vec<Option<DateTime<Utc>>>,
    end_due: Vec<Option<DateTime<Utc>>>,
    reasons: Vec<Option<EndReason>>,
    now: DateTime<Utc>,
    run: i64,
    suppress: bool,
}

/// Does what was decided. `suppress`: there is no directory to be told, and the requests are done with (J3).
///
/// # Errors
/// When the database fails.
pub async fn apply(
    tx: &mut Transaction,
    decided: &[(DueDelegation, DueOutcome)],
    run: i64,
    suppress: bool,
    now: DateTime<Utc>,
) -> Result<()> {
    let outcomes = || decided.iter().map(|(_, outcome)| *outcome);
    let apply = ApplyOutcomes {
        delegations: decided.iter().map(|(delegation, _)| delegation.id).collect(),
        outcomes: outcomes().map(code).collect(),
        applied: decided
            .iter()
            .map(|(delegation, outcome)| delegation.applied(*outcome))
            .collect(),
        ended_at: outcomes().map(ended_at).collect(),
        end_due: outcomes().map(end_due).collect(),
        reasons: outcomes().map(reason).collect(),
        now,
        run,
        suppress,
    };
    apply.run(tx).await?;
    Ok(())
}

/// As the statement reads it.
fn code(outcome: DueOutcome) -> &'static str {
    match outcome {
        DueOutcome::Begins { .. } => "begins",
        DueOutcome::Ends { .. } => "ends",
        DueOutcome::NeverBegins => "never_begins",
        DueOutcome::HasBegun => "has_begun",
        DueOutcome::IsClosed => "is_closed",
    }
}

fn ended_at(outcome: DueOutcome) -> Option<DateTime<Utc>> {
    match outcome {
        DueOutcome::Ends { at } => Some(at),
        DueOutcome::Begins { .. } | DueOutcome::NeverBegins | DueOutcome::HasBegun | DueOutcome::IsClosed => {
            None
        }
    }
}

fn end_due(outcome: DueOutcome) -> Option<DateTime<Utc>> {
    match outcome {
        DueOutcome::Begins { end_due } => end_due,
        DueOutcome::Ends { .. } | DueOutcome::NeverBegins | DueOutcome::HasBegun | DueOutcome::IsClosed => {
            None
        }
    }
}

fn reason(outcome: DueOutcome) -> Option<EndReason> {
    match outcome {
        DueOutcome::Ends { .. } => Some(EndReason::EndDate),
        DueOutcome::NeverBegins => Some(EndReason::NeverBegan),
        DueOutcome::Begins { .. } | DueOutcome::HasBegun | DueOutcome::IsClosed => None,
    }
}
