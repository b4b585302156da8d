//! The status bar: the day at a glance.

use crate::{
    app::{Dep, address, app},
    import::JobChip,
    ipc::live,
    show,
};
use domain::entity::Table;
use leptos::prelude::*;
use wire::ipc::{Counts, Query};

/// What is counted, and what estimates are made from.
const COUNTED: &[Dep] = &[
    Dep::Table(Table::Delivery),
    Dep::Table(Table::Courier),
    Dep::Table(Table::Shift),
    Dep::Table(Table::Policy),
    Dep::Clock,
];

#[component]
pub fn StatusBar() -> impl IntoView {
    let counts = live::<Counts>(COUNTED, || {
        Some(Query::Counts {
            hub: app().hub()?,
            date: Some(app().date()?),
        })
    });
    view! {
        <footer class="statusbar" aria-label=move || show::t("status-label")>
            {move || app().sync.read().update_wanted.then(|| view! {
                <a href=address("sync", None) data-action="update-wanted" title=show::t("sync-update-wanted")>
                    {show::t("status-update-wanted")}
                </a>
            })}
            <JobChip/>
            {move || counts.get().map(|c| view! {
                <span>{show::tr("status-unassigned", &[("n", c.unassigned.into())])}</span>
                <span>{show::tr("status-couriers-on-shift", &[("n", c.couriers_on_shift.into())])}</span>
                {c.on_time_pct.map(|pct| view! {
                    <span>{show::tr("status-on-time", &[("percent", show::percent(pct).into())])}</span>
                })}
                {(c.late > 0).then(|| view! {
                    <span class="late">{show::tr("status-late", &[("n", c.late.into())])}</span>
                })}
                {(c.at_risk > 0).then(|| view! {
                    <span>{show::tr("status-at-risk", &[("n", c.at_risk.into())])}</span>
                })}
                <span class="push">{show::tr("carried-over-count", &[("n", c.carried_over.into())])}</span>
            })}
        </footer>
    }
}
