//! Saving a rule: roles come and go with it in the same transaction (R20), and what was lent without a right ends (R12).

use domain::audit::{Action, ObjectKind};
use domain::text::counting::counted as counted_words;
use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use db::Connection;
use db::provisioning::provisionable::{Choosable, choosable, keep_definitions};
use db::provisioning::{self as stored, Rule};
use db::role_delegations::terminations::Whose;
use db::security_console::roles::Lent;
use db::transaction::Transaction;
use domain::ids::{PersonId, RoleId};
use domain::provisioning::{RuleDefinition, RuleForm, TypedRole, check_rule};
use serde_json::{Value, json};

use super::foresee::{Confirmed, Foreseen, counted, ending};
use super::rights;
use crate::access::{self, ManageSetup};
use crate::actor::PersonActor;
use crate::audit::Record;
use crate::provisioning::Provisioning;
use crate::rights::Remaining;
use crate::role_delegations::over::end_all;
use crate::stale::{Deed, Stale};
use crate::{Error, FieldProblem, Result};

/// A role of a rule as it is typed.
#[derive(Debug, Clone, Default)]
pub struct RoleLine {
    /// Its code; empty: no role.
    pub code: String,
    /// Whoever matches holds it.
    pub autoprovision: bool,
    /// Whoever matches may delegate it to others, without approval.
    pub provisionable: bool,
    /// Whoever matches may request it for their reports.
    pub requestable: bool,
    /// Whoever matches may request it for themselves.
    pub self_requestable: bool,
}

/// What is to be done with the form.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RuleAct {
    /// Save it, and give and take roles.
    #[default]
    Save,
    /// Say what saving it would do.
    Preview,
    /// Delete the rule, and take roles.
    Delete,
    /// Say what deleting it would do.
    PreviewDeletion,
}

/// A rule as it is typed.
#[derive(Debug, Clone, Default)]
pub struct RuleInput {
    /// Which; none: a new one.
    pub id: Option<i64>,
    /// The version the form was opened with (G5).
    pub version: i32,
    /// Conditions and name; its roles are looked up from `roles`.
    pub form: RuleForm,
    /// The roles it names.
    pub roles: Vec<RoleLine>,
    /// What to do.
    pub act: RuleAct,
    /// What the reader knows of what it does.
    pub confirmed: Confirmed,
}

/// What came of it.
#[derive(Debug, Clone)]
pub enum RuleOutcome {
    /// Saved or deleted; the words say what changed.
    Done(String),
    /// What saving or deleting would do; nothing was changed.
    Preview(Foreseen),
    /// A role would be taken from everybody who has it by a rule, or delegations would end for good. Nothing was changed.
    Confirm(Foreseen),
}

/// How a form that changes nothing leaves its transaction: rolled back.
enum Stop {
    Told(RuleOutcome),
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<db::Error> for Stop {
    fn from(error: db::Error) -> Self {
        if error.is_constraint("role_provisioning_rules_name_key") {
            Self::Failed(taken())
        } else {
            Self::Failed(error.into())
        }
    }
}

fn taken() -> Error {
    Error::invalid("name", "Name must be one that no other rule has")
}

impl Provisioning<'_> {
    /// Saves or deletes a rule, or says what that would do.
    ///
    /// # Errors
    /// [`Error::Invalid`] by field, [`Error::Stale`], [`Error::NotFound`].
    pub async fn save_rule(self, actor: &PersonActor, input: &RuleInput) -> Result<RuleOutcome> {
        let now = self.services.now();
        let change = async |tx: &mut Transaction| save(tx, actor, input, now).await;
        let outcome = match input.act {
            // A preview makes the change and takes it back, as every dry run.
            RuleAct::Preview | RuleAct::PreviewDeletion => {
                let _slot = self.services.dry_run_slot().await?;
                Transaction::run(&self.services.pool, change).await
            }
            RuleAct::Save | RuleAct::Delete => self.services.submit(actor, now, change).await,
        };
        match outcome {
            Ok(words) => {
                // Pools may have run empty (T12).
                self.services
                    .tasks()
                    .sweep_after_change(actor.in_own_right())
                    .await;
                Ok(RuleOutcome::Done(words))
            }
            Err(Stop::Told(outcome)) => Ok(outcome),
            Err(Stop::Failed(error)) => Err(error),
        }
    }
}

