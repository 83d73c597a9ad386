//! Whose code the module holds: each island's, the rules of `domain`, and everything that all islands share.
//!
//! The names of functions tell. An island's closures and types stand in the names of what Leptos compiles for them, so that code
//! counts as the island's. What belongs to several is the first one's that its name mentions.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use wasmparser::{KnownCustom, Name, NameSectionReader, Naming, Parser, Payload, TypeRef};

/// Modules of the crate `islands` that are an island's, or a feature's.
const ISLANDS: [&str; 5] = [
    "delegates",
    "person_picker",
    "policies",
    "question",
    "role_delegations",
];

/// What is no island's.
const SHARED: &str = "fields and what else several islands share";
const RULES: &str = "rules of the domain";
const RUNTIME: &str = "Leptos and the runtime";
const DATA: &str = "texts and tables";

/// Bytes of the module by whose they are, written as JSON.
///
/// # Errors
/// The module cannot be read, or has no names.
pub(crate) fn write(module: &Path, file: &Path) -> anyhow::Result<()> {
    let shares = of(&fs::read(module)?)?;
    fs::write(file, serde_json::to_string_pretty(&shares)?)?;
    Ok(())
}

fn of(module: &[u8]) -> anyhow::Result<BTreeMap<String, usize>> {
    let Parts {
        imports,
        sizes,
        names,
        data,
    } = Parts::read(module)?;
    anyhow::ensure!(!names.is_empty(), "the module has no names");
    let mut shares = BTreeMap::from([(DATA.to_owned(), data)]);
    for (index, size) in (imports..).zip(sizes) {
        let name = names.get(&index).copied().unwrap_or_default();
        *shares.entry(owner(name).to_owned()).or_default() += size;
    }
    Ok(shares)
}

/// What there is to know of a module.
#[derive(Default)]
struct Parts<'a> {
    /// How many functions are imported: they have the first numbers.
    imports: u32,
    /// Of the functions of its own, in bytes.
    sizes: Vec<usize>,
    /// Of functions, by their numbers.
    names: BTreeMap<u32, &'a str>,
    /// Bytes.
    data: usize,
}

impl<'a> Parts<'a> {
    fn read(module: &'a [u8]) -> anyhow::Result<Self> {
        let mut parts = Self::default();
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        parts.imports += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::CodeSectionEntry(body) => parts.sizes.push(body.range().len()),
                Payload::DataSection(section) => parts.data = section.range().len(),
                Payload::CustomSection(section) => {
                    if let KnownCustom::Name(names) = section.as_known() {
                        parts.add(names)?;
                    }
                }
                _ => {}
            }
        }
        Ok(parts)
    }

    fn add(&mut self, names: NameSectionReader<'a>) -> anyhow::Result<()> {
        for part in names {
            let Name::Function(functions) = part? else {
                continue;
            };
            for function in functions {
                let Naming { index, name } = function?;
                self.names.insert(index, name);
            }
        }
        Ok(())
    }
}

/// Whose the function of that name is. Names of crates have a hash behind them in some: `islands[0123]::policies`.
fn owner(name: &str) -> &str {
    let modules = modules_of("islands", name);
    if let Some(island) = modules.iter().find(|module| ISLANDS.contains(module)) {
        return island;
    }
    if !modules.is_empty() {
        SHARED
    } else if !modules_of("domain", name).is_empty() {
        RULES
    } else {
        RUNTIME
    }
}

/// The modules of a crate that a name mentions.
fn modules_of<'a>(krate: &str, name: &'a str) -> Vec<&'a str> {
    let mut parts = name.split(krate);
    let mut before = parts.next().unwrap_or_default();
    let mut modules = Vec::new();
    for rest in parts {
        // `tachys::html::islands` is a module of another crate.
        if !before.ends_with(|letter: char| letter.is_alphanumeric() || matches!(letter, ':' | '_')) {
            modules.push(module(rest));
        }
        before = rest;
    }
    modules.retain(|module| !module.is_empty());
    modules
}

/// The module that stands behind a crate's name.
fn module(rest: &str) -> &str {
    let rest = match rest.strip_prefix('[') {
        Some(hashed) => hashed.split_once(']').map_or("", |(_, rest)| rest),
        None => rest,
    };
    let path = rest.strip_prefix("::").unwrap_or_default();
    path.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .next()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{RULES, RUNTIME, SHARED, owner};

    #[test]
    fn a_function_is_the_first_islands_that_its_name_mentions() {
        let names = [
            ("islands::policies::row::row_view::{closure#2}", "policies"),
            (
                "<_ as tachys::view::any_view::IntoAny>::into_any::build::<islands::question::dialog::content>",
                "question",
            ),
            (
                "<reactive_graph::signal::RwSignal<islands::person_picker::hit::PersonHit>>::get",
                "person_picker",
            ),
            (
                "<islands::erased::drawn<islands::delegates::form::RuleForm>>::call",
                "delegates",
            ),
            ("islands::erased::drawn::{closure#0}", SHARED),
            ("islands[1b22]::policies::bar::bar", "policies"),
            ("tachys[02]::html::islands::Island", RUNTIME),
            ("domain::policy::draft::changes", RULES),
            ("<alloc::string::String as core::fmt::Write>::write_str", RUNTIME),
        ];
        for (name, expected) in names {
            assert_eq!(owner(name), expected, "{name}");
        }
    }
}
