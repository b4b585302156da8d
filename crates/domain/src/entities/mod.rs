//! The synced entities, one file per group. Every field is a column; its order is the column order.

mod delivery;
mod desk;
mod fleet;
mod org;
mod trail;

pub use delivery::*;
pub use desk::*;
pub use fleet::*;
pub use org::*;
pub use trail::*;
