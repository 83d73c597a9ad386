//! What every list has in common (G7): the heads that sort it.

mod sorting;
