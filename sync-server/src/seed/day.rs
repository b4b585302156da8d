//! The made-up day: shifts, and deliveries with the fate each shall meet by now. Pure.

use super::{
    Options,
    geometry::{Xy, contains},
    layout::{CourierPlan, Layout, ZonePlan},
    names::{FIRST, INSTRUCTIONS, LAST, WOMEN},
    places::STREETS,
};
use domain::{
    command::{NewDelivery, ShiftSpec, Stop},
    entities::{DeliveryKind, Merchant, Proof, ShiftState},
    id::{DeliveryId, ShiftId, hashed},
    units::{Millis, Point, ServiceDate, Window},
};
use rand::{Rng, rngs::StdRng};

const HOUR_MS: i64 = 3_600_000;
/// Deliveries are spread over this many hours.
pub const SPAN_HOURS: i64 = 12;

/// When the day's work lies: around now when the day is today, so that at any hour there is work behind and
/// ahead; else from six hours after the day begins.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    pub from: Millis,
    pub now: Millis,
    pub date: ServiceDate,
}

impl Span {
    pub fn new(options: &Options, now: Millis) -> Self {
        let (date, starts_at_min) = (options.date, options.day_starts_at_min);
        // Riyadh keeps UTC+3 the year round.
        let midnight = date
            .0
            .and_hms_opt(0, 0, 0)
            .unwrap_or_default()
            .and_utc()
            .timestamp_millis()
            - 3 * HOUR_MS;
        let begins = midnight + i64::from(starts_at_min) * 60_000;
        let (first, last) = (begins + HOUR_MS, begins + (24 - SPAN_HOURS) * HOUR_MS);
        let is_today = ServiceDate::of(now, "Asia/Riyadh", starts_at_min) == date;
        let from = if is_today {
            (now.0 - 6 * HOUR_MS).clamp(first, last)
        } else {
            begins + 6 * HOUR_MS
        };
        Self {
            from: Millis(from / HOUR_MS * HOUR_MS),
            now,
            date,
        }
    }

    /// The moment `hours` after the work begins.
    pub fn at(self, hours: f64) -> Millis {
        Millis(self.from.0 + (hours * HOUR_MS as f64) as i64)
    }

    /// How many hours of work lie behind.
    pub fn elapsed_hours(self) -> f64 {
        (self.now.0 - self.from.0) as f64 / HOUR_MS as f64
    }
}

/// What shall have become of a delivery by now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Waiting,
    Held,
    Cancelled,
    Assigned,
    Dispatched,
    PickedUp,
    EnRoute,
    Arrived,
    Delivered,
    Failed,
}

/// A delivery of the day.
pub struct DeliveryPlan {
    pub hub: usize,
    pub id: DeliveryId,
    pub new: NewDelivery,
    pub fate: Fate,
    /// Index of whoever brings it, for fates that need somebody.
    pub courier: Option<usize>,
    /// When it was, or would be, at the door, in hours after the work begins.
    pub at_hours: f64,
}

/// Couriers' shifts: an early and a late one, overlapping in the middle.
pub fn shifts(layout: &Layout, span: Span) -> Vec<(usize, ShiftSpec)> {
    layout
        .couriers
        .iter()
        .map(|plan| {
            let (from, to) = hours(plan);
            let (starts_at, ends_at) = (span.at(from), span.at(to));
            let id = hashed(
                "demo shift",
                &[
                    plan.courier.id.0.as_bytes(),
                    span.date.to_string().as_bytes(),
                ],
            );
            let shift = ShiftSpec {
                id: ShiftId(id),
                courier_id: plan.courier.id,
                vehicle_id: Some(plan.vehicle.id),
                service_date: span.date,
                starts_at,
                ends_at,
                breaks: Default::default(),
                state: if starts_at <= span.now {
                    ShiftState::Open
                } else {
                    ShiftState::Planned
                },
            };
            (plan.hub, shift)
        })
        .collect()
}

