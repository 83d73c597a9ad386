//! "In force" is worked out by the SQL, by the domain, and by a slow model written from the rules; for random delegations,
//! edits and accidents all three agree, now and at random instants of past and future, and nothing ever overlaps (R5–R12).

mod accidents;
mod domain_rules;
mod elsewhere;
mod lists;
mod model;
mod moves;
mod product;
pub(crate) mod random;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;

use domain::ids::TaskId;
use model::{Cover, History, Instant, Model, Person};
use product::Product;
use random::Random;

/// How many cases each of the two tests plays: always the same ones, since each has a seed of its own.
const CASES: usize = 24;
const STEPS: usize = 24;

/// UTC−12 and UTC+14, clocks that change at midnight and away from it, and by half an hour.
const ZONES: [&str; 9] = [
    "Etc/GMT+12",
    "Pacific/Kiritimati",
    "Etc/UTC",
    "Europe/London",
    "America/New_York",
    "America/Santiago",
    "Africa/Cairo",
    "America/Nuuk",
    "Australia/Lord_Howe",
];

const ROLES: [&str; 2] = ["line_manager", "cashier"];

/// How far into the future is asked.
const FORESIGHT: TimeDelta = TimeDelta::days(4);

fn zone(name: &str) -> Tz {
    name.parse().unwrap()
}

/// Often one end of the earth: where people move between the two, whole days come back, or have passed.
fn any_zone(random: &mut Random) -> &'static str {
    if random.chance(60) {
        random.pick(&ZONES[..2])
    } else {
        random.pick(&ZONES)
    }
}

/// The username of somebody who reports to that person, and lends and receives nothing.
fn report_of(username: &str) -> String {
    format!("{username}r")
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A rule that gives somebody's tasks to another of these people, for some days to come or until it is removed.
fn any_cover(random: &mut Random, model: &Model, owner: usize, is_temporary: bool, now: Instant) -> Cover {
    let first = model.today(owner, now) + TimeDelta::days(random.within(1..6));
    let last = first + TimeDelta::days(random.within(0..8));
    Cover {
        owner,
        delegate: (owner + 1 + random.place(model.people.len() - 1)) % model.people.len(),
        days: is_temporary.then_some((first, last)),
        begun: false,
        passed: false,
    }
}

/// Every instant of some days at which a calendar of [`ZONES`] turns a leaf.
fn midnights(from: Instant, days: i64) -> BTreeSet<Instant> {
    let quarter = TimeDelta::minutes(15);
    let zones = ZONES.map(zone);
    let shown = |at: Instant| zones.map(|zone| at.with_timezone(&zone).date_naive());
    let first = from.timestamp().div_euclid(900) * 900;
    let mut at = Instant::from_timestamp(first, 0).unwrap();
    let (mut before, mut found) = (shown(at), BTreeSet::new());
    while at < from + TimeDelta::days(days) {
        at += quarter;
        let after = shown(at);
        if after != before {
            found.insert(at);
        }
        before = after;
    }
    found
}

/// What has to happen in some case, because something was wrong with it once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rarity {
    /// Its end is changed to today before a run has begun it (R9, R10).
    EndsBeforeAnyRunBeganIt,
    /// In the new zone days are still to come that had passed in the old one (G1).
    PassedDaysComeBack,
    /// By the calendar of the new zone a delegation in force is over (G1, D).
    PassesWithTheZone,
    /// In the new zone the last day worked is not over yet, and by the old one it was (R12).
    TerminationTakenBack,
}

/// One case: an organisation of its own, at the end of the cases before it.
struct Play<'a> {
    product: &'a Product,
    random: &'a mut Random,
    now: Instant,
    model: Model,
    history: History,
    midnights: BTreeSet<Instant>,
    last_run: Instant,
    /// The task that waits for the holders of each role, and who has held it since it began to (T17).
    pools: BTreeMap<&'static str, TaskId>,
    held: BTreeSet<(usize, &'static str)>,
    reached: BTreeSet<Rarity>,
    /// What happened, for whoever reads of a failure.
    story: Vec<String>,
}

