//! Filters and pages of a list.

use app::ui::{Chip, FilterBar, Pager};
use leptos::prelude::*;

use crate::{assert_has, assert_has_none, html};

#[test]
fn filters_ask_for_the_same_page_and_each_can_be_removed() {
    let filters = html(|| {
        let chips = vec![Chip {
            label: "Person: ben".to_owned(),
            href: "/admin/audit?action=saved".to_owned(),
        }];
        view! { <FilterBar path="/admin/audit" chips>"…"</FilterBar> }
    });
    assert_has(
        &filters,
        &[
            r#"method="get" action="/admin/audit""#,
            ">Apply</button>",
            r#"href="/admin/audit?action=saved""#,
            "Remove filter </span>Person: ben",
        ],
    );
    assert_has_none(&filters, &["Clear all"]);
}

#[test]
fn a_list_of_one_page_has_no_pager() {
    assert_eq!(html(|| view! { <Pager/> }), "");
    let pager = html(|| view! { <Pager older="/admin/audit?before=9"/> });
    assert_has(&pager, &[r#"href="/admin/audit?before=9""#, ">Older</a>"]);
    assert_has_none(&pager, &["Newer"]);
}
