//! A measured figure, and the table of all.
//!
//! Machines differ four-fold, so a time or a rate is only told. What is judged is its ratio to something that was measured
//! in the same run, and what does not depend on the machine: sizes, and numbers of statements.

use std::fmt;

/// One thing measured.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figure {
    /// What was measured, as an issue or the documentation names it.
    pub(crate) name: String,
    /// How much.
    pub(crate) value: f64,
    /// Of what, such as `requests/s` or `ms`.
    pub(crate) unit: &'static str,
    /// To something else in the same run; absent where there is nothing to compare with.
    pub(crate) ratio: Option<Ratio>,
    /// What the ratio is to be, or the value where there is none; absent where nobody has promised anything.
    pub(crate) target: Option<Target>,
}

/// How a value is to something that was measured in the same run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ratio {
    /// The value by the other's.
    pub(crate) value: f64,
    /// What the other is, such as `pgbench`.
    pub(crate) of: &'static str,
}

/// What a ratio or a size is to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Target {
    /// This or more.
    AtLeast(f64),
    /// This or less.
    AtMost(f64),
}

/// At least half of what PostgreSQL does by itself.
pub(crate) const HALF: Target = Target::AtLeast(0.5);

/// A single request: at most three times as long as PostgreSQL needs by itself, with a connection, a session and a page around it.
pub(crate) const THREE_TIMES: Target = Target::AtMost(3.0);

impl Figure {
    /// A time or a rate: told, and judged by nobody.
    pub(crate) fn new(name: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self {
            name: name.into(),
            value,
            unit,
            ratio: None,
            target: None,
        }
    }

    /// A size or a number, which is the same on every machine, and what it is to be.
    pub(crate) fn size(name: impl Into<String>, value: f64, unit: &'static str, target: Target) -> Self {
        Self {
            target: Some(target),
            ..Self::new(name, value, unit)
        }
    }

    /// With its ratio to `other`, in the same unit, and what that is to be.
    pub(crate) fn of(self, of: &'static str, other: f64, target: Target) -> Self {
        Self {
            ratio: Some(Ratio {
                value: self.value / other,
                of,
            }),
            target: Some(target),
            ..self
        }
    }

    /// Whether it is what it is to be. What is no number is not.
    pub(crate) fn is_met(&self) -> bool {
        let judged = self.ratio.map_or(self.value, |ratio| ratio.value);
        match self.target {
            None => true,
            Some(Target::AtLeast(least)) => judged >= least,
            Some(Target::AtMost(most)) => judged <= most,
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtLeast(least) => write!(f, "≥ {least}"),
            Self::AtMost(most) => write!(f, "≤ {most}"),
        }
    }
}

const HEADINGS: [&str; 5] = ["figure", "value", "unit", "ratio", "target"];

/// The figures as a table with aligned columns.
pub(crate) fn table(figures: &[Figure]) -> String {
    aligned(HEADINGS, figures.iter().map(row))
}

/// Rows of text below their headings; the second and fourth columns, which hold numbers, to the right.
pub(crate) fn aligned(headings: [&str; 5], rows: impl Iterator<Item = [String; 5]>) -> String {
    let mut all = vec![headings.map(str::to_owned)];
    all.extend(rows);
    let [a, b, c, d, e] = widths(&all);
    let lines = all.iter().map(|[first, second, third, fourth, fifth]| {
        let line = format!("{first:<a$}  {second:>b$}  {third:<c$}  {fourth:>d$}  {fifth:<e$}");
        line.trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A number with as many digits as are of interest.
pub(crate) fn digits(value: f64) -> String {
    let digits = if value.abs() < 100.0 { 2 } else { 0 };
    format!("{value:.digits$}")
}

fn row(figure: &Figure) -> [String; 5] {
    let missed = if figure.is_met() { "" } else { ", missed" };
    let ratio = figure.ratio;
    [
        figure.name.clone(),
        digits(figure.value),
        figure.unit.to_owned(),
        ratio
            .map(|ratio| format!("{:.2} of {}", ratio.value, ratio.of))
            .unwrap_or_default(),
        figure
            .target
            .map(|target| format!("{target}{missed}"))
            .unwrap_or_default(),
    ]
}

fn widths(rows: &[[String; 5]]) -> [usize; 5] {
    rows.iter().fold([0; 5], |mut widths, row| {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
        widths
    })
}

#[cfg(test)]
mod tests {
    use super::{Figure, HALF, Target, table};

    #[test]
    fn columns_are_aligned_and_the_ratio_is_judged() {
        let figures = [
            Figure::new("inbox", 1234.5, "requests/s").of("pgbench", 2024.0, HALF),
            Figure::new("picker", 1.5, "requests/s").of("pgbench", 5.0, HALF),
            Figure::new("start", 90.5, "s"),
            Figure::size("server binary", 20.0, "MB", Target::AtMost(10.0)),
        ];
        let expected = "\
figure         value  unit                  ratio  target
inbox           1234  requests/s  0.61 of pgbench  ≥ 0.5
picker          1.50  requests/s  0.30 of pgbench  ≥ 0.5, missed
start          90.50  s
server binary  20.00  MB                           ≤ 10, missed";
        assert_eq!(table(&figures), expected);
    }

    #[test]
    fn what_is_no_number_is_missed() {
        assert!(
            !Figure::new("inbox", f64::NAN, "requests/s")
                .of("pgbench", 1.0, HALF)
                .is_met()
        );
        assert!(
            !Figure::new("inbox", 1.0, "requests/s")
                .of("pgbench", f64::NAN, HALF)
                .is_met()
        );
    }
}
