//! The table itself: header that sorts, rows in sight, cursor, selection, keys, copying.

use super::{
    columns::{self, Column},
    copy::copy,
    hand::Hand,
    pages::{Pages, Question},
    selection::{Gesture, moved, range},
};
use crate::{
    app::{ToastKind, app, navigate, navigate_to, toast, toast_problem},
    ipc,
    keys::{self, Keys},
    parts::{Text, VirtualRows, virtual_rows::Scroller},
    show,
};
use domain::id::DeliveryId;
use leptos::prelude::*;
use std::{collections::HashSet, sync::Arc};
use wasm_bindgen::JsCast;
use wire::ipc::{Query, Sort};

/// Height of a row, pixels; the style sheet's `--row`.
const ROW: f64 = 32.0;

/// The table's state. Copy.
#[derive(Clone, Copy)]
pub struct Table {
    pub pages: Pages,
    pub sort: RwSignal<Sort>,
    pub columns: RwSignal<Vec<&'static str>>,
    question: Memo<Option<Question>>,
    scroller: Scroller,
    cursor: RwSignal<u64>,
    anchor: StoredValue<u64>,
    selected: Memo<HashSet<DeliveryId>>,
    hand: Hand,
}

impl Table {
    pub fn new(question: Memo<Option<Question>>, sort: RwSignal<Sort>, hand: Hand) -> Self {
        let pages = Pages::new(question);
        let scroller = Scroller::new(pages.total.into(), ROW);
        pages.follow(Signal::derive(move || scroller.span()));
        // Another filter, hub or day begins at the top; changed rows do not move anything.
        Effect::new(move |before: Option<Option<Question>>| {
            let now = question.get();
            if before.is_some_and(|before| before != now) {
                scroller.to_top();
            }
            now
        });
        Self {
            pages,
            sort,
            columns: RwSignal::new(columns::chosen()),
            question,
            scroller,
            cursor: RwSignal::new(0),
            anchor: StoredValue::new(0),
            selected: Memo::new(|_| app().selection().into_iter().collect()),
            hand,
        }
    }

    /// Sorts by a column; the same once more turns it round.
    fn sort_by(self, column: &Column) {
        if let Some(key) = column.sort {
            self.sort.update(|s| {
                *s = Sort {
                    key,
                    descending: s.key == key && !s.descending,
                };
            });
        }
    }

    /// Selects by what a person did at row `index`, and moves the cursor there.
    fn gesture(self, gesture: Gesture, index: u64) {
        self.cursor.set(index);
        self.scroller.reveal(index);
        let id = self.pages.row_now(index).map(|row| row.id);
        match gesture {
            Gesture::Only => {
                self.anchor.set_value(index);
                app().select(id.into_iter().collect());
                match id {
                    Some(id) => self.follow_drawer(id),
                    None => self.select_when_known(index),
                }
            }
            Gesture::Toggle => {
                self.anchor.set_value(index);
                let Some(id) = id else { return };
                let mut all = untrack(|| app().selection());
                match all.iter().position(|held| *held == id) {
                    Some(at) => {
                        all.remove(at);
                    }
                    None => all.push(id),
                }
                self.select(all);
            }
            Gesture::Extend => self.select_range(index),
            Gesture::Move => {}
        }
    }

    /// An open drawer shows the row under the cursor.
    fn follow_drawer(self, id: DeliveryId) {
        if app().route.with_untracked(|r| r.entity.is_some()) {
            navigate_to("deliveries", Some(id.0));
        }
    }

    /// The cursor is faster than the rows: selects the one it is on once that is known.
    fn select_when_known(self, index: u64) {
        self.with_ids(move |ids| {
            let here = self.cursor.try_get_untracked() == Some(index);
            if let Some(id) = ids.get(index as usize).filter(|_| here) {
                app().select(vec![*id]);
                self.follow_drawer(*id);
            }
        });
    }