async fn save(
    tx: &mut Transaction,
    actor: &PersonActor,
    input: &RuleInput,
    now: DateTime<Utc>,
) -> std::result::Result<String, Stop> {
    let by = actor.person();
    let ways = access::ways_everywhere::<ManageSetup>(tx, actor, now).await?;
    let administrators = Remaining::before(tx, now).await?;
    let present = match input.id {
        Some(id) => match stored::read(tx, id).await? {
            Some(rule) => Some(rule),
            None => return Ok(gone(tx, id, input.act).await?),
        },
        None => None,
    };
    let wanted = match input.act {
        RuleAct::Delete | RuleAct::PreviewDeletion => None,
        RuleAct::Save | RuleAct::Preview => Some(check(tx, input).await?),
    };
    let permitted = rights::judge(tx, ways, wanted.as_ref(), now).await?;
    let actor = permitted.acting();
    let own_before = stored::own(tx, by).await?;
    let id = write(tx, present.as_ref(), wanted.as_ref(), by, input, now).await?;
    let affected = affected(present.as_ref(), wanted.as_ref());
    let changes = stored::foresee(tx, &affected.autoprovisioned, now).await?;
    let mut foreseen = Foreseen {
        changes,
        ending: Lent::default(),
    };
    let losers = foreseen.losers();
    let unknown = losers > 0 && input.confirmed.losers != Some(losers);
    let previews = matches!(input.act, RuleAct::Preview | RuleAct::PreviewDeletion);
    if previews || unknown {
        foreseen.ending = ending(tx, actor, &affected.all, now).await?;
        return Err(Stop::Told(match input.act {
            RuleAct::Preview | RuleAct::PreviewDeletion => RuleOutcome::Preview(foreseen),
            RuleAct::Save | RuleAct::Delete => RuleOutcome::Confirm(foreseen),
        }));
    }
    let applied = stored::apply(tx, &affected.autoprovisioned, &actor.author(), now).await?;
    rights::refuse_own_gain(tx, by, &own_before).await?;
    foreseen.ending = counted(&end_all(tx, actor, Whose::Roles(&affected.all), now).await?);
    let ended = foreseen.ended();
    if ended > 0 && input.confirmed.ended != Some(ended) {
        return Err(Stop::Told(RuleOutcome::Confirm(foreseen)));
    }
    let (action, before, after) = match (&present, &wanted) {
        (None, _) => (Action::ProvisioningRuleCreated, None, wanted.as_ref().map(facts)),
        (Some(rule), Some(wanted)) => (
            Action::ProvisioningRuleChanged,
            Some(facts(&rule.definition())),
            Some(facts(wanted)),
        ),
        (Some(rule), None) => (DELETED, Some(facts(&rule.definition())), None),
    };
    administrators
        .require(tx, "Somebody who loses the role by this", now)
        .await?;
    Record::new(actor, now, action, ObjectKind::ProvisioningRule, id)
        .before(before)
        .after(after)
        .write(tx)
        .await?;
    let name = wanted
        .as_ref()
        .map(|rule| &rule.name)
        .or(present.as_ref().map(|rule| &rule.name));
    let name = name.map_or("The rule", String::as_str);
    let done = if wanted.is_some() { "saved" } else { "deleted" };
    let mut words = format!(
        "“{name}” is {done}: {} gained, {} lost.",
        counted_words(applied.gained, "role", "roles"),
        counted_words(applied.lost, "role", "roles")
    );
    if ended > 0 {
        words.push_str(&format!(" Delegations that ended with it: {ended}."));
    }
    Ok(words)
}

