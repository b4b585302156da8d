//! Questions about deliveries chosen by id, few or many.

use super::{
    fixture::*,
    questions::{ask, filled, references},
    server::Server,
};
use domain::{command::Action, entities::*, id::DeliveryId};
use wire::ipc::*;

const SORT: Sort = Sort {
    key: SortKey::Reference,
    descending: true,
};

fn shown(
    desk: &Desk,
    ids: &[DeliveryId],
    change: impl FnOnce(&mut DeliveryFilter),
) -> Vec<DeliveryId> {
    let mut filter = DeliveryFilter::of(hub(0), Some(date()));
    change(&mut filter);
    let query = Query::Shown {
        filter,
        sort: SORT,
        ids: ids.to_vec(),
    };
    let QueryResult::DeliveryIds(ids) = ask(desk, query) else {
        panic!("not ids");
    };
    ids
}

fn targets(desk: &Desk, ids: &[DeliveryId]) -> Vec<Target> {
    let QueryResult::Targets(targets) = ask(desk, Query::Targets { ids: ids.to_vec() }) else {
        panic!("not targets");
    };
    targets
}

#[test]
fn what_is_chosen_and_not_in_the_list_is_not_shown() {
    let mut server = Server::new();
    let desk = filled(&mut server);
    let (a, b, other) = (
        delivery_id(0, "BRQ-11"),
        delivery_id(0, "BRQ-12"),
        delivery_id(1, "OTHER-1"),
    );
    let unknown = delivery_id(0, "NOT-HERE");
    let chosen = [a, other, unknown, b];
    assert_eq!(shown(&desk, &chosen, |_| {}), [b, a]);
    let hold = Action::Hold {
        reason: "address_check".into(),
    };
    desk.submit(5, &act(0, &[b], hold)).unwrap();
    let ready = |f: &mut DeliveryFilter| f.states = vec![DeliveryState::Ready];
    assert_eq!(shown(&desk, &chosen, ready), [a]);
    assert!(shown(&desk, &chosen, |f| f.date = Some(date().plus_days(-1))).is_empty());
    assert_eq!(shown(&desk, &chosen, |f| f.hub = hub(1)), [other]);
}

#[test]
fn rows_come_by_id_in_the_order_asked() {
    let mut server = Server::new();
    let desk = filled(&mut server);
    let ids = ["BRQ-12", "NOT-HERE", "ALF-700"].map(|reference| delivery_id(0, reference));
    let query = Query::DeliveryRows {
        hub: hub(0),
        date: date(),
        ids: ids.to_vec(),
    };
    let QueryResult::DeliveryRows(rows) = ask(&desk, query) else {
        panic!("not rows");
    };
    assert_eq!(references(&rows), ["BRQ-12", "ALF-700"]);
    assert_eq!(rows[0].merchant.en, "Shawarma House");
}

/// A form for 300 cash deliveries knows what each of them is due, from one question.
#[test]
fn what_forms_need_comes_for_any_number_of_deliveries() {
    let mut server = Server::new();
    let desk = Desk::synced(0, &mut server);
    let names: Vec<String> = (0..300).map(|n| format!("CASH-{n:03}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    desk.submit(1, &create(0, &names)).unwrap();
    let ids: Vec<DeliveryId> = names.iter().map(|name| delivery_id(0, name)).collect();
    let assign = Action::Assign {
        courier: courier(0, 1),
    };
    desk.submit(2, &act(0, &ids[..1], assign)).unwrap();
    let mut asked = ids.clone();
    asked.push(delivery_id(0, "NOT-HERE"));
    let targets = targets(&desk, &asked);
    let found: Vec<DeliveryId> = targets.iter().map(|t| t.id).collect();
    assert_eq!(found, ids);
    assert_eq!(
        targets.iter().map(|t| t.cod_halalas).sum::<i64>(),
        300 * 10_000
    );
    assert_eq!(
        targets[0],
        Target {
            id: ids[0],
            hub: hub(0),
            reference: "CASH-000".into(),
            courier: Some(courier(0, 1)),
            cod_halalas: 10_000,
            proof_required: Proof::None,
            state: DeliveryState::Assigned,
            state_before: None,
            priority: 50,
        }
    );
}
