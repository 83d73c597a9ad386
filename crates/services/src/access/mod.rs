//! Access: a right is a value that only this module makes (G9, S). A use case asks for it inside its transaction;
//! what it calls takes `&Permitted<P>` and reads actor and target from it.

use std::marker::PhantomData;
use std::ops::Deref;

use chrono::{DateTime, Utc};
use db::Connection;
use db::access::at::Holding;
use db::transaction::Transaction;
use domain::ids::PersonId;
use domain::privilege::{DataScope, Privilege as Code};

use crate::actor::{Actor, InPlaceOf, PersonActor};
use crate::{Error, Result};

mod help;
mod viewer;
mod why;

pub use viewer::{Away, Viewer};
pub use why::{Chain, Miss, Why, WhyInput};

/// The use cases of this feature: what a person may see and do, and why.
#[derive(Clone, Copy)]
pub struct Access<'a> {
    services: &'a crate::Services,
}

impl crate::Services {
    /// Use cases: what a person may see and do, and why.
    pub fn access(&self) -> Access<'_> {
        Access { services: self }
    }
}

/// A privilege as a type.
pub trait Privilege {
    /// The domain's name for it.
    const PRIVILEGE: Code;
}

macro_rules! privileges {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;
        impl Privilege for $name {
            const PRIVILEGE: Code = Code::$name;
        }
    )+};
}

privileges!(
    /// See and decide one's own tasks.
    WorkOnTasks,
    /// Ask for a role.
    RequestRoles,
    /// Set one's own task delegate.
    ManageOwnProfile,
    /// Read one's own notifications.
    ReadNotifications,
    /// See one's own roles, and lend them.
    DelegateOwnRoles,
    /// See and cancel any task.
    OverseeTasks,
    /// Start access reviews and revocations.
    RunAccessReviews,
    /// Read the audit log.
    ReadAuditLog,
    /// Edit policies.
    EditPolicies,
    /// Accounts, roles, and which roles may be lent.
    ManageSecurity,
    /// Profile options and role provisioning rules.
    ManageSetup,
    /// See the whole directory, and set anybody's task delegate (T8).
    ManageDirectory,
    /// See what has not been delivered, and try it once more.
    RunScheduledProcesses,
    /// Delegate roles on behalf of others (R16).
    ManageUserAccounts,
    /// See and request one's own absences.
    ManageOwnAbsences,
    /// See, add, change, approve and cancel the absences of others (D).
    ManageAbsences,
);

/// Proof that a page about `P` on the record of `target` may be shown to `actor`. It may be by what was in force when the request
/// began, and is good for no write: a change asks for its [`Permitted`] inside its own transaction.
#[derive(Debug)]
pub struct PagePermit<P> {
    actor: PersonId,
    target: PersonId,
    delegator: Option<InPlaceOf>,
    /// Code of the role that gives it.
    role: String,
    privilege: PhantomData<P>,
}

impl<P> PagePermit<P> {
    /// Code of the role that permits it; empty where only a page is shown.
    pub(crate) fn role(&self) -> &str {
        &self.role
    }

    /// Who may.
    pub fn actor(&self) -> PersonId {
        self.actor
    }

    /// On whose record.
    pub fn target(&self) -> PersonId {
        self.target
    }

    /// In whose place: the delegator through whose role it is permitted (G4). None: the actor's own right.
    pub fn delegator(&self) -> Option<PersonId> {
        self.delegator.as_ref().map(|delegator| delegator.person)
    }

    /// The same about another privilege that this one includes.
    fn about<Q>(self) -> PagePermit<Q> {
        PagePermit {
            actor: self.actor,
            target: self.target,
            delegator: self.delegator,
            role: self.role,
            privilege: PhantomData,
        }
    }
}

/// Proof that `actor` may do `P` to the record of `target` now, by what is in force in the transaction that it was asked for in.
/// Whatever it permits, a page may also show: it lends itself as a [`PagePermit`].
#[derive(Debug)]
#[must_use = "a right that nobody uses guards nothing"]
pub struct Permitted<P> {
    page: PagePermit<P>,
    acting: Actor,
}

impl<P> Deref for Permitted<P> {
    type Target = PagePermit<P>;

    fn deref(&self) -> &PagePermit<P> {
        &self.page
    }
}

