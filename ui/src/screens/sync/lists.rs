//! The Sync screen's tables.

use crate::{ipc::Live, parts::Empty, show};
use domain::id::ORG_SCOPE;
use leptos::prelude::*;
use std::sync::Arc;
use wire::error::Problem;
use wire::ipc::{ExchangeView, OutboxItem, OutboxState, ScopeView, SyncView, Tally};

#[component]
fn Listed(
    title: &'static str,
    #[prop(optional)] hint: Option<&'static str>,
    region: &'static str,
    heads: &'static [&'static str],
    empty: &'static str,
    rows: Signal<Option<Vec<AnyViewFn>>>,
) -> impl IntoView {
    view! {
        <section data-region=region>
            <h2>{move || show::t(title)}</h2>
            {hint.map(|hint| view! { <p class="muted">{move || show::t(hint)}</p> })}
            // The session may end, and the rows with it, before the list goes.
            {move || rows.try_get().flatten().map(|rows| if rows.is_empty() {
                view! { <Empty text=empty icon="check"/> }.into_any()
            } else {
                view! {
                    <table class="list-table">
                        <thead><tr>{heads.iter().map(|h| view! { <th scope="col">{show::t(h)}</th> }).collect_view()}</tr></thead>
                        <tbody>{rows.into_iter().map(|row| row()).collect_view()}</tbody>
                    </table>
                }.into_any()
            })}
        </section>
    }
}

type AnyViewFn = Arc<dyn Fn() -> AnyView + Send + Sync>;

fn row(make: impl Fn() -> AnyView + Send + Sync + 'static) -> AnyViewFn {
    Arc::new(make)
}

#[component]
pub fn Outbox(items: Live<Vec<OutboxItem>>) -> impl IntoView {
    let rows = Signal::derive(move || {
        items.get().map(|all| {
            all.iter()
                .cloned()
                .map(|item| row(move || outbox_row(&item)))
                .collect()
        })
    });
    view! {
        <Listed title="sync-outbox" hint="sync-outbox-hint" region="outbox" empty="empty-outbox" rows
            heads=&["sync-outbox-command", "sync-outbox-target", "sync-outbox-state", "sync-outbox-recorded"]/>
    }
}

/// What became of a command, in words: how many of how many, where not all of it was done.
fn result(item: &OutboxItem) -> String {
    let Some(tally) = item.tally.filter(not_all_done) else {
        return show::word("outbox-state", item.state.word());
    };
    let one_word = matches!(item.state, OutboxState::Rejected | OutboxState::Unknown);
    if one_word && tally.total() == 1 {
        return show::word("outbox-state", item.state.word());
    }
    let done = [("done", tally.done.into()), ("total", tally.total().into())];
    let mut parts = vec![show::tr("outbox-tally", &done)];
    for (key, n) in [
        ("outbox-tally-refused", tally.refused),
        ("outbox-tally-disputed", tally.disputed),
        ("outbox-tally-unknown", tally.unknown),
    ] {
        if n > 0 {
            parts.push(show::tr(key, &[("n", n.into())]));
        }
    }
    parts.join(&show::t("list-separator"))
}

const fn not_all_done(tally: &Tally) -> bool {
    tally.refused + tally.disputed + tally.unknown > 0
}

fn outbox_row(item: &OutboxItem) -> AnyView {
    let bad = matches!(
        item.state,
        OutboxState::Rejected | OutboxState::Quarantined | OutboxState::Unknown
    ) || item.tally.as_ref().is_some_and(not_all_done);
    // The label names the first of them, whatever they are.
    let others = (item.items > 1)
        .then(|| view! { <bdi dir="ltr" class="muted">" +"{show::number(i64::from(item.items) - 1)}</bdi> });
    view! {
        <tr data-id=item.command_id.to_string() data-state=item.state.word()>
            <td>{show::command_word(&item.name)}</td>
            <td><bdi>{item.label.clone()}</bdi>{others}</td>
            <td class:danger=bad>{result(item)}</td>
            <td class="nowrap">{show::moment(item.issued_at)}</td>
        </tr>
    }
    .into_any()
}

#[component]
pub fn Exchanges(sync: Live<SyncView>) -> impl IntoView {
    let rows = Signal::derive(move || {
        sync.get().map(|s| {
            s.exchanges
                .iter()
                .cloned()
                .map(|e| row(move || exchange_row(&e)))
                .collect()
        })
    });
    view! {
        <Listed title="sync-history" region="exchanges" empty="empty-history" rows
            heads=&["sync-history-time", "sync-history-push", "sync-history-pull", "sync-latency", "sync-history-result"]/>
    }
}

fn exchange_row(exchange: &ExchangeView) -> AnyView {
    let result = match &exchange.error {
        Some(code) => {
            let Ok(known) = code.parse();
            let why = show::problem_text(&Problem::new(known, code));
            view! { <td class="danger">{show::tr("sync-history-failed", &[("reason", why.into())])}</td> }.into_any()
        }
        None => view! { <td>{show::t("sync-history-ok")}</td> }.into_any(),
    };
    let received = exchange.rows + exchange.evictions;
    view! {
        <tr>
            <td class="nowrap">{show::moment(exchange.at)}</td>
            <td class="nowrap">{show::tr("sync-history-sent", &[("n", exchange.commands.into())])}</td>
            <td class="nowrap">{show::tr("sync-history-received", &[("n", received.into())])}" · "{show::bytes(exchange.bytes)}</td>
            <td class="num">{show::tr("sync-history-took", &[("ms", exchange.duration_ms.into())])}</td>
            {result}
        </tr>
    }
    .into_any()
}

#[component]
pub fn Scopes(sync: Live<SyncView>) -> impl IntoView {
    let rows = Signal::derive(move || {
        sync.get().map(|s| {
            s.scopes
                .iter()
                .cloned()
                .map(|scope| row(move || scope_row(&scope)))
                .collect()
        })
    });
    view! {
        <Listed title="sync-scopes" region="scopes" empty="empty-title" rows
            heads=&["sync-scope", "sync-version", "sync-checksum", "sync-epoch"]/>
    }
}

fn scope_row(scope: &ScopeView) -> AnyView {
    let name = show::name(&scope.name);
    let name = if scope.scope == ORG_SCOPE {
        show::t("sync-scope-org")
    } else if name.is_empty() {
        show::t("sync-scope-user")
    } else {
        name
    };
    view! {
        <tr data-id=scope.scope.to_string()>
            <td>{name}</td>
            <td class="num">{show::number(scope.v)}</td>
            <td><bdi dir="ltr" class="mono">{scope.sum.clone()}</bdi></td>
            <td><bdi dir="ltr" class="mono">{scope.epoch.to_string()}</bdi></td>
        </tr>
    }
    .into_any()
}
