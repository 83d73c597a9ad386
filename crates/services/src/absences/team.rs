//! The absences of others (D, R14): one section a hierarchy, and what may be done in it. Who acts in a delegator's section
//! acts for that delegator.

use chrono::{DateTime, Utc};
use db::absences::team::sections;
use db::absences::{self, write};
use db::transaction::Transaction;
use domain::absence::{Change, State, may_approve};
use domain::audit::ObjectKind;

use super::{
    Absence, AbsenceInput, Decision, Done, Filter, PAGE, Place, Section, Target, by, judged, note,
    overlap_refused, overlaps, refuse_over, refuse_overlap, told,
};
use crate::absences::Absences;
use crate::access::{self, ManageAbsences, Permitted, Viewer};
use crate::actor::PersonActor;
use crate::stale::Stale;
use crate::{Error, Result};

/// What a person reaches: sections, each with where its next page begins.
#[derive(Debug, Clone)]
pub struct Team {
    /// The person's own right first, then each delegator by name.
    pub sections: Vec<(Section, Option<Place>)>,
}

/// Shortens a list that was read one too far, and says where the rest begins.
pub(super) fn cut(absences: &mut Vec<Absence>) -> Option<Place> {
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = absences.len() > page;
    absences.truncate(page);
    let last = absences.last().filter(|_| more)?;
    Some((last.starts_on, last.id))
}

impl Absences<'_> {
    /// The absences of everyone whom the viewer reaches now (G9).
    ///
    /// # Errors
    /// [`Error::Forbidden`] when no role in force gives the privilege.
    pub async fn team(self, viewer: &Viewer, filter: &Filter) -> Result<Team> {
        let now = self.services.now();
        let mut conn = self.services.pool.get().await?;
        let found = sections(&mut conn, viewer.person, filter, now, PAGE + 1).await?;
        if found.is_empty() {
            return Err(Error::Forbidden);
        }
        let sections = found.into_iter().map(|mut section| {
            let next = cut(&mut section.absences);
            (section, next)
        });
        Ok(Team {
            sections: sections.collect(),
        })
    }

    /// One absence that the viewer reaches, for the form that changes it.
    ///
    /// # Errors
    /// [`Error::NotFound`] for one that is not there or out of reach: the two are not told apart.
    pub async fn team_one(self, viewer: &Viewer, id: i64) -> Result<Absence> {
        let now = self.services.now();
        let mut conn = self.services.pool.get().await?;
        let found = absences::by_id(&mut conn, id).await?.ok_or(Error::NotFound)?;
        let reached =
            access::page_permit::<ManageAbsences>(&mut conn, viewer.person, found.person, now).await;
        reached.map(|_| found).map_err(hidden)
    }

    /// Records an absence of somebody else. It is approved by whoever records it, unless that would be their own (D).
    ///
    /// # Errors
    /// [`Error::Invalid`] by field; a person out of reach is answered like one who is not there.
    pub async fn add(
        self,
        actor: &PersonActor,
        username: &str,
        delegator: &str,
        input: &AbsenceInput,
    ) -> Result<Done> {
        let now = self.services.now();
        let submitted = self.services.submit_once(actor, now, async |tx| {
            let permitted = reachable(tx, actor, username, delegator, now).await?;
            let judged = judged(input);
            let (permitted, (kind, days)) = match (permitted, judged) {
                (Ok(permitted), Ok(judged)) => (permitted, judged),
                (Err(mut problems), judged) => {
                    if let Err(Error::Invalid(more)) = judged {
                        problems.extend(more);
                    }
                    return Err(Error::Invalid(problems));
                }
                (Ok(_), Err(error)) => return Err(error),
            };
            let person = permitted.target();
            refuse_overlap(tx, person, days, None).await?;
            let approves = may_approve(person, actor.person(), permitted.delegator());
            let written = write::insert(tx, person, kind, days, approves, by(&permitted, now)).await?;
            let id = written.ok_or_else(overlaps)?;
            let after = note(tx, permitted, None, id, Change::Recorded, now).await?;
            Ok(told(&after))
        });
        self.still_recorded(submitted.await?).await
    }

    /// Changes kind and days. Whoever changes an approved one approves the change, unless it is their own.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is out of reach, [`Error::Invalid`] by field, [`Error::Stale`] when somebody was
    /// quicker, [`Error::Conflict`] when it is cancelled.
    pub async fn change(self, actor: &PersonActor, target: &Target, input: &AbsenceInput) -> Result<Done> {
        let now = self.services.now();
        self.services
            .submit(actor, now, async |tx| {
                let (found, permitted) = open(tx, actor, target, now).await?;
                let (kind, days) = judged(input)?;
                refuse_overlap(tx, found.person, days, Some(found.id)).await?;
                let stays_approved = found.state == State::Approved
                    && may_approve(found.person, permitted.actor(), permitted.delegator());
                let by = by(&permitted, now);
                let written = write::change(tx, found.id, kind, days, stays_approved, by).await;
                written.map_err(overlap_refused)?;
                let after = note(tx, permitted, Some(&found), found.id, Change::Changed, now).await?;
                Ok(told(&after))
            })
            .await
    }

    /// Approves or cancels one. Approving one's own is refused, whatever role or delegation reaches it (D).
    ///
    /// # Errors
    /// As [`Self::change`]; [`Error::Forbidden`] for approving one's own.
    pub async fn decide(self, actor: &PersonActor, target: &Target, decision: Decision) -> Result<Done> {
        let now = self.services.now();
        self.services
            .submit(actor, now, async |tx| {
                let (found, permitted) = open(tx, actor, target, now).await?;
                let (state, done) = match decision {
                    Decision::Cancel => {
                        refuse_over(&found, now)?;
                        (State::Cancelled, Change::Cancelled)
                    }
                    Decision::Approve => {
                        if !may_approve(found.person, permitted.actor(), permitted.delegator()) {
                            return Err(Error::Forbidden);
                        }
                        if found.state == State::Approved {
                            return Err(Error::Conflict("This absence is approved already".to_owned()));
                        }
                        (State::Approved, Change::Approved)
                    }
                };
                write::decide(tx, found.id, state, by(&permitted, now)).await?;
                let after = note(tx, permitted, Some(&found), found.id, done, now).await?;
                Ok(told(&after))
            })
            .await
    }
}

