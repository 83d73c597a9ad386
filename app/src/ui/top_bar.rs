//! The bar on top: the brand, the button that opens the navigator on a phone, the bell, the profile menu.
//!
//! Both menus are popovers, which browsers open and close by themselves: by click, Escape, and a click
//! elsewhere. No script takes part.

use leptos::prelude::*;

use super::navigator::{NAVIGATOR_ID, open_pages};
use crate::viewer::Viewer;
use services::endpoint::Needs;

const PROFILE_MENU: &str = "profile-menu";

/// The bar on top of every page; without a viewer only the brand. It leads nowhere where the viewer may not go.
#[component]
pub fn TopBar<'a>(
    /// Who is signed in.
    viewer: Option<&'a Viewer>,
    /// What the page at a path needs; `None` where there is no page.
    needs_of_page: fn(&str) -> Option<Needs>,
) -> impl IntoView + use<> {
    let opens = |path: &str| {
        needs_of_page(path).is_some_and(|needs| needs.are_met_by(viewer.map(|viewer| &**viewer)))
    };
    // Nobody in particular is sent to sign in.
    let home = match viewer {
        None => Some("/"),
        Some(viewer) => open_pages(viewer, needs_of_page).first().map(|page| page.path),
    };
    let brand = match home {
        Some(href) => view! { <a class="brand" href=href>"Locum"</a> }.into_any(),
        None => view! { <span class="brand">"Locum"</span> }.into_any(),
    };
    let menus = viewer.map(|viewer| {
        let bell = opens("/notifications").then(|| view! { <Bell unread=viewer.unread/> });
        let (initials, name, has_profile) =
            (viewer.initials(), viewer.display_name.clone(), opens("/profile"));
        view! {
            <button class="menu-button" type="button" popovertarget=NAVIGATOR_ID>
                <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
                    <path d="M2 4h12M2 8h12M2 12h12" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/>
                </svg>
                "Menu"
            </button>
            {bell}
            <ProfileMenu initials name has_profile/>
        }
    });
    view! { <header class="top-bar">{brand}{menus}</header> }
}

#[component]
fn Bell(unread: i64) -> impl IntoView {
    let count = (unread > 0).then(|| view! { " "<span class="bell-count">{capped(unread)}</span> });
    view! {
        <a class="bell" href="/notifications">
            <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
                <path d="M8 2a4 4 0 0 0-4 4v2.6L2.8 11h10.4L12 8.6V6a4 4 0 0 0-4-4zM6.6 13.2a1.5 1.5 0 0 0 2.8 0"
                    fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round"
                    stroke-linejoin="round"/>
            </svg>
            <span>"Notifications"{count}</span>
        </a>
    }
}

#[component]
fn ProfileMenu(initials: String, name: String, has_profile: bool) -> impl IntoView {
    let profile = has_profile.then(|| view! { <li><a href="/profile">"My profile"</a></li> });
    view! {
        <button class="avatar" type="button" popovertarget=PROFILE_MENU>{initials}</button>
        <div class="profile-menu" id=PROFILE_MENU popover="auto">
            <p class="profile-name">{name}</p>
            <ul>
                {profile}
                <li>
                    <form method="post" action="/logout">
                        <button type="submit">"Sign out"</button>
                    </form>
                </li>
            </ul>
        </div>
    }
}

/// A count in at most three characters.
pub(super) fn capped(count: i64) -> String {
    if count > 99 {
        "99+".to_owned()
    } else {
        count.to_string()
    }
}
