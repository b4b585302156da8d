//! The Map's state: what is asked, what is drawn on the surface and when, what is selected (shared with every
//! window), which courier is looked at. Must not know how anything is drawn.

use super::{
    rows,
    surface::{self, Kind, Message, OpenError, Surface},
};
use crate::{
    app::{Dep, app},
    ipc::{Live, live},
    parts::{state_shape, tone},
    show,
};
use domain::{
    entities::DeliveryState,
    entity::Table,
    id::{CourierId, DeliveryId, HubId},
    units::Point,
};
use leptos::prelude::*;
use serde_json::json;
use std::{collections::HashSet, sync::Arc, time::Duration};
use wire::ipc::{CourierView, DeliveryRow, Digits, MapView, Query};

/// Positions come with a query of their own: they move all the time, the rest does not.
const MAP: &[Dep] = &[
    Dep::Table(Table::Delivery),
    Dep::Table(Table::Zone),
    Dep::Clock,
];
const COURIERS: &[Dep] = &[
    Dep::Table(Table::Courier),
    Dep::Table(Table::Shift),
    Dep::Table(Table::Delivery),
];
/// Positions are drawn at most this often.
const POSITIONS_EVERY: Duration = Duration::from_millis(500);

/// A switch of the legend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Zones,
    Deliveries,
    Couriers,
}

impl Part {
    pub const ALL: [Self; 3] = [Self::Zones, Self::Deliveries, Self::Couriers];
    /// As the surface calls it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Zones => "zones",
            Self::Deliveries => "deliveries",
            Self::Couriers => "couriers",
        }
    }
    pub const fn label(self) -> &'static str {
        match self {
            Self::Zones => "map-zones",
            Self::Deliveries => "map-deliveries",
            Self::Couriers => "map-couriers",
        }
    }
}

/// What the pointer rests on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hover {
    pub kind: Kind,
    pub id: uuid::Uuid,
    pub x: f64,
    pub y: f64,
}

/// Copy; passed to every part of the screen.
#[derive(Clone, Copy)]
pub struct Desk {
    pub map: Live<MapView>,
    pub couriers: Live<Vec<CourierView>>,
    pub shown: StoredValue<[RwSignal<bool>; 3]>,
    pub lasso: RwSignal<bool>,
    /// The courier looked at, with the way to the next stops.
    pub chosen: RwSignal<Option<CourierId>>,
    pub hover: RwSignal<Option<Hover>>,
    pub basemap_failed: RwSignal<bool>,
    /// Why there is no map.
    pub failed: RwSignal<Option<OpenError>>,
    /// What is selected, in whichever window it was.
    pub selected: Memo<Arc<HashSet<DeliveryId>>>,
    surface: StoredValue<Option<Surface>, LocalStorage>,
    open: RwSignal<bool>,
}

/// `held` with a clicked one toggled where it adds, alone otherwise.
pub fn clicked(mut held: Vec<DeliveryId>, id: DeliveryId, add: bool) -> Vec<DeliveryId> {
    if !add {
        return vec![id];
    }
    match held.iter().position(|one| *one == id) {
        Some(at) => {
            held.remove(at);
        }
        None => held.push(id),
    }
    held
}

/// `held` and those that are new in `found`, or `found` alone.
pub fn gathered(mut held: Vec<DeliveryId>, found: Vec<DeliveryId>, add: bool) -> Vec<DeliveryId> {
    if !add {
        return found;
    }
    let known: HashSet<DeliveryId> = held.iter().copied().collect();
    held.extend(found.into_iter().filter(|id| !known.contains(id)));
    held
}

impl Desk {
    /// `chosen`: the courier looked at, which a screen may share with its own.
    pub fn new(chosen: RwSignal<Option<CourierId>>) -> Self {
        let map = live::<MapView>(MAP, || {
            Some(Query::Map {
                hub: app().hub()?,
                date: app().date()?,
            })
        });
        let tick = positions_tick();
        let couriers = live::<Vec<CourierView>>(COURIERS, move || {
            tick.track();
            Some(Query::Couriers {
                hub: app().hub()?,
                date: app().date(),
            })
        });
        let desk = Self {
            map,
            couriers,
            shown: StoredValue::new([
                RwSignal::new(true),
                RwSignal::new(true),
                RwSignal::new(true),
            ]),
            lasso: RwSignal::new(false),
            chosen,
            hover: RwSignal::new(None),
            basemap_failed: RwSignal::new(false),
            failed: RwSignal::new(None),
            selected: Memo::new(|_| Arc::new(app().selection().into_iter().collect())),
            surface: StoredValue::new_local(None),
            open: RwSignal::new(false),
        };
        desk.draw_all();
        desk.follow_hub();
        desk.follow_address();
        on_cleanup(move || {
            desk.surface.try_update_value(Option::take);
        });
        desk
    }

