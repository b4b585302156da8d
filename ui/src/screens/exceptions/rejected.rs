//! A command that was refused, or could not be carried out: what was intended, why not, how it is now; tried again
//! as it was, with another courier, with a reason that overrules, or dropped. What it names is settled at once, and
//! what is refused again stays on the desk.

use super::{
    desk::{Desk, first_refusal, resolve_command, submit, tell_done},
    detail::StateNow,
    items::Items,
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
    decide::{ItemVerdict, Verdict},
    entities::{CourierStatus, ExceptionKind, Resolution},
    entity::Table,
    id::CourierId,
    rejection::Rejection,
};
use leptos::prelude::*;
use wire::ipc::{ExceptionView, Preview, Query, Tally};

#[component]
pub fn Rejected(desk: Desk, view: Signal<ExceptionView>, settled: bool) -> impl IntoView {
    let command = Memo::new(move |_| view.with(|v| words::intended(&v.exception)));
    let now = RwSignal::new(Vec::<ItemVerdict>::new());
    let several = view.with_untracked(|v| v.items.len() > 1);
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
    let aside = view.with_untracked(|v| v.exception.kind == ExceptionKind::Quarantined);
    let why = move || {
        view.with(|v| match &v.rejection {
            Some(rejection) if !aside => show::rejection_text(rejection),
            _ => show::t("exception-quarantined-why"),
        })
    };
    view! {
        <section>
            <h3>{move || show::t("exception-intended")}</h3>
            {intended}
        </section>
        <section>
            <h3>{move || show::t("exception-why-not")}</h3>
            {if several && !aside {
                view! { <Items view now/> }.into_any()
            } else {
                view! {
                    <p class=if settled { "" } else { "danger" } data-region="why"
                        data-code=move || view.with(|v| v.rejection.as_ref().map(|r| r.code.to_string()))>{why}</p>
                    {several.then(|| view! { <Items view now/> })}
                }.into_any()
            }}
        </section>
        {(!several).then(|| view! { <Now desk view/> })}
        {(!settled).then(|| view! { <Decide desk view command now/> })}
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
        Command::Deliveries(on) => on.action.gives_to(),
        Command::Other(_) => None,
    }
}

/// The command as it is tried again: no revisions to meet any more, nor what was seen then, another courier, a reason to overrule.
pub fn again(mut command: Command, courier: Option<CourierId>, reason: &str) -> Command {
    command.forget_seen();
    if let Command::Deliveries(on) = &mut command {
        if !reason.trim().is_empty() {
            on.overrule = Some(Overrule {
                reason: reason.trim().to_owned(),
            });
        }
        if let Some(other) = courier
            && let Action::Assign { courier }
            | Action::Reassign { courier }
            | Action::HandOver { courier } = &mut on.action
        {
            *courier = other;
        }
    }
    command
}

