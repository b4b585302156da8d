//! The figures' font: IBM Plex Sans cut down to what a canvas shows. Knows no chart.

use std::sync::Arc;

use egui::{Context, FontData, FontDefinitions, FontFamily};

/// What is added to an Arabic-Indic digit's code to find it in the bundled font. There they live in
/// the private use area: egui takes their own codes for Arabic letters and lays them out from right
/// to left, while numbers run from left to right in Arabic too.
const PRIVATE: u32 = 0xE000;

/// Makes the context draw with the bundled figures, Latin and Arabic-Indic. Call once per context.
pub fn install_fonts(ctx: &Context) {
    let mut fonts = FontDefinitions::empty();
    let faces: [(&str, &'static [u8]); 2] = [
        (
            "figures-latin",
            include_bytes!("../fonts/figures-latin.ttf"),
        ),
        (
            "figures-arabic",
            include_bytes!("../fonts/figures-arabic.ttf"),
        ),
    ];
    for (name, bytes) in faces {
        fonts
            .font_data
            .insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
        for family in [FontFamily::Proportional, FontFamily::Monospace] {
            fonts
                .families
                .entry(family)
                .or_default()
                .push(name.to_owned());
        }
    }
    ctx.set_fonts(fonts);
}

/// The text as the bundled font has it.
pub(crate) fn drawn(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{0660}'..='\u{066B}' => char::from_u32(c as u32 + PRIVATE).unwrap_or(c),
            other => other,
        })
        .collect()
}
