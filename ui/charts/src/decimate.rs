//! Thinning a long series to what a screen can show. A pure function; knows no drawing.

/// Thins `points` (ascending in x) so that a line through the result looks like the line through
/// all of them when drawn `columns` pixels wide.
///
/// Contract:
/// - Nothing is invented: every point returned is one of `points`, in the same order, and none twice.
/// - `points.len() <= columns`, or no columns: returned as they are.
/// - Gaps stay: wherever one or more `None` lie between two values, or before the first or after the
///   last, exactly one of them (the first) is returned there. Two values without a `None` between
///   them in `points` have none between them in the result.
/// - The first and last value of each run between gaps is kept, so that a line ends where it ended.
/// - Within each of `columns` equal parts of the x range, of each run, the least and the greatest
///   value are kept, so that no spike is lost.
/// - So a run that spans k columns gives at most 4·k points.
pub fn decimate(points: &[(f64, Option<f64>)], columns: usize) -> Vec<(f64, Option<f64>)> {
    let (Some(&(start, _)), Some(&(end, _))) = (points.first(), points.last()) else {
        return Vec::new();
    };
    if points.len() <= columns || columns == 0 {
        return points.to_vec();
    }
    let width = (end - start) / columns as f64;
    let column_of = |x: f64| {
        if width > 0.0 {
            (((x - start) / width) as usize).min(columns - 1)
        } else {
            0
        }
    };

    let mut out = Vec::new();
    let mut rest = points;
    while let Some((_, first)) = rest.first() {
        let run = rest
            .iter()
            .position(|(_, y)| y.is_some() != first.is_some())
            .unwrap_or(rest.len());
        let (here, after) = rest.split_at(run);
        if first.is_none() {
            out.push(here[0]);
        } else {
            for column in here.chunk_by(|a, b| column_of(a.0) == column_of(b.0)) {
                keep_extremes(column, &mut out);
            }
        }
        rest = after;
    }
    out
}

/// Appends the first, least, greatest and last value of one column, in order, none twice.
fn keep_extremes(column: &[(f64, Option<f64>)], out: &mut Vec<(f64, Option<f64>)>) {
    let (mut least, mut greatest) = (0, 0);
    for (i, (_, y)) in column.iter().enumerate() {
        if *y < column[least].1 {
            least = i;
        }
        if *y > column[greatest].1 {
            greatest = i;
        }
    }
    let mut kept = [0, least, greatest, column.len() - 1];
    kept.sort_unstable();
    for (n, &i) in kept.iter().enumerate() {
        if n == 0 || kept[n - 1] != i {
            out.push(column[i]);
        }
    }
}
