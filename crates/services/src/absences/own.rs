//! One's own absences: seen, requested, cancelled. Nobody approves their own.

use db::absences::{self, write};
use domain::absence::{Change, State};
use domain::audit::ObjectKind;

use super::{
    Absence, AbsenceInput, Done, PAGE, Place, Target, by, judged, note, overlaps, refuse_over,
    refuse_overlap, tell_approvers, told,
};
use crate::absences::Absences;
use crate::access::{self, ManageOwnAbsences, PagePermit};
use crate::actor::PersonActor;
use crate::stale::Stale;
use crate::{Error, Result};

impl Absences<'_> {
    /// A page of one's own absences, the newest start first, and where the next one begins.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own(
        self,
        permitted: &PagePermit<ManageOwnAbsences>,
        after: Option<Place>,
    ) -> Result<(Vec<Absence>, Option<Place>)> {
        let mut conn = self.services.pool.get().await?;
        let mut found = absences::of_person(&mut conn, permitted.target(), after, PAGE + 1).await?;
        let next = super::team::cut(&mut found);
        Ok((found, next))
    }

    /// One of the person's own absences.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none of that id that is theirs.
    pub async fn own_one(self, permitted: &PagePermit<ManageOwnAbsences>, id: i64) -> Result<Absence> {
        let mut conn = self.services.pool.get().await?;
        let found = absences::by_id(&mut conn, id).await?;
        let own = found.filter(|found| found.person == permitted.target());
        own.ok_or(Error::NotFound)
    }

    /// Requests an absence of one's own: somebody else is to approve it.
    ///
    /// # Errors
    /// [`Error::Invalid`] by field; nothing was saved.
    pub async fn request(self, actor: &PersonActor, input: &AbsenceInput) -> Result<Done> {
        let person = actor.person();
        let now = self.services.now();
        let submitted = self.services.submit_once(actor, now, async |tx| {
            let permitted = access::require::<ManageOwnAbsences>(tx, actor, person, now).await?;
            let (kind, days) = judged(input)?;
            refuse_overlap(tx, person, days, None).await?;
            let written = write::insert(tx, person, kind, days, false, by(&permitted, now)).await?;
            let id = written.ok_or_else(overlaps)?;
            let after = note(tx, permitted, None, id, Change::Requested, now).await?;
            tell_approvers(tx, &after, now).await?;
            Ok::<_, Error>(told(&after))
        });
        self.still_recorded(submitted.await?).await
    }

    /// Cancels an absence of one's own; it stays on record.
    ///
    /// # Errors
    /// [`Error::NotFound`] for anybody else's, [`Error::Stale`] when somebody was quicker, [`Error::Conflict`] when it is
    /// cancelled already.
    pub async fn cancel_own(self, actor: &PersonActor, target: &Target) -> Result<Done> {
        let person = actor.person();
        let now = self.services.now();
        self.services
            .submit(actor, now, async |tx| {
                let permitted = access::require::<ManageOwnAbsences>(tx, actor, person, now).await?;
                let found = absences::locked(tx, target.id).await?;
                let found = found
                    .filter(|found| found.person == person)
                    .ok_or(Error::NotFound)?;
                if found.state == State::Cancelled {
                    return Err(Error::Conflict("This absence is cancelled already".to_owned()));
                }
                if found.version != target.version {
                    return Err(Stale::by_audit_log(tx, (ObjectKind::Absence, target.id), now).await?);
                }
                refuse_over(&found, now)?;
                write::decide(tx, found.id, State::Cancelled, by(&permitted, now)).await?;
                let after = note(tx, permitted, Some(&found), found.id, Change::Cancelled, now).await?;
                Ok(told(&after))
            })
            .await
    }
}
