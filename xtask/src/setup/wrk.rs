//! The program that asks for pages as fast as it can, for `bench`.

use anyhow::Context;

use crate::process::find_program;
use crate::setup::apt::Apt;

pub(crate) fn ensure(packages: &mut Apt) -> anyhow::Result<()> {
    if find_program("wrk").is_some() {
        return Ok(());
    }
    packages.install("wrk, to measure requests", &["wrk"])?;
    find_program("wrk")
        .map(drop)
        .context("wrk was installed, but is not on PATH")
}
