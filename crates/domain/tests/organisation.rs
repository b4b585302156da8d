//! Zones, couriers, vehicles, shifts, and what the whole organisation shares.

mod town;

use domain::{
    command::{Action, Command, CourierSpec, Other, ShiftSpec, VehicleSpec},
    decide::Verdict,
    entities::*,
    entity::Table,
    id::*,
    rejection::RejectCode,
};
use town::*;

fn other(command: Other) -> Command {
    Command::Other(command)
}

fn zones(specs: Vec<domain::command::ZoneSpec>) -> Command {
    other(Other::UpsertZone {
        hub: HUB,
        zones: specs,
    })
}

fn courier_spec(id: CourierId) -> CourierSpec {
    CourierSpec {
        id,
        name_ar: "ناصر".into(),
        name_en: String::new(),
        phone: "+966501234567".into(),
        skills: vec![" Cold".to_owned(), "cold".to_owned(), String::new()].into(),
        home_zone_id: None,
        vehicle_id: None,
        cash_limit_halalas: 50_000,
        status: CourierStatus::Active,
    }
}

fn couriers(specs: Vec<CourierSpec>) -> Command {
    other(Other::UpsertCourier {
        hub: HUB,
        couriers: specs,
    })
}

#[test]
fn changing_a_zone_writes_the_zone_alone_and_rezoning_follows() {
    let mut town = Town::with([
        delivery(1, DeliveryState::Ready),
        delivery(2, DeliveryState::Ready),
    ]);
    let dispatcher = actor(Role::Dispatcher);
    let small = ZoneId(id(32));
    let decision = town.run(
        &dispatcher,
        &zones(vec![zone_spec(small, square(46.69, 24.69, 0.02))]),
    );
    assert_applied(&decision);
    assert_eq!(rows::<Delivery>(&decision), []);
    assert_eq!(town.delivery(delivery_id(1)).zone_id, Some(ZONE));

    let rezone = on(&[delivery_id(1), delivery_id(2)], Action::Rezone);
    assert_applied(&town.run(&dispatcher, &rezone));
    assert_eq!(town.delivery(delivery_id(1)).zone_id, Some(small));
    let decision = town.run(&dispatcher, &rezone);
    assert!(
        decision
            .items
            .iter()
            .all(|i| i.verdict == Verdict::Unchanged)
    );

    let retire = other(Other::RetireZone {
        hub: HUB,
        items: vec![small],
    });
    assert_applied(&town.run(&dispatcher, &retire));
    assert_applied(&town.run(&dispatcher, &rezone));
    assert_eq!(town.delivery(delivery_id(1)).zone_id, Some(ZONE));
}

#[test]
fn a_zone_must_be_one_that_one_can_be_in() {
    let mut town = Town::new();
    let dispatcher = actor(Role::Dispatcher);
    let bow_tie: Rings = vec![vec![vec![
        [467_000_000, 247_000_000],
        [468_000_000, 248_000_000],
        [468_000_000, 247_000_000],
        [467_000_000, 248_000_000],
        [467_000_000, 247_000_000],
    ]]]
    .into();
    let mut nameless = zone_spec(ZoneId(id(33)), square(46.0, 24.0, 0.1));
    nameless.name_ar = " ".into();
    let mut colourless = zone_spec(ZoneId(id(33)), square(46.0, 24.0, 0.1));
    colourless.color = "green".into();
    for (spec, expected) in [
        (zone_spec(ZoneId(id(33)), bow_tie), RejectCode::BadPolygon),
        (nameless, RejectCode::NameMissing),
        (colourless, RejectCode::BadField),
    ] {
        let decision = town.run(&dispatcher, &zones(vec![spec]));
        assert_eq!(code(&decision), expected);
    }
}

#[test]
fn rows_that_say_nothing_new_are_not_written() {
    let mut town = Town::new();
    let supervisor = actor(Role::Supervisor);
    let command = couriers(vec![courier_spec(CourierId(id(13)))]);
    assert_applied(&town.run(&supervisor, &command));
    let kept = town
        .world
        .get::<Courier>(CourierId(id(13)))
        .unwrap()
        .unwrap();
    assert_eq!(kept.skills.0, ["cold"]);
    let again = town.run(&supervisor, &command);
    assert_eq!(again.items[0].verdict, Verdict::Unchanged);
    assert!(again.changes.is_empty());
}