    /// Selects these here. A drawer whose delivery is not among them is closed: it is not what is meant any more.
    fn select(self, ids: Vec<DeliveryId>) {
        let open = app().route.with_untracked(|r| r.entity).map(DeliveryId);
        if open.is_some_and(|open| !ids.contains(&open)) {
            navigate("deliveries");
        }
        app().select(ids);
    }

    fn select_range(self, index: u64) {
        let wanted = range(self.anchor.get_value(), index);
        let here: Option<Vec<DeliveryId>> = wanted
            .clone()
            .map(|i| self.pages.fresh_row(i).map(|row| row.id))
            .collect();
        match here {
            Some(ids) => self.select(ids),
            None => self.with_ids(move |ids| {
                let (from, to) = (*wanted.start() as usize, *wanted.end() as usize);
                self.select(
                    ids.get(from..=to.min(ids.len().saturating_sub(1)))
                        .unwrap_or_default()
                        .to_vec(),
                );
            }),
        }
    }

    /// Everything the filter shows; where that is more than one answer holds, it says so.
    pub fn select_all(self) {
        self.with_ids(move |ids| {
            let (n, total) = (ids.len(), self.pages.total.get_untracked());
            if (n as u64) < total {
                let counts = [("n", n.into()), ("total", (total as i64).into())];
                toast(
                    ToastKind::Note,
                    untrack(|| show::tr("selected-first", &counts)),
                );
            }
            self.select(ids);
        });
    }

    /// Runs `then` on the ids of what the list shows, unless it shows something else by then.
    fn with_ids(self, then: impl FnOnce(Vec<DeliveryId>) + 'static) {
        let Some(question) = self.question.get_untracked() else {
            return;
        };
        leptos::task::spawn_local(async move {
            let query = Query::DeliveryIds {
                filter: question.filter.clone(),
                sort: question.sort,
            };
            match ipc::query::<Vec<DeliveryId>>(&query).await {
                Ok(ids) => {
                    if self.question.try_get_untracked().flatten() == Some(question) {
                        then(ids);
                    }
                }
                Err(problem) => toast_problem(&problem),
            }
        });
    }

    /// Copies what is meant, or the row under the cursor, as a table.
    fn copy(self) {
        let at_cursor = self.pages.row_now(self.cursor.get_untracked());
        copy(
            self.columns.get_untracked(),
            self.question.get_untracked(),
            self.hand,
            at_cursor.map(|row| row.id),
        );
    }

    fn keydown(self, ev: &web_sys::KeyboardEvent) {
        let (ctrl, shift, code) = (ev.ctrl_key() || ev.meta_key(), ev.shift_key(), ev.code());
        let cursor = self.cursor.get_untracked();
        let total = self.pages.total.get_untracked();
        if let Some(next) = moved(&code, cursor, total, self.scroller.page()) {
            self.gesture(Gesture::of(ctrl, shift, true), next);
        } else {
            match code.as_str() {
                "Space" => self.gesture(Gesture::Toggle, cursor),
                "Enter" | "NumpadEnter" => {
                    if let Some(row) = self.pages.row_now(cursor) {
                        navigate_to("deliveries", Some(row.id.0));
                    }
                }
                "KeyA" if ctrl => self.select_all(),
                "KeyC" if ctrl => self.copy(),
                "Escape" => {
                    if app().route.with_untracked(|r| r.entity.is_some()) {
                        navigate_to("deliveries", None);
                    } else {
                        app().select(Vec::new());
                    }
                }
                _ => return,
            }
        }
        ev.prevent_default();
        ev.stop_propagation();
    }
}

/// Gives the list the keyboard.
pub fn focus() {
    let grid = document()
        .query_selector(".delivery-table [role=grid]")
        .ok()
        .flatten();
    if let Some(grid) = grid.and_then(|grid| grid.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = grid.focus();
    }
}

fn row_id(index: u64) -> String {
    format!("delivery-row-{index}")
}

