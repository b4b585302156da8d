//! One courier: vehicle and shift, load and cash, next stops, lateness; and what giving them the cards would do.

use super::{
    super::{
        desk::Desk,
        forecast::{self, Forecast},
    },
    share,
};
use crate::show;
use domain::{
    entities::{CourierStatus, ShiftState},
    id::CourierId,
};
use leptos::prelude::*;
use wire::ipc::CourierView;

#[component]
pub fn Courier(desk: Desk, id: CourierId) -> impl IntoView {
    let courier = Memo::new(move |_| desk.courier(id));
    let target = Memo::new(move |_| desk.target() == Some(id));
    let forecast = Memo::new(move |_| {
        if !target.get() {
            return None;
        }
        desk.forecast.get().filter(|f| f.ask.courier == id)
    });
    let now = Memo::new(move |_| courier.with(|c| c.as_ref().is_some_and(|c| c.on_shift)));
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
                            <strong><bdi>{show::name(&c.name)}</bdi></strong>
                            <span class="muted">{about(&c)}</span>
                        </span>
                        <span class="figures">{figures(&c, forecast.as_ref())}</span>
                    </div>
                    {bar(&c, forecast.as_ref())}
                    {move || target.get().then(|| view! { <Preview forecast=forecast.clone()/> })}
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
    let after = forecast.and_then(|f| f.answer.courier.as_ref());
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
    let after = forecast.and_then(|f| f.answer.courier.as_ref());
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
fn Preview(forecast: Option<Forecast>) -> impl IntoView {
    match forecast {
        None => view! { <div class="chips"><span class="muted small">{show::t("board-preview-checking")}</span></div> }
            .into_any(),
        Some(forecast) => view! {
            <div class="chips" data-region="forecast" aria-live="polite"><forecast::Chips forecast/></div>
        }
        .into_any(),
    }
}

/// Next stops, lateness, age of the position.
#[component]
fn Foot(courier: CourierView) -> impl IntoView {
    let stops = courier.next_stops.clone();
    let more = (courier.stops as usize).saturating_sub(stops.len());
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