#[test]
fn couriers_are_checked_and_leave_without_work() {
    let mut town = Town::with([delivery(1, DeliveryState::Assigned)]);
    let supervisor = actor(Role::Supervisor);
    for (spoil, expected) in [
        (
            (|c: &mut CourierSpec| c.phone = "0501234567".into()) as fn(&mut CourierSpec),
            RejectCode::BadPhone,
        ),
        (|c| c.name_ar.clear(), RejectCode::NameMissing),
        (|c| c.cash_limit_halalas = -1, RejectCode::BadAmount),
        (|c| c.status = CourierStatus::Left, RejectCode::OpenWork),
    ] {
        let mut spec = courier_spec(NASSER);
        spoil(&mut spec);
        assert_eq!(
            code(&town.run(&supervisor, &couriers(vec![spec]))),
            expected
        );
    }
    let retire = |items| other(Other::RetireCourier { hub: HUB, items });
    let decision = town.run(&supervisor, &retire(vec![NASSER]));
    assert_eq!(rejected(&decision).params["deliveries"], 1);
    assert_applied(&town.run(&supervisor, &retire(vec![SAAD])));
    let rejection = town
        .try_run(
            &actor(Role::Dispatcher),
            &couriers(vec![courier_spec(NASSER)]),
        )
        .unwrap_err();
    assert_eq!(
        rejection.code,
        RejectCode::NotAllowed,
        "limits are not a dispatcher's to set"
    );
}

#[test]
fn vehicles_are_checked_and_retired() {
    let mut town = Town::new();
    let supervisor = actor(Role::Supervisor);
    let spec = |plate: &str, weight| VehicleSpec {
        id: VehicleId(id(23)),
        plate: plate.into(),
        kind: VehicleKind::Car,
        capacity_weight_g: weight,
        capacity_volume_ml: 0,
        capacity_parcels: 10,
        odometer_m: 0,
        status: VehicleStatus::Active,
    };
    let upsert = |spec| {
        other(Other::UpsertVehicle {
            hub: HUB,
            vehicles: vec![spec],
        })
    };
    assert_eq!(
        code(&town.run(&supervisor, &upsert(spec(" ", 1)))),
        RejectCode::BadField
    );
    assert_eq!(
        code(&town.run(&supervisor, &upsert(spec("A", -1)))),
        RejectCode::BadField
    );
    assert_applied(&town.run(&supervisor, &upsert(spec("A 1", 1))));
    let retire = other(Other::RetireVehicle {
        hub: HUB,
        items: vec![VehicleId(id(23))],
    });
    assert_applied(&town.run(&supervisor, &retire));
    assert_eq!(
        town.run(&supervisor, &retire).items[0].verdict,
        Verdict::Unchanged
    );
}

#[test]
fn a_courier_has_one_shift_at_a_time() {
    let mut town = Town::new();
    let dispatcher = actor(Role::Dispatcher);
    let spec = |n, from_h: i64, to_h: i64, state| ShiftSpec {
        id: ShiftId(id(n)),
        courier_id: NASSER,
        vehicle_id: None,
        service_date: today(),
        starts_at: NOW.plus_secs(from_h * 3600),
        ends_at: NOW.plus_secs(to_h * 3600),
        breaks: Vec::new().into(),
        state,
    };
    let open = |shifts| other(Other::OpenShift { hub: HUB, shifts });
    let decision = town.run(
        &dispatcher,
        &open(vec![
            spec(51, 0, 4, ShiftState::Planned),
            spec(52, 3, 8, ShiftState::Planned),
            spec(53, 4, 8, ShiftState::Planned),
            spec(54, 8, 8, ShiftState::Planned),
            spec(55, 9, 10, ShiftState::Closed),
        ]),
    );
    let applied: Vec<bool> = decision.items.iter().map(|i| i.is_applied()).collect();
    assert_eq!(applied, [true, false, true, false, false]);
    let Verdict::Rejected { rejection } = &decision.items[1].verdict else {
        panic!();
    };
    assert_eq!(rejection.code, RejectCode::ShiftOverlaps);

    assert_applied(&town.run(&dispatcher, &open(vec![spec(51, 0, 4, ShiftState::Open)])));
    let close = other(Other::CloseShift {
        hub: HUB,
        items: vec![ShiftId(id(51))],
    });
    assert_applied(&town.run(&dispatcher, &close));
    let shift = town
        .world
        .get::<Shift>(ShiftId(id(51)))
        .unwrap()
        .unwrap()
        .clone();
    assert_eq!((shift.opened_at, shift.closed_at), (Some(NOW), Some(NOW)));
    assert_eq!(
        town.run(&dispatcher, &close).items[0].verdict,
        Verdict::Unchanged
    );
    let decision = town.run(&dispatcher, &open(vec![spec(51, 0, 4, ShiftState::Open)]));
    assert_eq!(code(&decision), RejectCode::BadField, "closed stays closed");
}

