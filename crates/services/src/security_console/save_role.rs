//! Creating and editing a role (R3, T10).

use chrono::{DateTime, Utc};
use db::Connection;
use db::security_console::roles::{self as stored, Defined, Lent};
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::ids::{PersonId, PolicyId, TaskId};
use domain::policy::PolicyKind;
use domain::rights::Takes;
use domain::role::{RoleChange, RoleDefinition, RoleForm, check_role};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::access::{self, Everywhere, ManageSecurity, Permitted};
use crate::actor::{Actor, PersonActor};
use crate::audit::Record;
use crate::provisioning::administrative::refuse_marked;
use crate::rights::{self, Proposal, Proposed, propose};
use crate::security_console::SecurityConsole;
use crate::stale::Stale;
use crate::{Error, FieldProblem, Result};

/// A role as it is typed.
#[derive(Debug, Clone, Copy, Default)]
pub struct RoleInput<'a> {
    /// The version the form was opened with (G5).
    pub version: i32,
    /// Its own facts.
    pub form: RoleForm<'a>,
    /// The policy it names for each type, in the order of [`PolicyKind::ALL`]: an id, or empty for the default.
    pub policies: [&'a str; 3],
}

/// What was saved.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RoleSaved {
    /// As shown.
    pub name: String,
    /// *Delegation allowed* was switched off: what stays as it is (R3).
    pub switched_off: Option<Lent>,
    /// Nothing is changed yet: a second person has to approve (R22 (6)).
    pub waits: bool,
}

impl SecurityConsole<'_> {
    /// Saves a role; without a code, a new one.
    ///
    /// # Errors
    /// [`Error::Invalid`] by field, [`Error::Stale`], [`Error::NotFound`].
    pub async fn save_role(
        self,
        actor: &PersonActor,
        code: Option<&str>,
        input: &RoleInput<'_>,
    ) -> Result<RoleSaved> {
        let now = self.services.now();
        self.services
            .submit(actor, now, async |tx| {
                save(tx, actor, code, input, (self.services.tasks().new_id(), now)).await
            })
            .await
    }
}

async fn save(
    tx: &mut Transaction,
    actor: &PersonActor,
    code: Option<&str>,
    input: &RoleInput<'_>,
    (new_id, now): (TaskId, DateTime<Utc>),
) -> Result<RoleSaved> {
    let by = actor.person();
    let ways = access::ways_everywhere::<ManageSecurity>(tx, actor, now).await?;
    let present = match code {
        Some(code) => Some(stored::by_code(tx, code).await?.ok_or(Error::NotFound)?),
        None => stored::by_code(tx, input.form.code.trim()).await?,
    };
    let definition = present.as_ref().map(Defined::definition);
    let checked = check_role(&input.form, definition.as_ref().filter(|_| code.is_some()));
    let policies = check_policies(tx, input).await?;
    let (checked, policies) = match (checked, policies) {
        (Ok(checked), Ok(policies)) => (checked, policies),
        (checked, policies) => {
            let own = checked.err().unwrap_or_default();
            let own = own
                .into_iter()
                .map(|(field, message)| FieldProblem::new(field, message));
            return Err(Error::Invalid(
                own.chain(policies.err().unwrap_or_default()).collect(),
            ));
        }
    };
    let (permitted, takes) = judge(
        tx,
        ways,
        by,
        present.as_ref().filter(|_| code.is_some()),
        &checked,
        now,
    )
    .await?;
    if let Some(present) = &present {
        // The role is locked: no rule begins to give it meanwhile.
        refuse_marked(tx, present, &checked).await?;
    }
    let wanted = Wanted {
        actor: permitted.acting(),
        by,
        new_id,
        takes,
        role: checked,
        policies,
        now,
    };
    match (code, present) {
        (Some(_), Some(present)) => wanted.change(tx, &present, input.version).await,
        (_, Some(_)) => Err(Error::invalid("code", "Code must be one that no other role has")),
        (_, None) => wanted.create(tx).await,
    }
}

/// R22: the right by which the role is saved, and whether a second person has to decide.
async fn judge(
    tx: &mut Transaction,
    ways: Vec<Permitted<Everywhere<ManageSecurity>>>,
    by: PersonId,
    present: Option<&Defined>,
    role: &RoleDefinition,
    now: DateTime<Utc>,
) -> Result<(Permitted<Everywhere<ManageSecurity>>, Takes)> {
    let holders = match present {
        Some(present) => db::rights::holders(tx, by, present.id, now).await?,
        None => (false, false),
    };
    let before = present.map(Defined::definition);
    let judged = rights::first_allowed(tx, ways, now, |acting| {
        acting
            .may_define(before.as_ref(), role, holders)
            .map_err(|refusal| {
                let words = refusal.in_words(&role.name);
                (refusal, words)
            })
    });
    judged
        .await?
        .map_err(|(_, message)| Error::invalid("privileges", message))
}

type Named = Vec<(PolicyKind, PolicyId)>;

/// A role as it is to be, and who saves it when.
struct Wanted<'a> {
    actor: &'a Actor,
    by: PersonId,
    /// Of the task by which a second person decides.
    new_id: TaskId,
    /// Whether one has to.
    takes: Takes,
    role: RoleDefinition,
    policies: Named,
    now: DateTime<Utc>,
}

