//! Tries made-up people files for a while: `fuzz/` compares the reader with a slow one. What it finds stays as a file, and as a
//! seed once it is mended.

use crate::process::{cargo, run, step};
use crate::setup::{self, Need};
use crate::workspace::Workspace;

/// The longest file that is tried, in bytes: far below the longest record that is read.
const LONGEST: u32 = 4096;

/// Runs for so many seconds.
pub(crate) fn fuzz(workspace: &Workspace, seconds: u32) -> anyhow::Result<()> {
    setup::ensure(workspace, &[Need::Fuzz])?;
    // What is tried and worth keeping for the next run; the seeds stay as they are.
    let tried = workspace.root().join("fuzz/target/corpus");
    std::fs::create_dir_all(&tried)?;
    step(format!("Trying people files for {seconds} s"));
    let mut command = cargo(workspace.root());
    command
        // There is no unsafe code to watch, and without a sanitizer the compiler of everything else will do.
        .args(["fuzz", "run", "--sanitizer", "none", "people_file"])
        .arg(tried)
        .args(["fuzz/corpus/people_file", "--"])
        .args([
            format!("-max_total_time={seconds}"),
            format!("-max_len={LONGEST}"),
            "-print_final_stats=1".to_owned(),
        ]);
    run(&mut command)
}
