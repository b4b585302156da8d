//! Beside the map: what is selected with what can be done to it, and everything on the map as lists, which say
//! in words what the map draws.

use super::{
    desk::Desk,
    lines::{Doing, Lines},
    rows,
};
use crate::{
    act::{self, Verb},
    app::{ToastKind, app, navigate_to, toast},
    keys::{self, Keys},
    parts::{Button, Due, Empty, Kind, Menu, MenuItem, Money, Phone, Reference, StateBadge, Text},
    show,
};
use domain::{
    entities::{DeliveryState, Role},
    name::ActionKind,
    state,
};
use leptos::prelude::*;
use std::{collections::BTreeSet, sync::Arc};
use wire::ipc::{CourierView, DeliveryRow};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tab {
    Selected,
    All,
    Couriers,
}

const TABS: [(Tab, &str, &str); 3] = [
    (Tab::Selected, "map-tab-selected", "map-tab-selected"),
    (Tab::All, "map-tab-all", "map-deliveries"),
    (Tab::Couriers, "map-tab-couriers", "map-couriers"),
];

/// The way to give these to a courier: by what state they are in.
pub fn giving(states: &[DeliveryState]) -> Verb {
    act::Give::of_all(states).verb()
}

/// What the state table has for at least one of the states, in the order menus offer it.
pub fn offered(states: &[DeliveryState], role: Option<Role>) -> Vec<Verb> {
    let mut possible: BTreeSet<ActionKind> = BTreeSet::new();
    for from in states {
        match role {
            Some(role) => possible.extend(state::allowed_for(*from, role)),
            None => possible.extend(state::allowed(*from)),
        }
    }
    act::ACTIONS
        .iter()
        .copied()
        .filter(|verb| possible.contains(&verb.kind()))
        .collect()
}

/// A courier's load as `7 of 20`.
pub fn load(courier: &CourierView) -> String {
    match courier.capacity_parcels {
        Some(total) => show::tr(
            "count-of",
            &[("n", courier.load_parcels.into()), ("total", total.into())],
        ),
        None => show::number(courier.load_parcels.into()),
    }
}

/// How old a courier's position is, in words.
pub fn position_words(courier: &CourierView) -> String {
    let Some(position) = courier.position else {
        return show::t("map-no-position");
    };
    let old = app().now.get().secs_since(position.at) > rows::OLD_SECS;
    let key = if old {
        "map-position-old"
    } else {
        "map-position-age"
    };
    show::tr(key, &[("age", show::age(position.at).into())])
}

#[component]
pub fn Panel(desk: Desk) -> impl IntoView {
    let tab = RwSignal::new(Tab::Selected);
    // What was just selected on the map is what one wants to see.
    Effect::new(move |before: Option<usize>| {
        let n = desk.selected.get().len();
        if before == Some(0) && n > 0 && tab.get_untracked() == Tab::Couriers {
            tab.set(Tab::Selected);
        }
        n
    });
    let selected = Memo::new(move |_| desk.selected_rows());
    let gives = Memo::new(move |_| selected.with(|rows| giving(&states(rows))));
    register_keys(selected, gives);
    view! {
        <aside class="map-panel" aria-label=move || show::t("map-panel")>
            <Card desk/>
            <Tabs desk tab/>
            {move || match tab.get() {
                Tab::Selected => view! { <Selected desk selected gives/> }.into_any(),
                Tab::All => view! { <All desk/> }.into_any(),
                Tab::Couriers => view! { <Couriers desk/> }.into_any(),
            }}
        </aside>
    }
}

fn states(rows: &[DeliveryRow]) -> Vec<DeliveryState> {
    rows.iter().map(|row| row.state).collect()
}

fn register_keys(selected: Memo<Vec<DeliveryRow>>, gives: Memo<Verb>) {
    const GROUP: &str = "shortcuts-map";
    for (label, keys, verb) in [
        ("shortcut-assign", Keys::plain("KeyA", "A"), None),
        (
            "shortcut-dispatch",
            Keys::plain("KeyD", "D"),
            Some(Verb::Dispatch),
        ),
        (
            "shortcut-note",
            Keys::plain("KeyN", "N"),
            Some(Verb::AddNote),
        ),
    ] {
        keys::bind(label, GROUP, keys, move || {
            let verb = verb.unwrap_or_else(|| gives.get_untracked());
            start(selected, verb);
        });
    }
}

