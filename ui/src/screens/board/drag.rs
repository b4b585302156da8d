//! Dragging cards onto a courier with the pointer: our own, so that it works alike in every webview. A few
//! pixels make a press a drag; what is under the pointer is asked of the document; Escape lets go of it.

use super::desk::{Desk, Drag};
use crate::{app::app, show};
use domain::id::CourierId;
use leptos::{ev, prelude::*};
use std::{sync::Arc, time::Duration};
use wire::ipc::DeliveryRow;

/// Pixels a press may tremble.
const THRESHOLD: i32 = 5;
/// Pixels from an edge of the couriers within which they scroll along, and by how much.
const EDGE: f64 = 40.0;
const STEP: i32 = 14;

/// A press that may become a drag.
#[derive(Clone)]
struct Press {
    x: i32,
    y: i32,
    row: DeliveryRow,
}

/// Hears the pointer for the whole window. Copy.
#[derive(Clone, Copy)]
pub struct Dragging {
    desk: Desk,
    press: StoredValue<Option<Press>>,
    /// A drop was just made: the click that follows it is not one.
    dropped: StoredValue<bool>,
}

impl Dragging {
    pub fn new(desk: Desk) -> Self {
        let dragging = Self {
            desk,
            press: StoredValue::new(None),
            dropped: StoredValue::new(false),
        };
        let handles = [
            window_event_listener(ev::pointermove, move |ev| {
                dragging.moved(ev.client_x(), ev.client_y())
            }),
            window_event_listener(ev::pointerup, move |_| dragging.released()),
            window_event_listener(ev::pointercancel, move |_| dragging.cancel()),
            window_event_listener(ev::blur, move |_| dragging.cancel()),
            window_event_listener(ev::keydown, move |ev| {
                if ev.code() == "Escape" && dragging.is_on() {
                    ev.prevent_default();
                    dragging.cancel();
                }
            }),
        ];
        on_cleanup(move || handles.into_iter().for_each(|handle| handle.remove()));
        dragging
    }

    /// A pointer went down on a row.
    pub fn press(&self, ev: &web_sys::PointerEvent, row: DeliveryRow) {
        if ev.button() == 0 && ev.is_primary() {
            self.press.set_value(Some(Press {
                x: ev.client_x(),
                y: ev.client_y(),
                row,
            }));
        }
    }

    pub fn is_on(&self) -> bool {
        self.desk.drag.with_untracked(Option::is_some)
    }

    /// Whether a click now is what a drop left behind.
    pub fn swallows_click(&self) -> bool {
        self.dropped.get_value()
    }

    pub fn cancel(&self) {
        self.press.set_value(None);
        if self.is_on() {
            self.desk.over.set(None);
            self.desk.drag.set(None);
            self.end();
        }
    }

    fn end(&self) {
        let dropped = self.dropped;
        dropped.set_value(true);
        set_timeout(
            move || {
                dropped.try_set_value(false);
            },
            Duration::ZERO,
        );
    }

    fn moved(&self, x: i32, y: i32) {
        if let Some(press) = self.press.get_value() {
            if (x - press.x).abs() + (y - press.y).abs() < THRESHOLD {
                return;
            }
            self.press.set_value(None);
            self.begin(press.row);
        }
        if !self.is_on() {
            return;
        }
        self.desk.pointer.set((x, y));
        let over = courier_at(x, y);
        if self.desk.over.get_untracked() != over {
            self.desk.over.set(over);
        }
        scroll_along(y);
    }

    /// Takes the whole selection along when the row is part of it; else the row alone, selected by this.
    fn begin(&self, row: DeliveryRow) {
        let label = row.reference.clone();
        let on_board = row.courier.is_none();
        let rows = if !on_board {
            vec![row]
        } else if untrack(|| app().selection()).contains(&row.id) {
            untrack(|| self.desk.in_hand())
        } else {
            app().select(vec![row.id]);
            self.desk.cursor.set(Some(row.id));
            vec![row]
        };
        if !rows.is_empty() {
            self.desk.drag.set(Some(Drag {
                rows: Arc::new(rows),
                label,
            }));
        }
    }

    fn released(&self) {
        self.press.set_value(None);
        let Some(drag) = self.desk.drag.get_untracked() else {
            return;
        };
        let over = self.desk.over.get_untracked();
        self.desk.over.set(None);
        self.desk.drag.set(None);
        self.end();
        if let Some(courier) = over {
            self.desk.give(&drag.rows, courier);
        }
    }
}

fn courier_at(x: i32, y: i32) -> Option<CourierId> {
    let element = document().element_from_point(x as f32, y as f32)?;
    element
        .closest("[data-courier-id]")
        .ok()??
        .get_attribute("data-courier-id")?
        .parse()
        .ok()
}

/// Scrolls the couriers when the pointer is near their upper or lower edge.
fn scroll_along(y: i32) {
    let Some(list) = document().get_element_by_id("board-couriers") else {
        return;
    };
    let bounds = list.get_bounding_client_rect();
    let y = f64::from(y);
    if y < bounds.top() + EDGE && y > bounds.top() - EDGE {
        list.set_scroll_top(list.scroll_top() - STEP);
    } else if y > bounds.bottom() - EDGE {
        list.set_scroll_top(list.scroll_top() + STEP);
    }
}

/// What follows the pointer: how many, and the one it was begun with.
#[component]
pub fn Ghost(desk: Desk) -> impl IntoView {
    let place = move || {
        let (x, y) = desk.pointer.get();
        format!("translate({}px, {}px)", x + 12, y + 12)
    };
    let words = move || {
        let drag = desk.drag.get()?;
        let count = show::tr("board-dragging", &[("n", drag.rows.len().into())]);
        let onto = desk.over.get().and_then(|id| untrack(|| desk.courier(id)));
        Some(match onto {
            Some(courier) => show::tr(
                "board-drop-here",
                &[("courier", show::name(&courier.name).into())],
            ),
            None => count,
        })
    };
    view! {
        <p class="visually-hidden" role="status" aria-live="assertive">{words}</p>
        {move || desk.drag.get().map(|drag| {
            let n = drag.rows.len();
            view! {
                <div class="drag-ghost" class:many=move || { n > 1 } aria-hidden="true" data-region="ghost"
                    data-count=n.to_string() style:transform=place>
                    <span class="count">{show::number(n as i64)}</span>
                    <bdi dir="ltr" class="mono">{drag.label.clone()}</bdi>
                    {(n > 1).then(|| view! { <span class="muted">"+"{show::number(n as i64 - 1)}</span> })}
                </div>
            }
        })}
    }
}
