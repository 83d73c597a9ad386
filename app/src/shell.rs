//! The document around every page: its head, the skip link, the top bar, the navigator and the main column.

use std::sync::Arc;

use islands::textarea::escaped;
use leptos::hydration::HydrationScripts;
use leptos::prelude::*;

use crate::flash::Flash;
use crate::layout::Layout;
use crate::local_path::LocalPath;
use crate::site::Site;
use crate::ui::{FlashMessage, Navigator, TopBar};
use crate::viewer::Viewer;

/// The whole document of a page.
pub fn document(title: String, around: Around, page: impl FnOnce() -> AnyView) -> AnyView {
    let site = Arc::clone(&around.layout.site);
    // Drawn first: the islands' script is a hundred kilobytes that most pages have no use for.
    let body = body(around, page()).to_html();
    let head = head(title, &site, body.contains("<leptos-island"));
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>{head}</head>
            <body inner_html=body></body>
        </html>
    }
    .into_any()
}

/// The content of `<head>`.
fn head(title: String, site: &Site, has_islands: bool) -> AnyView {
    // Its text ends with a mark for hydration otherwise, which browsers read as a part of the title.
    let title = escaped(&title);
    let scripts = site.leptos_options().filter(|_| has_islands);
    view! {
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <title inner_html=title></title>
        <link rel="icon" href="/icons/locum.svg" type="image/svg+xml"/>
        {site.css.clone().map(|css| view! {
            <link rel="preload" href="/fonts/inter-latin.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
            <link rel="stylesheet" href=css/>
        })}
        {scripts.map(|options| view! { <HydrationScripts options islands=true/> })}
    }
    .into_any()
}

/// What stands around a page.
#[derive(Debug, Clone)]
pub struct Around {
    /// Who looks. Without a viewer there is nothing to navigate to, so only the brand is shown.
    pub viewer: Option<Viewer>,
    /// The path and query of the page.
    pub path: LocalPath,
    /// What the request before left to say.
    pub flash: Option<Flash>,
    /// The site's files, and the pages that the navigator offers.
    pub layout: Layout,
}

/// The content of `<body>`.
fn body(around: Around, page: AnyView) -> AnyView {
    let Around {
        viewer,
        path,
        flash,
        layout,
    } = around;
    let needs_of_page = layout.needs_of_page;
    let (viewer, path) = (viewer.as_ref(), path.as_str());
    let navigator = viewer.map(|viewer| view! { <Navigator viewer path needs_of_page/> });
    let class = if navigator.is_some() {
        "shell"
    } else {
        "shell shell-signed-out"
    };
    view! {
        <div class=class>
            <a class="skip-link" href="#content">"Skip to content"</a>
            <TopBar viewer needs_of_page/>
            {navigator}
            <main id="content" tabindex="-1">
                {flash.map(|flash| view! { <FlashMessage flash/> })}
                {page}
            </main>
        </div>
    }
    .into_any()
}
