//! Giving and sending: durable before the id, the same id once, dense numbers, fresh clients, undo.

use super::{fixture::*, oracle, server::Server};
use crate::{Cut, Layer, Order, ReplicaError, Requeue};
use domain::{
    command::{Action, Command, Other},
    decide::Verdict,
    entities::DeliveryState,
    id::*,
    rejection::RejectCode,
};
use std::sync::{Arc, Mutex};
use wire::ipc::OutboxState;

fn ready(server: &mut Server) -> (Desk, DeliveryId) {
    let desk = Desk::synced(0, server);
    desk.submit(1, &create(0, &["R1"])).unwrap();
    desk.exchange(server);
    (desk, delivery_id(0, "R1"))
}

fn state(desk: &Desk, id: DeliveryId) -> DeliveryState {
    let row = desk
        .replica
        .inner
        .read(|conn| crate::row::get(conn, domain::entity::Table::Delivery, id.0))
        .unwrap()
        .unwrap();
    let delivery: domain::entities::Delivery =
        domain::entity::Synced::from_values(row.values).unwrap();
    delivery.state
}

#[test]
fn what_is_refused_is_not_queued() {
    let mut server = Server::new();
    let (desk, id) = ready(&mut server);
    let refused = desk.submit(2, &act(0, &[id], Action::Dispatch)).unwrap();
    assert_eq!(refused.command_id, None);
    assert!(
        matches!(&refused.items[0].verdict, Verdict::Rejected { rejection }
        if rejection.code == RejectCode::WrongState)
    );
    let nobody = desk.submit(3, &act(0, &[], Action::Dispatch));
    assert!(
        matches!(nobody, Err(ReplicaError::Rejected(why)) if why.code == RejectCode::EmptySelection)
    );
    let same = desk
        .submit(4, &act(0, &[id], Action::SetPriority { priority: 50 }))
        .unwrap();
    assert_eq!(same.command_id, None);
    assert_eq!(desk.replica.waiting().unwrap(), 0);
    assert!(desk.replica.next_commands(9, 1 << 20).unwrap().is_empty());
}

/// Numbers are given and requests are lost, again and again: nobody is told that it was sent.
#[test]
fn the_outbox_never_says_sent_before_a_server_had_it() {
    let mut server = Server::new();
    let (desk, id) = ready(&mut server);
    let given: Vec<CommandId> = (0..3)
        .map(|n| {
            let raise = act(0, &[id], Action::SetPriority { priority: 60 + n });
            let submitted = desk
                .submit(10 + u128::from(n.unsigned_abs()), &raise)
                .unwrap();
            submitted.command_id.unwrap()
        })
        .collect();
    let state = |id| desk.replica.command(id).unwrap().unwrap().state;
    for batch in [1, 2, 9] {
        let sent = desk.replica.next_commands(batch, 1 << 20).unwrap();
        assert!(sent.iter().all(|envelope| envelope.seq > 0));
        for id in &given {
            assert_eq!(state(*id), OutboxState::Queued);
        }
    }
    desk.exchange(&mut server);
    for id in &given {
        assert_eq!(state(*id), OutboxState::Applied);
    }
}

#[test]
fn the_same_id_is_one_command() {
    let mut server = Server::new();
    let (desk, id) = ready(&mut server);
    let assign = act(
        0,
        &[id],
        Action::Assign {
            courier: courier(0, 0),
        },
    );
    let first = desk.submit(2, &assign).unwrap();
    let again = desk.submit(2, &assign).unwrap();
    assert_eq!(first, again);
    assert_eq!(desk.replica.waiting().unwrap(), 1);
    desk.exchange(&mut server);
    assert_eq!(
        desk.submit(2, &assign).unwrap().command_id,
        Some(command_id(2))
    );
    assert_eq!(desk.replica.waiting().unwrap(), 0);
}

