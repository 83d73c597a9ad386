//! A measured figure, and the table of all.

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
    /// What it is to be; absent where nobody has promised anything.
    pub(crate) target: Option<Target>,
    /// To the same SQL run by pgbench in the same run; absent where there is none to compare with.
    pub(crate) ratio: Option<f64>,
}

/// What a figure is to be, in its own unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Target {
    /// This or more.
    AtLeast(f64),
    /// This or less.
    AtMost(f64),
}

impl Figure {
    /// A figure without target or ratio.
    pub(crate) fn new(name: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self {
            name: name.into(),
            value,
            unit,
            target: None,
            ratio: None,
        }
    }

    /// With what it is to be.
    pub(crate) fn target(self, target: Target) -> Self {
        Self {
            target: Some(target),
            ..self
        }
    }

    /// With its ratio to what pgbench did.
    pub(crate) fn of_pgbench(self, pgbench: f64) -> Self {
        Self {
            ratio: Some(self.value / pgbench),
            ..self
        }
    }

    /// Whether it is what it is to be.
    pub(crate) fn is_met(&self) -> bool {
        match self.target {
            None => true,
            Some(Target::AtLeast(least)) => self.value >= least,
            Some(Target::AtMost(most)) => self.value <= most,
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

const HEADINGS: [&str; 5] = ["figure", "value", "unit", "target", "of pgbench"];

/// The figures as a table with aligned columns.
pub(crate) fn table(figures: &[Figure]) -> String {
    let mut rows = vec![HEADINGS.map(str::to_owned)];
    rows.extend(figures.iter().map(row));
    let [names, values, units, targets, ratios] = widths(&rows);
    let lines = rows.iter().map(|[name, value, unit, target, ratio]| {
        let line =
            format!("{name:<names$}  {value:>values$}  {unit:<units$}  {target:<targets$}  {ratio:>ratios$}");
        line.trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn row(figure: &Figure) -> [String; 5] {
    let digits = if figure.value < 100.0 { 2 } else { 0 };
    let missed = if figure.is_met() { "" } else { ", missed" };
    [
        figure.name.clone(),
        format!("{:.digits$}", figure.value),
        figure.unit.to_owned(),
        figure
            .target
            .map(|target| format!("{target}{missed}"))
            .unwrap_or_default(),
        figure
            .ratio
            .map(|ratio| format!("{:.0} %", ratio * 100.0))
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
    use super::{Figure, Target, table};

    #[test]
    fn columns_are_aligned() {
        let inbox = Figure::new("inbox", 1234.5, "requests/s");
        let figures = [
            inbox.target(Target::AtLeast(2000.0)).of_pgbench(2024.0),
            Figure::new("start", 1.5, "s").target(Target::AtMost(5.0)),
            Figure::new("server binary", 20.0, "MB"),
        ];
        let expected = "\
figure         value  unit        target          of pgbench
inbox           1234  requests/s  ≥ 2000, missed        61 %
start           1.50  s           ≤ 5
server binary  20.00  MB";
        assert_eq!(table(&figures), expected);
    }
}
