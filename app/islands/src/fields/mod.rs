//! Fields that forms inside of islands are made of: the same markup as the pages' own fields.

mod date_pair;
mod frame;
mod presets;
mod tick_box;

pub use self::date_pair::{DateErrors, DatePair, TypedDates};
pub use self::frame::{FieldFrame, described_by};
pub use self::tick_box::TickBox;
