//! Line icons, drawn for a 24 × 24 box.

use leptos::prelude::*;

fn path(name: &str) -> &'static str {
    match name {
        "board" => "M4 5h5v14H4zM11 5h4v9h-4zM17 5h3v6h-3z",
        "map" => "M9 4 4 6v14l5-2 6 2 5-2V4l-5 2zM9 4v14M15 6v14",
        "deliveries" => "M4 6h16M4 12h16M4 18h16",
        "routes" => {
            "M6 15.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM18 3.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM8.5 18H15a4 4 0 0 0 0-8H9a4 4 0 0 1 0-6h6"
        }
        "fleet" => {
            "M3 16V7h11v9M14 10h4l3 3v3h-3M3 16h2M9 16h5M7 15a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM16 15a2 2 0 1 0 0 4 2 2 0 0 0 0-4z"
        }
        "zones" => "M12 3 20 9l-3 10H7L4 9z",
        "dashboard" => "M4 20V10M10 20V4M16 20v-7M21 20H3",
        "exceptions" => "M12 4 21 19H3zM12 10v4M12 16.5v.5",
        "sync" => "M4 12a8 8 0 0 1 14-5l2 2M20 12a8 8 0 0 1-14 5l-2-2M20 5v4h-4M4 19v-4h4",
        "settings" => {
            "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.1 2.1M16.3 16.3l2.1 2.1M18.4 5.6l-2.1 2.1M7.7 16.3l-2.1 2.1"
        }
        "columns" => "M4 5h16v14H4zM10 5v14M15 5v14",
        "close" => "M6 6l12 12M18 6 6 18",
        "back" => "M15 5l-7 7 7 7",
        "forward" => "M9 5l7 7-7 7",
        "down" => "M6 9l6 6 6-6",
        "more" => "M5 12h.01M12 12h.01M19 12h.01",
        "minus" => "M5 12h14",
        "plus" => "M12 5v14M5 12h14",
        "import" => "M12 4v11M7 10l5 5 5-5M4 20h16",
        "export" => "M12 15V4M7 9l5-5 5 5M4 20h16",
        "phone" => {
            "M6 3h4l2 5-3 2a11 11 0 0 0 5 5l2-3 5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 4 5a2 2 0 0 1 2-2z"
        }
        "copy" => "M9 9h11v11H9zM5 15H4V4h11v1",
        "note" => "M5 4h14v11l-5 5H5zM14 20v-5h5",
        "person" => "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21c1-5 4-7 8-7s7 2 8 7",
        "window" => "M4 5h16v14H4zM4 9h16",
        "search" => "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16.5 16.5 21 21",
        "check" => "M5 12l5 5 9-10",
        "undo" => "M9 7 4 12l5 5M4 12h10a6 6 0 0 1 0 12",
        "clock" => "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4l3 2",
        "filter" => "M4 5h16l-6 8v6l-4-2v-4z",
        "file" => "M6 3h8l4 4v14H6zM14 3v4h4",
        "lasso" => "M12 5c5 0 8 2 8 5s-3 5-8 5-8-2-8-5 3-5 8-5zM8 15c-1 3 0 5 2 6",
        _ => "M12 12h.01",
    }
}

/// A decorative icon: hidden from screen readers, whoever shows it names itself.
#[component]
pub fn Icon(
    #[prop(into)] name: Signal<&'static str>,
    /// 16 instead of 20 px.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    let mirrored = move || matches!(name.get(), "back" | "forward" | "undo").then_some("mirror");
    view! {
        <svg class="icon" class:s=small class:mirror=move || mirrored().is_some() viewBox="0 0 24 24" aria-hidden="true">
            <path d=move || path(name.get())></path>
        </svg>
    }
}
