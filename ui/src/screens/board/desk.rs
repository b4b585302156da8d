//! The Board's state: what is shown, what is selected (shared with every window), what is in hand, whom it
//! hovers over, and giving it to them.

use super::{
    forecast::{Ask, Forecast, forecast},
    lines::{self, Line},
};
use crate::{
    act::{self, Give, Target},
    app::{Dep, app},
    ipc::{Live, live},
};
use domain::{
    entities::Proof,
    entity::Table,
    id::{CourierId, DeliveryId, HubId, ZoneId},
};
use leptos::prelude::*;
use std::{collections::HashSet, sync::Arc};
use wire::ipc::{Board, BoardSort, CourierView, DeliveryRow, Query};

const DEPS: &[Dep] = &[
    Dep::Table(Table::Delivery),
    Dep::Table(Table::Courier),
    Dep::Table(Table::Shift),
    Dep::Table(Table::Vehicle),
    Dep::Table(Table::Zone),
    Dep::Table(Table::Collection),
    Dep::Table(Table::Exception),
    Dep::Positions,
    Dep::Clock,
];

/// Deliveries on their way to a courier under the pointer.
#[derive(Clone, Debug, PartialEq)]
pub struct Drag {
    pub rows: Arc<Vec<DeliveryRow>>,
    /// The one it was begun with.
    pub label: String,
}

/// Copy; passed to every part of the screen.
#[derive(Clone, Copy)]
pub struct Desk {
    pub board: Live<Board>,
    pub sort: RwSignal<BoardSort>,
    pub search: RwSignal<String>,
    pub folded: RwSignal<HashSet<Option<ZoneId>>>,
    pub lines: Memo<Arc<Vec<Line>>>,
    /// The line the arrow keys are on.
    pub cursor: RwSignal<Option<DeliveryId>>,
    /// Where a range begins.
    pub anchor: StoredValue<Option<DeliveryId>>,
    /// What is selected, in whichever window it was.
    pub selected: Memo<Arc<HashSet<DeliveryId>>>,
    pub drag: RwSignal<Option<Drag>>,
    /// Where the pointer is while dragging, CSS pixels.
    pub pointer: RwSignal<(i32, i32)>,
    /// The courier under the pointer.
    pub over: RwSignal<Option<CourierId>>,
    /// The courier box has the keyboard.
    pub choosing: RwSignal<bool>,
    /// The courier the arrow keys are on in it.
    pub candidate: RwSignal<Option<CourierId>>,
    /// The courier shown in the middle.
    pub opened: RwSignal<Option<CourierId>>,
    pub forecast: RwSignal<Option<Forecast>>,
    /// Given away by this window: to be unselected once they have left the list.
    given: StoredValue<HashSet<DeliveryId>>,
}

impl Desk {
    pub fn new() -> Self {
        let (sort, search) = (
            RwSignal::new(BoardSort::LateRisk),
            RwSignal::new(String::new()),
        );
        let board = live::<Board>(DEPS, move || {
            Some(Query::Board {
                hub: app().hub()?,
                date: app().date()?,
                sort: sort.get(),
                search: search.get().trim().to_owned(),
            })
        });
        let folded = RwSignal::new(HashSet::new());
        let lines = Memo::new(move |_| {
            Arc::new(board.with(|b| {
                b.map(|b| folded.with(|f| lines::lines(b, f)))
                    .unwrap_or_default()
            }))
        });
        let selected =
            Memo::new(move |_| Arc::new(app().selection().into_iter().collect::<HashSet<_>>()));
        let (drag, over) = (RwSignal::new(None::<Drag>), RwSignal::new(None));
        let (choosing, candidate) = (RwSignal::new(false), RwSignal::new(None));
        let cursor = RwSignal::new(None::<DeliveryId>);
        let asked = Memo::new(move |_| {
            let (rows, courier) = match drag.get() {
                Some(drag) => (drag.rows, over.get()?),
                None if choosing.get() => (Arc::new(in_hand(board, cursor)), candidate.get()?),
                None => return None,
            };
            Some(Ask {
                targets: Arc::new(targets(&rows, app().hub()?, courier)),
                courier,
            })
            .filter(|ask| !ask.targets.is_empty())
        });
        let desk = Self {
            board,
            sort,
            search,
            folded,
            lines,
            cursor,
            anchor: StoredValue::new(None),
            selected,
            drag,
            pointer: RwSignal::new((0, 0)),
            over,
            choosing,
            candidate,
            opened: RwSignal::new(None),
            forecast: forecast(asked),
            given: StoredValue::new(HashSet::new()),
        };
        desk.forget_given();
        desk.follow_address();
        desk.leave_with_hub();
        desk
    }

