//! The couriers: load, cash, shift, next stops; where cards are dropped, and where a courier is chosen by
//! typing. While one is hovered over, what would break is shown on them, before anything is done.

use super::{
    desk::Desk,
    forecast::{self, Forecast},
    list::focus_list,
};
use crate::{
    app::app,
    keys::{self, Keys},
    parts::{Empty, Menu, MenuItem, Text},
    show,
};
use domain::{
    entities::{CourierStatus, ShiftState},
    id::CourierId,
    text::fold,
    units::{Millis, Point},
};
use leptos::{html, prelude::*};
use std::{cmp::Reverse, sync::Arc};
use wasm_bindgen::JsCast;
use wire::ipc::CourierView;

/// How couriers are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// By distance to what is in hand; as by load where nothing is.
    Nearest,
    Load,
    Name,
}

const ORDERS: [(Order, &str, &str); 3] = [
    (Order::Nearest, "nearest", "board-sort-nearest"),
    (Order::Load, "load", "board-sort-load"),
    (Order::Name, "name", "board-sort-name"),
];

/// Whether a courier is at work at `now`.
pub fn on_shift(courier: &CourierView, now: Millis) -> bool {
    courier
        .shift
        .as_ref()
        .is_some_and(|shift| match shift.state {
            ShiftState::Open => true,
            ShiftState::Planned => shift.starts_at <= now && now < shift.ends_at,
            ShiftState::Closed => false,
        })
}

/// The share of the vehicle that is full, 0–1 and above; of twenty parcels where no capacity is stated.
pub fn share(parcels: i32, capacity: Option<i32>) -> f64 {
    f64::from(parcels) / f64::from(capacity.filter(|c| *c > 0).unwrap_or(20))
}

/// Who is listed, in order: those at work, and those off shift where asked for or where nobody is at work.
pub fn listed(
    couriers: &[CourierView],
    typed: &str,
    everyone: bool,
    order: Order,
    near: Option<Point>,
    now: Millis,
) -> Vec<CourierId> {
    let wanted = fold(typed);
    let planned = |c: &CourierView| {
        c.shift
            .as_ref()
            .is_some_and(|s| s.state != ShiftState::Closed)
    };
    let everyone = everyone || !typed.trim().is_empty() || !couriers.iter().any(planned);
    let mut listed: Vec<&CourierView> = couriers
        .iter()
        .filter(|c| everyone || planned(c) || c.open_deliveries > 0)
        .filter(|c| {
            let words = fold(&format!(
                "{} {} {} {}",
                c.name.ar, c.name.en, c.phone, c.plate
            ));
            wanted.split(' ').all(|word| words.contains(word))
        })
        .collect();
    // Whole metres and thousandths: what orders must be comparable.
    let far = |c: &CourierView| match (near, c.position) {
        (Some(near), Some(position)) => near.distance_m(position.point) as i64,
        (Some(_), None) => i64::MAX,
        (None, _) => 0,
    };
    let load = |c: &CourierView| (share(c.load_parcels, c.capacity_parcels) * 1e3) as i64;
    let fit = |c: &CourierView| (c.status != CourierStatus::Active, Reverse(on_shift(c, now)));
    match order {
        Order::Nearest => listed.sort_by_key(|c| (fit(c), far(c), load(c))),
        Order::Load => listed.sort_by_key(|c| (fit(c), load(c))),
        Order::Name => {}
    }
    listed.into_iter().map(|c| c.id).collect()
}

