//! R1, R5–R12, R17: a delegation's dates, what saving them does, and where it stands.

mod check;
mod period;
mod plan;
mod standing;
