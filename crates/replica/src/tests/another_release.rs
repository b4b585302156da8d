//! Outcomes of another release: each settles its own command alone, nothing is sent again, and a program that was
//! updated reads them.

use super::{fixture::*, oracle, questions::ask, server::Server};
use crate::{Applied, Cut, Layer, ReplicaError, points::Point, store::Durability};
use domain::{
    command::{Action, Command},
    decide::Verdict,
    id::*,
};
use serde_json::{Value, json};
use wire::{
    ipc::{OutboxItem, OutboxState, Query, QueryResult, Tally},
    sync::{End, Envelope, Line, Outcome},
};

fn priority(id: DeliveryId, priority: i32) -> Command {
    act(0, &[id], Action::SetPriority { priority })
}

fn assign(id: DeliveryId, n: u128) -> Command {
    let courier = courier(0, n);
    act(0, &[id], Action::Assign { courier })
}

/// A desk with three deliveries.
fn ready(server: &mut Server) -> (Desk, [DeliveryId; 3]) {
    let desk = Desk::synced(0, server);
    let names = ["R1", "R2", "R3"];
    desk.submit(1, &create(0, &names)).unwrap();
    desk.exchange(server);
    (desk, names.map(|name| delivery_id(0, name)))
}

/// What a server answers to `commands`: the head as JSON, and the lines.
fn answer(desk: &Desk, server: &mut Server, commands: &[Envelope]) -> (Value, Vec<Line>) {
    let client = desk.replica.identity().unwrap().unwrap().client;
    let cursors = desk.replica.cursors().unwrap();
    let (head, lines) = server.exchange(desk.user, client, &cursors, commands);
    (serde_json::to_value(head).unwrap(), lines)
}

/// Applies a cut that came as bytes.
fn take_in(desk: &Desk, head: &Value, lines: &[Line]) -> Applied {
    let mut body = format!("{head}\n").into_bytes();
    for line in lines {
        assert!(line.write(&mut body, wire::SCHEMA));
    }
    let evicts = |line: &&Line| matches!(line, Line::Evict { .. });
    let evictions = lines.iter().filter(evicts).count() as u64;
    let rows = lines.len() as u64 - evictions;
    body.extend(serde_json::to_vec(&End { evictions, rows }).unwrap());
    body.push(b'\n');
    let cut = Cut::read(std::io::Cursor::new(body)).unwrap();
    desk.replica.apply(cut, NOON).unwrap()
}

/// One whole exchange with a server that answers as `rewrite` says.
fn exchange(desk: &Desk, server: &mut Server, rewrite: impl FnOnce(&mut Value)) -> Applied {
    let commands = desk.replica.next_commands(100, 1 << 20).unwrap();
    let (mut head, lines) = answer(desk, server, &commands);
    rewrite(&mut head);
    take_in(desk, &head, &lines)
}

fn item(desk: &Desk, n: u128) -> OutboxItem {
    desk.replica.command(command_id(n)).unwrap().unwrap()
}

#[test]
fn of_three_outcomes_one_cannot_be_read_and_all_three_leave_the_outbox() {
    let mut server = Server::new();
    let (mut desk, ids) = ready(&mut server);
    let other = Desk::synced(1, &mut server);
    other.submit(9, &assign(ids[2], 1)).unwrap();
    other.exchange(&mut server);
    desk.submit(2, &priority(ids[0], 60)).unwrap();
    desk.submit(3, &priority(ids[1], 60)).unwrap();
    desk.submit(4, &assign(ids[2], 0)).unwrap();
    let deferred = json!({"outcome": "deferred", "until": 12, "code": {"depth": [1, null]}});
    let applied = exchange(&desk, &mut server, |head| {
        let at = &mut head["outcomes"][1];
        let (seq, id) = (at["seq"].clone(), at["command_id"].clone());
        *at = deferred.clone();
        (at["seq"], at["command_id"]) = (seq, id);
    });

    use OutboxState::{Applied, Rejected, Unknown};
    let states: Vec<_> = applied.outcomes.iter().map(|s| s.state).collect();
    assert_eq!(states, [Applied, Unknown, Rejected]);
    let unknown: Vec<_> = applied.outcomes.iter().map(|s| s.is_unknown()).collect();
    assert_eq!(unknown, [false, true, false]);
    for (n, at) in [(2, 0), (4, 2)] {
        let decided = &server.decided[&command_id(n)];
        assert_eq!(&applied.outcomes[at].outcome, decided, "as the server said");
    }
    assert!(applied.mismatched.is_empty());

    assert_eq!(desk.replica.waiting().unwrap(), 0);
    // What the server made of it came with the cut.
    assert_eq!(desk.dump(Layer::Live), server.dump(0));
    oracle::check(&desk);
    for _ in 0..2 {
        desk.reopen();
        assert!(desk.replica.next_commands(9, 1 << 20).unwrap().is_empty());
        let kept = desk.replica.outcome(command_id(3)).unwrap();
        assert_eq!(kept, Some(Outcome::Unknown(deferred.clone())));
        let QueryResult::Outbox(items) = ask(&desk, Query::Outbox { limit: 3 }) else {
            panic!("no outbox");
        };
        let states: Vec<_> = items.iter().map(|item| item.state).collect();
        assert_eq!(states, [Rejected, Unknown, Applied]);
        assert_eq!(items[1].tally, None);
        let again = desk.exchange(&mut server);
        assert_eq!(again.outcomes, []);
    }
    let undone = desk
        .replica
        .undo(Some(command_id(3)), command_id(20), NOON, NOON);
    assert!(
        matches!(undone, Err(ReplicaError::NothingToUndo)),
        "nobody knows what there is to take back: {undone:?}"
    );
}

