//! The made-up organisation: hubs, zones, merchants, couriers with vehicles. Pure: the same options give the same
//! rows. Ids are hashes, so that seeding again meets its own rows.

use super::{
    Options,
    geometry::{Xy, cells},
    names::{FIRST, LAST, MERCHANTS},
    places::{CITY, DISTRICTS, HUBS, Place},
};
use domain::{
    command::{CourierSpec, VehicleSpec, ZoneSpec},
    entities::{CourierStatus, Hub, Merchant, VehicleKind, VehicleStatus},
    id::{CourierId, HubId, MerchantId, VehicleId, ZoneId, hashed},
    units::Point,
    value::Json,
};
use rand::{Rng, rngs::StdRng};

/// Colours of zones: calm, and apart from the colours of states.
const COLORS: [&str; 8] = [
    "#6b8fb5", "#7aa593", "#b59a6b", "#9a86b8", "#b57f86", "#5f9ea8", "#8ea35f", "#a58a7a",
];

/// A zone with what is needed to put deliveries into it.
pub struct ZonePlan {
    pub hub: usize,
    pub name: Place,
    pub cell: Vec<Xy>,
    pub spec: ZoneSpec,
}

/// A courier with their vehicle.
pub struct CourierPlan {
    pub hub: usize,
    /// Index of the home zone.
    pub zone: usize,
    pub courier: CourierSpec,
    pub vehicle: VehicleSpec,
    /// Works the first part of the day; the others the second.
    pub early: bool,
}

/// Everything that does not depend on the day.
pub struct Layout {
    pub hubs: Vec<Hub>,
    pub zones: Vec<ZonePlan>,
    pub couriers: Vec<CourierPlan>,
    pub merchants: Vec<(Merchant, &'static str)>,
}

/// The id of the `index`th thing called `what`.
fn id(what: &str, index: usize) -> uuid::Uuid {
    hashed("demo", &[what.as_bytes(), &(index as u64).to_le_bytes()])
}

impl Layout {
    pub fn new(options: &Options, rng: &mut StdRng) -> Self {
        let hubs: Vec<Hub> = HUBS
            .iter()
            .take(options.hubs)
            .enumerate()
            .map(|place| hub(options, place))
            .collect();
        let zones = zones(options, rng);
        let couriers = couriers(options, &zones, rng);
        let merchants = MERCHANTS
            .iter()
            .enumerate()
            .map(|(i, m)| merchant(i, m, rng))
            .collect();
        Self {
            hubs,
            zones,
            couriers,
            merchants,
        }
    }
}

fn e7(degrees: f64) -> i32 {
    (degrees * 1e7).round() as i32
}

fn hub(options: &Options, (index, place): (usize, &Place)) -> Hub {
    Hub {
        id: HubId(id("hub", index)),
        name_ar: place.name_ar.into(),
        name_en: place.name_en.into(),
        city: "Riyadh".into(),
        time_zone: "Asia/Riyadh".into(),
        day_starts_at_min: options.day_starts_at_min,
        lon_e7: e7(place.lon),
        lat_e7: e7(place.lat),
        active: true,
    }
}

fn nearest_hub(options: &Options, at: Xy) -> usize {
    let distance = |p: &Place| (p.lon - at.0).powi(2) + (p.lat - at.1).powi(2);
    let hubs = HUBS.iter().take(options.hubs).enumerate();
    hubs.min_by(|a, b| distance(a.1).total_cmp(&distance(b.1)))
        .map_or(0, |(i, _)| i)
}

fn zones(options: &Options, rng: &mut StdRng) -> Vec<ZonePlan> {
    let mut shake = || rng.random_range(-0.004..0.004);
    let middles: Vec<Xy> = DISTRICTS
        .iter()
        .take(options.zones)
        .map(|d| (d.lon + shake(), d.lat + shake()))
        .collect();
    let cells = cells(&middles, CITY);
    cells
        .into_iter()
        .zip(middles)
        .zip(DISTRICTS)
        .enumerate()
        .map(|(i, ((cell, middle), name))| {
            let mut ring: Vec<[i32; 2]> = cell.iter().map(|p| [e7(p.0), e7(p.1)]).collect();
            ring.push(ring[0]);
            let spec = ZoneSpec {
                id: ZoneId(id("zone", i)),
                name_ar: name.name_ar.into(),
                name_en: name.name_en.into(),
                geometry: Json(vec![vec![ring]]),
                color: COLORS[i % COLORS.len()].into(),
                priority: 0,
                service_hours: Json(Vec::new()),
            };
            ZonePlan {
                hub: nearest_hub(options, middle),
                name: *name,
                cell,
                spec,
            }
        })
        .collect()
}

fn couriers(options: &Options, zones: &[ZonePlan], rng: &mut StdRng) -> Vec<CourierPlan> {
    (0..options.couriers)
        .map(|i| courier(i, zones.len(), &zones[i % zones.len()], rng))
        .collect()
}

fn courier(index: usize, zones: usize, home: &ZonePlan, rng: &mut StdRng) -> CourierPlan {
    let first = FIRST[rng.random_range(0..FIRST.len())];
    let last = LAST[rng.random_range(0..LAST.len())];
    let (kind, weight_g, volume_ml, parcels) = match rng.random_range(0..10) {
        0..6 => (VehicleKind::Motorcycle, 80_000, 250_000, 40),
        6..9 => (VehicleKind::Car, 300_000, 900_000, 80),
        _ => (VehicleKind::Van, 900_000, 5_000_000, 200),
    };
    let skills: Vec<String> = match rng.random_range(0..10) {
        0..2 => vec!["cold".into()],
        2 => vec!["bulky".into()],
        _ => Vec::new(),
    };
    let vehicle = VehicleSpec {
        id: VehicleId(id("vehicle", index)),
        plate: format!(
            "{} {:04}",
            ["ABD", "DRS", "HKN", "LSB", "RNX"][index % 5],
            1000 + index * 7 % 9000
        ),
        kind,
        capacity_weight_g: weight_g,
        capacity_volume_ml: volume_ml,
        capacity_parcels: parcels,
        odometer_m: rng.random_range(5_000_000..90_000_000),
        status: VehicleStatus::Active,
    };
    let courier = CourierSpec {
        id: CourierId(id("courier", index)),
        name_ar: format!("{} {}", first.1, last.1),
        name_en: format!("{} {}", first.0, last.0),
        phone: format!("+96650010{:04}", index),
        skills: Json(skills),
        home_zone_id: Some(home.spec.id),
        vehicle_id: Some(vehicle.id),
        cash_limit_halalas: 600_000,
        status: CourierStatus::Active,
    };
    // Every zone has some of both.
    let early = (index / zones).is_multiple_of(2);
    CourierPlan {
        hub: home.hub,
        zone: index % zones,
        courier,
        vehicle,
        early,
    }
}

fn merchant(
    index: usize,
    &(name_en, name_ar, prefix): &(&'static str, &'static str, &'static str),
    rng: &mut StdRng,
) -> (Merchant, &'static str) {
    let near = &DISTRICTS[index % 20];
    let point = Point {
        lon_e7: e7(near.lon + rng.random_range(-0.006..0.006)),
        lat_e7: e7(near.lat + rng.random_range(-0.006..0.006)),
    };
    let merchant = Merchant {
        id: MerchantId::named(name_en),
        name_ar: name_ar.into(),
        name_en: name_en.into(),
        phone: Some(format!("+96611200{index:04}")),
        lon_e7: Some(point.lon_e7),
        lat_e7: Some(point.lat_e7),
        active: true,
    };
    (merchant, prefix)
}