#[test]
fn the_organisation_is_an_admins() {
    let grant = |role| {
        other(Other::Grant {
            user: UserId(id(60)),
            hub: HUB,
            role,
        })
    };
    let mut policy = Policy::standard();
    policy.speed_kmh = 30;
    let staff = Staff {
        id: UserId(id(60)),
        name_ar: String::new(),
        name_en: "Mona".into(),
        admin: false,
        active: true,
    };
    let mut renamed = hub(HUB);
    renamed.name_en = "Malaz".into();
    for command in [
        grant(Some(Role::Dispatcher)),
        other(Other::SetPolicy { policy }),
        other(Other::UpsertStaff { staff: vec![staff] }),
        other(Other::UpsertHub {
            hubs: vec![renamed],
        }),
    ] {
        let mut town = Town::new();
        let rejection = town
            .try_run(&actor(Role::Supervisor), &command)
            .unwrap_err();
        assert_eq!(rejection.code, RejectCode::NotAllowed);
        assert_applied(&town.run(&admin(), &command));
        let again = town.run(&admin(), &command);
        assert_eq!(again.items[0].verdict, Verdict::Unchanged);
    }
    let mut town = Town::new();
    assert_applied(&town.run(&admin(), &grant(Some(Role::Viewer))));
    assert_applied(&town.run(&admin(), &grant(Some(Role::Dispatcher))));
    assert_eq!(
        town.rev(Table::Grant, GrantId::of(UserId(id(60)), HUB).0),
        2
    );
    assert_applied(&town.run(&admin(), &grant(None)));
    assert_eq!(
        town.run(&admin(), &grant(None)).items[0].verdict,
        Verdict::Unchanged
    );
}

#[test]
fn the_organisations_numbers_make_sense() {
    let mut town = Town::new();
    let mut policy = Policy::standard();
    policy.speed_kmh = 0;
    let decision = town.run(&admin(), &other(Other::SetPolicy { policy }));
    assert_eq!(code(&decision), RejectCode::BadField);
    let mut nowhere = hub(HUB);
    nowhere.time_zone = "Asia/Diriyah".into();
    let decision = town.run(
        &admin(),
        &other(Other::UpsertHub {
            hubs: vec![nowhere],
        }),
    );
    assert_eq!(rejected(&decision).params["field"], "time_zone");
}

#[test]
fn an_importer_adds_merchants_but_changes_none() {
    let merchant = |name: &str| Merchant {
        id: MERCHANT,
        name_ar: String::new(),
        name_en: name.into(),
        phone: None,
        lon_e7: None,
        lat_e7: None,
        active: true,
    };
    let upsert = |name: &str| {
        other(Other::UpsertMerchant {
            merchants: vec![merchant(name)],
        })
    };
    let mut town = Town::new();
    assert_applied(&town.run(&actor(Role::Dispatcher), &upsert("Bakery")));
    let decision = town.run(&actor(Role::Dispatcher), &upsert("Butcher"));
    assert_eq!(decision.items[0].verdict, Verdict::Unchanged);
    assert_applied(&town.run(&admin(), &upsert("Butcher")));
    let rejection = town
        .try_run(&actor(Role::Viewer), &upsert("Baker"))
        .unwrap_err();
    assert_eq!(rejection.code, RejectCode::NotAllowed);
}

#[test]
fn notes_and_contacts_are_appended() {
    let mut town = Town::with([delivery(1, DeliveryState::Delivered)]);
    let note = |body: &str| {
        other(Other::AddNote {
            hub: HUB,
            entity_table: Table::Delivery,
            items: vec![delivery_id(1).0, delivery_id(9).0],
            body: body.into(),
        })
    };
    let dispatcher = actor(Role::Dispatcher);
    let decision = town.run(&dispatcher, &note("gate code 4411"));
    assert!(decision.items[0].is_applied());
    let Verdict::Rejected { rejection } = &decision.items[1].verdict else {
        panic!();
    };
    assert_eq!(rejection.code, RejectCode::NotFound);
    assert_eq!(
        town.try_run(&dispatcher, &note("  ")).unwrap_err().code,
        RejectCode::BadField
    );
    let long = "x".repeat(5_000);
    assert_eq!(
        town.try_run(&dispatcher, &note(&long)).unwrap_err().code,
        RejectCode::TooLarge
    );
    let contact = other(Other::LogContact {
        hub: HUB,
        items: vec![delivery_id(1)],
        who: ContactWho::Recipient,
        outcome: ContactOutcome::NoAnswer,
    });
    assert_applied(&town.run(&dispatcher, &contact));
    let notes = town.all::<Note>();
    assert_eq!(notes.len(), 2);
    assert!(
        notes
            .iter()
            .any(|n| n.contact_outcome == Some(ContactOutcome::NoAnswer))
    );
}
