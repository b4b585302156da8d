//! The Deliveries screen: filters, the table, commands on what is selected, and the drawer of one delivery.
//!
//! Hooks for tests: actions `filter-state` (items `filter-state-one` by value, `filter-state-open`, …),
//! `filter-zone|courier|merchant` (items `picker-item` by value, field `picker-search`), `filter` (items
//! `filter-late`, `filter-carried-over`, `filter-pending`, `filter-all-days`), `filter-clear`; field `search`; header buttons
//! `sort` by column; rows `data-id`, `data-ref`, `data-state`, `data-pending`; fields `selected` (`data-count`),
//! `selected-elsewhere`; bulk: `assign`, `bulk` with an item per action word; `import`, `columns`. Drawer: `[data-region=drawer]` with `data-id`, buttons by action
//! word, `more`, `edit-<group>`, `add-note`, `log-contact`, `call`, `copy-phone`, `open-exception`, `drawer-close`;
//! timeline entries `data-event`.

mod columns;
mod copy;
mod drawer;
mod filters;
mod hand;
mod pages;
pub mod selection;
mod table;

use self::{
    filters::filters,
    hand::Hand,
    pages::Question,
    table::{DeliveryTable, Table},
};
use crate::{
    act::{self, Verb},
    app::app,
    import,
    keys::{self, Keys},
    parts::{Button, Empty, Icon, Kind, Menu, MenuItem, MenuLine, ProblemBanner, Text},
    show,
};
use domain::id::DeliveryId;
use leptos::{html, prelude::*};
use wire::ipc::{Sort, SortKey};

#[component]
pub fn Deliveries() -> impl IntoView {
    let filters = filters();
    let sort = RwSignal::new(Sort {
        key: SortKey::Due,
        descending: false,
    });
    let question = Memo::new(move |_| {
        Some(Question {
            filter: filters.read().question()?,
            sort: sort.get(),
        })
    });
    let open = Memo::new(move |_| {
        let route = app().route.read();
        let id = (route.screen == "deliveries")
            .then_some(route.entity)
            .flatten();
        id.map(DeliveryId)
    });
    let hand = Hand::new(question, open);
    let table = Table::new(question, sort, hand);
    register_keys(hand);
    let empty = move || table.pages.answered.get() && table.pages.total.get() == 0;
    view! {
        <section class="screen deliveries" class:with-drawer=move || open.get().is_some()
            data-screen="deliveries" aria-label=move || show::t("deliveries-title")>
            <h1 class="visually-hidden">{move || show::t("deliveries-title")}</h1>
            <div class="toolbar" role="group" aria-label=move || show::t("deliveries-tools")>
                <Search/>
                <filters::FilterBar/>
                <span class="muted small" role="status" data-field="count">
                    {move || table.pages.answered.get().then(|| show::tr("deliveries-count", &[("n", table.pages.total.get().into())]))}
                </span>
                <span class="push"></span>
                <Selection hand/>
                <Columns table/>
                <Button action="import" label="action-import" icon="import" press=Callback::new(|()| import::choose_file())/>
                <Button action="assign" label=Text::of(move || on_what("assign", hand)) kind=Kind::Primary keys="A"
                    disabled=Signal::derive(move || hand.ids.with(Vec::is_empty))
                    press=Callback::new(move |()| hand.act(Verb::Assign))/>
            </div>
            <div class="table-area">
                <ProblemBanner problem=table.pages.problem/>
                <DeliveryTable table/>
                {move || empty().then(|| view! {
                    <div class="over">
                        {if filters.read().any() {
                            view! {
                                <Empty text="empty-filtered" icon="filter">
                                    <Button action="filter-clear-empty" label="empty-clear-filters"
                                        press=Callback::new(move |()| filters.set(Default::default()))/>
                                </Empty>
                            }.into_any()
                        } else {
                            view! {
                                <Empty text="empty-deliveries" icon="import">
                                    <Button action="import-empty" label="action-choose-file" icon="import"
                                        press=Callback::new(|()| import::choose_file())/>
                                </Empty>
                            }.into_any()
                        }}
                    </div>
                })}
            </div>
            {move || open.get().map(|id| view! { <drawer::Drawer id/> })}
        </section>
    }
}

#[component]
fn Search() -> impl IntoView {
    let filters = filters();
    let node = NodeRef::<html::Input>::new();
    keys::bind(
        "shortcut-search-list",
        "shortcuts-list",
        Keys::plain("Slash", "/"),
        move || {
            if let Some(input) = node.get_untracked() {
                let _ = input.focus();
            }
        },
    );
    let typed = Memo::new(move |_| filters.read().search.clone());
    view! {
        <label class="search-field">
            <Icon name="search" small=true/>
            <input node_ref=node type="search" class="input" data-field="search" spellcheck="false"
                dir=move || typed.with(|typed| (!typed.is_empty()).then_some("auto"))
                aria-label=move || show::t("deliveries-search-placeholder")
                placeholder=move || show::t("deliveries-search-placeholder")
                prop:value=move || typed.get()
                on:input=move |ev| filters.update(|f| f.search = event_target_value(&ev))
                on:keydown=move |ev| match ev.code().as_str() {
                    "Escape" => {
                        ev.stop_propagation();
                        filters.update(|f| f.search.clear());
                    }
                    "ArrowDown" | "Enter" | "NumpadEnter" if !ev.is_composing() => {
                        ev.prevent_default();
                        ev.stop_propagation();
                        table::focus();
                    }
                    _ => {}
                }/>
        </label>
    }
}

