//! Delegation rules as facts for the audit log.

use db::delegation_rules::Rule;
use domain::delegation_rule::Window;
use domain::ids::RuleId;
use serde_json::{Value, json};

use crate::audit::instant;

/// A rule.
pub(super) fn facts(rule: &Rule) -> Value {
    let window = rule.window();
    json!({
        "rule": rule.id(), "delegate": rule.delegate_username, "kind": rule.kind(), "starts_at": instant(window.starts_at),
        "ends_at": instant(window.ends_at), "keep_copy": rule.keep_copy,
    })
}

/// The instants of a rule that moves with a zone.
pub(crate) fn window_facts(rule: RuleId, window: Window) -> Value {
    json!({ "rule": rule, "starts_at": instant(window.starts_at), "ends_at": instant(window.ends_at) })
}
