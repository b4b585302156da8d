//! The screens' questions.

use super::{fixture::*, server::Server};
use domain::{
    command::{Action, Command, Other},
    decide::Verdict,
    entities::*,
    units::Millis,
};
use wire::ipc::*;

pub(super) fn ask(desk: &Desk, query: Query) -> QueryResult {
    desk.replica.query(&query, NOON).unwrap()
}

pub(super) fn page(desk: &Desk, change: impl FnOnce(&mut DeliveryFilter)) -> Vec<DeliveryRow> {
    let mut filter = DeliveryFilter::of(hub(0), Some(date()));
    change(&mut filter);
    let QueryResult::Deliveries(page) = ask(
        desk,
        Query::Deliveries {
            filter,
            sort: Sort {
                key: SortKey::Reference,
                descending: false,
            },
            offset: 0,
            limit: 100,
        },
    ) else {
        panic!("not a page");
    };
    assert_eq!(page.total, page.rows.len() as u64);
    page.rows
}

pub(super) fn references(rows: &[DeliveryRow]) -> Vec<&str> {
    rows.iter().map(|row| row.reference.as_str()).collect()
}

pub(super) fn search(desk: &Desk, text: &str) -> Vec<(String, String)> {
    let query = Query::Search {
        hub: hub(0),
        text: text.into(),
        limit: 10,
    };
    let QueryResult::Search(hits) = ask(desk, query) else {
        panic!("not a search");
    };
    hits.into_iter()
        .map(|hit| (hit.row.reference, hit.field))
        .collect()
}

/// Three deliveries of today, one of yesterday, one of another hub.
pub(super) fn filled(server: &mut Server) -> Desk {
    let desk = Desk::synced(0, server);
    let mut deliveries: Vec<_> = ["BRQ-11", "BRQ-12", "ALF-700"].map(new_delivery).into();
    deliveries[1].dropoff.name = "Fahad Al-Harbi".into();
    deliveries[1].dropoff.phone = Some("+966559876543".into());
    deliveries[1].promised_at = Some(NOON.plus_secs(-600));
    deliveries[2].dropoff.name = "أحمَد القُرَشي".into();
    deliveries[2].dropoff.phone = None;
    deliveries[2].cod_halalas = 0;
    let create = Command::Other(Other::Create {
        hub: hub(0),
        deliveries,
    });
    desk.submit(1, &create).unwrap();
    desk.submit(2, &super::fixture::create(1, &["OTHER-1"]))
        .unwrap();
    desk.exchange(server);
    desk
}

