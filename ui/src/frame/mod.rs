//! What surrounds every screen: top bar, rail, status bar, palette, shortcuts, notices, dialogs that any
//! screen may open, and the drop of a file. Chooses the screen by the address.

mod elsewhere;
mod hub_counts;
mod locked;
mod notice;
mod palette;
mod rail;
mod shortcuts;
pub mod standing;
mod status;
mod top;

use crate::{
    act,
    app::{app, navigate},
    import, ipc,
    keys::{self, Keys},
    parts::{ConfirmHost, Guard, Toasts},
    screens, show,
};
use leptos::prelude::*;
use wire::ipc::{Control, SessionState};

/// The whole page.
#[component]
pub fn Frame() -> impl IntoView {
    let state = Memo::new(move |_| app().session.read().as_ref().map(|s| s.state));
    let locked = Memo::new(move |_| app().sync.read().locked);
    view! {
        {move || match state.get() {
            None => view! { <main class="screen" data-screen="starting" aria-busy="true"></main> }.into_any(),
            Some(SessionState::Ready) if locked.get() => view! { <locked::Locked/> }.into_any(),
            Some(SessionState::Ready) => view! { <Work/> }.into_any(),
            Some(_) => view! { <screens::FirstRun/> }.into_any(),
        }}
        <Toasts/>
        <ConfirmHost/>
    }
}

/// The frame of somebody signed in.
#[component]
fn Work() -> impl IntoView {
    register_keys();
    hub_counts::provide();
    let shown = Memo::new(move |_| {
        let route = app().route.read();
        screens::find(&route.screen).name
    });
    view! {
        <div class="frame">
            <a class="skip" href="#main" on:click=move |ev| { ev.prevent_default(); focus_main(); }>
                {move || show::t("nav-skip")}
            </a>
            <top::TopBar/>
            <standing::Standing/>
            <rail::Rail/>
            <main id="main" tabindex="-1">
                <notice::Notice/>
                {move || {
                    let screen = screens::find(shown.get());
                    view! { <Guard>{(screen.view)()}</Guard> }
                }}
            </main>
            <status::StatusBar/>
        </div>
        <palette::Palette/>
        <shortcuts::Shortcuts/>
        <act::Host/>
        <import::Host/>
    }
}

fn focus_main() {
    use wasm_bindgen::JsCast;
    if let Some(main) = document().get_element_by_id("main")
        && let Some(main) = main.dyn_ref::<web_sys::HtmlElement>()
    {
        let _ = main.focus();
    }
}

/// Opens a screen in a window of its own.
pub fn open_window(screen: &str) {
    let screen = screen.to_owned();
    leptos::task::spawn_local(async move {
        if let Err(problem) = ipc::control(&Control::OpenWindow { screen }).await {
            crate::app::toast_problem(&problem);
        }
    });
}

/// Asks the shell to exchange with the server at once.
pub fn sync_now() {
    leptos::task::spawn_local(async {
        if let Err(problem) = ipc::control(&Control::SyncNow).await {
            crate::app::toast_problem(&problem);
        }
    });
}

fn register_keys() {
    const GLOBAL: &str = "shortcuts-global";
    keys::bind(
        "shortcut-palette",
        GLOBAL,
        Keys::ctrl("KeyK", "Ctrl K"),
        || {
            app().palette_open.set(true);
        },
    );
    keys::bind("shortcut-help", GLOBAL, Keys::plain("?", "?"), || {
        app().shortcuts_open.set(true)
    });
    keys::bind(
        "shortcut-undo",
        GLOBAL,
        Keys::ctrl("KeyZ", "Ctrl Z"),
        || act::undo(None),
    );
    keys::bind(
        "shortcut-sync-now",
        GLOBAL,
        Keys::ctrl("KeyR", "Ctrl R"),
        sync_now,
    );
    keys::bind(
        "shortcut-new-window",
        GLOBAL,
        Keys::ctrl("KeyN", "Ctrl N"),
        || {
            let screen = app()
                .route
                .with_untracked(|r| screens::find(&r.screen).name);
            open_window(screen);
        },
    );
    keys::bind(
        "shortcut-import",
        GLOBAL,
        Keys::ctrl("KeyO", "Ctrl O"),
        import::choose_file,
    );
    keys::bind(
        "service-date-previous",
        GLOBAL,
        Keys::plain("BracketLeft", "["),
        || top::step(-1),
    );
    keys::bind(
        "service-date-next",
        GLOBAL,
        Keys::plain("BracketRight", "]"),
        || top::step(1),
    );
    keys::bind(
        "service-date-today",
        GLOBAL,
        Keys::plain("KeyT", "T"),
        top::today,
    );
    const NUMBERS: [(&str, &str); 9] = [
        ("Digit1", "Alt 1"),
        ("Digit2", "Alt 2"),
        ("Digit3", "Alt 3"),
        ("Digit4", "Alt 4"),
        ("Digit5", "Alt 5"),
        ("Digit6", "Alt 6"),
        ("Digit7", "Alt 7"),
        ("Digit8", "Alt 8"),
        ("Digit9", "Alt 9"),
    ];
    for (screen, (code, shown)) in screens::ALL.iter().zip(NUMBERS) {
        let name = screen.name;
        keys::register(keys::Binding {
            label: screen.title,
            group: "shortcuts-screens",
            keys: Some(Keys::alt(code, shown)),
            palette: true,
            run: Callback::new(move |()| navigate(name)),
        });
    }
}
