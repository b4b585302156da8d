//! Rings of `[lon_e7, lat_e7]` put into the shape the domain asks for: closed, wound, longitude first. Whether
//! they make a zone is the domain's to say.

type Ring = Vec<[i32; 2]>;

/// A GeoJSON position, longitude first; anything behind latitude is dropped. `None` when it is not on Earth.
pub fn point(position: &[f64]) -> Option<[i32; 2]> {
    let [lon, lat, ..] = position else {
        return None;
    };
    domain::units::Point::from_degrees(*lon, *lat).map(|point| [point.lon_e7, point.lat_e7])
}

/// Exchanges the coordinates of all points when that, and only that, brings them all into the service area.
pub fn swap_if_exchanged(polygons: &mut [Vec<Ring>]) -> bool {
    let inside = |p: &[i32; 2], lon: usize| {
        domain::units::Point {
            lon_e7: p[lon],
            lat_e7: p[1 - lon],
        }
        .in_service_area()
    };
    let all = |lon: usize| polygons.iter().flatten().flatten().all(|p| inside(p, lon));
    let none_as_is = !polygons.iter().flatten().flatten().any(|p| inside(p, 0));
    let exchanged = none_as_is && all(1) && polygons.iter().flatten().flatten().next().is_some();
    if exchanged {
        polygons
            .iter_mut()
            .flatten()
            .flatten()
            .for_each(|p| p.swap(0, 1));
    }
    exchanged
}

/// Drops repeated points and rings of less than three, closes every ring; says whether one was open.
pub fn tidy(rings: Vec<Ring>) -> (Vec<Ring>, bool) {
    let mut opened = false;
    let mut tidied = Vec::with_capacity(rings.len());
    for (at, mut ring) in rings.into_iter().enumerate() {
        ring.dedup();
        let open = ring.len() > 1 && ring.first() != ring.last();
        if open && let Some(first) = ring.first().copied() {
            ring.push(first);
        }
        if ring.len() > 3 {
            opened |= open;
            tidied.push(ring);
        } else if at == 0 {
            // Without its outline a polygon is nothing, whatever holes it has.
            return (Vec::new(), opened);
        }
    }
    (tidied, opened)
}

/// Twice the signed area of a closed ring; positive when it runs anticlockwise.
pub fn doubled_area(ring: &[[i32; 2]]) -> i128 {
    ring.windows(2)
        .map(|side| {
            i128::from(side[0][0]) * i128::from(side[1][1])
                - i128::from(side[1][0]) * i128::from(side[0][1])
        })
        .sum()
}

/// Outer ring anticlockwise, holes clockwise (RFC 7946, 3.1.6).
pub fn wound(mut rings: Vec<Ring>) -> Vec<Ring> {
    for (at, ring) in rings.iter_mut().enumerate() {
        if (doubled_area(ring) > 0) != (at == 0) {
            ring.reverse();
        }
    }
    rings
}
