//! What the desk and the timeline tell of two people at one delivery: who wrote what, what was reported in which
//! order, and what the author of a choice saw.

use super::{fixture::*, questions::ask, server::Server};
use domain::{
    command::{Action, Command, EditGroup, Fields, GroupEdit, OnDeliveries, Other, Report, Saw},
    entities::*,
    id::DeliveryId,
    rejection::RejectCode,
};
use wire::ipc::*;

fn one() -> DeliveryId {
    delivery_id(0, "R-1")
}

/// Two consoles that know one delivery on the road with the first courier.
fn two_desks(server: &mut Server) -> (Desk, Desk) {
    let office = Desk::synced(0, server);
    office.submit(1, &create(0, &["R-1"])).unwrap();
    let courier = courier(0, 0);
    for (n, action) in [Action::Assign { courier }, Action::Dispatch]
        .into_iter()
        .enumerate()
    {
        office
            .submit(2 + n as u128, &act(0, &[one()], action))
            .unwrap();
    }
    office.exchange(server);
    let field = Desk::synced(1, server);
    (office, field)
}

fn told(action: Action, minutes_ago: i64) -> Command {
    let Command::Deliveries(on) = act(0, &[one()], action) else {
        panic!("another command");
    };
    Command::Deliveries(OnDeliveries {
        report: Some(Report {
            reported_by: ReportedBy::Phone,
            device_at: NOON.plus_secs(-60 * minutes_ago),
            point: None,
            courier: None,
        }),
        ..on
    })
}

fn paid(method: PayMethod) -> Action {
    Action::Deliver {
        collected: vec![Payment {
            method,
            halalas: 10_000,
        }],
        variance_reason: String::new(),
        proof: Proof::None,
        proof_waived: String::new(),
    }
}

fn exceptions(desk: &Desk) -> Vec<ExceptionView> {
    let query = Query::Exceptions {
        hub: hub(0),
        open: true,
    };
    match ask(desk, query) {
        QueryResult::Exceptions(list) => list,
        other => panic!("{other:?}"),
    }
}

fn detail(desk: &Desk) -> Box<DeliveryDetail> {
    match ask(desk, Query::Delivery { id: one() }) {
        QueryResult::Delivery(Some(detail)) => detail,
        other => panic!("{other:?}"),
    }
}

