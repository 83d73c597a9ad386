//! Code that is in the module although nothing can reach it.
//!
//! Leptos' erased views are tables of functions, and one of each table's functions hydrates a view that is still loading. Islands are
//! hydrated at once (`hydrate_islands`), so none of these is ever called; but the compiler sees them in the tables and keeps them, and
//! all that they call: a tenth of the module. Their bodies are taken out here. Whoever would call one all the same would stop with
//! "unreachable" in the console, which the browser's tests fail at: the module for development is treated alike.

use walrus::{FunctionBuilder, FunctionKind, Module};

/// Part of the names of the functions.
const UNUSED: &str = "::hydrate_async";

/// Fewer would mean that Leptos names them otherwise now.
const FEWEST: usize = 20;

/// Takes the bodies out.
///
/// # Errors
/// There are hardly any: the name above is not right any more.
pub(crate) fn empty(module: &mut Module) -> anyhow::Result<()> {
    let is_unused = |name: &String| name.contains(UNUSED);
    let unused: Vec<_> = module
        .funcs
        .iter_local()
        .filter(|(id, _)| module.funcs.get(*id).name.as_ref().is_some_and(is_unused))
        .map(|(id, function)| (id, function.ty(), function.args.clone()))
        .collect();
    if unused.len() < FEWEST {
        anyhow::bail!(
            "only {} functions of the frontend are named like {UNUSED:?}: what Leptos never calls in an island has another name now",
            unused.len()
        );
    }
    for (id, ty, arguments) in unused {
        let (parameters, results) = module.types.params_results(ty);
        let (parameters, results) = (parameters.to_vec(), results.to_vec());
        let mut body = FunctionBuilder::new(&mut module.types, &parameters, &results);
        body.func_body().unreachable();
        module.funcs.get_mut(id).kind = FunctionKind::Local(body.local_func(arguments));
    }
    Ok(())
}
