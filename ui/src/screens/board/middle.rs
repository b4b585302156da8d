//! Between the two lists: the map, and below it what the choice is about. A courier with their stops, one delivery,
//! or what several selected ones come to.

use super::{super::map::Beside, desk::Desk, drag::Dragging};
use crate::{
    act::{self, Verb},
    app::{DELIVERY_ROWS, app, navigate_to, toast_problem},
    ipc::{self, live},
    parts::{Button, Due, Empty, Kind, Phone, Reference, Rest, StateBadge, Text},
    show,
};
use domain::{
    entities::DeliveryState,
    id::{CourierId, DeliveryId},
};
use leptos::prelude::*;
use wire::ipc::{DeliveryDetail, DeliveryFilter, DeliveryPage, DeliveryRow, Query, Sort, SortKey};

/// States in which a courier still has something to do for it.
const OPEN: &[DeliveryState] = &[
    DeliveryState::Assigned,
    DeliveryState::Dispatched,
    DeliveryState::PickedUp,
    DeliveryState::EnRoute,
    DeliveryState::Arrived,
    DeliveryState::Failed,
    DeliveryState::Returning,
];

#[derive(Clone, Copy, PartialEq)]
enum Shown {
    Nothing,
    Courier(CourierId),
    One(DeliveryId),
    Many,
}

#[component]
pub fn Middle(desk: Desk, dragging: Dragging) -> impl IntoView {
    let shown = Memo::new(
        move |_| match (desk.opened.get(), app().selection().as_slice()) {
            (Some(courier), _) => Shown::Courier(courier),
            (None, []) => Shown::Nothing,
            (None, [one]) => Shown::One(*one),
            _ => Shown::Many,
        },
    );
    view! {
        <section class="pane middle" aria-label=move || show::t("board-middle")>
            <Beside chosen=desk.opened/>
            {move || {
                let inside = match shown.get() {
                    Shown::Nothing => return view! { <p class="hint">{show::t("board-assign-hint")}</p> }.into_any(),
                    Shown::Courier(id) => view! { <CourierPane desk dragging id/> }.into_any(),
                    Shown::One(id) => view! { <One desk id/> }.into_any(),
                    Shown::Many => view! { <Many desk/> }.into_any(),
                };
                view! { <div class="choice">{inside}</div> }.into_any()
            }}
        </section>
    }
}

