//! What every page stands in: the site's files, and the table of pages that the navigator offers.

use std::sync::Arc;

use crate::site::Site;
use services::endpoint::Needs;

/// What the page at a path needs; `None` where there is no page.
pub type NeedsOfPage = fn(&str) -> Option<Needs>;

/// What every page stands in. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Layout {
    /// The site's built files.
    pub site: Arc<Site>,
    /// The table of pages, as far as a page needs it. A value, so that what renders a page knows nothing of the pages that there are.
    pub needs_of_page: NeedsOfPage,
}

impl Layout {
    /// Pages of this site, with links to what this table has.
    pub fn new(site: Arc<Site>, needs_of_page: NeedsOfPage) -> Self {
        Self { site, needs_of_page }
    }
}
