//! Selecting rows by pointer and keyboard, as lists do everywhere: one, toggled, or a range from the anchor.
//! Pure: what it needs of the list is passed in.

/// What a person did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gesture {
    /// Only this row.
    Only,
    /// This row more, or less.
    Toggle,
    /// From the anchor to this row.
    Extend,
    /// The cursor moves, the selection stays.
    Move,
}

impl Gesture {
    /// Of a click or an arrow with these modifiers.
    pub const fn of(ctrl: bool, shift: bool, keyboard: bool) -> Self {
        match (ctrl, shift) {
            (_, true) => Self::Extend,
            (true, false) if keyboard => Self::Move,
            (true, false) => Self::Toggle,
            _ => Self::Only,
        }
    }
}

/// Where a key moves the cursor; none for keys that do not.
pub fn moved(code: &str, cursor: u64, total: u64, page: u64) -> Option<u64> {
    if total == 0 {
        return None;
    }
    let last = total - 1;
    Some(match code {
        "ArrowDown" => (cursor + 1).min(last),
        "ArrowUp" => cursor.saturating_sub(1),
        "PageDown" => (cursor + page).min(last),
        "PageUp" => cursor.saturating_sub(page),
        "Home" => 0,
        "End" => last,
        _ => return None,
    })
}

/// The rows of a range, in order.
pub fn range(anchor: u64, cursor: u64) -> std::ops::RangeInclusive<u64> {
    anchor.min(cursor)..=anchor.max(cursor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stay_within_the_list() {
        assert_eq!(moved("ArrowDown", 9, 10, 5), Some(9));
        assert_eq!(moved("ArrowUp", 0, 10, 5), Some(0));
        assert_eq!(moved("PageDown", 3, 10, 5), Some(8));
        assert_eq!(moved("End", 3, 10, 5), Some(9));
        assert_eq!(moved("ArrowDown", 0, 0, 5), None);
        assert_eq!(moved("KeyA", 0, 10, 5), None);
    }

    #[test]
    fn modifiers_mean_what_they_mean_everywhere() {
        assert_eq!(Gesture::of(false, false, false), Gesture::Only);
        assert_eq!(Gesture::of(true, false, false), Gesture::Toggle);
        assert_eq!(Gesture::of(true, false, true), Gesture::Move);
        assert_eq!(Gesture::of(true, true, false), Gesture::Extend);
        assert_eq!(range(7, 3).collect::<Vec<_>>(), [3, 4, 5, 6, 7]);
    }
}
