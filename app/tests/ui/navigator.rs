//! The navigator shows what the viewer may open, and nothing else.

use app::ui::Navigator;
use domain::privilege::Privilege;
use leptos::prelude::*;
use services::endpoint::Needs;

use crate::{ana, page};

fn pages(path: &str) -> Option<Needs> {
    match path {
        "/" => Some(Needs::Privilege(Privilege::WorkOnTasks)),
        "/requests/new" => Some(Needs::Privilege(Privilege::RequestRoles)),
        "/admin/audit" => Some(Needs::Privilege(Privilege::ReadAuditLog)),
        _ => None,
    }
}

fn navigator(privileges: &[Privilege], path: &str) -> test_page::Document {
    let viewer = ana(privileges);
    page(|| view! { <Navigator viewer=&viewer path needs_of_page=pages/> })
}

#[test]
fn only_what_may_be_opened_is_there() {
    for (privileges, links, groups) in [
        (
            &[Privilege::WorkOnTasks, Privilege::RequestRoles][..],
            &["My tasks", "Request a role"][..],
            ["Me"],
        ),
        (&[Privilege::ReadAuditLog], &["Audit log"], ["Admin"]),
    ] {
        let page = navigator(privileges, "/");
        let navigator = page.one("nav[aria-label=Navigator]");
        assert_eq!(navigator.texts("a"), links);
        assert_eq!(navigator.texts("p"), groups);
    }
}

#[test]
fn a_page_that_does_not_exist_is_not_offered() {
    let everything = navigator(&Privilege::ALL, "/");
    let addresses = everything
        .all("a")
        .into_iter()
        .filter_map(|link| link.attribute("href"));
    let addresses: Vec<_> = addresses.collect();
    assert_eq!(addresses, ["/", "/requests/new", "/admin/audit"]);
}

#[test]
fn the_current_page_and_its_children_are_marked() {
    for (path, marked, how) in [
        ("/", "/", "page"),
        ("/?state=open", "/", "page"),
        ("/tasks/5", "/", "true"),
        ("/admin/audit", "/admin/audit", "page"),
    ] {
        let page = navigator(&Privilege::ALL, path);
        let link = page.one("[aria-current]");
        assert_eq!(
            (link.attribute("href"), link.attribute("aria-current")),
            (Some(marked), Some(how)),
            "{path}"
        );
    }
    assert!(!navigator(&Privilege::ALL, "/admin/auditors").has("[aria-current]"));
}

#[test]
fn open_tasks_are_counted_beside_the_link() {
    let page = navigator(&Privilege::ALL, "/");
    let count = page.one("a[href='/'] + .navigator-count");
    assert_eq!(count.text(), "4 open");
    assert_eq!(count.texts(".visually-hidden"), ["open"]);
}
