//! The screens. Adding one: a folder with a view, and one line in [`ALL`]; its name is its address, its place
//! in the list its place in the rail and its Alt number.

mod board;
mod dashboard;
mod deliveries;
mod exceptions;
mod first_run;
mod map;
mod settings;
mod sync;

pub(crate) use first_run::FirstRun;
pub(crate) use settings::sign_out;

use leptos::prelude::*;

/// A screen of the frame.
pub struct Screen {
    /// Its address (`#/sync`) and its root's `data-screen`.
    pub name: &'static str,
    /// Key of its title.
    pub title: &'static str,
    pub icon: &'static str,
    pub view: fn() -> AnyView,
}

/// Declares a screen: address, title, icon, component.
macro_rules! screen {
    ($name:literal, $title:literal, $view:path) => {
        Screen {
            name: $name,
            title: $title,
            icon: $name,
            view: || {
                use leptos::prelude::*;
                $view().into_any()
            },
        }
    };
}

/// Every screen, in the rail's order.
pub const ALL: &[Screen] = &[
    screen!("board", "rail-board", board::Board),
    screen!("map", "rail-map", map::Map),
    screen!("deliveries", "rail-deliveries", deliveries::Deliveries),
    screen!("dashboard", "rail-dashboard", dashboard::Dashboard),
    screen!("exceptions", "rail-exceptions", exceptions::Exceptions),
    screen!("sync", "rail-sync", sync::Sync),
    screen!("settings", "rail-settings", settings::Settings),
];

/// The screen of that name; the first one where there is none.
pub fn find(name: &str) -> &'static Screen {
    ALL.iter().find(|s| s.name == name).unwrap_or(&ALL[0])
}
