//! Profile options (R19): what is set, setting it, and what a change moves.

mod save;
mod site_zone;

pub use db::profile_options::Set;
use domain::profile_option::ProfileOption;

use crate::Result;
use crate::access::{ManageSetup, Privilege as _, Viewer};

pub use save::{ValueInput, ValueSaved};

/// The use cases of this feature: profile options of the site and of people.
#[derive(Clone, Copy)]
pub struct ProfileOptions<'a> {
    services: &'a crate::Services,
}

impl crate::Services {
    /// Use cases: profile options of the site and of people.
    pub fn profile_options(&self) -> ProfileOptions<'_> {
        ProfileOptions { services: self }
    }
}

/// Values at User level that the page lists.
const LISTED: i64 = 200;

/// The values that are set.
#[derive(Debug, Clone)]
pub struct ProfileValues {
    /// At Site level, of every option; and at User level, of the one that is shown.
    pub values: Vec<Set>,
    /// There are more at User level than are listed.
    pub more: bool,
}

impl ProfileValues {
    /// The value of an option at Site level.
    pub fn at_site(&self, option: ProfileOption) -> Option<&Set> {
        let mut values = self.values.iter();
        values.find(|set| set.option == option && set.person().is_none())
    }

    /// The values of an option, the Site's first.
    pub fn of(&self, option: ProfileOption) -> impl Iterator<Item = &Set> {
        self.values.iter().filter(move |set| set.option == option)
    }
}

impl ProfileOptions<'_> {
    /// What is set at Site level, and at User level for one option: of the people in the viewer's data scope.
    ///
    /// # Errors
    /// [`Error::Forbidden`](crate::Error::Forbidden) for who sets none.
    pub async fn values(self, viewer: &Viewer, of: Option<ProfileOption>) -> Result<ProfileValues> {
        let permitted = viewer.require_own::<ManageSetup>()?;
        let everywhere = viewer.require_everywhere::<ManageSetup>().is_ok();
        let mut conn = self.services.pool.get().await?;
        let sites = i64::try_from(ProfileOption::ALL.len()).unwrap_or(0);
        let limit = sites + LISTED + 1;
        let mut values = if everywhere {
            db::profile_options::list(&mut conn, of, limit).await?
        } else {
            let reader = (permitted.actor(), ManageSetup::PRIVILEGE.code());
            db::profile_options::list_in_scope(&mut conn, reader, of, limit, self.services.now()).await?
        };
        let users = values.iter().filter(|set| set.person().is_some()).count();
        let more = users > usize::try_from(LISTED).unwrap_or(usize::MAX);
        if more {
            values.pop();
        }
        Ok(ProfileValues { values, more })
    }
}
