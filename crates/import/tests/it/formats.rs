//! What each format's columns become.

use crate::sheets::*;
use domain::{entities::DeliveryKind, units::Point, units::Window};
use import::{Format, WarningCode};

const POINT: Point = Point {
    lon_e7: 466_800_000,
    lat_e7: 247_000_000,
};

#[test]
fn onfleet_row() {
    let text = csv(ONFLEET, &[ONFLEET_ROW]);
    assert_eq!(read(&text).format(), Format::Onfleet);
    let accepted = accepted(&text);
    let delivery = &accepted.delivery;
    assert_eq!(delivery.reference, "T-1");
    assert_eq!(accepted.merchant, "Kudu");
    assert_eq!(delivery.dropoff.name, "نورة");
    assert_eq!(delivery.dropoff.phone.as_deref(), Some("+966512345678"));
    assert_eq!(delivery.dropoff.address, "12 Olaya St, Flat 3, Riyadh");
    assert_eq!(delivery.dropoff.postal_code, "12211");
    assert_eq!(delivery.dropoff.point, Some(POINT));
    assert_eq!(
        delivery.windows,
        [Window {
            from: riyadh(13, 0),
            to: riyadh(15, 0)
        }]
    );
    assert_eq!(delivery.service_date, day("2026-11-22"));
    assert_eq!(
        (
            delivery.parcel_count,
            delivery.service_secs,
            delivery.priority
        ),
        (2, 300, 50)
    );
    assert_eq!(delivery.instructions, "Gate 2");
    assert_eq!(delivery.note, "");
    assert!(!accepted.draft);
}

#[test]
fn optimoroute_row() {
    let delivery = accepted(&csv(OPTIMOROUTE, &[OPTIMOROUTE_ROW])).delivery;
    assert_eq!(delivery.reference, "A-1");
    assert_eq!(delivery.kind, DeliveryKind::Dropoff);
    assert_eq!(delivery.dropoff.address, "12 Olaya St, Riyadh");
    assert_eq!(
        delivery.windows,
        [Window {
            from: riyadh(13, 0),
            to: riyadh(15, 0)
        }]
    );
    assert_eq!(
        (
            delivery.parcel_count,
            delivery.weight_g,
            delivery.service_secs,
            delivery.priority
        ),
        (2, 4500, 600, 75)
    );
    assert_eq!(delivery.skills, ["cold", "bulky"]);
    assert_eq!(delivery.instructions, "Call first");
}

#[test]
fn optimoroute_order_types_and_priorities() {
    let of = |column: &str, cell: &str| {
        accepted(&csv(
            OPTIMOROUTE,
            &[&with(OPTIMOROUTE, OPTIMOROUTE_ROW, column, cell)],
        ))
        .delivery
    };
    assert_eq!(of("Order type", "P").kind, DeliveryKind::Pickup);
    let stop = accepted(&csv(
        OPTIMOROUTE,
        &[&with(
            OPTIMOROUTE,
            &with(OPTIMOROUTE, OPTIMOROUTE_ROW, "Order type", "T"),
            "Load #1",
            "",
        )],
    ));
    assert_eq!(
        (stop.delivery.kind, stop.delivery.parcel_count),
        (DeliveryKind::Dropoff, 0)
    );
    for (cell, priority) in [
        ("L", 25),
        ("M", 50),
        ("h", 75),
        ("C", 100),
        ("", 50),
        ("80", 80),
    ] {
        assert_eq!(of("Priority", cell).priority, priority, "{cell}");
    }
    let odd = of("Priority", "urgent!");
    assert_eq!((odd.priority, odd.note.as_str()), (50, "Priority: urgent!"));
}

#[test]
fn optimoroute_windows_in_one_column() {
    let header = "Order ID,Date,Address,Latitude,Longitude,Time windows,Phone";
    let row = |windows: &str| {
        csv(
            header,
            &[&format!(
                "A-1,22/11/2026,Olaya,24.7,46.68,\"{windows}\",0512345678"
            )],
        )
    };
    let three = accepted(&row("17:00 - 19:00, 09:00-10:30, ١٣:٠٠ – ١٥:٠٠"))
        .delivery
        .windows;
    let expected = [(9, 0, 10, 30), (13, 0, 15, 0), (17, 0, 19, 0)].map(|(a, b, c, d)| Window {
        from: riyadh(a, b),
        to: riyadh(c, d),
    });
    assert_eq!(three, expected);
    let four = problems(&row(
        "09:00 - 10:00, 11:00 - 12:00, 13:00 - 14:00, 15:00 - 16:00",
    ));
    assert_eq!(
        (four[0].code.word(), four[0].column.as_str()),
        ("bad_window", "Time windows")
    );
    assert_eq!(problems(&row("afternoon"))[0].code.word(), "bad_window");
}

#[test]
fn fleetbase_row_keeps_what_its_own_importer_loses() {
    let text = csv(FLEETBASE, &[FLEETBASE_ROW]);
    let accepted = accepted(&text);
    let delivery = &accepted.delivery;
    assert_eq!(delivery.reference, "F-1");
    assert_eq!(
        (
            delivery.weight_g,
            delivery.volume_ml,
            delivery.parcel_count,
            delivery.service_secs
        ),
        (800, 180_000, 3, 450)
    );
    assert_eq!(delivery.cod_halalas, 64_803);
    assert_eq!(delivery.priority, 42);
    assert_eq!(delivery.skills, ["cold", "bulky"]);
    assert_eq!(delivery.pickup.name, "هرفي");
    assert_eq!(
        delivery.pickup.point,
        Some(Point {
            lon_e7: 467_000_000,
            lat_e7: 246_900_000
        })
    );
    assert_eq!(
        delivery.windows,
        [Window {
            from: riyadh(13, 0),
            to: riyadh(15, 0)
        }]
    );
    let merchants = read(&text).merchants();
    assert_eq!(
        (merchants[0].name_ar.as_str(), merchants[0].lon_e7),
        ("هرفي", Some(467_000_000))
    );
}