impl<P> Permitted<P> {
    /// The actor as everything that is written by this right has to name them: in the place of who delegated the role (G4).
    pub(crate) fn acting(&self) -> &Actor {
        &self.acting
    }

    /// The same, written in one's own name: acting for oneself is self-service, through whatever it is permitted (R16).
    pub(crate) fn for_oneself(self) -> Self {
        Self {
            acting: self.acting.in_place_of(None),
            page: PagePermit {
                delegator: None,
                ..self.page
            },
        }
    }

    fn lending(self) -> Permitted<LendRoles> {
        let acting = if self.page.actor == self.page.target {
            self.acting.in_place_of(None)
        } else {
            self.acting
        };
        Permitted {
            page: lending(self.page),
            acting,
        }
    }
}

/// Lending the roles of somebody, in either way there is: one's own ([`DelegateOwnRoles`]), or on behalf of others
/// ([`ManageUserAccounts`], R16). What is written is the same; who acts for whom stands in the [`Permitted`].
#[derive(Debug)]
pub struct LendRoles;

/// Acting for oneself is self-service, through whatever it is permitted (R16).
fn lending<P>(mut page: PagePermit<P>) -> PagePermit<LendRoles> {
    if page.actor == page.target {
        page.delegator = None;
    }
    page.about()
}

impl From<PagePermit<DelegateOwnRoles>> for PagePermit<LendRoles> {
    fn from(page: PagePermit<DelegateOwnRoles>) -> Self {
        lending(page)
    }
}

impl From<PagePermit<ManageUserAccounts>> for PagePermit<LendRoles> {
    fn from(page: PagePermit<ManageUserAccounts>) -> Self {
        lending(page)
    }
}

impl From<Permitted<DelegateOwnRoles>> for Permitted<LendRoles> {
    fn from(permitted: Permitted<DelegateOwnRoles>) -> Self {
        permitted.lending()
    }
}

impl From<Permitted<ManageUserAccounts>> for Permitted<LendRoles> {
    fn from(permitted: Permitted<ManageUserAccounts>) -> Self {
        permitted.lending()
    }
}

impl<P> From<Permitted<P>> for PagePermit<P> {
    fn from(permitted: Permitted<P>) -> Self {
        permitted.page
    }
}

impl PagePermit<LendRoles> {
    /// On whose behalf the actor acts; none: on their own (G4). Acting for oneself on another's page is self-service (R16).
    pub fn on_behalf_of(&self) -> Option<PersonId> {
        (self.actor != self.target).then_some(self.target)
    }
}

/// The right to do `P` to everyone's records, and so to what is nobody's: policies, roles, the audit log. Only a role whose
/// data scope is everyone gives it.
#[derive(Debug)]
pub struct Everywhere<P>(PhantomData<P>);

/// Asks whether `actor` may do `P` to the record of `target` now, by what is in force in this transaction: by the one
/// function that answers for pages and API alike (D).
///
/// # Errors
/// [`Error::Forbidden`] when not.
pub async fn require<P: Privilege>(
    tx: &mut Transaction,
    actor: &PersonActor,
    target: PersonId,
    now: DateTime<Utc>,
) -> Result<Permitted<P>> {
    require_through(tx, actor, target, "", now).await
}

/// The same where the actor says in whose place they act: as that delegator's proxy if that permits it, else in their own
/// right, else through any delegation that permits it.
///
/// # Errors
/// [`Error::Forbidden`] when nothing permits it.
pub async fn require_through<P: Privilege>(
    tx: &mut Transaction,
    actor: &PersonActor,
    target: PersonId,
    delegator: &str,
    now: DateTime<Utc>,
) -> Result<Permitted<P>> {
    let through = through::<P>(tx, actor.person(), target, now).await?;
    let named = through
        .iter()
        .find(|way| !delegator.is_empty() && way.delegator.as_deref() == Some(delegator));
    let way = named.or(preferred(&through)).ok_or(Error::Forbidden)?;
    Ok(permitted(actor, target, way))
}

