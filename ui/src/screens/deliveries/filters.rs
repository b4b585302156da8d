//! The filters above the table: chips that say what is filtered, and where each is chosen.

mod picker;

use self::picker::Picker;
use crate::{
    app::{DELIVERY_ROWS, Dep, app},
    ipc::{Live, live},
    parts::{Button, Chip, Choice, Kind, Menu, MenuGroup, MenuItem, MenuLine, Text},
    show,
};
use domain::{
    entities::{DeliveryState, Merchant},
    entity::Table,
    id::{CourierId, HubId, MerchantId, ZoneId},
};
use leptos::prelude::*;
use std::{cell::OnceCell, collections::BTreeSet};
use wire::ipc::{CourierView, DeliveryFilter, FilterBy, FilterCount, Query, ZoneView};

/// What a person filters by. Kept while the window lives.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filters {
    pub states: BTreeSet<DeliveryState>,
    pub zones: BTreeSet<ZoneId>,
    pub outside_zones: bool,
    pub couriers: BTreeSet<CourierId>,
    pub merchants: BTreeSet<MerchantId>,
    pub late_only: bool,
    pub carried_over_only: bool,
    pub pending_only: bool,
    pub all_days: bool,
    pub search: String,
}

/// The states in which work is left to do.
pub const OPEN: &[DeliveryState] = &[
    DeliveryState::Draft,
    DeliveryState::Ready,
    DeliveryState::Assigned,
    DeliveryState::Dispatched,
    DeliveryState::PickedUp,
    DeliveryState::EnRoute,
    DeliveryState::Arrived,
    DeliveryState::Failed,
    DeliveryState::Returning,
    DeliveryState::OnHold,
];

impl Filters {
    /// The question for the hub and day looked at.
    pub fn question(&self) -> Option<DeliveryFilter> {
        let date = app().date()?;
        let mut filter = DeliveryFilter::of(app().hub()?, (!self.all_days).then_some(date));
        filter.states = self.states.iter().copied().collect();
        filter.zones = self.zones.iter().copied().collect();
        filter.outside_zones = self.outside_zones;
        filter.couriers = self.couriers.iter().copied().collect();
        filter.merchants = self.merchants.iter().copied().collect();
        filter.late_only = self.late_only;
        filter.carried_over_only = self.carried_over_only;
        filter.pending_only = self.pending_only;
        filter.search = self.search.trim().to_owned();
        Some(filter)
    }

    pub fn any(&self) -> bool {
        *self
            != Self {
                search: String::new(),
                ..Self::default()
            }
            || !self.search.trim().is_empty()
    }

    fn state_words(&self) -> Option<String> {
        if self.states.is_empty() {
            None
        } else if self
            .states
            .iter()
            .copied()
            .eq(OPEN.iter().copied().collect::<BTreeSet<_>>())
        {
            Some(show::t("state-group-open"))
        } else if let [one] = self.states.iter().collect::<Vec<_>>()[..] {
            Some(show::state(*one))
        } else {
            Some(show::number(self.states.len() as i64))
        }
    }
}

/// This window's filters.
pub fn filters() -> RwSignal<Filters> {
    thread_local! { static FILTERS: OnceCell<RwSignal<Filters>> = const { OnceCell::new() }; }
    FILTERS.with(|cell| *cell.get_or_init(|| crate::app::lasting(kept_filters)))
}

/// Filters that last; zones and couriers are a hub's, and go with it.
fn kept_filters() -> RwSignal<Filters> {
    let filters = RwSignal::new(Filters::default());
    let hub = Memo::new(|_| app().hub());
    Effect::new(move |before: Option<Option<HubId>>| {
        let hub = hub.get();
        if before.flatten().is_some_and(|before| hub != Some(before)) {
            filters.update(|f| {
                f.zones.clear();
                f.couriers.clear();
            });
        }
        hub
    });
    filters
}

fn toggle<T: Ord>(set: &mut BTreeSet<T>, value: T) {
    if !set.remove(&value) {
        set.insert(value);
    }
}

/// The value of those outside all zones, among zones.
const OUTSIDE: &str = "outside";