/// Hours after the work begins, from and to.
fn hours(plan: &CourierPlan) -> (f64, f64) {
    if plan.early {
        (-1.0, 8.5)
    } else {
        (3.5, SPAN_HOURS as f64 + 1.0)
    }
}

/// The day's deliveries.
pub fn deliveries(
    options: &Options,
    layout: &Layout,
    span: Span,
    rng: &mut StdRng,
) -> Vec<DeliveryPlan> {
    (0..options.deliveries)
        .map(|i| delivery(i, layout, span, rng))
        .collect()
}

fn delivery(index: usize, layout: &Layout, span: Span, rng: &mut StdRng) -> DeliveryPlan {
    let zone_index = rng.random_range(0..layout.zones.len());
    let zone = &layout.zones[zone_index];
    let (merchant, prefix) = &layout.merchants[rng.random_range(0..layout.merchants.len())];
    let hub = layout.hubs[zone.hub].id;
    // Two busy hours at noon and in the evening.
    let peak = if rng.random_bool(0.5) { 3.0 } else { 8.0 };
    let start = (peak + rng.random_range(-3.0..3.0_f64)).clamp(0.0, SPAN_HOURS as f64 - 2.0);
    let start = (start * 2.0).floor() / 2.0;
    let window = Window {
        from: span.at(start),
        to: span.at(start + 2.0),
    };
    let incomplete = rng.random_bool(0.015);
    let date = span.date.0.format("%m%d");
    let reference = format!("{prefix}-{date}-{:05}", 10_000 + index);
    let new = NewDelivery {
        merchant_id: merchant.id,
        kind: DeliveryKind::Dropoff,
        pickup: pickup(merchant),
        dropoff: dropoff(zone, incomplete, rng),
        instructions: INSTRUCTIONS[rng.random_range(0..INSTRUCTIONS.len())].into(),
        parcel_count: if rng.random_bool(0.85) {
            1
        } else {
            rng.random_range(2..4)
        },
        weight_g: rng.random_range(3..60) * 100,
        volume_ml: rng.random_range(5..80) * 100,
        barcodes: vec![format!("62{:010}", index as u64 * 7919 % 10_000_000_000)],
        service_date: span.date,
        windows: vec![window],
        promised_at: Some(window.to),
        service_secs: rng.random_range(2..7) * 60,
        priority: *[50, 50, 50, 50, 25, 75, 100]
            .get(rng.random_range(0..7))
            .unwrap_or(&50),
        skills: Vec::new(),
        cod_halalas: if rng.random_bool(0.55) {
            rng.random_range(25..320) * 100
        } else {
            0
        },
        proof_required: Proof::None,
        note: String::new(),
        reference,
    };
    // Nine in ten come within their window, some late.
    let at_hours = start
        + if rng.random_bool(0.9) {
            rng.random_range(0.2..1.9)
        } else {
            rng.random_range(2.02..2.8)
        };
    let wanted = if incomplete {
        Fate::Waiting
    } else {
        fate(at_hours, span, rng)
    };
    let courier = bringer(layout, zone_index, start, rng);
    let fate = match (wanted, courier) {
        (Fate::Waiting | Fate::Held | Fate::Cancelled, _) => wanted,
        (_, None) => Fate::Waiting,
        _ => wanted,
    };
    DeliveryPlan {
        hub: zone.hub,
        id: new.id(hub),
        new,
        fate,
        courier,
        at_hours,
    }
}

fn fate(at_hours: f64, span: Span, rng: &mut StdRng) -> Fate {
    let ahead = at_hours - span.elapsed_hours();
    match (rng.random_range(0..1000), ahead) {
        (0..15, _) => Fate::Cancelled,
        (15..25, _) => Fate::Held,
        (25..90, f64::NEG_INFINITY..-0.2) => Fate::Failed,
        (_, f64::NEG_INFINITY..-0.05) => Fate::Delivered,
        (_, -0.05..0.0) => Fate::Arrived,
        (_, 0.0..0.25) => Fate::EnRoute,
        (_, 0.25..0.6) => Fate::PickedUp,
        (_, 0.6..1.1) => Fate::Dispatched,
        (n, 1.1..2.6) if n < 800 => Fate::Assigned,
        _ => Fate::Waiting,
    }
}

