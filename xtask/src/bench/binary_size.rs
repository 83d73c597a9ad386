//! How large the one file is that gets installed.

use crate::bench::figure::Figure;
use crate::bench::{Measurement, Stand};

/// The optimised server binary, with the site in it.
pub(crate) struct BinarySize;

impl Measurement for BinarySize {
    fn name(&self) -> &'static str {
        "the size of the server binary"
    }

    fn measure(&self, stand: &Stand<'_>) -> anyhow::Result<Vec<Figure>> {
        let bytes = u32::try_from(std::fs::metadata(&stand.server)?.len())?;
        Ok(vec![Figure::new("server binary", f64::from(bytes) / 1e6, "MB")])
    }
}
