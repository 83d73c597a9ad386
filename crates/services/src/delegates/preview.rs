//! What a rule will mean, before it is saved: for the island that shows it while typing, and for a save.

use chrono::{DateTime, Utc};
use db::Connection;
use db::people::Person;
use domain::delegation_rule::{self, Field, RuleKind, Window};
use domain::ids::PersonId;
use domain::resolution::{Barred, resolve};
use domain::text::with_username;
use domain::zone::Zone;

use super::RuleInput;
use crate::access::{self, ManageDirectory, ManageOwnProfile, PagePermit};
use crate::delegates::Delegates;
use crate::people::search::nobody_active;
use crate::{Error, FieldProblem, Result};

/// A rule that passed every check.
pub(super) struct Checked {
    /// Whether the owner sets it themselves.
    pub(super) own: bool,
    pub(super) owner: Person,
    pub(super) delegate: Person,
    pub(super) kind: RuleKind,
    pub(super) window: Window,
    pub(super) zone: Zone,
}

/// What a form means as it stands.
#[derive(Debug, Clone, Default)]
pub struct Preview {
    /// In words with instants and zone; none while something is missing.
    pub meaning: Option<String>,
    /// What the person should know before they save: a loop (T6), with whom new tasks would end (T4), the rule that this one
    /// replaces (T1).
    pub warnings: Vec<String>,
    /// What is wrong, by field.
    pub problems: Vec<FieldProblem>,
}

/// Checks a rule (T2–T4) that `reader` sets. Every wrong field is named at once.
pub(super) async fn check(
    conn: &mut Connection,
    owner: PersonId,
    reader: PersonId,
    input: &RuleInput,
    now: DateTime<Utc>,
) -> Result<Checked> {
    let owner = db::people::by_id(conn, owner).await?.ok_or(Error::NotFound)?;
    let zone = owner.time_zone;
    let kind = delegation_rule::check_window(&input.kind, &input.starts_on, &input.ends_on, zone.today(now));
    let own = owner.id() == reader;
    let delegate = check_delegate(conn, &owner, own, &input.delegate, now).await?;
    let mut problems: Vec<FieldProblem> = Vec::new();
    match (kind, delegate) {
        (Ok(kind), Ok(delegate)) => {
            let window = delegation_rule::window(&kind, zone, now);
            return Ok(Checked {
                own,
                owner,
                delegate,
                kind,
                window,
                zone,
            });
        }
        (kind, delegate) => {
            let windows = kind.err().unwrap_or_default();
            problems.extend(
                windows
                    .into_iter()
                    .map(|problem| FieldProblem::new(problem.field.name(), problem.message)),
            );
            // In the order of the form: how long, whom, from, to.
            let place = usize::from(
                problems
                    .first()
                    .is_some_and(|problem| problem.field == Field::Kind.name()),
            );
            if let Err(problem) = delegate {
                problems.insert(place, problem);
            }
        }
    }
    Err(Error::Invalid(problems))
}

/// T4: another active person.
pub(super) async fn check_delegate(
    conn: &mut Connection,
    owner: &Person,
    own: bool,
    typed: &str,
    now: DateTime<Utc>,
) -> Result<std::result::Result<Person, FieldProblem>> {
    let refuse = |message: String| Ok(Err(FieldProblem::new(Field::Delegate.name(), message)));
    let typed = typed.trim();
    if typed.is_empty() {
        let whose = if own { "your" } else { "the" };
        return refuse(format!("Enter the username of {whose} delegate"));
    }
    match db::people::by_username(conn, typed).await? {
        Some(person) if person.id() == owner.id() => {
            refuse("Delegate must be somebody else: tasks cannot be delegated to their owner".to_owned())
        }
        Some(person) if person.activity().is_active(now) => Ok(Ok(person)),
        // An inactive person is told apart from an unknown one nowhere: the picker offers active people only.
        _ => refuse(unknown(conn, typed, now).await?),
    }
}

/// Names who could have been meant.
pub(super) async fn unknown(conn: &mut Connection, typed: &str, now: DateTime<Utc>) -> Result<String> {
    let near = crate::people::search::find(conn, typed, now, 4).await?;
    Ok(nobody_active(
        "Delegate must be an active person: nobody",
        typed,
        &near,
    ))
}

/// T6: everyone in the loop that this rule would close.
pub(super) async fn loop_warning(
    conn: &mut Connection,
    checked: &Checked,
    now: DateTime<Utc>,
) -> Result<Option<String>> {
    let rules = db::delegation_rules::reachable(conn, checked.delegate.id(), now).await?;
    let Some(members) = delegation_rule::find_loop(checked.owner.id(), checked.delegate.id(), &rules) else {
        return Ok(None);
    };
    Ok(Some(loop_in_words(conn, &members).await?))
}

