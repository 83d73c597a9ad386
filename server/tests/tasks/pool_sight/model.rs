//! Who sees a pool's task, written from the rules alone (T11, T17, R11, R12). Time goes by the hour: whatever changes does so
//! at the hour, and what is asked is asked half an hour later. So it is enough to look at every hour.

/// Hours from the beginning.
pub type Hour = i64;

/// From an hour until another, if it has an end.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    pub from: Hour,
    pub until: Option<Hour>,
}

impl Span {
    pub fn covers(self, hour: Hour) -> bool {
        self.from <= hour && self.until.is_none_or(|until| hour < until)
    }
}

/// A role of a person's own.
#[derive(Debug, Clone, Copy)]
pub struct Grant {
    pub person: usize,
    pub role: usize,
    pub span: Span,
}

/// What became of a delegation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Its day has not come.
    Scheduled,
    /// It was cancelled at this hour, before it began.
    Cancelled(Hour),
    /// It began and has no end.
    Indefinite { begun: Hour },
    /// It began and was ended, by hand or by the job.
    Ended { begun: Hour, ended: Hour },
    /// Its last day passed, and no job has run since.
    Lapsed { begun: Hour, not_after: Hour },
}

#[derive(Debug, Clone, Copy)]
pub struct Delegation {
    pub delegator: usize,
    pub proxy: usize,
    pub role: usize,
    pub fate: Fate,
}

impl Delegation {
    pub fn span(&self) -> Option<Span> {
        let (from, until) = match self.fate {
            Fate::Scheduled | Fate::Cancelled(_) => return None,
            Fate::Indefinite { begun } => (begun, None),
            Fate::Ended { begun, ended } => (begun, Some(ended)),
            Fate::Lapsed { begun, not_after } => (begun, Some(not_after)),
        };
        Some(Span { from, until })
    }
}

/// Why somebody is not active for a while.
#[derive(Debug, Clone, Copy)]
pub struct Inactive {
    pub person: usize,
    /// Otherwise the assignment is terminated, and the person comes back.
    pub is_disabled: bool,
    pub span: Span,
}

/// A step that asks a pool, from when it was asked until it was released.
#[derive(Debug, Clone)]
pub struct Asked {
    pub role: usize,
    pub waits: Span,
    pub barred: Vec<usize>,
}

impl Asked {
    fn waited_at(&self, hour: Hour) -> bool {
        self.waits.covers(hour) || hour == self.waits.from
    }
}

#[derive(Debug, Default)]
pub struct Model {
    pub grants: Vec<Grant>,
    pub delegations: Vec<Delegation>,
    pub inactive: Vec<Inactive>,
}

impl Model {
    pub fn is_active(&self, person: usize, hour: Hour) -> bool {
        !self
            .inactive
            .iter()
            .any(|away| away.person == person && away.span.covers(hour))
    }

    fn is_granted(&self, person: usize, role: usize, hour: Hour) -> bool {
        let mut grants = self.grants.iter();
        grants.any(|grant| grant.person == person && grant.role == role && grant.span.covers(hour))
    }

    /// Everyone who holds the role at this hour: the person, and from whom they have it.
    pub fn holders(&self, asked: &Asked, hour: Hour) -> Vec<(usize, Option<usize>)> {
        let own = self.grants.iter().filter(|grant| grant.role == asked.role);
        let own = own.filter(|grant| grant.span.covers(hour));
        let own = own.map(|grant| (grant.person, None));
        let lent = self.delegations.iter().filter(|lent| lent.role == asked.role);
        let lent = lent.filter(|lent| {
            lent.span().is_some_and(|span| span.covers(hour))
                && self.is_active(lent.delegator, hour)
                && self.is_granted(lent.delegator, asked.role, hour)
        });
        let lent = lent.map(|lent| (lent.proxy, Some(lent.delegator)));
        let mut all: Vec<_> = own
            .chain(lent)
            .filter(|(person, delegator)| {
                let bars = |person: &usize| asked.barred.contains(person);
                self.is_active(*person, hour) && !bars(person) && !delegator.as_ref().is_some_and(bars)
            })
            .collect();
        all.sort_unstable();
        all
    }

    fn holds(&self, person: usize, asked: &Asked, hour: Hour) -> bool {
        self.holders(asked, hour)
            .iter()
            .any(|(holder, _)| *holder == person)
    }

    /// The task is in the person's list, and counted there.
    pub fn lists(&self, person: usize, asked: &Asked, now: Hour) -> bool {
        asked.waits.covers(now) && self.holds(person, asked, now)
    }

    /// The person sees the task (T17).
    pub fn sees(&self, person: usize, asked: &Asked, now: Hour) -> bool {
        (0..=now).any(|hour| asked.waited_at(hour) && self.holds(person, asked, hour))
    }
}
