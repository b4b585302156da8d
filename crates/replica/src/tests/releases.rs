//! Consoles and servers of different releases: the schema after this build's is switched on for one, the other, or both.
//! Nothing is lost to a console that is answered in an older schema, is updated, or talks to servers of both.

use super::{fixture::*, oracle, server::Server};
use crate::{Cut, Layer, ReplicaError, image, row::Row};
use domain::{
    command::Action,
    entities::*,
    entity::{Synced, Table},
    id::*,
    schema::{self, NEXT, SCHEMA, next},
};
use std::collections::BTreeSet;
use wire::sync::{Backfill, End, ScopeMode};

fn vehicle(n: u128, kind: VehicleKind) -> Vehicle {
    Vehicle {
        id: VehicleId(uuid(0x7E00 + n)),
        hub_id: hub(0),
        plate: format!("{n} ABC"),
        kind,
        capacity_weight_g: 1,
        capacity_volume_ml: 1,
        capacity_parcels: 1,
        odometer_m: 0,
        status: VehicleStatus::Active,
        updated_at: NOON,
        updated_by: user(0),
    }
}

fn settlement(n: u128, bag: &str) -> CashSettlement {
    CashSettlement {
        id: SettlementId(uuid(0x5E00 + n)),
        hub_id: hub(0),
        courier_id: courier(0, 0),
        expected_halalas: 100,
        counted_halalas: 100,
        variance_halalas: 0,
        variance_reason: String::new(),
        settled_at: NOON,
        settled_by: user(0),
        command_id: command_id(900 + n),
        next_bag: bag.into(),
    }
}

/// One exchange, over the wire's bytes: a console of schema `own` and a server that answers at most in `served`.
fn exchange(desk: &Desk, server: &mut Server, own: u32, served: u32) -> crate::Applied {
    let body = next::under(own == NEXT, || {
        let commands = desk.replica.next_commands(100, 1 << 20).unwrap();
        let client = desk.replica.identity().unwrap().unwrap().client;
        let cursors = desk.replica.cursors().unwrap();
        let backfill = desk.replica.backfill().unwrap();
        next::under(served == NEXT, || {
            let schema = own.min(served);
            server.exchange_in(desk.user, client, &cursors, &commands, schema, &backfill)
        })
    });
    next::under(own == NEXT, || {
        let cut = Cut::read(std::io::Cursor::new(body)).unwrap();
        let applied = desk.replica.apply(cut, NOON).unwrap();
        oracle::check(desk);
        applied
    })
}

fn dump(desk: &Desk, own: u32) -> String {
    next::under(own == NEXT, || desk.dump(Layer::Base))
}

/// The tables that the schema after this build's changes.
fn changed() -> BTreeSet<Table> {
    next::under(true, || schema::changed_since(SCHEMA, NEXT).collect())
}

fn asked(desk: &Desk) -> Vec<Backfill> {
    next::under(true, || desk.replica.backfill().unwrap())
}

#[test]
fn an_older_console_gets_what_it_can_know() {
    let mut server = Server::new();
    server.put(vehicle(1, VehicleKind::Next));
    server.put(settlement(1, "bag 1"));
    let desk = next::under(false, || Desk::new(0));
    let applied = exchange(&desk, &mut server, SCHEMA, NEXT);
    assert!(applied.mismatched.is_empty());
    let here = dump(&desk, SCHEMA);
    assert!(here.contains("\"kind\":\"van\"") && !here.contains("next"));
    assert!(asked(&desk).is_empty());
}

