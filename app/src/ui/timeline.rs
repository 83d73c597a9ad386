//! A picture of periods: a bar for each, months across, and today. It says nothing that the table beside it does not, so to
//! assistive technology it is one picture with a name. Bars are SVG with their places in per cent, so that they fill every
//! width undistorted; labels are text, so that they wrap and grow.

use chrono::{Datelike, Days, Months, NaiveDate};
use domain::dates::in_words;
use leptos::prelude::*;

use super::StateWord;

/// A period with its state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// What it is about: `Line manager → Milo Kern`.
    pub label: String,
    /// Where it stands: by word, shape and colour.
    pub state: StateWord,
    /// Its first day.
    pub first: NaiveDate,
    /// Its last day; none: for ever.
    pub last: Option<NaiveDate>,
}

/// The days that a picture shows, in whole months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    from: NaiveDate,
    until: NaiveDate,
}

/// How far from today a picture reaches at most, in days: what lies beyond is in the table only.
const BACK: u64 = 190;
const AHEAD: u64 = 400;

/// More would be no picture any more.
const MOST_BARS: usize = 20;

/// Months that are named at most.
const MOST_NAMES: u32 = 6;

/// The narrowest bar, in per cent: a single day of a year must be seen.
const NARROWEST: f64 = 1.2;

impl Span {
    /// Around today, and as far as the bars reach.
    pub fn around<'a>(today: NaiveDate, bars: impl IntoIterator<Item = &'a Bar>) -> Self {
        let earliest = today - Days::new(BACK);
        let latest = today + Days::new(AHEAD);
        let (mut from, mut until) = (today - Days::new(25), today + Days::new(75));
        for bar in bars {
            from = from.min(bar.first.max(earliest));
            until = until.max(bar.last.unwrap_or(bar.first).min(latest));
        }
        let from = from.with_day(1).unwrap_or(from);
        let until = until.with_day(1).unwrap_or(until) + Months::new(1);
        Self { from, until }
    }

    fn shows(&self, bar: &Bar) -> bool {
        bar.first < self.until && bar.last.is_none_or(|last| last >= self.from)
    }

    /// Where the beginning of a day is, in per cent of the width.
    fn place(&self, day: NaiveDate) -> f64 {
        let days =
            |from: NaiveDate, to: NaiveDate| i32::try_from((to - from).num_days()).map_or(0.0, f64::from);
        100.0 * days(self.from, day) / days(self.from, self.until)
    }

    /// Where the middle of a day is, in per cent of the width.
    fn noon(&self, day: NaiveDate) -> f64 {
        f64::midpoint(self.place(day), self.place(day + Days::new(1)))
    }

    /// The months to be marked, each with its name if it has one.
    fn months(&self) -> Vec<(NaiveDate, Option<String>)> {
        let starts = std::iter::successors(Some(self.from), |day| day.checked_add_months(Months::new(1)));
        let starts: Vec<NaiveDate> = starts.take_while(|day| *day < self.until).collect();
        let count = u32::try_from(starts.len()).unwrap_or(u32::MAX);
        let step = [1, 2, 3]
            .into_iter()
            .find(|step| count.div_ceil(*step) <= MOST_NAMES);
        let step = step.unwrap_or(4);
        let named = |index: u32, day: NaiveDate| {
            let with_year = index == 0 || day.month() <= step;
            // The year by itself: chrono puts a plus before one of five digits.
            let year = if with_year {
                format!(" {}", day.year())
            } else {
                String::new()
            };
            index
                .is_multiple_of(step)
                .then(|| format!("{}{year}", day.format("%b")))
        };
        (0..)
            .zip(starts)
            .map(|(index, day)| (day, named(index, day)))
            .collect()
    }
}

fn per_cent(place: f64) -> String {
    format!("{place:.2}%")
}

/// The picture; nothing where the span shows none of the bars.
#[component]
pub fn Timeline(
    /// Unique on the page.
    id: &'static str,
    /// Its name: `Timeline of what you have lent`.
    #[prop(into)]
    name: String,
    /// In the order of the table.
    bars: Vec<Bar>,
    /// The days it shows.
    span: Span,
    /// The civil date to be marked.
    today: NaiveDate,
) -> impl IntoView {
    let all = bars.len();
    let shown: Vec<Bar> = bars
        .into_iter()
        .filter(|bar| span.shows(bar))
        .take(MOST_BARS)
        .collect();
    (!shown.is_empty()).then(|| {
        let lines: Vec<String> = shown
            .iter()
            .map(|bar| format!("{}, {}", bar.label, bar.state.word()))
            .collect();
        let name = format!(
            "{name}. Today is {}. {}. The table says the same.",
            in_words(today),
            lines.join("; ")
        );
        let others = all - shown.len();
        let others = (others > 0).then(|| {
            let words = match others {
                1 => "1 more is in the table only.".to_owned(),
                many => format!("{many} more are in the table only."),
            };
            view! { <p class="hint">{words}</p> }
        });
        let hatch = format!("{id}-hatch");
        let rows: Vec<_> = shown
            .into_iter()
            .map(|bar| row(bar, span, today, &hatch))
            .collect();
        view! {
            <div class="timeline" role="img" aria-label=name>
                {scale(span, today, hatch)}
                <div class="timeline-rows">{rows}</div>
            </div>
            {others}
        }
    })
}

