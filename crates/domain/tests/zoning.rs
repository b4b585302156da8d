//! Which zone a point belongs to, and which polygons may be zones.

mod town;

use domain::{
    entities::*,
    id::*,
    polygon::{self, PolygonError},
    units::Point,
    zoning::{ZoneIndex, zone_at},
};
use proptest::{prelude::*, test_runner::FileFailurePersistence};
use town::*;

fn zone_of(n: u128, geometry: Rings, priority: i32) -> Zone {
    Zone {
        id: ZoneId(id(n)),
        geometry,
        priority,
        ..zone()
    }
}

fn found(zones: &[Zone], at: Point) -> Option<u128> {
    let one = zone_at(zones, at);
    assert_eq!(one, ZoneIndex::new(zones).at(at), "index and scan disagree");
    one.map(|zone| zone.0.as_u128() - id(0).as_u128())
}

#[test]
fn priority_goes_before_area_and_area_before_id() {
    let inside_all = point(46.75, 24.75);
    let large = || square(46.6, 24.6, 0.3);
    let small = || square(46.7, 24.7, 0.1);
    assert_eq!(
        found(
            &[zone_of(2, large(), 0), zone_of(1, large(), 0)],
            inside_all
        ),
        Some(1)
    );
    assert_eq!(
        found(
            &[zone_of(1, large(), 0), zone_of(2, small(), 0)],
            inside_all
        ),
        Some(2)
    );
    assert_eq!(
        found(
            &[zone_of(1, large(), 1), zone_of(2, small(), 0)],
            inside_all
        ),
        Some(1)
    );
    let mut retired = zone_of(2, small(), 9);
    retired.active = false;
    assert_eq!(
        found(&[zone_of(1, large(), 0), retired], inside_all),
        Some(1)
    );
}

#[test]
fn outside_every_zone_is_no_error() {
    assert_eq!(
        found(&[zone_of(1, square(46.6, 24.6, 0.1), 0)], point(46.9, 24.6)),
        None
    );
    assert_eq!(found(&[], point(46.9, 24.6)), None);
}

#[test]
fn borders_belong_and_holes_do_not() {
    let mut ring = square(46.6, 24.6, 0.3);
    let hole = square(46.7, 24.7, 0.1).0[0][0].clone();
    ring.0[0].push(hole);
    let zones = [zone_of(1, ring, 0)];
    assert_eq!(found(&zones, point(46.65, 24.65)), Some(1));
    assert_eq!(found(&zones, point(46.6, 24.7)), Some(1), "on the border");
    assert_eq!(found(&zones, point(46.6, 24.6)), Some(1), "on a corner");
    assert_eq!(found(&zones, point(46.75, 24.75)), None, "in the hole");
    assert_eq!(
        found(&zones, point(46.7, 24.75)),
        Some(1),
        "on the hole's border"
    );
}

#[test]
fn a_border_between_two_zones_belongs_to_one() {
    let west = zone_of(1, square(46.6, 24.6, 0.1), 0);
    let east = zone_of(2, square(46.7, 24.6, 0.1), 0);
    let both = [west, east];
    assert_eq!(found(&both, point(46.7, 24.65)), Some(1));
}

#[test]
fn every_part_of_a_multipolygon_counts() {
    let mut parts = square(46.6, 24.6, 0.05);
    parts.0.extend(square(46.8, 24.6, 0.05).0);
    let zones = [zone_of(1, parts, 0)];
    assert_eq!(found(&zones, point(46.61, 24.61)), Some(1));
    assert_eq!(found(&zones, point(46.81, 24.61)), Some(1));
    assert_eq!(found(&zones, point(46.7, 24.61)), None);
}

fn ring(points: &[(f64, f64)]) -> Vec<[i32; 2]> {
    points
        .iter()
        .map(|(x, y)| point(46.0 + x, 24.0 + y))
        .map(|p| [p.lon_e7, p.lat_e7])
        .collect()
}

fn checked(rings: Vec<Vec<[i32; 2]>>) -> Result<(), PolygonError> {
    polygon::check(&vec![rings].into())
}