#[component]
fn CourierPane(desk: Desk, dragging: Dragging, id: CourierId) -> impl IntoView {
    let courier = Memo::new(move |_| desk.courier(id));
    let stops = live::<DeliveryPage>(DELIVERY_ROWS, move || {
        Some(Query::Deliveries {
            filter: work_of(id, OPEN)?,
            sort: BY_DUE,
            offset: 0,
            limit: 200,
        })
    });
    let rows = move || stops.with(|p| p.map(|p| p.rows.clone()).unwrap_or_default());
    let waits = Memo::new(move |_| {
        stops.with(|p| p.is_some_and(|p| p.rows.iter().any(|r| r.state == DeliveryState::Assigned)))
    });
    let rest = Memo::new(move |_| {
        stops.with(|p| p.map_or(0, |p| p.total.saturating_sub(p.rows.len() as u64)))
    });
    let in_hand = Memo::new(move |_| {
        desk.in_hand()
            .into_iter()
            .filter(|r| r.courier != Some(id))
            .count()
    });
    let facts = move || {
        courier.get().map(|c| {
            let load = show::tr(
                "count-of",
                &[
                    ("n", c.load_parcels.into()),
                    ("total", c.capacity_parcels.map_or_else(|| "–".to_owned(), |n| show::number(n.into())).into()),
                ],
            );
            let cash = show::tr(
                "count-of",
                &[
                    ("n", show::money(c.cash_held_halalas).into()),
                    ("total", show::money(c.cash_limit_halalas).into()),
                ],
            );
            let shift = c.shift.as_ref().map_or_else(
                || show::t("board-shift-none"),
                |s| show::tr("time-range", &[("from", show::time(s.starts_at).into()), ("to", show::time(s.ends_at).into())]),
            );
            let vehicle = c.vehicle.map_or_else(|| show::t("vehicle-none"), |k| show::word("vehicle", k.word()));
            let plate = c.plate.clone();
            let skills = c.skills.join(&show::t("list-separator"));
            let position = c.position;
            view! {
                <dl class="facts">
                    <dt>{show::t("field-phone")}</dt><dd><Phone number=Signal::stored(c.phone.clone())/></dd>
                    <dt>{show::t("field-vehicle")}</dt><dd>{vehicle}" "<bdi dir="ltr" class="mono">{plate}</bdi></dd>
                    <dt>{show::t("board-shift")}</dt><dd>{shift}</dd>
                    <dt>{show::t("board-load-word")}</dt><dd>{load}" · "{show::weight(c.load_weight_g)}</dd>
                    <dt>{show::t("board-cash-word")}</dt><dd>{cash}</dd>
                    {(!skills.is_empty()).then(|| view! { <dt>{show::t("field-skills")}</dt><dd>{skills}</dd> })}
                    {position.map(|p| view! {
                        <dt>{show::t("board-position")}</dt><dd>{move || show::age(p.at)}</dd>
                    })}
                </dl>
            }
        })
    };
    view! {
        <header class="pane-head">
            <h2 class="ellipsis">{move || courier.with(|c| c.as_ref().map(|c| show::name(&c.name)))}</h2>
            <span class="push"></span>
            <Button action="board-close-courier" label="action-close" icon="close" icon_only=true kind=Kind::Quiet
                press=Callback::new(move |()| desk.opened.set(None))/>
        </header>
        <div class="scroll inside" data-region="courier-detail" data-id=id.to_string()>
            {facts}
            <div class="row-flex wrap">
                <Show when=move || { in_hand.get() > 0 }>
                    <Button action="board-assign-here" kind=Kind::Primary
                        label=Text::of(move || show::tr("board-assign-title", &[("n", in_hand.get().into())]))
                        press=Callback::new(move |()| {
                            let rows = untrack(|| desk.in_hand());
                            desk.give(&rows, id);
                        })/>
                </Show>
                <Show when=move || waits.get()>
                    <Button action="board-dispatch-all" label="board-dispatch-all"
                        press=Callback::new(move |()| dispatch_all(id))/>
                </Show>
            </div>
            <h3>{move || show::t("board-next-stops")}" "
                <span class="muted">{move || stops.with(|p| show::number(p.map_or(0, |p| p.total as i64)))}</span></h3>
            <ul class="stops">
                {move || rows().into_iter().map(|row| view! { <Stop row dragging/> }).collect_view()}
            </ul>
            <Rest n=rest/>
        </div>
    }
}

const BY_DUE: Sort = Sort {
    key: SortKey::Due,
    descending: false,
};

/// A courier's deliveries of the day in these states.
fn work_of(courier: CourierId, states: &[DeliveryState]) -> Option<DeliveryFilter> {
    let mut filter = DeliveryFilter::of(app().hub()?, Some(app().date()?));
    filter.couriers = vec![courier];
    filter.states = states.to_vec();
    Some(filter)
}

/// Dispatches all a courier was assigned, not only the stops that are listed.
fn dispatch_all(courier: CourierId) {
    let Some(filter) = untrack(|| work_of(courier, &[DeliveryState::Assigned])) else {
        return;
    };
    leptos::task::spawn_local(async move {
        let query = Query::DeliveryIds {
            filter,
            sort: BY_DUE,
        };
        match ipc::query::<Vec<DeliveryId>>(&query).await {
            Ok(ids) => act::start(Verb::Dispatch, ids),
            Err(problem) => toast_problem(&problem),
        }
    });
}

