//! A report of something the state forbade: what was reported, when, with what cash; accepted or refused by a
//! person, with a reason.

use super::{
    desk::{Desk, refusal, tell_done},
    detail::StateNow,
    words,
};
use crate::{
    app::{draft, toast_problem},
    ipc,
    parts::{Button, Kind, TextField},
    show,
};
use domain::{
    command::{Command, Other},
    rejection::{RejectCode, Rejection},
};
use leptos::prelude::*;
use wire::ipc::ExceptionView;

#[component]
pub fn Contested(desk: Desk, view: Signal<ExceptionView>, settled: bool) -> impl IntoView {
    let facts = move || {
        let mut facts = view
            .with(|v| words::intended(&v.exception))
            .map(|c| words::facts(desk, &c))
            .unwrap_or_default();
        view.with(|v| {
            if !facts
                .iter()
                .any(|(label, _)| *label == show::t("exception-happened"))
            {
                facts.push((
                    show::t("exception-happened"),
                    show::weekday_time(v.exception.device_at),
                ));
            }
            if let Some(courier) = v.exception.courier_id {
                facts.push((show::t("field-courier"), desk.courier_name(courier)));
            }
        });
        facts
    };
    let cash = move || {
        view.with(|v| {
            (v.exception.cash_halalas != 0).then(|| {
                let amount = show::money(v.exception.cash_halalas);
                match v.exception.courier_id {
                    Some(courier) => show::tr(
                        "exception-contested-cash",
                        &[
                            ("amount", amount.into()),
                            ("courier", desk.courier_name(courier).into()),
                        ],
                    ),
                    None => format!("{} {amount}", show::t("contested-cash")),
                }
            })
        })
    };
    let why = move || view.with(|v| v.rejection.as_ref().map(show::rejection_text));
    view! {
        <section>
            <h3>{move || show::t("contested-reported")}</h3>
            <p class="strong">{move || show::command_word(&view.with(|v| v.exception.command_name.clone()))}</p>
            <dl class="facts" data-region="reported">
                {move || facts().into_iter().map(|(label, value)| view! { <dt>{label}</dt><dd><bdi>{value}</bdi></dd> }).collect_view()}
            </dl>
            {move || cash().map(|text| view! { <p class="banner notice" data-region="contested-cash">{text}</p> })}
        </section>
        <section>
            <h3>{move || show::t("exception-why-not")}</h3>
            <p class=if settled { "" } else { "danger" }>{why}</p>
        </section>
        <section>
            <h3>{move || show::t("exception-now")}</h3>
            <StateNow view/>
        </section>
        {(!settled).then(|| view! { <Decide view/> })}
    }
}

#[component]
fn Decide(view: Signal<ExceptionView>) -> impl IntoView {
    let reason = view.with_untracked(|v| draft(format!("contested/{}", v.exception.id), ""));
    let refused = RwSignal::new(None::<Rejection>);
    let missing = RwSignal::new(false);
    let settle = move |accept: bool| {
        Callback::new(move |()| {
            let why = reason.get_untracked().trim().to_owned();
            missing.set(why.is_empty());
            if why.is_empty() {
                super::desk::focus("[data-field=contested-reason]");
                return;
            }
            let command = view.with_untracked(|v| {
                Command::Other(Other::ResolveContested {
                    hub: v.exception.hub_id,
                    exception: v.exception.id,
                    accept,
                    reason: why,
                })
            });
            let done = untrack(|| {
                show::t(if accept {
                    "contested-accepted"
                } else {
                    "contested-refused"
                })
            });
            leptos::task::spawn_local(async move {
                match ipc::submit(&command).await {
                    Ok(submitted) => {
                        let refusal = refusal(&submitted);
                        if refusal.is_none() {
                            tell_done(&submitted, done);
                        }
                        refused.try_set(refusal);
                    }
                    Err(problem) => toast_problem(&problem),
                }
            });
        })
    };
    let error = Signal::derive(move || {
        (missing.get() && reason.read().trim().is_empty())
            .then(|| show::t("rejection-reason-missing"))
    });
    view! {
        <section class="decide" data-region="contested-decide">
            {move || refused.get().map(|rejection| {
                let nobody = rejection.code == RejectCode::BadField
                    && rejection.params.get("field").and_then(|f| f.as_str()) == Some("courier_id");
                view! {
                    <p class="banner danger" role="alert" data-code=rejection.code.word()>
                        {if nobody { show::t("contested-needs-courier") } else { show::rejection_text(&rejection) }}
                    </p>
                }
            })}
            <TextField name="contested-reason" label="contested-reason" value=reason error=error required=true/>
            <div class="row-flex wrap">
                <Button action="contested-accept" label="contested-accept" kind=Kind::Primary press=settle(true)/>
                <Button action="contested-refuse" label="contested-refuse" press=settle(false)/>
            </div>
        </section>
    }
}