impl<'a> Play<'a> {
    /// Two who lend in their own right, one whom a rule lets have the cashier's role given to others (R2 b), and two who
    /// only receive.
    async fn begin(
        product: &'a Product,
        random: &'a mut Random,
        case: usize,
        last: Option<&Model>,
        now: Instant,
    ) -> Self {
        let mut people = Vec::new();
        for (number, roles) in [&ROLES[..], &ROLES, &ROLES[..1], &[], &[]]
            .into_iter()
            .enumerate()
        {
            people.push(Person {
                username: format!("case{case}p{number}"),
                zone: random.chance(50).then(|| zone(any_zone(random))),
                hired_on: date("2016-01-01"),
                terminated_on: None,
                is_disabled: false,
                roles: roles.iter().copied().collect(),
                may_provision: (number == 2).then_some("cashier"),
            });
        }
        let mut model = Model {
            site: last.map_or(zone("Etc/UTC"), |last| last.site),
            ticks_the_box: last.is_some_and(|last| last.ticks_the_box),
            people,
            lent: Vec::new(),
            covers: Vec::new(),
        };
        product.at(now);
        product.import(&model, 0..model.people.len()).await;
        product.import_reports(&model.people[..2]).await;
        let pools = product.open_pools().await;
        for (owner, is_temporary) in [(0, true), (1, true), (2, false)] {
            let cover = any_cover(random, &model, owner, is_temporary, now);
            product.save_rule(&model, &cover).await;
            model.covers.push(cover);
        }
        let mut history = History::default();
        history.keep(now, &model);
        let setting = model
            .people
            .iter()
            .map(|person| person.zone.map_or("the Site's", |zone| zone.name()));
        let setting: Vec<_> = setting.collect();
        let covers = &model.covers;
        let story = vec![format!(
            "case {case} at {now}, zones {setting:?}, Site's {}, rules {covers:?}",
            model.site
        )];
        Self {
            product,
            random,
            now,
            model,
            history,
            midnights: midnights(now, 60),
            last_run: now,
            pools,
            held: BTreeSet::new(),
            reached: BTreeSet::new(),
            story,
        }
    }

    fn story(&self) -> String {
        format!("it is {}\n{}", self.now, self.story.join("\n"))
    }

    fn holds(&self, outcome: Result<(), String>) {
        if let Err(message) = outcome {
            panic!("{message}\n{}", self.story());
        }
    }

    /// An instant worth asking about within these: an edge, the moment before or after it, or any.
    fn instant(&mut self, from: Instant, until: Instant) -> Instant {
        let edges: Vec<_> = self.midnights.range(from..until).copied().collect();
        let at = if self.random.chance(70) && !edges.is_empty() {
            self.random.pick(&edges) + TimeDelta::microseconds(self.random.within(-1..2))
        } else {
            from + TimeDelta::seconds(self.random.within(0..(until - from).num_seconds() + 1))
        };
        at.clamp(from, until)
    }

