//! Choosing a courier: who is on shift with what load, and what would break, before it is done.

use super::{FormFrame, Target};
use crate::{
    act::{
        forecast::{Ask, Chips, Forecast, forecast},
        give, send,
        verb::Verb,
    },
    app::{Dep, app},
    ipc::live,
    parts::{Choice, Combobox, Text},
    show,
};
use domain::{entity::Table, id::CourierId};
use leptos::prelude::*;
use std::sync::Arc;
use wire::ipc::{CourierView, Query};

const DEPS: &[Dep] = &[
    Dep::Table(Table::Courier),
    Dep::Table(Table::Shift),
    Dep::Table(Table::Delivery),
];

/// A courier's load as `7 of 20`.
fn load(courier: &CourierView) -> String {
    match courier.capacity_parcels {
        Some(capacity) => show::tr(
            "count-of",
            &[
                ("n", courier.load_parcels.into()),
                ("total", capacity.into()),
            ],
        ),
        None => show::number(courier.load_parcels.into()),
    }
}

/// A courier as a choice: name, load, end of shift.
pub fn choice(courier: &CourierView) -> Choice {
    let load = load(courier);
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
pub fn CourierForm(verb: Verb, targets: Arc<Vec<Target>>, done: Callback<()>) -> impl IntoView {
    // Theirs, not those of the hub another window looks at meanwhile.
    let hub = targets.first().map(|target| target.hub);
    let couriers = live::<Vec<CourierView>>(DEPS, move || {
        Some(Query::Couriers {
            hub: hub?,
            date: app().date(),
        })
    });
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
    let asked = Arc::clone(&targets);
    let forecast = forecast(Memo::new(move |_| {
        Some(Ask {
            targets: Arc::clone(&asked),
            courier: chosen.get()?,
        })
    }));
    let send_it = Callback::new(move |()| {
        if let Some(courier) = chosen.get_untracked() {
            done.run(());
            let give = |target: &Target| give::verb(target).action(courier);
            send(targets.as_ref().clone(), give, None);
        }
    });
    let submit = Text::of(move || show::command_word(verb.word()));
    view! {
        <FormFrame submit valid=Signal::derive(move || chosen.get().is_some()) send=send_it done>
            <Combobox name="courier" label="form-courier" placeholder=Text::from("form-courier-placeholder") choices value autofocus=true required=true/>
            <div class="preview" aria-live="polite" style="min-block-size: 96px">
                {move || forecast.get().map(|forecast| view! { <Note forecast/> })}
            </div>
        </FormFrame>
    }
}

/// What is forecast: the load and the cash afterwards, the times, and each thing that would break with how often.
#[component]
fn Note(forecast: Forecast) -> impl IntoView {
    let load = forecast.answer.courier.as_ref().map(|c| {
        format!(
            "{} · {} · {}",
            show::name(&c.name),
            load(c),
            show::money(c.cash_held_halalas)
        )
    });
    view! {
        <div class="stack">
            {load.map(|load| view! { <p class="muted">{load}</p> })}
            <div class="row-flex wrap" data-region="forecast"><Chips forecast/></div>
        </div>
    }
}
