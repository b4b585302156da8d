//! What is stored and sent in a release's schema stays what it was; what came later says since when, and is kept from
//! readers of an older schema.

use domain::{
    entity::Table,
    schema::{self, FIRST, RELEASES, SCHEMA},
};

/// What was frozen with each release: `cargo run -p domain --example schema` writes it.
const FROZEN: &[(u32, &str)] = &[(1, include_str!("../schema/1.txt"))];

#[test]
fn what_a_release_froze_is_as_it_was() {
    for (schema, frozen) in FROZEN {
        let now = schema::declared(*schema);
        for (then, now) in frozen.lines().zip(now.lines()) {
            assert_eq!(
                now, then,
                "schema {schema} is frozen: what is new says `since`"
            );
        }
        assert_eq!(now, *frozen, "schema {schema} is frozen");
    }
}

#[test]
fn every_release_is_frozen_and_the_schema_rises_by_one() {
    let frozen: Vec<u32> = FROZEN.iter().map(|(schema, _)| *schema).collect();
    let mut released: Vec<u32> = RELEASES.iter().map(|release| release.schema).collect();
    released.dedup();
    assert_eq!(released, frozen);
    let last = released.last().copied().unwrap_or(FIRST);
    assert!(
        SCHEMA == last || SCHEMA == last + 1,
        "{SCHEMA} after {last}"
    );
}

#[test]
fn what_came_later_stands_last() {
    for table in Table::ALL {
        let since: Vec<u32> = table.columns().iter().map(|c| c.since).collect();
        assert!(since.is_sorted(), "{table}: {since:?}");
        for column in table.columns().iter().filter(|c| c.since > FIRST) {
            assert!(column.before.is_some(), "{table}.{}", column.name);
        }
    }
}

#[cfg(feature = "next")]
mod next {
    use domain::{
        entities::*,
        entity::{Entity, Synced, Table, row_hash},
        id::*,
        schema::{self, Made, NEXT, SCHEMA, next},
        units::Millis,
        value::Value,
    };
    use uuid::Uuid;

    fn settlement(bag: &str) -> CashSettlement {
        CashSettlement {
            id: SettlementId(Uuid::from_u128(1)),
            hub_id: HubId(Uuid::from_u128(2)),
            courier_id: CourierId(Uuid::from_u128(3)),
            expected_halalas: 1,
            counted_halalas: 1,
            variance_halalas: 0,
            variance_reason: String::new(),
            settled_at: Millis(1),
            settled_by: UserId(Uuid::from_u128(4)),
            command_id: CommandId(Uuid::from_u128(5)),
            next_bag: bag.into(),
        }
    }

    fn vehicle(kind: VehicleKind) -> Vehicle {
        Vehicle {
            id: VehicleId(Uuid::from_u128(1)),
            hub_id: HubId(Uuid::from_u128(2)),
            plate: "1 ABC".into(),
            kind,
            capacity_weight_g: 1,
            capacity_volume_ml: 1,
            capacity_parcels: 1,
            odometer_m: 0,
            status: VehicleStatus::Active,
            updated_at: Millis(1),
            updated_by: UserId(Uuid::from_u128(4)),
        }
    }

    #[test]
    fn a_column_more_is_left_out_and_comes_back_as_its_default() {
        let values = settlement("bag 1").values();
        let narrow = schema::narrow(Table::CashSettlement, values.clone(), SCHEMA).unwrap();
        assert_eq!(narrow.len() + 1, values.len());
        let wide = schema::widen(Table::CashSettlement, narrow.clone(), SCHEMA).unwrap();
        assert_eq!(
            Table::CashSettlement.parse(wide).unwrap(),
            Entity::from(settlement(""))
        );
        assert_eq!(
            schema::narrow(Table::CashSettlement, values.clone(), NEXT),
            Some(values)
        );
        assert_eq!(schema::widen(Table::CashSettlement, narrow, NEXT), None);
    }

    #[test]
    fn a_later_word_is_shown_by_its_stand_in() {
        let narrow = schema::narrow(Table::Vehicle, vehicle(VehicleKind::Next).values(), SCHEMA);
        let wide = schema::widen(Table::Vehicle, narrow.unwrap(), SCHEMA).unwrap();
        assert_eq!(
            Table::Vehicle.parse(wide).unwrap(),
            Entity::from(vehicle(VehicleKind::Van))
        );
        let known = vehicle(VehicleKind::Car).values();
        assert_eq!(
            schema::narrow(Table::Vehicle, known.clone(), SCHEMA),
            Some(known)
        );
    }

    #[test]
    fn a_word_without_a_stand_in_withholds_the_row() {
        const WORDS: &[schema::Word] = &[
            schema::Word {
                word: "old",
                since: 1,
                stand_in: None,
            },
            schema::Word {
                word: "new",
                since: 2,
                stand_in: Some("old"),
            },
            schema::Word {
                word: "newer",
                since: 3,
                stand_in: Some("new"),
            },
            schema::Word {
                word: "alone",
                since: 3,
                stand_in: None,
            },
        ];
        assert_eq!(schema::stand_in(WORDS, "newer", 3), Some(None));
        assert_eq!(schema::stand_in(WORDS, "newer", 2), Some(Some("new")));
        assert_eq!(schema::stand_in(WORDS, "newer", 1), Some(Some("old")));
        assert_eq!(schema::stand_in(WORDS, "alone", 2), None);
        assert_eq!(schema::stand_in(WORDS, "free text", 1), Some(None));
    }

    #[test]
    fn a_column_more_changes_no_hash_until_it_holds_something() {
        let hash = |values: &[Value]| {
            row_hash(
                HubId(Uuid::from_u128(2)).into(),
                Table::CashSettlement,
                1,
                values,
            )
        };
        let values = settlement("").values();
        let narrow = schema::narrow(Table::CashSettlement, values.clone(), SCHEMA).unwrap();
        assert_eq!(hash(&values), hash(&narrow));
        assert_ne!(hash(&settlement("bag 1").values()), hash(&narrow));
    }

    #[test]
    fn what_the_next_schema_changes_is_known_by_name() {
        let changed: Vec<Table> = schema::changed_since(SCHEMA, NEXT).collect();
        assert_eq!(changed, [Table::Vehicle, Table::CashSettlement]);
        assert_eq!(schema::changed_since(SCHEMA, SCHEMA).count(), 0);
    }

    #[test]
    fn it_is_switched_on_for_what_a_closure_does() {
        static MADE: Made<u32> = Made::new();
        let made = || *MADE.get(schema::own);
        assert_eq!((schema::own(), made()), (SCHEMA, SCHEMA));
        next::under(true, || {
            assert_eq!((schema::own(), made()), (NEXT, NEXT));
            next::under(false, || assert_eq!(schema::own(), SCHEMA));
        });
        assert_eq!((schema::own(), made()), (SCHEMA, SCHEMA));
    }
}
