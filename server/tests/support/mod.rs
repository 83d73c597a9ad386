//! What tests of every feature need: [`World`] is a database of the test's own, a clock that stands where the test
//! puts it, and the router that the program serves. [`Browser`] keeps cookies and posts forms as a browser does.
//!
//! ```ignore
//! let world = World::new().await;                      // 2028-01-11T09:00:00Z, the people of `ORGANISATION`
//! let mut ben = world.sign_in("ben").await;
//! let page = ben.get("/profile/delegate").await;
//! let page = ben.post("/profile/delegate", &[("kind", "permanent"), ("delegate", "bea")]).await;
//! assert_eq!((page.status, page.location()), (303, Some("/profile")));
//! world.at("2028-02-01T00:00:00Z");                    // the clock jumps
//! world.end().await;
//! ```

#![allow(dead_code, reason = "each feature's tests use some of it")]

mod browser;
mod certificates;
mod clock;
mod counting;
mod fixtures;
mod page;
mod people;
mod program;
mod reading;
mod scratch;
mod slapd;
mod world;

pub use browser::{Browser, FORM};
pub use clock::TestClock;
pub use counting::{Break, CountingPostgres};
pub use page::Page;
pub use people::{HEADER, ORGANISATION, PASSWORD};
pub use program::{Program, exchange, exchange_form};
pub use scratch::Scratch;
pub use slapd::{LOCUM, SUFFIX, Shape, Slapd, Trust, person_dn};
pub use test_page::Element;
pub use world::{Setup, World};
