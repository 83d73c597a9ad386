//! The policy editor (T10): one form that holds the whole policy. Without scripts its buttons post what was typed and the page comes
//! back with it; in the browser the same form adds, moves, removes and edits steps in place.

mod answer;
mod bar;
mod editor;
mod fields;
pub mod form;
mod island;
mod preview;
mod queries;
mod row;
mod step_fields;

pub use editor::EditorState;
pub use form::{Edit, Foresight, ForesightStep, Imagining, KnownPerson, RoleName, StepEdit, people_fields};
pub use island::PolicyEditor;
pub use queries::{ForeseePolicy, foresee_policy};
