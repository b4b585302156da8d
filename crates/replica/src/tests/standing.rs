//! Questions about where things stand, and how lists are kept in memory and read from their index.

use super::{fixture::*, questions::*, server::Server};
use crate::Cut;
use domain::{command::Action, entities::*, id::*};
use wire::ipc::*;

#[test]
fn sync_and_outbox_tell_where_things_stand() {
    let mut server = Server::new();
    let desk = filled(&mut server);
    let id = delivery_id(0, "BRQ-11");
    desk.submit(30, &act(0, &[id], Action::SetPriority { priority: 90 }))
        .unwrap();
    let QueryResult::Outbox(outbox) = ask(&desk, Query::Outbox { limit: 10 }) else {
        panic!("no outbox");
    };
    let lines: Vec<_> = outbox
        .iter()
        .map(|o| (o.name.as_str(), o.state, o.label.as_str(), o.items))
        .collect();
    assert_eq!(
        lines[0],
        ("set_priority.v1", OutboxState::Queued, "BRQ-11", 1)
    );
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[1].1, OutboxState::Applied);
    let QueryResult::Sync(sync) = ask(&desk, Query::Sync) else {
        panic!("no sync view");
    };
    assert_eq!((sync.state.waiting, sync.outbox_queued), (1, 1));
    assert_eq!(sync.scopes.len(), 4);
    assert!(sync.replica_bytes > 0 && sync.state.last_cut_at == Some(NOON));
    let rows = |table| sync.rows.iter().find(|(t, _)| *t == table).unwrap().1;
    assert_eq!(rows(domain::entity::Table::Delivery), 4);
    let QueryResult::Hubs(hubs) = ask(&desk, Query::Hubs) else {
        panic!("no hubs");
    };
    assert_eq!(hubs.len(), 2);
    for query in [
        Query::Merchants,
        Query::ImportBatches { hub: hub(0) },
        Query::Zones { hub: hub(0) },
        Query::Map {
            hub: hub(0),
            date: date(),
        },
        Query::Delivery {
            id: DeliveryId(uuid(1)),
        },
    ] {
        ask(&desk, query);
    }
}

#[test]
fn what_is_kept_in_memory_follows_every_change() {
    let mut server = Server::new();
    let desk = filled(&mut server);
    let other = Desk::synced(1, &mut server);
    let id = delivery_id(0, "BRQ-11");
    for n in 0..4 {
        let action = if n % 2 == 0 {
            Action::Assign {
                courier: courier(0, 0),
            }
        } else {
            Action::Unassign
        };
        // Both look first, so that something is kept, and one of them changes it.
        let unassigned = |desk: &Desk| page(desk, |f| f.states = vec![DeliveryState::Ready]).len();
        let before = (unassigned(&desk), unassigned(&other));
        desk.submit(40 + n, &act(0, &[id], action)).unwrap();
        desk.exchange(&mut server);
        other.exchange(&mut server);
        let after = (unassigned(&desk), unassigned(&other));
        assert_eq!(after.0, after.1);
        assert_ne!(before.0, after.0);
        let fresh = crate::Replica::open_read_only(other.dir.path(), &other.key).unwrap();
        let board = Query::Board {
            hub: hub(0),
            date: date(),
            sort: BoardSort::Due,
            search: String::new(),
        };
        assert_eq!(
            ask(&other, board.clone()),
            fresh.query(&board, NOON).unwrap()
        );
    }
    let (head, lines) = server.exchange(1, ClientId(uuid(0xF001)), &[], &[]);
    other.replica.forget_cursor(hub(0).into()).unwrap();
    other.replica.apply(Cut::of(head, lines), NOON).unwrap();
    assert_eq!(page(&other, |_| {}).len(), 3);
}

#[test]
fn a_list_is_read_from_its_index_alone() {
    let mut server = Server::new();
    let desk = filled(&mut server);
    desk.replica
        .inner
        .read(|conn| {
            let plan = |sql: &str| -> String {
                let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
                let lines = statement.query_map([], |row| row.get::<_, String>(3)).unwrap();
                lines.collect::<rusqlite::Result<Vec<_>>>().unwrap().join("\n")
            };
            for date in ["", "AND service_date = '2026-11-02'"] {
                let list = plan(&format!(
                    "SELECT rowid, id, reference, dropoff_name, due_at, cod_halalas, priority, updated_at, state
                     FROM delivery WHERE hub_id = x'00' {date} AND zone_id = x'00' AND courier_id IN (x'00')
                     AND merchant_id = x'00' AND state IN ('ready')"
                ));
                assert!(list.contains("COVERING INDEX delivery_list"), "{list}");
                let plain = plan(&format!(
                    "SELECT rowid, id, reference FROM delivery WHERE hub_id = x'00' {date}"
                ));
                assert!(plain.contains("COVERING INDEX delivery_list"), "{plain}");
            }
            let open = plan("SELECT id FROM delivery INDEXED BY delivery_open WHERE hub_id = x'00' AND open = 1 AND service_date < '2'");
            assert!(open.contains("delivery_open"), "{open}");
            let work = plan("SELECT * FROM delivery WHERE hub_id = x'00' AND open = 1");
            assert!(work.contains("delivery_open"), "{work}");
            let courier = plan("SELECT id FROM delivery WHERE courier_id = x'00' AND open = 1");
            assert!(courier.contains("delivery_courier"), "{courier}");
            let day = plan("SELECT state, due_at, count(*) FROM delivery WHERE hub_id = x'00' AND service_date = '2' GROUP BY due_at, state");
            assert!(day.contains("COVERING INDEX delivery_list") && !day.contains("TEMP"), "{day}");
            let done = plan("SELECT delivered_at, due_at FROM delivery WHERE hub_id = x'00' AND service_date = '2' AND state = 'delivered' AND delivered_at IS NOT NULL");
            assert!(done.contains("COVERING INDEX delivery_list"), "{done}");
            Ok(())
        })
        .unwrap();
}
