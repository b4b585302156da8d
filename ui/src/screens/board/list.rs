//! The unassigned: search, order, and the cards grouped by zone, only those in sight drawn.

use super::{
    desk::Desk,
    drag::Dragging,
    lines::{self, Line},
};
use crate::{
    app::{app, navigate_to},
    keys,
    parts::{
        Due, Empty, Icon, Menu, MenuItem, Money, Reference, Text, VirtualRows,
        virtual_rows::Scroller,
    },
    show,
};
use leptos::prelude::*;
use std::sync::Arc;
use wire::ipc::{BoardSort, DeliveryRow};

/// Pixels; the style sheet's `--row`.
const ROW: f64 = 32.0;

fn sort_key(sort: BoardSort) -> &'static str {
    match sort {
        BoardSort::LateRisk => "board-sort-late",
        BoardSort::Due => "board-sort-promised",
        BoardSort::Cod => "board-sort-cod",
        BoardSort::Reference => "board-sort-reference",
    }
}

#[component]
pub fn Unassigned(desk: Desk, dragging: Dragging) -> impl IntoView {
    let count = Memo::new(move |_| {
        desk.board
            .with(|b| b.map_or(0, |b| b.groups.iter().map(|g| g.rows.len()).sum::<usize>()))
    });
    let sort_label = Text::of(move || show::t(sort_key(desk.sort.get())));
    view! {
        <section class="pane unassigned" aria-labelledby="board-unassigned-title">
            <header class="pane-head">
                <h2 id="board-unassigned-title">{move || show::t("board-unassigned")}</h2>
                <span class="muted" data-region="unassigned-count">{move || show::number(count.get() as i64)}</span>
                <span class="push"></span>
                <Menu action="board-sort" label=sort_label class="chip">
                    {BoardSort::ALL.iter().map(|sort| {
                        let sort = *sort;
                        view! {
                            <MenuItem action="board-sort-by" value=sort.word().to_owned() label=Text::of(move || show::t(sort_key(sort)))
                                one_of=true checked=Signal::derive(move || desk.sort.get() == sort)
                                press=Callback::new(move |()| desk.sort.set(sort))/>
                        }
                    }).collect_view()}
                </Menu>
            </header>
            <div class="pane-search">
                <Icon name="search" small=true/>
                <input class="input" type="search" data-field="board-search"
                    aria-label=move || show::t("board-search")
                    placeholder=move || show::t("board-search")
                    prop:value=move || desk.search.get()
                    on:input=move |ev| desk.search.set(event_target_value(&ev))
                    on:keydown=move |ev| if ev.code() == "ArrowDown" { ev.prevent_default(); focus_list() }/>
            </div>
            <Cards desk dragging/>
        </section>
    }
}

/// Gives the list the keyboard.
pub fn focus_list() {
    use wasm_bindgen::JsCast;
    let list = document().query_selector("#board-cards [role=grid]");
    if let Some(list) = list
        .ok()
        .flatten()
        .and_then(|l| l.dyn_into::<web_sys::HtmlElement>().ok())
    {
        let _ = list.focus();
    }
}

#[component]
fn Cards(desk: Desk, dragging: Dragging) -> impl IntoView {
    let total = Signal::derive(move || desk.lines.with(|l| l.len() as u64));
    let scroller = Scroller::new(total, ROW);
    let place = Memo::new(move |_| {
        let id = desk.cursor.get()?;
        desk.board
            .with(|b| desk.lines.with(|l| lines::line_of(b?, l, id)))
    });
    Effect::new(move |_| {
        if let Some(place) = place.get() {
            scroller.reveal(place as u64);
        }
    });
    let render: Arc<dyn Fn(u64) -> AnyView + Send + Sync> =
        Arc::new(move |i| view! { <LineView desk dragging i=i as usize/> }.into_any());
    keys::describe("shortcut-toggle-selection", "shortcuts-board", "Space");
    keys::describe("shortcut-extend-selection", "shortcuts-board", "Shift ↑ ↓");
    keys::describe("shortcut-select-all", "shortcuts-board", "Ctrl A");
    keys::describe("board-key-fold", "shortcuts-board", "← →");
    keys::describe("shortcut-open", "shortcuts-board", "Enter");
    let empty = move || desk.board.get().is_some() && total.get() == 0;
    view! {
        <div
            id="board-cards"
            class="cards"
            on:keydown=move |ev| steer(desk, dragging, scroller.page(), place.get_untracked(), &ev)
            hidden=empty
        >
            <VirtualRows scroller class="card-rows" role="grid" label="board-unassigned" multi=true
                active=Signal::derive(move || place.get().and(desk.cursor.get()).map(|id| format!("card-{id}")))
                render=Arc::clone(&render)/>
        </div>
        <Show when=empty>
            {move || view! {
                <Empty icon="check" text=if desk.search.read().trim().is_empty() { "board-all-assigned" } else { "empty-filtered" }/>
            }}
        </Show>
    }
}

