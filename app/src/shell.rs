//! The document around every page: its head, the skip link, the top bar, the navigator and the main column.

use leptos::hydration::HydrationScripts;
use leptos::prelude::*;

use crate::flash::Flash;
use crate::layout::NeedsOfPage;
use crate::site::Site;
use crate::ui::{FlashMessage, Navigator, TopBar};
use crate::viewer::Viewer;

/// The content of `<head>`.
pub fn head(title: String, site: &Site, has_islands: bool) -> AnyView {
    let scripts = site.leptos_options().filter(|_| has_islands);
    view! {
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <title>{title}</title>
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
pub struct Around<'a> {
    /// Who looks. Without a viewer there is nothing to navigate to, so only the brand is shown.
    pub viewer: Option<&'a Viewer>,
    /// The path and query of the page.
    pub path: &'a str,
    /// What the request before left to say.
    pub flash: Option<Flash>,
    /// The pages that the navigator offers.
    pub needs_of_page: NeedsOfPage,
}

/// The content of `<body>`.
pub fn body(around: Around<'_>, page: AnyView) -> AnyView {
    let Around {
        viewer,
        path,
        flash,
        needs_of_page,
    } = around;
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