#[test]
fn an_updated_console_asks_for_what_changed_and_keeps_its_work() {
    let mut server = Server::new();
    let mut desk = next::under(false, || Desk::new(0));
    exchange(&desk, &mut server, SCHEMA, SCHEMA);
    next::under(false, || {
        desk.submit(1, &create(0, &["R1"])).unwrap();
    });
    exchange(&desk, &mut server, SCHEMA, SCHEMA);
    server.put(vehicle(1, VehicleKind::Next));
    server.put(settlement(1, "bag 1"));
    exchange(&desk, &mut server, SCHEMA, NEXT);
    next::under(false, || {
        let id = delivery_id(0, "R1");
        desk.submit(2, &act(0, &[id], Action::SetPriority { priority: 90 }))
            .unwrap();
    });
    let live = next::under(false, || desk.dump(Layer::Live));

    next::under(true, || desk.reopen());
    assert_eq!(next::under(true, || desk.dump(Layer::Live)), live);
    assert_eq!(desk.replica.waiting().unwrap(), 1);
    let scopes = desk.replica.cursors().unwrap().len();
    let asks = asked(&desk);
    assert_eq!(asks.len(), scopes * changed().len());
    assert!(asks.iter().all(|ask| ask.since == 0));
    // An older server does not know what is asked of it, and the question stays.
    exchange(&desk, &mut server, NEXT, SCHEMA);
    assert_eq!(asked(&desk), asks);

    let applied = exchange(&desk, &mut server, NEXT, NEXT);
    assert!(applied.mismatched.is_empty());
    assert!(asked(&desk).is_empty());
    assert_eq!(dump(&desk, NEXT), next::under(true, || server.dump(0)));
    assert!(dump(&desk, NEXT).contains("bag 1"));
    assert_eq!(desk.replica.waiting().unwrap(), 0);
}

#[test]
fn nothing_is_lost_to_a_console_that_talks_to_servers_of_both() {
    let mut server = Server::new();
    server.put(vehicle(1, VehicleKind::Next));
    let desk = next::under(true, || Desk::new(0));
    exchange(&desk, &mut server, NEXT, NEXT);
    assert!(asked(&desk).is_empty());
    // What changes while the older one answers is seen by halves.
    let before = desk.replica.cursors().unwrap();
    server.put(vehicle(2, VehicleKind::Next));
    server.put(settlement(1, "bag 1"));
    exchange(&desk, &mut server, NEXT, SCHEMA);
    let asks = asked(&desk);
    for ask in &asks {
        let cursor = before.iter().find(|c| c.scope == ask.scope).unwrap();
        assert_eq!(ask.since, cursor.v, "{ask:?}");
    }
    server.remove(&vehicle(1, VehicleKind::Next));
    exchange(&desk, &mut server, NEXT, SCHEMA);
    assert_eq!(asked(&desk), asks, "from where it began");
    let applied = exchange(&desk, &mut server, NEXT, NEXT);
    assert!(applied.mismatched.is_empty());
    assert!(asked(&desk).is_empty());
    assert_eq!(dump(&desk, NEXT), next::under(true, || server.dump(0)));
}

#[test]
fn a_table_whose_evictions_are_forgotten_is_brought_whole() {
    let mut server = Server::new();
    server.put(vehicle(1, VehicleKind::Next));
    server.put(vehicle(2, VehicleKind::Car));
    let desk = next::under(true, || Desk::new(0));
    exchange(&desk, &mut server, NEXT, NEXT);
    server.put(vehicle(3, VehicleKind::Next));
    exchange(&desk, &mut server, NEXT, SCHEMA);
    server.remove(&vehicle(2, VehicleKind::Car));
    // As if the older server had not known the table at all.
    server.forget_evictions();
    let applied = exchange(&desk, &mut server, NEXT, NEXT);
    assert!(applied.mismatched.is_empty());
    assert_eq!(dump(&desk, NEXT), next::under(true, || server.dump(0)));
}

