//! Menus on the native popover: arrow keys, Home and End, Escape back to the button.

use super::{Icon, Kind, Text, fresh_id};
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

/// A button that opens a menu of [`MenuItem`]s.
#[component]
pub fn Menu(
    /// `data-action` of the button.
    action: &'static str,
    #[prop(into)] label: Text,
    #[prop(optional)] kind: Kind,
    /// The button's class instead of `kind`'s.
    #[prop(optional)]
    class: &'static str,
    #[prop(optional)] icon: Option<&'static str>,
    #[prop(optional)] icon_only: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    children: ChildrenFn,
) -> impl IntoView {
    let (button, menu) = (NodeRef::<html::Button>::new(), NodeRef::<html::Div>::new());
    let id = fresh_id("menu");
    let open = RwSignal::new(false);
    let place = move || {
        if let (Some(button), Some(menu)) = (button.get_untracked(), menu.get_untracked()) {
            place_below(&button, &menu);
        }
    };
    view! {
        <button
            node_ref=button
            type="button"
            class=if class.is_empty() { kind.class() } else { class }
            class:icon-button=icon_only
            data-action=action
            aria-haspopup="menu"
            aria-expanded=move || if open.get() { "true" } else { "false" }
            aria-label=move || icon_only.then(|| label.get())
            title=move || icon_only.then(|| label.get())
            disabled=move || disabled.get()
            popovertarget=id.clone()
        >
            {icon.map(|name| view! { <Icon name small=true/> })}
            {(!icon_only).then(|| view! { <span>{move || label.get()}</span><Icon name="down" small=true/> })}
        </button>
        <div
            node_ref=menu
            id=id
            class="menu"
            role="menu"
            aria-label=move || label.get()
            popover="auto"
            on:beforetoggle=move |ev: ev::Event| if is_opening(&ev) { open.set(true); place() }
            on:toggle=move |ev: ev::Event| {
                if is_opening(&ev) {
                    place();
                    if let Some(menu) = menu.get_untracked() { focus_item(&menu, 0) }
                } else {
                    open.set(false);
                }
            }
            on:keydown=move |ev| if let Some(menu) = menu.get_untracked() { steer(&menu, &ev) }
        >
            <Show when=move || open.get()>{children()}</Show>
        </div>
    }
}

fn is_opening(ev: &ev::Event) -> bool {
    ev.dyn_ref::<web_sys::ToggleEvent>()
        .is_some_and(|toggle| toggle.new_state() == "open")
}

/// Puts a menu (any popover) under its button, along the reading direction, inside the window.
pub fn place_below(button: &HtmlElement, menu: &HtmlElement) {
    let at = button.get_bounding_client_rect();
    let (width, height) = (
        f64::from(menu.offset_width()).max(180.0),
        f64::from(menu.offset_height()),
    );
    let room =
        |size: Option<wasm_bindgen::JsValue>| size.and_then(|v| v.as_f64()).unwrap_or(1000.0);
    let (across, down) = (
        room(window().inner_width().ok()),
        room(window().inner_height().ok()),
    );
    let rtl = document()
        .document_element()
        .and_then(|root| root.get_attribute("dir"))
        .as_deref()
        == Some("rtl");
    let wanted = if rtl { at.right() - width } else { at.left() };
    let left = wanted.min(across - width - 8.0).max(8.0);
    let below = at.bottom() + 4.0;
    let top = if below + height > down - 8.0 && at.top() > height + 8.0 {
        at.top() - height - 4.0
    } else {
        below
    };
    let style = HtmlElement::style(menu);
    let _ = style.set_property("left", &format!("{left}px"));
    let _ = style.set_property("top", &format!("{top}px"));
}

fn items(menu: &HtmlElement) -> Vec<HtmlElement> {
    let Ok(found) = menu.query_selector_all("[role^=menuitem]:not(:disabled)") else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|i| found.item(i)?.dyn_into::<HtmlElement>().ok())
        .collect()
}

fn focus_item(menu: &HtmlElement, index: usize) {
    if let Some(item) = items(menu).get(index) {
        let _ = item.focus();
    }
}

fn steer(menu: &HtmlElement, ev: &KeyboardEvent) {
    let all = items(menu);
    if all.is_empty() {
        return;
    }
    let active = document().active_element();
    let here = all
        .iter()
        .position(|item| active.as_ref() == Some(item.as_ref()));
    let next = match ev.code().as_str() {
        "ArrowDown" => here.map_or(0, |i| (i + 1) % all.len()),
        "ArrowUp" => here.map_or(all.len() - 1, |i| (i + all.len() - 1) % all.len()),
        "Home" => 0,
        "End" => all.len() - 1,
        "Escape" => {
            // Closes the menu alone, not what is behind it.
            ev.stop_propagation();
            return;
        }
        "Tab" => {
            let _ = menu.hide_popover();
            return;
        }
        _ => return,
    };
    ev.prevent_default();
    ev.stop_propagation();
    let _ = all[next].focus();
}

/// One thing to do, or to tick.
#[component]
pub fn MenuItem(
    action: &'static str,
    #[prop(into)] label: Text,
    press: Callback<()>,
    /// Makes it a tick; the menu stays open, unless it is `one_of` several.
    #[prop(optional, into)]
    checked: Option<Signal<bool>>,
    /// Choosing it is all the menu is for.
    #[prop(optional)]
    one_of: bool,
    #[prop(optional)] keys: Option<&'static str>,
    #[prop(optional)] destructive: bool,
    /// A value for `data-value`, where several items share an action.
    #[prop(optional, into)]
    value: Option<String>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            role=match (checked.is_some(), one_of) {
                (true, true) => "menuitemradio",
                (true, false) => "menuitemcheckbox",
                (false, _) => "menuitem",
            }
            aria-checked=move || checked.map(|c| if c.get() { "true" } else { "false" })
            class:destructive=destructive
            tabindex="-1"
            data-action=action
            data-value=value
            disabled=move || disabled.get()
            on:click=move |ev| {
                if checked.is_none() || one_of {
                    close_menu_of(&ev);
                }
                press.run(());
            }
        >
            {checked.map(|c| view! { <span class="tick" aria-hidden="true">{move || if c.get() { "✓" } else { "" }}</span> })}
            <span>{move || label.get()}</span>
            {keys.map(|keys| view! { <kbd aria-hidden="true">{keys}</kbd> })}
        </button>
    }
}

fn close_menu_of(ev: &web_sys::MouseEvent) {
    let menu = ev
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .and_then(|element| element.closest("[popover]").ok().flatten())
        .and_then(|menu| menu.dyn_into::<HtmlElement>().ok());
    if let Some(menu) = menu {
        let _ = menu.hide_popover();
    }
}

/// A heading within a menu.
#[component]
pub fn MenuGroup(#[prop(into)] label: Text) -> impl IntoView {
    view! { <div class="group" role="presentation">{move || label.get()}</div> }
}

/// A line between items.
#[component]
pub fn MenuLine() -> impl IntoView {
    view! { <hr role="separator"/> }
}
