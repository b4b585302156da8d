//! An import as one thing: kept, interrupted, gone on with, taken back whole and imported again, with rows that are
//! still unsent, and counts of what is here.

use super::{fixture::*, oracle, server::Server};
use crate::{Imported, ReplicaError};
use domain::{
    command::{Action, Command, ImportPart, MAX_ITEMS, Other, ProblemRow},
    decide::{ItemVerdict, Verdict},
    entities::{Delivery, Exception, Note},
    entity::{Synced, Table},
    id::*,
    rejection::RejectCode,
};
use wire::ipc::{ImportUndo, ImportView, Query, QueryResult};

fn batch(n: u128) -> ImportBatchId {
    ImportBatchId(uuid(0x9000 + n))
}

fn reference(n: usize) -> String {
    format!("BIG-{n:05}")
}

fn big(n: usize) -> DeliveryId {
    delivery_id(0, &reference(n))
}

/// The parts of a file of rows `from..to`, of `size` rows each.
fn parts(of: u128, rows: std::ops::Range<usize>, size: usize) -> Vec<Command> {
    let all: Vec<usize> = rows.collect();
    let accepted = i32::try_from(all.len()).unwrap();
    all.chunks(size)
        .enumerate()
        .map(|(nth, rows)| {
            Command::Other(Other::ImportRows {
                hub: hub(0),
                import: ImportPart {
                    batch: batch(of),
                    file_name: "big.csv".into(),
                    format: "onfleet".into(),
                    part: i32::try_from(nth).unwrap() + 1,
                    parts: 3,
                    accepted,
                    quarantined: 1,
                },
                rows: rows
                    .iter()
                    .map(|n| {
                        let mut new = new_delivery(&reference(*n));
                        new.note = "Locker: 12".into();
                        new
                    })
                    .collect(),
                problems: match nth {
                    0 => vec![problem(of)],
                    _ => Vec::new(),
                },
            })
        })
        .collect()
}

fn problem(of: u128) -> ProblemRow {
    ProblemRow {
        row: 7,
        code: "bad_phone".into(),
        column: "Recipient_Phone".into(),
        cell: "ask the shop".into(),
        why: String::new(),
        sheet: String::new(),
        cells: vec![("Recipient_Phone".into(), format!("ask the shop {of}"))],
    }
}

/// Imports what is kept of a batch, at most `most` parts.
fn go_on(desk: &Desk, of: u128, n: u128, most: usize) -> Vec<Imported> {
    (0..most)
        .map_while(|nth| {
            let id = command_id(n + nth as u128);
            let replica = &desk.replica;
            replica
                .import_part(hub(0), batch(of), id, NOON, NOON)
                .unwrap()
        })
        .collect()
}

fn import(desk: &Desk, of: u128, n: u128, rows: std::ops::Range<usize>) -> u64 {
    let commands = parts(of, rows, 2);
    desk.replica
        .keep_import(hub(0), batch(of), &commands)
        .unwrap();
    go_on(desk, of, n, usize::MAX)
        .iter()
        .map(|part| part.created)
        .sum()
}

/// Takes an import back by its steps; what was not refused, and what was.
fn take_back(desk: &Desk, of: u128, n: u128) -> (usize, Vec<ItemVerdict>) {
    let (mut after, mut nth, mut items) = (None, 0, Vec::new());
    loop {
        let id = command_id(n + nth);
        let step = desk
            .replica
            .take_back_import(hub(0), batch(of), after, id, NOON, NOON)
            .unwrap();
        items.extend(step.submitted.items);
        (after, nth) = (step.next, nth + 1);
        if after.is_none() {
            break;
        }
    }
    let (gone, kept): (Vec<_>, Vec<_>) = items.into_iter().partition(ItemVerdict::is_applied);
    (gone.len(), kept)
}

fn views(desk: &Desk) -> Vec<ImportView> {
    let query = Query::ImportBatches { hub: hub(0) };
    match desk.replica.query(&query, NOON).unwrap() {
        QueryResult::ImportBatches(views) => views,
        other => panic!("{other:?}"),
    }
}

/// How much of the batch is here, and how much is to come.
fn counts(desk: &Desk, of: u128) -> (u64, u64) {
    let all = views(desk);
    let view = all.iter().find(|view| view.batch.id == batch(of)).unwrap();
    (view.here, view.to_come)
}

