//! Begins and ends that are due (R6–R10): some hundreds in one transaction, with their audit entries and messages (G3).

use chrono::{DateTime, Utc};
use db::role_requests::due;
use db::role_requests::outcomes::{self, DueDelegation};
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::role_delegation::{DueOutcome, EndReason, due_outcome};
use domain::role_request::wait_after;

use super::{Counts, Run};
use crate::audit::Record;
use crate::jobs::Jobs;
use crate::notifications::{About, Letters};
use crate::role_delegations::facts::{self, DelegationFacts};
use crate::role_delegations::notify::{Notices, Parties, Turned, never_began, turned};
use crate::{Error, Result};

/// Delegations in one transaction.
const BATCH: i64 = 500;

/// A delegation of which something was due, and what happens to it.
type Decided = (DueDelegation, DueOutcome);

impl Jobs<'_> {
    /// Carries out everything that is due by now. Where a batch cannot be carried out, its delegations are taken one by one, so
    /// that one stops no other (J5).
    pub(super) async fn carry_out_due(self, run: &Run, counts: &mut Counts) -> Result<()> {
        loop {
            let now = self.services.now();
            match Transaction::run(&self.services.pool, async |tx| {
                batch(tx, run, !self.has_directory(), now).await
            })
            .await
            {
                Ok(decided) if decided.is_empty() => return Ok(()),
                Ok(decided) => self.count(&decided, counts),
                Err(Error::Unavailable(cause)) => return Err(Error::Unavailable(cause)),
                Err(error) => {
                    tracing::warn!(error = %error.chain(), "a batch of begins and ends failed: they are taken one by one");
                    if self.one_by_one(run, now, counts).await? == 0 {
                        return Err(error);
                    }
                }
            }
        }
    }

    fn count(self, decided: &[Decided], counts: &mut Counts) {
        for (_, outcome) in decided {
            match outcome {
                DueOutcome::Begins { .. } => counts.begun += 1,
                DueOutcome::Ends { .. } => counts.ended += 1,
                DueOutcome::NeverBegins => {
                    counts.never_began += 1;
                    continue;
                }
                DueOutcome::HasBegun | DueOutcome::IsClosed => continue,
            }
            if !self.has_directory() {
                counts.suppressed += 1;
            }
        }
    }

    /// Answers how many were looked at.
    async fn one_by_one(self, run: &Run, now: DateTime<Utc>, counts: &mut Counts) -> Result<usize> {
        let delegations = Transaction::run(&self.services.pool, async |tx| {
            due::claim(tx, run.id, now, BATCH).await.map_err(Error::from)
        })
        .await?;
        for delegation in &delegations {
            match Transaction::run(&self.services.pool, async |tx| {
                some(tx, run, &[*delegation], !self.has_directory(), now).await
            })
            .await
            {
                Ok(decided) => self.count(&decided, counts),
                Err(Error::Unavailable(cause)) => return Err(Error::Unavailable(cause)),
                Err(error) => self.could_not(*delegation, &error, now, counts).await?,
            }
        }
        Ok(delegations.len())
    }

    async fn could_not(
        self,
        delegation: i64,
        error: &Error,
        now: DateTime<Utc>,
        counts: &mut Counts,
    ) -> Result<()> {
        tracing::error!(delegation, error = %error.chain(), "a begin or end could not be carried out");
        let mut tx = Transaction::autocommit(&self.services.pool).await?;
        let attempts = due::attempts(&mut tx, delegation).await?;
        let attempt = i16::try_from(attempts).unwrap_or(i16::MAX).saturating_add(1);
        let next = wait_after(attempt, rand::random()).map(|wait| now + wait);
        match next {
            Some(_) => counts.failed += 1,
            None => counts.faulted += 1,
        }
        // The database's words are for the log (G6).
        let words = "It could not be carried out inside Locum: the log says why";
        Ok(due::could_not(&mut tx, delegation, words, next, now).await?)
    }
}

/// Carries out some of what is due, as far as no other node has it in hand.
async fn batch(tx: &mut Transaction, run: &Run, suppress: bool, now: DateTime<Utc>) -> Result<Vec<Decided>> {
    let delegations = due::claim(tx, run.id, now, BATCH).await?;
    if delegations.is_empty() {
        Ok(Vec::new())
    } else {
        some(tx, run, &delegations, suppress, now).await
    }
}

async fn some(
    tx: &mut Transaction,
    run: &Run,
    delegations: &[i64],
    suppress: bool,
    now: DateTime<Utc>,
) -> Result<Vec<Decided>> {
    let found = outcomes::due(tx, delegations, run.id, now).await?;
    let decide = |delegation: DueDelegation| {
        let outcome = due_outcome(&delegation.facts(), now);
        (delegation, outcome)
    };
    let decided: Vec<Decided> = found.into_iter().map(decide).collect();
    outcomes::apply(tx, &decided, run.id, suppress, now).await?;
    let mut letters = Letters::default();
    let mut records = Vec::with_capacity(decided.len());
    for (delegation, outcome) in &decided {
        records.extend(record(run, delegation, *outcome, now));
        notify(&mut letters, delegation, *outcome, (run.sends_notices, now));
    }
    letters.write(tx).await?;
    Record::write_all(records, tx).await?;
    Ok(decided)
}

fn record(run: &Run, delegation: &DueDelegation, outcome: DueOutcome, now: DateTime<Utc>) -> Option<Record> {
    let (action, state, reason) = match outcome {
        DueOutcome::Begins { .. } => (Action::RoleDelegationBegun, facts::NewState::InForce, None),
        DueOutcome::Ends { .. } => (
            Action::RoleDelegationEnded,
            facts::NewState::Ended,
            Some(EndReason::EndDate),
        ),
        DueOutcome::NeverBegins => (
            Action::RoleDelegationCancelled,
            facts::NewState::Cancelled,
            Some(EndReason::NeverBegan),
        ),
        DueOutcome::HasBegun | DueOutcome::IsClosed => return None,
    };
    let facts = DelegationFacts {
        days: Some((delegation.period(), None)),
        ..DelegationFacts::became(&delegation.parties, state, reason, ended_at(outcome))
    };
    let record = Record::new(&run.actor, now, action, ObjectKind::RoleDelegation, delegation.id);
    Some(
        record
            .on_behalf_of(Some(delegation.parties.delegator))
            .concerns(delegation.parties.proxy)
            .after(Some(facts.json())),
    )
}

/// That it never began, both are notified of, whatever the Site says (R9). The rest goes to the proxy where the Site's option says
/// so, and of an administrative role always to both (R18).
fn notify(
    letters: &mut Letters,
    delegation: &DueDelegation,
    outcome: DueOutcome,
    (sends_notices, now): (bool, DateTime<Utc>),
) {
    let over = || About::over(delegation.id, ended_at(outcome), delegation.zone);
    let parties = Parties::from(&delegation.parties);
    let options = Notices {
        sent: sends_notices,
        administrative: delegation.is_administrative,
    };
    match outcome {
        DueOutcome::Begins { .. } => {
            let about = About::new(delegation.id, delegation.period());
            turned(letters, &parties, about, options, Turned::Begun, now);
        }
        DueOutcome::Ends { .. } => turned(letters, &parties, over(), options, Turned::Ended, now),
        DueOutcome::NeverBegins => never_began(letters, &parties, over(), now),
        DueOutcome::HasBegun | DueOutcome::IsClosed => {}
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