/// Months and today's line, over the whole height, and their names above.
fn scale(span: Span, today: NaiveDate, hatch: String) -> impl IntoView {
    let at = span.noon(today);
    let anchor = if at < 12.0 {
        "start"
    } else if at > 88.0 {
        "end"
    } else {
        "middle"
    };
    let months: Vec<_> = span
        .months()
        .into_iter()
        .map(|(day, name)| {
            let at = span.place(day);
            let name = name.map(|name| {
                view! { <text x=per_cent(at) y="34" dx="5" class="timeline-month">{name}</text> }
            });
            view! { <g class="timeline-tick"><line x1=per_cent(at) x2=per_cent(at) y1="24" y2="100%"/>{name}</g> }
        })
        .collect();
    view! {
        <svg class="timeline-scale" width="100%" height="100%" aria-hidden="true" focusable="false">
            <defs>
                <pattern id=hatch width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <rect width="6" height="6" class="timeline-hatch-ground"/>
                    <rect width="2.5" height="6" class="timeline-hatch-line"/>
                </pattern>
            </defs>
            {months}
            <line class="timeline-today" x1=per_cent(at) x2=per_cent(at) y1="16" y2="100%"/>
            <text class="timeline-today-name" x=per_cent(at) y="12" text-anchor=anchor>"Today"</text>
        </svg>
    }
}

fn row(bar: Bar, span: Span, today: NaiveDate, hatch: &str) -> impl IntoView + use<> {
    let (shape, word) = (shape(&bar, span, hatch), bar.state.word());
    let at = span.noon(today);
    view! {
        <div class="timeline-row">
            <p class="timeline-label"><bdi>{bar.label}</bdi>" "<span class="timeline-state">{word}</span></p>
            <svg class="timeline-bar" width="100%" height="16" aria-hidden="true" focusable="false">
                {shape}
                <line class="timeline-today-halo" x1=per_cent(at) x2=per_cent(at) y1="0" y2="16"/>
                <line class="timeline-today" x1=per_cent(at) x2=per_cent(at) y1="0" y2="16"/>
            </svg>
        </div>
    }
}

/// Whatever reaches beyond the picture is cut at its edge; what has no end points onwards.
fn shape(bar: &Bar, span: Span, hatch: &str) -> impl IntoView + use<> {
    let left = span.place(bar.first).max(-2.0);
    let right = match bar.last {
        Some(last) => span.place(last + Days::new(1)).min(102.0).max(left + NARROWEST),
        None => 102.0,
    };
    let (class, fill) = match bar.state {
        StateWord::InForce => ("timeline-in-force", None),
        StateWord::Scheduled => ("timeline-scheduled", None),
        StateWord::Suspended => ("timeline-suspended", Some(format!("url(#{hatch})"))),
        StateWord::Cancelled => ("timeline-cancelled", None),
        _ => ("timeline-ended", None),
    };
    let struck = (bar.state == StateWord::Cancelled).then(|| {
        view! { <line class="timeline-strike" x1=per_cent(left) x2=per_cent(right) y1="8" y2="8"/> }
    });
    let onwards = bar.last.is_none().then(|| {
        view! { <svg x="100%" y="0" overflow="visible"><path class="timeline-onwards" d="M-10 4l4 4l-4 4"/></svg> }
    });
    view! {
        <rect class=class fill=fill x=per_cent(left) width=per_cent(right - left) y="2" height="12" rx="4"/>
        {struck}
        {onwards}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn bar(first: &str, last: &str) -> Bar {
        Bar {
            label: "Line manager → Milo Kern".to_owned(),
            state: StateWord::InForce,
            first: day(first),
            last: Some(last).filter(|last| !last.is_empty()).map(day),
        }
    }

    #[test]
    fn r15_the_picture_reaches_as_far_as_its_bars_and_not_for_ever() {
        let today = day("2028-01-11");
        let cases = [
            (vec![], "2027-12-01", "2028-04-01"),
            (vec![bar("2028-01-01", "2028-06-15")], "2027-12-01", "2028-07-01"),
            (vec![bar("2027-11-30", "")], "2027-11-01", "2028-04-01"),
            (vec![bar("1900-01-01", "9999-12-31")], "2027-07-01", "2029-03-01"),
        ];
        for (bars, from, until) in cases {
            let span = Span::around(today, &bars);
            assert_eq!((span.from, span.until), (day(from), day(until)), "{bars:?}");
        }
        let span = Span::around(today, &[]);
        for (first, last, is_shown) in [
            ("2027-01-01", "2027-11-30", false),
            ("2027-01-01", "2027-12-01", true),
            ("2028-03-31", "", true),
            ("2028-04-01", "", false),
        ] {
            assert_eq!(span.shows(&bar(first, last)), is_shown, "{first}..{last}");
        }
    }

    #[test]
    fn r15_days_have_their_place_and_few_months_a_name() {
        let span = Span {
            from: day("2028-01-01"),
            until: day("2028-04-10"),
        };
        assert_eq!(per_cent(span.place(day("2028-01-11"))), "10.00%");
        assert_eq!(per_cent(span.place(day("2028-04-10"))), "100.00%");
        let names = |from: &str, until: &str| -> Vec<String> {
            let span = Span {
                from: day(from),
                until: day(until),
            };
            span.months().into_iter().filter_map(|(_, name)| name).collect()
        };
        assert_eq!(
            names("2027-12-01", "2028-04-01"),
            ["Dec 2027", "Jan 2028", "Feb", "Mar"]
        );
        assert_eq!(
            names("2027-07-01", "2029-03-01"),
            ["Jul 2027", "Nov", "Mar 2028", "Jul", "Nov"]
        );
    }
}
