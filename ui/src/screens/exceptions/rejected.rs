//! A command the server refused, or could not carry out: what was intended, why not, how it is now; tried
//! again as it was, with another courier, with a reason that overrules, or let go.

use super::{
    desk::{Desk, refusal, resolve_command, submit, tell_done},
    detail::StateNow,
    values, words,
};
use crate::{
    act,
    app::{Dep, app, draft, toast_problem},
    ipc,
    parts::{Button, Choice, Combobox, Kind, Text, TextField},
    show,
};
use domain::{
    command::{Action, Command, Other, Overrule},
    decide::Verdict,
    entities::{CourierStatus, ExceptionKind, Resolution},
    entity::Table,
    id::{CourierId, DeliveryId},
    rejection::Rejection,
};
use leptos::prelude::*;
use wire::ipc::{ExceptionView, Preview, Query};

#[component]
pub fn Rejected(desk: Desk, view: Signal<ExceptionView>, settled: bool) -> impl IntoView {
    let command = Memo::new(move |_| view.with(|v| words::intended(&v.exception)));
    let intended = move || {
        let name = show::command_word(&view.with(|v| v.exception.command_name.clone()));
        let facts = command
            .get()
            .map(|c| words::facts(desk, &c))
            .unwrap_or_default();
        view! {
            <p class="strong">{name}</p>
            <dl class="facts" data-region="intended">
                {facts.into_iter().map(|(label, value)| view! { <dt>{label}</dt><dd><bdi>{value}</bdi></dd> }).collect_view()}
            </dl>
        }
    };
    let why = move || {
        view.with(|v| {
            let quarantined = v.exception.kind == ExceptionKind::Quarantined;
            match &v.rejection {
                Some(rejection) if !quarantined => show::rejection_text(rejection),
                _ => show::t("exception-quarantined-why"),
            }
        })
    };
    view! {
        <section>
            <h3>{move || show::t("exception-intended")}</h3>
            {intended}
        </section>
        <section>
            <h3>{move || show::t("exception-why-not")}</h3>
            <p class=if settled { "" } else { "danger" } data-region="why"
                data-code=move || view.with(|v| v.rejection.as_ref().map(|r| r.code.word()))>{why}</p>
        </section>
        <Now desk view/>
        {(!settled).then(|| view! { <Decide desk view command/> })}
    }
}

/// What the server has instead.
#[component]
fn Now(desk: Desk, view: Signal<ExceptionView>) -> impl IntoView {
    let facts = move || {
        view.with(|v| {
            let theirs = v
                .rejection
                .as_ref()
                .and_then(|r| r.params.get("theirs"))
                .and_then(|t| t.as_object());
            let mut facts = Vec::new();
            if let Some(theirs) = theirs {
                let courier = theirs
                    .get("courier_id")
                    .and_then(|c| c.as_str())
                    .and_then(|c| c.parse().ok());
                if let Some(courier) = courier {
                    facts.push((show::t("field-courier"), desk.courier_name(courier)));
                }
                let reason = theirs
                    .get("state_reason")
                    .and_then(|r| r.as_str())
                    .filter(|r| !r.is_empty());
                facts.extend(reason.map(|r| (show::t("field-reason"), act::reason_text(r))));
                let columns = theirs
                    .iter()
                    .filter(|(name, _)| {
                        !matches!(
                            name.as_str(),
                            "state" | "state_reason" | "courier_id" | "updated_by" | "updated_at"
                        )
                    })
                    .map(|(name, value)| (name.clone(), value.clone()))
                    .collect();
                facts.extend(values::field_facts(&columns));
            }
            facts.extend(v.met.as_ref().map(|met| {
                (
                    show::t("exception-changed-by"),
                    format!("{} · {}", show::name(&met.by), show::weekday_time(met.at)),
                )
            }));
            facts
        })
    };
    view! {
        <section data-region="now">
            <h3>{move || show::t("exception-now")}</h3>
            <StateNow view/>
            <dl class="facts">
                {move || facts().into_iter().map(|(label, value)| view! { <dt>{label}</dt><dd><bdi>{value}</bdi></dd> }).collect_view()}
            </dl>
        </section>
    }
}

