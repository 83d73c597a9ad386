//! T10: what may be typed about policies and steps, and a step in words.

mod check;
mod draft;
mod words;