fn steer(
    desk: Desk,
    dragging: Dragging,
    page: u64,
    place: Option<usize>,
    ev: &web_sys::KeyboardEvent,
) {
    let ctrl = ev.ctrl_key() || ev.meta_key();
    if ev.alt_key() || dragging.is_on() {
        return;
    }
    let page = isize::try_from(page).unwrap_or(10);
    let far = isize::MAX / 2;
    let by = match ev.code().as_str() {
        "ArrowDown" => 1,
        "ArrowUp" => -1,
        "PageDown" => page,
        "PageUp" => -page,
        "Home" => -far,
        "End" => far,
        code => {
            if press(desk, code, ctrl) {
                ev.prevent_default();
            }
            return;
        }
    };
    ev.prevent_default();
    let lines = desk.lines.get_untracked();
    let Some(next) = lines::step(&lines, place, by) else {
        return;
    };
    let id = desk
        .board
        .get_untracked()
        .and_then(|b| lines::card(&b, lines.get(next)).map(|row| row.id));
    let Some(id) = id else { return };
    if ev.shift_key() {
        desk.extend_to(id);
    } else {
        desk.cursor.set(Some(id));
        desk.anchor.set_value(Some(id));
    }
}

/// Keys that do not move. Whether it was one.
fn press(desk: Desk, code: &str, ctrl: bool) -> bool {
    match code {
        "Space" => {
            if let Some(id) = desk.cursor.get_untracked() {
                desk.click(id, true, false);
            }
        }
        "KeyA" if ctrl => desk.select_all(),
        "Enter" | "NumpadEnter" => {
            if let Some(id) = desk.cursor.get_untracked() {
                navigate_to("deliveries", Some(id.0));
            }
        }
        "ArrowLeft" | "ArrowRight" => {
            let zone = desk.board.get_untracked().and_then(|b| {
                let id = desk.cursor.get_untracked()?;
                b.groups
                    .iter()
                    .find(|g| g.rows.iter().any(|r| r.id == id))
                    .map(|g| g.zone)
            });
            match zone {
                Some(zone) => desk.fold(zone),
                None => return false,
            }
        }
        "Escape" if untrack(|| !app().selection().is_empty()) => app().select(Vec::new()),
        _ => return false,
    }
    true
}

#[component]
fn LineView(desk: Desk, dragging: Dragging, i: usize) -> impl IntoView {
    let line = Memo::new(move |_| desk.lines.with(|l| l.get(i).copied()));
    move || match line.get() {
        Some(Line::Head(g)) => view! { <Head desk g/> }.into_any(),
        Some(line @ Line::Card(..)) => {
            let row =
                Memo::new(move |_| desk.board.with(|b| lines::card(b?, Some(&line)).cloned()));
            view! { <Card desk dragging row i/> }.into_any()
        }
        None => ().into_any(),
    }
}

