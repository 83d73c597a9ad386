//! Where things are in the repository, and the two ways to build it.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::Context;

/// The repository this program was built from.
#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The folder above this crate's.
    pub(crate) fn find() -> anyhow::Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("xtask has no workspace")?;
        Ok(Self {
            root: root.to_owned(),
        })
    }

    /// Another one, built elsewhere.
    pub(crate) fn at(root: PathBuf) -> Self {
        Self { root }
    }

    /// The site of a profile, as it is served. Each has its own, so that building one disturbs no server of the other.
    pub(crate) fn site(&self, profile: Profile) -> PathBuf {
        self.target().join("site").join(profile.folder())
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// What the site is made into, and where generated things of this program go.
    pub(crate) fn target(&self) -> PathBuf {
        self.root.join("target")
    }

    pub(crate) fn end2end(&self) -> PathBuf {
        self.root.join("end2end")
    }

    /// The server's binary, wherever cargo was told to put it.
    pub(crate) fn server_binary(&self, profile: Profile) -> PathBuf {
        let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| self.target(), PathBuf::from);
        self.root.join(target).join(profile.folder()).join("locum")
    }
}

/// How to build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quick to build; used by `run` and by every test.
    Dev,
    /// Optimised; what is installed and measured.
    Release,
}

impl Profile {
    pub(crate) fn from_release(release: bool) -> Self {
        if release { Self::Release } else { Self::Dev }
    }

    /// Cargo's folder for the server's artifacts.
    fn folder(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Release => "release",
        }
    }

    /// Cargo's profile for the frontend, which is also the name of its folder.
    pub(crate) fn of_frontend(self) -> &'static str {
        match self {
            Self::Dev => "wasm-dev",
            Self::Release => "wasm-release",
        }
    }
}
