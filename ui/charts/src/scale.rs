//! Where ticks go. Pure functions; know no chart.

/// The least of 1, 2, 5 × a power of ten that divides `span` into at most `most` steps; never below
/// 1, as counts and minutes are whole.
pub fn nice_step(span: f64, most: usize) -> f64 {
    let wanted = span / most.max(1) as f64;
    if !wanted.is_finite() || wanted <= 1.0 {
        return 1.0;
    }
    let power = 10f64.powf(wanted.log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| *step >= wanted * 0.999_999)
        .unwrap_or(10.0 * power)
}

/// How many slots lie between two labels so that labels of `label_px` fit `width_px`: 1, 2, 3, 4, 6,
/// 8, 12 or 24, which people count hours by.
pub fn slot_step(visible_slots: f64, width_px: f32, label_px: f32) -> usize {
    let fitting = f64::from((width_px / label_px).max(1.0));
    [1, 2, 3, 4, 6, 8, 12]
        .into_iter()
        .find(|step| visible_slots / *step as f64 <= fitting)
        .unwrap_or(24)
}

/// The multiples of `step` within `from..=to`.
pub fn multiples(from: f64, to: f64, step: f64) -> impl Iterator<Item = f64> {
    let first = (from / step).ceil() as i64;
    let last = (to / step).floor() as i64;
    (first..=last).map(move |n| n as f64 * step)
}
