//! Sessions (S): a random id of 128 bits in a cookie, and a row that knows only its hash.
//!
//! Invariants: no row and no cookie for a visitor who has not signed in; one query to load the session and one for
//! the viewer, and none where there is no cookie; an ended session stays ended, whatever a request in flight writes.
//!
//! The life of a session is measured by the machine's clock, as the life of a cookie in a browser and the limit on
//! signing in are, and not by the clock of G2: a test that moves the calendar by a year signs nobody out.
//!
//! tower-sessions gives the session and its id. Its own middleware is not used: it takes a `__Host-` cookie back
//! without `Secure`, which browsers ignore, answers 500 without a page when the store is down, and reads the time
//! itself.

mod attach;
mod cookie;
mod life;
mod store;

pub(crate) use attach::{Sessions, attach};