    pub fn part(self, part: Part) -> RwSignal<bool> {
        self.shown.with_value(|all| all[part as usize])
    }

    /// Opens the map in its place on the page; once.
    pub fn open_in(self, host: web_sys::HtmlElement) {
        let options = json!({
            "label": untrack(|| show::t("map-label")),
            "arabic_digits": untrack(arabic_digits),
            "basemap": untrack(basemap),
            "bounds": untrack(|| self.bounds()),
            "states": states(),
        });
        leptos::task::spawn_local(async move {
            match surface::open(&host, &options, move |message| self.hear(message)).await {
                // Where the screen is gone meanwhile, dropping the surface closes it.
                Ok(surface) => {
                    if self
                        .surface
                        .try_update_value(|held| *held = Some(surface))
                        .is_some()
                    {
                        self.open.try_set(true);
                    }
                }
                Err(problem) => {
                    self.failed.try_set(Some(problem));
                }
            }
        });
    }

    fn on_surface(self, act: impl FnOnce(&Surface)) {
        self.surface.try_with_value(|surface| {
            if let Some(surface) = surface {
                act(surface);
            }
        });
    }

    fn bounds(self) -> [[f64; 2]; 2] {
        let hub = || {
            app().hub_view().map_or(
                Point {
                    lon_e7: 467_000_000,
                    lat_e7: 247_000_000,
                },
                |h| h.point,
            )
        };
        self.map
            .with(|map| map.map_or_else(|| rows::near(hub()), rows::bounds))
    }

    /// Draws rows of one kind whenever they change; equal rows are not drawn again.
    fn draw(
        self,
        kind: &'static str,
        rows: impl Fn() -> Vec<serde_json::Value> + Send + Sync + 'static,
    ) {
        let open = self.open;
        Effect::new(move |before: Option<String>| {
            if !open.get() {
                return String::new();
            }
            let json = serde_json::Value::Array(rows()).to_string();
            if before.as_ref() != Some(&json) {
                self.on_surface(|surface| surface.set(kind, &json));
            }
            json
        });
    }

    fn draw_all(self) {
        self.draw("zones", move || {
            self.map.with(|map| {
                map.map(|m| rows::zones(&m.zones, |z| show::name(&z.name)))
                    .unwrap_or_default()
            })
        });
        self.draw("points", move || {
            self.map.with(|map| {
                map.map(|m| rows::points(&m.deliveries, |_| true))
                    .unwrap_or_default()
            })
        });
        self.draw("selected", move || {
            let selected = self.selected.get();
            self.map.with(|map| {
                map.map(|m| rows::points(&m.deliveries, |r| selected.contains(&r.id)))
                    .unwrap_or_default()
            })
        });
        // Ages grow in steps of ten seconds.
        let now = Memo::new(|_| domain::units::Millis(app().now.get().0 / 10_000 * 10_000));
        self.draw("couriers", move || {
            let (now, chosen) = (now.get(), self.chosen.get());
            self.couriers.with(|all| {
                let words = |c: &CourierView, age: i64| (show::name(&c.name), age_words(age));
                all.map(|all| rows::couriers(all, now, chosen, words))
                    .unwrap_or_default()
            })
        });
        self.draw("path", move || {
            let Some(courier) = self.chosen_courier() else {
                return Vec::new();
            };
            let line = self.map.with(|map| {
                map.map(|m| rows::path(&courier, &m.deliveries))
                    .unwrap_or_default()
            });
            if line.is_empty() {
                Vec::new()
            } else {
                vec![json!(line)]
            }
        });
        for part in Part::ALL {
            let on = self.part(part);
            Effect::new(move |_| {
                let (open, on) = (self.open.get(), on.get());
                if open {
                    self.on_surface(|surface| surface.show(part.word(), on));
                }
            });
        }
        Effect::new(move |_| {
            let (open, on) = (self.open.get(), self.lasso.get());
            if open {
                self.on_surface(|surface| surface.draw(on));
            }
        });
        Effect::new(move |_| {
            let (open, label, arabic) = (self.open.get(), show::t("map-label"), arabic_digits());
            if open {
                self.on_surface(|surface| surface.speak(&label, arabic));
            }
        });
        let address = Memo::new(|_| basemap());
        Effect::new(move |before: Option<String>| {
            let address = address.get();
            if before.is_some_and(|before| before != address) {
                self.basemap_failed.set(false);
                self.on_surface(|surface| surface.basemap(&address));
            }
            address
        });
    }

