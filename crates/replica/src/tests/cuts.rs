//! Cuts: twice, out of order, cut short, of lost scopes, of older revisions; and what outcomes do.

use super::{fixture::*, oracle, server::Server};
use crate::{Cut, Layer, ReplicaError};
use domain::{
    command::Action, decide::Verdict, entity::Table, id::*, rejection::RejectCode, value::Value,
};
use wire::{
    ipc::OutboxState,
    sync::{End, Line, Outcome, ScopeMode},
};

fn answer(desk: &Desk, server: &mut Server, most: usize) -> (wire::sync::Head, Vec<Line>) {
    let commands = desk.replica.next_commands(most, 1 << 20).unwrap();
    let client = desk.replica.identity().unwrap().unwrap().client;
    server.exchange(
        desk.user,
        client,
        &desk.replica.cursors().unwrap(),
        &commands,
    )
}

#[test]
fn the_same_cut_twice_is_the_same_cut_once() {
    let mut server = Server::new();
    let desk = Desk::synced(0, &mut server);
    desk.submit(1, &create(0, &["R1"])).unwrap();
    let (head, lines) = answer(&desk, &mut server, 9);
    let first = desk
        .replica
        .apply(Cut::of(head.clone(), lines.clone()), NOON)
        .unwrap();
    assert_eq!(first.outcomes.len(), 1);
    let dump = desk.dump(Layer::Base);
    let again = desk.replica.apply(Cut::of(head, lines), NOON).unwrap();
    assert_eq!((again.outcomes.len(), again.rows), (0, 0));
    assert_eq!(desk.dump(Layer::Base), dump);
    assert!(again.mismatched.is_empty());
}

#[test]
fn a_cut_from_the_past_changes_nothing() {
    let mut server = Server::new();
    let desk = Desk::synced(0, &mut server);
    let old = answer(&desk, &mut server, 0);
    desk.submit(1, &create(0, &["R1"])).unwrap();
    desk.exchange(&mut server);
    let dump = desk.dump(Layer::Base);
    let applied = desk.replica.apply(Cut::of(old.0, old.1), NOON).unwrap();
    assert!(applied.stale);
    assert_eq!(desk.dump(Layer::Base), dump);
}

#[test]
fn a_cut_that_skips_versions_is_refused() {
    let mut server = Server::new();
    let desk = Desk::synced(0, &mut server);
    desk.submit(1, &create(0, &["R1"])).unwrap();
    let (mut head, lines) = answer(&desk, &mut server, 9);
    for scope in &mut head.scopes {
        scope.from += 1;
        scope.to += 1;
    }
    let dump = desk.dump(Layer::Base);
    let refused = desk.replica.apply(Cut::of(head, lines), NOON);
    assert!(
        matches!(refused, Err(ReplicaError::Gap { .. })),
        "{refused:?}"
    );
    assert_eq!(desk.dump(Layer::Base), dump);
    assert_eq!(desk.replica.waiting().unwrap(), 1);
}

fn body(head: &wire::sync::Head, lines: &[Line], end: Option<End>) -> Vec<u8> {
    let mut body = serde_json::to_vec(head).unwrap();
    body.push(b'\n');
    for line in lines {
        line.write(&mut body, wire::SCHEMA);
    }
    if let Some(end) = end {
        body.extend(serde_json::to_vec(&end).unwrap());
        body.push(b'\n');
    }
    body
}

#[test]
fn nothing_is_kept_of_a_body_without_its_end() {
    let mut server = Server::new();
    let desk = Desk::new(0);
    let (head, lines) = answer(&desk, &mut server, 0);
    let end = End {
        evictions: 0,
        rows: lines.len() as u64,
    };
    let whole = body(&head, &lines, Some(end));
    let wrong = End { rows: 3, ..end };
    let mut broken = vec![
        body(&head, &lines, None),
        body(&head, &lines, Some(wrong)),
        body(&head, &lines[1..], Some(end)),
    ];
    broken.extend((1..12).map(|part| whole[..whole.len() * part / 12].to_vec()));
    for bytes in broken {
        let outcome =
            Cut::read(std::io::Cursor::new(bytes)).and_then(|c| desk.replica.apply(c, NOON));
        assert!(
            matches!(outcome, Err(ReplicaError::BadCut(_))),
            "{outcome:?}"
        );
        assert_eq!(desk.dump(Layer::Live), "");
        assert!(desk.replica.cursors().unwrap().is_empty());
    }
    let cut = Cut::read(std::io::Cursor::new(whole)).unwrap();
    let applied = desk.replica.apply(cut, NOON).unwrap();
    assert!(applied.mismatched.is_empty());
    assert_eq!(desk.dump(Layer::Base), server.dump(0));
}

