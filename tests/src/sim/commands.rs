//! What people ask for: a command that makes some sense for what they see, chosen by two numbers.

use super::world;
use domain::{
    command::{
        Action, Command, CourierSpec, EditGroup, GroupEdit, ImportPart, OnDeliveries, Other,
    },
    entities::*,
    entity::{Entity, Table},
    id::*,
    units::Window,
    value::Field,
};
use uuid::Uuid;

/// The command that `a` and `b` choose in hub number `h`, where `see` gives the row somebody sees.
pub fn choose(
    h: u8,
    a: u32,
    b: u32,
    command: CommandId,
    see: &mut dyn FnMut(Table, Uuid) -> Option<Entity>,
) -> Command {
    let hub = world::hub(h);
    let id = world::delivery(h, a);
    let delivery = match see(Table::Delivery, id.0) {
        Some(Entity::Delivery(delivery)) => Some(delivery),
        _ => None,
    };
    let kind = (a >> 8) % 20;
    // Where it is now, mostly: it may have moved.
    let (h, hub) = match &delivery {
        Some(delivery) if !b.is_multiple_of(8) => (world::number(delivery.hub_id), delivery.hub_id),
        _ => (h, hub),
    };
    match (kind, &delivery) {
        (0 | 1, _) => suspend(h, b),
        (2, _) => note(hub, id, b),
        (3, _) => import(h, a, b, command),
        (4, _) => undo_import(h, a, b),
        (5, _) => cash(h, b),
        (_, None) => create(h, a),
        (6 | 7, Some(delivery)) => edit(delivery, b),
        (8, Some(_)) => on(
            hub,
            id,
            Action::SetPriority {
                priority: (b % 100) as i32,
            },
        ),
        (9, Some(_)) => on(hub, id, any(h, b)),
        (_, Some(delivery)) => on(hub, id, next(h, delivery, b)),
    }
}

fn on(hub: HubId, id: DeliveryId, action: Action) -> Command {
    Command::Deliveries(OnDeliveries {
        hub,
        items: vec![id],
        if_rev: Default::default(),
        saw: Default::default(),
        overrule: None,
        report: None,
        action,
    })
}

fn why() -> String {
    "because".to_owned()
}

fn deliver(due: i64) -> Action {
    Action::Deliver {
        collected: vec![Payment {
            method: PayMethod::Cash,
            halalas: due,
        }],
        variance_reason: String::new(),
        proof: Proof::None,
        proof_waived: String::new(),
    }
}

/// Where the delivery can go from its state.
fn next(h: u8, delivery: &Delivery, b: u32) -> Action {
    use DeliveryState as S;
    let courier = world::courier(h, b >> 4);
    match delivery.state {
        S::Ready | S::Draft => Action::Assign { courier },
        S::Assigned => match b % 4 {
            0 => Action::Unassign,
            1 => Action::Reassign { courier },
            2 if b & 64 == 0 => Action::Cancel { reason: why() },
            _ => Action::Dispatch,
        },
        S::Dispatched => match b % 5 {
            0 => Action::Recall,
            1 => deliver(delivery.cod_halalas),
            2 => Action::RecordAttempt {
                reason: AttemptReason::NoAnswer,
            },
            _ => Action::RecordPickup,
        },
        S::PickedUp | S::EnRoute | S::Arrived => match b % 5 {
            0 => Action::HandOver { courier },
            1 => Action::RecordAttempt {
                reason: AttemptReason::NoAnswer,
            },
            2 => Action::Return { reason: why() },
            3 => Action::Depart,
            _ => deliver(delivery.cod_halalas),
        },
        S::Failed => match b % 3 {
            0 => Action::Return { reason: why() },
            _ => Action::Reschedule {
                service_date: world::today(),
                window: Window {
                    from: world::NOON.plus_secs(3600),
                    to: world::NOON.plus_secs(36_000),
                },
                stays_with_courier: b & 64 == 0,
            },
        },
        S::Returning => Action::RecordReturn { to: Custody::Hub },
        S::OnHold => Action::Release,
        S::Cancelled => Action::Reinstate,
        S::Delivered => Action::CorrectOutcome {
            to: S::PickedUp,
            reason: why(),
        },
        S::Returned | S::Lost => Action::Hold { reason: why() },
    }
}