fn counted(desk: &Desk) -> u64 {
    let query = Query::Counts {
        hub: hub(0),
        date: Some(date()),
    };
    match ask(desk, query) {
        QueryResult::Counts(counts) => counts.open_exceptions,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_conflict_names_who_wrote_the_value_and_not_who_touched_the_row() {
    let mut server = Server::new();
    let (office, field) = two_desks(&mut server);
    let columns = EditGroup::Instructions.columns();
    let fields = |text: &str| -> Fields { [(columns[0].to_owned(), text.into())].into() };
    let seen = detail(&office).delivery.instructions;
    let edit = |to: &str| {
        Command::Other(Other::Edit {
            hub: hub(0),
            edits: vec![GroupEdit {
                delivery: one(),
                group: EditGroup::Instructions,
                from: fields(&seen),
                to: fields(to),
            }],
            if_rev: Default::default(),
        })
    };
    office.submit(20, &edit("Gate 7")).unwrap();
    office.exchange(&mut server);
    field.submit(21, &told(Action::RecordPickup, 5)).unwrap();
    field.submit(22, &edit("Gate 3")).unwrap();
    field.exchange(&mut server);
    let open = exceptions(&field);
    assert_eq!(open[0].exception.kind, ExceptionKind::Conflict);
    let met = open[0].met.as_ref().unwrap();
    assert_eq!(met.by.en, "Dispatcher 0");
    assert_eq!(met.at, NOON);
}

#[test]
fn contested_reports_about_one_delivery_are_one_thing_to_settle() {
    let mut server = Server::new();
    let (office, field) = two_desks(&mut server);
    field.submit(20, &told(Action::RecordPickup, 16)).unwrap();
    field.submit(21, &told(paid(PayMethod::Cash), 14)).unwrap();
    let reason = "the shop asked".to_owned();
    office
        .submit(22, &act(0, &[one()], Action::Cancel { reason }))
        .unwrap();
    office.exchange(&mut server);
    field.exchange(&mut server);
    office.exchange(&mut server);
    for desk in [&office, &field] {
        let open = exceptions(desk);
        assert_eq!((open.len(), counted(desk)), (1, 1));
        let names: Vec<&str> = open[0]
            .reports
            .iter()
            .map(|report| report.exception.command_name.as_str())
            .collect();
        assert_eq!(names, ["record_pickup.v1", "deliver.v1"]);
        assert_eq!(desk.replica.open_exceptions().unwrap(), 1);
    }
    // The later one first: nothing goes back.
    let open = exceptions(&office);
    for (n, report) in open[0].reports.iter().rev().enumerate() {
        let settle = Command::Other(Other::ResolveContested {
            hub: hub(0),
            exception: report.exception.id,
            accept: true,
            reason: "asked the recipient".into(),
        });
        office.submit(30 + n as u128, &settle).unwrap();
    }
    office.exchange(&mut server);
    let told = detail(&office);
    assert_eq!(told.row.state, DeliveryState::Delivered);
    assert!(exceptions(&office).is_empty());
    let first: Vec<_> = told.timeline[..2]
        .iter()
        .map(|line| (line.event.action.as_str(), line.event.to_state))
        .collect();
    let settled = ("resolve_contested", Some(DeliveryState::Delivered));
    assert_eq!(first, [settled, settled]);
}

#[test]
fn a_delivery_recorded_twice_tells_what_is_recorded() {
    let mut server = Server::new();
    let (office, field) = two_desks(&mut server);
    office.submit(20, &told(paid(PayMethod::Card), 12)).unwrap();
    field.submit(21, &told(paid(PayMethod::Cash), 14)).unwrap();
    office.exchange(&mut server);
    field.exchange(&mut server);
    let open = exceptions(&field);
    let recorded = open[0].recorded.as_ref().unwrap();
    assert_eq!(recorded.by.en, "Dispatcher 0");
    assert_eq!(recorded.collected[0].method, PayMethod::Card);
    assert_eq!(open[0].reports[0].raised_by.en, "Dispatcher 1");
    assert_eq!(recorded.courier.as_ref().unwrap().en, "Courier 0");
}

#[test]
fn the_timeline_names_the_couriers() {
    let mut server = Server::new();
    let (office, _) = two_desks(&mut server);
    let courier = courier(0, 1);
    office
        .submit(20, &act(0, &[one()], Action::Reassign { courier }))
        .unwrap();
    let line = &detail(&office).timeline[0];
    assert_eq!(line.event.action, "reassign");
    let names = (line.courier_before.as_ref(), line.courier.as_ref());
    assert_eq!(
        names.0.zip(names.1).map(|(a, b)| (&*a.en, &*b.en)),
        Some(("Courier 0", "Courier 1"))
    );
}

#[test]
fn a_choice_carries_what_its_author_saw_and_the_second_is_told() {
    let mut server = Server::new();
    let (office, field) = two_desks(&mut server);
    let choose = |desk: &Desk, n: u128, to: u128| {
        let courier = courier(0, to);
        let command = act(0, &[one()], Action::Reassign { courier });
        let command = desk.replica.as_seen(command).unwrap();
        let Command::Deliveries(on) = &command else {
            panic!("another command");
        };
        assert_eq!(on.saw[&one()].courier, Some(super::fixture::courier(0, 0)));
        desk.submit(n, &command).unwrap();
    };
    choose(&field, 20, 1);
    choose(&office, 21, 2);
    office.exchange(&mut server);
    let outcomes = field.exchange(&mut server).outcomes;
    assert_eq!(detail(&field).delivery.courier_id, Some(courier(0, 2)));
    let rejection = outcomes[0].rejection().expect("the second is refused");
    assert_eq!(rejection.code, RejectCode::ChangedSince);
    assert_eq!(rejection.params["by_en"], "Dispatcher 0");
    assert_eq!(rejection.params["courier_en"], "Courier 2");

    // What already says it, and what overwrites nobody's choice, stays as it is.
    let said = Command::Deliveries(OnDeliveries {
        saw: [(one(), Saw::default())].into(),
        ..match act(0, &[one()], Action::Unassign) {
            Command::Deliveries(on) => on,
            Command::Other(_) => panic!("another command"),
        }
    });
    assert_eq!(field.replica.as_seen(said.clone()).unwrap(), said);
    let report = told(Action::RecordPickup, 1);
    assert_eq!(field.replica.as_seen(report.clone()).unwrap(), report);
}
