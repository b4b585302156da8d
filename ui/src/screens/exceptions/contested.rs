//! Reports of something the state forbade: what was reported of one delivery, in the order in which it happened, with
//! what cash; and what is recorded already where it had been delivered before. How they are settled is in
//! [`super::settle`].

use super::{desk::Desk, detail::StateNow, settle::Settle, words};
use crate::show;
use domain::command::Command;
use leptos::prelude::*;
use wire::ipc::{ContestedReport, ExceptionView, RecordedDelivery};

/// The reports to show: all open ones about the delivery, or the one that is settled.
pub fn reports(view: &ExceptionView) -> Vec<ContestedReport> {
    if !view.reports.is_empty() {
        return view.reports.clone();
    }
    vec![ContestedReport {
        exception: view.exception.clone(),
        raised_by: view.raised_by.clone(),
        courier: None,
        rejection: view.rejection.clone(),
    }]
}

#[component]
pub fn Contested(desk: Desk, view: Signal<ExceptionView>, settled: bool) -> impl IntoView {
    let told = Memo::new(move |_| view.with(reports));
    let recorded = Memo::new(move |_| view.with(|v| v.recorded.clone()));
    view! {
        {move || recorded.get().map(|recorded| view! { <Recorded recorded/> })}
        <section>
            <h3>{move || show::t("contested-reported")}</h3>
            {move || told.get().into_iter().map(|report| view! { <Report desk report settled/> }).collect_view()}
        </section>
        <section>
            <h3>{move || show::t("exception-now")}</h3>
            <StateNow view/>
        </section>
        {(!settled).then(|| view! { <Settle view/> })}
    }
}

/// What was recorded first, to compare with.
#[component]
fn Recorded(recorded: RecordedDelivery) -> impl IntoView {
    let facts = move || {
        let mut facts = vec![
            (show::t("contested-recorded-by"), show::name(&recorded.by)),
            (
                show::t("exception-happened"),
                show::weekday_time(recorded.at),
            ),
            (
                show::t("contested-paid"),
                words::payments(&recorded.collected),
            ),
        ];
        facts.extend(
            recorded
                .courier
                .as_ref()
                .map(|name| (show::t("field-courier"), show::name(name))),
        );
        facts
    };
    view! {
        <section data-region="recorded">
            <h3>{move || show::t("contested-recorded")}</h3>
            <dl class="facts">
                {move || facts().into_iter().map(|(label, value)| view! { <dt>{label}</dt><dd><bdi>{value}</bdi></dd> }).collect_view()}
            </dl>
        </section>
    }
}

#[component]
fn Report(desk: Desk, report: ContestedReport, settled: bool) -> impl IntoView {
    let exception = report.exception;
    let id = exception.id;
    let (name, cash, about) = (
        exception.command_name.clone(),
        exception.cash_halalas,
        exception.courier_id,
    );
    let courier = report.courier.clone();
    let courier_name = move || match (&courier, about) {
        (Some(name), _) => Some(show::name(name)),
        (None, Some(id)) => Some(desk.courier_name(id)),
        (None, None) => None,
    };
    let cash_text = {
        let courier_name = courier_name.clone();
        move || {
            (cash != 0).then(|| {
                let amount = show::money(cash);
                match courier_name() {
                    Some(courier) => show::tr(
                        "exception-contested-cash",
                        &[("amount", amount.into()), ("courier", courier.into())],
                    ),
                    None => format!("{} {amount}", show::t("contested-cash")),
                }
            })
        }
    };
    let raised_by = report.raised_by.clone();
    let facts = move || {
        let command = words::intended(&exception);
        let dated = matches!(&command, Some(Command::Deliveries(on)) if on.report.is_some());
        let mut facts = command
            .map(|command| words::facts(desk, &command))
            .unwrap_or_default();
        if !dated {
            facts.push((
                show::t("exception-happened"),
                show::weekday_time(exception.device_at),
            ));
        }
        facts.push((show::t("contested-recorded-by"), show::name(&raised_by)));
        facts.extend(courier_name().map(|name| (show::t("field-courier"), name)));
        facts
    };
    let why = report.rejection;
    view! {
        <div data-region="reported" data-report=id.to_string()>
            <p class="strong">{move || show::command_word(&name)}</p>
            <dl class="facts">
                {move || facts().into_iter().map(|(label, value)| view! { <dt>{label}</dt><dd><bdi>{value}</bdi></dd> }).collect_view()}
            </dl>
            {move || cash_text().map(|text| view! { <p class="banner notice" data-region="contested-cash">{text}</p> })}
            <p class=if settled { "" } else { "danger" }>{move || why.as_ref().map(show::rejection_text)}</p>
        </div>
    }
}