#[test]
fn the_table_filters_sorts_and_pages() {
    let mut server = Server::new();
    let desk = filled(&mut server);
    assert_eq!(
        references(&page(&desk, |_| {})),
        ["ALF-700", "BRQ-11", "BRQ-12"]
    );
    let assigned = delivery_id(0, "BRQ-11");
    desk.submit(
        5,
        &act(
            0,
            &[assigned],
            Action::Assign {
                courier: courier(0, 2),
            },
        ),
    )
    .unwrap();
    let only = |change: fn(&mut DeliveryFilter)| {
        page(&desk, change)
            .iter()
            .map(|r| r.reference.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        only(|f| f.states = vec![DeliveryState::Assigned]),
        ["BRQ-11"]
    );
    assert_eq!(only(|f| f.couriers = vec![courier(0, 2)]), ["BRQ-11"]);
    assert_eq!(only(|f| f.pending_only = true), ["BRQ-11"]);
    assert_eq!(only(|f| f.late_only = true), ["BRQ-12"]);
    // A span of due times holds its beginning and not its end.
    let later = NOON.plus_secs(7200);
    assert_eq!(only(|f| f.due_to = Some(NOON)), ["BRQ-12"]);
    assert_eq!(page(&desk, |f| f.due_from = Some(later)).len(), 2);
    let between = page(&desk, |f| {
        (f.due_from, f.due_to) = (Some(NOON), Some(later))
    });
    assert!(between.is_empty());
    assert_eq!(only(|f| f.outside_zones = true).len(), 3);
    assert_eq!(only(|f| f.merchants = vec![merchant()]).len(), 3);
    assert_eq!(only(|f| f.search = "559876".into()), ["BRQ-12"]);
    assert_eq!(only(|f| f.search = "brq".into()), ["BRQ-11", "BRQ-12"]);
    assert_eq!(only(|f| f.date = Some(date().plus_days(-1))).len(), 0);
    // What is open today is carried over once tomorrow has begun, and not before.
    let seen = |now: Millis, carried_over_only| {
        let mut filter = DeliveryFilter::of(hub(0), Some(date().plus_days(1)));
        filter.carried_over_only = carried_over_only;
        let query = Query::Deliveries {
            filter,
            sort: Sort {
                key: SortKey::Reference,
                descending: false,
            },
            offset: 0,
            limit: 100,
        };
        match desk.replica.query(&query, now).unwrap() {
            QueryResult::Deliveries(page) => page.rows,
            _ => panic!("not a page"),
        }
    };
    for only in [false, true] {
        assert_eq!(seen(NOON, only).len(), 0);
        let tomorrow = seen(NOON.plus_secs(86_400), only);
        assert!(tomorrow.len() == 3 && tomorrow.iter().all(|row| row.carried_over));
    }
    let row = &page(&desk, |f| f.couriers = vec![courier(0, 2)])[0];
    assert!(row.pending && !row.doubtful && !row.carried_over);
    assert_eq!(row.courier_name.en, "Courier 2");
    assert_eq!(row.merchant.en, "Shawarma House");
    assert_eq!(row.due_at, Some(NOON.plus_secs(7200)));
    desk.exchange(&mut server);
    assert_eq!(page(&desk, |f| f.pending_only = true).len(), 0);

    for key in SortKey::ALL {
        for descending in [false, true] {
            let sort = Sort {
                key: *key,
                descending,
            };
            let filter = DeliveryFilter::of(hub(0), None);
            let mut seen = Vec::new();
            for offset in 0..4 {
                let query = Query::Deliveries {
                    filter: filter.clone(),
                    sort,
                    offset,
                    limit: 1,
                };
                if let QueryResult::Deliveries(page) = ask(&desk, query) {
                    assert_eq!(page.total, 3);
                    seen.extend(page.rows.into_iter().map(|row| row.id));
                }
            }
            let QueryResult::DeliveryIds(ids) = ask(&desk, Query::DeliveryIds { filter, sort })
            else {
                panic!("no ids");
            };
            assert_eq!(seen, ids, "{key}");
        }
    }
}

#[test]
fn rows_without_a_key_stand_last_whichever_way() {
    let mut server = Server::new();
    let desk = filled(&mut server);
    let id = delivery_id(0, "BRQ-11");
    let assign = act(
        0,
        &[id],
        Action::Assign {
            courier: courier(0, 2),
        },
    );
    desk.submit(5, &assign).unwrap();
    let order = |key, descending| {
        let QueryResult::Deliveries(page) = ask(
            &desk,
            Query::Deliveries {
                filter: DeliveryFilter::of(hub(0), None),
                sort: Sort { key, descending },
                offset: 0,
                limit: 9,
            },
        ) else {
            panic!("not a page");
        };
        let references: Vec<String> = page.rows.into_iter().map(|r| r.reference).collect();
        references.join(" ")
    };
    for descending in [false, true] {
        assert!(order(SortKey::Courier, descending).starts_with("BRQ-11"));
    }
    assert!(order(SortKey::Due, false).starts_with("BRQ-12"));
    assert!(order(SortKey::Due, true).ends_with("BRQ-12"));
    assert!(order(SortKey::Cod, false).starts_with("ALF-700"));
    assert!(order(SortKey::Recipient, false).starts_with("BRQ-12"));
    assert!(
        order(SortKey::State, false).starts_with("ALF-700"),
        "a draft"
    );
    assert!(order(SortKey::State, true).starts_with("BRQ-11"));
    assert_eq!(order(SortKey::Reference, true), "BRQ-12 BRQ-11 ALF-700");
}

#[test]
fn the_board_shows_who_has_what() {
    let mut server = Server::new();
    let desk = filled(&mut server);
    let id = delivery_id(0, "BRQ-11");
    let assign = act(
        0,
        &[id],
        Action::Assign {
            courier: courier(0, 1),
        },
    );
    let QueryResult::Preview(preview) = ask(
        &desk,
        Query::Preview {
            command: assign.clone(),
        },
    ) else {
        panic!("no preview");
    };
    assert!(matches!(preview.items[0].verdict, Verdict::Applied { .. }));
    let QueryResult::Forecast(forecast) = ask(
        &desk,
        Query::Forecast {
            hub: hub(0),
            date: date(),
            commands: vec![assign.clone()],
        },
    ) else {
        panic!("no forecast");
    };
    assert_eq!(forecast.items, preview.items);
    let after = forecast.courier.unwrap();
    assert_eq!(
        (after.open_deliveries, after.cash_held_halalas),
        (1, 10_000)
    );
    let board = |desk: &Desk, search: &str| {
        let QueryResult::Board(board) = ask(
            desk,
            Query::Board {
                hub: hub(0),
                date: date(),
                sort: BoardSort::LateRisk,
                search: search.into(),
            },
        ) else {
            panic!("no board");
        };
        board
    };
    let before = board(&desk, "");
    assert_eq!(before.groups.len(), 1);
    assert_eq!(before.groups[0].zone, None);
    assert_eq!(
        before.groups[0].rows[0].reference, "BRQ-12",
        "late ones first"
    );
    assert!(
        before.couriers.iter().all(|c| c.open_deliveries == 0),
        "a preview writes nothing"
    );
    desk.submit(5, &assign).unwrap();
    let now = board(&desk, "");
    // The one without a phone is a draft: not yet anybody's work.
    assert_eq!(now.groups[0].rows.len(), 1);
    let one = now.couriers.iter().find(|c| c.id == courier(0, 1)).unwrap();
    assert_eq!(one, &after);
    assert_eq!(one.next_stops, ["BRQ-11"]);
    assert_eq!(board(&desk, "fahad").groups[0].rows.len(), 1);
    let QueryResult::Counts(counts) = ask(
        &desk,
        Query::Counts {
            hub: hub(0),
            date: Some(date()),
        },
    ) else {
        panic!("no counts");
    };
    assert_eq!(
        (counts.unassigned, counts.late, counts.open_exceptions),
        (1, 1, 0)
    );
}

#[test]
fn a_delivery_tells_its_whole_story() {
    let mut server = Server::new();
    let desk = filled(&mut server);
    let id = delivery_id(0, "BRQ-11");
    for (n, action) in [
        Action::Assign {
            courier: courier(0, 1),
        },
        Action::Dispatch,
        Action::Deliver {
            collected: vec![Payment {
                method: PayMethod::Cash,
                halalas: 10_000,
            }],
            variance_reason: String::new(),
            proof: Proof::None,
            proof_waived: String::new(),
        },
    ]
    .into_iter()
    .enumerate()
    {
        let done = desk.submit(10 + n as u128, &act(0, &[id], action)).unwrap();
        assert!(done.command_id.is_some(), "{done:?}");
    }
    let detail = |desk: &Desk| {
        let QueryResult::Delivery(Some(detail)) = ask(desk, Query::Delivery { id }) else {
            panic!("no detail");
        };
        detail
    };
    let waiting = detail(&desk);
    assert_eq!(waiting.pending.len(), 3);
    assert!(
        waiting.timeline.iter().any(|e| e.pending) && waiting.timeline.iter().any(|e| !e.pending)
    );
    desk.exchange(&mut server);
    let settled = detail(&desk);
    assert!(settled.pending.is_empty() && settled.timeline.iter().all(|e| !e.pending));
    assert_eq!(settled.row.state, DeliveryState::Delivered);
    assert_eq!(settled.row.on_time, Some(true));
    assert_eq!(settled.row.slack_secs, None);
    assert_eq!(settled.attempts.len(), 1);
    assert_eq!(settled.timeline[0].actor.en, "Dispatcher 0");
    assert_eq!(settled.merchant.unwrap().name_en, "Shawarma House");
    // What a dispatcher may do with a delivered one is nothing: correcting is a supervisor's.
    assert_eq!(settled.allowed, Vec::<String>::new());
    let supervisor = Desk::synced(1, &mut server);
    assert_eq!(detail(&supervisor).allowed, ["correct_outcome"]);
    let QueryResult::Couriers(couriers) = ask(
        &desk,
        Query::Couriers {
            hub: hub(0),
            date: None,
        },
    ) else {
        panic!("no couriers");
    };
    let holder = couriers.iter().find(|c| c.id == courier(0, 1)).unwrap();
    assert_eq!(
        (holder.open_deliveries, holder.cash_held_halalas),
        (0, 10_000)
    );
    let QueryResult::Dashboard(day) = ask(
        &desk,
        Query::Dashboard {
            hub: hub(0),
            date: date(),
        },
    ) else {
        panic!("no dashboard");
    };
    assert_eq!((day.hours.len(), day.delivered, day.open), (24, 1, 2));
    assert_eq!(day.cod_outstanding_halalas, 10_000);
    assert_eq!(
        day.hours.iter().map(|h| (h.delivered, h.on_time)).max(),
        Some((1, 1))
    );
    assert_eq!(day.hours[0].from, Millis(NOON.0 - 8 * 3_600_000));
    let counted: u32 = day
        .hours
        .iter()
        .flat_map(|h| &h.by_state)
        .map(|(_, n)| n)
        .sum();
    assert_eq!(counted, 3);
    assert_eq!(day.lateness.iter().map(|(_, n)| n).sum::<u32>(), 3);
}

#[test]
fn exceptions_come_apart_into_what_people_need() {
    let mut server = Server::new();
    let desk = filled(&mut server);
    let other = Desk::synced(1, &mut server);
    let id = delivery_id(0, "BRQ-11");
    let columns = domain::command::EditGroup::DropoffContact.columns();
    let fields = |name: &str| -> domain::command::Fields {
        [
            (columns[0].to_owned(), name.into()),
            (columns[1].to_owned(), "+966501234567".into()),
        ]
        .into()
    };
    let edit = |to: &str| {
        Command::Other(Other::Edit {
            hub: hub(0),
            edits: vec![domain::command::GroupEdit {
                delivery: id,
                group: domain::command::EditGroup::DropoffContact,
                from: fields("نورة القحطاني"),
                to: fields(to),
            }],
            if_rev: Default::default(),
        })
    };
    desk.submit(20, &edit("Theirs")).unwrap();
    other.submit(21, &edit("Mine")).unwrap();
    desk.exchange(&mut server);
    other.exchange(&mut server);
    let exceptions = |desk: &Desk, open| {
        let QueryResult::Exceptions(list) = ask(desk, Query::Exceptions { hub: hub(0), open })
        else {
            panic!("no exceptions");
        };
        list
    };
    let open = exceptions(&other, true);
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].exception.kind, ExceptionKind::Conflict);
    let name = open[0]
        .conflict
        .iter()
        .find(|f| f.column == columns[0])
        .unwrap();
    assert_eq!(
        (&name.mine, &name.theirs),
        (&"Mine".into(), &"Theirs".into())
    );
    assert_eq!(open[0].raised_by.en, "Dispatcher 1");
    assert_eq!(open[0].state, Some(DeliveryState::Ready));
    let settle = Command::Other(Other::Resolve {
        hub: hub(0),
        items: vec![open[0].exception.id],
        resolution: Resolution::KeptMine,
        reason: String::new(),
    });
    other.submit(22, &settle).unwrap();
    assert!(exceptions(&other, true).is_empty());
    let resolved = exceptions(&other, false);
    assert!(resolved[0].pending);
    assert_eq!(resolved[0].resolved_by.as_ref().unwrap().en, "Dispatcher 1");
    other.exchange(&mut server);
    desk.exchange(&mut server);
    let page = page(&desk, |f| f.search = "mine".into());
    assert_eq!(references(&page), ["BRQ-11"]);
}
