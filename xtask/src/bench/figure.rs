//! A measured figure, and the table of all.

/// One thing measured.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figure {
    /// What was measured, as an issue or the documentation names it.
    pub(crate) name: String,
    /// How much.
    pub(crate) value: f64,
    /// Of what, such as `requests/s` or `ms`.
    pub(crate) unit: &'static str,
    /// To the same SQL run by pgbench in the same run; absent where there is none to compare with.
    pub(crate) ratio: Option<f64>,
}

const HEADINGS: [&str; 4] = ["figure", "value", "unit", "of pgbench"];

/// The figures as a table with aligned columns.
pub(crate) fn table(figures: &[Figure]) -> String {
    let mut rows = vec![HEADINGS.map(str::to_owned)];
    rows.extend(figures.iter().map(row));
    let [names, values, units, ratios] = widths(&rows);
    let lines = rows.iter().map(|[name, value, unit, ratio]| {
        let line = format!("{name:<names$}  {value:>values$}  {unit:<units$}  {ratio:>ratios$}");
        line.trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn row(figure: &Figure) -> [String; 4] {
    let digits = if figure.value < 100.0 { 2 } else { 0 };
    [
        figure.name.clone(),
        format!("{:.digits$}", figure.value),
        figure.unit.to_owned(),
        figure
            .ratio
            .map(|ratio| format!("{:.0} %", ratio * 100.0))
            .unwrap_or_default(),
    ]
}

fn widths(rows: &[[String; 4]]) -> [usize; 4] {
    rows.iter().fold([0; 4], |mut widths, row| {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
        widths
    })
}

#[cfg(test)]
mod tests {
    use super::{Figure, table};

    #[test]
    fn columns_are_aligned() {
        let figures = [
            Figure {
                name: "inbox".to_owned(),
                value: 1234.5,
                unit: "requests/s",
                ratio: Some(0.61),
            },
            Figure {
                name: "start".to_owned(),
                value: 1.5,
                unit: "s",
                ratio: None,
            },
        ];
        let expected = "\
figure  value  unit        of pgbench
inbox    1234  requests/s        61 %
start    1.50  s";
        assert_eq!(table(&figures), expected);
    }
}
