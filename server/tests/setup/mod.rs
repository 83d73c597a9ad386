//! Setup and Maintenance through the real router (R19, R20, G1).

mod gone;
mod profile_values;
mod provisioning;
mod provisioning_endings;
mod provisioning_forms;
mod provisioning_marks;
mod site_zone;

use crate::support::{Browser, Page};

const VALUES: &str = "/setup/profile-values";

/// Opens the form of an option and sends it.
async fn set(browser: &mut Browser, code: &str, level: &str, user: &str, value: &str) -> Page {
    let opened = browser.get(&format!("{VALUES}?code={code}&add=yes")).await;
    let carried = |name: &str| opened.value_of(name).unwrap_or_default();
    let (version, site_version) = (carried("version"), carried("site_version"));
    let fields = [
        ("code", code),
        ("version", &version),
        ("site_version", &site_version),
        ("level", level),
        ("user", user),
        ("value", value),
    ];
    browser.post(VALUES, &fields).await
}
