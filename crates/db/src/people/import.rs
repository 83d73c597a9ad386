//! The people import: set-based. (In work.)
