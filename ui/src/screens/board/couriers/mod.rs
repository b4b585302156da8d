//! The couriers' column: who is listed in what order, where cards are dropped, and where a courier is chosen by
//! typing. While one is hovered over, what would break is shown on them, before anything is done.

mod chooser;
mod row;

use self::{chooser::Chooser, row::Courier};
use super::desk::Desk;
use crate::{
    parts::{
        Empty, Menu, MenuItem, Text,
        ranking::{Fit, Typed},
    },
    show,
};
use domain::{
    entities::{CourierStatus, ShiftState},
    id::CourierId,
    units::Point,
};
use leptos::prelude::*;
use std::{cmp::Reverse, sync::Arc};
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

/// The share of the vehicle that is full, 0–1 and above; of twenty parcels where no capacity is stated.
pub fn share(parcels: i32, capacity: Option<i32>) -> f64 {
    f64::from(parcels) / f64::from(capacity.filter(|c| *c > 0).unwrap_or(20))
}

/// Who is listed, in order: those at work, and those off shift where asked for or where nobody is at work. Whose name
/// fits better what is typed comes first.
pub fn listed(
    couriers: &[CourierView],
    typed: &str,
    everyone: bool,
    order: Order,
    near: Option<Point>,
) -> Vec<CourierId> {
    let planned = |c: &CourierView| {
        c.shift
            .as_ref()
            .is_some_and(|s| s.state != ShiftState::Closed)
    };
    let everyone = everyone || !typed.trim().is_empty() || !couriers.iter().any(planned);
    let typed = Typed::new(typed);
    let mut listed: Vec<(Fit, &CourierView)> = couriers
        .iter()
        .filter(|c| everyone || planned(c) || c.open_deliveries > 0)
        .filter_map(|c| {
            // A name is found in either language.
            let also = format!("{} {}", c.phone, c.plate);
            let names = [&c.name.en, &c.name.ar];
            let fits = names.into_iter().filter_map(|name| typed.fit(name, &also));
            Some((fits.min()?, c))
        })
        .collect();
    // Whole metres and thousandths: what orders must be comparable.
    let far = |c: &CourierView| match (near, c.position) {
        (Some(near), Some(position)) => near.distance_m(position.point) as i64,
        (Some(_), None) => i64::MAX,
        (None, _) => 0,
    };
    let load = |c: &CourierView| (share(c.load_parcels, c.capacity_parcels) * 1e3) as i64;
    let able = |c: &CourierView| (c.status != CourierStatus::Active, Reverse(c.on_shift));
    match order {
        Order::Nearest => listed.sort_by_key(|(fit, c)| (*fit, able(c), far(c), load(c))),
        Order::Load => listed.sort_by_key(|(fit, c)| (*fit, able(c), load(c))),
        Order::Name => listed.sort_by_key(|(fit, _)| *fit),
    }
    listed.into_iter().map(|(_, c)| c.id).collect()
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
        let ids = desk.board.with(|b| {
            b.map(|b| {
                listed(
                    &b.couriers,
                    &typed.read(),
                    everyone.get(),
                    order.get(),
                    near.get(),
                )
            })
        });
        Arc::new(ids.unwrap_or_default())
    });
    let at_work = Memo::new(move |_| {
        desk.board
            .with(|b| b.map_or(0, |b| b.couriers.iter().filter(|c| c.on_shift).count()))
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
                                one_of=true checked=Signal::derive(move || order.get() == value)
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

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{entities::Shift, id::HubId, units::Millis, value::Json};
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
            on_shift: shift == Some(ShiftState::Open),
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
            stops: 0,
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
            listed(&all, typed, everyone, order, near)
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

    #[test]
    fn the_courier_whose_name_was_typed_comes_before_a_nearer_one() {
        let all = [
            courier(
                1,
                "Fahad Al Juhani",
                0,
                (46.7, 24.7),
                Some(ShiftState::Open),
            ),
            courier(2, "Fahad Al Anazi", 8, (46.9, 24.7), None),
        ];
        let near = Point::from_degrees(46.7, 24.7);
        for order in [Order::Nearest, Order::Load, Order::Name] {
            let ids = listed(&all, "fahad al an", false, order, near);
            assert_eq!(ids[0].0.as_u128(), 2, "{order:?}");
        }
    }
}
