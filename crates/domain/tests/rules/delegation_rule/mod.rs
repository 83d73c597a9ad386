//! T1–T3, T6, G1: a person's task-delegate setting.

mod check;
mod find_loop;
mod window;
mod words;
