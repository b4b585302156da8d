//! One chart with everything around it in HTML: heading, legend, readout, the table it can also be read as,
//! saving.

use super::{
    Brush,
    figures::{self, count_between, has_figures, hue_key, hue_tone},
    plot::Plot,
};
use crate::{
    app::app,
    ipc::{save_base64, save_text},
    parts::{Button, Empty, Kind, fresh_id},
    show,
};
use charts::{Chart, Event, Key, Span, Style};
use leptos::{html, prelude::*};
use texts::{Digits, Surface, Texts};
use wire::ipc::DashboardView;

/// Which of the three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    PerHour,
    OnTime,
    Lateness,
}

impl Which {
    pub const ALL: [Self; 3] = [Self::PerHour, Self::OnTime, Self::Lateness];

    /// `data-chart`, and the beginning of saved files' names.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PerHour => "per-hour",
            Self::OnTime => "on-time",
            Self::Lateness => "lateness",
        }
    }
    const fn title(self) -> &'static str {
        match self {
            Self::PerHour => "chart-per-hour",
            Self::OnTime => "chart-on-time",
            Self::Lateness => "chart-lateness",
        }
    }
    const fn about(self) -> &'static str {
        match self {
            Self::PerHour => "chart-per-hour-about",
            Self::OnTime => "chart-on-time-about",
            Self::Lateness => "chart-lateness-about",
        }
    }
    fn of(self, view: &DashboardView) -> Chart {
        match self {
            Self::PerHour => figures::per_hour(view, show::time, |hue| show::t(hue_key(hue))),
            Self::OnTime => figures::on_time(view, show::time),
            Self::Lateness => figures::lateness(view),
        }
    }
}

/// `Target 95%`.
pub fn target_words(percent: f64) -> String {
    let places = usize::from(percent.fract() != 0.0);
    let value = show::tr(
        "unit-percent",
        &[("n", app().digits().decimal(percent, places).into())],
    );
    show::tr("chart-target-value", &[("percent", value.into())])
}

/// What the pointer or the keys are on, in words.
fn readout(chart: &Chart, hover: Option<usize>, minutes: Option<(f64, f64)>) -> String {
    let minute = |min: f64| app().digits().decimal(min, 0).replace('-', "−");
    let between = |from: String, to: String| {
        show::tr("time-range", &[("from", from.into()), ("to", to.into())])
    };
    let deliveries = |n: f64| show::tr("unit-deliveries", &[("n", (n.round() as i64).into())]);
    let (Some(at), None) = (hover, minutes) else {
        return minutes.map_or_else(String::new, |(from, to)| {
            let span = show::tr(
                "chart-minutes",
                &[("span", between(minute(from), minute(to)).into())],
            );
            format!("{span} · {}", deliveries(count_between(chart, from, to)))
        });
    };
    match chart {
        Chart::PerHour(c) => {
            let hour = between(c.time.label(at).into(), c.time.label(at + 1).into());
            let states: Vec<String> = c
                .series
                .iter()
                .filter_map(|s| Some((s, s.counts.get(at).copied().filter(|n| *n > 0.0)?)))
                .map(|(s, n)| format!("{} {}", s.name, show::number(n as i64)))
                .collect();
            if states.is_empty() {
                format!("{hour} · {}", show::t("chart-no-data"))
            } else {
                format!(
                    "{hour} · {} · {}",
                    deliveries(c.total(at)),
                    states.join(" · ")
                )
            }
        }
        Chart::OnTime(c) => {
            let hour = between(c.time.label(at).into(), c.time.label(at + 1).into());
            let value = c
                .percent
                .get(at)
                .copied()
                .flatten()
                .map_or_else(|| show::t("chart-gap"), show::percent);
            format!("{hour} · {value}")
        }
        Chart::Lateness(c) => c.bins.get(at).map_or_else(String::new, |bin| {
            let span = between(minute(bin.from_min), minute(bin.to_min));
            format!(
                "{} · {}",
                show::tr("chart-minutes", &[("span", span.into())]),
                deliveries(bin.count)
            )
        }),
    }
}