fn courier_of(command: &Command) -> Option<CourierId> {
    match command {
        Command::Deliveries(on) => match on.action {
            Action::Assign { courier }
            | Action::Reassign { courier }
            | Action::HandOver { courier } => Some(courier),
            _ => None,
        },
        Command::Other(_) => None,
    }
}

/// The command as it is tried again: no revisions to meet any more, another courier, a reason to overrule.
pub fn again(mut command: Command, courier: Option<CourierId>, reason: &str) -> Command {
    match &mut command {
        Command::Deliveries(on) => {
            on.if_rev.clear();
            if !reason.trim().is_empty() {
                on.overrule = Some(Overrule {
                    reason: reason.trim().to_owned(),
                });
            }
            if let Some(other) = courier {
                match &mut on.action {
                    Action::Assign { courier }
                    | Action::Reassign { courier }
                    | Action::HandOver { courier } => {
                        *courier = other;
                    }
                    _ => {}
                }
            }
        }
        Command::Other(Other::Edit { if_rev, .. }) => if_rev.clear(),
        Command::Other(_) => {}
    }
    command
}

#[component]
fn Decide(
    desk: Desk,
    view: Signal<ExceptionView>,
    command: Memo<Option<Command>>,
) -> impl IntoView {
    let courier = RwSignal::new(untrack(|| {
        command
            .get()
            .as_ref()
            .and_then(courier_of)
            .map(|id| id.to_string())
            .unwrap_or_default()
    }));
    let (reason, refused) = (
        view.with_untracked(|v| draft(format!("rejected/{}", v.exception.id), "")),
        RwSignal::new(None::<Rejection>),
    );
    // What would come of trying again, known before it is tried.
    let asked = Memo::new(move |_| Some(again(command.get()?, courier.read().parse().ok(), "")));
    Effect::new(move |_| {
        app().changes.track(Dep::Table(Table::Delivery));
        app().changes.track(Dep::Table(Table::Courier));
        let Some(command) = asked.get() else { return };
        leptos::task::spawn_local(async move {
            let query = Query::Preview {
                command: command.clone(),
            };
            if let Ok(preview) = ipc::query::<Preview>(&query).await
                && asked.try_get_untracked().flatten().as_ref() == Some(&command)
            {
                let found = preview
                    .items
                    .into_iter()
                    .find_map(|item| match item.verdict {
                        Verdict::Rejected { rejection } => Some(rejection),
                        _ => None,
                    });
                refused.try_set(found);
            }
        });
    });
    let overridable =
        Memo::new(move |_| refused.with(|r| r.as_ref().is_some_and(|r| r.overridable)));
    let blocked = Signal::derive(move || {
        asked.with(Option::is_none)
            || refused.with(|r| {
                r.as_ref()
                    .is_some_and(|r| !r.overridable || reason.read().trim().is_empty())
            })
    });
    let retry = Callback::new(move |()| {
        let Some(command) = command.get_untracked() else {
            return;
        };
        let command = again(
            command,
            courier.get_untracked().parse().ok(),
            &reason.get_untracked(),
        );
        let view = view.get_untracked();
        leptos::task::spawn_local(async move { try_again(command, view, refused).await });
    });
    let discard = Callback::new(move |()| {
        let done = untrack(|| show::word("resolution", Resolution::Discarded.word()));
        view.with_untracked(|v| desk.resolve(v, Resolution::Discarded, done));
    });
    let repaired = Callback::new(move |()| {
        let done = untrack(|| show::command_done("resolve"));
        view.with_untracked(|v| desk.resolve(v, Resolution::Repaired, done));
    });
    let edit = Callback::new(move |()| {
        let delivery = DeliveryId(view.with_untracked(|v| v.exception.entity_id));
        match command.get_untracked() {
            Some(Command::Other(Other::Edit { edits, .. })) => {
                if let Some(one) = edits.first() {
                    act::edit(delivery, one.group);
                }
            }
            Some(Command::Deliveries(on)) => act::start(on.action.kind().word(), vec![delivery]),
            _ => {}
        }
    });
    let editable = move || {
        command.with(|c| {
            matches!(c, Some(Command::Other(Other::Edit { .. })))
                || matches!(c, Some(Command::Deliveries(on)) if act::ACTIONS.contains(&on.action.kind().word()))
        }) && view.with(|v| v.exception.entity_table == Table::Delivery && v.state.is_some())
    };
    let choices = Signal::derive(move || {
        let mut all = desk
            .couriers
            .get()
            .map(|all| all.as_ref().clone())
            .unwrap_or_default();
        all.retain(|c| c.status == CourierStatus::Active);
        all.sort_by_key(|c| (c.shift.is_none(), c.open_deliveries));
        all.into_iter()
            .map(|c| Choice {
                value: c.id.to_string(),
                label: show::name(&c.name),
                note: show::tr("unit-stops", &[("n", c.open_deliveries.into())]),
                also: format!("{} {} {}", c.name.ar, c.name.en, c.phone),
            })
            .collect::<Vec<_>>()
    });
    let gives = move || command.with(|c| c.as_ref().and_then(courier_of).is_some());
    view! {
        <section class="decide" data-region="rejected-decide">
            <Show when=gives>
                <Combobox name="courier" label="form-courier" placeholder=Text::from("form-courier-placeholder")
                    choices value=courier/>
            </Show>
            {move || refused.get().map(|rejection| view! {
                <p class=if rejection.overridable { "banner notice" } else { "banner" } role="status" data-region="preview"
                    data-code=rejection.code.word()>
                    {format!("{} {}", show::t("exception-still-refused"), show::rejection_text(&rejection))}
                </p>
            })}
            <Show when=move || overridable.get()>
                <TextField name="override-reason" label="form-override-reason" value=reason hint=Text::from("confirm-override-hint")/>
            </Show>
            <div class="row-flex wrap">
                <Button action="rejected-retry" label="exception-try-again" kind=Kind::Primary disabled=blocked press=retry/>
                <Show when=editable>
                    <Button action="rejected-edit" label="exception-edit-retry" press=edit/>
                </Show>
                <Button action="exception-resolve" label="exception-resolve" press=repaired/>
                <Button action="rejected-discard" label="exception-drop-command" press=discard/>
            </div>
        </section>
    }
}