#[test]
fn the_higher_revision_wins_and_an_eviction_spares_what_moved_on() {
    let mut server = Server::new();
    let desk = Desk::synced(0, &mut server);
    desk.submit(1, &create(0, &["R1"])).unwrap();
    desk.exchange(&mut server);
    let id = delivery_id(0, "R1");
    let (mut head, _) = answer(&desk, &mut server, 0);
    for scope in &mut head.scopes {
        scope.to += 1;
        scope.sum = None;
    }
    let stored = |rev: i64, name: &str| {
        let row = desk
            .replica
            .inner
            .read(|conn| crate::row::get(conn, Table::Delivery, id.0))
            .unwrap()
            .unwrap();
        let mut values = row.values;
        let at = Table::Delivery
            .columns()
            .iter()
            .position(|c| c.name == "dropoff_name")
            .unwrap();
        values[at] = Value::Text(name.into());
        Line::Row {
            scope: hub(0).into(),
            table: Table::Delivery,
            v: 9,
            rev,
            values,
        }
    };
    let lines = vec![
        stored(5, "five"),
        stored(4, "four"),
        Line::Evict {
            scope: hub(1).into(),
            table: Table::Delivery,
            id: id.0,
            v: 9,
        },
    ];
    desk.replica.apply(Cut::of(head, lines), NOON).unwrap();
    let dump = desk.dump(Layer::Base);
    assert!(dump.contains("\"dropoff_name\":\"five\""), "{dump}");
    assert_eq!(desk.replica.verify().unwrap().1, vec![]);
}

#[test]
fn a_wrong_sum_is_reported_and_a_fresh_scope_puts_it_right() {
    let mut server = Server::new();
    let desk = Desk::synced(0, &mut server);
    let (mut head, lines) = answer(&desk, &mut server, 0);
    let scope: ScopeId = hub(0).into();
    for part in head.scopes.iter_mut().filter(|s| s.scope == scope) {
        part.sum = Some(wire::sync::hex_sum(1));
    }
    let applied = desk
        .replica
        .apply(Cut::of(head.clone(), lines.clone()), NOON)
        .unwrap();
    assert_eq!(applied.mismatched, vec![scope]);
    // Of another schema version sums say nothing.
    head.schema += 1;
    let applied = desk.replica.apply(Cut::of(head, lines), NOON).unwrap();
    assert_eq!(applied.mismatched, vec![]);
    desk.submit(1, &create(0, &["R1"])).unwrap();
    desk.replica.forget_cursor(scope).unwrap();
    let (head, lines) = answer(&desk, &mut server, 0);
    let part = head.scopes.iter().find(|s| s.scope == scope).unwrap();
    assert_eq!(part.mode, ScopeMode::Full);
    let applied = desk.replica.apply(Cut::of(head, lines), NOON).unwrap();
    assert!(applied.mismatched.is_empty());
    assert_eq!(applied.replayed, 1);
    oracle::check(&desk);
}

#[test]
fn of_a_lost_hub_nothing_remains_but_names_times_and_counts() {
    let mut server = Server::new();
    let desk = Desk::synced(0, &mut server);
    desk.submit(1, &create(0, &["R1"])).unwrap();
    desk.exchange(&mut server);
    let id = delivery_id(0, "R1");
    desk.submit(2, &act(0, &[id], Action::SetPriority { priority: 80 }))
        .unwrap();
    // Sent, its answer lost.
    answer(&desk, &mut server, 1);
    desk.submit(
        3,
        &act(
            0,
            &[id],
            Action::Cancel {
                reason: "closed".into(),
            },
        ),
    )
    .unwrap();
    desk.submit(4, &create(1, &["KEPT"])).unwrap();
    server.set_grant(0, 0, false);
    let (head, lines) = answer(&desk, &mut server, 0);
    let applied = desk.replica.apply(Cut::of(head, lines), NOON).unwrap();
    assert_eq!(applied.lost, vec![ScopeId::from(hub(0))]);
    let withdrawn = &applied.outcomes[0];
    assert_eq!(withdrawn.command_id, command_id(3));
    assert_eq!(withdrawn.rejection().unwrap().code, RejectCode::NotGranted);
    let live = desk.dump(Layer::Live);
    assert!(!live.contains("R1") && live.contains("KEPT"), "{live}");
    desk.replica
        .inner
        .read(|conn| {
            let left: i64 = conn.query_row(
                "SELECT (SELECT count(*) FROM outbox WHERE scope_id = ?1 AND (command IS NOT NULL OR label <> ''))
                      + (SELECT count(*) FROM undo_log WHERE scope_id = ?1)
                      + (SELECT count(*) FROM search_doc WHERE delivery_id = ?2)
                      + (SELECT count(*) FROM search_words_docsize WHERE id NOT IN (SELECT doc FROM search_doc))
                      + (SELECT count(*) FROM shadow WHERE pk = ?2)",
                (hub(0).0, id.0),
                |row| row.get(0),
            )?;
            assert_eq!(left, 0);
            Ok(())
        })
        .unwrap();
    let sent = desk.replica.command(command_id(2)).unwrap().unwrap();
    assert_eq!(
        (sent.name.as_str(), sent.items, sent.label.as_str()),
        ("set_priority.v1", 1, "")
    );
    oracle::check(&desk);
    // What was sent keeps its number: the others are dense behind it, and it gets its outcome.
    desk.exchange(&mut server);
    assert_eq!(desk.replica.waiting().unwrap(), 0);
    assert_eq!(desk.dump(Layer::Base), server.dump(0));
}

