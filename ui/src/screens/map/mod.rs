//! The Map: zones, deliveries by state and shape, couriers with heading and age of position; click and lasso
//! select, the same actions as everywhere. Without WebGL its lists still work. The Board shows the same ground
//! between its columns.

mod desk;
mod legend;
mod lines;
mod panel;
mod rows;
mod surface;

use self::{
    desk::{Desk, Part},
    surface::{Kind, OpenError},
};
use crate::{
    app::app,
    frame::open_window,
    keys::{self, Keys},
    parts::{Button, Chip, Due, Empty, Icon, ProblemBanner, Reference, StateBadge},
    show,
};
use domain::id::{CourierId, DeliveryId};
use leptos::{html, prelude::*};

#[component]
pub fn Map() -> impl IntoView {
    let desk = Desk::new(RwSignal::new(None));
    register_keys(desk);
    view! {
        <section class="screen map" data-screen="map" aria-labelledby="map-title">
            <header class="toolbar">
                <h1 id="map-title" class="strong">{move || show::t("map-title")}</h1>
                <Tools desk/>
            </header>
            <ProblemBanner problem=Signal::derive(move || desk.map.problem())
                retry=Callback::new(move |()| desk.map.refresh())/>
            <div class="map-split">
                <Ground desk/>
                <panel::Panel desk/>
            </div>
        </section>
    }
}

/// The map within another screen, which shares the courier looked at; the selection is everybody's anyway.
#[component]
pub fn Beside(chosen: RwSignal<Option<CourierId>>) -> impl IntoView {
    let desk = Desk::new(chosen);
    register_ground_keys(desk, "shortcuts-board");
    view! {
        <div class="map-beside">
            <header class="pane-head">
                <Tools desk/>
            </header>
            <Ground desk/>
        </div>
    }
}

/// What the ground itself answers, on whichever screen it is.
fn register_ground_keys(desk: Desk, group: &'static str) {
    keys::bind(
        "shortcut-lasso",
        group,
        Keys::plain("KeyL", "L"),
        move || {
            desk.lasso.update(|on| *on = !*on);
        },
    );
    keys::bind(
        "shortcut-zoom-fit",
        group,
        Keys::plain("KeyF", "F"),
        move || desk.fit(),
    );
}

fn register_keys(desk: Desk) {
    const GROUP: &str = "shortcuts-map";
    register_ground_keys(desk, GROUP);
    keys::register(keys::Binding {
        label: "shortcut-close",
        group: GROUP,
        keys: Some(Keys::plain("Escape", "Esc")),
        palette: false,
        run: Callback::new(move |()| {
            if desk.lasso.get_untracked() {
                desk.lasso.set(false);
            } else if desk.chosen.get_untracked().is_some() {
                desk.chosen.set(None);
            } else if !desk.selected.get_untracked().is_empty() {
                app().select(Vec::new());
            }
        }),
    });
    keys::command("map-second-window", || open_window("map"));
    keys::describe("map-keys-pan", GROUP, "← ↑ ↓ →");
    keys::describe("map-keys-zoom", GROUP, "+ −");
}

#[component]
fn Tools(desk: Desk) -> impl IntoView {
    let switches = Part::ALL.map(|part| {
        let on = desk.part(part);
        view! {
            <span data-value=part.word()>
                <Chip action="map-part" label=part.label() on press=Callback::new(move |()| on.update(|on| *on = !*on))/>
            </span>
        }
    });
    view! {
        <div class="row-flex" role="group" aria-label=move || show::t("map-parts")>{switches}</div>
        <button type="button" class="btn" data-action="lasso" aria-keyshortcuts="L"
            aria-pressed=move || if desk.lasso.get() { "true" } else { "false" }
            on:click=move |_| desk.lasso.update(|on| *on = !*on)>
            <Icon name="lasso" small=true/>
            <span>{move || show::t("map-lasso")}</span>
            <kbd aria-hidden="true">"L"</kbd>
        </button>
        <Button action="map-fit" label="map-fit" keys="F" press=Callback::new(move |()| desk.fit())/>
        <span class="push"></span>
        <Button action="map-window" label="map-second-window" icon="window" icon_only=true
            press=Callback::new(|()| open_window("map"))/>
    }
}

/// The map itself with what lies over it.
#[component]
fn Ground(desk: Desk) -> impl IntoView {
    let host = NodeRef::<html::Div>::new();
    Effect::new(move |opened: Option<bool>| {
        let Some(element) = host.get() else {
            return false;
        };
        if opened != Some(true) {
            desk.open_in(element.into());
        }
        true
    });
    view! {
        <div class="map-ground" data-lasso=move || desk.lasso.get().then_some("")>
            <div class="map-host" dir="ltr" data-region="map" node_ref=host></div>
            <Show when=move || desk.failed.get().is_some()>
                <div class="map-missing" role="alert">
                    <Empty icon="map" text=crate::parts::Text::of(move || show::t(match desk.failed.get() {
                        Some(OpenError::WebGl) => "error-map-webgl",
                        _ => "map-failed",
                    }))/>
                </div>
            </Show>
            <Show when=move || desk.failed.get().is_none()>
                <div class="map-zoom" role="group" aria-label=move || show::t("map-zoom")>
                    <Button action="map-zoom-in" label="map-zoom-in" icon="plus" icon_only=true
                        press=Callback::new(move |()| desk.zoom(1.0))/>
                    <Button action="map-zoom-out" label="map-zoom-out" icon="minus" icon_only=true
                        press=Callback::new(move |()| desk.zoom(-1.0))/>
                </div>
                <legend::Legend/>
            </Show>
            <div class="map-notes" aria-live="polite">
                <Show when=move || desk.lasso.get()>
                    <p class="map-note accent">{move || show::t("map-lasso-hint")}" "<kbd>"Esc"</kbd></p>
                </Show>
                <Show when=move || desk.basemap_failed.get() || desk::basemap_is_unusable()>
                    <p class="map-note">{move || show::t("map-basemap-failed")}</p>
                </Show>
            </div>
            <Tip desk/>
        </div>
    }
}

/// What the pointer rests on, in words; the lists say the same to everybody else.
#[component]
fn Tip(desk: Desk) -> impl IntoView {
    move || {
        let hover = desk.hover.get()?;
        let inside = match hover.kind {
            Kind::Delivery => {
                let row = desk.row(DeliveryId(hover.id))?;
                view! {
                    <p class="row-flex"><Reference text=Signal::stored(row.reference.clone())/>
                        <StateBadge state=Signal::stored(row.state)/><span class="push"><Due row=Signal::stored(row.clone())/></span></p>
                    <p class="ellipsis" dir="auto"><bdi>{row.recipient.clone()}</bdi></p>
                    <p class="muted ellipsis">{match row.courier {
                        Some(_) => show::name(&row.courier_name),
                        None => show::t("cell-no-courier"),
                    }}" · "{show::zone_name(row.zone, &row.zone_name)}</p>
                }
                .into_any()
            }
            Kind::Courier => {
                let courier = desk.courier(CourierId(hover.id))?;
                view! {
                    <p class="strong">{show::name(&courier.name)}</p>
                    <p class="muted">{panel::load(&courier)}" · "{panel::position_words(&courier)}</p>
                }
                .into_any()
            }
        };
        // Beside the pointer; the map measures from its left edge in either language.
        let place = format!(
            "translate({}px, {}px) translate(-50%, calc(-100% - 14px))",
            hover.x.round(),
            hover.y.round()
        );
        Some(view! { <div class="map-tip" aria-hidden="true" style:transform=place>{inside}</div> })
    }
}
