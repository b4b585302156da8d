//! Pictures of every screen in both languages, and in the dark.

use super::actions::{dress, go, open, put_away, speak};
use crate::Window;
use std::path::{Path, PathBuf};

/// Languages and themes pictures are taken in.
const LOOKS: [(&str, &str); 3] = [("en", "light"), ("ar", "light"), ("en", "dark")];

/// Takes one.
pub async fn picture(window: &Window, folder: &Path, name: &str, taken: &mut Vec<PathBuf>) {
    let path = folder.join(format!("{name}.png"));
    window.screenshot(&path).await;
    taken.push(path);
}

/// Shows every screen that the rail offers, and the delivery of that reference whole; English and light again
/// afterwards.
pub async fn tour(window: &Window, folder: &Path, reference: &str, taken: &mut Vec<PathBuf>) {
    put_away(window).await;
    let screens = window
        .look("return Array.from(document.querySelectorAll('[data-action=rail]')).map(a => a.dataset.value)")
        .await;
    let screens: Vec<String> = serde_json::from_value(screens).unwrap_or_default();
    for (language, theme) in LOOKS {
        speak(window, language).await;
        dress(window, theme).await;
        let look = format!("{language}-{theme}");
        for screen in &screens {
            go(window, screen).await;
            match screen.as_str() {
                "board" | "map" => drop(window.find("[data-region=map][data-ready=true]").await),
                "exceptions" => {
                    window
                        .click("[data-kind=conflict] [data-action=exception-kind]")
                        .await;
                    window
                        .click("[data-screen=exceptions] [data-kind=conflict][data-id]")
                        .await;
                }
                _ => {}
            }
            window.gone("[aria-busy=true]").await;
            painted(window).await;
            picture(window, folder, &format!("{screen}-{look}"), taken).await;
        }
        open(window, reference).await;
        painted(window).await;
        picture(window, folder, &format!("delivery-{look}"), taken).await;
        put_away(window).await;
    }
    speak(window, "en").await;
    dress(window, "light").await;
}

/// Waits until what was asked for has been drawn: two frames later.
async fn painted(window: &Window) {
    let script = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done(true)))";
    window.look_async(script).await;
}
