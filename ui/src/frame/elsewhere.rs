//! What a search has not found here but in another hub of the user's: said with the hub's name, and opened there.

use crate::{
    app::{app, navigate_to},
    ipc,
    parts::Icon,
    show,
};
use leptos::prelude::*;
use wire::ipc::{HubHits, Query};

/// Keeps the other hubs that have what is typed, while `none` says that this one has not.
pub fn elsewhere(typed: RwSignal<String>, none: Memo<bool>) -> RwSignal<Vec<HubHits>> {
    let found = RwSignal::new(Vec::new());
    let asked = StoredValue::new(0_u64);
    Effect::new(move |_| {
        let text = typed.get();
        asked.update_value(|n| *n += 1);
        let mine = asked.get_value();
        found.set(Vec::new());
        let Some(hub) = app().hub().filter(|_| none.get()) else {
            return;
        };
        leptos::task::spawn_local(async move {
            let query = Query::SearchElsewhere { hub, text };
            let answer = ipc::query::<Vec<HubHits>>(&query).await;
            // Only what answers what is typed now.
            if asked.try_get_value() == Some(mine)
                && let Ok(answer) = answer
            {
                found.try_set(answer);
            }
        });
    });
    found
}

/// Goes to the hub and opens the likeliest there.
pub fn open(hits: &HubHits) {
    app().palette_open.set(false);
    app().set_hub(hits.hub);
    let first = hits.first.0;
    // After what was open of the hub that is left has been closed.
    set_timeout(
        move || navigate_to("deliveries", Some(first)),
        std::time::Duration::ZERO,
    );
}

fn words(hits: &HubHits) -> String {
    let count = show::number(i64::try_from(hits.hits).unwrap_or(i64::MAX));
    let count = if hits.more {
        format!("{count}+")
    } else {
        count
    };
    let name = show::name(&hits.name);
    show::tr(
        "search-elsewhere",
        &[("count", count.into()), ("hub", name.into())],
    )
}

/// One line for each such hub; Enter takes the first.
#[component]
pub fn Elsewhere(found: RwSignal<Vec<HubHits>>) -> impl IntoView {
    move || {
        found
            .get()
            .into_iter()
            .enumerate()
            .map(|(i, hits)| {
                let said = words(&hits);
                view! {
                    <div role="option" data-action="palette-elsewhere" data-value=hits.hub.to_string()
                        aria-selected=if i == 0 { "true" } else { "false" }
                        on:click=move |_| open(&hits)>
                        <Icon name="forward" small=true/>
                        <span class="grow ellipsis">{said}</span>
                    </div>
                }
            })
            .collect_view()
    }
}
