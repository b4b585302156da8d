//! The unassigned list as lines of one height: a heading per zone, then its cards. Which are selected by click,
//! range and keys. Pure.

use domain::id::{DeliveryId, ZoneId};
use std::collections::HashSet;
use wire::ipc::{Board, DeliveryRow};

/// One line of the list: a group's heading, or a card of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    Head(usize),
    Card(usize, usize),
}

/// The lines of a board; groups in `folded` show their heading alone.
pub fn lines(board: &Board, folded: &HashSet<Option<ZoneId>>) -> Vec<Line> {
    let mut lines = Vec::new();
    for (g, group) in board.groups.iter().enumerate() {
        lines.push(Line::Head(g));
        if !folded.contains(&group.zone) {
            lines.extend((0..group.rows.len()).map(|r| Line::Card(g, r)));
        }
    }
    lines
}

/// The card of a line; none for a heading.
pub fn card<'a>(board: &'a Board, line: Option<&Line>) -> Option<&'a DeliveryRow> {
    match line? {
        Line::Card(g, r) => board.groups.get(*g)?.rows.get(*r),
        Line::Head(_) => None,
    }
}

/// The nearest card from `from` going down or up; none past the ends.
pub fn step(lines: &[Line], from: Option<usize>, by: isize) -> Option<usize> {
    let last = lines.iter().rposition(|l| matches!(l, Line::Card(..)))?;
    let first = lines.iter().position(|l| matches!(l, Line::Card(..)))?;
    let Some(from) = from else {
        return Some(if by < 0 { last } else { first });
    };
    let wanted = from.saturating_add_signed(by).clamp(first, last);
    let is_card = |i: &usize| matches!(lines.get(*i), Some(Line::Card(..)));
    if by < 0 {
        (first..=wanted).rev().find(is_card)
    } else {
        (wanted..=last).find(is_card)
    }
}

/// The cards between two lines, both included, in the list's order.
pub fn range(board: &Board, lines: &[Line], a: usize, b: usize) -> Vec<DeliveryId> {
    let (from, to) = (a.min(b), a.max(b));
    lines
        .iter()
        .skip(from)
        .take(to - from + 1)
        .filter_map(|line| card(board, Some(line)).map(|row| row.id))
        .collect()
}

/// The line of a delivery.
pub fn line_of(board: &Board, lines: &[Line], id: DeliveryId) -> Option<usize> {
    lines
        .iter()
        .position(|line| card(board, Some(line)).is_some_and(|row| row.id == id))
}

/// `selection` with `id` in it if it was not, without it if it was.
pub fn toggled(mut selection: Vec<DeliveryId>, id: DeliveryId) -> Vec<DeliveryId> {
    match selection.iter().position(|held| *held == id) {
        Some(at) => {
            selection.remove(at);
        }
        None => selection.push(id),
    }
    selection
}

/// The rows of a board among these ids, in the board's order.
pub fn rows_of<'a>(board: &'a Board, ids: &[DeliveryId]) -> Vec<&'a DeliveryRow> {
    let wanted: HashSet<&DeliveryId> = ids.iter().collect();
    board
        .groups
        .iter()
        .flat_map(|g| &g.rows)
        .filter(|row| wanted.contains(&row.id))
        .collect()
}

/// The rows a key acts on: those selected that the board has, or the one the arrow keys are on where nothing is
/// selected. Something selected that is not on the board (on another screen, or gone on since) is not replaced by
/// another one.
pub fn meant<'a>(
    board: &'a Board,
    selection: &[DeliveryId],
    cursor: Option<DeliveryId>,
) -> Vec<&'a DeliveryRow> {
    if selection.is_empty() {
        rows_of(board, cursor.as_slice())
    } else {
        rows_of(board, selection)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::entities::DeliveryState;
    use uuid::Uuid;
    use wire::ipc::{BoardGroup, Name};

    fn row(n: u128) -> DeliveryRow {
        DeliveryRow {
            id: DeliveryId(Uuid::from_u128(n)),
            rev: 1,
            reference: format!("BRQ-{n}"),
            state: DeliveryState::Ready,
            recipient: String::new(),
            phone: None,
            address: String::new(),
            merchant: Name::default(),
            zone: None,
            zone_name: Name::default(),
            courier: None,
            courier_name: Name::default(),
            service_date: "2026-11-22".parse().unwrap(),
            carried_over: false,
            due_at: None,
            slack_secs: None,
            at_risk: false,
            on_time: None,
            cod_halalas: 0,
            priority: 50,
            parcel_count: 1,
            weight_g: 0,
            point: None,
            attempt_no: 0,
            pending: false,
            doubtful: false,
            open_exceptions: 0,
        }
    }

    fn board() -> Board {
        let zone = |n: u128, rows: &[u128]| BoardGroup {
            zone: Some(ZoneId(Uuid::from_u128(n))),
            name: Name::default(),
            color: String::new(),
            rows: rows.iter().map(|n| row(*n)).collect(),
        };
        Board {
            groups: vec![zone(1, &[10, 11]), zone(2, &[20])],
            couriers: Vec::new(),
        }
    }

    #[test]
    fn arrows_step_over_headings() {
        let board = board();
        let all = lines(&board, &HashSet::new());
        assert_eq!(all.len(), 5);
        assert_eq!(step(&all, None, 1), Some(1));
        assert_eq!(step(&all, Some(2), 1), Some(4));
        assert_eq!(step(&all, Some(4), -1), Some(2));
        assert_eq!(step(&all, Some(1), -1), Some(1));
        assert_eq!(step(&all, Some(4), 10), Some(4));
    }

    #[test]
    fn a_range_reaches_across_zones_and_leaves_folded_ones_out() {
        let board = board();
        let all = lines(&board, &HashSet::new());
        assert_eq!(range(&board, &all, 4, 2).len(), 2);
        let folded = HashSet::from([Some(ZoneId(Uuid::from_u128(1)))]);
        let some = lines(&board, &folded);
        assert_eq!(some, [Line::Head(0), Line::Head(1), Line::Card(1, 0)]);
        assert_eq!(range(&board, &some, 0, 2).len(), 1);
    }

    #[test]
    fn a_click_with_ctrl_adds_and_takes_away() {
        let (a, b) = (
            DeliveryId(Uuid::from_u128(1)),
            DeliveryId(Uuid::from_u128(2)),
        );
        assert_eq!(toggled(vec![a], b), [a, b]);
        assert_eq!(toggled(vec![a, b], a), [b]);
    }

    #[test]
    fn a_selection_that_is_not_on_the_board_is_not_taken_for_the_row_under_the_cursor() {
        let board = board();
        let id = |n: u128| DeliveryId(Uuid::from_u128(n));
        let meant = |selection: &[DeliveryId], cursor| -> Vec<u128> {
            let rows = meant(&board, selection, cursor);
            rows.iter().map(|row| row.id.0.as_u128()).collect()
        };
        assert_eq!(meant(&[], Some(id(11))), [11]);
        assert_eq!(meant(&[id(20)], Some(id(11))), [20]);
        assert_eq!(meant(&[id(99), id(20)], Some(id(11))), [20]);
        assert!(meant(&[id(99)], Some(id(11))).is_empty());
    }
}
