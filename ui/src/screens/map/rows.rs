//! What the map draws, as the compact rows `ui/js/map-features.js` reads, and where it all is. Pure.

use domain::{
    id::{CourierId, DeliveryId},
    units::{Millis, Point},
};
use serde_json::{Value, json};
use std::collections::HashSet;
use wire::ipc::{CourierView, DeliveryRow, MapView, ZoneView};

/// A position this old begins to fade, seconds.
pub const FADE_FROM_SECS: i64 = 60;
/// A position this old is faded, seconds; the legend says so.
pub const OLD_SECS: i64 = 300;
/// How far an old position's courier fades.
const FADED: f64 = 0.6;
const DAY_SECS: i64 = 86_400;

/// Whether the map rings it red.
pub fn is_late(row: &DeliveryRow) -> bool {
    row.slack_secs.is_some_and(|slack| slack < 0)
}

/// `[id, lon, lat, state, late]` of every delivery with a point that `wanted` takes.
pub fn points(rows: &[DeliveryRow], wanted: impl Fn(&DeliveryRow) -> bool) -> Vec<Value> {
    rows.iter()
        .filter(|row| wanted(row))
        .filter_map(|row| {
            let point = row.point?;
            Some(json!([
                row.id,
                point.lon_e7,
                point.lat_e7,
                row.state.word(),
                u8::from(is_late(row))
            ]))
        })
        .collect()
}

/// `[name, colour, [lon, lat] of the name, polygons]`.
pub fn zones(zones: &[ZoneView], name: impl Fn(&ZoneView) -> String) -> Vec<Value> {
    zones
        .iter()
        .filter_map(|zone| {
            let at = middle(&zone.geometry)?;
            let color = if zone.color.is_empty() {
                "#64748b"
            } else {
                &zone.color
            };
            Some(json!([name(zone), color, at, &*zone.geometry]))
        })
        .collect()
}

/// `[id, lon, lat, heading, share faded, name, age, chosen]` of couriers with a position of the last day.
pub fn couriers(
    couriers: &[CourierView],
    now: Millis,
    chosen: Option<CourierId>,
    words: impl Fn(&CourierView, i64) -> (String, String),
) -> Vec<Value> {
    couriers
        .iter()
        .filter_map(|courier| {
            let position = courier.position?;
            let age_secs = now.secs_since(position.at).max(0);
            if age_secs > DAY_SECS {
                return None;
            }
            let (name, age) = words(courier, age_secs);
            Some(json!([
                courier.id,
                position.point.lon_e7,
                position.point.lat_e7,
                position.heading_deg,
                faded(age_secs),
                name,
                age,
                u8::from(chosen == Some(courier.id)),
            ]))
        })
        .collect()
}

/// How far a courier fades for the age of the position: 0 fresh, at most 0.6.
pub fn faded(age_secs: i64) -> f64 {
    let share = (age_secs - FADE_FROM_SECS) as f64 / (OLD_SECS - FADE_FROM_SECS) as f64;
    (share.clamp(0.0, 1.0) * FADED * 100.0).round() / 100.0
}

/// An age in steps, so that labels do not change every second: tens of seconds, minutes, hours.
pub fn stepped(age_secs: i64) -> i64 {
    match age_secs {
        ..60 => age_secs / 10 * 10,
        60..3_600 => age_secs / 60 * 60,
        _ => age_secs / 3_600 * 3_600,
    }
}

/// From a courier's position through the points of the next stops.
pub fn path(courier: &CourierView, rows: &[DeliveryRow]) -> Vec<[i32; 2]> {
    let Some(position) = courier.position else {
        return Vec::new();
    };
    let stops = courier.next_stops.iter().filter_map(|reference| {
        rows.iter()
            .find(|row| row.courier == Some(courier.id) && row.reference == *reference)?
            .point
    });
    let line: Vec<[i32; 2]> = std::iter::once(position.point)
        .chain(stops)
        .map(|p| [p.lon_e7, p.lat_e7])
        .collect();
    if line.len() > 1 { line } else { Vec::new() }
}

/// The deliveries inside a ring drawn by hand (even-odd).
pub fn inside(rows: &[DeliveryRow], ring: &[[i32; 2]]) -> Vec<DeliveryId> {
    rows.iter()
        .filter(|row| row.point.is_some_and(|p| contains(ring, p)))
        .map(|row| row.id)
        .collect()
}

