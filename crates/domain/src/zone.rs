//! Time zones (G1): which civil day an instant belongs to, where a civil day begins and ends, and instants in
//! words. Nothing else turns a date into an instant. The rules of the zones are the IANA tables compiled in; they
//! list changes of clocks up to 2099, and from 2100 on every zone keeps the offset it then has.

use std::fmt;

use chrono::{
    DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Offset, SecondsFormat, TimeDelta,
    TimeZone, Utc,
};
use chrono_tz::Tz;

use crate::dates::LAST_DATE;

/// A time zone by its IANA name, such as `Europe/London`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Zone(Tz);

impl Zone {
    /// `Etc/UTC`, the zone of a site that set none (G1).
    pub const UTC: Self = Self(Tz::Etc__UTC);

    /// The zone of that exact IANA name; `None` for anything else, also for other letter case or blanks.
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok().map(Self)
    }

    /// The IANA name it was parsed from.
    pub fn name(&self) -> &'static str {
        self.0.name()
    }

    /// Every zone that [`Self::parse`] knows, in the order of their names.
    pub fn all() -> impl Iterator<Item = Self> {
        chrono_tz::TZ_VARIANTS.iter().copied().map(Self)
    }

    /// For the schedule, whose parser walks a zone's clocks itself.
    pub(crate) fn tz(&self) -> Tz {
        self.0
    }

    /// What a clock on the wall of this zone shows at that instant.
    pub fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        let utc = at.naive_utc();
        let offset = self.0.offset_from_utc_datetime(&utc).fix();
        // Only at the very ends of the calendar is there no such local time; UTC is as near as can be said.
        utc.checked_add_offset(offset).unwrap_or(utc)
    }

    /// The civil date in this zone at `now`.
    pub fn today(&self, now: DateTime<Utc>) -> NaiveDate {
        self.local(now).date()
    }

    /// The first instant at which the calendar of this zone shows `date` or a later date: midnight as a rule.
    /// Where clocks skip midnight, the first instant after the gap; where midnight comes twice, the earlier
    /// one; where the whole day is skipped, the beginning of the next.
    pub fn start_of_day(&self, date: NaiveDate) -> DateTime<Utc> {
        let midnight = date.and_time(NaiveTime::MIN);
        match self.0.from_local_datetime(&midnight).earliest() {
            Some(start) => start.to_utc(),
            None => self.end_of_gap(date),
        }
    }

    /// The first instant after that civil day: the start of the next one. Ends are exclusive everywhere.
    pub fn end_of_day(&self, date: NaiveDate) -> DateTime<Utc> {
        date.succ_opt()
            .map_or(DateTime::<Utc>::MAX_UTC, |next| self.start_of_day(next))
    }

    /// The instant at which clocks of this zone show that: the first of two, or the end of the gap that skips it. `None`
    /// only at the very ends of the calendar.
    pub fn instant_of(&self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        // The longest gap that any zone has had is a day.
        const LONGEST_GAP: i64 = 25 * 60;
        (0..=LONGEST_GAP)
            .find_map(|minutes| {
                let local = local.checked_add_signed(TimeDelta::minutes(minutes))?;
                self.0.from_local_datetime(&local).earliest()
            })
            .map(|at| at.to_utc())
    }

    /// The instant at which clocks jump across the midnight that begins `date`, to the second.
    fn end_of_gap(&self, date: NaiveDate) -> DateTime<Utc> {
        // No zone is, or was, a whole two days from UTC, so the jump lies strictly between these.
        let two_days = Days::new(2);
        let before = date.checked_sub_days(two_days).unwrap_or(NaiveDate::MIN);
        let after = date.checked_add_days(two_days).unwrap_or(NaiveDate::MAX);
        let mut before = before.and_time(NaiveTime::MIN).and_utc();
        let mut after = after.and_time(NaiveTime::MIN).and_utc();
        while after - before > TimeDelta::seconds(1) {
            let middle = before + TimeDelta::seconds((after - before).num_seconds() / 2);
            if self.today(middle) < date {
                before = middle;
            } else {
                after = middle;
            }
        }
        after
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The last instant that RFC 3339 can write, to the microsecond.
const LAST_WRITTEN: DateTime<Utc> = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(date) => match date.and_hms_micro_opt(23, 59, 59, 999_999) {
        Some(last) => last.and_utc(),
        None => DateTime::<Utc>::MAX_UTC,
    },
    None => DateTime::<Utc>::MAX_UTC,
};

/// An instant for machines: RFC 3339 in UTC, which has years of four digits only. The end of 31 December 9999 lies beyond
/// that in most zones, and is written as the last instant of that year (G6).
pub fn rfc3339(at: DateTime<Utc>, precision: SecondsFormat) -> String {
    at.min(LAST_WRITTEN).to_rfc3339_opts(precision, true)
}

/// Whether a date on a page says its year.
#[derive(Clone, Copy)]
enum Year {
    Said,
    Left,
}

/// An instant on a zone's clocks: `Mon 3 Aug 2026 00:00`. The zone is to be named beside it (G1).
pub fn instant_in_words(at: DateTime<Utc>, zone: Zone) -> String {
    instant(at, zone, Year::Said)
}

/// [`instant_in_words`] without the year: `Mon 3 Aug 00:00`.
pub fn instant_in_words_short(at: DateTime<Utc>, zone: Zone) -> String {
    instant(at, zone, Year::Left)
}

/// The exclusive end of a period on a zone's clocks, in a sentence. Where a day begins at that instant it is the end of
/// the day before, as people say it: `the end of Fri 14 Aug 2026`.
pub fn end_in_words(at: DateTime<Utc>, zone: Zone) -> String {
    end(at, zone, Year::Said, "the end of ")
}

/// [`end_in_words`] without the year, where there is little room: `end of Fri 14 Aug`.
pub fn end_in_words_short(at: DateTime<Utc>, zone: Zone) -> String {
    end(at, zone, Year::Left, "end of ")
}

/// [`end_in_words`] behind "until". Dates end with the year 9999 (G6): where a clock of another zone is past it, no year is said.
pub fn until_in_words(at: DateTime<Utc>, zone: Zone) -> String {
    let last_moment = at.checked_sub_signed(TimeDelta::nanoseconds(1)).unwrap_or(at);
    let year = if zone.today(last_moment) > LAST_DATE {
        Year::Left
    } else {
        Year::Said
    };
    end(at, zone, year, "the end of ")
}

fn instant(at: DateTime<Utc>, zone: Zone, year: Year) -> String {
    let local = zone.local(at);
    format!("{} {}", day(local.date(), year), local.format("%H:%M"))
}

fn end(at: DateTime<Utc>, zone: Zone, year: Year, before: &str) -> String {
    if at != zone.start_of_day(zone.today(at)) {
        return instant(at, zone, year);
    }
    // The day that ends here is the one that clocks showed last, which need not be yesterday's date: in
    // Apia 29 December 2011 was followed by the 31st.
    let last_moment = at.checked_sub_signed(TimeDelta::nanoseconds(1)).unwrap_or(at);
    format!("{before}{}", day(zone.today(last_moment), year))
}

/// `Mon 3 Aug 2026`. The year is written by itself: chrono puts a plus before one of five digits.
fn day(date: NaiveDate, year: Year) -> String {
    match year {
        Year::Said => format!("{} {}", date.format("%a %-d %b"), date.year()),
        Year::Left => date.format("%a %-d %b").to_string(),
    }
}