#[component]
pub fn Couriers(desk: Desk) -> impl IntoView {
    let (typed, everyone, order) = (
        RwSignal::new(String::new()),
        RwSignal::new(false),
        RwSignal::new(Order::Nearest),
    );
    // Not while they are aimed at: nothing moves under the pointer.
    let near = Memo::new(move |held: Option<&Option<Point>>| {
        if desk.drag.with(Option::is_some) {
            return held.copied().flatten();
        }
        desk.in_hand().first().and_then(|row| row.point)
    });
    let shown = Memo::new(move |_| {
        let now = app().now.with_untracked(|now| *now);
        let ids = desk.board.with(|b| {
            b.map(|b| {
                listed(
                    &b.couriers,
                    &typed.read(),
                    everyone.get(),
                    order.get(),
                    near.get(),
                    now,
                )
            })
        });
        Arc::new(ids.unwrap_or_default())
    });
    let at_work = Memo::new(move |_| {
        let now = app().now.get();
        desk.board.with(|b| {
            b.map_or(0, |b| {
                b.couriers.iter().filter(|c| on_shift(c, now)).count()
            })
        })
    });
    let order_label = Text::of(move || {
        show::t(
            ORDERS
                .iter()
                .find(|(o, ..)| *o == order.get())
                .map_or("board-sort-name", |o| o.2),
        )
    });
    view! {
        <section class="pane couriers" aria-labelledby="board-couriers-title">
            <header class="pane-head">
                <h2 id="board-couriers-title">{move || show::t("board-couriers")}</h2>
                <span class="muted">{move || show::tr("board-on-shift", &[("n", at_work.get().into())])}</span>
                <span class="push"></span>
                <Menu action="board-courier-sort" label=order_label class="chip">
                    {ORDERS.iter().map(|(value, word, key)| {
                        let (value, key) = (*value, *key);
                        view! {
                            <MenuItem action="board-courier-sort-by" value=(*word).to_owned() label=Text::from(key)
                                checked=Signal::derive(move || order.get() == value)
                                press=Callback::new(move |()| order.set(value))/>
                        }
                    }).collect_view()}
                    <MenuItem action="board-off-shift" label="board-show-off-shift" checked=everyone
                        press=Callback::new(move |()| everyone.update(|on| *on = !*on))/>
                </Menu>
            </header>
            <Chooser desk typed shown/>
            <div class="scroll courier-rows" id="board-couriers" role="listbox" tabindex="-1"
                aria-label=move || show::t("board-couriers")>
                <For each=move || shown.get().as_ref().clone() key=|id| *id let:id>
                    <Courier desk id/>
                </For>
            </div>
            <Show when=move || desk.board.get().is_some() && shown.with(|s| s.is_empty())>
                <Empty icon="person" text=Text::of(move || show::t(
                    if typed.read().trim().is_empty() { "empty-couriers" } else { "board-assign-none" }
                ))/>
            </Show>
        </section>
    }
}

