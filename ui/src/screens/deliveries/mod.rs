//! The Deliveries screen: filters, the table, commands on what is selected, and the drawer of one delivery.
//!
//! Hooks for tests: actions `filter-state` (items `filter-state-one` by value, `filter-state-open`, …),
//! `filter-zone|courier|merchant` (items `picker-item` by value, field `picker-search`), `filter` (items
//! `filter-late`, `filter-carried-over`, `filter-pending`, `filter-all-days`), `filter-clear`; field `search`; header buttons
//! `sort` by column; rows `data-id`, `data-ref`, `data-state`, `data-pending`; bulk: `assign`, `bulk` with an
//! item per action word; `import`, `columns`. Drawer: `[data-region=drawer]` with `data-id`, buttons by action
//! word, `more`, `edit-<group>`, `add-note`, `log-contact`, `call`, `copy-phone`, `open-exception`, `drawer-close`;
//! timeline entries `data-event`.

mod columns;
mod drawer;
mod filters;
mod pages;
pub mod selection;
mod table;

use self::{
    filters::filters,
    pages::Question,
    table::{DeliveryTable, Table, copy_text},
};
use crate::{
    act,
    app::app,
    import,
    keys::{self, Keys},
    parts::{Button, Empty, Icon, Kind, Menu, MenuItem, MenuLine, ProblemBanner, Text},
    show,
};
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
    let table = Table::new(question, sort);
    let open = Memo::new(move |_| {
        let route = app().route.read();
        (route.screen == "deliveries")
            .then_some(route.entity)
            .flatten()
    });
    register_keys();
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
                <Selection/>
                <Columns table/>
                <Button action="import" label="action-import" icon="import" press=Callback::new(|()| import::choose_file())/>
                <Button action="assign" label="command-assign" kind=Kind::Primary keys="A"
                    disabled=Signal::derive(|| app().selection().is_empty())
                    press=Callback::new(|()| act::start_on_selection("assign"))/>
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
            {move || open.get().map(|id| view! { <drawer::Drawer id=domain::id::DeliveryId(id)/> })}
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
            <input node_ref=node type="search" class="input" dir="auto" data-field="search" spellcheck="false"
                aria-label=move || show::t("deliveries-search-placeholder")
                placeholder=move || show::t("deliveries-search-placeholder")
                prop:value=move || typed.get()
                on:input=move |ev| filters.update(|f| f.search = event_target_value(&ev))
                on:keydown=move |ev| if ev.code() == "Escape" {
                    ev.stop_propagation();
                    filters.update(|f| f.search.clear());
                }/>
        </label>
    }
}

/// How many are selected, and everything that can be done to them.
#[component]
fn Selection() -> impl IntoView {
    let n = Memo::new(|_| app().selection().len());
    view! {
        <Show when=move || n.get() != 0>
            <span class="tag accent" role="status" data-field="selected">
                {move || show::tr("selected-count", &[("n", n.get().into())])}
            </span>
            <Menu action="bulk" label="action-more">
                {act::ACTIONS.iter().filter(|a| **a != "correct_outcome").map(|action| {
                    let action = *action;
                    let keys = match action { "assign" => Some("A"), "dispatch" => Some("D"), "cancel" => Some("Del"), _ => None };
                    let item = move || view! {
                        {act::is_destructive(action).then(|| (action == "cancel").then(|| view! { <MenuLine/> }))}
                        <BulkItem action keys/>
                    };
                    item()
                }).collect_view()}
                <MenuLine/>
                <MenuItem action="add_note" label="command-add-note" keys="N" press=Callback::new(|()| act::start_on_selection("add_note"))/>
                <MenuItem action="log_contact" label="command-log-contact" press=Callback::new(|()| act::start_on_selection("log_contact"))/>
                <Show when=act::has_other_hub>
                    <MenuItem action="transfer" label="command-transfer" press=Callback::new(|()| act::start_on_selection("transfer"))/>
                </Show>
                <MenuItem action="select-none" label="action-select-none" press=Callback::new(|()| app().select(Vec::new()))/>
            </Menu>
        </Show>
    }
}

#[component]
fn BulkItem(action: &'static str, keys: Option<&'static str>) -> impl IntoView {
    let label = Text::of(move || show::command_word(action));
    let press = Callback::new(move |()| act::start_on_selection(action));
    let destructive = act::is_destructive(action);
    match keys {
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

fn register_keys() {
    const LIST: &str = "shortcuts-list";
    keys::bind("shortcut-assign", LIST, Keys::plain("KeyA", "A"), || {
        act::start_on_selection("assign")
    });
    keys::bind("shortcut-dispatch", LIST, Keys::plain("KeyD", "D"), || {
        act::start_on_selection("dispatch")
    });
    keys::bind("shortcut-note", LIST, Keys::plain("KeyN", "N"), || {
        act::start_on_selection("add_note")
    });
    keys::bind(
        "shortcut-cancel-delivery",
        LIST,
        Keys::plain("Delete", "Del"),
        || act::start_on_selection("cancel"),
    );
}
