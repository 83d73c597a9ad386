//! The HTML of the pieces of `app::ui`, parsed: what assistive technology, browsers without scripts and other tests
//! hold on to.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

mod choice;
mod document;
mod error_summary;
mod field;
mod filter;
mod navigator;
mod person_picker;
mod table;

use std::collections::BTreeSet;
use std::sync::Arc;

use app::context::Viewer;
use domain::ids::PersonId;
use domain::privilege::Privilege;
use domain::zone::Zone;
use hydration_context::SsrSharedContext;
use leptos::prelude::*;
use test_page::Document;

/// The HTML of a view, without the marks that Leptos leaves for hydration.
fn html<V: IntoView>(view: impl FnOnce() -> V) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| view().into_view().to_html());
    owner.unset_with_forced_cleanup();
    html.replace("<!>", "")
}

/// The same, parsed.
fn page<V: IntoView>(view: impl FnOnce() -> V) -> Document {
    Document::parse(&html(view))
}

/// Ana Ruiz, who may do this much.
fn ana(privileges: &[Privilege]) -> Viewer {
    Viewer::new(services::access::Viewer {
        person: PersonId(1),
        username: "ana".to_owned(),
        display_name: "Ana Ruiz".to_owned(),
        zone: Zone::UTC,
        privileges: privileges.iter().copied().collect::<BTreeSet<_>>(),
        everywhere: privileges.iter().copied().collect::<BTreeSet<_>>(),
        unread: 2,
        open_tasks: 4,
        away: None,
    })
}
