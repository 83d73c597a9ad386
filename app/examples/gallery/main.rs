//! Writes the pieces of `app::ui`, put together as pages, to a folder of static HTML, to look at while working
//! on the style. In the folder of the built site the pages have styles, fonts and islands:
//!
//! ```text
//! cargo xtask build
//! cargo run -p app --example gallery -- target/site/debug
//! python3 -m http.server --directory target/site/debug
//! ```

mod form;
mod pieces;
mod roles;
mod tasks;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use app::context::{Flash, Viewer};
use app::layout::Layout;
use app::local_path::LocalPath;
use app::render::Render;
use app::site::Site;
use axum::body::to_bytes;
use domain::ids::PersonId;
use domain::privilege::Privilege;
use leptos::prelude::*;
use services::endpoint::Needs;

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let folder = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "target/site/debug".to_owned());
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    let done = Flash::done("Your delegate was removed.");
    write(folder, "tasks", "My tasks", "/", None, tasks::view).await?;
    write(
        folder,
        "form",
        "Delegate tasks",
        "/profile/delegate",
        None,
        form::view,
    )
    .await?;
    write(
        folder,
        "roles",
        "Roles and Delegations",
        "/me/roles-and-delegations",
        None,
        roles::view,
    )
    .await?;
    write(
        folder,
        "pieces",
        "Pieces",
        "/admin/audit",
        Some(done),
        pieces::view,
    )
    .await
}

async fn write<V: IntoView + 'static>(
    folder: &Path,
    name: &str,
    title: &str,
    path: &str,
    flash: Option<Flash>,
    view: fn() -> V,
) -> std::io::Result<()> {
    let site = Arc::new(Site::load(&folder.join("manifest.json"))?);
    let path = LocalPath::parse(path).unwrap_or_else(LocalPath::root);
    let layout = Layout::new(site, |_| Some(Needs::SignedIn));
    let page = Render::new(layout, Some(ana()), path, flash)
        .page(title, view)
        .await;
    let html = to_bytes(page.into_body(), usize::MAX)
        .await
        .map_err(std::io::Error::other)?;
    std::fs::write(folder.join(format!("{name}.html")), html)
}

fn ana() -> Viewer {
    Viewer::new(services::access::Viewer {
        person: PersonId(1),
        username: "ana".to_owned(),
        display_name: "Ana Ruiz".to_owned(),
        zone: domain::zone::Zone::parse("Europe/London").unwrap_or(domain::zone::Zone::UTC),
        privileges: BTreeSet::from(Privilege::ALL),
        everywhere: BTreeSet::from(Privilege::ALL),
        unread: 2,
        open_tasks: 4,
        away: None,
    })
}
