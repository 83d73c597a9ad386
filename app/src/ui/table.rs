//! Tables of records. On a narrow screen each row becomes a card whose lines carry the column's name.

use leptos::prelude::*;

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    label: String,
    kind: ColumnKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ColumnKind {
    Plain,
    Number,
    RowHeader,
    Unlabelled,
    Select,
}

impl Column {
    /// A column with a heading.
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            kind: ColumnKind::Plain,
        }
    }

    /// A column of numbers, aligned at their ends.
    pub fn number(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            kind: ColumnKind::Number,
        }
    }

    /// The column that says what its row is about: its cells are the rows' headings.
    pub fn row_header(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            kind: ColumnKind::RowHeader,
        }
    }

    /// A column of buttons or links, whose heading is read but not seen.
    pub fn unlabelled(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            kind: ColumnKind::Unlabelled,
        }
    }

    /// The column of tick boxes that choose rows; its heading is read but not seen.
    pub fn select(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            kind: ColumnKind::Select,
        }
    }

    fn heading(&self) -> AnyView {
        let label = self.label.clone();
        match self.kind {
            ColumnKind::Unlabelled | ColumnKind::Select => {
                view! { <th scope="col"><span class="visually-hidden">{label}</span></th> }.into_any()
            }
            ColumnKind::Number => view! { <th scope="col" class="number">{label}</th> }.into_any(),
            ColumnKind::Plain | ColumnKind::RowHeader => view! { <th scope="col">{label}</th> }.into_any(),
        }
    }

    fn cell(&self, content: AnyView) -> AnyView {
        let label = self.label.clone();
        match self.kind {
            ColumnKind::Plain => view! { <td data-label=label>{content}</td> }.into_any(),
            ColumnKind::Number => view! { <td class="number" data-label=label>{content}</td> }.into_any(),
            ColumnKind::RowHeader => view! { <th scope="row">{content}</th> }.into_any(),
            ColumnKind::Select => view! { <td class="select">{content}</td> }.into_any(),
            ColumnKind::Unlabelled => view! { <td class="actions">{content}</td> }.into_any(),
        }
    }
}

/// One row: a cell for each column.
pub struct Row {
    cells: Vec<AnyView>,
    id: Option<String>,
}

impl Row {
    /// A row of these cells, in the order of the columns.
    pub fn new(cells: impl IntoIterator<Item = AnyView>) -> Self {
        Self {
            cells: cells.into_iter().collect(),
            id: None,
        }
    }

    /// The same with an id, for links that lead to it.
    pub fn id(self, id: String) -> Self {
        Self { id: Some(id), ..self }
    }
}

/// The content of one cell.
pub fn cell(content: impl IntoView + 'static) -> AnyView {
    content.into_any()
}

/// A table. Its caption is read but not seen, as the heading above it says the same, unless `show_caption`.
#[component]
pub fn Table(
    /// What the table lists.
    #[prop(into)]
    caption: String,
    /// Its columns.
    columns: Vec<Column>,
    /// Its rows.
    rows: Vec<Row>,
    /// Whether the caption is seen.
    #[prop(optional)]
    show_caption: bool,
) -> impl IntoView {
    let headings: Vec<_> = columns.iter().map(Column::heading).collect();
    let body: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let cells: Vec<_> = columns
                .iter()
                .zip(row.cells)
                .map(|(column, content)| column.cell(content))
                .collect();
            view! { <tr id=row.id>{cells}</tr> }
        })
        .collect();
    view! {
        <div class="table-card">
            <table>
                <caption class=(!show_caption).then_some("visually-hidden")>{caption}</caption>
                <thead><tr>{headings}</tr></thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
}
