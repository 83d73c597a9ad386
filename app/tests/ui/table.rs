//! Tables.

use app::ui::{Column, Row, SortDirection, Table, cell};
use leptos::prelude::*;

use crate::page;

#[test]
fn headings_have_a_scope_and_cells_carry_their_column() {
    let page = page(|| {
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
    assert_eq!(page.one("caption.visually-hidden").text(), "Open tasks");
    assert_eq!(page.texts("thead th[scope=col]"), ["Task", "Policy", "Decide"]);
    assert_eq!(page.texts("thead .visually-hidden"), ["Decide"]);
    assert_eq!(page.texts("tbody th[scope=row]"), ["Grant AP approver"]);
    assert_eq!(page.texts("td[data-label='Policy']"), ["Finance access"]);
    // A table that is not sorted has no heads that lead anywhere, and none that stay where rows are cards.
    assert!(!page.has("thead a, thead.sortable, [aria-sort]"));
}

#[test]
fn a_head_that_sorts_is_a_link_and_says_how_the_table_is_sorted() {
    let page = page(|| {
        let columns = vec![
            Column::row_header("Task").sorts("?sort=-task".to_owned(), Some(SortDirection::Ascending)),
            Column::number("Days").sorts("?sort=days".to_owned(), None),
            Column::new("Policy"),
        ];
        view! { <Table caption="Open tasks" columns rows=Vec::new()/> }
    });
    assert_eq!(page.texts("thead.sortable a"), ["Task", "Days"]);
    assert_eq!(
        page.texts("th[aria-sort=ascending] a[href='?sort=-task']"),
        ["Task"]
    );
    assert_eq!(
        page.texts("th.number:not([aria-sort]) a[href='?sort=days']"),
        ["Days"]
    );
    // The arrow is for the eye: what is read is `aria-sort`.
    assert_eq!(page.all("[aria-sort] svg[aria-hidden=true]").len(), 1);
    assert_eq!(page.all("svg").len(), 1);
}

#[test]
fn a_row_never_has_more_cells_than_columns() {
    let page = page(|| {
        let rows = vec![Row::new([cell("one"), cell("two")])];
        view! { <Table caption="Short" columns=vec![Column::new("Only")] rows/> }
    });
    assert_eq!(page.texts("tbody tr > *"), ["one"]);
    assert!(page.has("td[data-label='Only']"));
}