#[test]
fn many_commands_share_one_commit_and_a_refusal_stops_no_other() {
    let mut server = Server::new();
    let (desk, id) = ready(&mut server);
    let orders: Vec<Order> = [
        act(
            0,
            &[id],
            Action::Assign {
                courier: courier(0, 0),
            },
        ),
        act(0, &[], Action::Dispatch),
        act(0, &[id], Action::Dispatch),
        act(0, &[id], Action::Unassign),
    ]
    .into_iter()
    .enumerate()
    .map(|(n, command)| Order {
        id: command_id(10 + n as u128),
        command,
        now: NOON,
        issued_at: NOON,
    })
    .collect();
    let answers = desk.replica.submit_many(&orders).unwrap();
    let ids: Vec<bool> = answers
        .iter()
        .map(|a| a.as_ref().is_ok_and(|s| s.command_id.is_some()))
        .collect();
    assert_eq!(ids, [true, false, true, false]);
    oracle::check(&desk);
    let seqs: Vec<i64> = desk
        .replica
        .next_commands(9, 1 << 20)
        .unwrap()
        .iter()
        .map(|e| e.seq)
        .collect();
    assert_eq!(seqs, [2, 3]);
}

#[test]
fn a_failure_anywhere_leaves_all_or_nothing() {
    let mut server = Server::new();
    let (mut desk, id) = ready(&mut server);
    let before = desk.dump(Layer::Live);
    let assign = act(
        0,
        &[id],
        Action::Assign {
            courier: courier(0, 0),
        },
    );
    let mut failures = 0;
    for at in 0.. {
        desk.replica.inner.faults.fail_at(at);
        match desk.submit(2, &assign) {
            Err(ReplicaError::Injected(_)) => failures += 1,
            Ok(submitted) => {
                assert!(submitted.command_id.is_some());
                break;
            }
            Err(e) => panic!("{e}"),
        }
        desk.reopen();
        assert_eq!(desk.dump(Layer::Live), before, "step {at}");
        assert_eq!(desk.replica.waiting().unwrap(), 0, "step {at}");
    }
    assert!(failures > 5, "only {failures} steps");
    desk.replica.inner.faults.fail_at(-1);
    desk.reopen();
    assert_eq!(desk.replica.waiting().unwrap(), 1);
    oracle::check(&desk);
}

#[test]
fn numbers_are_dense_kept_and_bounded() {
    let mut server = Server::new();
    let desk = Desk::synced(0, &mut server);
    for n in 0..5 {
        desk.submit(n, &create(0, &[&format!("R{n}")])).unwrap();
    }
    let two = desk.replica.next_commands(2, 1 << 20).unwrap();
    assert_eq!(two.iter().map(|e| e.seq).collect::<Vec<_>>(), [1, 2]);
    // One always goes, however large; the rest waits for room.
    let tight = desk.replica.next_commands(9, 10).unwrap();
    assert_eq!(tight.iter().map(|e| e.seq).collect::<Vec<_>>(), [1]);
    let all = desk.replica.next_commands(9, 1 << 20).unwrap();
    assert_eq!(
        all.iter().map(|e| e.seq).collect::<Vec<_>>(),
        [1, 2, 3, 4, 5]
    );
    assert_eq!(all[..2], two);
    assert_eq!(desk.replica.next_commands(9, 1 << 20).unwrap(), all);
}

#[test]
fn a_fresh_client_sends_what_waits_and_what_a_restored_server_lost() {
    let mut server = Server::new();
    let (desk, id) = ready(&mut server);
    let backup = server.clone();
    let v = desk
        .replica
        .cursors()
        .unwrap()
        .into_iter()
        .find(|c| c.scope == hub(0).into())
        .unwrap()
        .v;
    desk.submit(
        2,
        &act(
            0,
            &[id],
            Action::Assign {
                courier: courier(0, 0),
            },
        ),
    )
    .unwrap();
    desk.exchange(&mut server);
    desk.submit(3, &act(0, &[id], Action::Dispatch)).unwrap();
    desk.replica.next_commands(9, 1 << 20).unwrap();
    let mut restored = backup;
    let beyond = Requeue::Beyond(vec![(hub(0).into(), v)]);
    desk.replica
        .new_client(ClientId(uuid(0xFFFF)), &beyond)
        .unwrap();
    desk.replica.forget_cursor(hub(0).into()).unwrap();
    let commands = desk.replica.next_commands(9, 1 << 20).unwrap();
    let sent: Vec<_> = commands.iter().map(|e| (e.seq, e.command_id)).collect();
    assert_eq!(sent, [(1, command_id(2)), (2, command_id(3))]);
    let cursors = desk.replica.cursors().unwrap();
    let (head, lines) = restored.exchange(0, ClientId(uuid(0xFFFF)), &cursors, &commands);
    desk.replica.apply(Cut::of(head, lines), NOON).unwrap();
    assert_eq!(state(&desk, id), DeliveryState::Dispatched);
    assert_eq!(desk.dump(Layer::Base), restored.dump(0));
    assert_eq!(desk.replica.waiting().unwrap(), 0);
}