/// How many the table would show for each value of one filter, counted while its list is open.
fn counts(by: FilterBy, open: RwSignal<bool>) -> Live<Vec<FilterCount>> {
    live(DELIVERY_ROWS, move || {
        open.get().then_some(())?;
        Some(Query::FilterCounts {
            filter: filters().read().question()?,
            by,
        })
    })
}

/// What stands beside a value; nothing before it was counted.
fn count(counts: &Live<Vec<FilterCount>>, value: &str) -> String {
    counts
        .with(|counts| {
            let found = counts?
                .iter()
                .find(|c| c.value.as_deref().unwrap_or(OUTSIDE) == value);
            Some(show::number(found.map_or(0, |c| c.count as i64)))
        })
        .unwrap_or_default()
}

/// `Zone` or `Zone: 3`.
fn counted(title: &'static str, n: usize) -> String {
    if n == 0 {
        show::t(title)
    } else {
        format!("{}: {}", show::t(title), show::number(n as i64))
    }
}

/// Filters that are on or off: action, key of the name, read, flip.
type Switch = (
    &'static str,
    &'static str,
    fn(&Filters) -> bool,
    fn(&mut Filters),
);

const SWITCHES: &[Switch] = &[
    (
        "filter-late",
        "filter-late",
        |f| f.late_only,
        |f| f.late_only = !f.late_only,
    ),
    (
        "filter-carried-over",
        "filter-carried-over",
        |f| f.carried_over_only,
        |f| f.carried_over_only = !f.carried_over_only,
    ),
    (
        "filter-pending",
        "filter-pending",
        |f| f.pending_only,
        |f| f.pending_only = !f.pending_only,
    ),
    (
        "filter-all-days",
        "filter-all-days",
        |f| f.all_days,
        |f| f.all_days = !f.all_days,
    ),
];

#[component]
pub fn FilterBar() -> impl IntoView {
    let filters = filters();
    view! {
        <States/>
        <Zones/>
        <Couriers/>
        <Merchants/>
        <Menu action="filter" label="filter-add" class="chip" icon="plus">
            {SWITCHES.iter().map(|(action, label, read, flip)| {
                let (read, flip) = (*read, *flip);
                view! {
                    <MenuItem action=action label=*label checked=Signal::derive(move || read(&filters.read()))
                        press=Callback::new(move |()| filters.update(flip))/>
                }
            }).collect_view()}
        </Menu>
        {SWITCHES.iter().map(|(action, label, read, flip)| {
            let (read, flip) = (*read, *flip);
            let words = Text::of(move || format!("{} ×", show::t(label)));
            view! {
                <Show when=move || read(&filters.read())>
                    <Chip action=action label=words on=Signal::stored(true) press=Callback::new(move |()| filters.update(flip))/>
                </Show>
            }
        }).collect_view()}
        <Show when=move || filters.read().any()>
            <Button action="filter-clear" label="filter-clear-all" kind=Kind::Link
                press=Callback::new(move |()| filters.set(Filters::default()))/>
        </Show>
    }
}

#[component]
fn States() -> impl IntoView {
    let filters = filters();
    let label = Text::of(move || match filters.read().state_words() {
        Some(value) => show::tr("filter-state", &[("value", value.into())]),
        None => show::t("field-state"),
    });
    let on = move || !filters.read().states.is_empty();
    let only = move |states: &'static [DeliveryState]| {
        Callback::new(move |()| filters.update(|f| f.states = states.iter().copied().collect()))
    };
    view! {
        <span class="chip-menu" class:on=on>
            <Menu action="filter-state" label class="chip">
                <MenuItem action="filter-state-any" label="filter-any-state" press=only(&[])/>
                <MenuItem action="filter-state-open" label="state-group-open" press=only(OPEN)/>
                <MenuItem action="filter-state-unassigned" label="state-group-unassigned"
                    press=only(&[DeliveryState::Ready])/>
                <MenuItem action="filter-state-moving" label="state-group-moving"
                    press=only(&[DeliveryState::PickedUp, DeliveryState::EnRoute, DeliveryState::Arrived])/>
                <MenuLine/>
                <MenuGroup label="field-state"/>
                {DeliveryState::ALL.iter().map(|state| {
                    let state = *state;
                    view! {
                        <MenuItem action="filter-state-one" value=state.word() label=Text::of(move || show::state(state))
                            checked=Signal::derive(move || filters.read().states.contains(&state))
                            press=Callback::new(move |()| filters.update(|f| toggle(&mut f.states, state)))/>
                    }
                }).collect_view()}
            </Menu>
        </span>
    }
}

