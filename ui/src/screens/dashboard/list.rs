//! The deliveries of the day, or those due in the span brushed in a chart.

use super::Brush;
use crate::{
    app::{DELIVERY_ROWS, address, app},
    ipc::live,
    parts::{Button, Due, Empty, Kind, Money, Reference, Rest, StateBadge, Text},
    show,
};
use domain::units::Millis;
use leptos::prelude::*;
use wire::ipc::{DeliveryFilter, DeliveryPage, DeliveryRow, Query, Sort, SortKey};

const STEP: u32 = 50;
const MOST: u32 = 1_000;

/// The question for a span; none: the whole day.
fn question(brush: Option<Brush>, limit: u32) -> Option<Query> {
    let mut filter = DeliveryFilter::of(app().hub()?, app().date());
    filter.due_from = brush.map(|b| Millis(b.from_ms));
    filter.due_to = brush.map(|b| Millis(b.to_ms));
    Some(Query::Deliveries {
        filter,
        sort: Sort {
            key: SortKey::Due,
            descending: false,
        },
        offset: 0,
        limit,
    })
}

const HEAD: [(&str, bool); 7] = [
    ("field-ref", false),
    ("field-recipient", false),
    ("field-state", false),
    ("field-zone", false),
    ("field-courier", false),
    ("field-promised-at", true),
    ("field-cod", true),
];

#[component]
pub fn Deliveries(brush: RwSignal<Option<Brush>>) -> impl IntoView {
    let limit = RwSignal::new(STEP);
    Effect::new(move |_| {
        brush.track();
        limit.set(STEP);
    });
    let page = live::<DeliveryPage>(DELIVERY_ROWS, move || question(brush.get(), limit.get()));
    let total = Memo::new(move |_| page.with(|p| p.map_or(0, |p| p.total)));
    let more = Memo::new(move |_| {
        page.with(|p| p.is_some_and(|p| p.total > p.rows.len() as u64)) && limit.get() < MOST
    });
    let rest = Signal::derive(move || {
        page.with(|p| p.map_or(0, |p| p.total.saturating_sub(p.rows.len() as u64)))
    });
    let title = move || match brush.get() {
        Some(_) => show::t("dashboard-table-title"),
        None => show::t("dashboard-table-all"),
    };
    view! {
        <section class="dash-list" aria-labelledby="dash-list-title" data-region="dashboard-deliveries"
            data-from=move || brush.get().map(|b| b.from_ms) data-to=move || brush.get().map(|b| b.to_ms)>
            <header class="row-flex wrap">
                <h2 id="dash-list-title">{title}</h2>
                <span class="muted" aria-live="polite" data-region="dashboard-count">
                    {move || show::tr("deliveries-count", &[("n", total.get().into())])}
                </span>
                {move || brush.get().map_or_else(
                    || view! { <span class="muted small push">{show::t("chart-brush-hint")}</span> }.into_any(),
                    |b| {
                        let span = show::tr("chart-brush", &[
                            ("from", show::time(Millis(b.from_ms)).into()),
                            ("to", show::time(Millis(b.to_ms)).into()),
                        ]);
                        view! {
                            <span class="tag accent" data-region="span">{span}</span>
                            <Button action="brush-clear" label="chart-brush-clear" kind=Kind::Quiet icon="close"
                                press=Callback::new(move |()| brush.set(None))/>
                        }.into_any()
                    },
                )}
            </header>
            <Show when=move || { total.get() > 0 } fallback=move || view! {
                <Empty icon="deliveries" text=Text::of(move || show::t(if brush.get().is_some() { "empty-filtered" } else { "empty-deliveries" }))/>
            }>
                <div class="dash-table">
                    <table class="list-table">
                        <thead><tr>{HEAD.iter().map(|(key, num)| view! {
                            <th scope="col" class:num=*num>{move || show::t(key)}</th>
                        }).collect_view()}</tr></thead>
                        <tbody>
                            <For each=move || page.with(|p| p.map(|p| p.rows.clone()).unwrap_or_default())
                                key=|row| format!("{}{:?}{}{:?}", row.id, row.state, row.rev, row.slack_secs) children=line/>
                        </tbody>
                    </table>
                </div>
                <Show when=move || more.get()>
                    <div><Button action="dashboard-more" label="dashboard-more"
                        press=Callback::new(move |()| limit.update(|n| *n = (*n + STEP * 4).min(MOST)))/></div>
                </Show>
                <Rest n=rest/>
            </Show>
        </section>
    }
}

fn line(row: DeliveryRow) -> impl IntoView {
    let (zone, zone_name) = (row.zone, row.zone_name.clone());
    let (courier, courier_name) = (row.courier, row.courier_name.clone());
    view! {
        <tr data-id=row.id.to_string() data-state=row.state.word() data-pending=row.pending.then_some("true")>
            <th scope="row"><a href=address("deliveries", Some(row.id.0))><Reference text=Signal::stored(row.reference.clone())/></a></th>
            <td><bdi>{row.recipient.clone()}</bdi></td>
            <td><StateBadge state=Signal::stored(row.state)/></td>
            <td>{move || show::zone_name(zone, &zone_name)}</td>
            <td>{move || if courier.is_some() { show::name(&courier_name) } else { String::new() }}</td>
            <td class="num"><Due row=Signal::stored(row.clone())/></td>
            <td class="num"><Money halalas=Signal::stored(row.cod_halalas)/></td>
        </tr>
    }
}
