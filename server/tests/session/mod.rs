//! Signing in and out, and the session between (S).

mod astray;
mod cookie;
mod cost;
mod ended;
mod flash;
mod guessing;
mod life;
mod limit;
mod new_password;
mod sign_in;
