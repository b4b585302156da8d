//! The first sync: rows and bytes so far, time left, and that it goes on by itself.

use crate::{app::app, parts::ProblemBanner, show};
use domain::units::Millis;
use leptos::prelude::*;

/// Seconds left at the pace so far; none before there is one.
pub fn seconds_left(rows: u64, total: u64, elapsed_secs: i64) -> Option<i64> {
    if rows == 0 || total <= rows || elapsed_secs < 2 {
        return None;
    }
    let pace = rows as f64 / elapsed_secs as f64;
    Some(((total - rows) as f64 / pace).ceil() as i64)
}

#[component]
pub fn FirstSync() -> impl IntoView {
    let began: Millis = app().now.get_untracked();
    let progress = Memo::new(move |_| app().sync.read().progress.unwrap_or_default());
    let left = move || {
        let p = progress.get();
        seconds_left(p.rows, p.total_rows, app().now.get().secs_since(began))
    };
    let hubs = move || app().session.read().as_ref().map_or(1, |s| s.hubs.len());
    view! {
        <div class="stack" aria-live="polite">
            <h1>{move || show::t("firstrun-sync-title")}</h1>
            <progress
                aria-label=move || show::t("progress-label")
                max=move || (progress.get().total_rows > 0).then(|| progress.get().total_rows.to_string())
                value=move || (progress.get().total_rows > 0).then(|| progress.get().rows.to_string())
            ></progress>
            <p class="row-flex">
                <span>{move || show::tr("firstrun-sync-rows", &[("n", progress.get().rows.into())])}</span>
                <span class="muted">{move || (progress.get().bytes > 0).then(|| show::bytes(progress.get().bytes))}</span>
                <span class="push muted">{move || left().map(|s| show::tr("firstrun-sync-left", &[("time", show::duration_secs(s).into())]))}</span>
            </p>
            <ProblemBanner problem=Signal::derive(move || app().sync.read().problem.clone())/>
            {move || (hubs() == 0 && app().sync.read().last_cut_at.is_some()).then(|| view! {
                <p class="banner notice">{show::t("firstrun-no-hubs")}</p>
            })}
            <p class="muted">{move || show::t("firstrun-sync-hint")}</p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::seconds_left;

    #[test]
    fn time_left_follows_the_pace() {
        assert_eq!(seconds_left(1_000, 4_000, 10), Some(30));
        assert_eq!(seconds_left(0, 4_000, 10), None);
        assert_eq!(seconds_left(4_000, 4_000, 10), None);
        assert_eq!(seconds_left(1_000, 0, 10), None);
    }
}