    /// Shows the hub's whole area when its figures first come, and when another hub is looked at.
    fn follow_hub(self) {
        let fitted = StoredValue::new(None);
        let looked_at = Memo::new(|_| app().hub());
        Effect::new(move |before: Option<Option<HubId>>| {
            let hub = looked_at.get();
            if before.flatten().is_some_and(|before| hub != Some(before)) {
                // A courier of the hub that is left.
                self.chosen.set(None);
                self.hover.set(None);
            }
            hub
        });
        Effect::new(move |_| {
            let (open, hub, there) = (self.open.get(), app().hub(), self.map.with(|m| m.is_some()));
            let of_hub = self.map.with(|m| m.map(|m| m.hub))
                == untrack(|| app().hub_view().map(|h| h.point));
            if open && there && of_hub && fitted.get_value() != Some(hub) {
                fitted.set_value(Some(hub));
                let bounds = untrack(|| self.bounds());
                self.on_surface(|surface| surface.fit(&bounds));
            }
        });
    }

    /// `#/map/<id>`: a courier looked at, or a delivery selected, and brought into sight.
    fn follow_address(self) {
        let seen = StoredValue::new(None);
        Effect::new(move |_| {
            let wanted = app()
                .route
                .with(|r| (r.screen == "map").then_some(r.entity).flatten());
            let (Some(id), true) = (wanted, self.open.get()) else {
                return;
            };
            if seen.get_value() == Some(id)
                || self.map.with(|m| m.is_none())
                || self.couriers.with(|c| c.is_none())
            {
                return;
            }
            seen.set_value(Some(id));
            if untrack(|| self.courier(CourierId(id))).is_some() {
                self.look_at(CourierId(id));
            } else {
                app().select(vec![DeliveryId(id)]);
                self.reveal(DeliveryId(id));
            }
        });
    }

    fn hear(self, message: Message) {
        let held = || untrack(|| app().selection());
        match message {
            Message::Ground => self.chosen.set(None),
            Message::Delivery { id, add } => app().select(clicked(held(), id, add)),
            Message::Deliveries { ids, add } => app().select(gathered(held(), ids, add)),
            Message::Courier { id } => self.chosen.set(Some(id)),
            Message::Hover { kind, id, x, y } => self.hover.set(Some(Hover { kind, id, x, y })),
            Message::Leave => self.hover.set(None),
            Message::Lasso { ring, add } => {
                self.lasso.set(false);
                if self.part(Part::Deliveries).get_untracked() && !ring.is_empty() {
                    let found = self
                        .map
                        .get_untracked()
                        .map(|m| rows::inside(&m.deliveries, &ring));
                    app().select(gathered(held(), found.unwrap_or_default(), add));
                }
            }
            Message::BasemapFailed => self.basemap_failed.set(true),
        }
    }

    /// The rows of the selection, in the map's order; those the map has.
    pub fn selected_rows(self) -> Vec<DeliveryRow> {
        let selected = self.selected.get();
        self.map.with(|map| {
            let all = map.map(|m| m.deliveries.as_slice()).unwrap_or_default();
            all.iter()
                .filter(|row| selected.contains(&row.id))
                .cloned()
                .collect()
        })
    }

    pub fn row(self, id: DeliveryId) -> Option<DeliveryRow> {
        self.map
            .with(|map| map?.deliveries.iter().find(|row| row.id == id).cloned())
    }

    pub fn courier(self, id: CourierId) -> Option<CourierView> {
        self.couriers
            .with(|all| all?.iter().find(|c| c.id == id).cloned())
    }

    pub fn chosen_courier(self) -> Option<CourierView> {
        self.courier(self.chosen.get()?)
    }

