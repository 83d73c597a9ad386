//! Signing in and out.

/// What this feature answers to.
#[cfg(feature = "ssr")]
pub fn endpoints() -> Vec<crate::routes::Endpoint> {
    Vec::new()
}
