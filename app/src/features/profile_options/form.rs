//! What stands in the address of the page, and what its form posts.

use domain::profile_option::{Level, ProfileOption};
use islands::codes;
use islands::codes::optional;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use services::profile_options::{ProfileValues, Set, ValueInput};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::ui::RemovalAsk;

/// The page.
pub(super) const PATH: &str = "/setup/profile-values";

/// What is looked for, and which value is open in the form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct ValuesQuery {
    /// A Profile Option Code, or a part of one.
    pub(super) code: String,
    /// Set by "Add": the form for another value is open.
    pub(super) add: String,
    /// `site`, or a username: the value of that level is open.
    pub(super) edit: String,
}

impl ValuesQuery {
    /// The options that are found.
    pub(super) fn options(&self) -> Vec<ProfileOption> {
        ProfileOption::search(&self.code)
    }

    /// The one option that is shown with its values.
    pub(super) fn option(&self) -> Option<ProfileOption> {
        match self.options().as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }
}

/// The page of one option, with a part of its address.
pub(super) fn href(option: ProfileOption, rest: &str) -> String {
    format!("{PATH}?code={}{rest}", option.code())
}

/// The address at which a value is edited.
pub(super) fn edit_href(option: ProfileOption, set: &Set) -> String {
    let level = set.username.as_deref().unwrap_or("site");
    let level = utf8_percent_encode(level, NON_ALPHANUMERIC);
    href(option, &format!("&edit={level}#value"))
}

/// The level at which a value is set.
pub(super) fn level_of(set: &Set) -> Level {
    match set.username {
        Some(_) => Level::User,
        None => Level::Site,
    }
}

/// The form, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct ValueForm {
    pub(super) code: String,
    pub(super) level: String,
    pub(super) user: String,
    pub(super) value: String,
    /// The version of the value that was open; empty: none was (G5).
    pub(super) version: String,
    /// The version of the Site's value that the page showed when "Add" was pressed.
    pub(super) site_version: String,
    /// What its button does.
    pub(super) action: Action,
    /// Whether "Remove" asks first.
    #[serde(deserialize_with = "optional")]
    pub(super) ask: Option<RemovalAsk>,
}

/// What the buttons of the form do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(super) enum Action {
    /// "Save and Close".
    #[default]
    #[strum(to_string = "save", serialize = "")]
    Save,
    /// "Remove", once it was asked about.
    Remove,
}

codes!(Action);

impl ValueForm {
    /// The form that is open: for another value, or for one that is set.
    pub(super) fn of(query: &ValuesQuery, option: ProfileOption, values: &ProfileValues) -> Option<Self> {
        let site = values.at_site(option);
        let site_version = site.map(|set| set.version.to_string()).unwrap_or_default();
        let fresh = Self {
            code: option.code().to_owned(),
            level: Level::Site.code().to_owned(),
            site_version,
            ..Self::default()
        };
        if !query.add.is_empty() {
            return Some(fresh);
        }
        if query.edit.is_empty() {
            return None;
        }
        let is_open = |set: &&Set| set.username.as_deref().unwrap_or("site") == query.edit;
        let set = values.of(option).find(is_open)?;
        Some(Self {
            level: level_of(set).code().to_owned(),
            user: set.username.clone().unwrap_or_default(),
            value: set.value.clone(),
            version: set.version.to_string(),
            ..fresh
        })
    }

    /// The level that is chosen; none: neither.
    pub(super) fn level(&self) -> Option<Level> {
        Level::from_code(&self.level)
    }

    /// Whose value it is, as they sign in; none: the Site's.
    pub(super) fn username(&self) -> Option<String> {
        (self.level() == Some(Level::User)).then(|| self.user.trim().to_lowercase())
    }

    /// For the use case.
    pub(super) fn input(&self) -> ValueInput {
        // Added at Site level, it stands against the value that the page showed beside the form.
        let site = Some(&self.site_version).filter(|_| self.level() == Some(Level::Site));
        let version = Some(&self.version).filter(|version| !version.is_empty()).or(site);
        ValueInput {
            code: self.code.clone(),
            level: self.level.clone(),
            user: self.user.clone(),
            value: self.value.clone(),
            version: version.and_then(|version| version.parse().ok()),
            remove: self.action == Action::Remove,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use islands::codes::testing::hold;

    #[test]
    fn a_value_is_saved_or_removed() {
        hold(&[(Action::Save, "save"), (Action::Remove, "remove")]);
    }
}
