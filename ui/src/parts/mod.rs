//! Parts every screen is made of, on native elements: buttons, fields, dialogs, menus, lists, badges.
//! They take keys of the catalogue for their words (see [`Text`]). Must not know any screen.

mod button;
mod choose;
mod combobox;
mod dialog;
mod empty;
mod fields;
mod form;
mod icon;
mod menu;
mod notices;
pub mod ranking;
mod text;
mod values;
pub mod virtual_rows;

pub use button::{Button, Chip, Kind};
pub use choose::{Checkbox, Choices, Select};
pub use combobox::{Choice, Combobox, matching};
pub(crate) use dialog::ConfirmHost;
pub use dialog::{Dialog, confirm, focus_anew, leave};
pub use empty::{Banner, Empty, Guard, ProblemBanner, Rest};
pub use fields::{DateField, TextArea, TextField, TimeField};
pub use form::{Form, Unready};
pub use icon::Icon;
pub use menu::{Menu, MenuGroup, MenuItem, MenuLine, place_below};
pub(crate) use notices::Toasts;
pub use text::Text;
pub use values::{Age, Due, Money, Phone, Reference, StateBadge, state_shape, tone};
pub use virtual_rows::VirtualRows;

use std::cell::Cell;

/// An id for an element that others refer to; unique in the page.
pub fn fresh_id(stem: &str) -> String {
    thread_local! { static NEXT: Cell<u32> = const { Cell::new(1) }; }
    NEXT.with(|next| {
        let n = next.get();
        next.set(n.wrapping_add(1));
        format!("{stem}-{n}")
    })
}
