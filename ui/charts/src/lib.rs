//! The Dashboard's three charts, drawn with egui_plot.
//!
//! Owns how a day's figures are drawn, panned, zoomed, hovered and brushed, and how each chart reads
//! as a table. Must not know where figures come from, nor any word: egui has no bidirectional text,
//! so the canvas shows digits, times and signs only, and headings, legend and readout are HTML
//! around it, fed by [`Event`]s.
//!
//! [`paint`] draws into any `egui::Ui`, natively and on the page. `ChartCanvas` (wasm only) puts it
//! on a canvas element and repaints only when something changed.

mod data;
mod decimate;
mod fonts;
mod paint;
mod palette;
mod scale;
mod table;
mod view;

#[cfg(target_arch = "wasm32")]
mod page;

pub use data::{Bin, Chart, Lateness, OnTime, PerHour, Series, TimeAxis};
pub use decimate::decimate;
pub use fonts::install_fonts;
pub use paint::{Style, paint};
pub use palette::{Hue, Palette, Theme};
pub use table::Table;
pub use view::{Event, Key, Span, View};

#[cfg(target_arch = "wasm32")]
pub use page::{ChartCanvas, MountError};
