//! Faults of real processes: killed at named points around every commit, stopped, cut off, without a disk or a
//! database; and the recorded history of what consoles were told holds through all of it.

/// Names one point, to play that one alone.
const CHOSEN: &str = "BARQ_POINT";

mod console_points;
mod cut_off;
mod damage;
#[cfg(target_os = "linux")]
mod full_disk;
mod instances;
mod postgres_gone;
mod server_points;
#[cfg(target_os = "linux")]
mod stopped;
mod team;
