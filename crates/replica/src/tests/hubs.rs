//! What belongs to which hub and which day: search in other hubs, couriers of one name, shifts, the order of stops.

use super::{
    fixture::*,
    questions::{ask, filled, search},
    server::Server,
};
use domain::{
    command::{Action, Command, CourierSpec, Other, ShiftSpec},
    entities::*,
    id::ShiftId,
    value::Json,
};
use wire::ipc::*;

#[test]
fn what_is_not_here_is_found_in_the_users_other_hub() {
    let mut server = Server::new();
    let desk = filled(&mut server);
    assert_eq!(search(&desk, "OTHER-1"), []);
    let elsewhere = |text: &str| {
        let query = Query::SearchElsewhere {
            hub: hub(0),
            text: text.into(),
        };
        let QueryResult::SearchElsewhere(found) = ask(&desk, query) else {
            panic!("no search");
        };
        found
    };
    for text in ["OTHER-1", "0501234567"] {
        let found = elsewhere(text);
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!((found[0].hub, found[0].hits), (hub(1), 1));
        assert_eq!(found[0].name.en, "Hub 1");
        assert_eq!(found[0].first, delivery_id(1, "OTHER-1"));
        assert!(!found[0].more);
    }
    assert_eq!(elsewhere("BRQ-12"), []);
    assert_eq!(elsewhere(""), []);
    // Of a hub that is the user's no more nothing is said.
    server.set_grant(0, 1, false);
    desk.exchange(&mut server);
    assert_eq!(elsewhere("OTHER-1"), []);
}

fn couriers(desk: &Desk, date: Option<domain::units::ServiceDate>) -> Vec<CourierView> {
    let QueryResult::Couriers(couriers) = ask(desk, Query::Couriers { hub: hub(0), date }) else {
        panic!("no couriers");
    };
    couriers
}

#[test]
fn couriers_of_one_name_are_told_apart() {
    let mut server = Server::new();
    let desk = Desk::synced(1, &mut server);
    let named = |n: u128, en: &str, ar: &str| CourierSpec {
        id: courier(0, n),
        name_ar: ar.into(),
        name_en: en.into(),
        phone: format!("+96650000123{n}"),
        skills: Default::default(),
        home_zone_id: None,
        vehicle_id: None,
        cash_limit_halalas: 100_000,
        status: CourierStatus::Active,
    };
    let upsert = Command::Other(Other::UpsertCourier {
        hub: hub(0),
        couriers: vec![
            named(0, "Fahad Al Ghamdi", "فهد الغامدي"),
            named(1, "Fahad Al-Ghamdi", "فهد بن سعد الغامدي"),
            named(2, "Sara", "سارة"),
        ],
    });
    desk.submit(1, &upsert).unwrap();
    let names: Vec<(String, String)> = couriers(&desk, None)
        .into_iter()
        .map(|c| (c.name.en, c.name.ar))
        .collect();
    let has = |en: &str, ar: &str| names.contains(&(en.into(), ar.into()));
    assert!(has("Fahad Al Ghamdi ··1230", "فهد الغامدي"), "{names:?}");
    assert!(
        has("Fahad Al-Ghamdi ··1231", "فهد بن سعد الغامدي"),
        "{names:?}"
    );
    assert!(has("Sara", "سارة"), "{names:?}");
}

fn shift(n: u128, courier_n: u128, day: i64, hours: (i64, i64), state: ShiftState) -> ShiftSpec {
    ShiftSpec {
        id: ShiftId(uuid(0x9_0000 + n)),
        courier_id: courier(0, courier_n),
        vehicle_id: None,
        service_date: date().plus_days(day),
        starts_at: NOON.plus_secs(hours.0 * 3_600),
        ends_at: NOON.plus_secs(hours.1 * 3_600),
        breaks: Json(vec![]),
        state,
    }
}

#[test]
fn the_shift_under_way_is_shown_and_one_of_last_night_while_it_lasts() {
    let mut server = Server::new();
    let desk = Desk::synced(1, &mut server);
    let open = Command::Other(Other::OpenShift {
        hub: hub(0),
        shifts: vec![
            // In the morning and at noon.
            shift(0, 0, 0, (-6, -2), ShiftState::Planned),
            shift(1, 0, 0, (-1, 4), ShiftState::Planned),
            // Since last night, until one o'clock.
            shift(2, 1, -1, (-14, 1), ShiftState::Open),
            // Nobody closed it.
            shift(3, 2, -1, (-14, -4), ShiftState::Open),
        ],
    });
    let done = desk.submit(1, &open).unwrap();
    assert!(done.command_id.is_some(), "{done:?}");
    let working = |day: i64| -> Vec<(u128, u128)> {
        let of_day = couriers(&desk, Some(date().plus_days(day)));
        (0..3)
            .filter_map(|n| {
                let courier = of_day.iter().find(|c| c.id == courier(0, n))?;
                let shift = courier.shift.as_ref().filter(|_| courier.on_shift)?;
                Some((n, shift.id.0.as_u128() - 0x9_0000))
            })
            .collect()
    };
    assert_eq!(working(0), [(0, 1), (1, 2)]);
    assert_eq!(working(-1), [(1, 2), (2, 3)], "of that day both are open");
    assert_eq!(working(1), []);
}

#[test]
fn work_of_tomorrow_makes_none_of_today_late() {
    let mut server = Server::new();
    let desk = Desk::synced(0, &mut server);
    let mut tomorrow = new_delivery("TOMORROW");
    tomorrow.service_date = date().plus_days(1);
    for window in &mut tomorrow.windows {
        window.from = window.from.plus_secs(86_400);
        window.to = window.to.plus_secs(86_400);
    }
    let create = Command::Other(Other::Create {
        hub: hub(0),
        deliveries: vec![tomorrow, new_delivery("TODAY")],
    });
    desk.submit(1, &create).unwrap();
    // Given first, it has the first place.
    for (n, reference) in [(2, "TOMORROW"), (3, "TODAY")] {
        let to = courier(0, 1);
        let give = act(
            0,
            &[delivery_id(0, reference)],
            Action::Assign { courier: to },
        );
        assert!(desk.submit(n, &give).unwrap().command_id.is_some());
    }
    let of = |day: i64| {
        let all = couriers(&desk, Some(date().plus_days(day)));
        all.into_iter().find(|c| c.id == courier(0, 1)).unwrap()
    };
    let (today, next) = (of(0), of(1));
    assert_eq!(
        (today.late, &today.next_stops[..]),
        (0, &["TODAY".to_owned()][..])
    );
    assert_eq!(
        (next.late, &next.next_stops[..]),
        (0, &["TOMORROW".to_owned()][..])
    );
    assert_eq!((today.load_parcels, next.load_parcels), (1, 1));
    assert_eq!((today.stops, today.open_deliveries), (1, 1));
}