/// A zone's heading: its colour, name and count; a click selects all of it.
#[component]
fn Head(desk: Desk, g: usize) -> impl IntoView {
    let group = Memo::new(move |_| {
        desk.board.with(|b| {
            b?.groups
                .get(g)
                .map(|g| (g.zone, g.name.clone(), g.color.clone(), g.rows.len()))
        })
    });
    move || {
        group.get().map(|(zone, name, color, n)| {
            let folded = move || desk.folded.with(|f| f.contains(&zone));
            let label = {
                let name = name.clone();
                move || show::zone_name(zone, &name)
            };
            let select = {
                let label = label.clone();
                move || show::tr("board-select-zone", &[("zone", label().into())])
            };
            let count = {
                let label = label.clone();
                move || show::tr("board-zone-count", &[("zone", label().into()), ("n", n.into())])
            };
            let color = if zone.is_some() { color } else { "transparent".to_owned() };
            view! {
                <div class="zone-head" role="row" data-zone=zone.map_or_else(|| "none".to_owned(), |z| z.to_string())>
                    <span role="gridcell" class="fold">
                        <button type="button" class="btn quiet icon-button" tabindex="-1" data-action="board-fold"
                            aria-expanded=move || if folded() { "false" } else { "true" }
                            aria-label=count
                            on:click=move |_| desk.fold(zone)>
                            <Icon name=Signal::derive(move || if folded() { "forward" } else { "down" }) small=true/>
                        </button>
                    </span>
                    <span role="gridcell" class="grow ellipsis">
                        <button type="button" class="zone-name" tabindex="-1" data-action="board-select-zone"
                            title=select on:click=move |_| desk.toggle_group(zone)>
                            <span class="swatch" style:background-color=color aria-hidden="true"></span>
                            <strong class="ellipsis">{label.clone()}</strong>
                            <span class="muted">{move || show::number(n as i64)}</span>
                        </button>
                    </span>
                </div>
            }
        })
    }
}

/// A card; drawn anew when its row changes.
#[component]
fn Card(desk: Desk, dragging: Dragging, row: Memo<Option<DeliveryRow>>, i: usize) -> impl IntoView {
    move || row.get().map(|row| view! { <CardOf desk dragging row i/> })
}

#[component]
fn CardOf(desk: Desk, dragging: Dragging, row: DeliveryRow, i: usize) -> impl IntoView {
    let id = row.id;
    let chosen = Memo::new(move |_| desk.selected.with(|s| s.contains(&id)));
    let carried = Memo::new(move |_| {
        desk.drag.with(|d| {
            d.as_ref()
                .is_some_and(|d| d.rows.iter().any(|r| r.id == id))
        })
    });
    let pressed = row.clone();
    let address = row.address.clone();
    view! {
        <div
            id=format!("card-{id}")
            class="card"
            role="row"
            data-id=id.to_string()
            data-state=row.state.word()
            data-pending=if row.pending { "true" } else { "false" }
            data-late=if row.slack_secs.is_some_and(|s| s < 0) { "true" } else { "false" }
            aria-rowindex=(i + 1).to_string()
            aria-selected=move || if chosen.get() { "true" } else { "false" }
            class:cursor=move || desk.cursor.get() == Some(id)
            class:meant=move || desk.cursor.get() == Some(id) && app().selection().is_empty()
            class:carried=carried
            title=address
            on:pointerdown=move |ev| dragging.press(&ev, pressed.clone())
            on:click=move |ev| if !dragging.swallows_click() {
                desk.click(id, ev.ctrl_key() || ev.meta_key(), ev.shift_key());
            }
            on:dblclick=move |_| navigate_to("deliveries", Some(id.0))
        >
            <span role="gridcell" class="ref"><Reference text=Signal::stored(row.reference.clone())/></span>
            <span role="gridcell" class="name ellipsis" dir="auto"><bdi>{row.recipient.clone()}</bdi></span>
            <span role="gridcell" class="marks">
                {row.carried_over.then(|| view! {
                    <span class="tag" title=move || show::t("carried-over")>{move || show::day(row.service_date)}</span>
                })}
                {(row.parcel_count > 1).then(|| view! {
                    <span class="tag" title=move || show::tr("unit-parcels", &[("n", row.parcel_count.into())])>
                        "×"{move || show::number(row.parcel_count.into())}
                    </span>
                })}
                {(row.open_exceptions > 0).then(|| view! {
                    <span class="tag danger" title=move || show::tr("exceptions-count", &[("n", row.open_exceptions.into())])>"!"</span>
                })}
                {row.pending.then(|| view! {
                    <span class="pending" role="img" aria-label=move || show::t("exception-pending")></span>
                })}
            </span>
            <span role="gridcell" class="cod num"><Money halalas=Signal::stored(row.cod_halalas)/></span>
            <span role="gridcell" class="due num"><Due row=Signal::stored(row.clone())/></span>
        </div>
    }
}
