//! Begins and ends that are due (R6–R10): some hundreds in one transaction, with their audit entries and messages (G3).

use chrono::{DateTime, Utc};
use db::role_requests::due::{self, Became, Carried};
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::role_delegation::EndReason;
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
                Ok(carried) if carried.is_empty() => return Ok(()),
                Ok(carried) => self.count(&carried, counts),
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

    fn count(self, carried: &[Carried], counts: &mut Counts) {
        for delegation in carried {
            match delegation.verdict {
                Became::Begun => counts.begun += 1,
                Became::Ended => counts.ended += 1,
                Became::NeverBegan => counts.never_began += 1,
                Became::DoneBefore => continue,
            }
            if !self.has_directory() && delegation.verdict != Became::NeverBegan {
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
                Ok(carried) => self.count(&carried, counts),
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
async fn batch(tx: &mut Transaction, run: &Run, suppress: bool, now: DateTime<Utc>) -> Result<Vec<Carried>> {
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
) -> Result<Vec<Carried>> {
    let carried = due::carry_out(tx, delegations, run.id, suppress, now).await?;
    let mut letters = Letters::default();
    let mut records = Vec::with_capacity(carried.len());
    for delegation in &carried {
        records.extend(record(run, delegation, now));
        notify(&mut letters, delegation, run.sends_notices, now);
    }
    letters.write(tx).await?;
    Record::write_all(records, tx).await?;
    Ok(carried)
}

fn record(run: &Run, delegation: &Carried, now: DateTime<Utc>) -> Option<Record> {
    let (action, state, reason) = match delegation.verdict {
        Became::Begun => (Action::RoleDelegationBegun, facts::NewState::InForce, None),
        Became::Ended => (
            Action::RoleDelegationEnded,
            facts::NewState::Ended,
            Some(EndReason::EndDate),
        ),
        Became::NeverBegan => (
            Action::RoleDelegationCancelled,
            facts::NewState::Cancelled,
            Some(EndReason::NeverBegan),
        ),
        Became::DoneBefore => return None,
    };
    let facts = DelegationFacts {
        days: Some((delegation.period(), None)),
        ..DelegationFacts::became(&delegation.parties, state, reason, delegation.ended_at)
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
fn notify(letters: &mut Letters, delegation: &Carried, sends_notices: bool, now: DateTime<Utc>) {
    let about = match delegation.verdict {
        Became::Begun => About::new(delegation.id, delegation.period()),
        Became::Ended | Became::NeverBegan | Became::DoneBefore => {
            About::over(delegation.id, delegation.ended_at, delegation.zone())
        }
    };
    let parties = Parties::from(&delegation.parties);
    let options = Notices {
        sent: sends_notices,
        administrative: delegation.is_administrative,
    };
    match delegation.verdict {
        Became::Begun => turned(letters, &parties, about, options, Turned::Begun, now),
        Became::Ended => turned(letters, &parties, about, options, Turned::Ended, now),
        Became::NeverBegan => never_began(letters, &parties, about, now),
        Became::DoneBefore => {}
    }
}
