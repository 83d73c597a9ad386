//! Tables.

use app::ui::{Column, Row, Table, cell};
use leptos::prelude::*;

use crate::{assert_has, html};

#[test]
fn headings_have_a_scope_and_cells_carry_their_column() {
    let table = html(|| {
        let columns = vec![
            Column::row_header("Task"),
            Column::new("Policy"),
            Column::unlabelled("Decide"),
        ];
        let rows = vec![Row::new([
            cell("Grant AP approver"),
            cell("Finance access"),
            cell("…"),
        ])];
        view! { <Table caption="Open tasks" columns rows/> }
    });
    assert_has(
        &table,
        &[
            r#"<caption class="visually-hidden">Open tasks</caption>"#,
            r#"<th scope="col">Task</th><th scope="col">Policy</th>"#,
            r#"<th scope="col"><span class="visually-hidden">Decide</span></th>"#,
            r#"<th scope="row">Grant AP approver</th><td data-label="Policy">Finance access</td>"#,
        ],
    );
}

#[test]
fn a_row_never_has_more_cells_than_columns() {
    let table = html(|| {
        let rows = vec![Row::new([cell("one"), cell("two")])];
        view! { <Table caption="Short" columns=vec![Column::new("Only")] rows/> }
    });
    assert_has(&table, &[r#"<tr><td data-label="Only">one</td></tr>"#]);
}
