//! Settling contested reports: each happened or did not, with one reason; all that are open about one delivery go
//! together, in the order in which they happened.

use super::{
    contested::reports,
    desk::{focus, refusal, tell_done},
};
use crate::{
    app::{draft, toast_problem},
    ipc,
    parts::{Button, Choices, Kind, Text, TextField},
    show,
};
use domain::{
    command::{Command, Other},
    entities::DeliveryState,
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

/// For each report in order whether it tells once more of a delivery that is recorded, or told of before it.
fn told_again(reports: &[ContestedReport], recorded: bool) -> Vec<bool> {
    let mut delivered = recorded;
    let again = |report: &ContestedReport| {
        let delivers = report.exception.command_name == ActionKind::Deliver.wire_name();
        delivers && std::mem::replace(&mut delivered, true)
    };
    reports.iter().map(again).collect()
}

/// The words of both ways: of two payments one is right, of anything else it happened or did not.
const fn words(again: bool) -> (&'static str, &'static str) {
    if again {
        ("contested-this-right", "contested-first-right")
    } else {
        ("contested-accept", "contested-refuse")
    }
}

#[component]
pub fn Settle(view: Signal<ExceptionView>) -> impl IntoView {
    let reason = view.with_untracked(|v| draft(format!("contested/{}", v.exception.id), ""));
    let refused = RwSignal::new(None::<Rejection>);
    let missing = RwSignal::new(false);
    let told = Memo::new(move |_| view.with(|v| (reports(v), v.recorded.is_some())));
    let error = Signal::derive(move || {
        (missing.get() && reason.read().trim().is_empty())
            .then(|| show::t("rejection-reason-missing"))
    });
    // Where the delivery has ended, accepting completes the record and changes no state.
    let stays = move || {
        let ended = |state: &DeliveryState| {
            matches!(state, DeliveryState::Delivered | DeliveryState::Returned)
        };
        view.with(|v| v.state.filter(ended))
            .map(|state| show::tr("contested-stays", &[("state", show::state(state).into())]))
    };
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
                    <p class="banner danger" role="alert" data-code=rejection.code.to_string()>
                        {if nobody { show::t("contested-needs-courier") } else { show::rejection_text(&rejection) }}
                    </p>
                }
            })}
            {move || stays().map(|text| view! { <p class="muted" data-region="contested-stays">{text}</p> })}
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
    let again = told_again(std::slice::from_ref(&report), recorded);
    let (accept, refuse) = words(again.contains(&true));
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
    let again = told_again(&reports, recorded);
    // What is told once more is the same delivery: at first its payment is not the one that counts.
    let chosen: Vec<(ContestedReport, RwSignal<String>)> = reports
        .into_iter()
        .zip(&again)
        .map(|(report, again)| {
            let first = if *again { REFUSE } else { ACCEPT };
            (report, RwSignal::new(first.to_owned()))
        })
        .collect();
    let lines = chosen
        .iter()
        .zip(again)
        .map(|((report, value), again)| {
            let (accept, refuse) = words(again);
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

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{entities::*, entity::Table, id::*, units::Millis};
    use uuid::Uuid;
    use wire::ipc::Name;

    fn report(kind: ActionKind) -> ContestedReport {
        let exception = Exception {
            id: ExceptionId(Uuid::nil()),
            hub_id: HubId(Uuid::nil()),
            kind: ExceptionKind::Contested,
            entity_table: Table::Delivery,
            entity_id: Uuid::nil(),
            label: String::new(),
            command_id: CommandId(Uuid::nil()),
            command_name: kind.wire_name().into(),
            intended: serde_json::Value::Null.into(),
            reason: serde_json::Value::Null.into(),
            cash_halalas: 0,
            courier_id: None,
            raised_by: UserId(Uuid::nil()),
            device_at: Millis(0),
            raised_at: Millis(0),
            claimed_by: None,
            claimed_at: None,
            resolved_by: None,
            resolved_at: None,
            resolution: None,
            resolution_reason: String::new(),
        };
        ContestedReport {
            exception,
            raised_by: Name::default(),
            courier: None,
            rejection: None,
        }
    }

    #[test]
    fn a_delivery_told_twice_asks_which_payment_is_right() {
        let told = [
            ActionKind::RecordPickup,
            ActionKind::Deliver,
            ActionKind::Deliver,
        ]
        .map(report);
        assert_eq!(told_again(&told, false), [false, false, true]);
        assert_eq!(told_again(&told, true), [false, true, true]);
    }
}
