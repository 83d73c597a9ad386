//! Filters and pages of a list.

use app::ui::{Chip, FilterBar, PageOrder, Pager};
use leptos::prelude::*;

use crate::{html, page};

fn filters(path: &'static str, chips: &[&str]) -> test_page::Document {
    let chip = |label: &&str| Chip {
        label: (*label).to_owned(),
        href: "/admin/audit?action=saved".to_owned(),
    };
    let chips: Vec<_> = chips.iter().map(chip).collect();
    page(|| view! { <FilterBar path chips><input name="person"/></FilterBar> })
}

#[test]
fn filters_ask_for_the_same_page_and_each_can_be_removed() {
    let one = filters("/admin/audit", &["Person: ben"]);
    let form = one.one("form[role=search][method=get][action='/admin/audit']");
    assert_eq!(form.texts("button[type=submit]"), ["Apply"]);
    assert!(!form.has("input[type=hidden]"));
    let chip = one.one(".chips a[href='/admin/audit?action=saved']");
    assert_eq!(chip.text(), "Remove filter Person: ben");
    // All of several are removed at once.
    let clear = ".chips a[href='/admin/audit']";
    assert!(!one.has(clear));
    let two = filters("/admin/audit", &["Person: ben", "Action: saved"]);
    assert_eq!(two.texts(clear), ["Clear all"]);
}

#[test]
fn which_list_of_a_page_it_is_stays_when_filters_are_applied() {
    let page = filters("/?list=requests", &[]);
    let form = page.one("form[action='/']");
    let kept = form.one("input[type=hidden]");
    assert_eq!(
        (kept.attribute("name"), kept.value()),
        (Some("list"), "requests".to_owned())
    );
}

#[test]
fn a_list_of_one_page_has_no_pager() {
    for order in [PageOrder::NewestFirst, PageOrder::OldestFirst, PageOrder::Own] {
        assert_eq!(html(|| view! { <Pager order/> }), "");
    }
}

#[test]
fn links_to_other_pages_say_where_they_lead_by_the_order_of_the_list() {
    for (order, first, next) in [
        (PageOrder::NewestFirst, "Newer", "Older"),
        (PageOrder::OldestFirst, "Back to the oldest", "Next"),
        (PageOrder::Own, "Back to the beginning", "Next"),
    ] {
        let both = page(|| view! { <Pager order first="/tasks" next="/tasks?after=9"/> });
        let pages = both.one("nav[aria-label=Pages]");
        assert_eq!(pages.texts("a"), [first, next]);
        assert_eq!(pages.texts("a[href='/tasks']:not([rel=next])"), [first]);
        assert_eq!(pages.texts("a[rel=next][href='/tasks?after=9']"), [next]);
        let only_next = page(|| view! { <Pager order next="/tasks?after=9"/> });
        assert_eq!(only_next.texts("a"), [next]);
    }
}