#[test]
fn rings_are_closed_simple_and_have_an_inside() {
    use PolygonError as E;
    let square = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)];
    for (what, points, expected) in [
        ("a square", &square[..], Ok(())),
        ("not closed", &square[..4], Err(E::NotClosed)),
        (
            "two points",
            &[(0.0, 0.0), (1.0, 0.0), (0.0, 0.0)],
            Err(E::TooFewPoints),
        ),
        (
            "a bow tie",
            &[(0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0), (0.0, 0.0)],
            Err(E::CrossesItself),
        ),
        (
            "a bow tie with a corner in the middle",
            &[
                (0.0, 0.0),
                (0.5, 0.5),
                (1.0, 1.0),
                (1.0, 0.0),
                (0.0, 1.0),
                (0.0, 0.0),
            ],
            Err(E::CrossesItself),
        ),
        (
            "a spike",
            &[
                (0.0, 0.0),
                (1.0, 0.0),
                (1.0, 1.0),
                (1.0, 2.0),
                (1.0, 1.0),
                (0.0, 1.0),
                (0.0, 0.0),
            ],
            Err(E::CrossesItself),
        ),
        (
            "a line there and back",
            &[(0.0, 0.0), (1.0, 1.0), (2.0, 2.0), (0.0, 0.0)],
            Err(E::CrossesItself),
        ),
        ("one point", &[(0.0, 0.0); 5], Err(E::NoArea)),
        (
            "a corner given twice",
            &[(0.0, 0.0), (1.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0)],
            Ok(()),
        ),
        (
            "a corner on a straight side",
            &[(0.0, 0.0), (0.5, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0)],
            Ok(()),
        ),
        (
            "in the sea",
            &[(20.0, 0.0), (21.0, 0.0), (21.0, 1.0), (20.0, 0.0)],
            Err(E::OutsideServiceArea),
        ),
    ] {
        assert_eq!(checked(vec![ring(points)]), expected, "{what}");
    }
    assert_eq!(polygon::check(&Vec::new().into()), Err(E::Empty));
    assert_eq!(checked(vec![]), Err(E::Empty));
    let many = vec![ring(&[(0.0, 0.0)])[0]; polygon::MAX_POINTS + 1];
    assert_eq!(checked(vec![many]), Err(E::TooManyPoints));
}

#[test]
fn holes_lie_apart_from_the_border() {
    let outer = ring(&[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]);
    let hole = |x: f64| ring(&[(x, 0.2), (x + 0.3, 0.2), (x + 0.3, 0.5), (x, 0.2)]);
    assert_eq!(checked(vec![outer.clone(), hole(0.2)]), Ok(()));
    assert_eq!(
        checked(vec![outer, hole(0.8)]),
        Err(PolygonError::CrossesItself)
    );
}

/// A star-shaped ring around a centre: always simple.
fn star(lon: f64, lat: f64, radii: &[f64]) -> Rings {
    let n = radii.len() as f64;
    let mut points: Vec<[i32; 2]> = radii
        .iter()
        .enumerate()
        .map(|(i, r)| {
            let angle = i as f64 / n * std::f64::consts::TAU;
            let p = point(lon + r * angle.cos(), lat + r * angle.sin());
            [p.lon_e7, p.lat_e7]
        })
        .collect();
    points.push(points[0]);
    vec![vec![points]].into()
}

/// A city of `n` neighbourhoods of about 60 corners each, and points all over it.
fn city(n: u32, points: u32) -> (Vec<Zone>, Vec<Point>) {
    let mut seed = 7_u64;
    let mut random = move || {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as f64 / f64::from(1_u32 << 31)
    };
    let zones = (0..n)
        .map(|i| {
            let radii: Vec<f64> = (0..60).map(|_| 0.01 + 0.02 * random()).collect();
            let center = (46.5 + 0.5 * random(), 24.5 + 0.5 * random());
            zone_of(
                u128::from(i),
                star(center.0, center.1, &radii),
                (i % 3) as i32,
            )
        })
        .collect();
    let points = (0..points)
        .map(|_| point(46.4 + 0.7 * random(), 24.4 + 0.7 * random()))
        .collect();
    (zones, points)
}

#[test]
fn a_citys_points_find_their_zones_in_well_under_a_second() {
    let (zones, points) = city(145, 20_000);
    for zone in &zones {
        assert_eq!(polygon::check(&zone.geometry), Ok(()));
    }
    let started = std::time::Instant::now();
    let index = ZoneIndex::new(&zones);
    let found: Vec<_> = points.iter().map(|at| index.at(*at)).collect();
    let took = started.elapsed();
    assert!(found.iter().flatten().count() > 2_000);
    for (at, zone) in points.iter().zip(&found).take(300) {
        assert_eq!(zone_at(&zones, *at), *zone);
    }
    // Unoptimised code on a busy machine is some fifty times slower.
    let limit_ms = if cfg!(debug_assertions) { 10_000 } else { 500 };
    assert!(took.as_millis() < limit_ms, "{took:?}");
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64,
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn star_shaped_zones_are_simple_and_hold_their_centre(
        radii in prop::collection::vec(0.001_f64..0.1, 3..80),
        lon in 40.0_f64..50.0,
        lat in 20.0_f64..30.0,
    ) {
        let rings = star(lon, lat, &radii);
        // With three to five corners the centre may lie outside a side; the ring is simple all the same.
        prop_assert_eq!(polygon::check(&rings), Ok(()));
        if radii.len() > 5 {
            let zones = [zone_of(1, rings, 0)];
            prop_assert!(found(&zones, point(lon, lat)).is_some());
        }
    }
}