#[component]
pub fn ChartCard(
    which: Which,
    #[prop(into)] view: Signal<Option<std::sync::Arc<DashboardView>>>,
    style: Memo<Style>,
    brush: RwSignal<Option<Brush>>,
) -> impl IntoView {
    let chart = Memo::new(move |_| view.get().map(|view| which.of(&view)));
    let filled = Memo::new(move |_| chart.with(|c| c.as_ref().is_some_and(has_figures)));
    let (as_table, failed) = (RwSignal::new(false), RwSignal::new(false));
    let (hover, minutes) = (
        RwSignal::new(None::<usize>),
        RwSignal::new(None::<(f64, f64)>),
    );
    let canvas = NodeRef::<html::Canvas>::new();
    let plot = StoredValue::new_local(None::<Plot>);
    let hear = move |event: Event| match event {
        Event::Hover(at) => hover.set(at),
        Event::Brush(Some(Span::Time { from_ms, to_ms })) => brush.set(Some(Brush {
            owner: which,
            from_ms,
            to_ms,
        })),
        Event::Brush(Some(Span::Minutes { from_min, to_min })) => {
            minutes.set(Some((from_min, to_min)))
        }
        Event::Brush(None) => {
            minutes.set(None);
            // Another chart's span is not this one's to clear.
            if brush.with_untracked(|b| b.is_some_and(|b| b.owner == which)) {
                brush.set(None);
            }
        }
    };
    Effect::new(move |_| {
        let (Some(element), Some(chart), style) = (canvas.get(), chart.get(), style.get()) else {
            return;
        };
        plot.update_value(|held| match held {
            Some(plot) => plot.show(chart, style),
            None => {
                *held = Plot::mount(element, chart, style, hear);
                if held.is_none() {
                    failed.set(true);
                }
            }
        });
    });
    Effect::new(move |_| {
        if which != Which::Lateness && brush.with(|b| b.is_none_or(|b| b.owner != which)) {
            plot.with_value(|plot| plot.iter().for_each(|plot| plot.press(Key::Escape)));
        }
    });
    on_cleanup(move || {
        plot.try_update_value(Option::take);
    });
    let press = move |key: Key| {
        Callback::new(move |()| {
            plot.with_value(|plot| plot.iter().for_each(|plot| plot.press(key)))
        })
    };
    let file = move |ending: &str| {
        let date = untrack(|| app().date()).map_or_else(String::new, |date| format!("-{date}"));
        format!("{}{date}.{ending}", which.name())
    };
    let save_csv = Callback::new(move |()| {
        if let Some(chart) = chart.get_untracked() {
            let texts = Texts::shared(untrack(|| app().lang()), Surface::Plain, Digits::Latin);
            save_text(file("csv"), &chart.as_table(texts).to_csv());
        }
    });
    let save_png = Callback::new(move |()| {
        if let Some(data) = plot.with_value(|plot| plot.as_ref().and_then(Plot::png)) {
            save_base64(file("png"), data);
        }
    });
    let tabled = move || as_table.get() || failed.get();
    let (heading, hint) = (fresh_id("chart"), fresh_id("chart-hint"));
    view! {
        <figure class="chart" data-chart=which.name() aria-labelledby=heading.clone()>
            <header class="row-flex">
                <h2 id=heading.clone() title=move || show::t(which.about())>{move || show::t(which.title())}</h2>
                <span class="push"></span>
                <Show when=move || !tabled()>
                    <Button action="chart-reset" label="chart-reset-zoom" icon="undo" icon_only=true kind=Kind::Quiet press=press(Key::Reset)/>
                    <Button action="chart-png" label="chart-save-png" kind=Kind::Quiet press=save_png/>
                </Show>
                <Button action="chart-csv" label="chart-save-csv" kind=Kind::Quiet press=save_csv/>
                <Show when=move || !failed.get()>
                    <button type="button" class="btn quiet" data-action="chart-table"
                        aria-pressed=move || if as_table.get() { "true" } else { "false" }
                        on:click=move |_| as_table.update(|on| *on = !*on)>
                        {move || show::t("chart-table")}
                    </button>
                </Show>
            </header>
            <p class="muted small about">{move || show::t(which.about())}</p>
            <Legend which chart/>
            <Show when=move || failed.get()><p class="muted small">{move || show::t("chart-no-webgl")}</p></Show>
            <div class="plot" hidden=move || tabled() || !filled.get()>
                <canvas node_ref=canvas tabindex="0" role="img" data-region="chart"
                    aria-label=move || show::t(which.about()) aria-describedby=hint.clone()></canvas>
            </div>
            <Show when=move || tabled() && filled.get()><Table which chart/></Show>
            <Show when=move || chart.with(Option::is_some) && !filled.get()>
                <Empty icon="dashboard" text="empty-chart"/>
            </Show>
            <figcaption class="small" hidden=move || tabled() || !filled.get()>
                <span class="readout" aria-live="polite" data-region="readout">
                    {move || chart.with(|c| c.as_ref().map(|c| readout(c, hover.get(), minutes.get())))}
                </span>
                <span class="muted" id=hint>{move || show::t("chart-keys-hint")}</span>
            </figcaption>
        </figure>
    }
}

#[component]
fn Legend(which: Which, chart: Memo<Option<Chart>>) -> impl IntoView {
    let key = |sign: &'static str, tone: Option<&'static str>, words: String| {
        view! { <li><span class="key" data-sign=sign data-tone=tone aria-hidden="true"></span>{words}</li> }
    };
    view! {
        <ul class="legend small">
            {move || chart.with(|chart| match chart {
                Some(Chart::PerHour(c)) => c.series.iter()
                    .map(|s| key("band", Some(hue_tone(s.hue)), s.name.clone())).collect_view().into_any(),
                Some(Chart::OnTime(c)) => vec![
                    key("line", None, show::t("chart-on-time")),
                    key("target", None, target_words(c.target_percent)),
                ].into_any(),
                Some(Chart::Lateness(_)) if which == Which::Lateness => vec![
                    key("early", None, show::t("chart-early")),
                    key("late", None, show::t("chart-late")),
                ].into_any(),
                _ => ().into_any(),
            })}
        </ul>
    }
}

/// The chart's figures as a table.
#[component]
fn Table(which: Which, chart: Memo<Option<Chart>>) -> impl IntoView {
    let table = Memo::new(move |_| {
        let texts = Texts::shared(app().lang(), Surface::Html, app().digits());
        chart.with(|c| c.as_ref().map(|c| c.as_table(texts)))
    });
    view! {
        <div class="chart-table selectable" tabindex="0" role="region" aria-label=move || show::t(which.title())>
            {move || table.get().map(|table| view! {
                <table class="list-table">
                    <thead><tr>{table.head.into_iter().enumerate().map(|(i, cell)| view! {
                        <th scope="col" class:num={i > 0}>{cell}</th>
                    }).collect_view()}</tr></thead>
                    <tbody>{table.rows.into_iter().map(|row| view! {
                        <tr>{row.into_iter().enumerate().map(|(i, cell)| if i == 0 {
                            view! { <th scope="row"><bdi>{cell}</bdi></th> }.into_any()
                        } else {
                            view! { <td class="num">{cell}</td> }.into_any()
                        }).collect_view()}</tr>
                    }).collect_view()}</tbody>
                </table>
            })}
        </div>
    }
}