/// The box to find a courier in; with something selected, Enter assigns.
#[component]
fn Chooser(desk: Desk, typed: RwSignal<String>, shown: Memo<Arc<Vec<CourierId>>>) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    keys::bind(
        "shortcut-assign",
        "shortcuts-board",
        Keys::plain("KeyA", "A"),
        move || {
            if let Some(input) = input.get_untracked() {
                let _ = input.focus();
                input.select();
            }
        },
    );
    // The first found is meant until the arrows say otherwise.
    Effect::new(move |_| {
        let shown = shown.get();
        if !desk.choosing.get() {
            return;
        }
        let held = desk.candidate.get_untracked();
        if held.is_none_or(|id| !shown.contains(&id))
            || !typed.read().is_empty() && shown.len() == 1
        {
            desk.candidate.set(shown.first().copied());
        }
    });
    let leave = move || {
        typed.set(String::new());
        desk.candidate.set(None);
        focus_list();
    };
    let step = move |by: isize| {
        let shown = shown.get_untracked();
        let here = desk
            .candidate
            .get_untracked()
            .and_then(|id| shown.iter().position(|c| *c == id));
        let next = here.map_or(0, |i| {
            i.saturating_add_signed(by)
                .min(shown.len().saturating_sub(1))
        });
        desk.candidate.set(shown.get(next).copied());
        if let Some(id) = shown.get(next) {
            reveal(*id);
        }
    };
    let enter = move || {
        let Some(courier) = desk.candidate.get_untracked() else {
            return;
        };
        let rows = untrack(|| desk.in_hand());
        if rows.is_empty() {
            desk.opened.set(Some(courier));
        } else {
            desk.give(&rows, courier);
        }
        leave();
    };
    let on_keys = move |ev: web_sys::KeyboardEvent| {
        match ev.code().as_str() {
            "ArrowDown" => step(1),
            "ArrowUp" => step(-1),
            "Enter" | "NumpadEnter" => enter(),
            "Escape" => leave(),
            _ => return,
        }
        ev.prevent_default();
        ev.stop_propagation();
    };
    let in_hand = Memo::new(move |_| desk.in_hand().len());
    let label = move || match in_hand.get() {
        0 => show::t("board-filter-couriers"),
        n => show::tr("board-assign-title", &[("n", n.into())]),
    };
    view! {
        <div class="pane-search chooser" class:armed=move || desk.choosing.get() && in_hand.get() != 0>
            <input
                node_ref=input
                class="input"
                type="text"
                role="combobox"
                autocomplete="off"
                spellcheck="false"
                data-field="courier"
                data-count=move || in_hand.get().to_string()
                aria-label=label
                aria-autocomplete="list"
                aria-expanded="true"
                aria-controls="board-couriers"
                aria-activedescendant=move || {
                    desk.choosing.get().then(|| desk.candidate.get()).flatten().map(|id| format!("courier-{id}"))
                }
                placeholder=label
                prop:value=move || typed.get()
                on:input=move |ev| {
                    desk.candidate.set(None);
                    typed.set(event_target_value(&ev));
                }
                on:focus=move |_| desk.choosing.set(true)
                on:blur=move |_| desk.choosing.set(false)
                on:keydown=on_keys
            />
            <kbd aria-hidden="true">"A"</kbd>
        </div>
    }
}

