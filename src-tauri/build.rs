//! Embeds the page, icons and capabilities.
fn main() {
    tauri_build::build();
}