/// Starts a verb on those selected that are on the map; the others are only counted.
fn start(selected: Memo<Vec<DeliveryRow>>, verb: Verb) {
    let ids = selected.with_untracked(|rows| rows.iter().map(|row| row.id).collect::<Vec<_>>());
    let possible = untrack(|| selected.with(|rows| offered(&states(rows), app().role())));
    if !ids.is_empty() && act::ACTIONS.contains(&verb) && !possible.contains(&verb) {
        let words = untrack(|| show::command_word(verb.word()));
        let text = untrack(|| show::tr("map-not-possible", &[("command", words.into())]));
        return toast(ToastKind::Note, text);
    }
    act::start(verb, ids);
}

#[component]
fn Tabs(desk: Desk, tab: RwSignal<Tab>) -> impl IntoView {
    let count = move |of: Tab| match of {
        Tab::Selected => desk.selected.get().len(),
        Tab::All => desk.map.with(|m| m.map_or(0, |m| m.deliveries.len())),
        Tab::Couriers => desk.couriers.with(|c| c.map_or(0, Vec::len)),
    };
    let step = move |by: usize| {
        let at = TABS
            .iter()
            .position(|(t, ..)| *t == tab.get_untracked())
            .unwrap_or(0);
        let (next, name, _) = TABS[(at + by) % TABS.len()];
        tab.set(next);
        focus(name);
    };
    let buttons = TABS.map(|(of, name, label)| {
        view! {
            <button type="button" role="tab" id=name data-action=name aria-controls="map-list"
                aria-selected=move || if tab.get() == of { "true" } else { "false" }
                tabindex=move || if tab.get() == of { "0" } else { "-1" }
                on:click=move |_| tab.set(of)
                on:keydown=move |ev| {
                    let forward = if app().arabic() { "ArrowLeft" } else { "ArrowRight" };
                    match ev.code().as_str() {
                        code @ ("ArrowLeft" | "ArrowRight") => step(if code == forward { 1 } else { TABS.len() - 1 }),
                        _ => return,
                    }
                    ev.prevent_default();
                }>
                {move || show::t(label)}" "<span class="muted">{move || show::number(count(of) as i64)}</span>
            </button>
        }
    });
    view! { <div class="tabs" role="tablist" aria-label=move || show::t("map-show-list")>{buttons}</div> }
}