    /// The three agree about this person, now and at some other instants.
    async fn ask_about(&mut self, person: usize) {
        let username = self.model.people[person].username.clone();
        let expected = self.model.in_force(person, self.now);
        let at = Some(self.now).filter(|_| self.random.chance(50));
        let found = self.product.in_force(&username, at).await;
        assert_eq!(found, expected, "{username} now\n{}", self.story());
        if !self.model.people[person].roles.contains("line_manager") {
            let leads = expected.iter().any(|(role, _)| role == "line_manager");
            assert_eq!(
                self.product.leads(&username).await,
                leads,
                "{username} leads\n{}",
                self.story()
            );
        }
        let begin = self.history.begin();
        for _ in 0..2 {
            let at = self.instant(begin, self.now);
            let found = self.product.in_force(&username, Some(at)).await;
            let expected = self.history.in_force(person, at);
            assert_eq!(
                found,
                expected,
                "{username} at {at}, in the past\n{}",
                self.story()
            );
        }
        let horizon = self.now + FORESIGHT;
        let upcoming: BTreeSet<_> = self.midnights.range(self.now..horizon).copied().collect();
        let future = self.model.foresee(self.now, &upcoming);
        for _ in 0..2 {
            let at = self.instant(self.now + TimeDelta::seconds(1), horizon);
            let found = self.product.in_force(&username, Some(at)).await;
            let expected = future.in_force(person, at);
            assert_eq!(
                found,
                expected,
                "{username} at {at}, in the future\n{}",
                self.story()
            );
        }
        let lent = self.model.lent.iter();
        let theirs = lent.filter(|lent| lent.delegator == person || lent.proxy == person);
        let expected: BTreeMap<_, _> = theirs
            .map(|lent| (lent.id, self.model.state(lent, self.now)))
            .collect();
        let found = self.product.states(&username).await;
        assert_eq!(found, expected, "the page of {username}\n{}", self.story());
        let theirs = self.model.lent.iter();
        let theirs = theirs.filter(|lent| lent.delegator == person || lent.proxy == person);
        let expected: BTreeMap<_, _> = theirs
            .filter(|lent| lent.begun.is_some() && lent.ended.is_some())
            .map(|lent| (lent.id, lent.ended))
            .collect();
        let found = self.product.ends(&username).await;
        assert_eq!(
            found,
            expected,
            "R11: when what {username} lent and received ended\n{}",
            self.story()
        );
        self.ask_elsewhere(person).await;
    }

    async fn step(&mut self) {
        let before = self.now;
        self.move_clock();
        self.model.note_ends(before, self.now, &self.midnights);
        self.model.settle(self.now);
        self.do_something().await;
        self.model.settle(self.now);
        self.model.note_ends(self.now, self.now, &self.midnights);
        self.note_holders(before);
        self.history.keep(self.now, &self.model);
        self.holds(domain_rules::stand(&self.model, self.now));
        assert_eq!(self.product.overlaps().await, 0, "R5\n{}", self.story());
        let person = self.random.place(self.model.people.len());
        self.ask_about(person).await;
    }
}

/// Plays all cases of a seed, in which these things are to happen.
async fn agree(seed: u64, rare: &[Rarity]) {
    let product = Product::new().await;
    let mut random = Random::new(seed);
    let mut now: Instant = "2028-01-11T09:00:00Z".parse().unwrap();
    let (mut last, mut reached) = (None, BTreeSet::new());
    for case in 0..CASES {
        let mut play = Play::begin(&product, &mut random, case, last.as_ref(), now).await;
        for _ in 0..STEPS {
            play.step().await;
        }
        for person in 0..play.model.people.len() {
            play.ask_about(person).await;
        }
        now = play.now + TimeDelta::hours(play.random.within(1..200));
        reached.append(&mut play.reached);
        last = Some(play.model);
    }
    let missing: Vec<_> = rare.iter().filter(|rarity| !reached.contains(rarity)).collect();
    assert!(
        missing.is_empty(),
        "the cases of seed {seed} are worth something: {missing:?}"
    );
    product.end().await;
}

// Two tests, so that they run side by side. Together they reach each rarity.

#[tokio::test(flavor = "multi_thread")]
async fn r5_to_r12_sql_domain_and_model_agree_on_what_is_in_force_at_any_instant() {
    use Rarity::{EndsBeforeAnyRunBeganIt, PassesWithTheZone, TerminationTakenBack};
    agree(
        7,
        &[EndsBeforeAnyRunBeganIt, PassesWithTheZone, TerminationTakenBack],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r5_to_r12_sql_domain_and_model_agree_on_what_is_in_force_in_other_cases() {
    use Rarity::{PassedDaysComeBack, PassesWithTheZone, TerminationTakenBack};
    agree(12, &[PassedDaysComeBack, PassesWithTheZone, TerminationTakenBack]).await;
}