async fn check(tx: &mut Transaction, input: &RuleInput) -> Result<RuleDefinition> {
    let given = input
        .roles
        .iter()
        .filter(|line| line.provisionable || line.autoprovision);
    keep_definitions(tx, given.map(|line| line.code.trim().to_owned()).collect()).await?;
    let there = choosable(tx).await?;
    let looked_up = input.roles.iter().map(|line| {
        let role = there.iter().find(|role| role.code == line.code.trim());
        TypedRole {
            code: line.code.clone(),
            role: role.map(Choosable::id),
            is_administrative: role.is_some_and(|role| role.is_administrative),
            autoprovision: line.autoprovision,
            provisionable: line.provisionable,
            requestable: line.requestable,
            self_requestable: line.self_requestable,
        }
    });
    let form = RuleForm {
        roles: looked_up.collect(),
        ..input.form.clone()
    };
    check_rule(&form).map_err(|problems| {
        let problems = problems.into_iter();
        Error::Invalid(
            problems
                .map(|(field, message)| FieldProblem::new(field, message))
                .collect(),
        )
    })
}

async fn write(
    tx: &mut Transaction,
    present: Option<&Rule>,
    wanted: Option<&RuleDefinition>,
    by: PersonId,
    input: &RuleInput,
    now: DateTime<Utc>,
) -> std::result::Result<i64, Stop> {
    let (id, done) = match (present, wanted) {
        (Some(rule), Some(wanted)) => {
            let done = stored::update(tx, rule.id, input.version, wanted, by, now).await?;
            (rule.id, done)
        }
        (Some(rule), None) => (rule.id, stored::delete(tx, rule.id, input.version).await?),
        (None, Some(wanted)) => (stored::insert(tx, wanted, by, now).await?, true),
        (None, None) => return Err(Error::NotFound.into()),
    };
    if done {
        return Ok(id);
    }
    // Read again: the change waited for whoever was quicker.
    let Some(newest) = stored::read(tx, id).await? else {
        let words = gone(tx, id, input.act).await?;
        return Err(Stop::Told(RuleOutcome::Done(words)));
    };
    let by_upgrade = newest.roles.iter().any(|role| role.provisionable_by_upgrade);
    let upgrade = by_upgrade.then(|| "The upgrade".to_owned());
    let by = newest.changed_by_name.or(upgrade);
    Err(Stop::Failed(Stale::changed(by, newest.changed_at, now)))
}

/// What the audit log calls the deletion of a rule.
const DELETED: Action = Action::ProvisioningRuleDeleted;

/// A rule that is there no more: whoever wants to delete it has what they want; whoever wants to save it is told (G5).
async fn gone(conn: &mut Connection, id: i64, act: RuleAct) -> Result<String> {
    let object = id.to_string();
    let last = db::audit::last_time(conn, DELETED, (ObjectKind::ProvisioningRule, &object), None).await?;
    let (by, at) = last.ok_or(Error::NotFound)?;
    match act {
        RuleAct::Delete | RuleAct::PreviewDeletion => Ok("The rule is deleted.".to_owned()),
        RuleAct::Save | RuleAct::Preview => Err(Stale::error(Deed::Deleted, Some(by), Some(at), at)),
    }
}

/// Roles that the rule names, before or after.
struct Affected {
    /// With autoprovision: they may come and go.
    autoprovisioned: Vec<RoleId>,
    /// All of them: the right to delegate one may go too (R2, R12).
    all: Vec<RoleId>,
}

fn affected(present: Option<&Rule>, wanted: Option<&RuleDefinition>) -> Affected {
    let before = present.map(Rule::definition);
    let marks = || before.iter().chain(wanted).flat_map(|rule| &rule.roles);
    let autoprovisioned: BTreeSet<RoleId> = marks()
        .filter(|role| role.autoprovision)
        .map(|role| role.role)
        .collect();
    let all: BTreeSet<RoleId> = marks().map(|role| role.role).collect();
    Affected {
        autoprovisioned: autoprovisioned.into_iter().collect(),
        all: all.into_iter().collect(),
    }
}

fn facts(rule: &RuleDefinition) -> Value {
    let roles: Vec<Value> = rule
        .roles
        .iter()
        .map(|marks| {
            json!({ "role": marks.role, "autoprovision": marks.autoprovision, "provisionable": marks.provisionable,
                "requestable": marks.requestable, "self_requestable": marks.self_requestable })
        })
        .collect();
    json!({
        "name": rule.name, "department": rule.conditions.department, "job": rule.conditions.job,
        "location": rule.conditions.location, "is_manager": rule.conditions.is_manager, "roles": roles,
    })
}
