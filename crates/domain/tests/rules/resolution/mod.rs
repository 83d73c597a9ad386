//! T5: who gets a step.

mod model;
mod table;
mod words;
