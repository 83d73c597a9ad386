//! Who there is, who reports to whom, and the CSV that says so, made while it is read.

use std::io::{self, Read};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::text::fold;
use domain::zone::Zone;

/// One manager for so many people.
const PEOPLE_PER_MANAGER: usize = 16;

/// Levels of managers; everybody else makes one more.
const LEVELS: u32 = 7;

/// Terminated people leave this remainder divided by [`LEAVER_DIVISOR`]; a rule's owner or delegate never does.
pub(super) const LEAVER_REMAINDER: usize = 3;
/// One person in so many has been terminated.
pub(super) const LEAVER_DIVISOR: usize = 50;

/// An organisation of that size. People are numbered from 0, the managers first: those form a tree in which number
/// n reports to (n − 1) / span, so that it has at most seven levels; all others are dealt to the managers in turn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Organisation {
    pub(super) people: usize,
    managers: usize,
    span: usize,
}

/// A person whom the contract names.
struct Named {
    username: &'static str,
    display_name: &'static str,
    role: &'static str,
}

const fn named(username: &'static str, display_name: &'static str, role: &'static str) -> Named {
    Named {
        username,
        display_name,
        role,
    }
}

static MARA: Named = named("mara", "Mara Eze", "line_manager");
static MILO: Named = named("milo", "Milo Petrović", "line_manager");
static MINA: Named = named("mina", "Mina Park", "line_manager");
static BEN: Named = named("ben", "Ben Ode", "");
static BEA: Named = named("bea", "Bea Fontaine", "");
/// From the last person backwards.
static LAST: [Named; 5] = [
    named("ada", "Ada Okafor", "super_administrator"),
    named("abel", "Abel Moreau", "super_administrator"),
    named("ines", "Inês Duarte", "it_security_manager"),
    named("hugo", "Hugo Martin", "hr_specialist"),
    named("zoe", "Zoë Bakker", ""),
];

const FIRST_NAMES: [&str; 24] = [
    "Amira", "Björn", "Chloé", "Daniel", "Elif", "Farid", "Grace", "Hiro", "Inga", "Jamal", "Kavya", "Luca",
    "Mei", "Nils", "Olga", "Pedro", "Rania", "Sofía", "Tariq", "Uma", "Viktor", "Wanjiru", "Ximena", "Yusuf",
];
const LAST_NAMES: [&str; 25] = [
    "Adeyemi", "Bianchi", "Castro", "Dvořák", "Eriksen", "Fischer", "García", "Haddad", "Ivanova", "Jensen",
    "Kowalski", "Lim", "Müller", "Nguyen", "Okonkwo", "Petrov", "Quispe", "Rossi", "Sato", "Tanaka", "Ueda",
    "Vargas", "Weber", "Yilmaz", "Zhang",
];
const DEPARTMENTS: [&str; 12] = [
    "Finance",
    "Operations",
    "Technology",
    "People",
    "Sales",
    "Legal",
    "Marketing",
    "Procurement",
    "Research",
    "Logistics",
    "Support",
    "Facilities",
];
const JOBS: [&str; 8] = [
    "Analyst",
    "Engineer",
    "Clerk",
    "Adviser",
    "Planner",
    "Specialist",
    "Coordinator",
    "Assistant",
];
const SITES: [(&str, &str); 5] = [
    ("London", "Europe/London"),
    ("Berlin", "Europe/Berlin"),
    ("Singapore", "Asia/Singapore"),
    ("New York", "America/New_York"),
    ("São Paulo", "America/Sao_Paulo"),
];

fn pick<T: Copy + Default>(list: &[T], number: usize) -> T {
    list.get(number % list.len().max(1)).copied().unwrap_or_default()
}

impl Organisation {
    /// The organisation with that many people.
    pub(super) fn of(people: usize) -> Self {
        let managers = (people / PEOPLE_PER_MANAGER).max(4);
        let holds = |span: usize| {
            (0..LEVELS)
                .map(|level| span.saturating_pow(level))
                .fold(0, usize::saturating_add)
        };
        let span = (2..).find(|span| holds(*span) >= managers).unwrap_or(managers);
        Self {
            people,
            managers,
            span,
        }
    }

    /// How many managers there are: the first people.
    pub(super) fn managers(self) -> usize {
        self.managers
    }

    fn manager(self, number: usize) -> Option<usize> {
        match number {
            0 => None,
            manager if manager < self.managers => Some((manager - 1) / self.span),
            other => Some(other % self.managers),
        }
    }