/// Everyone in a loop, by name (T6).
pub(super) async fn loop_in_words(conn: &mut Connection, members: &[PersonId]) -> Result<String> {
    let names = db::people::names(conn, members).await?;
    let mut chain: Vec<String> = members
        .iter()
        .filter_map(|person| names.get(person))
        .map(|name| name.display_name.clone())
        .collect();
    chain.extend(chain.first().cloned());
    Ok(format!(
        "This closes a loop: {}. Each task goes round it once at most and stops before anyone would get it twice.",
        chain.join(" → ")
    ))
}

/// With whom new tasks would end, where the delegate's own go on (T4, T5). It is asked of this instant, whatever days the form
/// names: whoever tried one day after the other would else learn when other people are away. So no period of anybody else's is
/// in it, and nobody between the delegate and the last one.
async fn last_of_chain(
    conn: &mut Connection,
    checked: &Checked,
    now: DateTime<Utc>,
) -> Result<Option<String>> {
    let (owner, delegate) = (checked.owner.id(), checked.delegate.id());
    let mut facts = db::delegation_rules::chain_facts(conn, &[owner, delegate], now)
        .await?
        .facts;
    facts.delegates.insert(owner, delegate);
    let last = resolve(owner, true, &facts, &Barred::default()).assignee;
    let Some(last) = last.filter(|last| *last != owner && *last != delegate) else {
        return Ok(None);
    };
    let names = db::people::names(conn, &[last]).await?;
    let whose = if checked.own { "your" } else { "these" };
    Ok(names.get(&last).map(|name| {
        format!(
            "As the rules stand now, {whose} new tasks would end with {}.",
            with_username(&name.display_name, &name.username)
        )
    }))
}

impl Delegates<'_> {
    /// What the form of one's own rule means as it stands; nothing is saved.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn preview(
        self,
        permitted: &PagePermit<ManageOwnProfile>,
        input: &RuleInput,
    ) -> Result<Preview> {
        let mut conn = self.services.pool.get().await?;
        preview(&mut conn, permitted, input, self.services.now()).await
    }

    /// The same for somebody else's rule (T8).
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is nobody of that username, [`Error::Forbidden`] without the right.
    pub async fn preview_for(self, reader: PersonId, username: &str, input: &RuleInput) -> Result<Preview> {
        let now = self.services.now();
        let mut conn = self.services.pool.get().await?;
        let owner = super::owner(&mut conn, username).await?;
        let permitted = access::page_permit::<ManageDirectory>(&mut conn, reader, owner, now).await?;
        preview(&mut conn, &permitted, input, now).await
    }
}

async fn preview<P>(
    conn: &mut Connection,
    permitted: &PagePermit<P>,
    input: &RuleInput,
    now: DateTime<Utc>,
) -> Result<Preview> {
    let checked = match check(conn, permitted.target(), permitted.actor(), input, now).await {
        Ok(checked) => checked,
        Err(Error::Invalid(problems)) => {
            return Ok(Preview {
                problems,
                ..Preview::default()
            });
        }
        Err(error) => return Err(error),
    };
    let current = db::delegation_rules::of_owner(conn, permitted.target(), now).await?;
    let mut warnings = Vec::new();
    warnings.extend(replaced_warning(current.as_ref(), &checked, now));
    warnings.extend(loop_warning(conn, &checked, now).await?);
    if warnings.iter().all(|warning| !warning.starts_with("This closes")) {
        warnings.extend(last_of_chain(conn, &checked, now).await?);
    }
    let name = &checked.delegate.display_name;
    let meaning = delegation_rule::preview(
        checked.own,
        &checked.owner.display_name,
        name,
        checked.window,
        checked.zone,
        now,
    );
    Ok(Preview {
        meaning: Some(meaning),
        warnings,
        problems: Vec::new(),
    })
}

/// T1: the rule in force ends with the save, even if the new one starts later.
fn replaced_warning(
    current: Option<&db::delegation_rules::Rule>,
    checked: &Checked,
    now: DateTime<Utc>,
) -> Option<String> {
    let current = current?;
    let ended = current.window().ends_at.is_some_and(|end| end <= now);
    let gap = checked.window.starts_at > now && current.window().contains(now);
    let (whose, you) = if checked.own {
        ("Your".to_owned(), "you")
    } else {
        (format!("{}’s", checked.owner.display_name), "them")
    };
    let name = &current.delegate_name;
    match (ended, gap) {
        (true, _) => None,
        (false, true) => Some(format!(
            "{whose} present rule ends when you save: {name} gets no new tasks from then on, and until the new rule starts they stay with {you}."
        )),
        (false, false) => {
            let whose = if checked.own { "your" } else { &whose };
            Some(format!("This replaces {whose} present rule with {name} at once."))
        }
    }
}