    /// Brings a delivery into sight.
    pub fn reveal(self, id: DeliveryId) {
        if let Some(point) = untrack(|| self.row(id)).and_then(|row| row.point) {
            self.on_surface(|surface| surface.reveal(point));
        }
    }

    /// Looks at a courier and brings them into sight.
    pub fn look_at(self, id: CourierId) {
        self.chosen.set(Some(id));
        if let Some(position) = untrack(|| self.courier(id)).and_then(|c| c.position) {
            self.on_surface(|surface| surface.reveal(position.point));
        }
    }

    /// Everything a courier still has to do that is on the map.
    pub fn work_of(self, courier: CourierId) -> Vec<DeliveryId> {
        let theirs = |row: &&DeliveryRow| row.courier == Some(courier) && !row.state.is_terminal();
        self.map.with(|map| {
            let rows = map.map(|m| m.deliveries.as_slice()).unwrap_or_default();
            rows.iter().filter(theirs).map(|row| row.id).collect()
        })
    }

    /// Selects it.
    pub fn select_work_of(self, courier: CourierId) {
        app().select(untrack(|| self.work_of(courier)));
    }

    /// Shows the selection, or everything where nothing is selected.
    pub fn fit(self) {
        let bounds = untrack(|| {
            let selected = self.selected.get();
            let of_selection = self
                .map
                .with(|m| rows::bounds_of(&m?.deliveries, &selected));
            of_selection.unwrap_or_else(|| self.bounds())
        });
        self.on_surface(|surface| surface.fit(&bounds));
    }

    pub fn zoom(self, by: f64) {
        self.on_surface(|surface| surface.zoom(by));
    }
}

/// A counter that follows positions, at most twice a second.
fn positions_tick() -> RwSignal<u32> {
    let tick = RwSignal::new(0_u32);
    let due = StoredValue::new(false);
    Effect::new(move |before: Option<()>| {
        app().changes.track(Dep::Positions);
        if before.is_none() || due.get_value() {
            return;
        }
        due.set_value(true);
        set_timeout(
            move || {
                due.try_set_value(false);
                tick.try_update(|n| *n = n.wrapping_add(1));
            },
            POSITIONS_EVERY,
        );
    });
    tick
}

/// The basemap's address when it is one of raster tiles.
fn basemap() -> String {
    let address = app().settings.read().basemap_url.clone();
    if address.contains("{z}") {
        address
    } else {
        String::new()
    }
}

/// Whether Settings name a basemap that is not made of raster tiles.
pub fn basemap_is_unusable() -> bool {
    let address = app().settings.read().basemap_url.clone();
    !address.is_empty() && !address.contains("{z}")
}

fn arabic_digits() -> bool {
    app().settings.read().digits == Digits::Arabic
}

fn age_words(age_secs: i64) -> String {
    match rows::stepped(age_secs) {
        0 => show::t("age-now"),
        secs @ 1..60 => show::tr("age-seconds", &[("n", secs.into())]),
        secs @ 60..3_600 => show::tr("age-minutes", &[("n", (secs / 60).into())]),
        secs => show::tr("age-hours", &[("n", (secs / 3_600).into())]),
    }
}

/// How each state looks: the badge's own shape and hue.
fn states() -> serde_json::Value {
    DeliveryState::ALL
        .iter()
        .map(|state| {
            let (path, filled) = state_shape(*state);
            (state.word().to_owned(), json!([path, filled, tone(*state)]))
        })
        .collect::<serde_json::Map<_, _>>()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn id(n: u128) -> DeliveryId {
        DeliveryId(Uuid::from_u128(n))
    }

    #[test]
    fn a_click_selects_alone_and_adds_with_a_modifier() {
        assert_eq!(clicked(vec![id(1), id(2)], id(3), false), [id(3)]);
        assert_eq!(clicked(vec![id(1)], id(3), true), [id(1), id(3)]);
        assert_eq!(clicked(vec![id(1), id(3)], id(3), true), [id(1)]);
    }

    #[test]
    fn what_is_drawn_around_joins_the_selection_once() {
        assert_eq!(
            gathered(vec![id(1), id(2)], vec![id(2), id(3)], true),
            [id(1), id(2), id(3)]
        );
        assert_eq!(gathered(vec![id(1)], vec![id(2)], false), [id(2)]);
    }
}
