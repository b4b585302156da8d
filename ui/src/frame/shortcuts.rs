//! The list of shortcuts in force, under `?`.

use crate::{app::app, keys, parts::Dialog, show};
use leptos::prelude::*;

#[component]
pub fn Shortcuts() -> impl IntoView {
    view! {
        <Dialog open=app().shortcuts_open title="shortcuts-title" class="wide" name="shortcuts">
            <div class="body">
                <div class="shortcut-list">
                    {move || {
                        let bindings = keys::all();
                        let mut groups: Vec<&'static str> = Vec::new();
                        for b in bindings.iter().filter(|b| b.keys.is_some()) {
                            if !groups.contains(&b.group) { groups.push(b.group); }
                        }
                        groups.into_iter().map(|group| {
                            let rows = bindings.iter().filter(|b| b.group == group).filter_map(|b| {
                                let keys = b.keys?;
                                let label = b.label;
                                Some(view! {
                                    <li><span>{show::t(label)}</span><bdi dir="ltr"><kbd>{keys.shown}</kbd></bdi></li>
                                })
                            }).collect_view();
                            view! { <section><h3>{show::t(group)}</h3><ul>{rows}</ul></section> }
                        }).collect_view()
                    }}
                </div>
            </div>
        </Dialog>
    }
}
