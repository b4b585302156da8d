//! The charts' tests: contracts and behaviour without pixels, and what they look like.

mod decimate;
#[cfg(target_os = "linux")]
mod pictures;
mod samples;
mod table;
mod view;
