//! The Dashboard: the day in figures, three live charts that can be read as tables, and the deliveries of the
//! span brushed in them.

mod card;
mod figures;
mod list;
mod plot;
mod theme;

use self::card::{ChartCard, Which, target_words};
use crate::{
    app::{Dep, app},
    ipc::live,
    parts::ProblemBanner,
    show,
};
use domain::entity::Table;
use leptos::prelude::*;
use wire::ipc::{Counts, DashboardView, Query};

const DEPS: &[Dep] = &[
    Dep::Table(Table::Delivery),
    Dep::Table(Table::Collection),
    Dep::Table(Table::Policy),
    Dep::Clock,
];

/// A span of time brushed in one of the charts, UTC milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Brush {
    pub owner: Which,
    pub from_ms: i64,
    pub to_ms: i64,
}

#[component]
pub fn Dashboard() -> impl IntoView {
    let figures = live::<DashboardView>(DEPS, || {
        Some(Query::Dashboard {
            hub: app().hub()?,
            date: app().date()?,
        })
    });
    let counts = live::<Counts>(DEPS, || {
        Some(Query::Counts {
            hub: app().hub()?,
            date: Some(app().date()?),
        })
    });
    let view = Signal::derive(move || figures.get());
    let brush = RwSignal::new(None::<Brush>);
    // A span of one day means nothing on another.
    Effect::new(move |before: Option<_>| {
        let now = (app().hub(), app().date());
        if before.is_some_and(|before| before != now) {
            brush.set(None);
        }
        now
    });
    let style = theme::style();
    let cards = Which::ALL.map(|which| view! { <ChartCard which view style brush/> });
    view! {
        <section class="screen flow dashboard" data-screen="dashboard" aria-labelledby="dashboard-title">
            <header class="toolbar">
                <h1 id="dashboard-title" class="strong">{move || show::t("dashboard-title")}</h1>
                <span class="push muted small">
                    {move || app().sync.read().last_cut_at.map(|at| show::tr("dashboard-updated", &[("time", show::time(at).into())]))}
                </span>
            </header>
            <ProblemBanner problem=Signal::derive(move || figures.problem())
                retry=Callback::new(move |()| figures.refresh())/>
            <div class="dash">
                <dl class="tiles">
                    {move || figures.get().map(|f| {
                        let (late, risk) = counts.with(|c| c.map_or((0, 0), |c| (c.late, c.at_risk)));
                        let share = f.on_time_pct;
                        let under = share.is_some_and(|share| share < f64::from(f.on_time_target_pct));
                        let target = target_words(f.on_time_target_pct.into());
                        view! {
                            <Tile name="delivered" label="dashboard-kpi-delivered" value=show::number(f.delivered as i64)/>
                            <Tile name="open" label="dashboard-kpi-open" value=show::number(f.open as i64)
                                note=show::tr("status-at-risk", &[("n", risk.into())])/>
                            <Tile name="late" label="dashboard-kpi-late" value=show::number(late as i64) wrong={late > 0}/>
                            <Tile name="failed" label="dashboard-kpi-failed" value=show::number(f.failed as i64)/>
                            <Tile name="on-time" label="dashboard-kpi-on-time" wrong=under note=target
                                value=share.map_or_else(|| "–".to_owned(), show::percent)/>
                            <Tile name="cod" label="dashboard-kpi-cod-outstanding" value=show::money(f.cod_outstanding_halalas)/>
                        }
                    })}
                </dl>
                <div class="charts">{cards}</div>
                <list::Deliveries brush/>
            </div>
        </section>
    }
}

/// One figure of the day.
#[component]
fn Tile(
    name: &'static str,
    label: &'static str,
    #[prop(into)] value: String,
    #[prop(optional, into)] note: String,
    #[prop(optional)] wrong: bool,
) -> impl IntoView {
    view! {
        <div class="tile" data-kpi=name>
            <dt>{show::t(label)}</dt>
            <dd class:late=wrong>{value}</dd>
            {(!note.is_empty()).then(|| view! { <dd class="note">{note}</dd> })}
        </div>
    }
}
