//! A list that draws only the rows in sight: a million rows scroll like a hundred.
//!
//! Rows have one height. Browsers limit an element's height, so a very long list is laid out shorter than
//! it is and the scroll position mapped (see [`Span`]).

use leptos::{html, prelude::*};
use std::sync::Arc;
use wasm_bindgen::{JsCast, closure::Closure};

/// The tallest an element is made, pixels; below every engine's limit.
const MAX_HEIGHT: f64 = 15_000_000.0;
/// Rows drawn beyond either edge.
const OVERSCAN: u64 = 6;

/// Which rows are drawn, and where.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Span {
    /// Height of the whole list, pixels.
    pub height: f64,
    pub first: u64,
    /// One past the last row drawn.
    pub end: u64,
    /// Where the first drawn row's top is, pixels from the list's top.
    pub offset: f64,
}

/// The rows to draw for a scroll position.
pub fn span(scroll_top: f64, viewport: f64, total: u64, row: f64) -> Span {
    let full = total as f64 * row;
    let height = full.min(MAX_HEIGHT);
    // The share scrolled is the same in the shortened list as in the full one.
    let reach = (height - viewport).max(0.0);
    let at = scroll_top.clamp(0.0, reach);
    let virtual_top = if full > height && reach > 0.0 {
        at / reach * (full - viewport)
    } else {
        at
    };
    let top_row = (virtual_top / row).floor().max(0.0) as u64;
    let first = top_row.saturating_sub(OVERSCAN).min(total);
    let seen = (viewport / row).ceil() as u64 + 1;
    let end = (top_row + seen + OVERSCAN).min(total);
    Span {
        height,
        first,
        end,
        offset: at + (first as f64 * row - virtual_top),
    }
}

/// The scroll position at which row `index` is in sight, or none when it is already.
pub fn scroll_to(index: u64, scroll_top: f64, viewport: f64, total: u64, row: f64) -> Option<f64> {
    let full = total as f64 * row;
    let height = full.min(MAX_HEIGHT);
    let reach = (height - viewport).max(0.0);
    let stretch = if full > height && reach > 0.0 {
        (full - viewport) / reach
    } else {
        1.0
    };
    let virtual_top = scroll_top * stretch;
    let (top, bottom) = (index as f64 * row, (index + 1) as f64 * row);
    let wanted = if top < virtual_top {
        top
    } else if bottom > virtual_top + viewport {
        bottom - viewport
    } else {
        return None;
    };
    Some((wanted / stretch).clamp(0.0, reach))
}

/// A handle to scroll the list from outside. Copy.
#[derive(Clone, Copy)]
pub struct Scroller {
    node: NodeRef<html::Div>,
    state: RwSignal<(f64, f64)>,
    total: Signal<u64>,
    row: f64,
}

impl Scroller {
    /// `total` rows of `row` pixels.
    pub fn new(total: Signal<u64>, row: f64) -> Self {
        Self {
            node: NodeRef::new(),
            state: RwSignal::new((0.0, 600.0)),
            total,
            row,
        }
    }
    /// Which rows are drawn now; reactive.
    pub fn span(&self) -> Span {
        let (top, viewport) = self.state.get();
        span(top, viewport, self.total.get(), self.row)
    }
    /// Brings a row into sight.
    pub fn reveal(&self, index: u64) {
        let Some(node) = self.node.get_untracked() else {
            return;
        };
        let viewport = f64::from(node.client_height());
        let top = f64::from(node.scroll_top());
        if let Some(top) = scroll_to(index, top, viewport, self.total.get_untracked(), self.row) {
            node.set_scroll_top(top.round() as i32);
        }
    }
    pub fn to_top(&self) {
        if let Some(node) = self.node.get_untracked() {
            node.set_scroll_top(0);
        }
    }
    /// How many whole rows fit.
    pub fn page(&self) -> u64 {
        ((self.state.get_untracked().1 / self.row) as u64).max(1)
    }
}