/// Every way in which `actor` may do `P` to the record of `target` now: by one's own right first, and by a wider one before
/// a narrower one (R22). Not all of them allow everything.
///
/// # Errors
/// [`Error::Forbidden`] when nothing permits it.
pub(crate) async fn ways<P: Privilege>(
    tx: &mut Transaction,
    actor: &PersonActor,
    target: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<Permitted<P>>> {
    let ways = in_order(through::<P>(tx, actor.person(), target, now).await?)?;
    Ok(ways.iter().map(|way| permitted(actor, target, way)).collect())
}

/// Every way in which `actor` may do `P` to everyone's records now, one's own right first.
///
/// # Errors
/// [`Error::Forbidden`] when nothing permits it.
pub(crate) async fn ways_everywhere<P: Privilege>(
    tx: &mut Transaction,
    actor: &PersonActor,
    now: DateTime<Utc>,
) -> Result<Vec<Permitted<Everywhere<P>>>> {
    let through = db::access::at::everywhere(tx, actor.person(), P::PRIVILEGE.code(), now).await?;
    let ways = in_order(through)?;
    let permitted = |way| permitted(actor, actor.person(), way);
    Ok(ways.iter().map(permitted).collect())
}

/// Asks whether `actor` may do `P` to everyone's records now.
///
/// # Errors
/// [`Error::Forbidden`] when no role in force, granted or delegated, gives it over everyone.
pub async fn require_everywhere<P: Privilege>(
    tx: &mut Transaction,
    actor: &PersonActor,
    now: DateTime<Utc>,
) -> Result<Permitted<Everywhere<P>>> {
    let through = db::access::at::everywhere(tx, actor.person(), P::PRIVILEGE.code(), now).await?;
    let way = preferred(&through).ok_or(Error::Forbidden)?;
    Ok(permitted(actor, actor.person(), way))
}

/// Asks whether a page about `P` on the record of `target` may be shown to `reader` now.
///
/// # Errors
/// [`Error::Forbidden`] when not.
pub(crate) async fn page_permit<P: Privilege>(
    conn: &mut Connection,
    reader: PersonId,
    target: PersonId,
    now: DateTime<Utc>,
) -> Result<PagePermit<P>> {
    let through = through::<P>(conn, reader, target, now).await?;
    let way = preferred(&through).ok_or(Error::Forbidden)?;
    Ok(page(reader, target, way))
}

/// Whether what concerns everyone's records may be shown to `reader` now.
///
/// # Errors
/// When the database fails.
pub(crate) async fn is_permitted_everywhere<P: Privilege>(
    conn: &mut Connection,
    reader: PersonId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let through = db::access::at::everywhere(conn, reader, P::PRIVILEGE.code(), now).await?;
    Ok(!through.is_empty())
}

/// Every way in which such a page may be shown, one's own right first.
///
/// # Errors
/// [`Error::Forbidden`] when nothing permits it.
pub(crate) async fn page_ways<P: Privilege>(
    conn: &mut Connection,
    reader: PersonId,
    target: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<PagePermit<P>>> {
    let ways = in_order(through::<P>(conn, reader, target, now).await?)?;
    Ok(ways.iter().map(|way| page(reader, target, way)).collect())
}

/// The one question behind all of them.
async fn through<P: Privilege>(
    conn: &mut Connection,
    person: PersonId,
    target: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<Holding>> {
    Ok(db::access::at::through(conn, person, P::PRIVILEGE.code(), target, now, now).await?)
}

fn in_order(mut through: Vec<Holding>) -> Result<Vec<Holding>> {
    through.sort_by_key(rank);
    if through.is_empty() {
        Err(Error::Forbidden)
    } else {
        Ok(through)
    }
}

fn permitted<P>(actor: &PersonActor, target: PersonId, way: &Holding) -> Permitted<P> {
    Permitted {
        page: page(actor.person(), target, way),
        acting: actor.in_place_of(in_place_of(way)),
    }
}

fn page<P>(actor: PersonId, target: PersonId, way: &Holding) -> PagePermit<P> {
    PagePermit {
        actor,
        target,
        delegator: in_place_of(way),
        role: way.role.clone(),
        privilege: PhantomData,
    }
}

/// One's own right goes before a delegated one, and what reaches everyone before what does not.
fn preferred(through: &[Holding]) -> Option<&Holding> {
    through.iter().min_by_key(|way| rank(way))
}

fn rank(way: &Holding) -> (bool, bool) {
    (way.delegator.is_some(), way.data_scope != DataScope::Everyone)
}

fn in_place_of(way: &Holding) -> Option<InPlaceOf> {
    Some(InPlaceOf {
        person: way.delegator_id()?,
        username: way.delegator.clone()?,
        delegation: way.delegation_id?,
    })
}
