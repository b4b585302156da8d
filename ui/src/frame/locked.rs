//! In place of the work while the offline lease has run out: what happened, what is kept, and that connecting unlocks.
//! It goes by itself with the next exchange.

use super::sync_now;
use crate::{
    app::app,
    parts::{Button, Kind, ProblemBanner},
    show,
};
use leptos::prelude::*;

#[component]
pub fn Locked() -> impl IntoView {
    let sync = app().sync;
    let since = move || sync.read().offline_since.map(show::weekday_time);
    let until = move || sync.read().lease_until.map(show::weekday_time);
    // Trying is no news: only what stands against it.
    let problem = Signal::derive(move || sync.read().problem.clone());
    let name = move || app().session.read().as_ref().map(|s| show::name(&s.name));
    view! {
        <div class="first-run">
            <main class="first-card stack" data-screen="locked" aria-labelledby="locked-title">
                <h1 id="locked-title">{move || show::t("locked-title")}</h1>
                <p>{move || show::tr("locked-why", &[
                    ("since", since().unwrap_or_else(|| show::t("sync-never")).into()),
                    ("until", until().unwrap_or_default().into()),
                ])}</p>
                <p class="strong" data-field="locked-kept">
                    {move || show::tr("locked-kept", &[("n", sync.read().waiting.into())])}
                </p>
                <p>{move || show::t("locked-how")}</p>
                <ProblemBanner problem/>
                <div class="row-flex">
                    <Button action="sync-now" label="sync-now" kind=Kind::Primary icon="sync"
                        press=Callback::new(|()| sync_now())/>
                    <span class="muted" aria-live="polite">
                        {move || sync.read().syncing.then(|| show::t("sync-connecting"))}
                    </span>
                    <Button action="sign-out" label="user-sign-out" kind=Kind::Quiet
                        press=Callback::new(|()| crate::screens::sign_out())/>
                </div>
                <p class="muted small"><bdi>{name}</bdi></p>
            </main>
        </div>
    }
}