/// Somebody of the zone, else of the hub, whose shift covers the window.
fn bringer(layout: &Layout, zone: usize, start: f64, rng: &mut StdRng) -> Option<usize> {
    let covers = |plan: &CourierPlan| {
        let (from, to) = hours(plan);
        from <= start && start + 2.0 <= to
    };
    let pick = |rng: &mut StdRng, of: Vec<usize>| {
        (!of.is_empty()).then(|| of[rng.random_range(0..of.len())])
    };
    let all = || {
        layout
            .couriers
            .iter()
            .enumerate()
            .filter(|(_, c)| covers(c))
    };
    let near: Vec<_> = all()
        .filter(|(_, c)| c.zone == zone)
        .map(|(i, _)| i)
        .collect();
    let hub = layout.zones[zone].hub;
    let far: Vec<_> = all()
        .filter(|(_, c)| c.hub == hub)
        .map(|(i, _)| i)
        .collect();
    pick(rng, near).or_else(|| pick(rng, far))
}

fn pickup(merchant: &Merchant) -> Stop {
    Stop {
        name: merchant.name_en.clone(),
        phone: merchant.phone.clone(),
        address: "Riyadh".into(),
        point: merchant
            .lon_e7
            .zip(merchant.lat_e7)
            .map(|(lon_e7, lat_e7)| Point { lon_e7, lat_e7 }),
        ..Stop::default()
    }
}

fn dropoff(zone: &ZonePlan, incomplete: bool, rng: &mut StdRng) -> Stop {
    let people = if rng.random_bool(0.5) { FIRST } else { WOMEN };
    let (first, last) = (
        people[rng.random_range(0..people.len())],
        LAST[rng.random_range(0..LAST.len())],
    );
    let street = STREETS[rng.random_range(0..STREETS.len())];
    let arabic = rng.random_bool(0.55);
    let house = rng.random_range(1000..9000);
    let spot = point_in(&zone.cell, rng);
    Stop {
        name: if arabic {
            format!("{} {}", first.1, last.1)
        } else {
            format!("{} {}", first.0, last.0)
        },
        phone: Some(format!("+96650{:07}", rng.random_range(0..10_000_000))),
        address: if arabic {
            format!("{house} {}", street.1)
        } else {
            format!("{house} {}", street.0)
        },
        district: if arabic {
            zone.name.name_ar.into()
        } else {
            zone.name.name_en.into()
        },
        postal_code: format!("{}", 12_200 + rng.random_range(0..900)),
        short_address: if rng.random_bool(0.4) {
            let letter = |rng: &mut StdRng| char::from(b'A' + rng.random_range(0..26_u8));
            format!("R{}{}{}{house}", letter(rng), letter(rng), letter(rng))
        } else {
            String::new()
        },
        point: (!incomplete).then_some(spot).flatten(),
    }
}

/// A place in the cell, rather towards its middle.
fn point_in(cell: &[Xy], rng: &mut StdRng) -> Option<Point> {
    let n = cell.len() as f64;
    let middle = cell
        .iter()
        .fold((0.0, 0.0), |m, p| (m.0 + p.0 / n, m.1 + p.1 / n));
    let corner = cell[rng.random_range(0..cell.len())];
    let next = cell[rng.random_range(0..cell.len())];
    let (s, t): (f64, f64) = (rng.random(), rng.random());
    let edge = (
        corner.0 + (next.0 - corner.0) * s,
        corner.1 + (next.1 - corner.1) * s,
    );
    let p = (
        middle.0 + (edge.0 - middle.0) * t * 0.95,
        middle.1 + (edge.1 - middle.1) * t * 0.95,
    );
    let p = if contains(cell, p) { p } else { middle };
    Point::from_degrees(p.0, p.1)
}