    /// What is open and where the keys are belong to the hub that is left.
    fn leave_with_hub(self) {
        let hub = Memo::new(|_| app().hub());
        Effect::new(move |before: Option<Option<HubId>>| {
            let hub = hub.get();
            if before.flatten().is_some_and(|before| hub != Some(before)) {
                self.opened.set(None);
                self.candidate.set(None);
                self.cursor.set(None);
                self.anchor.set_value(None);
                self.drag.set(None);
            }
            hub
        });
    }

    /// What was given away and has left the list is selected no more; what was refused stays.
    fn forget_given(self) {
        Effect::new(move |_| {
            let here: HashSet<DeliveryId> = self.board.with(|b| {
                b.map(|b| {
                    b.groups
                        .iter()
                        .flat_map(|g| &g.rows)
                        .map(|r| r.id)
                        .collect()
                })
                .unwrap_or_default()
            });
            let gone: HashSet<DeliveryId> = self.given.with_value(|given| {
                given
                    .iter()
                    .filter(|id| !here.contains(id))
                    .copied()
                    .collect()
            });
            if gone.is_empty() {
                return;
            }
            self.given
                .update_value(|given| given.retain(|id| !gone.contains(id)));
            let mut left = untrack(|| app().selection());
            left.retain(|id| !gone.contains(id));
            app().select(left);
        });
    }

    /// `#/board/<id>`: a courier's detail, or a delivery selected.
    fn follow_address(self) {
        let seen = StoredValue::new(None);
        Effect::new(move |_| {
            let entity = app()
                .route
                .with(|r| (r.screen == "board").then_some(r.entity).flatten());
            let (Some(id), Some(board)) = (entity, self.board.get()) else {
                return;
            };
            if seen.get_value() == Some(id) {
                return;
            }
            seen.set_value(Some(id));
            if board.couriers.iter().any(|c| c.id.0 == id) {
                self.opened.set(Some(CourierId(id)));
            } else {
                app().select(vec![DeliveryId(id)]);
                self.cursor.set(Some(DeliveryId(id)));
            }
        });
    }

    /// The rows that a key acts on: those selected that are on the board, or the one the arrow keys are on where
    /// nothing is selected.
    pub fn in_hand(self) -> Vec<DeliveryRow> {
        in_hand(self.board, self.cursor)
    }

    pub fn courier(self, id: CourierId) -> Option<CourierView> {
        self.board
            .with(|b| b?.couriers.iter().find(|c| c.id == id).cloned())
    }

    /// The line a courier is judged for now: under the pointer, or under the arrow keys.
    pub fn target(self) -> Option<CourierId> {
        if self.drag.with(Option::is_some) {
            self.over.get()
        } else if self.choosing.get() {
            self.candidate.get()
        } else {
            None
        }
    }

    /// Selects by click: alone, with Ctrl one more or less, with Shift up to it.
    pub fn click(self, id: DeliveryId, ctrl: bool, shift: bool) {
        self.opened.set(None);
        if shift {
            self.extend_to(id);
            return;
        }
        self.cursor.set(Some(id));
        self.anchor.set_value(Some(id));
        if ctrl {
            app().select(lines::toggled(untrack(|| app().selection()), id));
        } else {
            app().select(vec![id]);
        }
    }