/// The scrolling area. `render` draws row `index`; `head` stays on top (a table's header).
///
/// For a grid or listbox give `role`, `label` and the id of the active row: it then takes the keyboard focus,
/// and keys are heard by whoever wraps it. Without a role the wrapper is the list and has the focus itself.
#[component]
pub fn VirtualRows(
    scroller: Scroller,
    #[prop(optional)] class: &'static str,
    #[prop(optional)] head: Option<ViewFn>,
    #[prop(optional)] role: Option<&'static str>,
    #[prop(optional, into)] label: Option<super::Text>,
    /// The id of the row that has the cursor.
    #[prop(optional, into)]
    active: Option<Signal<Option<String>>>,
    /// Several rows can be selected.
    #[prop(optional)]
    multi: bool,
    render: Arc<dyn Fn(u64) -> AnyView + Send + Sync>,
) -> impl IntoView {
    let node = scroller.node;
    let heads = u64::from(head.is_some());
    let measure = move || {
        if let Some(node) = node.get_untracked() {
            let next = (
                f64::from(node.scroll_top()),
                f64::from(node.client_height()),
            );
            if scroller.state.with_untracked(|held| *held != next) {
                scroller.state.set(next);
            }
        }
    };
    // The viewport's height follows the window and the panes around it.
    Effect::new(move |_| {
        let Some(element) = node.get() else { return };
        let resized = Closure::<dyn FnMut()>::new(measure);
        if let Ok(observer) = web_sys::ResizeObserver::new(resized.as_ref().unchecked_ref()) {
            observer.observe(&element);
            let kept = StoredValue::new_local((observer, resized));
            on_cleanup(move || {
                kept.try_with_value(|(observer, _)| observer.disconnect());
            });
        }
        measure();
    });
    let span = Memo::new(move |_| scroller.span());
    view! {
        <div
            class=format!("scroll {class}")
            role=role.unwrap_or("presentation")
            tabindex=if role.is_some() { "0" } else { "-1" }
            aria-label=move || label.map(|l| l.get())
            aria-rowcount=move || (role == Some("grid")).then(|| (scroller.total.get() + heads).to_string())
            aria-multiselectable=multi.then_some("true")
            aria-activedescendant=move || active.and_then(|a| a.get())
            node_ref=node
            on:scroll=move |_| measure()
        >
            {head.map(|head| head.run())}
            <div class="vrows" role="presentation" style:height=move || format!("{}px", span.get().height)>
                <div class="vwin" role="presentation" style:transform=move || format!("translateY({}px)", span.get().offset)>
                    <For each=move || { let s = span.get(); s.first..s.end } key=|i| *i children=move |i| render(i)/>
                </div>
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_list_is_drawn_as_it_is() {
        let s = span(320.0, 640.0, 100, 32.0);
        assert_eq!((s.height, s.first, s.offset), (3200.0, 4, 128.0));
        assert!(s.end >= 31 && s.end <= 40, "{s:?}");
    }

    #[test]
    fn the_end_of_a_long_list_can_be_reached() {
        let total = 3_000_000;
        let s = span(MAX_HEIGHT, 640.0, total, 32.0);
        assert_eq!(s.end, total);
        let bottom = s.offset + (s.end - s.first) as f64 * 32.0;
        assert!((bottom - s.height).abs() < 1.0, "{s:?}");
    }

    #[test]
    fn a_row_out_of_sight_is_scrolled_to_the_near_edge() {
        assert_eq!(scroll_to(5, 0.0, 640.0, 100, 32.0), None);
        assert_eq!(scroll_to(30, 0.0, 640.0, 100, 32.0), Some(352.0));
        assert_eq!(scroll_to(2, 320.0, 640.0, 100, 32.0), Some(64.0));
        let total = 3_000_000;
        let top = scroll_to(total - 1, 0.0, 640.0, total, 32.0).unwrap();
        assert_eq!(span(top, 640.0, total, 32.0).end, total);
    }

    #[test]
    fn an_empty_list_draws_nothing() {
        let s = span(0.0, 640.0, 0, 32.0);
        assert_eq!((s.first, s.end, s.height), (0, 0, 0.0));
    }
}
