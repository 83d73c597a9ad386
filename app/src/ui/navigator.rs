//! The navigator: every page that has an entry, in one table. An entry shows when the route table has its page
//! and the viewer meets what that page needs, so the two cannot disagree.

use leptos::prelude::*;

use super::top_bar::capped;
use crate::viewer::Viewer;
use services::endpoint::Needs;

/// The navigator's id, for the button that opens it on a phone.
pub(super) const NAVIGATOR_ID: &str = "navigator";

/// One link.
#[derive(Debug, Clone, Copy)]
struct Entry {
    label: &'static str,
    path: &'static str,
    /// Pages that belong to it besides those below its own path.
    also: &'static str,
}

const fn entry(label: &'static str, path: &'static str) -> Entry {
    Entry {
        label,
        path,
        also: path,
    }
}

/// (heading, links). A group without heading stands for itself.
const GROUPS: [(&str, &[Entry]); 9] = [
    (
        "Me",
        &[
            Entry {
                label: "My tasks",
                path: "/",
                also: "/tasks",
            },
            entry("Roles and Delegations", "/me/roles-and-delegations"),
            entry("My absences", "/me/absences"),
            entry("Request a role", "/requests/new"),
        ],
    ),
    ("My Team", &[entry("Absences", "/team/absences")]),
    ("", &[entry("Manage User Account", "/hr/accounts")]),
    (
        "Admin › Directory",
        &[
            entry("Users", "/admin/directory/users"),
            entry("Who covers whom", "/admin/directory/covers"),
        ],
    ),
    (
        "Admin › Settings",
        &[entry("Policies", "/admin/settings/policies")],
    ),
    (
        "Admin",
        &[
            entry("Access reviews", "/admin/access-reviews"),
            entry("Audit log", "/admin/audit"),
            entry("Undelivered messages", "/admin/undelivered"),
        ],
    ),
    (
        "Security Console",
        &[
            entry("Users", "/security-console/users"),
            entry("Roles", "/security-console/roles"),
            entry("Why can …?", "/security-console/why"),
        ],
    ),
    (
        "Setup and Maintenance",
        &[
            entry("Manage Administrator Profile Values", "/setup/profile-values"),
            entry("Role provisioning rules", "/setup/role-provisioning-rules"),
        ],
    ),
    (
        "Tools",
        &[entry("Scheduled Processes", "/tools/scheduled-processes")],
    ),
];

impl Entry {
    fn is_open_to(self, viewer: &Viewer, needs: fn(&str) -> Option<Needs>) -> bool {
        needs(self.path).is_some_and(|needs| needs.are_met_by(Some(viewer)))
    }

    /// `page` on the very page, `true` on one that belongs to it.
    fn current(self, path: &str) -> Option<&'static str> {
        let is_below = |parent: &str| {
            parent != "/"
                && path
                    .strip_prefix(parent)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        match path {
            path if path == self.path => Some("page"),
            _ if is_below(self.path) || is_below(self.also) => Some("true"),
            _ => None,
        }
    }
}

/// A page that a viewer can open, as a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenPage {
    /// Where it is.
    pub path: &'static str,
    /// Its words, with the heading of its group where that says more: `Security Console › Users`.
    pub words: String,
}

/// The pages that this viewer can open, in the order of the navigator: the first one is where they begin.
pub fn open_pages(viewer: &Viewer, needs_of_page: fn(&str) -> Option<Needs>) -> Vec<OpenPage> {
    let entries = GROUPS.iter().flat_map(|(heading, entries)| {
        let open = entries
            .iter()
            .filter(|entry| entry.is_open_to(viewer, needs_of_page));
        open.map(|entry| OpenPage {
            path: entry.path,
            words: match *heading {
                "" | "Me" => entry.label.to_owned(),
                heading => format!("{heading} › {}", entry.label),
            },
        })
    });
    entries.collect()
}

/// The navigator for this viewer, with the page they are on marked.
#[component]
pub fn Navigator<'a>(
    /// Who looks.
    viewer: &'a Viewer,
    /// The path they are at; a query is ignored.
    path: &'a str,
    /// What the page at a path needs; `None` where there is no page.
    needs_of_page: fn(&str) -> Option<Needs>,
) -> impl IntoView + use<> {
    let path = path.split('?').next().unwrap_or(path);
    let mut groups = Vec::new();
    for (index, (heading, entries)) in GROUPS.into_iter().enumerate() {
        let open = entries
            .iter()
            .filter(|entry| entry.is_open_to(viewer, needs_of_page));
        let links: Vec<_> = open.map(|entry| link(*entry, path, viewer)).collect();
        if !links.is_empty() {
            groups.push(group(index, heading, links));
        }
    }
    view! {
        <nav class="navigator" id=NAVIGATOR_ID aria-label="Navigator" popover="auto">
            <button class="menu-close" type="button" popovertarget=NAVIGATOR_ID popovertargetaction="hide">
                "Close menu"
            </button>
            {groups}
        </nav>
    }
}

fn group(index: usize, heading: &'static str, links: Vec<AnyView>) -> AnyView {
    let id = format!("navigator-{index}");
    if heading.is_empty() {
        return view! { <ul>{links}</ul> }.into_any();
    }
    view! {
        <p class="navigator-heading" id=id.clone()>{heading}</p>
        <ul aria-labelledby=id>{links}</ul>
    }
    .into_any()
}

/// The count stands beside the link, not in it: the link's name stays `My tasks`.
fn link(entry: Entry, path: &str, viewer: &Viewer) -> AnyView {
    let count = (entry.path == "/" && viewer.open_tasks > 0).then(|| {
        view! {
            <span class="navigator-count">
                {capped(viewer.open_tasks)}
                <span class="visually-hidden">" open"</span>
            </span>
        }
    });
    view! { <li><a href=entry.path aria-current=entry.current(path)>{entry.label}</a>{count}</li> }.into_any()
}
