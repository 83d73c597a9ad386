//! R1–R12, R17: a delegation's dates, what saving them does, where it stands, who may lend what, and to whom.

mod check;
mod job;
mod lending;
mod outlook;
mod period;
mod person_security;
mod plan;
mod standing;
mod termination;
mod words;
