//! An import, its undoing, and the import again, in any order: what nobody touched goes with the import that
//! brought it, what somebody touched stays, and nothing else is left.

mod town;

use domain::{
    command::{Action, Command, EditGroup, GroupEdit, ImportPart, Other},
    decide::{ItemVerdict, Verdict},
    entities::*,
    entity::Table,
    id::*,
    rejection::RejectCode,
    world::Change,
};
use proptest::{prelude::*, test_runner::FileFailurePersistence};
use std::collections::{BTreeMap, BTreeSet};
use town::*;
use uuid::Uuid;

const ROWS: u128 = 5;
const BATCHES: u128 = 3;

fn batch(n: u128) -> ImportBatchId {
    ImportBatchId(id(500 + n))
}

fn import(of: u128, rows: impl IntoIterator<Item = u128>) -> Command {
    let rows = rows.into_iter().map(|n| {
        let mut new = new_delivery(&format!("R-{n}"));
        new.note = "Locker: 12".into();
        new
    });
    Command::Other(Other::ImportRows {
        hub: HUB,
        import: ImportPart {
            batch: batch(of),
            file_name: "night.csv".into(),
            format: "onfleet".into(),
            part: 1,
            parts: 1,
            accepted: 5,
            quarantined: 0,
        },
        rows: rows.collect(),
        problems: Vec::new(),
    })
}

fn undo(of: u128) -> Command {
    Command::Other(Other::UndoImport {
        hub: HUB,
        batch: batch(of),
        items: (1..=ROWS).map(delivery_id).collect(),
    })
}

fn note(n: u128) -> Command {
    Command::Other(Other::AddNote {
        hub: HUB,
        entity_table: Table::Delivery,
        items: vec![delivery_id(n).0],
        body: "asked for the evening".into(),
    })
}

fn edit(n: u128) -> Command {
    let value = |to: &str| [("instructions".to_owned(), to.into())].into();
    Command::Other(Other::Edit {
        hub: HUB,
        edits: vec![GroupEdit {
            delivery: delivery_id(n),
            group: EditGroup::Instructions,
            from: value(""),
            to: value("ring twice"),
        }],
        if_rev: BTreeMap::new(),
    })
}

/// Deliveries, notes and open exceptions; what an import may leave nothing in.
fn left(town: &Town) -> Vec<(Table, Uuid)> {
    let deliveries = town.all::<Delivery>();
    let notes = town.all::<Note>();
    let open = town.all::<Exception>();
    let deliveries = deliveries.iter().map(|d| (Table::Delivery, d.id.0));
    let notes = notes.iter().map(|n| (Table::Note, n.id.0));
    let open = open
        .iter()
        .filter(|e| e.resolved_at.is_none())
        .map(|e| (Table::Exception, e.id.0));
    deliveries.chain(notes).chain(open).collect()
}

/// A town whose rows go on counting where they had been when they come again, as the server's do.
struct Server {
    town: Town,
    gone: BTreeMap<(Table, Uuid), i64>,
}

impl Server {
    fn new() -> Self {
        Self {
            town: Town::new(),
            gone: BTreeMap::new(),
        }
    }

    fn run(&mut self, command: &Command) -> Vec<ItemVerdict> {
        self.town.commands += 1;
        let context = context(self.town.commands);
        let dispatcher = actor(Role::Dispatcher);
        let mut decision = self
            .town
            .ask(&dispatcher, &context, command)
            .unwrap_or_else(|refusal| panic!("{refusal:?}"));
        for change in &mut decision.changes {
            let key = change.key();
            match change {
                Change::Put { rev, .. } if self.town.rev(key.0, key.1) == 0 => {
                    *rev += self.gone.get(&key).copied().unwrap_or_default();
                }
                Change::Put { .. } => {}
                Change::Delete { .. } => {
                    self.gone.insert(key, self.town.rev(key.0, key.1));
                }
            }
        }
        self.town.apply(&decision);
        decision.items
    }
}

fn codes(items: &[ItemVerdict]) -> Vec<(Uuid, String)> {
    let word = |verdict: &Verdict| match verdict {
        Verdict::Applied { .. } => "applied".to_owned(),
        Verdict::Unchanged => "unchanged".to_owned(),
        Verdict::Rejected { rejection } => format!("{rejection:?}"),
        other => format!("{other:?}"),
    };
    items.iter().map(|i| (i.id, word(&i.verdict))).collect()
}

#[test]
fn an_import_undone_and_imported_again_is_undone_again() {
    let mut server = Server::new();
    for round in 0..3 {
        // The same batch again, or another.
        let of = round % 2;
        let made = server.run(&import(of, 1..=ROWS));
        assert!(made.iter().all(ItemVerdict::is_applied), "{made:?}");
        let rev = server.town.rev(Table::Delivery, delivery_id(1).0);
        assert_eq!(rev, i64::from(u32::try_from(round).unwrap()) + 1);
        let undone = server.run(&undo(of));
        assert!(undone.iter().all(ItemVerdict::is_applied), "{undone:?}");
        assert_eq!(left(&server.town), []);
    }
}

