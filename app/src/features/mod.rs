//! One folder a feature. Each names its endpoints and what each of them needs; here they are put together.

pub mod session;

/// The endpoints of every feature.
#[cfg(feature = "ssr")]
pub fn endpoints() -> Vec<crate::routes::Endpoint> {
    [session::endpoints()].into_iter().flatten().collect()
}
