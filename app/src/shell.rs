//! The document around every page: its head, the skip link, the top bar, the navigator and the main column.

use leptos::hydration::HydrationScripts;
use leptos::prelude::*;

use crate::render::Render;
use crate::routes::Needs;
use crate::site::Site;
use crate::ui::{FlashMessage, Navigator, TopBar};

/// The content of `<head>`. `title` comes before the name of the product.
pub fn head(title: &str, site: &Site, has_islands: bool) -> AnyView {
    let title = format!("{title} · Locum");
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

/// The content of `<body>`; the navigator offers the pages that `needs_of_page` knows. Without a viewer there is nothing to navigate to, so only the brand is shown.
pub fn body(render: &Render, page: AnyView, needs_of_page: fn(&str) -> Option<Needs>) -> AnyView {
    let navigator = render
        .viewer
        .as_ref()
        .map(|viewer| view! { <Navigator viewer path=render.path.as_str() needs_of_page/> });
    let class = if navigator.is_some() {
        "shell"
    } else {
        "shell shell-signed-out"
    };
    view! {
        <div class=class>
            <a class="skip-link" href="#content">"Skip to content"</a>
            <TopBar viewer=render.viewer.as_ref() needs_of_page/>
            {navigator}
            <main id="content" tabindex="-1">
                {render.flash.clone().map(|flash| view! { <FlashMessage flash/> })}
                {page}
            </main>
        </div>
    }
    .into_any()
}