fn focus(id: &str) {
    use wasm_bindgen::JsCast;
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// A delivery's two lines.
fn delivery(row: Signal<Option<DeliveryRow>>) -> AnyView {
    view! {
        {move || row.get().map(|row| view! {
            <div class="top">
                <Reference text=Signal::stored(row.reference.clone())/>
                <span class="push"><Due row=Signal::stored(row.clone())/></span>
            </div>
            <div class="under">
                <StateBadge state=Signal::stored(row.state)/>
                <span class="ellipsis grow" dir="auto"><bdi>{row.recipient.clone()}</bdi></span>
                <Money halalas=Signal::stored(row.cod_halalas)/>
            </div>
        })}
    }
    .into_any()
}

#[component]
fn Selected(desk: Desk, selected: Memo<Vec<DeliveryRow>>, gives: Memo<Verb>) -> impl IntoView {
    let total = Signal::derive(move || selected.with(|rows| rows.len() as u64));
    let at = move |index: u64| selected.with(|rows| rows.get(index as usize).cloned());
    let elsewhere = Memo::new(move |_| {
        desk.selected
            .get()
            .len()
            .saturating_sub(selected.with(Vec::len))
    });
    let inside = Arc::new(move |index: u64| {
        let row = Signal::derive(move || at(index));
        let unselect = move |ev: web_sys::MouseEvent| {
            ev.stop_propagation();
            if let Some(row) = untrack(|| row.get()) {
                let mut held = untrack(|| app().selection());
                held.retain(|id| *id != row.id);
                app().select(held);
            }
        };
        view! {
            {delivery(row)}
            <span class="take-off" data-action="map-unselect" aria-hidden="true" on:click=unselect>"×"</span>
        }
        .into_any()
    });
    let act_on = Callback::new(move |(index, doing): (u64, Doing)| {
        let Some(row) = untrack(|| at(index)) else {
            return;
        };
        match doing {
            Doing::Open => navigate_to("deliveries", Some(row.id.0)),
            Doing::Choose { add: true } => app().select(super::desk::clicked(
                untrack(|| app().selection()),
                row.id,
                true,
            )),
            Doing::Choose { add: false } => desk.reveal(row.id),
        }
    });
    let label =
        Text::of(move || show::tr("map-selected", &[("n", desk.selected.get().len().into())]));
    view! {
        <div class="map-tab" id="map-list" role="tabpanel" aria-labelledby="map-tab-selected">
            <Show when=move || !desk.selected.get().is_empty()
                fallback=|| view! { <Empty icon="lasso" text="map-selection-hint"/> }>
                <Doings selected gives/>
                <Show when=move || { elsewhere.get() > 0 }>
                    <p class="map-aside muted small">{move || show::tr("selected-elsewhere", &[("n", elsewhere.get().into())])}</p>
                </Show>
                <Lines name="map-selected" label total inside=inside.clone() chosen=Arc::new(|_| true) act=act_on many=true/>
            </Show>
        </div>
    }
}

/// What can be done to the selection.
#[component]
fn Doings(selected: Memo<Vec<DeliveryRow>>, gives: Memo<Verb>) -> impl IntoView {
    let possible = Memo::new(move |_| selected.with(|rows| offered(&states(rows), app().role())));
    let has = move |verb: Verb| Signal::derive(move || !possible.with(|all| all.contains(&verb)));
    let give = Text::of(move || show::command_word(gives.get().word()));
    view! {
        <div class="map-doings" role="group" aria-label=move || show::t("map-actions")>
            <Button action="map-give" label=give kind=Kind::Primary keys="A"
                disabled=Signal::derive(move || !possible.with(|all| all.contains(&gives.get())))
                press=Callback::new(move |()| start(selected, gives.get_untracked()))/>
            <Button action="map-dispatch" label=Text::of(|| show::command_word(Verb::Dispatch.word())) keys="D" disabled=has(Verb::Dispatch)
                press=Callback::new(move |()| start(selected, Verb::Dispatch))/>
            <Menu action="map-more" label="action-more" icon="more" icon_only=true>
                {move || possible.get().into_iter().map(|verb| view! {
                    <MenuItem action="map-command" label=Text::of(move || show::command_word(verb.word())) value=verb.word()
                        destructive=verb.is_destructive()
                        press=Callback::new(move |()| start(selected, verb))/>
                }).collect_view()}
            </Menu>
            <span class="push"></span>
            <Button action="map-clear" label="action-select-none" icon="close" icon_only=true kind=Kind::Quiet
                press=Callback::new(|()| app().select(Vec::new()))/>
        </div>
    }
}

#[component]
fn All(desk: Desk) -> impl IntoView {
    let total = Signal::derive(move || {
        desk.map
            .with(|m| m.map_or(0, |m| m.deliveries.len() as u64))
    });
    let at = move |index: u64| {
        desk.map
            .with(|m| m.and_then(|m| m.deliveries.get(index as usize).cloned()))
    };
    let inside = Arc::new(move |index: u64| delivery(Signal::derive(move || at(index))));
    let chosen = Arc::new(move |index: u64| {
        desk.map.with(|m| {
            let row = m.and_then(|m| m.deliveries.get(index as usize));
            row.is_some_and(|row| desk.selected.with(|s| s.contains(&row.id)))
        })
    });
    let act_on = Callback::new(move |(index, doing): (u64, Doing)| {
        let Some(row) = untrack(|| at(index)) else {
            return;
        };
        match doing {
            Doing::Open => navigate_to("deliveries", Some(row.id.0)),
            Doing::Choose { add } => {
                app().select(super::desk::clicked(
                    untrack(|| app().selection()),
                    row.id,
                    add,
                ));
                if !add {
                    desk.reveal(row.id);
                }
            }
        }
    });
    view! {
        <div class="map-tab" id="map-list" role="tabpanel" aria-labelledby="map-tab-all">
            <Show when=move || { total.get() > 0 } fallback=|| view! { <Empty icon="deliveries" text="empty-deliveries"/> }>
                <Lines name="map-all" label="map-deliveries" total inside=inside.clone() chosen=chosen.clone() act=act_on many=true/>
            </Show>
        </div>
    }
}

#[component]
fn Couriers(desk: Desk) -> impl IntoView {
    let total = Signal::derive(move || desk.couriers.with(|c| c.map_or(0, |c| c.len() as u64)));
    let at = move |index: u64| {
        desk.couriers
            .with(|c| c.and_then(|c| c.get(index as usize).cloned()))
    };
    let inside = Arc::new(move |index: u64| {
        let row = Signal::derive(move || at(index));
        view! {
            {move || row.get().map(|courier| view! {
                <div class="top">
                    <span class="strong ellipsis">{show::name(&courier.name)}</span>
                    <span class="push">{load(&courier)}</span>
                </div>
                <div class="under">
                    <span class="muted ellipsis grow">{position_words(&courier)}</span>
                    {(courier.late > 0).then(|| view! {
                        <span class="late">{show::tr("status-late", &[("n", courier.late.into())])}</span>
                    })}
                </div>
            })}
        }
        .into_any()
    });
    let chosen = Arc::new(move |index: u64| {
        let wanted = desk.chosen.get();
        wanted.is_some()
            && desk
                .couriers
                .with(|c| c.and_then(|c| c.get(index as usize).map(|c| c.id)))
                == wanted
    });
    let act_on = Callback::new(move |(index, _): (u64, Doing)| {
        if let Some(courier) = untrack(|| at(index)) {
            desk.look_at(courier.id);
        }
    });
    view! {
        <div class="map-tab" id="map-list" role="tabpanel" aria-labelledby="map-tab-couriers">
            <Show when=move || { total.get() > 0 } fallback=|| view! { <Empty icon="fleet" text="empty-couriers"/> }>
                <Lines name="map-couriers" label="map-couriers" total inside=inside.clone() chosen=chosen.clone() act=act_on/>
            </Show>
        </div>
    }
}

/// The courier looked at.
#[component]
fn Card(desk: Desk) -> impl IntoView {
    let courier = Memo::new(move |_| desk.chosen_courier());
    move || {
        courier.get().map(|courier| {
            let id = courier.id;
            let shift = courier.shift.as_ref().map_or_else(
                || show::t("courier-no-shift"),
                |shift| show::tr("time-until", &[("time", show::time(shift.ends_at).into())]),
            );
            let stops = courier.next_stops.clone();
            let age = courier.clone();
            // What the button selects is what it says.
            let work = Memo::new(move |_| desk.work_of(id).len());
            view! {
                <section class="map-card" data-region="courier" data-id=id.to_string()>
                    <header class="row-flex">
                        <h2 class="grow ellipsis">{show::name(&courier.name)}</h2>
                        <Button action="map-courier-close" label="action-close" icon="close" icon_only=true kind=Kind::Quiet
                            press=Callback::new(move |()| desk.chosen.set(None))/>
                    </header>
                    <p class="muted">{load(&courier)}" · "{shift}" · "{show::money(courier.cash_held_halalas)}</p>
                    <p class="row-flex"><Phone number=Signal::stored(courier.phone.clone())/>
                        <span class="muted push">{move || position_words(&age)}</span></p>
                    {(!stops.is_empty()).then(|| view! {
                        <p class="row-flex wrap"><span class="muted">{show::t("map-next-stops")}</span>
                            {stops.into_iter().map(|stop| view! { <span class="tag"><Reference text=Signal::stored(stop)/></span> }).collect_view()}
                        </p>
                    })}
                    <div><Button action="map-select-theirs"
                        label=Text::of(move || show::tr("map-select-theirs", &[("n", work.get().into())]))
                        disabled=Signal::derive(move || work.get() == 0)
                        press=Callback::new(move |()| desk.select_work_of(id))/></div>
                </section>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use DeliveryState::*;

    #[test]
    fn what_one_of_them_allows_is_offered_in_the_menus_order() {
        let offer = offered(&[Ready, Assigned], Some(Role::Dispatcher));
        assert_eq!(offer.first(), Some(&Verb::Assign));
        assert!(offer.contains(&Verb::Unassign) && offer.contains(&Verb::Dispatch));
        assert!(!offer.contains(&Verb::Deliver));
        assert!(offered(&[], Some(Role::Dispatcher)).is_empty());
    }
}
