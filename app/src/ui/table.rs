//! Tables of records. On a narrow screen each row becomes a card whose lines carry the column's name.

use leptos::prelude::*;

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    label: &'static str,
    kind: ColumnKind,
    sorts: Option<Sorts>,
}

/// Where a head leads, and how the table is sorted by its column now.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sorts {
    href: String,
    current: Option<SortDirection>,
}

/// From the first to the last, or the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortDirection {
    /// From A to Z, from the smallest number to the largest.
    Ascending,
    /// The other way round.
    Descending,
}

impl SortDirection {
    /// As `aria-sort` has it.
    fn aria(self) -> &'static str {
        match self {
            Self::Ascending => "ascending",
            Self::Descending => "descending",
        }
    }

    /// An arrow that points up or down.
    fn arrow(self) -> &'static str {
        match self {
            Self::Ascending => "M6 10V2M2.5 5.5L6 2l3.5 3.5",
            Self::Descending => "M6 2v8M2.5 6.5L6 10l3.5-3.5",
        }
    }
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
    fn of_kind(label: &'static str, kind: ColumnKind) -> Self {
        Self {
            label,
            kind,
            sorts: None,
        }
    }

    /// A column with a heading.
    pub fn new(label: &'static str) -> Self {
        Self::of_kind(label, ColumnKind::Plain)
    }

    /// A column of numbers, aligned at their ends.
    pub fn number(label: &'static str) -> Self {
        Self::of_kind(label, ColumnKind::Number)
    }

    /// The column that says what its row is about: its cells are the rows' headings.
    pub fn row_header(label: &'static str) -> Self {
        Self::of_kind(label, ColumnKind::RowHeader)
    }

    /// A column of buttons or links, whose heading is read but not seen.
    pub fn unlabelled(label: &'static str) -> Self {
        Self::of_kind(label, ColumnKind::Unlabelled)
    }

    /// The column of tick boxes that choose rows; its heading is read but not seen.
    pub fn select(label: &'static str) -> Self {
        Self::of_kind(label, ColumnKind::Select)
    }

    /// The same with a head that leads to the table sorted by it; `current`: how the table is sorted by this column now.
    pub fn sorts(self, href: String, current: Option<SortDirection>) -> Self {
        Self {
            sorts: Some(Sorts { href, current }),
            ..self
        }
    }

    fn heading(&self) -> AnyView {
        let current = self.sorts.as_ref().and_then(|sorts| sorts.current);
        let sort = current.map(SortDirection::aria);
        match self.kind {
            ColumnKind::Unlabelled | ColumnKind::Select => {
                let label = self.label;
                view! { <th scope="col"><span class="visually-hidden">{label}</span></th> }.into_any()
            }
            ColumnKind::Number => {
                view! { <th scope="col" class="number" aria-sort=sort>{self.head()}</th> }.into_any()
            }
            ColumnKind::Plain | ColumnKind::RowHeader => {
                view! { <th scope="col" aria-sort=sort>{self.head()}</th> }.into_any()
            }
        }
    }

    fn head(&self) -> AnyView {
        let label = self.label;
        let Some(Sorts { href, current }) = self.sorts.clone() else {
            return label.into_any();
        };
        let arrow = current.map(|direction| {
            view! {
                <svg viewBox="0 0 12 12" width="10" height="10" aria-hidden="true" focusable="false">
                    <path d=direction.arrow() fill="none" stroke="currentColor" stroke-width="1.6"
                        stroke-linecap="round" stroke-linejoin="round"/>
                </svg>
            }
        });
        view! { <a class="sort" href=href>{label}{arrow}</a> }.into_any()
    }

    fn cell(&self, content: AnyView) -> AnyView {
        let label = self.label;
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
    // Where rows are cards the heads are not seen, but for those that sort.
    let can_be_sorted = columns.iter().any(|column| column.sorts.is_some());
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
                <thead class=can_be_sorted.then_some("sortable")><tr>{headings}</tr></thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
}