#[test]
fn undo_takes_back_step_by_step_and_says_who_was_faster() {
    let mut server = Server::new();
    let (desk, id) = ready(&mut server);
    let assign = act(
        0,
        &[id],
        Action::Assign {
            courier: courier(0, 0),
        },
    );
    assert!(desk.submit(2, &assign).unwrap().undoable);
    assert!(
        desk.submit(3, &act(0, &[id], Action::Dispatch))
            .unwrap()
            .undoable
    );
    desk.exchange(&mut server);
    assert_eq!(desk.replica.undoable().unwrap(), Some(command_id(3)));
    let undone = desk.replica.undo(None, command_id(4), NOON, NOON).unwrap();
    assert!(undone.command_id.is_some(), "{undone:?}");
    assert_eq!(state(&desk, id), DeliveryState::Assigned);
    // The assignment stands where the undo put it back to: it can be taken back as well, before or after syncing.
    desk.exchange(&mut server);
    let undone = desk.replica.undo(None, command_id(5), NOON, NOON).unwrap();
    assert!(undone.command_id.is_some(), "{undone:?}");
    assert_eq!(state(&desk, id), DeliveryState::Ready);
    assert_eq!(desk.replica.undoable().unwrap(), None);
    desk.exchange(&mut server);
    let other = Desk::synced(1, &mut server);
    desk.submit(6, &act(0, &[id], Action::SetPriority { priority: 90 }))
        .unwrap();
    desk.exchange(&mut server);
    other.exchange(&mut server);
    other
        .submit(7, &act(0, &[id], Action::SetPriority { priority: 10 }))
        .unwrap();
    other.exchange(&mut server);
    desk.exchange(&mut server);
    let refused = desk
        .replica
        .undo(Some(command_id(6)), command_id(8), NOON, NOON)
        .unwrap();
    let Verdict::Rejected { rejection } = &refused.items[0].verdict else {
        panic!("{refused:?}");
    };
    assert_eq!(rejection.code, RejectCode::ChangedSince);
    assert!(rejection.params.contains_key("by"), "{rejection:?}");
    assert!(matches!(
        desk.replica
            .undo(Some(command_id(99)), command_id(9), NOON, NOON),
        Err(ReplicaError::NothingToUndo)
    ));
}

/// Writes into the replica's own tables what the program never writes there.
fn spoil(desk: &Desk, sql: &str) {
    desk.replica
        .inner
        .write(
            crate::store::Durability::Normal,
            [
                crate::points::Point::UndoWritten,
                crate::points::Point::UndoCommitted,
            ],
            |tx| Ok(tx.conn.execute(sql, [])?),
        )
        .unwrap();
}

#[test]
fn what_takes_nothing_back_is_not_given_as_an_undo() {
    let mut server = Server::new();
    let (desk, id) = ready(&mut server);
    desk.submit(2, &act(0, &[id], Action::SetPriority { priority: 90 }))
        .unwrap();
    let claim = Command::Other(Other::Claim {
        hub: hub(0),
        items: Vec::new(),
    });
    let claim = serde_json::to_string(&[claim]).unwrap();
    spoil(&desk, &format!("UPDATE undo_log SET inverse = '{claim}'"));
    let waiting = desk.replica.waiting().unwrap();
    assert!(matches!(
        desk.replica.undo(None, command_id(3), NOON, NOON),
        Err(ReplicaError::Unreadable(_))
    ));
    assert_eq!(desk.replica.waiting().unwrap(), waiting);
}

