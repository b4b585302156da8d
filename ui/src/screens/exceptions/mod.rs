//! The Exceptions screen: what needs a person, for the whole hub. A list beside the one that is open, with what
//! was intended, why not, how it is now, and the one or two obvious actions. Must not decide anything itself:
//! what may be done is what the replica answers.

mod bulk;
mod comments;
mod conflict;
mod contested;
mod desk;
mod detail;
mod file;
mod import_row;
mod items;
mod list;
mod rejected;
mod settle;
mod values;
mod words;

use self::desk::Desk;
use crate::{
    app::app,
    parts::{Chip, ProblemBanner, Text},
    show,
};
use domain::entities::ExceptionKind;
use leptos::prelude::*;

#[component]
pub fn Exceptions() -> impl IntoView {
    let desk = Desk::new();
    view! {
        <section class="screen exceptions" data-screen="exceptions" aria-labelledby="exceptions-title">
            <header class="toolbar">
                <h1 id="exceptions-title" class="strong">{move || show::t("exceptions-title")}</h1>
                <Tabs desk/>
                <Filters desk/>
                <span class="push muted small" aria-live="polite" data-region="exceptions-count">
                    {move || show::tr("exceptions-count", &[("n", desk.shown.with(|all| all.len()).into())])}
                </span>
            </header>
            <bulk::Bar desk/>
            <ProblemBanner problem=Signal::derive(move || desk.all.problem())
                retry=Callback::new(move |()| desk.all.refresh())/>
            <div class="split">
                <list::List desk/>
                <detail::Detail desk/>
            </div>
        </section>
    }
}

#[component]
fn Tabs(desk: Desk) -> impl IntoView {
    let tab = move |settled: bool, name: &'static str, label: &'static str| {
        view! {
            <button type="button" role="tab" data-action=name id=name aria-controls="exceptions-list"
                aria-selected=move || if desk.settled.get() == settled { "true" } else { "false" }
                tabindex=move || if desk.settled.get() == settled { "0" } else { "-1" }
                on:click=move |_| desk.show_settled(settled)
                on:keydown=move |ev| if matches!(ev.code().as_str(), "ArrowLeft" | "ArrowRight") {
                    ev.prevent_default();
                    desk.show_settled(!settled);
                    desk::focus(if settled { "#exceptions-open" } else { "#exceptions-settled" });
                }>
                {move || show::t(label)}
            </button>
        }
    };
    view! {
        <div class="tabs" role="tablist" aria-label=move || show::t("exceptions-title")>
            {tab(false, "exceptions-open", "exceptions-open")}
            {tab(true, "exceptions-settled", "exceptions-resolved")}
        </div>
    }
}

#[component]
fn Filters(desk: Desk) -> impl IntoView {
    let chip = move |kind: ExceptionKind| {
        let count = Memo::new(move |_| desk.count(kind));
        view! {
            <Show when=move || { count.get() > 0 || desk.kind.get() == Some(kind) }>
                <span data-kind=kind.word()>
                    <Chip action="exception-kind"
                        label=Text::of(move || format!(
                            "{} {}",
                            show::word("exception-kind", kind.word()),
                            show::number(count.get() as i64),
                        ))
                        on=Signal::derive(move || desk.kind.get() == Some(kind))
                        press=Callback::new(move |()| desk.kind.update(|held| {
                            *held = if *held == Some(kind) { None } else { Some(kind) };
                        }))/>
                </span>
            </Show>
        }
    };
    view! {
        <div class="row-flex wrap" role="group" aria-label=move || show::t("exceptions-filter-kind")>
            {ExceptionKind::ALL.iter().map(|kind| chip(*kind)).collect_view()}
            <Chip action="exceptions-mine" label="exceptions-mine" on=desk.mine
                press=Callback::new(move |()| desk.mine.update(|on| *on = !*on))/>
            <Chip action="exceptions-from-me" label="exceptions-from-me" on=desk.from_me
                press=Callback::new(move |()| desk.from_me.update(|on| *on = !*on))/>
        </div>
    }
}

/// Who is signed in.
fn me() -> Option<domain::id::UserId> {
    app().session.read().as_ref().and_then(|s| s.user)
}