/// Every delivery and note, and every exception that is open.
fn left(desk: &Desk) -> Vec<uuid::Uuid> {
    let open = rows::<Exception>(desk)
        .into_iter()
        .filter(|exception| exception.resolved_at.is_none());
    let deliveries = rows::<Delivery>(desk).into_iter().map(|row| row.id.0);
    let notes = rows::<Note>(desk).into_iter().map(|row| row.id.0);
    deliveries
        .chain(notes)
        .chain(open.map(|row| row.id.0))
        .collect()
}

fn rows<T: Synced>(desk: &Desk) -> Vec<T> {
    desk.replica
        .inner
        .read(|conn| crate::row::select(conn, T::TABLE, "1 = 1 ORDER BY id", []))
        .unwrap()
        .into_iter()
        .map(|row| T::from_values(row.values).unwrap())
        .collect()
}

#[test]
fn ctrl_z_takes_back_all_parts_of_an_import() {
    let mut server = Server::new();
    let desk = Desk::synced(0, &mut server);
    desk.submit(1, &create(0, &["KEPT"])).unwrap();
    assert_eq!(import(&desk, 0, 10, 0..7), 7);
    let undone = desk.replica.undo(None, command_id(50), NOON, NOON).unwrap();
    assert_eq!(undone.items.len(), 7);
    assert!(undone.items.iter().all(ItemVerdict::is_applied));
    assert_eq!(counts(&desk, 0), (0, 0));
    oracle::check(&desk);
    desk.exchange(&mut server);
    oracle::check(&desk);
    // What was done before is next: the import is one step back.
    assert_eq!(desk.replica.undoable().unwrap(), None);
    let none = desk.replica.undo(None, command_id(51), NOON, NOON);
    assert!(matches!(none, Err(ReplicaError::NothingToUndo)));
}

#[test]
fn import_undo_import_undo_leaves_nothing_whatever_was_sent_meanwhile() {
    // Bit by bit: whether everything is sent after each of the four.
    for sent in 0..16_u32 {
        let mut server = Server::new();
        let desk = Desk::synced(0, &mut server);
        let before = left(&desk);
        let send = |server: &mut Server| {
            let outcomes = desk.exchange(server).outcomes;
            let refused = outcomes.iter().find_map(|settled| settled.rejection());
            assert_eq!(refused, None, "{sent:b}");
        };
        let exchange = |nth: u32, server: &mut Server| {
            if sent & (1 << nth) != 0 {
                send(server);
            }
        };
        assert_eq!(import(&desk, 0, 10, 0..5), 5);
        exchange(0, &mut server);
        assert_eq!(take_back(&desk, 0, 20).0, 5);
        exchange(1, &mut server);
        // Half of it, as a batch of its own or the same again.
        let of = u128::from(sent % 2);
        assert_eq!(import(&desk, of, 30, 2..5), 3);
        exchange(2, &mut server);
        let (gone, kept) = take_back(&desk, of, 40);
        assert_eq!((gone, kept), (3, Vec::new()), "{sent:b}");
        exchange(3, &mut server);
        oracle::check(&desk);
        send(&mut server);
        oracle::check(&desk);
        assert_eq!(left(&desk), before, "{sent:b}");
    }
}

#[test]
fn an_interrupted_import_is_found_again_and_gone_on_with_or_taken_back() {
    for both in [true, false] {
        let mut server = Server::new();
        let mut desk = Desk::synced(0, &mut server);
        let commands = parts(0, 0..7, 2);
        desk.replica
            .keep_import(hub(0), batch(0), &commands)
            .unwrap();
        desk.reopen();
        let view = views(&desk).pop().unwrap();
        assert_eq!((view.here, view.to_come), (0, 7), "nothing of it is in yet");
        assert_eq!(view.batch.file_name, "big.csv");
        go_on(&desk, 0, 10, 2);
        desk.exchange(&mut server);
        desk.reopen();
        assert_eq!(counts(&desk, 0), (4, 3));
        if both {
            go_on(&desk, 0, 20, usize::MAX);
            assert_eq!(counts(&desk, 0), (7, 0));
            assert_eq!(rows::<Exception>(&desk).len(), 1);
        } else {
            assert_eq!(take_back(&desk, 0, 20).0, 4);
            assert_eq!(counts(&desk, 0), (0, 0));
            assert_eq!(go_on(&desk, 0, 30, 1), []);
            let waiting = rows::<Exception>(&desk);
            assert!(waiting.iter().all(|e| e.resolved_at.is_some()));
        }
        desk.exchange(&mut server);
        oracle::check(&desk);
    }
}

