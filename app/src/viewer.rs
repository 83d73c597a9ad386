//! Who is signed in.

use std::ops::Deref;
use std::sync::Arc;

use domain::zone::Zone;

/// Who is signed in, as computed for this one request (G9).
///
/// As an extractor it answers a request without a session with [`SignInNeeded`](crate::error::PageError::SignInNeeded);
/// `Option<Viewer>` serves both.
#[derive(Debug, Clone)]
pub struct Viewer(Arc<services::access::Viewer>);

impl Viewer {
    /// The person a request comes from, as services have read them.
    pub fn new(viewer: services::access::Viewer) -> Self {
        Self(Arc::new(viewer))
    }

    /// Their time zone, or the Site's when they have none (G1).
    pub fn zone(&self) -> Zone {
        self.zone
    }

    /// The letters on the button of their menu: `AR`.
    pub fn initials(&self) -> String {
        domain::text::initials(&self.display_name)
    }
}

impl Deref for Viewer {
    type Target = services::access::Viewer;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}
