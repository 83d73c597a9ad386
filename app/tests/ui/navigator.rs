//! The navigator shows what the viewer may open, and nothing else.

use app::needs::Needs;
use app::ui::Navigator;
use domain::privilege::Privilege;
use leptos::prelude::*;

use crate::{ana, assert_has, assert_has_none, html};

fn pages(path: &str) -> Option<Needs> {
    match path {
        "/" => Some(Needs::Privilege(Privilege::WorkOnTasks)),
        "/requests/new" => Some(Needs::Privilege(Privilege::RequestRoles)),
        "/admin/audit" => Some(Needs::Privilege(Privilege::ReadAuditLog)),
        _ => None,
    }
}

fn navigator(privileges: &[Privilege], path: &str) -> String {
    let viewer = ana(privileges);
    html(|| view! { <Navigator viewer=&viewer path needs_of_page=pages/> })
}

#[test]
fn only_what_may_be_opened_is_there() {
    let employee = navigator(&[Privilege::WorkOnTasks, Privilege::RequestRoles], "/");
    assert_has(
        &employee,
        &[
            r#"aria-label="Navigator""#,
            ">My tasks</a>",
            ">Request a role</a>",
            ">Me</p>",
        ],
    );
    assert_has_none(&employee, &["Audit log", "Admin", "Security Console"]);
    let auditor = navigator(&[Privilege::ReadAuditLog], "/admin/audit");
    assert_has(&auditor, &[">Audit log</a>", ">Admin</p>"]);
    assert_has_none(&auditor, &["My tasks", ">Me</p>"]);
}

#[test]
fn a_page_that_does_not_exist_is_not_offered() {
    let everything = navigator(&Privilege::ALL, "/");
    assert_has_none(&everything, &["Policies", "Scheduled Processes"]);
}

#[test]
fn the_current_page_and_its_children_are_marked() {
    let tasks = r#"<a href="/" aria-current="page">My tasks</a>"#;
    assert_has(&navigator(&Privilege::ALL, "/"), &[tasks]);
    assert_has(&navigator(&Privilege::ALL, "/?state=open"), &[tasks]);
    assert_has(
        &navigator(&Privilege::ALL, "/tasks/5"),
        &[r#"<a href="/" aria-current="true">My tasks</a>"#],
    );
    let audit = navigator(&Privilege::ALL, "/admin/audit");
    assert_has(
        &audit,
        &[
            r#"<a href="/admin/audit" aria-current="page">"#,
            r#"<a href="/">My tasks</a>"#,
        ],
    );
    assert_has_none(&navigator(&Privilege::ALL, "/admin/auditors"), &["aria-current"]);
}

#[test]
fn open_tasks_are_counted_beside_the_link() {
    let count =
        r#"My tasks</a><span class="navigator-count">4<span class="visually-hidden"> open</span></span>"#;
    assert_has(&navigator(&Privilege::ALL, "/"), &[count]);
}