/// An action, and what it would act on.
fn on_what(action: &str, hand: Hand) -> String {
    let words = show::command_word(action);
    match (hand.ids.with(Vec::len), hand.reference()) {
        (0, _) => words,
        (_, Some(reference)) => format!("{words} · \u{2068}{reference}\u{2069}"),
        (n, None) => format!("{words} · {}", show::number(n as i64)),
    }
}

/// How many are selected, and everything that can be done to those in sight.
#[component]
fn Selection(hand: Hand) -> impl IntoView {
    let n = Memo::new(|_| app().selection().len());
    view! {
        <Show when=move || n.get() != 0 || !hand.ids.with(Vec::is_empty)>
            <Show when=move || n.get() != 0>
                <span class="tag accent" role="status" data-field="selected" data-count=move || n.get().to_string()>
                    {move || show::tr("selected-count", &[("n", n.get().into())])}
                </span>
            </Show>
            <Show when=move || hand.elsewhere.get() != 0>
                <span class="muted small" role="status" data-field="selected-elsewhere">
                    {move || show::tr("selected-elsewhere", &[("n", hand.elsewhere.get().into())])}
                </span>
            </Show>
            <Menu action="bulk" label="action-more">
                {act::ACTIONS.iter().copied().filter(|verb| *verb != Verb::CorrectOutcome).map(|verb| {
                    let item = move || view! {
                        {(verb == Verb::Cancel).then(|| view! { <MenuLine/> })}
                        <BulkItem hand verb/>
                    };
                    item()
                }).collect_view()}
                <MenuLine/>
                <MenuItem action="add_note" label="command-add-note" keys="N" press=Callback::new(move |()| hand.act(Verb::AddNote))/>
                <MenuItem action="log_contact" label="command-log-contact" press=Callback::new(move |()| hand.act(Verb::LogContact))/>
                <Show when=act::has_other_hub>
                    <MenuItem action="transfer" label="command-transfer" press=Callback::new(move |()| hand.act(Verb::Transfer))/>
                </Show>
                <MenuItem action="select-none" label="action-select-none" press=Callback::new(|()| app().select(Vec::new()))/>
            </Menu>
        </Show>
    }
}

#[component]
fn BulkItem(hand: Hand, verb: Verb) -> impl IntoView {
    let action = verb.word();
    let label = Text::of(move || show::command_word(action));
    let press = Callback::new(move |()| hand.act(verb));
    let destructive = verb.is_destructive();
    let keys = KEYS.iter().find(|(_, _, does)| *does == verb);
    match keys.map(|(_, keys, _)| keys.shown) {
        Some(keys) => view! { <MenuItem action label keys destructive press/> }.into_any(),
        None => view! { <MenuItem action label destructive press/> }.into_any(),
    }
}

#[component]
fn Columns(table: Table) -> impl IntoView {
    view! {
        <Menu action="columns" label="deliveries-columns" kind=Kind::Quiet icon="columns" icon_only=true>
            {columns::ALL.iter().map(|column| {
                let name = column.name;
                let checked = Signal::derive(move || table.columns.read().contains(&name));
                view! {
                    <MenuItem action="column" value=name label=column.title checked
                        disabled=Signal::derive(move || name == "reference")
                        press=Callback::new(move |()| {
                            table.columns.update(|names| match names.iter().position(|held| *held == name) {
                                Some(at) => { names.remove(at); }
                                None => names.push(name),
                            });
                            columns::keep(&table.columns.get_untracked());
                        })/>
                }
            }).collect_view()}
        </Menu>
    }
}

/// What keys do in the list.
const KEYS: &[(&str, Keys, Verb)] = &[
    ("shortcut-assign", Keys::plain("KeyA", "A"), Verb::Assign),
    (
        "shortcut-dispatch",
        Keys::plain("KeyD", "D"),
        Verb::Dispatch,
    ),
    ("shortcut-note", Keys::plain("KeyN", "N"), Verb::AddNote),
    (
        "shortcut-cancel-delivery",
        Keys::plain("Delete", "Del"),
        Verb::Cancel,
    ),
];

fn register_keys(hand: Hand) {
    const LIST: &str = "shortcuts-list";
    for (label, keys, verb) in KEYS {
        keys::bind(label, LIST, *keys, move || hand.act(*verb));
    }
}
