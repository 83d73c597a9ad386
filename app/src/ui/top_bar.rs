//! The bar on top: the brand, the button that opens the navigator on a phone, the bell, the profile menu.
//!
//! Both menus are popovers, which browsers open and close by themselves: by click, Escape, and a click
//! elsewhere. No script takes part.

use leptos::prelude::*;

use super::navigator::NAVIGATOR_ID;
use crate::context::Viewer;

const PROFILE_MENU: &str = "profile-menu";

/// The bar on top of every page; without a viewer only the brand.
#[component]
pub fn TopBar<'a>(
    /// Who is signed in.
    viewer: Option<&'a Viewer>,
) -> impl IntoView + use<> {
    let menus = viewer.map(|viewer| {
        view! {
            <button class="menu-button" type="button" popovertarget=NAVIGATOR_ID>
                <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
                    <path d="M2 4h12M2 8h12M2 12h12" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/>
                </svg>
                "Menu"
            </button>
            <Bell unread=viewer.unread/>
            <ProfileMenu initials=viewer.initials() name=viewer.display_name.clone()/>
        }
    });
    view! {
        <header class="top-bar">
            <a class="brand" href="/">"Locum"</a>
            {menus}
        </header>
    }
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
fn ProfileMenu(initials: String, name: String) -> impl IntoView {
    view! {
        <button class="avatar" type="button" popovertarget=PROFILE_MENU>{initials}</button>
        <div class="profile-menu" id=PROFILE_MENU popover="auto">
            <p class="profile-name">{name}</p>
            <ul>
                <li><a href="/profile">"My profile"</a></li>
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