#[test]
fn what_the_server_has_not_decided_is_kept_however_it_says_so() {
    let mut server = Server::new();
    let (desk, ids) = ready(&mut server);
    desk.submit(2, &priority(ids[0], 60)).unwrap();
    let sent = desk.replica.next_commands(9, 1 << 20).unwrap();
    let (mut head, lines) = answer(&desk, &mut server, &[]);
    let (seq, id) = (sent[0].seq, sent[0].command_id);
    head["outcomes"] = json!([{"seq": seq, "command_id": id, "outcome": "not_now"}]);
    let applied = take_in(&desk, &head, &lines);
    assert_eq!(applied.outcomes, []);
    assert_eq!(applied.retries.len(), 1);
    assert_eq!(item(&desk, 2).state, OutboxState::Queued);
    oracle::check(&desk);
    let applied = desk.exchange(&mut server);
    assert_eq!(applied.outcomes[0].state, OutboxState::Applied);
    assert_eq!(desk.replica.waiting().unwrap(), 0);
}

#[test]
fn one_item_s_verdict_that_cannot_be_read_is_counted_and_not_undone() {
    let mut server = Server::new();
    let (desk, ids) = ready(&mut server);
    let courier = courier(0, 0);
    let all = act(0, &ids, Action::Assign { courier });
    desk.submit(2, &all).unwrap();
    let applied = exchange(&desk, &mut server, |head| {
        head["outcomes"][0]["items"][1] = json!({"id": ids[1], "verdict": "deferred", "until": 9});
    });
    let settled = &applied.outcomes[0];
    let tally = Tally {
        done: 2,
        unknown: 1,
        ..Tally::default()
    };
    assert_eq!(
        (settled.state, settled.tally),
        (OutboxState::Applied, Some(tally))
    );
    assert!(settled.is_unknown() && settled.rejection().is_none());
    assert_eq!((item(&desk, 2).tally, tally.total()), (Some(tally), 3));
    assert_eq!(desk.dump(Layer::Live), server.dump(0));
    let undone = desk
        .replica
        .undo(Some(command_id(2)), command_id(3), NOON, NOON)
        .unwrap();
    let undone: Vec<_> = undone.items.iter().map(|item| item.id).collect();
    assert_eq!(undone, [ids[0].0, ids[2].0]);
}

#[test]
fn a_command_none_of_whose_verdicts_can_be_read_is_not_said_to_be_done() {
    let mut server = Server::new();
    let (desk, ids) = ready(&mut server);
    desk.submit(2, &priority(ids[0], 60)).unwrap();
    let applied = exchange(&desk, &mut server, |head| {
        head["outcomes"][0]["items"][0]["verdict"] = "deferred".into();
    });
    assert_eq!(applied.outcomes[0].state, OutboxState::Unknown);
    assert_eq!(item(&desk, 2).state, OutboxState::Unknown);
    let Some(Outcome::Applied { items }) = desk.replica.outcome(command_id(2)).unwrap() else {
        panic!("no outcome");
    };
    assert!(matches!(items[0].verdict, Verdict::Unknown(_)));
}

#[test]
fn a_program_that_was_updated_reads_what_was_kept() {
    let mut server = Server::new();
    let (desk, ids) = ready(&mut server);
    desk.submit(2, &priority(ids[0], 60)).unwrap();
    let known = r#"{"outcome":"rejected","rejection":{"code":"wrong_state","overridable":false}}"#;
    exchange(&desk, &mut server, |head| {
        head["outcomes"][0]["outcome"] = "deferred".into();
    });
    assert_eq!(item(&desk, 2).state, OutboxState::Unknown);
    // As a later release would find it that reads this outcome; and as this one finds the word of a later one.
    for settled in ["unknown", "deferred"] {
        let points = [Point::ApplyWritten, Point::ApplyCommitted];
        let keep = |tx: &mut crate::store::Tx<'_>| {
            let sql = "UPDATE outbox SET settled = ?, outcome = ? WHERE command_id = ?";
            tx.conn.execute(sql, (settled, known, command_id(2).0))?;
            Ok(())
        };
        let inner = &desk.replica.inner;
        inner.write(Durability::Full, points, keep).unwrap();
        let item = item(&desk, 2);
        assert_eq!(item.state, OutboxState::Rejected);
        assert_eq!(item.tally.unwrap().refused, 1);
    }
}

#[test]
fn a_scope_that_comes_in_an_unknown_way_asks_for_an_update_and_keeps_everything() {
    let mut server = Server::new();
    let (desk, ids) = ready(&mut server);
    desk.submit(2, &priority(ids[0], 60)).unwrap();
    let (mut head, _) = answer(&desk, &mut server, &[]);
    head["scopes"][0]["mode"] = "torrent".into();
    let error = Cut::read(std::io::Cursor::new(format!("{head}\n"))).unwrap_err();
    let problem = error.problem();
    assert_eq!(problem.code, wire::error::ErrorCode::ProtocolTooOld);
    assert!(problem.detail.contains("torrent"), "{problem}");
    assert_eq!(desk.replica.waiting().unwrap(), 1);
}