/// One stop; it can be dragged to another courier.
#[component]
fn Stop(row: DeliveryRow, dragging: Dragging) -> impl IntoView {
    let (id, pressed) = (row.id, row.clone());
    view! {
        <li class="stop" data-id=id.to_string() data-state=row.state.word()
            data-pending=if row.pending { "true" } else { "false" }
            on:pointerdown=move |ev| dragging.press(&ev, pressed.clone())
            on:dblclick=move |_| navigate_to("deliveries", Some(id.0))>
            <StateBadge state=Signal::stored(row.state)/>
            <Reference text=Signal::stored(row.reference.clone())/>
            <span class="ellipsis grow" dir="auto"><bdi>{row.recipient.clone()}</bdi></span>
            <span class="num"><Due row=Signal::stored(row.clone())/></span>
            {matches!(row.state, DeliveryState::Assigned | DeliveryState::Dispatched).then(|| view! {
                <Button action="board-unassign" label="command-unassign" icon="close" icon_only=true kind=Kind::Quiet
                    press=Callback::new(move |()| act::start(Verb::Unassign, vec![id]))/>
            })}
        </li>
    }
}

/// One delivery: who, where, when, for how much, and what can be done with it.
#[component]
fn One(desk: Desk, id: DeliveryId) -> impl IntoView {
    let detail =
        live::<Option<Box<DeliveryDetail>>>(DELIVERY_ROWS, move || Some(Query::Delivery { id }));
    move || {
        let found = detail.get().and_then(|d| d.as_ref().clone());
        found.map(|detail| {
            let row = detail.row.clone();
            let delivery = detail.delivery;
            let windows: Vec<String> = delivery.windows.iter().map(show::window_text).collect();
            let zone = show::zone_name(row.zone, &row.zone_name);
            let allowed = detail.allowed;
            let act_button = move |verb: Verb, primary: bool| {
                allowed.iter().any(|a| a == verb.word()).then(|| view! {
                    <button type="button" class=if primary { "btn primary" } else { "btn" } data-action=format!("board-{}", verb.word())
                        on:click=move |_| act::start(verb, vec![id])>
                        {show::command_word(verb.word())}
                    </button>
                })
            };
            view! {
                <header class="pane-head">
                    <h2><Reference text=Signal::stored(row.reference.clone())/></h2>
                    <StateBadge state=Signal::stored(row.state)/>
                    <span class="push"></span>
                    <Button action="board-open" label="action-details" icon="forward" kind=Kind::Quiet
                        press=Callback::new(move |()| navigate_to("deliveries", Some(id.0)))/>
                </header>
                <div class="scroll inside" data-region="delivery-detail" data-id=id.to_string()>
                    <dl class="facts">
                        <dt>{show::t("field-recipient")}</dt><dd><bdi>{row.recipient.clone()}</bdi></dd>
                        {row.phone.clone().map(|phone| view! {
                            <dt>{show::t("field-phone")}</dt><dd><Phone number=Signal::stored(phone)/></dd>
                        })}
                        <dt>{show::t("field-address")}</dt><dd><bdi>{row.address.clone()}</bdi></dd>
                        <dt>{show::t("field-zone")}</dt><dd>{zone}</dd>
                        <dt>{show::t("field-merchant")}</dt><dd><bdi>{show::name(&row.merchant)}</bdi></dd>
                        <dt>{show::t("field-promised-at")}</dt><dd><Due row=Signal::stored(row.clone())/></dd>
                        {(!windows.is_empty()).then(|| view! {
                            <dt>{show::t("field-windows")}</dt><dd>{windows.join(&show::t("list-separator"))}</dd>
                        })}
                        <dt>{show::t("field-parcels")}</dt>
                        <dd>{show::number(row.parcel_count.into())}" · "{show::weight(row.weight_g)}</dd>
                        {(row.cod_halalas != 0).then(|| view! {
                            <dt>{show::t("field-cod")}</dt><dd>{show::money(row.cod_halalas)}</dd>
                        })}
                        {(!delivery.skills.is_empty()).then(|| view! {
                            <dt>{show::t("field-skills")}</dt><dd>{delivery.skills.join(&show::t("list-separator"))}</dd>
                        })}
                        {(!delivery.instructions.is_empty()).then(|| view! {
                            <dt>{show::t("field-instructions")}</dt><dd><bdi>{delivery.instructions.clone()}</bdi></dd>
                        })}
                    </dl>
                    <div class="row-flex wrap">
                        {act_button(Verb::Assign, true)}
                        {act_button(Verb::Reassign, false)}
                        {act_button(Verb::Hold, false)}
                        {act_button(Verb::Cancel, false)}
                    </div>
                </div>
            }
        })
        .map_or_else(|| view! { <Gone desk/> }.into_any(), IntoAny::into_any)
    }
}