#[test]
fn whatever_somebody_did_about_a_delivery_keeps_it() {
    let hold = Action::Hold {
        reason: "asked to wait".into(),
    };
    let done: [(&str, Command); 5] = [
        ("held", on(&[delivery_id(2)], hold)),
        (
            "assigned",
            on(&[delivery_id(2)], Action::Assign { courier: NASSER }),
        ),
        ("edited", edit(2)),
        ("noted", note(2)),
        ("contested", on(&[delivery_id(2)], deliver(12_000))),
    ];
    for (what, command) in done {
        let mut server = Server::new();
        for _ in 0..2 {
            server.run(&import(0, 1..=3));
            server.run(&undo(0));
        }
        server.run(&import(0, 1..=3));
        let mut someone = actor(Role::Dispatcher);
        someone.user = UserId(id(88));
        server.town.run(&someone, &command);
        let undone = server.run(&undo(0));
        let Verdict::Rejected { rejection } = &undone[1].verdict else {
            panic!("{what}: {undone:?}");
        };
        assert_eq!(rejection.code, RejectCode::BatchTouched, "{what}");
        assert_eq!(rejection.params["by"], id(88).to_string(), "{what}");
        assert!(undone[0].is_applied() && undone[2].is_applied(), "{what}");
        let batch = server.town.all::<ImportBatch>().pop().unwrap();
        assert!(batch.undone_at.is_some());
    }
}

#[test]
fn what_the_zones_did_is_nobodys_doing() {
    let mut server = Server::new();
    server.run(&import(0, [1]));
    let moved = Other::UpsertZone {
        hub: HUB,
        zones: vec![zone_spec(ZONE, square(40.0, 20.0, 0.1))],
    };
    server.run(&Command::Other(moved));
    server.run(&on(&[delivery_id(1)], Action::Rezone));
    assert_eq!(server.town.rev(Table::Delivery, delivery_id(1).0), 2);
    assert!(server.run(&undo(0))[0].is_applied());
    assert_eq!(left(&server.town), []);
}

#[test]
fn a_batch_that_is_in_again_is_not_undone_any_more() {
    let mut server = Server::new();
    server.run(&import(0, [1, 2]));
    server.run(&undo(0));
    server.run(&import(0, [1]));
    let batch = server.town.all::<ImportBatch>().pop().unwrap();
    assert_eq!((batch.undone_at, batch.undone_by), (None, None));
    server.run(&undo(0));
    let batch = server.town.all::<ImportBatch>().pop().unwrap();
    assert_eq!(batch.undone_by, Some(USER));
}

#[derive(Clone, Debug)]
enum Step {
    Import(u128, BTreeSet<u128>),
    Undo(u128),
    Touch(u128, bool),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let rows = prop::collection::btree_set(1..=ROWS, 1..=5);
    let step = prop_oneof![
        4 => (0..BATCHES, rows).prop_map(|(of, rows)| Step::Import(of, rows)),
        4 => (0..BATCHES).prop_map(Step::Undo),
        1 => (1..=ROWS, any::<bool>()).prop_map(|(n, noted)| Step::Touch(n, noted)),
    ];
    prop::collection::vec(step, 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 60,
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    })]

    /// The server and a console whose rows begin anew when they come again say the same, and at the end of every
    /// history its undoing leaves what was touched and nothing else.
    #[test]
    fn undo_restores_what_was_before_after_any_history(history in steps()) {
        let (mut server, mut console) = (Server::new(), Town::new());
        let dispatcher = actor(Role::Dispatcher);
        // Which batch brought a row, and whether somebody touched it since.
        let mut rows: BTreeMap<u128, (u128, bool)> = BTreeMap::new();
        let end = (0..BATCHES).map(Step::Undo);
        for step in history.into_iter().chain(end) {
            let command = match &step {
                Step::Import(of, new) => {
                    for n in new {
                        rows.entry(*n).or_insert((*of, false));
                    }
                    import(*of, new.iter().copied())
                }
                Step::Undo(of) => {
                    rows.retain(|_, (batch, touched)| batch != of || *touched);
                    undo(*of)
                }
                Step::Touch(n, noted) => {
                    let Some((_, touched)) = rows.get_mut(n) else { continue };
                    *touched = true;
                    if *noted { note(*n) } else { on(&[delivery_id(*n)], Action::SetPriority { priority: 1 }) }
                }
            };
            let known = server.town.all::<ImportBatch>();
            let unknown = |of: &u128| known.iter().all(|row| row.id != batch(*of));
            if matches!(&step, Step::Undo(of) if unknown(of)) {
                continue;
            }
            let theirs = server.run(&command);
            let ours = console.run(&dispatcher, &command).items;
            prop_assert_eq!(codes(&theirs), codes(&ours));

            let here: Vec<DeliveryId> = server.town.all::<Delivery>().iter().map(|d| d.id).collect();
            let mut expected: Vec<DeliveryId> = rows.keys().map(|n| delivery_id(*n)).collect();
            expected.sort();
            prop_assert_eq!(here, expected);
            for (n, (of, touched)) in &rows {
                let d = server.town.delivery(delivery_id(*n));
                prop_assert_eq!(d.import_batch_id, Some(batch(*of)));
                let notes = server.town.all::<Note>();
                let imported = notes
                    .iter()
                    .filter(|note| note.entity_id == d.id.0 && note.kind == NoteKind::Import);
                prop_assert_eq!(imported.count(), 1, "each row has its note once");
                prop_assert!(*touched || d.priority == 50);
            }
        }
        let kept: BTreeSet<Uuid> = rows.keys().map(|n| delivery_id(*n).0).collect();
        prop_assert!(rows.values().all(|(_, touched)| *touched));
        for note in server.town.all::<Note>() {
            prop_assert!(kept.contains(&note.entity_id), "a note of nothing is left");
        }
    }
}
