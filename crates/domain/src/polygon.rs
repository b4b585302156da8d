//! Whether the rings of a zone are polygons one can be in: closed, with an inside, not crossing themselves.

use crate::{entities::Rings, units::Point};
use geo::Area;
use rstar::{AABB, RTree, RTreeObject};

/// The most points one zone may have.
pub const MAX_POINTS: usize = 5_000;

/// What is wrong with a zone's rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolygonError {
    #[error("there is no ring")]
    Empty,
    #[error("there are more than {MAX_POINTS} points")]
    TooManyPoints,
    #[error("a ring has fewer than four points")]
    TooFewPoints,
    #[error("a ring does not end where it starts")]
    NotClosed,
    #[error("a point lies outside the service area")]
    OutsideServiceArea,
    #[error("a ring crosses itself or another ring of its polygon")]
    CrossesItself,
    #[error("a polygon has no area")]
    NoArea,
}

impl PolygonError {
    /// The word for it, a parameter of the rejection.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooManyPoints => "too_many_points",
            Self::TooFewPoints => "too_few_points",
            Self::NotClosed => "not_closed",
            Self::OutsideServiceArea => "outside_service_area",
            Self::CrossesItself => "crosses_itself",
            Self::NoArea => "no_area",
        }
    }
}

/// One side of a ring, with the corner after it.
struct Side {
    start: [i64; 2],
    end: [i64; 2],
    next: [i64; 2],
}

impl RTreeObject for Side {
    type Envelope = AABB<[i64; 2]>;
    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(self.start, self.end)
    }
}

/// Checks all rings of a zone. Repeated points next to each other are no fault.
///
/// # Errors
/// The first fault found.
pub fn check(rings: &Rings) -> Result<(), PolygonError> {
    if rings.is_empty() || rings.iter().any(Vec::is_empty) {
        return Err(PolygonError::Empty);
    }
    if rings.iter().flatten().map(Vec::len).sum::<usize>() > MAX_POINTS {
        return Err(PolygonError::TooManyPoints);
    }
    for ring in rings.iter().flatten() {
        if ring.len() < 4 {
            return Err(PolygonError::TooFewPoints);
        }
        if ring.first() != ring.last() {
            return Err(PolygonError::NotClosed);
        }
        let inside = |&[lon_e7, lat_e7]: &[i32; 2]| Point { lon_e7, lat_e7 }.in_service_area();
        if !ring.iter().all(inside) {
            return Err(PolygonError::OutsideServiceArea);
        }
    }
    rings.iter().try_for_each(|polygon| simple(polygon))?;
    if crate::zoning::polygons(rings)
        .iter()
        .any(|polygon| polygon.unsigned_area() <= 0.0)
    {
        return Err(PolygonError::NoArea);
    }
    Ok(())
}

/// No side crosses another. A ring may touch itself or a hole's ring: who is inside is clear all the same.
fn simple(polygon: &[Vec<[i32; 2]>]) -> Result<(), PolygonError> {
    let mut sides = Vec::new();
    for ring in polygon {
        let mut corners: Vec<[i64; 2]> = ring.iter().map(|corner| corner.map(i64::from)).collect();
        corners.dedup();
        if corners.len() < 4 {
            return Err(PolygonError::NoArea);
        }
        let second = corners[1];
        corners.push(second);
        sides.extend(corners.windows(3).map(|ends| Side {
            start: ends[0],
            end: ends[1],
            next: ends[2],
        }));
    }
    let tree = RTree::bulk_load(sides);
    let crossing = tree.iter().any(|side| {
        tree.locate_in_envelope_intersecting(&side.envelope())
            .any(|other| crosses(side, other) || passes_through(side, other))
    });
    if crossing {
        Err(PolygonError::CrossesItself)
    } else {
        Ok(())
    }
}

/// On which side of the line from `a` to `b` the point `c` lies: positive left, negative right. Within the
/// service area no product leaves 64 bits.
fn turn(a: [i64; 2], b: [i64; 2], c: [i64; 2]) -> i64 {
    ((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])).signum()
}

/// Whether two sides cross between their ends.
fn crosses(a: &Side, b: &Side) -> bool {
    turn(a.start, a.end, b.start) * turn(a.start, a.end, b.end) < 0
        && turn(b.start, b.end, a.start) * turn(b.start, b.end, a.end) < 0
}

/// Whether the ring of `b` goes through `a` at the corner where `b` ends.
fn passes_through(a: &Side, b: &Side) -> bool {
    let between = |axis: usize| {
        let (low, high) = (
            a.start[axis].min(a.end[axis]),
            a.start[axis].max(a.end[axis]),
        );
        (low..=high).contains(&b.end[axis])
    };
    b.end != a.start
        && b.end != a.end
        && turn(a.start, a.end, b.end) == 0
        && between(0)
        && between(1)
        && turn(a.start, a.end, b.start) * turn(a.start, a.end, b.next) < 0
}