#[component]
fn Gone(desk: Desk) -> impl IntoView {
    view! {
        {move || desk.board.get().is_some().then(|| view! { <Empty text="board-assign-hint" icon="board"/> })}
    }
}

/// Of those selected at most so many are listed.
const LISTED: usize = 200;

/// What several selected ones come to.
#[component]
fn Many(desk: Desk) -> impl IntoView {
    let rows = Memo::new(move |_| {
        if app().selection().len() < 2 {
            Vec::new()
        } else {
            desk.in_hand()
        }
    });
    // Selected on another screen or gone on since: not here, and not acted on from here.
    let elsewhere = Memo::new(move |_| app().selection().len().saturating_sub(rows.with(Vec::len)));
    let ids = move || rows.with_untracked(|rows| rows.iter().map(|row| row.id).collect::<Vec<_>>());
    let none = Signal::derive(move || rows.with(Vec::is_empty));
    let sums = move || {
        rows.with(|rows| {
            let parcels: i64 = rows.iter().map(|r| i64::from(r.parcel_count)).sum();
            let weight: i64 = rows.iter().map(|r| r.weight_g).sum();
            let cod: i64 = rows.iter().map(|r| r.cod_halalas).sum();
            let late = rows.iter().filter(|r| r.slack_secs.is_some_and(|s| s < 0)).count();
            view! {
                <dl class="facts">
                    <dt>{show::t("field-parcels")}</dt><dd>{show::number(parcels)}" · "{show::weight(weight)}</dd>
                    <dt>{show::t("field-cod")}</dt><dd>{show::money(cod)}</dd>
                    {(late > 0).then(|| view! {
                        <dt>{show::t("lateness-late")}</dt><dd class="late">{show::number(late as i64)}</dd>
                    })}
                </dl>
            }
        })
    };
    view! {
        <header class="pane-head">
            <h2>{move || show::tr("selected-count", &[("n", rows.with(Vec::len).into())])}</h2>
            <span class="push"></span>
            <Button action="board-clear" label="action-select-none" kind=Kind::Quiet
                press=Callback::new(|()| app().select(Vec::new()))/>
        </header>
        <div class="scroll inside" data-region="selection-detail">
            <Show when=move || elsewhere.get() != 0>
                <p class="muted small" data-field="selected-elsewhere">
                    {move || show::tr("selected-elsewhere", &[("n", elsewhere.get().into())])}
                </p>
            </Show>
            {sums}
            <div class="row-flex wrap">
                <Button action="board-assign" label="command-assign" kind=Kind::Primary keys="A" disabled=none
                    press=Callback::new(move |()| focus_chooser())/>
                <Button action="board-hold" label="command-hold" disabled=none
                    press=Callback::new(move |()| act::start(Verb::Hold, ids()))/>
                <Button action="board-cancel" label="command-cancel" kind=Kind::Destructive disabled=none
                    press=Callback::new(move |()| act::start(Verb::Cancel, ids()))/>
            </div>
            <ul class="stops">
                {move || rows.get().into_iter().take(LISTED).map(|row| view! {
                    <li class="stop">
                        <Reference text=Signal::stored(row.reference.clone())/>
                        <span class="ellipsis grow" dir="auto"><bdi>{row.recipient.clone()}</bdi></span>
                        <span class="num"><Due row=Signal::stored(row.clone())/></span>
                    </li>
                }).collect_view()}
            </ul>
            <Rest n=Signal::derive(move || rows.with(Vec::len).saturating_sub(LISTED) as u64)/>
        </div>
    }
}

/// Gives the courier box the keyboard.
fn focus_chooser() {
    use wasm_bindgen::JsCast;
    let found = document()
        .query_selector("[data-screen=board] [data-field=courier]")
        .ok()
        .flatten();
    if let Some(input) = found.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = input.focus();
    }
}