#[test]
fn an_outcome_that_cannot_be_read_is_not_called_applied() {
    let mut server = Server::new();
    let (desk, id) = ready(&mut server);
    desk.submit(2, &act(0, &[id], Action::SetPriority { priority: 90 }))
        .unwrap();
    desk.exchange(&mut server);
    let told = desk.replica.command(command_id(2)).unwrap().unwrap();
    assert_eq!(told.state, OutboxState::Applied);
    spoil(
        &desk,
        "UPDATE outbox SET settled = 'some_day', outcome = '{\"outcome\":\"some_day\"}'",
    );
    let told = desk.replica.command(command_id(2)).unwrap().unwrap();
    assert_eq!(told.state, OutboxState::Unknown);
}

#[test]
fn changes_are_told_by_table_after_the_commit() {
    let mut server = Server::new();
    let (desk, id) = ready(&mut server);
    let told: Arc<Mutex<Vec<Vec<domain::entity::Table>>>> = Arc::default();
    let (seen, replica) = (told.clone(), desk.replica.clone());
    desk.replica.on_change(move |tables| {
        // A subscriber may ask at once and sees what it was told of.
        assert_eq!(replica.waiting().unwrap(), 1);
        seen.lock().unwrap().push(tables.to_vec());
    });
    desk.submit(2, &act(0, &[id], Action::SetPriority { priority: 90 }))
        .unwrap();
    let told = told.lock().unwrap();
    assert_eq!(told.len(), 1);
    assert!(told[0].contains(&domain::entity::Table::Delivery));
    assert!(told[0].contains(&domain::entity::Table::Event));
}

#[test]
fn small_things_are_kept_and_the_history_is_bounded() {
    let desk = Desk::new(0);
    desk.replica
        .set_meta("refresh_token", Some(b"secret"))
        .unwrap();
    assert_eq!(
        desk.replica.meta("refresh_token").unwrap().unwrap(),
        b"secret"
    );
    desk.replica.set_meta("refresh_token", None).unwrap();
    assert_eq!(desk.replica.meta("refresh_token").unwrap(), None);
    for n in 0..230 {
        desk.replica
            .record_exchange(&wire::ipc::ExchangeView {
                at: NOON.plus_secs(n),
                duration_ms: 5,
                rows: 1,
                evictions: 0,
                commands: 0,
                bytes: 100,
                error: None,
            })
            .unwrap();
    }
    let history = desk.replica.exchanges(500).unwrap();
    assert_eq!(history.len(), 200);
    assert_eq!(history[0].at, NOON.plus_secs(229));
    let position = |secs: i64, lon_e7: i32| wire::sync::Position {
        courier: courier(0, 0),
        hub: hub(0),
        lon_e7,
        lat_e7: 1,
        at: NOON.plus_secs(secs),
        heading_deg: None,
        speed_kmh: None,
        battery_pct: None,
    };
    desk.replica.set_positions(&[position(10, 10)]).unwrap();
    desk.replica.set_positions(&[position(5, 5)]).unwrap();
    let kept = desk
        .replica
        .inner
        .read(|conn| crate::positions::of_hub(conn, hub(0)))
        .unwrap();
    assert_eq!(kept[&courier(0, 0)].point.lon_e7, 10);
}

#[test]
fn a_replica_stays_with_its_user() {
    let mut server = Server::new();
    let (desk, id) = ready(&mut server);
    desk.submit(2, &act(0, &[id], Action::SetPriority { priority: 90 }))
        .unwrap();
    desk.replica.next_commands(9, 1 << 20).unwrap();
    let mut identity = desk.replica.identity().unwrap().unwrap();
    let mine = identity.clone();
    identity.user = user(1);
    let refused = desk.replica.set_identity(&identity);
    assert!(matches!(refused, Err(ReplicaError::OtherUser { username }) if username == "user0"));
    assert_eq!(desk.replica.identity().unwrap().unwrap(), mine);
    // The same user on a device that signed in anew: what waits gets new numbers.
    let fresh = crate::Identity {
        client: ClientId(uuid(77)),
        ..mine
    };
    desk.replica.set_identity(&fresh).unwrap();
    let sent = desk.replica.next_commands(9, 1 << 20).unwrap();
    assert_eq!(sent.iter().map(|e| e.seq).collect::<Vec<_>>(), [1]);
}
