//! Interleavings: every order in which a few concurrent transactions of the real server, on a real Postgres, can pass
//! the points around lock, load, stamp, commit and snapshot.
//!
//! Vocabulary. A **scene** is a state of the database and two or three **deeds** in it: exchanges of consoles, orders
//! of the office, upkeep. A **schedule** says whose turn it is, turn by turn; a turn goes from one point to the next.
//! A **play** is one schedule of one scene; what does not hold in it is a **finding**.

mod bed;
mod checks;
mod cuts;
mod deeds;
mod explore;
mod hunt;
mod monitor;
mod org;
mod play;
mod scenes;
mod state;
mod turns;

pub use checks::Finding;
pub use explore::{Explored, Failure};
pub use hunt::{FIRST_FENCES, Found, Job, Report, all_scenes as scenes, hunt, run_all};
pub use scenes::Scene;
pub use sync_server::seeded::Bug;
pub use turns::Grain;
