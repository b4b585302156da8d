//! Which zone a point belongs to. Knows geometry and the rule of precedence; not who changes zones.
//!
//! Source: "Which zone" of the domain design: the active zone containing the point; where several do, the
//! highest priority, then the smallest area, then the lower id. Points on a border count as inside.
//!
//! Geometry is in units of 1e-7 degrees. They are whole numbers below 2^31, exact in `f64`, and `geo` decides
//! sides with exact predicates, so every machine puts a point into the same zone.

use crate::{
    entities::{Rings, Zone},
    id::{HubId, ZoneId},
    units::Point,
    world::{Need, NotLoaded, World},
};
use geo::{
    Area, Coord, LineString, MultiPolygon, Polygon,
    coordinate_position::{CoordPos, CoordinatePosition},
};
use rstar::{AABB, RTree, RTreeObject};
use std::cmp::Ordering;

/// A hub's active zones, found by point. Build once, ask often.
#[derive(Debug)]
pub struct ZoneIndex(RTree<Shape>);

#[derive(Debug)]
struct Shape {
    id: ZoneId,
    priority: i32,
    area: f64,
    polygons: MultiPolygon<f64>,
    envelope: AABB<[f64; 2]>,
}

impl RTreeObject for Shape {
    type Envelope = AABB<[f64; 2]>;
    fn envelope(&self) -> Self::Envelope {
        self.envelope
    }
}

/// The rings as polygons in 1e-7 degrees.
pub(crate) fn polygons(rings: &Rings) -> MultiPolygon<f64> {
    let line = |ring: &Vec<[i32; 2]>| -> LineString<f64> {
        ring.iter()
            .map(|[x, y]| Coord {
                x: f64::from(*x),
                y: f64::from(*y),
            })
            .collect()
    };
    rings
        .iter()
        .filter_map(|polygon| polygon.split_first())
        .map(|(outer, holes)| Polygon::new(line(outer), holes.iter().map(line).collect()))
        .collect()
}

/// Lower and upper corner of all rings; `None` without points.
fn corners(rings: &Rings) -> Option<([i32; 2], [i32; 2])> {
    // Holes lie inside the outer ring.
    let mut points = rings.iter().filter_map(|polygon| polygon.first()).flatten();
    let first = *points.next()?;
    Some(points.fold((first, first), |(low, high), [x, y]| {
        (
            [low[0].min(*x), low[1].min(*y)],
            [high[0].max(*x), high[1].max(*y)],
        )
    }))
}

fn contains(polygons: &MultiPolygon<f64>, at: Coord<f64>) -> bool {
    polygons
        .iter()
        .any(|polygon| polygon.coordinate_position(&at) != CoordPos::Outside)
}

impl Shape {
    fn of(zone: &Zone) -> Option<Self> {
        let ([x0, y0], [x1, y1]) = corners(&zone.geometry)?;
        let polygons = polygons(&zone.geometry);
        Some(Self {
            id: zone.id,
            priority: zone.priority,
            area: polygons.unsigned_area(),
            envelope: AABB::from_corners(
                [f64::from(x0), f64::from(y0)],
                [f64::from(x1), f64::from(y1)],
            ),
            polygons,
        })
    }

    /// Who goes first: the order in which zones claim a point.
    fn precedence(&self, other: &Self) -> Ordering {
        other
            .priority
            .cmp(&self.priority)
            .then(self.area.total_cmp(&other.area))
            .then(self.id.cmp(&other.id))
    }
}

fn coord(point: Point) -> Coord<f64> {
    Coord {
        x: f64::from(point.lon_e7),
        y: f64::from(point.lat_e7),
    }
}

impl ZoneIndex {
    /// Indexes the active ones of `zones`.
    pub fn new<'a>(zones: impl IntoIterator<Item = &'a Zone>) -> Self {
        Self(RTree::bulk_load(
            zones
                .into_iter()
                .filter(|zone| zone.active)
                .filter_map(Shape::of)
                .collect(),
        ))
    }

    /// The zone `point` belongs to.
    pub fn at(&self, point: Point) -> Option<ZoneId> {
        let at = coord(point);
        self.0
            .locate_in_envelope_intersecting(&AABB::from_point([at.x, at.y]))
            .filter(|shape| contains(&shape.polygons, at))
            .min_by(|a, b| a.precedence(b))
            .map(|shape| shape.id)
    }
}

/// The zone `point` belongs to, for a point or two: builds no index.
pub fn zone_at<'a>(zones: impl IntoIterator<Item = &'a Zone>, point: Point) -> Option<ZoneId> {
    let (x, y) = (point.lon_e7, point.lat_e7);
    zones
        .into_iter()
        .filter(|zone| zone.active)
        .filter(|zone| {
            corners(&zone.geometry).is_some_and(|(low, high)| {
                (low[0]..=high[0]).contains(&x) && (low[1]..=high[1]).contains(&y)
            })
        })
        .filter_map(Shape::of)
        .filter(|shape| contains(&shape.polygons, coord(point)))
        .min_by(Shape::precedence)
        .map(|shape| shape.id)
}

/// A hub's zones in a world, indexed when many points will be asked for.
pub(crate) enum Zoning<'w> {
    Few(Vec<&'w Zone>),
    Many(ZoneIndex),
}

/// From how many points on an index pays.
const MANY: usize = 8;

impl<'w> Zoning<'w> {
    /// For about `points` questions.
    pub fn of(world: &'w World, hub: HubId, points: usize) -> Result<Self, NotLoaded> {
        world.require(Need::ZonesOf(hub))?;
        let zones = world.owned::<Zone>(hub);
        Ok(if points < MANY {
            Self::Few(zones.collect())
        } else {
            Self::Many(ZoneIndex::new(zones))
        })
    }

    pub fn at(&self, point: Point) -> Option<ZoneId> {
        match self {
            Self::Few(zones) => zone_at(zones.iter().copied(), point),
            Self::Many(index) => index.at(point),
        }
    }
}
