//! Replacing a delegate who has left, in every rule that names them (T8, T16): each rule as T1 and T3 say, its period
//! kept, all of them in one transaction.

use chrono::{DateTime, Utc};
use db::Connection;
use db::delegation_rules::leavers::{self, Naming};
use db::delegation_rules::{NewRule, Rule};
use db::people::Person;
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::delegation_rule::{Field, find_loop, window};
use domain::ids::{PersonId, RuleId};
use domain::zone::Zone;
use serde::{Deserialize, Serialize};

use super::facts::facts;
use super::notify::{self, Replacement};
use super::preview::{loop_in_words, unknown};
use crate::access::{self, Everywhere, ManageDirectory, Permitted};
use crate::actor::{Actor, PersonActor};
use crate::audit::{Record, instant};
use crate::delegates::Delegates;
use crate::notifications::Letters;
use crate::stale::Stale;
use crate::{Error, Result};

/// What the form was opened with: which rules named the leaver then (G5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RulesVersion {
    /// How many.
    pub count: i64,
    /// The newest: rules are only added or closed, so the two together tell any other set apart.
    pub newest: i64,
}

/// What was done.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Replaced {
    /// Name of who left.
    pub leaver: String,
    /// Name of who covers now.
    pub delegate: String,
    /// How many rules name the new delegate.
    pub count: i64,
    /// Names of the owners who would be their own delegate: their rules are as they were.
    pub refused: Vec<String>,
    /// Each loop that was closed, with everyone in it (T6).
    pub loops: Vec<String>,
}

impl Delegates<'_> {
    /// Replaces an inactive person as delegate by another, active person, in every rule in force or to come.
    ///
    /// # Errors
    /// [`Error::Stale`] when other rules name them than the form showed, [`Error::Invalid`] for a person who cannot
    /// be the delegate (T4), [`Error::Conflict`] when the person has not left.
    pub async fn replace(
        self,
        actor: &PersonActor,
        leaver: &str,
        delegate: &str,
        opened_with: RulesVersion,
    ) -> Result<Replaced> {
        let now = self.services.now();
        self.services
            .submit(actor, now, async |tx| {
                let permitted = access::require_everywhere(tx, actor, now).await?;
                let leaver = super::owner(tx, leaver).await?;
                replace(tx, permitted, (leaver, delegate), opened_with, now).await
            })
            .await
    }
}

/// The right is over everyone's records: over the leaver's, and over those of the owners.
async fn replace(
    tx: &mut Transaction,
    permitted: Permitted<Everywhere<ManageDirectory>>,
    (leaver, typed): (PersonId, &str),
    opened_with: RulesVersion,
    now: DateTime<Utc>,
) -> Result<Replaced> {
    let leaver = db::people::by_id(tx, leaver).await?.ok_or(Error::NotFound)?;
    if leaver.activity().is_active(now) {
        return Err(Error::Conflict(format!(
            "{} is active: change each rule by itself",
            leaver.display_name
        )));
    }
    let delegate = active_person(tx, typed, now).await?;
    let rules = leavers::naming(tx, leaver.id(), now).await?;
    let mut replaced = Replaced {
        leaver: leaver.display_name.clone(),
        delegate: delegate.display_name.clone(),
        count: 0,
        refused: Vec::new(),
        loops: Vec::new(),
    };
    let found = RulesVersion {
        count: i64::try_from(rules.len()).unwrap_or(i64::MAX),
        newest: rules.iter().map(|naming| naming.rule.id().0).max().unwrap_or(0),
    };
    if found != opened_with {
        return Err(stale(tx, leaver.id(), now).await?);
    }
    let (own, rules): (Vec<Naming>, Vec<Naming>) = rules
        .into_iter()
        .partition(|naming| naming.rule.owner() == delegate.id());
    replaced.refused = own.into_iter().map(|naming| naming.rule.owner_name).collect();
    if rules.is_empty() && !replaced.refused.is_empty() {
        let message = format!(
            "{} cannot be their own delegate: choose somebody else",
            delegate.display_name
        );
        return Err(Error::invalid(Field::Delegate.name(), message));
    }
    let by = (permitted.actor(), permitted.acting());
    write(tx, by, (&leaver, &delegate), &rules, now).await?;
    replaced.count = i64::try_from(rules.len()).unwrap_or(i64::MAX);
    replaced.loops = loops(tx, delegate.id(), &rules, now).await?;
    Ok(replaced)
}