#[test]
fn a_scope_taken_anew_is_known_as_far_as_the_server_is() {
    let mut server = Server::new();
    server.put(vehicle(1, VehicleKind::Next));
    let desk = next::under(true, || Desk::new(0));
    exchange(&desk, &mut server, NEXT, SCHEMA);
    assert!(asked(&desk).iter().all(|ask| ask.since == 0));
    let tables: BTreeSet<_> = asked(&desk).iter().map(|ask| ask.table).collect();
    assert_eq!(tables, changed());
    exchange(&desk, &mut server, NEXT, NEXT);
    assert_eq!(dump(&desk, NEXT), next::under(true, || server.dump(0)));
    // A lost hub leaves no question behind.
    exchange(&desk, &mut server, NEXT, SCHEMA);
    server.set_grant(0, 0, false);
    exchange(&desk, &mut server, NEXT, NEXT);
    let gone = ScopeId::from(hub(0));
    assert!(asked(&desk).iter().all(|ask| ask.scope != gone));
}

#[test]
fn a_cut_in_a_schema_this_program_does_not_know_is_refused_and_nothing_is_kept() {
    let mut server = Server::new();
    let desk = next::under(false, || Desk::new(0));
    let client = desk.replica.identity().unwrap().unwrap().client;
    let body = next::under(true, || server.exchange_in(0, client, &[], &[], NEXT, &[]));
    let refused = next::under(false, || Cut::read(std::io::Cursor::new(body)));
    assert!(matches!(refused, Err(ReplicaError::BadCut(_))));
    assert!(desk.replica.cursors().unwrap().is_empty());
}

#[test]
fn a_base_kept_by_an_older_program_is_read_with_the_defaults() {
    let row = |bag: &str| {
        let settlement = settlement(1, bag);
        Row::of_cut(
            hub(0).into(),
            Table::CashSettlement,
            3,
            2,
            settlement.values(),
        )
    };
    let written = next::under(false, || image::write(Table::CashSettlement, &row("lost")));
    let read = next::under(true, || image::read(Table::CashSettlement, &written)).unwrap();
    assert_eq!(read.values, row("").values);
    let written = next::under(true, || image::write(Table::CashSettlement, &row("kept")));
    let read = next::under(true, || image::read(Table::CashSettlement, &written)).unwrap();
    assert_eq!(read.values, row("kept").values);
}

#[test]
fn an_older_program_leaves_a_newer_replica_alone() {
    let mut server = Server::new();
    let desk = next::under(true, || Desk::new(0));
    exchange(&desk, &mut server, NEXT, NEXT);
    let Desk {
        replica, key, dir, ..
    } = desk;
    drop(replica);
    let refused = next::under(false, || crate::Replica::open(dir.path(), &key));
    assert!(matches!(refused, Err(ReplicaError::TooNew { .. })));
}

impl Server {
    /// The bytes of an exchange in `schema`: lines as a reader of it gets them.
    fn exchange_in(
        &mut self,
        u: u128,
        client: ClientId,
        cursors: &[wire::sync::Cursor],
        commands: &[wire::sync::Envelope],
        schema: u32,
        backfill: &[Backfill],
    ) -> Vec<u8> {
        let (mut head, mut lines) = self.exchange(u, client, cursors, commands);
        head.schema = schema;
        for part in &mut head.scopes {
            if schema != schema::own() {
                part.sum = None;
            }
            let asks = backfill.iter().filter(|ask| ask.scope == part.scope);
            for ask in asks.filter(|_| schema == NEXT && part.mode == ScopeMode::Delta) {
                part.backfilled.push(ask.table);
                let whole = ask.since > 0 && ask.since < self.floor;
                if whole {
                    part.whole.push(ask.table);
                }
                let since = if whole { 0 } else { ask.since };
                self.earlier(part.scope, ask.table, since, part.from, &mut lines);
            }
        }
        let mut body = serde_json::to_vec(&head).unwrap();
        body.push(b'\n');
        let mut end = End::default();
        for line in &lines {
            if line.write(&mut body, schema) {
                match line {
                    wire::sync::Line::Evict { .. } => end.evictions += 1,
                    wire::sync::Line::Row { .. } => end.rows += 1,
                }
            }
        }
        body.extend(serde_json::to_vec(&end).unwrap());
        body.push(b'\n');
        body
    }
}
