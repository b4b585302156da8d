//! The exception that is open: its head with who is on it, its body by kind, its comments.

use super::{
    comments::Comments, conflict::Conflict, contested::Contested, desk::Desk,
    import_row::ImportRow, me, rejected::Rejected, words,
};
use crate::{
    act,
    app::navigate_to,
    parts::{Button, Empty, Kind, StateBadge},
    show,
};
use domain::{
    entities::{ExceptionKind, Resolution},
    entity::Table,
    id::DeliveryId,
};
use leptos::prelude::*;
use wire::ipc::ExceptionView;

#[component]
pub fn Detail(desk: Desk) -> impl IntoView {
    // Built anew for another exception only: what is typed stays while rows change around it.
    let shape = Memo::new(move |_| {
        desk.current.with(|v| {
            v.as_ref().map(|v| {
                (
                    v.exception.id,
                    v.exception.kind,
                    v.exception.resolved_at.is_some(),
                )
            })
        })
    });
    view! {
        <article class="exception-detail" data-region="exception-detail" aria-labelledby="exception-title">
            {move || match shape.get() {
                None => view! { <Empty text="exceptions-none-open" icon="exceptions"/> }.into_any(),
                Some((_, kind, settled)) => {
                    let first = desk.current.get_untracked();
                    first.map(|first| {
                        let id = first.exception.id;
                        let view = Memo::new(move |held: Option<&ExceptionView>| {
                            desk.current
                                .get()
                                .filter(|v| v.exception.id == id)
                                .unwrap_or_else(|| held.cloned().unwrap_or_else(|| first.clone()))
                        });
                        view! { <Inside desk view=view.into() kind settled/> }
                    }).into_any()
                }
            }}
        </article>
    }
}

#[component]
fn Inside(
    desk: Desk,
    view: Signal<ExceptionView>,
    kind: ExceptionKind,
    settled: bool,
) -> impl IntoView {
    view! {
        <Head desk view settled/>
        {if settled {
            view! { <Settled view/> }.into_any()
        } else {
            ().into_any()
        }}
        {match kind {
            ExceptionKind::Rejected | ExceptionKind::Quarantined => view! { <Rejected desk view settled/> }.into_any(),
            ExceptionKind::Contested => view! { <Contested desk view settled/> }.into_any(),
            ExceptionKind::Conflict => view! { <Conflict desk view settled/> }.into_any(),
            ExceptionKind::ImportRow => view! { <ImportRow desk view settled/> }.into_any(),
            ExceptionKind::LateRisk => view! { <LateRisk desk view settled/> }.into_any(),
        }}
        <Comments view/>
    }
}

#[component]
fn Head(desk: Desk, view: Signal<ExceptionView>, settled: bool) -> impl IntoView {
    let about_delivery =
        move || view.with(|v| v.exception.entity_table == Table::Delivery && v.state.is_some());
    let unclaimed = move || !settled && view.with(|v| v.exception.claimed_by.is_none());
    let claimed = move || {
        view.with(|v| match &v.claimed_by {
            Some(_) if v.exception.claimed_by == me() => show::t("exception-claimed-by-me"),
            Some(name) => show::tr("exception-claimed-by", &[("who", show::name(name).into())]),
            None if settled => String::new(),
            None => show::t("exception-unclaimed"),
        })
    };
    view! {
        <header>
            <div class="row-flex wrap">
                <span class="tag accent">{move || show::word("exception-kind", view.with(|v| v.exception.kind.word()))}</span>
                <span class="muted small">
                    {move || show::tr("exception-age", &[("age", show::age(view.with(|v| v.exception.raised_at)).into())])}
                </span>
                <span class="muted small">
                    {move || show::tr("exception-recorded-by", &[("who", view.with(|v| show::name(&v.raised_by)).into())])}
                </span>
                <span class="small" data-region="claimed">{claimed}</span>
            </div>
            <h2 id="exception-title">{move || view.with(words::title)}</h2>
            <div class="row-flex wrap">
                <Show when=unclaimed>
                    <Button action="exception-claim" label="exception-claim" icon="person" keys="C"
                        press=Callback::new(move |()| desk.claim())/>
                </Show>
                <Show when=about_delivery>
                    <Button action="exception-open" label="exception-open-delivery" kind=Kind::Quiet icon="forward"
                        press=Callback::new(move |()| navigate_to(
                            "deliveries",
                            Some(view.with_untracked(|v| v.exception.entity_id)),
                        ))/>
                </Show>
            </div>
        </header>
    }
}

#[component]
fn Settled(view: Signal<ExceptionView>) -> impl IntoView {
    move || {
        view.with(|v| {
            let who = v.resolved_by.as_ref().map(show::name).unwrap_or_default();
            let age = v.exception.resolved_at.map(show::age).unwrap_or_default();
            let how = v.exception.resolution.map(|r| show::word("resolution", r.word())).unwrap_or_default();
            let reason = v.exception.resolution_reason.clone();
            view! {
                <div class="banner" data-region="resolution" data-value=v.exception.resolution.map(Resolution::word)>
                    <p><strong>{how}</strong>" · "
                        {show::tr("exception-resolved-by", &[("who", who.into()), ("age", age.into())])}
                        {(!reason.is_empty()).then(|| format!(" · {reason}"))}</p>
                </div>
            }
        })
    }
}

/// How the delivery is now, in a word.
#[component]
pub fn StateNow(view: Signal<ExceptionView>) -> impl IntoView {
    move || {
        view.with(|v| v.state).map(|state| {
            view! { <StateBadge state=Signal::stored(state)/> }
        })
    }
}

#[component]
fn LateRisk(desk: Desk, view: Signal<ExceptionView>, settled: bool) -> impl IntoView {
    let id = move || DeliveryId(view.with_untracked(|v| v.exception.entity_id));
    let settle = move |resolution: Resolution| {
        Callback::new(move |()| {
            let done = untrack(|| show::word("resolution", resolution.word()));
            view.with_untracked(|v| desk.resolve(v, resolution, done));
        })
    };
    view! {
        <section>
            <h3>{move || show::t("exception-now")}</h3>
            <StateNow view/>
        </section>
        {(!settled).then(|| view! {
            <footer class="decide">
                <Button action="late-assign" label="command-assign" kind=Kind::Primary
                    press=Callback::new(move |()| act::start(act::Verb::Assign, vec![id()]))/>
                <Button action="late-accept" label="late-accept" press=settle(Resolution::Accepted)/>
                <Button action="exception-discard" label="exception-drop-command" press=settle(Resolution::Discarded)/>
            </footer>
        })}
    }
}
