//! Crates that must not come back through some dependency: there is one TLS stack, rustls with ring.

use anyhow::bail;

use crate::process::{cargo, run_quietly};
use crate::workspace::Workspace;

const FORBIDDEN: [&str; 3] = ["aws-lc-rs", "openssl-sys", "native-tls"];

/// Looks through everything that ends up in the server or its tests.
pub(crate) fn check(workspace: &Workspace) -> anyhow::Result<()> {
    let mut command = cargo(workspace.root());
    command.args([
        "tree",
        "--package",
        "server",
        "--edges",
        "all",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ]);
    let found = among(&run_quietly(&mut command)?);
    if !found.is_empty() {
        bail!(
            "{} must not be among the dependencies: `cargo tree --invert {}` shows who brings it",
            found.join(", "),
            found.first().copied().unwrap_or_default()
        );
    }
    Ok(())
}

fn among(tree: &str) -> Vec<&'static str> {
    let names: Vec<_> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    FORBIDDEN
        .into_iter()
        .filter(|forbidden| names.contains(forbidden))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::among;

    #[test]
    fn finds_a_forbidden_crate_by_its_whole_name() {
        assert_eq!(among("server v0.1.0 (/x)\nnative-tls v0.2.11\n"), ["native-tls"]);
        assert!(among("rustls-native-tls-like v1.0.0\nring v0.17.8\n").is_empty());
    }
}
