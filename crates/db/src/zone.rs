//! Zones as columns keep them, by their IANA names: decoded here and nowhere else (G1).

use domain::zone::Zone;
use serde::{Deserialize, Deserializer};

/// A zone in a JSON document, for `deserialize_with`.
pub(crate) fn in_json<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Zone, D::Error> {
    Ok(named(&String::deserialize(deserializer)?))
}

/// No zone is kept that was not known when it was. One that the tables have lost since then breaks no page (G6): its people's days
/// are those of UTC, and the log says so.
pub(crate) fn named(name: &str) -> Zone {
    Zone::parse(name).unwrap_or_else(|| {
        tracing::error!(
            zone = name,
            "a zone that is kept is not known any more: UTC is used"
        );
        Zone::UTC
    })
}
