//! Cells around points: which part of an outline is nearest to which point. Pure plane geometry in degrees,
//! good enough for zones a few kilometres wide.

/// Longitude, latitude.
pub type Xy = (f64, f64);

/// One cell per point: the part of the rectangle `[west, south, east, north]` nearer to it than to any other,
/// as an open ring in counter-clockwise order.
pub fn cells(points: &[Xy], [west, south, east, north]: [f64; 4]) -> Vec<Vec<Xy>> {
    // Cut corners: cities are no rectangles.
    let (dx, dy) = ((east - west) * 0.18, (north - south) * 0.18);
    let outline = vec![
        (west + dx, south),
        (east - dx, south),
        (east, south + dy),
        (east, north - dy),
        (east - dx, north),
        (west + dx, north),
        (west, north - dy),
        (west, south + dy),
    ];
    points
        .iter()
        .enumerate()
        .map(|(i, &own)| {
            let others = points.iter().enumerate().filter(|(j, _)| *j != i);
            others.fold(outline.clone(), |cell, (_, &other)| {
                nearer(&cell, own, other)
            })
        })
        .collect()
}

/// The part of the convex `cell` that is nearer to `own` than to `other`.
fn nearer(cell: &[Xy], own: Xy, other: Xy) -> Vec<Xy> {
    let middle = ((own.0 + other.0) / 2.0, (own.1 + other.1) / 2.0);
    let (nx, ny) = (other.0 - own.0, other.1 - own.1);
    let beyond = |p: Xy| (p.0 - middle.0) * nx + (p.1 - middle.1) * ny;
    let mut kept = Vec::with_capacity(cell.len() + 1);
    for (i, &a) in cell.iter().enumerate() {
        let b = cell[(i + 1) % cell.len()];
        let (da, db) = (beyond(a), beyond(b));
        if da <= 0.0 {
            kept.push(a);
        }
        if (da < 0.0 && db > 0.0) || (da > 0.0 && db < 0.0) {
            let t = da / (da - db);
            kept.push((a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t));
        }
    }
    kept
}

/// Whether `p` lies in the convex, counter-clockwise `cell`.
pub fn contains(cell: &[Xy], p: Xy) -> bool {
    cell.iter().enumerate().all(|(i, &a)| {
        let b = cell[(i + 1) % cell.len()];
        (b.0 - a.0) * (p.1 - a.1) - (b.1 - a.1) * (p.0 - a.0) >= 0.0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_lies_in_exactly_one_cell() {
        let points = [(46.6, 24.7), (46.7, 24.7), (46.65, 24.8), (46.8, 24.6)];
        let cells = cells(&points, [46.5, 24.5, 46.9, 24.9]);
        for (i, point) in points.iter().enumerate() {
            for (j, cell) in cells.iter().enumerate() {
                assert_eq!(contains(cell, *point), i == j);
            }
        }
        for x in 0..37 {
            for y in 0..37 {
                let p = (46.6 + f64::from(x) * 0.0054, 24.6 + f64::from(y) * 0.0054);
                let homes = cells.iter().filter(|c| contains(c, p)).count();
                assert_eq!(homes, 1, "{p:?}");
            }
        }
    }
}
