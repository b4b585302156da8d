//! A list of the map's things: rows of one height, one tab stop, arrow keys; as long as it likes.

use crate::parts::{
    Text, fresh_id,
    virtual_rows::{Scroller, VirtualRows},
};
use leptos::prelude::*;
use std::sync::Arc;

/// Height of a line, pixels.
pub const LINE: f64 = 46.0;

/// What a person does to a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// A click or Space; with a modifier key.
    Choose { add: bool },
    /// Enter or a double click.
    Open,
}

#[component]
pub fn Lines(
    name: &'static str,
    #[prop(into)] label: Text,
    #[prop(into)] total: Signal<u64>,
    /// What line `index` looks like, and whether it is chosen.
    inside: Arc<dyn Fn(u64) -> AnyView + Send + Sync>,
    chosen: Arc<dyn Fn(u64) -> bool + Send + Sync>,
    act: Callback<(u64, Doing)>,
    #[prop(optional)] many: bool,
) -> impl IntoView {
    let scroller = Scroller::new(total, LINE);
    let cursor = RwSignal::new(0_u64);
    let stem = fresh_id("line");
    let current = {
        let stem = stem.clone();
        move || (total.get() > 0).then(|| format!("{stem}-{}", cursor.get().min(total.get() - 1)))
    };
    let keydown = move |ev: web_sys::KeyboardEvent| {
        let last = total.get_untracked().saturating_sub(1);
        let at = cursor.get_untracked().min(last);
        let to = match ev.code().as_str() {
            "ArrowDown" => at + 1,
            "ArrowUp" => at.saturating_sub(1),
            "PageDown" => at + scroller.page(),
            "PageUp" => at.saturating_sub(scroller.page()),
            "Home" => 0,
            "End" => last,
            "Space" => {
                ev.prevent_default();
                return act.run((at, Doing::Choose { add: true }));
            }
            "Enter" | "NumpadEnter" => {
                ev.prevent_default();
                return act.run((at, Doing::Open));
            }
            _ => return,
        };
        ev.prevent_default();
        cursor.set(to.min(last));
        scroller.reveal(to.min(last));
    };
    let render = {
        let stem = stem.clone();
        Arc::new(move |index: u64| {
            let (body, chosen) = (inside(index), Arc::clone(&chosen));
            view! {
                <div class="map-line" role="option" id=format!("{stem}-{index}")
                    aria-selected=move || if chosen(index) { "true" } else { "false" }
                    data-cursor=move || (cursor.get() == index).then_some("")
                    on:click=move |ev| {
                        cursor.set(index);
                        act.run((index, Doing::Choose { add: ev.ctrl_key() || ev.meta_key() || ev.shift_key() }));
                    }
                    on:dblclick=move |_| act.run((index, Doing::Open))>
                    {body}
                </div>
            }
            .into_any()
        })
    };
    view! {
        <div class="map-lines" data-region=name on:keydown=keydown>
            <VirtualRows scroller render role="listbox" label active=Signal::derive(current) multi=many/>
        </div>
    }
}