    /// Selects from where the range began to this one.
    pub fn extend_to(self, id: DeliveryId) {
        let from = self
            .anchor
            .get_value()
            .or(self.cursor.get_untracked())
            .unwrap_or(id);
        self.anchor.set_value(Some(from));
        self.cursor.set(Some(id));
        let Some(board) = self.board.get_untracked() else {
            return;
        };
        let lines = self.lines.get_untracked();
        let (a, b) = (
            lines::line_of(&board, &lines, from),
            lines::line_of(&board, &lines, id),
        );
        if let (Some(a), Some(b)) = (a, b) {
            app().select(lines::range(&board, &lines, a, b));
        }
    }

    pub fn select_all(self) {
        let all = self.board.with_untracked_or(Vec::new(), |b| {
            b.groups
                .iter()
                .flat_map(|g| &g.rows)
                .map(|r| r.id)
                .collect()
        });
        app().select(all);
    }

    /// Selects a zone's deliveries, or unselects them where all are.
    pub fn toggle_group(self, zone: Option<ZoneId>) {
        let ids: Vec<DeliveryId> = self.board.with_untracked_or(Vec::new(), |b| {
            b.groups
                .iter()
                .filter(|g| g.zone == zone)
                .flat_map(|g| &g.rows)
                .map(|r| r.id)
                .collect()
        });
        let mut selection = untrack(|| app().selection());
        if ids.iter().all(|id| selection.contains(id)) {
            selection.retain(|id| !ids.contains(id));
        } else {
            selection.extend(
                ids.into_iter()
                    .filter(|id| !selection.contains(id))
                    .collect::<Vec<_>>(),
            );
        }
        app().select(selection);
    }

    pub fn fold(self, zone: Option<ZoneId>) {
        self.folded.update(|folded| {
            if !folded.remove(&zone) {
                folded.insert(zone);
            }
        });
    }

    /// Gives rows to a courier and says how it went; what is refused is shown with the way to overrule it.
    pub fn give(self, rows: &[DeliveryRow], courier: CourierId) {
        let Some(hub) = untrack(|| app().hub()) else {
            return;
        };
        let targets = targets(rows, hub, courier);
        if targets.is_empty() {
            return;
        }
        self.given
            .update_value(|given| given.extend(targets.iter().map(|target| target.id)));
        let give = move |target: &Target| Give::of(target.state).action(courier);
        act::send(targets, give, None);
    }
}

/// Those of the rows that the courier does not have yet: what is asked about is what is sent.
fn targets(rows: &[DeliveryRow], hub: HubId, courier: CourierId) -> Vec<Target> {
    rows.iter()
        .filter(|row| row.courier != Some(courier))
        .map(|row| Target {
            id: row.id,
            hub,
            reference: row.reference.clone(),
            courier: row.courier,
            cod_halalas: row.cod_halalas,
            proof_required: Proof::None,
            state: row.state,
            state_before: None,
            priority: row.priority,
        })
        .collect()
}

fn in_hand(board: Live<Board>, cursor: RwSignal<Option<DeliveryId>>) -> Vec<DeliveryRow> {
    board.with(|b| {
        let Some(b) = b else { return Vec::new() };
        let rows = lines::meant(b, &app().selection(), cursor.get());
        rows.into_iter().cloned().collect()
    })
}

/// Reading the board as it is, outside of views.
trait Untracked {
    fn with_untracked_or<R>(&self, none: R, read: impl FnOnce(&Board) -> R) -> R;
}

impl Untracked for Live<Board> {
    fn with_untracked_or<R>(&self, none: R, read: impl FnOnce(&Board) -> R) -> R {
        match self.get_untracked() {
            Some(board) => read(&board),
            None => none,
        }
    }
}
