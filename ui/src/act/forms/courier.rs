//! Choosing a courier: who is on shift with what load, and what would break, before it is done.

use super::{FormFrame, Target};
use crate::{
    act::send,
    app::Dep,
    ipc::{self, live},
    parts::{Choice, Combobox, Text},
    show,
};
use domain::{
    command::{Action, Command, MAX_ITEMS, OnDeliveries},
    decide::Verdict,
    entity::Table,
    id::CourierId,
};
use leptos::prelude::*;
use std::{collections::BTreeMap, sync::Arc};
use wire::ipc::{CourierView, Preview, Query};

const DEPS: &[Dep] = &[
    Dep::Table(Table::Courier),
    Dep::Table(Table::Shift),
    Dep::Table(Table::Delivery),
];

fn make(action: &str, courier: CourierId) -> Action {
    match action {
        "reassign" => Action::Reassign { courier },
        "hand_over" => Action::HandOver { courier },
        _ => Action::Assign { courier },
    }
}

/// A courier as a choice: name, load, end of shift.
pub fn choice(courier: &CourierView) -> Choice {
    let load = match courier.capacity_parcels {
        Some(capacity) => show::tr(
            "count-of",
            &[
                ("n", courier.load_parcels.into()),
                ("total", capacity.into()),
            ],
        ),
        None => show::number(courier.load_parcels.into()),
    };
    let until = courier.shift.as_ref().map_or_else(
        || show::t("courier-no-shift"),
        |shift| show::tr("time-until", &[("time", show::time(shift.ends_at).into())]),
    );
    Choice {
        value: courier.id.to_string(),
        label: show::name(&courier.name),
        note: format!("{load} · {until}"),
        also: format!("{} {} {}", courier.name.ar, courier.name.en, courier.phone),
    }
}

#[component]
pub fn CourierForm(
    action: &'static str,
    targets: Arc<Vec<Target>>,
    done: Callback<()>,
) -> impl IntoView {
    // Theirs, not those of the hub another window looks at meanwhile.
    let hub = targets.first().map(|target| target.hub);
    let couriers = live::<Vec<CourierView>>(DEPS, move || Some(Query::Couriers { hub: hub? }));
    let value = RwSignal::new(String::new());
    let choices = Signal::derive(move || {
        let mut all = couriers
            .get()
            .map(|c| c.as_ref().clone())
            .unwrap_or_default();
        all.retain(|c| c.status == domain::entities::CourierStatus::Active);
        // Whoever is on shift first, the least laden of them on top.
        all.sort_by_key(|c| (c.shift.is_none(), c.open_deliveries));
        all.iter().map(choice).collect::<Vec<_>>()
    });
    let chosen = Memo::new(move |_| value.read().parse::<CourierId>().ok());
    let preview = RwSignal::new(None::<Preview>);
    let asked = Arc::clone(&targets);
    Effect::new(move |_| {
        preview.set(None);
        let (Some(courier), Some(first)) = (chosen.get(), asked.first()) else {
            return;
        };
        let command = Command::Deliveries(OnDeliveries {
            hub: first.hub,
            items: asked.iter().take(MAX_ITEMS).map(|t| t.id).collect(),
            if_rev: BTreeMap::new(),
            overrule: None,
            report: None,
            action: make(action, courier),
        });
        leptos::task::spawn_local(async move {
            if let Ok(answer) = ipc::query::<Preview>(&Query::Preview { command }).await
                && chosen.try_get_untracked() == Some(Some(courier))
            {
                preview.try_set(Some(answer));
            }
        });
    });
    let send_it = Callback::new(move |()| {
        if let Some(courier) = chosen.get_untracked() {
            done.run(());
            send(targets.as_ref().clone(), |_| make(action, courier), None);
        }
    });
    let submit = Text::of(move || show::command_word(action));
    view! {
        <FormFrame submit valid=Signal::derive(move || chosen.get().is_some()) send=send_it done>
            <Combobox name="courier" label="form-courier" placeholder=Text::from("form-courier-placeholder") choices value autofocus=true required=true/>
            <div class="preview" aria-live="polite" style="min-block-size: 96px">
                {move || preview.get().map(|p| view! { <PreviewNote preview=p/> })}
            </div>
        </FormFrame>
    }
}

/// What a preview says: the load afterwards, and each thing that would break with how often.
#[component]
pub fn PreviewNote(preview: Preview) -> impl IntoView {
    let mut broken: BTreeMap<String, usize> = BTreeMap::new();
    let mut fine = 0_usize;
    for item in &preview.items {
        match &item.verdict {
            Verdict::Rejected { rejection } => {
                *broken.entry(show::rejection_text(rejection)).or_default() += 1;
            }
            _ => fine += 1,
        }
    }
    let load = preview.courier.map(|c| {
        let of = c.capacity_parcels.map_or_else(
            || show::number(c.load_parcels.into()),
            |capacity| {
                show::tr(
                    "count-of",
                    &[("n", c.load_parcels.into()), ("total", capacity.into())],
                )
            },
        );
        format!(
            "{} · {of} · {}",
            show::name(&c.name),
            show::money(c.cash_held_halalas)
        )
    });
    view! {
        <div class="stack">
            {load.map(|load| view! { <p class="muted">{load}</p> })}
            <div class="row-flex wrap">
                {(fine > 0).then(|| view! {
                    <span class="tag accent">{show::tr("unit-deliveries", &[("n", fine.into())])}</span>
                })}
                {broken.into_iter().map(|(words, n)| view! {
                    <span class="tag danger" data-preview="broken">{words}{(n > 1).then(|| format!(" × {}", show::number(n as i64)))}</span>
                }).collect_view()}
            </div>
        </div>
    }
}