fn contains(ring: &[[i32; 2]], point: Point) -> bool {
    let (x, y) = (f64::from(point.lon_e7), f64::from(point.lat_e7));
    let corner = |i: usize| (f64::from(ring[i][0]), f64::from(ring[i][1]));
    let mut within = false;
    for i in 0..ring.len() {
        let ((ax, ay), (bx, by)) = (corner(i), corner((i + 1) % ring.len()));
        if (ay > y) != (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax {
            within = !within;
        }
    }
    within
}

/// Where a zone's name stands: the centroid of its largest ring.
fn middle(polygons: &[Vec<Vec<[i32; 2]>>]) -> Option<[i32; 2]> {
    let outer = polygons.iter().filter_map(|rings| rings.first());
    let (ring, area) = outer
        .map(|ring| (ring, doubled_area(ring)))
        .max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))?;
    let origin = *ring.first()?;
    if area == 0.0 {
        return Some(origin);
    }
    // Relative to the first corner, so that nothing is lost in large products.
    let (mut x, mut y) = (0.0, 0.0);
    for (a, b) in sides(ring) {
        let cross = a.0 * b.1 - b.0 * a.1;
        x += (a.0 + b.0) * cross;
        y += (a.1 + b.1) * cross;
    }
    let back = |sum: f64, origin: i32| (sum / (3.0 * area)).round() as i32 + origin;
    Some([back(x, origin[0]), back(y, origin[1])])
}

type Corner = (f64, f64);

fn sides(ring: &[[i32; 2]]) -> impl Iterator<Item = (Corner, Corner)> + '_ {
    let origin = ring.first().copied().unwrap_or_default();
    let at = move |i: usize| {
        let corner = ring[i % ring.len()];
        (
            f64::from(corner[0]) - f64::from(origin[0]),
            f64::from(corner[1]) - f64::from(origin[1]),
        )
    };
    (0..ring.len()).map(move |i| (at(i), at(i + 1)))
}

fn doubled_area(ring: &[[i32; 2]]) -> f64 {
    sides(ring).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum()
}

/// West, south, east, north in degrees of everything there is: zones, else deliveries, else around the hub.
pub fn bounds(map: &MapView) -> [[f64; 2]; 2] {
    let zones = map
        .zones
        .iter()
        .flat_map(|z| z.geometry.iter().flatten().flatten().copied());
    let points = map
        .deliveries
        .iter()
        .filter_map(|row| row.point)
        .map(|p| [p.lon_e7, p.lat_e7]);
    around(zones)
        .or_else(|| around(points))
        .unwrap_or_else(|| near(map.hub))
}

/// Some 25 km around a point.
pub fn near(point: Point) -> [[f64; 2]; 2] {
    let (lon, lat) = (point.lon(), point.lat());
    [[lon - 0.12, lat - 0.1], [lon + 0.12, lat + 0.1]]
}

/// The deliveries' bounds.
pub fn bounds_of(rows: &[DeliveryRow], ids: &HashSet<DeliveryId>) -> Option<[[f64; 2]; 2]> {
    around(
        rows.iter()
            .filter(|r| ids.contains(&r.id))
            .filter_map(|r| r.point)
            .map(|p| [p.lon_e7, p.lat_e7]),
    )
}

fn around(places: impl Iterator<Item = [i32; 2]>) -> Option<[[f64; 2]; 2]> {
    places
        .map(|[lon, lat]| (f64::from(lon) / 1e7, f64::from(lat) / 1e7))
        .fold(None, |held: Option<[[f64; 2]; 2]>, (lon, lat)| {
            let [[w, s], [e, n]] = held.unwrap_or([[lon, lat], [lon, lat]]);
            Some([[w.min(lon), s.min(lat)], [e.max(lon), n.max(lat)]])
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: [[i32; 2]; 5] = [[0, 0], [100, 0], [100, 100], [0, 100], [0, 0]];

    #[test]
    fn a_ring_holds_what_is_inside_it() {
        let at = |lon_e7, lat_e7| contains(&SQUARE, Point { lon_e7, lat_e7 });
        assert!(at(50, 50));
        assert!(!at(150, 50));
        assert!(!at(50, -1));
        // A ring that is not closed is closed by itself; a line holds nothing.
        assert!(contains(
            &SQUARE[..4],
            Point {
                lon_e7: 1,
                lat_e7: 1
            }
        ));
        assert!(!contains(
            &SQUARE[..2],
            Point {
                lon_e7: 1,
                lat_e7: 1
            }
        ));
        assert!(!contains(
            &[],
            Point {
                lon_e7: 1,
                lat_e7: 1
            }
        ));
    }

    #[test]
    fn a_zone_is_named_in_the_middle_of_its_largest_part() {
        let far: Vec<[i32; 2]> = SQUARE
            .iter()
            .map(|[x, y]| [x * 10 + 460_000_000, y * 10 + 240_000_000])
            .collect();
        let parts = vec![vec![SQUARE.to_vec()], vec![far]];
        assert_eq!(middle(&parts), Some([460_000_500, 240_000_500]));
        assert_eq!(middle(&[]), None);
        assert_eq!(middle(&[vec![vec![[5, 5]]]]), Some([5, 5]));
    }

    #[test]
    fn old_positions_fade_and_fresh_ones_do_not() {
        assert_eq!(faded(10), 0.0);
        assert_eq!(faded(OLD_SECS), 0.6);
        assert_eq!(faded(40_000), 0.6);
        assert!(faded(180) > 0.0 && faded(180) < 0.6);
        assert_eq!((stepped(59), stepped(119), stepped(7_300)), (50, 60, 7_200));
    }
}
