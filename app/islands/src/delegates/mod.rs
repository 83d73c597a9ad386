//! The delegation rule form: what it posts, and what it would mean while somebody types.

mod buttons;
pub mod form;
mod island;
mod kinds;
mod queries;
mod setup;

pub use form::{Action, RuleForm};
pub use island::DelegateForm;
pub use queries::{PreviewRule, PreviewRuleFor, preview_rule, preview_rule_for};
pub use setup::{RuleErrors, RuleSetup};
