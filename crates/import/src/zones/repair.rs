//! An outline that crosses itself, put right: everything it goes around belongs to the zone. A proposal for a
//! person to accept, because the file may have meant something else.

use super::{Polygons, ring};
use domain::value::Json;
use geo::{BooleanOps, Coord, LineString, MultiPolygon, Polygon};

/// The area the rings go around as polygons that do not cross themselves; `None` when there is none.
pub fn repaired(polygons: &[Vec<Vec<[i32; 2]>>]) -> Option<Polygons> {
    let shapes: Vec<Polygon<f64>> = polygons
        .iter()
        .filter_map(|rings| {
            let mut rings = rings
                .iter()
                .map(|ring| LineString::new(ring.iter().map(degrees).collect()));
            Some(Polygon::new(rings.next()?, rings.collect()))
        })
        .collect();
    // `unary_union` keeps what is gone around in the outline's main direction, once or more; the even-odd rule of
    // `union` keeps what is gone around once in either. Together that is what is gone around at all.
    let main = geo::unary_union(shapes.iter());
    let odd = MultiPolygon::new(shapes).union(&MultiPolygon::new(Vec::new()));
    let union = main.union(&odd);
    let mut out = Vec::new();
    for polygon in union {
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        let rings: Option<Vec<Vec<[i32; 2]>>> = rings
            .map(|ring| ring.coords().map(|c| ring::point(&[c.x, c.y])).collect())
            .collect();
        let (rings, _) = ring::tidy(rings?);
        if rings
            .first()
            .is_none_or(|outer| ring::doubled_area(outer) == 0)
        {
            continue;
        }
        out.push(ring::wound(rings));
    }
    domain::polygon::check(&Json(out.clone()))
        .is_ok()
        .then_some(out)
}

fn degrees(p: &[i32; 2]) -> Coord<f64> {
    Coord {
        x: f64::from(p[0]) / 1e7,
        y: f64::from(p[1]) / 1e7,
    }
}
