//! The Sync screen: the state in words, what waits to be sent, the exchanges, and each scope's version.

mod lists;

use crate::{
    app::{Dep, ToastKind, app, toast, toast_problem},
    frame::{standing, sync_now},
    ipc::{self, live},
    parts::{Button, Kind, ProblemBanner},
    show,
};
use leptos::prelude::*;
use wire::ipc::{Control, ControlResult, OutboxItem, Query, SyncView};

const DEPS: &[Dep] = &[Dep::Sync];

#[component]
pub fn Sync() -> impl IntoView {
    let sync = live::<SyncView>(DEPS, || Some(Query::Sync));
    let outbox = live::<Vec<OutboxItem>>(DEPS, || Some(Query::Outbox { limit: 200 }));
    let verifying = RwSignal::new(false);
    let verify = Callback::new(move |()| {
        verifying.set(true);
        leptos::task::spawn_local(async move {
            let answer = ipc::control(&Control::VerifyReplica).await;
            verifying.try_set(false);
            untrack(|| match answer {
                Ok(ControlResult::Verified { rows, mismatched }) if mismatched.is_empty() => {
                    toast(
                        ToastKind::Done,
                        show::tr("sync-verify-ok", &[("rows", rows.into())]),
                    );
                }
                Ok(ControlResult::Verified { mismatched, .. }) => {
                    let scopes: Vec<String> = mismatched.iter().map(ToString::to_string).collect();
                    toast(
                        ToastKind::Error,
                        show::tr(
                            "sync-verify-differs",
                            &[("tables", scopes.join(", ").into())],
                        ),
                    );
                }
                Ok(_) => {}
                Err(problem) => toast_problem(&problem),
            });
        });
    });
    let diagnostics = Callback::new(move |()| {
        leptos::task::spawn_local(async move {
            match ipc::control(&Control::ExportDiagnostics).await {
                Ok(ControlResult::Path(path)) => {
                    let text =
                        untrack(|| show::tr("sync-diagnostics-written", &[("file", path.into())]));
                    toast(ToastKind::Done, text);
                }
                Ok(_) => {}
                Err(problem) => toast_problem(&problem),
            }
        });
    });
    view! {
        <section class="screen flow" data-screen="sync" aria-labelledby="sync-title">
            <div class="page">
                <header>
                    <h1 id="sync-title">{move || show::t("sync-title")}</h1>
                    <span class="push"></span>
                    <Button action="sync-now" label="sync-now" kind=Kind::Primary icon="sync" press=Callback::new(|()| sync_now())/>
                    <Button action="verify" label="sync-verify" disabled=verifying press=verify/>
                    <Button action="diagnostics" label="sync-export-diagnostics" press=diagnostics/>
                </header>
                <ProblemBanner problem=Signal::derive(|| app().sync.read().problem.clone())
                    retry=Callback::new(|()| sync_now())/>
                <ProblemBanner problem=Signal::derive(move || sync.problem())/>
                <State sync/>
                <lists::Outbox items=outbox/>
                <lists::Exchanges sync/>
                <lists::Scopes sync/>
            </div>
        </section>
    }
}

#[component]
fn State(sync: ipc::Live<SyncView>) -> impl IntoView {
    let state = move || app().sync.get();
    let word = move || {
        let s = state();
        show::t(
            match (show::sync_fault(s.problem.as_ref()), s.online, s.syncing) {
                (Some(word), ..) => word,
                (None, true, true) => "sync-syncing",
                (None, true, false) => "sync-online",
                (None, false, _) => "sync-offline",
            },
        )
    };
    let last = move || match state().last_cut_at {
        Some(at) => format!("{} · {}", show::age(at), show::moment(at)),
        None => show::t("sync-never"),
    };
    let clock = move || {
        let s = state();
        match standing::notices(&s, app().now.get().0)
            .into_iter()
            .find(|n| matches!(n, standing::Notice::Clock { .. }))
        {
            Some(wrong) => standing::words(wrong),
            None => show::t("sync-clock-right"),
        }
    };
    view! {
        <section>
            <dl class="facts" data-region="sync-state">
                <dt>{move || show::t("sync-state")}</dt><dd data-field="sync-state">{word}</dd>
                <dt>{move || show::t("sync-last-cut")}</dt><dd>{last}</dd>
                {move || state().offline_since.map(|since| view! {
                    <dt>{show::t("sync-offline-from")}</dt>
                    <dd data-field="offline-since">{show::weekday_time(since)}</dd>
                })}
                <dt>{move || show::t("sync-lease")}</dt>
                <dd data-field="lease">{move || match state().lease_until {
                    Some(until) => show::lease(until),
                    None => show::t("sync-lease-unlimited"),
                }}</dd>
                <dt>{move || show::t("sync-clock")}</dt><dd data-field="clock">{clock}</dd>
                <dt>{move || show::t("sync-outbox")}</dt>
                <dd data-field="sync-waiting">{move || show::tr("sync-waiting", &[("n", state().waiting.into())])}</dd>
                <dt>{move || show::t("sync-server")}</dt>
                <dd><bdi dir="ltr">{move || app().session.read().as_ref().map(|s| s.server_url.clone())}</bdi></dd>
                <dt>{move || show::t("sync-replica-size")}</dt>
                <dd>{move || sync.get().map(|s| show::bytes(s.replica_bytes))}</dd>
                <dt>{move || show::t("sync-search")}</dt>
                <dd data-field="search-left">{move || sync.get().map(|s| match s.search_left {
                    0 => show::t("sync-search-complete"),
                    left => show::tr("sync-search-left", &[("n", left.into())]),
                })}</dd>
                <dt>{move || show::t("sync-program")}</dt>
                <dd data-field="update" class:danger=move || state().update_wanted>
                    <bdi dir="ltr">{move || app().session.read().as_ref().map(|s| s.version.clone())}</bdi>
                    {move || state().update_wanted.then(|| format!(" · {}", show::t("sync-update-wanted")))}
                </dd>
            </dl>
        </section>
    }
}