#[component]
fn Zones() -> impl IntoView {
    let filters = filters();
    let zones = live::<Vec<ZoneView>>(&[Dep::Table(Table::Zone)], || {
        Some(Query::Zones { hub: app().hub()? })
    });
    let open = RwSignal::new(false);
    let counts = counts(FilterBy::Zone, open);
    let choices = Signal::derive(move || {
        let outside = Choice {
            value: OUTSIDE.into(),
            label: show::t("outside-zones"),
            note: count(&counts, OUTSIDE),
            also: String::new(),
        };
        let mut all = vec![outside];
        all.extend(
            zones
                .get()
                .iter()
                .flat_map(|z| z.iter())
                .map(|zone| Choice {
                    value: zone.id.to_string(),
                    label: show::name(&zone.name),
                    note: count(&counts, &zone.id.to_string()),
                    also: format!("{} {}", zone.name.ar, zone.name.en),
                }),
        );
        all
    });
    let picked = Signal::derive(move || {
        let f = filters.read();
        let mut picked: Vec<String> = f.zones.iter().map(ToString::to_string).collect();
        picked.extend(f.outside_zones.then(|| OUTSIDE.to_owned()));
        picked
    });
    let label = Text::of(move || counted("field-zone", picked.read().len()));
    let pick = Callback::new(move |value: String| {
        filters.update(|f| match value.parse::<ZoneId>() {
            Ok(zone) => toggle(&mut f.zones, zone),
            Err(_) => f.outside_zones = !f.outside_zones,
        });
    });
    view! { <Picker action="filter-zone" label choices picked pick open/> }
}

#[component]
fn Couriers() -> impl IntoView {
    let filters = filters();
    let couriers = live::<Vec<CourierView>>(&[Dep::Table(Table::Courier)], || {
        Some(Query::Couriers {
            hub: app().hub()?,
            date: app().date(),
        })
    });
    let open = RwSignal::new(false);
    let counts = counts(FilterBy::Courier, open);
    let choices = Signal::derive(move || {
        couriers
            .get()
            .iter()
            .flat_map(|all| all.iter())
            .map(|courier| Choice {
                value: courier.id.to_string(),
                label: show::name(&courier.name),
                note: count(&counts, &courier.id.to_string()),
                also: format!("{} {} {}", courier.name.ar, courier.name.en, courier.phone),
            })
            .collect::<Vec<_>>()
    });
    let picked = Signal::derive(move || {
        filters
            .read()
            .couriers
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    });
    let label = Text::of(move || counted("field-courier", picked.read().len()));
    let pick = Callback::new(move |value: String| {
        if let Ok(courier) = value.parse() {
            filters.update(|f| toggle(&mut f.couriers, courier));
        }
    });
    view! { <Picker action="filter-courier" label choices picked pick open/> }
}

#[component]
fn Merchants() -> impl IntoView {
    let filters = filters();
    let merchants =
        live::<Vec<Merchant>>(&[Dep::Table(Table::Merchant)], || Some(Query::Merchants));
    let open = RwSignal::new(false);
    let counts = counts(FilterBy::Merchant, open);
    let choices = Signal::derive(move || {
        merchants
            .get()
            .iter()
            .flat_map(|all| all.iter())
            .map(|merchant| Choice {
                value: merchant.id.to_string(),
                label: app()
                    .lang()
                    .pick(&merchant.name_ar, &merchant.name_en)
                    .to_owned(),
                note: count(&counts, &merchant.id.to_string()),
                also: format!("{} {}", merchant.name_ar, merchant.name_en),
            })
            .collect::<Vec<_>>()
    });
    let picked = Signal::derive(move || {
        filters
            .read()
            .merchants
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    });
    let label = Text::of(move || counted("field-merchant", picked.read().len()));
    let pick = Callback::new(move |value: String| {
        if let Ok(merchant) = value.parse() {
            filters.update(|f| toggle(&mut f.merchants, merchant));
        }
    });
    view! { <Picker action="filter-merchant" label choices picked pick open/> }
}