/// T4, but for "another": that is judged rule by rule.
async fn active_person(conn: &mut Connection, typed: &str, now: DateTime<Utc>) -> Result<Person> {
    let typed = typed.trim();
    let refuse = |message| Err(Error::invalid(Field::Delegate.name(), message));
    if typed.is_empty() {
        return refuse("Enter the username of the new delegate".to_owned());
    }
    match db::people::by_username(conn, typed).await? {
        Some(person) if person.activity().is_active(now) => Ok(person),
        _ => refuse(unknown(conn, typed, now).await?),
    }
}

/// Closes and saves the rules, with a message to each side and an audit entry for each.
async fn write(
    tx: &mut Transaction,
    (by, actor): (PersonId, &Actor),
    (leaver, delegate): (&Person, &Person),
    rules: &[Naming],
    now: DateTime<Utc>,
) -> Result<()> {
    let old: Vec<RuleId> = rules.iter().map(|naming| naming.rule.id()).collect();
    if db::delegation_rules::leavers::close_all(tx, &old, by, now).await? != old.len() {
        return Err(stale(tx, leaver.id(), now).await?);
    }
    let new: Vec<NewRule> = rules
        .iter()
        .map(|naming| renewed(naming, delegate.id(), by, now))
        .collect();
    let ids = leavers::insert_all(tx, &new).await?;
    let by_name = db::people::by_id(tx, by)
        .await?
        .map(|person| person.display_name)
        .unwrap_or_default();
    let mut letters = Letters::default();
    let mut records = Vec::new();
    for ((naming, rule), id) in rules.iter().zip(&new).zip(ids) {
        let change = Replacement {
            id,
            old: &naming.rule,
            new: rule,
            delegate,
            zone: zone(naming),
        };
        notify::of_replacement(&mut letters, &change, (by, &by_name), now);
        records.push(record(actor, &change));
    }
    letters.write(tx).await?;
    Record::write_all(records, tx).await
}

fn zone(naming: &Naming) -> Zone {
    naming.time_zone
}

/// The same period for another delegate; what has begun begins anew with the save (T3).
fn renewed(naming: &Naming, delegate: PersonId, by: PersonId, now: DateTime<Utc>) -> NewRule {
    let rule = &naming.rule;
    let kind = rule.kind();
    // An administrator who is the owner too keeps what they chose for themselves (T9).
    let own = by == rule.owner();
    NewRule {
        owner: rule.owner(),
        delegate,
        kind,
        window: window(&kind, zone(naming), now),
        keep_copy: own && (rule.keep_copy || rule.saved_by() != rule.owner()),
        saved_by: by,
        saved_at: now,
    }
}

fn record(actor: &Actor, change: &Replacement<'_>) -> Record {
    let owner = change.old.owner();
    Record::new(
        actor,
        change.new.saved_at,
        Action::DelegationRuleSaved,
        ObjectKind::DelegationRule,
        owner,
    )
    .on_behalf_of((actor.person() != Some(owner)).then_some(owner))
    .concerns(owner)
    .about([change.old.delegate(), change.new.delegate])
    .event(notify::key_of_save(change.id))
    .before(Some(facts(change.old)))
    .after(Some(serde_json::json!({
        "rule": change.id, "delegate": change.delegate.username, "kind": change.new.kind,
        "starts_at": instant(change.new.window.starts_at), "ends_at": instant(change.new.window.ends_at),
        "keep_copy": change.new.keep_copy, "zone": change.zone.name(),
    })))
}

/// T6: the loops that the new rules close.
async fn loops(
    conn: &mut Connection,
    delegate: PersonId,
    rules: &[Naming],
    now: DateTime<Utc>,
) -> Result<Vec<String>> {
    let reachable = db::delegation_rules::reachable(conn, delegate, now).await?;
    let mut loops = Vec::new();
    for rule in rules.iter().map(|naming: &Naming| -> &Rule { &naming.rule }) {
        if let Some(members) = find_loop(rule.owner(), delegate, &reachable) {
            loops.push(loop_in_words(conn, &members).await?);
        }
    }
    Ok(loops)
}

/// Who changed the rules since the form was opened, and when (G5).
async fn stale(conn: &mut Connection, leaver: PersonId, now: DateTime<Utc>) -> Result<Error> {
    let change = leavers::last_change_naming(conn, leaver).await?;
    let (by, at) = change.map(|change| (change.by, change.at)).unzip();
    Ok(Stale::changed(by, at, now))
}