/// Anything, fitting or not.
fn any(h: u8, b: u32) -> Action {
    let courier = world::courier(h, b >> 4);
    match b % 7 {
        0 => Action::Assign { courier },
        1 => Action::Cancel { reason: why() },
        2 => Action::Hold { reason: why() },
        3 => deliver(10_000),
        4 => Action::RecordPickup,
        5 => Action::Reassign { courier },
        _ => Action::Release,
    }
}

fn create(h: u8, a: u32) -> Command {
    Command::Other(Other::Create {
        hub: world::hub(h),
        deliveries: [a, a + 1].map(|n| world::new_delivery(h, n)).into(),
    })
}

fn edit(delivery: &Delivery, b: u32) -> Command {
    let fields = |name: &str| {
        let phone = delivery.dropoff_phone.put().to_json();
        [
            ("dropoff_name".to_owned(), name.into()),
            ("dropoff_phone".to_owned(), phone),
        ]
        .into()
    };
    Command::Other(Other::Edit {
        hub: delivery.hub_id,
        edits: vec![GroupEdit {
            delivery: delivery.id,
            group: EditGroup::DropoffContact,
            from: fields(&delivery.dropoff_name),
            to: fields(&format!("Name {} {}", b % 3, world::mark(delivery.hub_id))),
        }],
        if_rev: Default::default(),
    })
}

/// A change that other commands' decisions read: a courier who may take work, or may not.
fn suspend(h: u8, b: u32) -> Command {
    let n = b % world::COURIERS;
    Command::Other(Other::UpsertCourier {
        hub: world::hub(h),
        couriers: vec![CourierSpec {
            id: world::courier(h, n),
            name_ar: "سائق".into(),
            name_en: format!("Courier {n} {}", world::mark(world::hub(h))),
            phone: format!("+96650000000{n}"),
            skills: Default::default(),
            home_zone_id: None,
            vehicle_id: None,
            cash_limit_halalas: 60_000,
            status: match b & 16 {
                0 => CourierStatus::Active,
                _ => CourierStatus::Suspended,
            },
        }],
    })
}

fn note(hub: HubId, id: DeliveryId, b: u32) -> Command {
    Command::Other(Other::AddNote {
        hub,
        entity_table: Table::Delivery,
        items: vec![id.0],
        body: format!("Note {} {}", b % 100, world::mark(hub)),
    })
}

fn cash(h: u8, b: u32) -> Command {
    Command::Other(Other::SettleCash {
        hub: world::hub(h),
        courier: world::courier(h, b),
        counted_halalas: i64::from(b % 3) * 10_000,
        variance_reason: why(),
    })
}

/// A change that every console may see: a merchant nobody knew.
pub fn announcement(id: CommandId) -> Command {
    Command::Other(Other::UpsertMerchant {
        merchants: vec![Merchant {
            id: MerchantId(id.0),
            name_ar: String::new(),
            name_en: "A new shop".into(),
            phone: None,
            lon_e7: None,
            lat_e7: None,
            active: true,
        }],
    })
}

/// Imported references are their own, so that an import can be undone: rows come, go and come again.
const IMPORTED: u32 = 100;

fn batch(h: u8, a: u32) -> ImportBatchId {
    ImportBatchId(Uuid::from_u128(
        0x1_0000 + u128::from(h) * 0x100 + u128::from(a % 3),
    ))
}

fn imported(h: u8, a: u32) -> domain::command::NewDelivery {
    domain::command::NewDelivery {
        reference: format!("I{}", IMPORTED + a % 3),
        ..world::new_delivery(h, a)
    }
}

fn import(h: u8, a: u32, b: u32, command: CommandId) -> Command {
    // Every other batch is a fresh one; the rest are found touched, or there already.
    let batch = match b % 2 {
        0 => batch(h, a),
        _ => ImportBatchId::minted(command, world::hub(h).0, "batch"),
    };
    Command::Other(Other::ImportRows {
        hub: world::hub(h),
        import: ImportPart {
            batch,
            file_name: format!("night {}.csv", world::mark(world::hub(h))),
            format: "onfleet".into(),
            part: 1,
            parts: 1,
            accepted: 1,
            quarantined: 0,
        },
        rows: vec![imported(h, a)],
        problems: vec![],
    })
}

fn undo_import(h: u8, a: u32, b: u32) -> Command {
    let new = imported(h, b);
    Command::Other(Other::UndoImport {
        hub: world::hub(h),
        batch: batch(h, a),
        items: vec![new.id(world::hub(h))],
    })
}