/// Sends it once more; once that is done the exception is settled.
async fn try_again(command: Command, view: ExceptionView, refused: RwSignal<Option<Rejection>>) {
    let done = untrack(|| show::command_done(&command.name()));
    match ipc::submit(&command).await {
        Ok(submitted) => match refusal(&submitted) {
            Some(rejection) => {
                refused.try_set(Some(rejection));
            }
            None => {
                tell_done(&submitted, done);
                let how = untrack(|| show::word("resolution", Resolution::Retried.word()));
                submit(
                    resolve_command(&view, Resolution::Retried, String::new()),
                    how,
                )
                .await;
            }
        },
        Err(problem) => toast_problem(&problem),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{command::OnDeliveries, id::HubId};
    use std::collections::BTreeMap;
    use uuid::Uuid;

    #[test]
    fn what_is_tried_again_names_no_revision_and_the_courier_chosen() {
        let courier = |n: u128| CourierId(Uuid::from_u128(n));
        let item = DeliveryId(Uuid::from_u128(7));
        let command = Command::Deliveries(OnDeliveries {
            hub: HubId(Uuid::from_u128(1)),
            items: vec![item],
            if_rev: BTreeMap::from([(item, 4)]),
            overrule: None,
            report: None,
            action: Action::Reassign {
                courier: courier(2),
            },
        });
        let Command::Deliveries(again) = again(command, Some(courier(3)), " agreed ") else {
            panic!("another command")
        };
        assert!(again.if_rev.is_empty());
        assert_eq!(
            again.action,
            Action::Reassign {
                courier: courier(3)
            }
        );
        assert_eq!(again.overrule.map(|o| o.reason).as_deref(), Some("agreed"));
    }
}
