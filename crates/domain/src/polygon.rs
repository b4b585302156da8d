//! Whether the rings of a zone are polygons one can be in: closed, with an inside, not crossing themselves.

use crate::{entities::Rings, units::Point};
use geo::{Area, Coord, Intersects, Line};
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
    #[error("a ring crosses or touches itself, or another ring of its polygon")]
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

/// One side of a ring: which ring, which side of how many.
struct Side {
    ring: usize,
    at: usize,
    of: usize,
    line: Line<f64>,
}

impl RTreeObject for Side {
    type Envelope = AABB<[f64; 2]>;
    fn envelope(&self) -> Self::Envelope {
        let (a, b) = (self.line.start, self.line.end);
        AABB::from_corners([a.x, a.y], [b.x, b.y])
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

fn simple(polygon: &[Vec<[i32; 2]>]) -> Result<(), PolygonError> {
    let mut sides = Vec::new();
    for (ring, points) in polygon.iter().enumerate() {
        let mut corners: Vec<Coord<f64>> = points
            .iter()
            .map(|[x, y]| Coord {
                x: f64::from(*x),
                y: f64::from(*y),
            })
            .collect();
        corners.dedup();
        let of = corners.len() - 1;
        if of < 3 {
            return Err(PolygonError::NoArea);
        }
        sides.extend(corners.windows(2).enumerate().map(|(at, ends)| Side {
            ring,
            at,
            of,
            line: Line::new(ends[0], ends[1]),
        }));
    }
    let tree = RTree::bulk_load(sides);
    for side in tree.iter() {
        for other in tree.locate_in_envelope_intersecting(&side.envelope()) {
            let later = (other.ring, other.at) > (side.ring, side.at);
            if later && crosses(side, other) {
                return Err(PolygonError::CrossesItself);
            }
        }
    }
    Ok(())
}

/// Whether two sides meet where they should not: neighbours share a corner and nothing else, rings of one
/// polygon may touch in a corner, other sides never meet.
fn crosses(a: &Side, b: &Side) -> bool {
    if a.ring == b.ring && b.at == a.at + 1 {
        return doubles_back(a.line, b.line);
    }
    if a.ring == b.ring && a.at == 0 && b.at + 1 == b.of {
        return doubles_back(b.line, a.line);
    }
    if a.ring != b.ring {
        let shared = [b.line.start, b.line.end]
            .iter()
            .any(|end| a.line.start == *end || a.line.end == *end);
        return !shared && a.line.intersects(&b.line);
    }
    a.line.intersects(&b.line)
}

/// Whether `next`, which starts where `line` ends, runs back over it.
fn doubles_back(line: Line<f64>, next: Line<f64>) -> bool {
    line.intersects(&next.end) || next.intersects(&line.start)
}