#[component]
pub fn DeliveryTable(table: Table) -> impl IntoView {
    let tracks = Memo::new(move |_| columns::tracks(&table.columns.read()));
    const LIST: &str = "shortcuts-list";
    for (label, shown) in [
        ("shortcut-next-row", "↓"),
        ("shortcut-previous-row", "↑"),
        ("shortcut-extend-selection", "Shift ↑ ↓"),
        ("shortcut-toggle-selection", "Space"),
        ("shortcut-open", "Enter"),
        ("shortcut-close", "Esc"),
        ("shortcut-copy-rows", "Ctrl C"),
    ] {
        keys::describe(label, LIST, shown);
    }
    keys::bind(
        "shortcut-select-all",
        LIST,
        Keys::ctrl("KeyA", "Ctrl A"),
        move || table.select_all(),
    );
    let render: Arc<dyn Fn(u64) -> AnyView + Send + Sync> =
        Arc::new(move |index| view! { <Row table index/> }.into_any());
    let head = ViewFn::from(move || view! { <Head table/> });
    let active =
        Signal::derive(move || (table.pages.total.get() > 0).then(|| row_id(table.cursor.get())));
    view! {
        <div class="delivery-table" style:--cols=move || tracks.get() on:keydown=move |ev| table.keydown(&ev)>
            <VirtualRows scroller=table.scroller class="grid" head role="grid" label=Text::from("deliveries-table-label")
                active multi=true render/>
        </div>
    }
}

#[component]
fn Head(table: Table) -> impl IntoView {
    move || {
        let names = table.columns.get();
        let cells = columns::ALL
            .iter()
            .filter(|c| names.contains(&c.name))
            .map(|column| {
                let sorted = move || {
                    let sort = table.sort.get();
                    (column.sort == Some(sort.key)).then_some(sort.descending)
                };
                let arrow = move || match sorted() {
                    Some(true) => " ↓",
                    Some(false) => " ↑",
                    None => "",
                };
                let aria = move || match sorted() {
                    Some(true) => Some("descending"),
                    Some(false) => Some("ascending"),
                    None => None,
                };
                let inside = if column.sort.is_some() {
                    view! {
                        <button type="button" data-action="sort" data-value=column.name
                            on:click=move |_| table.sort_by(column)>
                            {move || show::t(column.title)}<span aria-hidden="true">{arrow}</span>
                        </button>
                    }
                    .into_any()
                } else {
                    view! { <span>{move || show::t(column.title)}</span> }.into_any()
                };
                view! { <div role="columnheader" class="th" class:num=column.numeric aria-sort=aria>{inside}</div> }
            })
            .collect_view();
        view! { <div class="thead" role="row" aria-rowindex="1">{cells}</div> }
    }
}

#[component]
fn Row(table: Table, index: u64) -> impl IntoView {
    let row = Memo::new(move |_| table.pages.row(index));
    let id = Memo::new(move |_| row.read().as_ref().map(|r| r.id));
    let selected = Memo::new(move |_| {
        id.get()
            .is_some_and(|id| table.selected.read().contains(&id))
    });
    let at_cursor = Memo::new(move |_| table.cursor.get() == index);
    view! {
        <div
            class="tr"
            role="row"
            id=row_id(index)
            class:selected=selected
            class:cursor=at_cursor
            aria-rowindex=(index + 2).to_string()
            aria-selected=move || if selected.get() { "true" } else { "false" }
            data-id=move || id.get().map(|id| id.to_string())
            data-state=move || row.read().as_ref().map(|r| r.state.word())
            data-pending=move || row.read().as_ref().map(|r| r.pending.to_string())
            data-ref=move || row.read().as_ref().map(|r| r.reference.clone())
            on:click=move |ev| table.gesture(Gesture::of(ev.ctrl_key() || ev.meta_key(), ev.shift_key(), false), index)
            on:dblclick=move |_| if let Some(id) = id.get_untracked() { navigate_to("deliveries", Some(id.0)) }
        >
            {move || {
                let names = table.columns.read();
                row.get().map(|row| columns::ALL.iter().filter(|c| names.contains(&c.name)).map(|column| view! {
                    <div class="td" role="gridcell" class:num=column.numeric data-column=column.name>{columns::cell(column, &row)}</div>
                }).collect_view())
            }}
        </div>
    }
}
