//! Search and commands (Ctrl K): deliveries as you type, couriers, every registered command by its name in
//! either language, every screen. A phone number opens its customer's open delivery with one Enter.

mod finder;

use self::finder::{Enter, Finder, Question};
use super::elsewhere::{self, Elsewhere};
use crate::{
    app::{app, navigate_to},
    ipc, keys,
    parts::{Dialog, Icon, Phone, ProblemBanner, Reference, StateBadge},
    show,
};
use domain::text::{digits, fold};
use leptos::{html, prelude::*};
use texts::{Digits, Lang, Surface, Texts};
use wire::{
    error::Problem,
    ipc::{DeliveryRow, Query, SearchHit},
};

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

/// Whether the pointer moved, and not the lines under it.
fn moved(ev: &web_sys::PointerEvent) -> bool {
    ev.movement_x() != 0 || ev.movement_y() != 0
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
    let (typed, finder, at) = (
        RwSignal::new(String::new()),
        RwSignal::new(Finder::<DeliveryRow>::default()),
        RwSignal::new(0_usize),
    );
    let problem = RwSignal::new(None::<Problem>);
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
        finder
            .with(|f| f.shown().to_vec())
            .into_iter()
            .map(|row| Line::Delivery(Box::new(row)))
            .chain(commands.get().into_iter().map(Line::Command))
            .collect()
    };
    let none = Memo::new(move |_| finder.with(|f| f.answered() && f.shown().is_empty()));
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
    let run_marked = move || {
        let mut lines = untrack(lines);
        let marked = at.get_untracked().min(lines.len().saturating_sub(1));
        if marked < lines.len() {
            run(lines.swap_remove(marked));
        } else if let Some(hits) = others.get_untracked().first() {
            elsewhere::open(hits);
        }
    };
    let ask = move |question: Question| {
        leptos::task::spawn_local(async move {
            let found = ipc::query::<Vec<SearchHit>>(&Query::Search {
                hub: question.hub,
                text: question.text.clone(),
                limit: 12,
            })
            .await;
            match found {
                Ok(found) => {
                    let waited = finder.try_update(|f| f.take(question, open_first(found)));
                    if waited == Some(true) {
                        run_marked();
                    }
                }
                Err(failed) => {
                    if finder.try_update(|f| f.fail(&question)) == Some(true) {
                        problem.try_set(Some(failed));
                    }
                }
            }
        });
    };
    let take = move |text: String| {
        let hub = untrack(|| app().hub());
        let question = hub.filter(|_| !text.trim().is_empty()).map(|hub| Question {
            hub,
            text: text.clone(),
        });
        at.set(0);
        problem.set(None);
        finder.update(|f| f.typed(question.clone()));
        typed.set(text);
        if let Some(question) = question {
            ask(question);
        }
    };
    let keydown = move |ev: web_sys::KeyboardEvent| {
        let n = untrack(lines).len();
        // What is still shown of the question before is nothing to step through.
        let answered = finder.with_untracked(Finder::answered);
        match ev.code().as_str() {
            "ArrowDown" if answered => at.update(|i| *i = (*i + 1).min(n.saturating_sub(1))),
            "ArrowUp" if answered => at.update(|i| *i = i.saturating_sub(1)),
            "ArrowDown" | "ArrowUp" => {}
            "Enter" | "NumpadEnter" if !ev.is_composing() => {
                match finder.try_update(Finder::enter) {
                    Some(Enter::Run) => run_marked(),
                    Some(Enter::Ask(question)) => {
                        problem.set(None);
                        ask(question);
                    }
                    Some(Enter::Wait) | None => {}
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
            dir=move || typed.with(|typed| (!typed.is_empty()).then_some("auto"))
            autocomplete="off"
            spellcheck="false"
            aria-expanded="true"
            aria-controls="palette-results"
            aria-activedescendant=move || format!("palette-{}", at.get())
            aria-label=move || show::t("search-label")
            placeholder=move || show::t("search-hint")
            on:input=move |ev| take(event_target_value(&ev))
            on:keydown=keydown
        />
        <ProblemBanner problem/>
        <div class="results" id="palette-results" role="listbox" aria-label=move || show::t("search-label")
            aria-busy=move || if finder.with(Finder::answered) { "false" } else { "true" }>
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
                        on:pointermove=move |ev| if moved(&ev) && finder.with_untracked(Finder::answered) { at.set(i) }
                        on:click=move |_| run(chosen.clone())>
                        {inside}
                    </div>
                }
            }).collect_view()}
            <Elsewhere found=others/>
            {move || (finder.with(Finder::answered) && lines().is_empty() && others.with(Vec::is_empty)).then(|| view! {
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
