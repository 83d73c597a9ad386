//! Imports go one way: what imports each other in a circle lies in one feature's folder. A circle over several features can be
//! neither read nor moved piece by piece.
//!
//! The root of a crate (`lib.rs`, `main.rs`) is not looked at: it names the parts that a crate's handle is made of, and every
//! part may name the handle.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on stops"
)]

mod paths;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// A module's path below its crate: `["features", "tasks", "page_list"]`.
type Module = Vec<String>;

/// What each module imports from its own crate.
type Imports = BTreeMap<Module, BTreeSet<Module>>;

#[test]
fn circles_of_imports_lie_in_one_feature() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let (mut crates, mut found) = (0, Vec::new());
    for source in sources(root) {
        crates += 1;
        let imports = imports(&modules(&source));
        for circle in circles(&imports) {
            let features: BTreeSet<_> = circle.iter().map(feature).collect();
            if features.len() > 1 {
                let edges = circle.iter().map(|module| edges(module, &imports, &circle));
                let edges: String = edges.collect();
                found.push(format!("{}:\n{edges}", source.display()));
            }
        }
    }
    assert!(crates > 7, "{crates} crates in {}", root.display());
    assert!(
        found.is_empty(),
        "these import each other, and lie in several features:\n{}",
        found.join("\n")
    );
}

#[test]
fn a_circle_is_found() {
    let modules = BTreeMap::from([
        (
            module("a"),
            "use crate::b::B; fn f() -> crate::c::d::D {}".to_owned(),
        ),
        (module("b"), "use crate::{c::{self, d}, Root};".to_owned()),
        (module("c"), "mod d; use d::D; pub use crate::a;".to_owned()),
        (module("c::d"), "use super::C; // crate::a".to_owned()),
        (
            module("e"),
            "use crate::a::A; const WORDS: &str = \"crate::f\";".to_owned(),
        ),
        (module("f"), "use crate::e; fn g() { super::a::f(); }".to_owned()),
    ]);
    let imports = imports(&modules);
    let found = circles(&imports);
    assert_eq!(
        found,
        [BTreeSet::from(["a", "b", "c", "c::d"].map(module))],
        "{imports:?}"
    );
    assert_eq!(found[0].iter().map(feature).collect::<BTreeSet<_>>().len(), 3);
    assert_eq!(
        feature(&module("features::tasks::page_list")),
        ["features", "tasks"]
    );
    assert_eq!(feature(&module("tasks::oversee::many")), ["tasks"]);
}

fn module(path: &str) -> Module {
    path.split("::").map(str::to_owned).collect()
}

/// The folder that a feature has to itself.
fn feature(module: &Module) -> &[String] {
    let depth = if module.first().is_some_and(|first| first == "features") {
        2
    } else {
        1
    };
    module.get(..depth).unwrap_or(module)
}

/// The `src` of every crate of the workspace.
fn sources(root: &Path) -> Vec<PathBuf> {
    let folders = WalkDir::new(root).max_depth(2).into_iter().filter_entry(|entry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || !(name.starts_with('.') || name == "target" || name == "node_modules")
    });
    let folders = folders.filter_map(Result::ok).map(walkdir::DirEntry::into_path);
    folders
        .filter(|folder| folder.join("Cargo.toml").exists())
        .map(|folder| folder.join("src"))
        .filter(|source| source.is_dir())
        .collect()
}

/// The text of every module of a crate. Tests in files of their own are left out.
fn modules(source: &Path) -> BTreeMap<Module, String> {
    let mut modules = BTreeMap::new();
    for entry in WalkDir::new(source).into_iter().filter_map(Result::ok) {
        let path = entry.path();
        let below = path.strip_prefix(source).unwrap().with_extension("");
        let mut module: Module = below
            .iter()
            .map(|part| part.to_string_lossy().into_owned())
            .collect();
        let is_rust = path.extension().is_some_and(|extension| extension == "rs");
        if !is_rust || module.iter().any(|part| part == "tests") {
            continue;
        }
        if module
            .last()
            .is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str()))
        {
            module.pop();
        }
        if !module.is_empty() {
            modules.insert(module, fs::read_to_string(path).unwrap());
        }
    }
    modules
}

/// What each imports, without itself.
fn imports(modules: &BTreeMap<Module, String>) -> Imports {
    let of = |module: &Module, text: &str| {
        let paths = paths::named(text).into_iter();
        let named = paths.filter_map(|path| below_the_root(module, path, modules));
        named.filter(|named| named != module).collect()
    };
    modules
        .iter()
        .map(|(module, text)| (module.clone(), of(module, text)))
        .collect()
}

/// The module that a path leads to, seen from another one; none: it leads out of the crate, or to its root.
fn below_the_root(from: &Module, path: Vec<String>, modules: &BTreeMap<Module, String>) -> Option<Module> {
    let mut whole = from.clone();
    let mut rest = path.into_iter().peekable();
    match rest.peek().map(String::as_str)? {
        "crate" => {
            rest.next();
            whole.clear();
        }
        "self" => {
            rest.next();
        }
        "super" => {}
        // A module of its own, named as it is.
        child => {
            let own: Module = whole.iter().cloned().chain([child.to_owned()]).collect();
            modules.get(&own)?;
        }
    }
    for part in rest {
        if part == "super" {
            whole.pop();
        } else {
            whole.push(part);
        }
    }
    while !whole.is_empty() && !modules.contains_key(&whole) {
        whole.pop();
    }
    (!whole.is_empty()).then_some(whole)
}

/// Everything that leads back to itself, the largest first.
fn circles(imports: &Imports) -> Vec<BTreeSet<Module>> {
    let reached: BTreeMap<_, _> = imports.keys().map(|from| (from, reach(from, imports))).collect();
    let mut circles = BTreeSet::new();
    for (from, reachable) in &reached {
        let back = reachable
            .iter()
            .filter(|to| reached.get(to).is_some_and(|reached| reached.contains(*from)));
        let circle: BTreeSet<Module> = back.cloned().collect();
        if circle.len() > 1 {
            circles.insert(circle);
        }
    }
    let mut circles: Vec<_> = circles.into_iter().collect();
    circles.sort_by_key(|circle| std::cmp::Reverse(circle.len()));
    circles
}

fn reach(from: &Module, imports: &Imports) -> BTreeSet<Module> {
    let mut reached = BTreeSet::new();
    let mut ahead = vec![from];
    while let Some(next) = ahead.pop() {
        for to in imports.get(next).into_iter().flatten() {
            if reached.insert(to.clone()) {
                ahead.push(to);
            }
        }
    }
    reached
}

/// One line for a person who has to untie it.
fn edges(module: &Module, imports: &Imports, circle: &BTreeSet<Module>) -> String {
    let to = imports
        .get(module)
        .into_iter()
        .flatten()
        .filter(|to| circle.contains(*to));
    let to: Vec<_> = to.map(|to| to.join("::")).collect();
    format!("  {} imports {}\n", module.join("::"), to.join(", "))
}