#[component]
fn Decide(
    desk: Desk,
    view: Signal<ExceptionView>,
    command: Memo<Option<Command>>,
    now: RwSignal<Vec<ItemVerdict>>,
) -> impl IntoView {
    let courier = RwSignal::new(untrack(|| {
        command
            .get()
            .as_ref()
            .and_then(courier_of)
            .map(|id| id.to_string())
            .unwrap_or_default()
    }));
    let reason = view.with_untracked(|v| draft(format!("rejected/{}", v.exception.id), ""));
    let refused = Memo::new(move |_| now.with(|items| first_refusal(items)));
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
                now.try_set(preview.items);
            }
        });
    });
    let overridable = Memo::new(move |_| now.with(|items| items.iter().any(may_be_overruled)));
    let blocked = Signal::derive(move || {
        let reason = !reason.read().trim().is_empty();
        let passes = |item: &ItemVerdict| !item.is_rejected() || reason && may_be_overruled(item);
        asked.with(Option::is_none)
            || now.with(|items| !items.is_empty() && !items.iter().any(passes))
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
        leptos::task::spawn_local(async move { try_again(command, view, now).await });
    });
    let discard = Callback::new(move |()| {
        let done = untrack(|| show::word("resolution", Resolution::Discarded.word()));
        view.with_untracked(|v| desk.resolve(v, Resolution::Discarded, done));
    });
    let repaired = Callback::new(move |()| {
        let done = untrack(|| show::command_done("resolve"));
        view.with_untracked(|v| desk.resolve(v, Resolution::Repaired, done));
    });
    let edit = Callback::new(move |()| match command.get_untracked() {
        Some(Command::Other(Other::Edit { edits, .. })) => {
            if let Some(one) = edits.first() {
                act::edit(one.delivery, one.group);
            }
        }
        Some(Command::Deliveries(on)) => {
            if let Some(verb) = act::Verb::of(on.action.kind()) {
                act::start(verb, on.items);
            }
        }
        Some(Command::Other(_)) | None => {}
    });
    let editable = move || {
        command.with(|c| {
            matches!(c, Some(Command::Other(Other::Edit { edits, .. })) if edits.len() == 1)
                || matches!(c, Some(Command::Deliveries(on)) if act::Verb::of(on.action.kind()).is_some())
        }) && view.with(|v| v.state.is_some() || v.items.iter().any(|item| item.state.is_some()))
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
            {move || still_refused(view, refused, now)}
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

fn may_be_overruled(item: &ItemVerdict) -> bool {
    matches!(&item.verdict, Verdict::Rejected { rejection } if rejection.overridable)
}

/// What would come of trying it now, where something would still be refused.
fn still_refused(
    view: Signal<ExceptionView>,
    refused: Memo<Option<Rejection>>,
    now: RwSignal<Vec<ItemVerdict>>,
) -> Option<impl IntoView> {
    let rejection = refused.get()?;
    let stored = view.with(|v| v.rejection.as_ref().map(show::rejection_text));
    let why = show::rejection_text(&rejection);
    let tally = now.with(|items| Tally::of(items));
    let text = if tally.total() > 1 {
        let counts = [("n", tally.refused.into()), ("total", tally.total().into())];
        show::tr("exception-still-refused-some", &counts)
    } else if stored.as_ref() == Some(&why) {
        show::t("exception-still-refused-same")
    } else {
        format!("{} {why}", show::t("exception-still-refused"))
    };
    let class = if rejection.overridable {
        "banner notice"
    } else {
        "banner"
    };
    Some(view! {
        <p class=class role="status" data-region="preview" data-code=rejection.code.to_string()>{text}</p>
    })
}

/// Sends it once more. Once something of it is done the exception is settled; what is refused again is left on the
/// desk as another, before that.
async fn try_again(command: Command, view: ExceptionView, now: RwSignal<Vec<ItemVerdict>>) {
    let submitted = match ipc::submit(&command).await {
        Ok(submitted) => submitted,
        Err(problem) => return toast_problem(&problem),
    };
    let tally = Tally::of(&submitted.items);
    let rest = command.left_on_desk(&submitted.items);
    let done = if rest.is_empty() {
        untrack(|| show::command_done(&command.name()))
    } else {
        let counts = [
            ("ok", (tally.total() - tally.refused).into()),
            ("total", tally.total().into()),
            ("n", tally.refused.into()),
        ];
        untrack(|| show::tr("exception-partly-done", &counts))
    };
    if !rest.is_empty() && submitted.command_id.is_none() {
        now.try_set(submitted.items);
        return;
    }
    for rest in rest {
        if let Err(problem) = ipc::submit(&rest).await {
            return toast_problem(&problem);
        }
    }
    tell_done(&submitted, done);
    let how = untrack(|| show::word("resolution", Resolution::Retried.word()));
    submit(
        resolve_command(&view, Resolution::Retried, String::new()),
        how,
    )
    .await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        command::{OnDeliveries, Saw},
        id::{DeliveryId, HubId},
    };
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
            saw: BTreeMap::from([(item, Saw::default())]),
            overrule: None,
            report: None,
            action: Action::Reassign {
                courier: courier(2),
            },
        });
        let Command::Deliveries(again) = again(command, Some(courier(3)), " agreed ") else {
            panic!("another command")
        };
        assert!(again.if_rev.is_empty() && again.saw.is_empty());
        assert_eq!(
            again.action,
            Action::Reassign {
                courier: courier(3)
            }
        );
        assert_eq!(again.overrule.map(|o| o.reason).as_deref(), Some("agreed"));
    }
}
