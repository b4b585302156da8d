//! The legend: what shapes, colours, rings and fading mean.

use crate::{
    parts::{Icon, StateBadge},
    show,
};
use domain::entities::DeliveryState;
use leptos::prelude::*;

const SIGNS: &[(&str, &str)] = &[
    ("late", "legend-late"),
    ("selected", "legend-selected"),
    ("cluster", "legend-cluster"),
    ("zone", "legend-zone"),
    ("courier", "legend-courier"),
    ("courier-old", "legend-courier-old"),
];

#[component]
pub fn Legend() -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <div class="map-legend" data-open=move || open.get().then_some("")>
            <button type="button" class="btn quiet" data-action="legend" aria-controls="map-legend"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                on:click=move |_| open.update(|on| *on = !*on)>
                <span class="strong">{move || show::t("legend-title")}</span>
                <span class="turn" data-open=move || open.get().then_some("")><Icon name="down" small=true/></span>
            </button>
            <div id="map-legend" hidden=move || !open.get()>
                <ul class="states">
                    {DeliveryState::ALL.iter().map(|state| view! {
                        <li><StateBadge state=Signal::stored(*state)/></li>
                    }).collect_view()}
                </ul>
                <ul class="signs">
                    {SIGNS.iter().map(|(sign, key)| view! {
                        <li><span class="sign" data-sign=*sign aria-hidden="true">{sign_inside(sign)}</span>{move || show::t(key)}</li>
                    }).collect_view()}
                </ul>
            </div>
        </div>
    }
}

fn sign_inside(sign: &str) -> Option<AnyView> {
    match sign {
        "cluster" => Some(view! { <span>{move || show::number(12)}</span> }.into_any()),
        "courier" | "courier-old" => Some(
            view! { <svg viewBox="0 0 16 16"><path d="M8 3l4 10-4-2.2L4 13z"></path></svg> }
                .into_any(),
        ),
        _ => None,
    }
}