fn reveal(id: CourierId) {
    let Some(element) = document().get_element_by_id(&format!("courier-{id}")) else {
        return;
    };
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    if let Some(element) = element.dyn_ref::<web_sys::Element>() {
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

#[component]
fn Courier(desk: Desk, id: CourierId) -> impl IntoView {
    let courier = Memo::new(move |_| desk.courier(id));
    let target = Memo::new(move |_| desk.target() == Some(id));
    let forecast = Memo::new(move |_| {
        if !target.get() {
            return None;
        }
        desk.forecast.get().filter(|f| f.ask.courier == id)
    });
    let now = Memo::new(move |_| {
        courier.with(|c| c.as_ref().is_some_and(|c| on_shift(c, app().now.get())))
    });
    view! {
        <div
            id=format!("courier-{id}")
            class="courier"
            class:target=target
            role="option"
            data-courier-id=id.to_string()
            data-on-shift=move || if now.get() { "true" } else { "false" }
            data-load=move || courier.with(|c| c.as_ref().map(|c| c.load_parcels.to_string()))
            aria-selected=move || if target.get() || desk.opened.get() == Some(id) { "true" } else { "false" }
            on:click=move |_| desk.opened.set(Some(id))
        >
            {move || courier.get().map(|c| {
                let forecast = forecast.get();
                view! {
                    <div class="line">
                        <span class="who ellipsis">
                            <strong dir="auto">{show::name(&c.name)}</strong>
                            <span class="muted">{about(&c)}</span>
                        </span>
                        <span class="figures">{figures(&c, forecast.as_ref())}</span>
                    </div>
                    {bar(&c, forecast.as_ref())}
                    {move || target.get().then(|| view! { <Chips desk forecast=forecast.clone()/> })}
                    <Foot courier=c.clone()/>
                }
            })}
        </div>
    }
}

/// Vehicle and end of shift.
fn about(courier: &CourierView) -> String {
    let vehicle = courier
        .vehicle
        .map(|kind| show::word("vehicle", kind.word()));
    let shift = match &courier.shift {
        None => show::t("board-shift-none"),
        Some(shift) if shift.state == ShiftState::Closed => show::t("board-shift-over"),
        Some(shift) => show::tr(
            "board-shift-until",
            &[("time", show::time(shift.ends_at).into())],
        ),
    };
    let status = (courier.status != CourierStatus::Active)
        .then(|| show::word("courier-status", courier.status.word()));
    let parts: Vec<String> = [vehicle, Some(shift), status]
        .into_iter()
        .flatten()
        .collect();
    format!(" · {}", parts.join(" · "))
}

/// Load and cash; with a forecast, what comes on top.
fn figures(courier: &CourierView, forecast: Option<&Forecast>) -> String {
    let after = forecast.and_then(|f| f.preview.courier.as_ref());
    let more = after.map_or(0, |after| after.load_parcels - courier.load_parcels);
    let capacity = courier
        .capacity_parcels
        .map_or_else(|| "–".to_owned(), |c| show::number(c.into()));
    let load = if more > 0 {
        show::tr(
            "board-load-more",
            &[
                ("n", courier.load_parcels.into()),
                ("more", more.into()),
                ("capacity", capacity.into()),
            ],
        )
    } else {
        show::tr(
            "board-load",
            &[
                ("n", courier.load_parcels.into()),
                ("capacity", capacity.into()),
            ],
        )
    };
    let held = after.map_or(courier.cash_held_halalas, |after| after.cash_held_halalas);
    let cash = show::tr(
        "board-cash",
        &[
            ("held", show::riyals(held).into()),
            ("limit", show::money(courier.cash_limit_halalas).into()),
        ],
    );
    format!("{load} · {cash}")
}

/// The bar: what is carried, and hatched what would come on top.
fn bar(courier: &CourierView, forecast: Option<&Forecast>) -> impl IntoView + use<> {
    let after = forecast.and_then(|f| f.preview.courier.as_ref());
    let load = share(courier.load_parcels, courier.capacity_parcels);
    let then = after.map_or(load, |after| {
        share(after.load_parcels, courier.capacity_parcels)
    });
    let full = if load > 1.0 { "true" } else { "false" };
    let percent = |share: f64| format!("{:.1}%", share.clamp(0.0, 1.0) * 100.0);
    view! {
        <div class="load" aria-hidden="true" data-full=full>
            <span class="now" style:inline-size=percent(load)></span>
            <span class="more" data-region="load-more" style:inline-size=percent((then.min(1.0) - load).max(0.0))></span>
        </div>
    }
}

/// What giving them the cards would do.
#[component]
fn Chips(desk: Desk, forecast: Option<Forecast>) -> impl IntoView {
    let Some(forecast) = forecast else {
        return view! { <div class="chips"><span class="muted small">{show::t("board-preview-checking")}</span></div> }
            .into_any();
    };
    let preview = forecast.preview;
    let (fine, broken) = forecast::broken(&preview);
    let late = preview.courier.as_ref().map_or(0, |after| {
        let before = untrack(|| desk.courier(after.id)).map_or(0, |c| c.late);
        after.late.saturating_sub(before)
    });
    let overridable = !broken.is_empty() && broken.iter().all(|b| b.overridable);
    view! {
        <div class="chips" data-region="forecast" aria-live="polite">
            {(fine > 0).then(|| view! {
                <span class="tag accent" data-preview="fine">{show::tr("unit-stops", &[("n", fine.into())])}</span>
            })}
            {broken.iter().map(|b| view! {
                <span class=if b.overridable { "tag notice" } else { "tag danger" } data-preview="broken"
                    data-code=b.code.word()>{forecast::words(b)}</span>
            }).collect_view()}
            {(late > 0).then(|| view! {
                <span class="tag danger" data-preview="late">{show::tr("board-preview-late", &[("n", late.into())])}</span>
            })}
            {overridable.then(|| view! { <span class="muted small">{show::t("board-preview-overridable")}</span> })}
            {(broken.is_empty() && late == 0).then(|| view! {
                <span class="muted small">{show::t("board-preview-fine")}</span>
            })}
        </div>
    }
    .into_any()
}

/// Next stops, lateness, age of the position.
#[component]
fn Foot(courier: CourierView) -> impl IntoView {
    let stops = courier.next_stops.clone();
    let more = (courier.open_deliveries as usize).saturating_sub(stops.len());
    let (late, at_risk, position) = (courier.late, courier.at_risk, courier.position);
    view! {
        <div class="foot small muted">
            <span class="ellipsis">
                {if stops.is_empty() {
                    view! { <span>{show::t("board-no-stops")}</span> }.into_any()
                } else {
                    view! {
                        <span class="visually-hidden">{show::t("board-next-stops")}" "</span>
                        <bdi dir="ltr" class="mono">{stops.join("  ")}</bdi>
                        {(more > 0).then(|| format!(" +{}", show::number(more as i64)))}
                    }.into_any()
                }}
            </span>
            <span class="push row-flex">
                {(late > 0).then(|| view! {
                    <span class="late" data-region="late">{show::tr("board-courier-late", &[("n", late.into())])}</span>
                })}
                {(late == 0 && at_risk > 0).then(|| view! {
                    <span class="at-risk">{show::tr("board-courier-at-risk", &[("n", at_risk.into())])}</span>
                })}
                {position.map(|p| view! {
                    <span title=move || show::tr("board-position-age", &[("age", show::age(p.at).into())])>
                        {move || show::age(p.at)}
                    </span>
                })}
            </span>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{entities::Shift, id::HubId, value::Json};
    use uuid::Uuid;
    use wire::ipc::{Name, PositionView};

    fn courier(
        n: u128,
        name: &str,
        load: i32,
        at: (f64, f64),
        shift: Option<ShiftState>,
    ) -> CourierView {
        let id = CourierId(Uuid::from_u128(n));
        CourierView {
            id,
            name: Name {
                ar: "أحمد".into(),
                en: name.into(),
            },
            phone: "+966560643907".into(),
            status: CourierStatus::Active,
            skills: Vec::new(),
            vehicle: None,
            plate: String::new(),
            shift: shift.map(|state| Shift {
                id: domain::id::ShiftId(Uuid::from_u128(n)),
                hub_id: HubId(Uuid::nil()),
                courier_id: id,
                vehicle_id: None,
                service_date: "2026-11-22".parse().unwrap(),
                starts_at: Millis(0),
                ends_at: Millis(100),
                breaks: Json(Vec::new()),
                state,
                opened_at: None,
                closed_at: None,
                updated_at: Millis(0),
                updated_by: domain::id::UserId(Uuid::nil()),
            }),
            open_deliveries: 0,
            load_parcels: load,
            load_weight_g: 0,
            capacity_parcels: Some(10),
            capacity_weight_g: None,
            cash_held_halalas: 0,
            cash_limit_halalas: 0,
            next_stops: Vec::new(),
            position: Some(PositionView {
                point: Point::from_degrees(at.0, at.1).unwrap(),
                at: Millis(0),
                heading_deg: None,
                speed_kmh: None,
            }),
            late: 0,
            at_risk: 0,
        }
    }

    #[test]
    fn couriers_at_work_come_first_then_the_nearest_or_the_least_laden() {
        let all = [
            courier(1, "Sara", 2, (46.9, 24.7), Some(ShiftState::Open)),
            courier(2, "Noura", 8, (46.7, 24.7), Some(ShiftState::Open)),
            courier(3, "Fahad", 0, (46.7, 24.7), None),
        ];
        let ids = |order, near, typed, everyone| -> Vec<u128> {
            listed(&all, typed, everyone, order, near, Millis(50))
                .iter()
                .map(|id| id.0.as_u128())
                .collect()
        };
        assert_eq!(ids(Order::Load, None, "", false), [1, 2]);
        assert_eq!(
            ids(Order::Nearest, Point::from_degrees(46.7, 24.7), "", false),
            [2, 1]
        );
        assert_eq!(ids(Order::Load, None, "", true), [1, 2, 3]);
        assert_eq!(ids(Order::Load, None, "fah", false), [3]);
        assert_eq!(ids(Order::Name, None, "احمد", false), [1, 2, 3]);
    }
}