#[test]
fn header_names_do_not_depend_on_case_spaces_underscores_stars_or_marks() {
    let header =
        "\u{FEFF}ORDER_REF*,dropoff name, Dropoff  Street1 ,DropoffPhone,dropoff_lat,DROPOFF LNG *";
    let delivery = accepted(&csv(header, &["F-9,Noura,Olaya,0512345678,24.7,46.68"])).delivery;
    assert_eq!(
        (delivery.reference.as_str(), delivery.dropoff.point),
        ("F-9", Some(POINT))
    );
}

#[test]
fn any_format_takes_an_amount_column() {
    for column in ["COD", "Collect", "المبلغ", "cod"] {
        for (header, row) in [(ONFLEET, ONFLEET_ROW), (OPTIMOROUTE, OPTIMOROUTE_ROW)] {
            let delivery = accepted(&csv(
                &format!("{header},{column}"),
                &[&format!("{row},١٢٫٥٠")],
            ))
            .delivery;
            assert_eq!(
                (delivery.cod_halalas, delivery.note.contains("١٢")),
                (1250, false),
                "{column}"
            );
        }
    }
}

#[test]
fn unknown_columns_are_shown_and_kept_in_the_note() {
    let text = csv(
        &format!("{ONFLEET},Floor,Gift"),
        &[
            &format!("{ONFLEET_ROW},4,"),
            &format!("{ONFLEET_ROW},,yes,one too many"),
        ],
    );
    let sheet = read(&text);
    assert_eq!(
        sheet.unknown_columns().collect::<Vec<_>>(),
        ["Floor", "Gift"]
    );
    let notes: Vec<&str> = sheet.accepted().map(|a| a.delivery.note.as_str()).collect();
    assert_eq!(notes[0], "Task_Details: T-1\nFloor: 4");
    assert_eq!(sheet.rows()[1].cells.last().unwrap(), "one too many");
}

#[test]
fn onfleet_reference_is_the_details_when_they_are_one_unique_token_with_a_digit() {
    let row = |details: &str, phone: &str| {
        with(
            ONFLEET,
            &with(ONFLEET, ONFLEET_ROW, "Task_Details", details),
            "Recipient_Phone",
            phone,
        )
    };
    let rows = [
        row("T-1", "0500000001"),
        row("T-2", "0500000002"),
        row("T-2", "0500000003"),
        row("Leave at 5", "0500000004"),
        row("fragile", "0500000005"),
        row("", "0500000006"),
    ];
    let sheet = read(&csv(
        ONFLEET,
        &rows.iter().map(String::as_str).collect::<Vec<_>>(),
    ));
    let references: Vec<&str> = sheet
        .accepted()
        .map(|a| a.delivery.reference.as_str())
        .collect();
    assert_eq!(references.len(), 6);
    assert_eq!(references[0], "T-1");
    for made in &references[1..] {
        assert!(made.starts_with("B-") && made.len() == 14, "{made}");
    }
    let notes: Vec<&str> = sheet.accepted().map(|a| a.delivery.note.as_str()).collect();
    assert_eq!(
        notes,
        [
            "",
            "Task_Details: T-2",
            "Task_Details: T-2",
            "Task_Details: Leave at 5",
            "Task_Details: fragile",
            ""
        ]
    );
}

#[test]
fn two_importers_meet_in_the_same_delivery() {
    let mut other = ONFLEET_ROW
        .replace("0512345678", "+966 51 234 5678")
        .replace("Kudu", "  kudu ");
    other = with(ONFLEET, &other, "Task_Details", "no number");
    let mine = with(ONFLEET, ONFLEET_ROW, "Task_Details", "no number");
    assert_eq!(
        accepted(&csv(ONFLEET, &[&mine])).id,
        accepted(&csv(ONFLEET, &[&other])).id
    );
    assert_ne!(
        accepted(&csv(ONFLEET, &[&mine])).id,
        accepted(&csv(ONFLEET, &[ONFLEET_ROW])).id
    );
}

#[test]
fn a_swapped_point_is_put_right_and_said() {
    let row = with(
        ONFLEET,
        &with(ONFLEET, ONFLEET_ROW, "Latitude", "46.68"),
        "Longitude",
        "24.7",
    );
    let accepted = accepted(&csv(ONFLEET, &[&row]));
    assert_eq!(
        (accepted.delivery.dropoff.point, accepted.warnings),
        (Some(POINT), vec![WarningCode::SwappedCoordinates])
    );
}

#[test]
fn rows_without_a_merchant_belong_to_the_hub_whatever_it_is_called() {
    let text = csv(OPTIMOROUTE, &[OPTIMOROUTE_ROW]);
    let called = |name: &str, hub: u128| {
        let mut settings = settings();
        settings.default_merchant = name.into();
        settings.hub = domain::id::HubId(uuid::Uuid::from_u128(hub));
        let sheet = import::read(text.as_bytes(), "day.csv", &settings).unwrap();
        let accepted = sheet.accepted().next().unwrap();
        (accepted.id, accepted.merchant_id)
    };
    assert_eq!(called("North hub", 1), called("Malqa hub", 1));
    assert_ne!(called("North hub", 1).1, called("North hub", 2).1);
}