/// The policies that are named, each of its own type.
async fn check_policies(
    conn: &mut Connection,
    input: &RoleInput<'_>,
) -> Result<std::result::Result<Named, Vec<FieldProblem>>> {
    const FIELDS: [&str; 3] = ["request_policy", "review_policy", "revoke_policy"];
    let there = stored::policies(conn).await?;
    let (mut named, mut problems) = (Vec::new(), Vec::new());
    for ((kind, typed), field) in PolicyKind::ALL.into_iter().zip(input.policies).zip(FIELDS) {
        let typed = typed.trim();
        if typed.is_empty() {
            continue;
        }
        let found = there
            .iter()
            .find(|policy| policy.kind == kind && policy.id().to_string() == typed);
        match found {
            Some(policy) => named.push((kind, policy.id())),
            None => problems.push(FieldProblem::new(field, "Choose one of the policies offered")),
        }
    }
    Ok(if problems.is_empty() {
        Ok(named)
    } else {
        Err(problems)
    })
}

impl Wanted<'_> {
    fn saved(&self) -> RoleSaved {
        RoleSaved {
            name: self.role.name.clone(),
            switched_off: None,
            waits: false,
        }
    }

    async fn create(&self, tx: &mut Transaction) -> Result<RoleSaved> {
        let id = stored::insert(tx, &self.role, self.by, self.now)
            .await
            .map_err(|error| {
                if error.is_constraint("roles_code_key") {
                    Error::invalid("code", "Code must be one that no other role has")
                } else {
                    error.into()
                }
            })?;
        stored::write_policies(tx, id, &self.policies, self.by, self.now).await?;
        Record::new(
            self.actor,
            self.now,
            Action::RoleCreated,
            ObjectKind::Role,
            &self.role.code,
        )
        .after(Some(facts(&self.role, &self.policies)))
        .write(tx)
        .await?;
        Ok(self.saved())
    }

    async fn change(&self, tx: &mut Transaction, present: &Defined, version: i32) -> Result<RoleSaved> {
        let was: Named = named(present);
        if present.version == version && present.definition() == self.role && was == self.policies {
            return Ok(self.saved());
        }
        if self.takes == Takes::SecondPerson && present.version == version && self.ask(tx, present).await? {
            return Ok(RoleSaved {
                waits: true,
                ..self.saved()
            });
        }
        if !stored::update(tx, present.id, version, &self.role, self.by, self.now).await? {
            return Err(self.overtaken(tx, present).await?);
        }
        stored::write_policies(tx, present.id, &self.policies, self.by, self.now).await?;
        let switched_off = if present.delegation_allowed && !self.role.delegation_allowed {
            Some(stored::lent(tx, present.id, self.now).await?)
        } else {
            None
        };
        Record::new(
            self.actor,
            self.now,
            Action::RoleChanged,
            ObjectKind::Role,
            &present.code,
        )
        .before(Some(facts(&present.definition(), &was)))
        .after(Some(facts(&self.role, &self.policies)))
        .write(tx)
        .await?;
        Ok(RoleSaved {
            switched_off,
            ..self.saved()
        })
    }

    /// Asks a second person for the change (R22 (6)); false: nobody else could decide it.
    async fn ask(&self, tx: &mut Transaction, present: &Defined) -> Result<bool> {
        let proposal = Proposal {
            actor: self.actor,
            by: self.by,
            id: self.new_id,
            subject: self.by,
            role: (present.id, &self.role),
            change: Some(RoleChange {
                version: present.version,
                definition: self.role.clone(),
                policies: self.policies.clone(),
            }),
            title: format!("Change the role {}", present.name),
            facts: facts(&self.role, &self.policies),
        };
        Ok(propose(tx, proposal, self.now).await? != Proposed::AtOnce)
    }

    /// Somebody was quicker. Read again: the update may have waited for them.
    async fn overtaken(&self, conn: &mut Connection, present: &Defined) -> Result<Error> {
        let newest = stored::by_code(conn, &present.code)
            .await?
            .ok_or(Error::NotFound)?;
        Ok(Stale::changed(
            newest.changed_by_name,
            newest.changed_at,
            self.now,
        ))
    }
}

/// The policies a role names, in the order of the types.
fn named(role: &Defined) -> Named {
    let of_kind = |kind| role.policy(kind).map(|policy| (kind, policy.id));
    PolicyKind::ALL.into_iter().filter_map(of_kind).collect()
}

fn facts(role: &RoleDefinition, policies: &[(PolicyKind, PolicyId)]) -> Value {
    let policy = |kind| {
        policies
            .iter()
            .find(|(named, _)| *named == kind)
            .map(|(_, id)| *id)
    };
    json!({
        "name": role.name, "data_scope": role.data_scope, "privileges": role.privileges,
        "delegation_allowed": role.delegation_allowed, "request_policy": policy(PolicyKind::Request),
        "review_policy": policy(PolicyKind::Review), "revoke_policy": policy(PolicyKind::Revoke),
    })
}