#[test]
fn a_command_the_server_wants_later_waits_with_its_effects() {
    let mut server = Server::new();
    let desk = Desk::synced(0, &mut server);
    desk.submit(1, &create(0, &["R1"])).unwrap();
    let sent = desk.replica.next_commands(9, 1 << 20).unwrap();
    let (mut head, lines) = answer(&desk, &mut server.clone(), 0);
    head.outcomes = vec![wire::sync::CommandOutcome {
        seq: sent[0].seq,
        command_id: sent[0].command_id,
        outcome: Outcome::Retry { after_ms: 700 },
    }];
    let applied = desk.replica.apply(Cut::of(head, lines), NOON).unwrap();
    assert_eq!(applied.retries, vec![(command_id(1), 700)]);
    assert!(desk.dump(Layer::Live).contains("R1"));
    assert_eq!(desk.replica.next_commands(9, 1 << 20).unwrap(), sent);
    desk.exchange(&mut server);
    assert_eq!(desk.replica.waiting().unwrap(), 0);
}

#[test]
fn what_fails_in_replay_is_doubtful_until_the_server_says() {
    let mut server = Server::new();
    let desk = Desk::synced(0, &mut server);
    desk.submit(1, &create(0, &["R1"])).unwrap();
    desk.exchange(&mut server);
    let other = Desk::synced(1, &mut server);
    let id = delivery_id(0, "R1");
    desk.submit(
        2,
        &act(
            0,
            &[id],
            Action::Cancel {
                reason: "gone".into(),
            },
        ),
    )
    .unwrap();
    desk.exchange(&mut server);
    let assign = act(
        0,
        &[id],
        Action::Assign {
            courier: courier(0, 0),
        },
    );
    other.submit(3, &assign).unwrap();
    let (head, lines) = answer(&other, &mut server, 0);
    other.replica.apply(Cut::of(head, lines), NOON).unwrap();
    let line = other.replica.command(command_id(3)).unwrap().unwrap();
    assert_eq!(line.state, OutboxState::Doubtful);
    assert!(other.dump(Layer::Live).contains("\"state\":\"cancelled\""));
    let applied = other.exchange(&mut server);
    assert_eq!(applied.outcomes[0].state, OutboxState::Rejected);
    assert_eq!(
        applied.outcomes[0].rejection().unwrap().code,
        RejectCode::WrongState
    );
    assert_eq!(other.replica.waiting().unwrap(), 0);
    let Some(Outcome::Applied { items }) = other.replica.outcome(command_id(3)).unwrap() else {
        panic!("no outcome");
    };
    assert!(matches!(items[0].verdict, Verdict::Rejected { .. }));
}

#[test]
fn a_lost_answer_is_asked_for_again_and_nothing_happens_twice() {
    let mut server = Server::new();
    let desk = Desk::synced(0, &mut server);
    desk.submit(1, &create(0, &["R1"])).unwrap();
    answer(&desk, &mut server, 9);
    // A pull brings the effects without the outcome: the row must not be laid over itself.
    let (head, lines) = answer(&desk, &mut server, 0);
    desk.replica.apply(Cut::of(head, lines), NOON).unwrap();
    assert_eq!(desk.dump(Layer::Live), server.dump(0));
    assert_eq!(desk.replica.waiting().unwrap(), 1);
    desk.exchange(&mut server);
    assert_eq!(desk.replica.waiting().unwrap(), 0);
    assert_eq!(server.decided.len(), 1);
}
