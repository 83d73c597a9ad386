//! The delegation rule form: what it posts, and what it would mean while somebody types.

pub mod form;
mod island;
mod live_preview;
mod queries;

pub use form::{Action, RuleForm, RulePreview};
pub use island::RuleMeaning;
pub use queries::{PreviewRule, PreviewRuleFor, preview_rule, preview_rule_for};
