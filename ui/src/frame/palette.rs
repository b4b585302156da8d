//! Search and commands (Ctrl K): deliveries as you type, couriers, every registered command by its name in
//! either language, every screen. A phone number opens its customer's open delivery with one Enter.

use super::elsewhere::{self, Elsewhere};
use crate::{
    app::{app, navigate_to},
    ipc, keys,
    parts::{Dialog, Icon, Phone, Reference, StateBadge},
    show,
};
use domain::text::{digits, fold};
use leptos::{html, prelude::*};
use texts::{Digits, Lang, Surface, Texts};
use wire::ipc::{DeliveryRow, Query, SearchHit};

/// One line of the results.
#[derive(Clone)]
enum Line {
    Delivery(Box<DeliveryRow>),
    Command(keys::Binding),
}

/// Whether what was typed is part of the command's name in either language.
fn named(label: &str, typed: &str) -> bool {
    let wanted = fold(typed);
    Lang::ALL.iter().any(|lang| {
        let name = fold(&Texts::shared(*lang, Surface::Plain, Digits::Latin).t(label));
        wanted.split(' ').all(|word| name.contains(word))
    })
}

/// Open work goes before finished: a call is nearly always about it.
fn open_first(mut hits: Vec<SearchHit>) -> Vec<DeliveryRow> {
    use domain::entities::DeliveryState::*;
    hits.sort_by_key(|hit| matches!(hit.row.state, Delivered | Returned | Cancelled | Lost));
    hits.into_iter().map(|hit| hit.row).collect()
}

#[component]
pub fn Palette() -> impl IntoView {
    let open = app().palette_open;
    view! {
        <Dialog open title="search-label" class="palette" name="palette">
            <Inside/>
        </Dialog>
    }
}

#[component]
fn Inside() -> impl IntoView {
    let (typed, hits, at) = (
        RwSignal::new(String::new()),
        RwSignal::new(Vec::<DeliveryRow>::new()),
        RwSignal::new(0_usize),
    );
    let asked = StoredValue::new(0_u64);
    // Whether the hits answer what is typed.
    let answered = RwSignal::new(false);
    // Answers may overtake each other: only the newest question's is shown.
    let search = move |text: String| {
        asked.update_value(|n| *n += 1);
        answered.set(false);
        let mine = asked.get_value();
        let Some(hub) = untrack(|| app().hub()) else {
            return;
        };
        if text.trim().is_empty() {
            hits.set(Vec::new());
            return;
        }
        leptos::task::spawn_local(async move {
            let found = ipc::query::<Vec<SearchHit>>(&Query::Search {
                hub,
                text,
                limit: 12,
            })
            .await;
            if asked.try_get_value() == Some(mine)
                && let Ok(found) = found
            {
                hits.try_set(open_first(found));
                answered.try_set(true);
                at.try_set(0);
            }
        });
    };
    let commands = Memo::new_with_compare(
        move |_| {
            let typed = typed.get();
            // A number is never the name of a command.
            if digits(&typed).len() >= 4 {
                return Vec::new();
            }
            keys::all()
                .into_iter()
                .filter(|b| b.palette && b.label != "shortcut-palette" && named(b.label, &typed))
                .collect::<Vec<_>>()
        },
        |_, _| true,
    );
    let lines = move || -> Vec<Line> {
        hits.get()
            .into_iter()
            .map(|row| Line::Delivery(Box::new(row)))
            .chain(commands.get().into_iter().map(Line::Command))
            .collect()
    };
    let none = Memo::new(move |_| answered.get() && hits.with(Vec::is_empty));
    let others = elsewhere::elsewhere(typed, none);
    let run = move |line: Line| {
        app().palette_open.set(false);
        match line {
            Line::Delivery(row) => navigate_to("deliveries", Some(row.id.0)),
            Line::Command(binding) => {
                // After the dialog gave the focus back.
                set_timeout(move || binding.run.run(()), std::time::Duration::ZERO);
            }
        }
    };
    let keydown = move |ev: web_sys::KeyboardEvent| {
        let n = untrack(lines).len();
        match ev.code().as_str() {
            "ArrowDown" => at.update(|i| *i = (*i + 1).min(n.saturating_sub(1))),
            "ArrowUp" => at.update(|i| *i = i.saturating_sub(1)),
            "Enter" | "NumpadEnter" => {
                if let Some(line) = untrack(lines).into_iter().nth(at.get_untracked()) {
                    run(line)
                } else if let Some(hits) = others.get_untracked().first() {
                    elsewhere::open(hits);
                }
            }
            _ => return,
        }
        ev.prevent_default();
    };
    let input = NodeRef::<html::Input>::new();
    view! {
        <input
            node_ref=input
            type="text"
            role="combobox"
            data-field="palette"
            data-autofocus=""
            dir="auto"
            autocomplete="off"
            spellcheck="false"
            aria-expanded="true"
            aria-controls="palette-results"
            aria-activedescendant=move || format!("palette-{}", at.get())
            aria-label=move || show::t("search-label")
            placeholder=move || show::t("search-hint")
            on:input=move |ev| {
                let text = event_target_value(&ev);
                typed.set(text.clone());
                at.set(0);
                search(text);
            }
            on:keydown=keydown
        />
        <div class="results" id="palette-results" role="listbox" aria-label=move || show::t("search-label")>
            {move || lines().into_iter().enumerate().map(|(i, line)| {
                let chosen = line.clone();
                let inside = match line {
                    Line::Delivery(row) => {
                        let phone = row.phone.clone().unwrap_or_default();
                        view! {
                            <Icon name="deliveries" small=true/>
                            <Reference text=Signal::stored(row.reference.clone())/>
                            <span class="grow ellipsis">{row.recipient.clone()}</span>
                            <Phone number=Signal::stored(phone)/>
                            <StateBadge state=Signal::stored(row.state)/>
                        }.into_any()
                    }
                    Line::Command(binding) => view! {
                        <Icon name="forward" small=true/>
                        <span class="grow ellipsis">{show::t(binding.label)}</span>
                        {binding.keys.map(|k| view! { <bdi dir="ltr"><kbd>{k.shown}</kbd></bdi> })}
                    }.into_any(),
                };
                view! {
                    <div role="option" id=format!("palette-{i}") data-action="palette-line"
                        aria-selected=move || if at.get() == i { "true" } else { "false" }
                        on:pointermove=move |_| if at.get_untracked() != i { at.set(i) }
                        on:click=move |_| run(chosen.clone())>
                        {inside}
                    </div>
                }
            }).collect_view()}
            <Elsewhere found=others/>
            {move || (lines().is_empty() && others.with(Vec::is_empty)).then(|| view! {
                <p class="empty">{show::tr("search-none", &[("text", typed.get().into())])}</p>
            })}
        </div>
        <footer><span>{move || show::t("palette-help")}</span></footer>
    }
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn a_command_is_found_by_its_name_in_either_language() {
        assert!(named("shortcut-undo", "und"));
        assert!(named("shortcut-undo", "تراجع"));
        assert!(!named("shortcut-undo", "assign"));
    }
}
