//! Settling contested reports: each happened or did not, with one reason; all that are open about one delivery go
//! together, in the order in which they happened.

use super::{
    contested::reports,
    desk::{focus, refusal, tell_done},
};
use crate::{
    app::toast_problem,
    ipc,
    parts::{Button, Choices, Kind, Text, TextField},
    show,
};
use domain::{
    command::{Command, Other},
    id::{ExceptionId, HubId},
    name::ActionKind,
    rejection::{RejectCode, Rejection},
};
use leptos::prelude::*;
use wire::ipc::{ContestedReport, ExceptionView};

/// The values of a choice.
const ACCEPT: &str = "accept";
const REFUSE: &str = "refuse";

fn command(hub: HubId, exception: ExceptionId, accept: bool, reason: &str) -> Command {
    Command::Other(Other::ResolveContested {
        hub,
        exception,
        accept,
        reason: reason.to_owned(),
    })
}

/// The words of both ways: of two payments one is right, of anything else it happened or did not.
fn words(report: &ContestedReport, recorded: bool) -> (&'static str, &'static str) {
    if recorded && report.exception.command_name == ActionKind::Deliver.wire_name() {
        ("contested-this-right", "contested-first-right")
    } else {
        ("contested-accept", "contested-refuse")
    }
}

#[component]
pub fn Settle(view: Signal<ExceptionView>) -> impl IntoView {
    let reason = RwSignal::new(String::new());
    let refused = RwSignal::new(None::<Rejection>);
    let missing = RwSignal::new(false);
    let told = Memo::new(move |_| view.with(|v| (reports(v), v.recorded.is_some())));
    let error = Signal::derive(move || {
        (missing.get() && reason.read().trim().is_empty())
            .then(|| show::t("rejection-reason-missing"))
    });
    // Sends each in turn; what is refused stops there and says so.
    let send = move |chosen: Vec<(ContestedReport, bool)>| {
        let why = reason.get_untracked().trim().to_owned();
        missing.set(why.is_empty());
        if why.is_empty() {
            focus("[data-field=contested-reason]");
            return;
        }
        leptos::task::spawn_local(async move {
            for (report, accept) in chosen {
                let (hub, id) = (report.exception.hub_id, report.exception.id);
                let done = untrack(|| {
                    show::t(if accept {
                        "contested-accepted"
                    } else {
                        "contested-refused"
                    })
                });
                match ipc::submit(&command(hub, id, accept, &why)).await {
                    Ok(submitted) => {
                        let refusal = refusal(&submitted);
                        let stop = refusal.is_some();
                        if !stop {
                            tell_done(&submitted, done);
                        }
                        refused.try_set(refusal);
                        if stop {
                            break;
                        }
                    }
                    Err(problem) => {
                        toast_problem(&problem);
                        break;
                    }
                }
            }
        });
    };
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
            {move || {
                let (reports, recorded) = told.get();
                match <[ContestedReport; 1]>::try_from(reports) {
                    Ok([report]) => view! { <One report recorded send=Callback::new(send)/> }.into_any(),
                    Err(reports) => view! { <Several reports recorded send=Callback::new(send)/> }.into_any(),
                }
            }}
        </section>
    }
}

#[component]
fn One(
    report: ContestedReport,
    recorded: bool,
    send: Callback<Vec<(ContestedReport, bool)>>,
) -> impl IntoView {
    let (accept, refuse) = words(&report, recorded);
    let settle = move |accept: bool| {
        let report = report.clone();
        Callback::new(move |()| send.run(vec![(report.clone(), accept)]))
    };
    view! {
        <div class="row-flex wrap">
            <Button action="contested-accept" label=accept kind=Kind::Primary press=settle(true)/>
            <Button action="contested-refuse" label=refuse press=settle(false)/>
        </div>
    }
}

#[component]
fn Several(
    reports: Vec<ContestedReport>,
    recorded: bool,
    send: Callback<Vec<(ContestedReport, bool)>>,
) -> impl IntoView {
    let n = reports.len();
    let chosen: Vec<(ContestedReport, RwSignal<String>)> = reports
        .into_iter()
        .map(|report| (report, RwSignal::new(ACCEPT.to_owned())))
        .collect();
    let lines = chosen
        .iter()
        .map(|(report, value)| {
            let (accept, refuse) = words(report, recorded);
            let (name, at) = (
                report.exception.command_name.clone(),
                report.exception.device_at,
            );
            let label =
                Text::of(move || format!("{} · {}", show::command_word(&name), show::time(at)));
            let options = Signal::derive(move || {
                vec![
                    (ACCEPT.to_owned(), show::t(accept)),
                    (REFUSE.to_owned(), show::t(refuse)),
                ]
            });
            view! { <Choices name="contested-report" label value=*value options/> }
        })
        .collect_view();
    let settle = Callback::new(move |()| {
        let all = chosen.iter().map(|(report, value)| {
            let accept = value.with_untracked(|value| value == ACCEPT);
            (report.clone(), accept)
        });
        send.run(all.collect());
    });
    view! {
        {lines}
        <Button action="contested-settle" kind=Kind::Primary press=settle
            label=Text::of(move || show::tr("contested-settle", &[("n", n.into())]))/>
    }
}