    fn named(self, number: usize) -> Option<&'static Named> {
        // The last manager's first two reports that are not managers.
        let mara = self.managers - 1;
        match number {
            _ if number == mara => Some(&MARA),
            _ if number + 1 == mara => Some(&MILO),
            _ if number + 2 == mara => Some(&MINA),
            _ if number == mara + self.managers => Some(&BEN),
            _ if number == mara + 2 * self.managers => Some(&BEA),
            _ => LAST.get(self.people - 1 - number),
        }
    }

    /// Whom the contract names: they have no rule of their own, so that people can try.
    pub(super) fn is_named(self, number: usize) -> bool {
        self.named(number).is_some()
    }

    /// The number of the IT security manager.
    pub(super) fn security_manager(self) -> usize {
        self.people - 3
    }

    fn has_left(self, number: usize) -> bool {
        match self.named(number) {
            Some(named) => named.username == "zoe",
            None => number >= self.managers && number % LEAVER_DIVISOR == LEAVER_REMAINDER,
        }
    }

    fn username(self, number: usize) -> String {
        match self.named(number) {
            Some(named) => named.username.to_owned(),
            None => {
                let name = format!("{}.{}", first_name(number), last_name(number));
                format!("{}{number}", fold(&name))
            }
        }
    }

    /// The IANA zone of a person's site: everybody's below one head is the same.
    pub(super) fn zone(self, number: usize) -> Zone {
        Zone::parse(pick(&SITES, self.head(number)).1).unwrap_or(Zone::UTC)
    }

    /// Below whom of the second level somebody stands.
    fn head(self, number: usize) -> usize {
        let mut current = number;
        while current > self.span {
            current = self.manager(current).unwrap_or_default();
        }
        current
    }

    fn line(self, number: usize, today: NaiveDate) -> String {
        let named = self.named(number);
        let display_name = named.map_or_else(
            || format!("{} {}", first_name(number), last_name(number)),
            |named| named.display_name.to_owned(),
        );
        let username = self.username(number);
        let manager = self
            .manager(number)
            .map(|manager| self.username(manager))
            .unwrap_or_default();
        let head = self.head(number);
        let is_manager = number < self.managers;
        let job = if is_manager {
            "Manager"
        } else {
            pick(&JOBS, number / 7)
        };
        let hired_on = format!(
            "20{:02}-{:02}-{:02}",
            1 + number % 18,
            1 + number % 12,
            1 + number % 28
        );
        let days = TimeDelta::days(10 + i64::try_from(number % 600).unwrap_or_default());
        let terminated_on = if self.has_left(number) {
            today
                .checked_sub_signed(days)
                .map(|date| date.to_string())
                .unwrap_or_default()
        } else {
            String::new()
        };
        let own = named.map(|named| named.role).unwrap_or_default();
        let line_manager = if is_manager && own != "line_manager" {
            " line_manager"
        } else {
            ""
        };
        let gap = if own.is_empty() { "" } else { " " };
        format!(
            "{username},{display_name},{username}@example.com,{manager},{},{job},{},{hired_on},{terminated_on},{},employee{line_manager}{gap}{own}\n",
            pick(&DEPARTMENTS, head),
            pick(&SITES, head).0,
            pick(&SITES, head).1,
        )
    }
}

fn first_name(number: usize) -> &'static str {
    pick(&FIRST_NAMES, number)
}

fn last_name(number: usize) -> &'static str {
    pick(&LAST_NAMES, number / 24)
}

/// The organisation as a People CSV.
pub(super) struct PeopleCsv {
    organisation: Organisation,
    today: NaiveDate,
    next: usize,
    line: io::Cursor<Vec<u8>>,
}

impl PeopleCsv {
    pub(super) fn new(organisation: Organisation, now: DateTime<Utc>) -> Self {
        let header = "username,display_name,email,manager,department,job,location,hired_on,terminated_on,time_zone,roles\n";
        Self {
            organisation,
            today: Zone::UTC.today(now),
            next: 0,
            line: io::Cursor::new(header.into()),
        }
    }
}

impl Read for PeopleCsv {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.line.read(buffer)? {
            0 if self.next < self.organisation.people => {
                self.line = io::Cursor::new(self.organisation.line(self.next, self.today).into_bytes());
                self.next += 1;
                self.line.read(buffer)
            }
            read => Ok(read),
        }
    }
}