#[test]
fn what_was_touched_is_kept_and_told_and_not_sent() {
    let mut server = Server::new();
    let desk = Desk::synced(0, &mut server);
    import(&desk, 0, 10, 0..4);
    desk.exchange(&mut server);
    let assign = Action::Assign {
        courier: courier(0, 0),
    };
    desk.submit(20, &act(0, &[big(2)], assign)).unwrap();
    let query = Query::ImportUndo {
        hub: hub(0),
        batch: batch(0),
    };
    let QueryResult::ImportUndo(told) = desk.replica.query(&query, NOON).unwrap() else {
        panic!("another answer");
    };
    assert_eq!(told, ImportUndo { goes: 3, stays: 1 });
    let (gone, kept) = take_back(&desk, 0, 30);
    assert_eq!((gone, kept.len()), (3, 1));
    assert!(
        matches!(&kept[0].verdict, Verdict::Rejected { rejection } if rejection.code == RejectCode::BatchTouched)
    );
    assert_eq!(counts(&desk, 0), (1, 0), "found although partly taken back");
    desk.exchange(&mut server);
    oracle::check(&desk);
    let open = rows::<Exception>(&desk);
    assert!(open.iter().all(|e| e.resolved_at.is_some()), "{open:?}");
}

#[test]
fn the_server_keeps_what_another_touched_and_counts_say_so() {
    let mut server = Server::new();
    let desk = Desk::synced(0, &mut server);
    let other = Desk::synced(1, &mut server);
    import(&desk, 0, 10, 0..4);
    desk.exchange(&mut server);
    other.exchange(&mut server);
    let assign = Action::Assign {
        courier: courier(0, 0),
    };
    other.submit(1000, &act(0, &[big(1)], assign)).unwrap();
    other.exchange(&mut server);
    assert_eq!(take_back(&desk, 0, 30).0, 4);
    assert_eq!(counts(&desk, 0), (0, 0));
    desk.exchange(&mut server);
    desk.exchange(&mut server);
    oracle::check(&desk);
    assert_eq!(counts(&desk, 0), (1, 0));
    let view = views(&desk).pop().unwrap();
    assert!(view.batch.undone_at.is_some());
}

#[test]
fn an_import_of_many_is_taken_back_in_steps_each_durable() {
    let mut server = Server::new();
    let mut desk = Desk::synced(0, &mut server);
    let many = MAX_ITEMS + 3;
    let commands = parts(0, 0..many, MAX_ITEMS - 1);
    desk.replica
        .keep_import(hub(0), batch(0), &commands)
        .unwrap();
    go_on(&desk, 0, 10, usize::MAX);
    let step = desk
        .replica
        .take_back_import(hub(0), batch(0), None, command_id(20), NOON, NOON)
        .unwrap();
    assert_eq!(step.submitted.items.len(), MAX_ITEMS);
    assert!(step.next.is_some());
    desk.reopen();
    assert_eq!(counts(&desk, 0), (3, 0), "interrupted: the rest is here");
    let undone = desk.replica.undo(None, command_id(30), NOON, NOON).unwrap();
    assert_eq!(undone.items.len(), 3);
    assert_eq!(counts(&desk, 0), (0, 0));
    desk.exchange(&mut server);
    oracle::check(&desk);
}

#[test]
fn what_was_to_be_imported_goes_with_its_hub() {
    let mut server = Server::new();
    let desk = Desk::synced(0, &mut server);
    desk.replica
        .keep_import(hub(0), batch(0), &parts(0, 0..4, 2))
        .unwrap();
    server.set_grant(0, 0, false);
    desk.exchange(&mut server);
    let kept: i64 = desk
        .replica
        .inner
        .read(|conn| {
            let sql = "SELECT count(*) FROM meta WHERE name LIKE 'import.%'";
            Ok(conn.query_row(sql, [], |row| row.get(0))?)
        })
        .unwrap();
    assert_eq!(kept, 0);
}

#[test]
fn what_is_let_go_is_not_to_come() {
    let mut server = Server::new();
    let desk = Desk::synced(0, &mut server);
    desk.replica
        .keep_import(hub(0), batch(0), &parts(0, 0..4, 2))
        .unwrap();
    go_on(&desk, 0, 10, 1);
    desk.replica.forget_import(hub(0), batch(0)).unwrap();
    assert_eq!(counts(&desk, 0), (2, 0));
    assert_eq!(go_on(&desk, 0, 20, 1), []);
    let table = Table::ImportBatch;
    let row = desk.replica.live_row(table, batch(0).0).unwrap();
    assert!(row.is_some());
}