/// The absence, locked, as the form knew it, with the right to it: one that is out of reach is not there.
async fn open(
    tx: &mut Transaction,
    actor: &PersonActor,
    target: &Target,
    now: DateTime<Utc>,
) -> Result<(Absence, Permitted<ManageAbsences>)> {
    let found = absences::locked(tx, target.id).await?.ok_or(Error::NotFound)?;
    let permitted = access::require_through(tx, actor, found.person, &target.delegator, now).await;
    let permitted = permitted.map_err(hidden)?;
    if found.state == State::Cancelled {
        return Err(Error::Conflict("This absence is cancelled already".to_owned()));
    }
    if found.version != target.version {
        return Err(Stale::by_audit_log(tx, (ObjectKind::Absence, found.id), now).await?);
    }
    Ok((found, permitted))
}

/// The right to somebody's absences. Nobody, and somebody out of reach, are told apart nowhere.
async fn reachable(
    tx: &mut Transaction,
    actor: &PersonActor,
    username: &str,
    delegator: &str,
    now: DateTime<Utc>,
) -> Result<std::result::Result<Permitted<ManageAbsences>, Vec<crate::FieldProblem>>> {
    let username = username.trim();
    let wrong = |message: String| Ok(Err(vec![crate::FieldProblem::new("person", message)]));
    if username.is_empty() {
        return wrong("Enter the username of the person".to_owned());
    }
    let shown: String = username.chars().take(64).collect();
    let nobody = format!("There is nobody with the username “{shown}” whose absences you look after");
    let Some(person) = db::people::by_username(tx, username).await? else {
        return wrong(nobody);
    };
    match access::require_through(tx, actor, person.id(), delegator, now).await {
        Ok(permitted) => Ok(Ok(permitted)),
        Err(Error::Forbidden) => wrong(nobody),
        Err(error) => Err(error),
    }
}

/// What is out of reach does not exist.
fn hidden(error: Error) -> Error {
    match error {
        Error::Forbidden => Error::NotFound,
        other => other,
    }
}
