//! A small town to decide in: one hub, one square zone, couriers, a vehicle, deliveries in any state. Shared by
//! the tests of the rules.

#![expect(
    dead_code,
    clippy::unwrap_used,
    reason = "every test uses a part of it; a town that cannot be built is a failing test"
)]

use domain::{
    command::{Action, Command, NewDelivery, OnDeliveries, Other, Overrule, Stop, ZoneSpec},
    decide::{Actor, Context, Decision, Refusal, Verdict, decide},
    entities::*,
    entity::{Entity, Synced, Table},
    id::*,
    rejection::{RejectCode, Rejection},
    units::*,
    world::{Change, Need, World},
};
use std::collections::BTreeMap;
use uuid::Uuid;

pub const NOW: Millis = Millis(1_764_500_400_000); // 2025-11-30 14:00 in Riyadh
pub const HUB: HubId = HubId(id(1));
pub const OTHER_HUB: HubId = HubId(id(2));
pub const USER: UserId = UserId(id(3));
pub const MERCHANT: MerchantId = MerchantId(id(4));
pub const NASSER: CourierId = CourierId(id(11));
pub const SAAD: CourierId = CourierId(id(12));
pub const VAN: VehicleId = VehicleId(id(21));
pub const ZONE: ZoneId = ZoneId(id(31));

pub const fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0000 + n)
}

pub fn today() -> ServiceDate {
    ServiceDate::of(NOW, "Asia/Riyadh", 240)
}

pub fn point(lon: f64, lat: f64) -> Point {
    Point::from_degrees(lon, lat).unwrap()
}

pub fn square(lon: f64, lat: f64, side: f64) -> Rings {
    let corner = |x: f64, y: f64| {
        let p = point(x, y);
        [p.lon_e7, p.lat_e7]
    };
    vec![vec![vec![
        corner(lon, lat),
        corner(lon + side, lat),
        corner(lon + side, lat + side),
        corner(lon, lat + side),
        corner(lon, lat),
    ]]]
    .into()
}

pub fn actor(role: Role) -> Actor {
    Actor {
        user: USER,
        admin: false,
        grants: BTreeMap::from([(HUB, role)]),
        service: false,
    }
}

pub fn admin() -> Actor {
    Actor {
        admin: true,
        ..actor(Role::Admin)
    }
}

/// The first actor among those who may issue `kind`.
pub fn someone_for(kind: domain::name::ActionKind) -> Actor {
    actor(domain::rights::who(kind)[0])
}

pub fn context(n: u128) -> Context {
    Context {
        command: CommandId(id(1_000_000 + n)),
        now: NOW,
        issued_at: Millis(NOW.0 - 500),
    }
}

pub fn hub(id: HubId) -> Hub {
    Hub {
        id,
        name_ar: "النخيل".into(),
        name_en: "Nakheel".into(),
        city: "Riyadh".into(),
        time_zone: "Asia/Riyadh".into(),
        day_starts_at_min: 240,
        lon_e7: 467_000_000,
        lat_e7: 247_000_000,
        active: true,
    }
}

pub fn courier(id: CourierId, name: &str) -> Courier {
    Courier {
        id,
        hub_id: HUB,
        name_ar: String::new(),
        name_en: name.into(),
        phone: "+966501234567".into(),
        skills: vec!["cold".to_owned()].into(),
        home_zone_id: None,
        vehicle_id: Some(VAN),
        cash_limit_halalas: 200_000,
        status: CourierStatus::Active,
        updated_at: NOW,
        updated_by: USER,
    }
}

pub fn vehicle() -> Vehicle {
    Vehicle {
        id: VAN,
        hub_id: HUB,
        plate: "ABC 1234".into(),
        kind: VehicleKind::Van,
        capacity_weight_g: 100_000,
        capacity_volume_ml: 0,
        capacity_parcels: 40,
        odometer_m: 0,
        status: VehicleStatus::Active,
        updated_at: NOW,
        updated_by: USER,
    }
}

pub fn zone() -> Zone {
    Zone {
        id: ZONE,
        hub_id: HUB,
        name_ar: "الملقا".into(),
        name_en: "Malqa".into(),
        geometry: square(46.6, 24.6, 0.2),
        color: "#10b981".into(),
        priority: 0,
        service_hours: Vec::new().into(),
        active: true,
        updated_at: NOW,
        updated_by: USER,
    }
}

pub fn shift(n: u128, courier: CourierId, from_h: i64, to_h: i64) -> Shift {
    Shift {
        id: ShiftId(id(n)),
        hub_id: HUB,
        courier_id: courier,
        vehicle_id: Some(VAN),
        service_date: today(),
        starts_at: NOW.plus_secs(from_h * 3600),
        ends_at: NOW.plus_secs(to_h * 3600),
        breaks: Vec::new().into(),
        state: ShiftState::Open,
        opened_at: Some(NOW),
        closed_at: None,
        updated_at: NOW,
        updated_by: USER,
    }
}

pub fn new_delivery(reference: &str) -> NewDelivery {
    NewDelivery {
        reference: reference.into(),
        merchant_id: MERCHANT,
        kind: DeliveryKind::Dropoff,
        pickup: Stop::default(),
        dropoff: Stop {
            name: "Huda".into(),
            phone: Some("+966551112233".into()),
            address: "King Fahd Road 12".into(),
            point: Some(point(46.7, 24.7)),
            ..Stop::default()
        },
        instructions: String::new(),
        parcel_count: 1,
        weight_g: 900,
        volume_ml: 2_000,
        barcodes: Vec::new(),
        service_date: today(),
        windows: vec![window(1, 3)],
        promised_at: None,
        service_secs: 180,
        priority: 50,
        skills: Vec::new(),
        cod_halalas: 12_000,
        proof_required: Proof::None,
        note: String::new(),
    }
}

pub fn window(from_h: i64, to_h: i64) -> Window {
    Window {
        from: NOW.plus_secs(from_h * 3600),
        to: NOW.plus_secs(to_h * 3600),
    }
}

pub fn delivery_id(n: u128) -> DeliveryId {
    new_delivery(&format!("R-{n}")).id(HUB)
}

/// Delivery `R-n` as it would be in `state`, with Nasser where a courier is needed.
pub fn delivery(n: u128, state: DeliveryState) -> Delivery {
    use DeliveryState as S;
    let mut town = Town::empty();
    let create = Other::Create {
        hub: HUB,
        deliveries: vec![new_delivery(&format!("R-{n}"))],
    };
    town.run(&actor(Role::Dispatcher), &Command::Other(create));
    let mut d = town.delivery(delivery_id(n));
    let with_courier = !matches!(state, S::Draft | S::Ready);
    if with_courier {
        d.courier_id = Some(NASSER);
        d.sequence = 1;
    }
    d.custody = match state {
        S::Draft | S::Ready | S::Assigned | S::Dispatched | S::Cancelled | S::OnHold => {
            Custody::Merchant
        }
        S::Delivered => Custody::Recipient,
        S::Returned => Custody::Hub,
        _ => Custody::Courier(NASSER),
    };
    match state {
        S::Draft => d.dropoff_phone = None,
        S::Cancelled | S::OnHold => d.state_before = Some(S::Assigned),
        S::Lost => d.state_before = Some(S::EnRoute),
        S::Delivered => {
            d.delivered_at = Some(NOW);
            d.collected = vec![cash(12_000)].into();
            d.attempt_no = 1;
        }
        S::Failed => d.attempt_no = 1,
        _ => {}
    }
    if matches!(state, S::Cancelled | S::OnHold | S::Lost | S::Returning) {
        d.state_reason = "because".into();
    }
    d.state = state;
    d.state_since = NOW.plus_secs(-600);
    d
}

pub fn cash(halalas: i64) -> Payment {
    Payment {
        method: PayMethod::Cash,
        halalas,
    }
}

pub fn on(items: &[DeliveryId], action: Action) -> Command {
    Command::Deliveries(on_deliveries(items, action))
}

pub fn on_deliveries(items: &[DeliveryId], action: Action) -> OnDeliveries {
    OnDeliveries {
        hub: HUB,
        items: items.to_vec(),
        if_rev: BTreeMap::new(),
        saw: BTreeMap::new(),
        overrule: None,
        report: None,
        action,
    }
}

pub fn overruled(items: &[DeliveryId], action: Action, reason: &str) -> Command {
    Command::Deliveries(OnDeliveries {
        overrule: Some(Overrule {
            reason: reason.into(),
        }),
        ..on_deliveries(items, action)
    })
}

pub fn deliver(halalas: i64) -> Action {
    Action::Deliver {
        collected: vec![cash(halalas)],
        variance_reason: String::new(),
        proof: Proof::None,
        proof_waived: String::new(),
    }
}

/// A well-formed action of each kind, that the town's guards let pass.
pub fn action(kind: domain::name::ActionKind, from: DeliveryState) -> Option<Action> {
    use domain::name::ActionKind as K;
    let reason = || "because".to_owned();
    Some(match kind {
        K::Assign => Action::Assign { courier: NASSER },
        K::Reassign => Action::Reassign { courier: SAAD },
        K::Unassign => Action::Unassign,
        K::Dispatch => Action::Dispatch,
        K::Recall => Action::Recall,
        K::RecordPickup => Action::RecordPickup,
        K::Depart => Action::Depart,
        K::Arrive => Action::Arrive,
        K::Deliver => deliver(12_000),
        K::RecordAttempt => Action::RecordAttempt {
            reason: AttemptReason::NoAnswer,
        },
        K::HandOver => Action::HandOver { courier: SAAD },
        K::Reschedule => Action::Reschedule {
            service_date: today().plus_days(1),
            window: window(24, 26),
            stays_with_courier: false,
        },
        K::Return => Action::Return { reason: reason() },
        K::RecordReturn => Action::RecordReturn { to: Custody::Hub },
        K::Cancel => Action::Cancel { reason: reason() },
        K::Reinstate => Action::Reinstate,
        K::Hold => Action::Hold { reason: reason() },
        K::Release => Action::Release,
        K::MarkLost => Action::MarkLost { reason: reason() },
        K::CorrectOutcome => Action::CorrectOutcome {
            to: match from {
                DeliveryState::Returned => DeliveryState::Returning,
                DeliveryState::Lost => DeliveryState::EnRoute,
                _ => DeliveryState::PickedUp,
            },
            reason: reason(),
        },
        K::SetPriority => Action::SetPriority { priority: 77 },
        K::Rezone => Action::Rezone,
        _ => return None,
    })
}

/// A world that can be run commands in, as the server or a console would.
#[derive(Clone)]
pub struct Town {
    pub world: World,
    pub commands: u128,
    /// How often something had to be loaded.
    pub rounds: u32,
}

impl Town {
    pub fn empty() -> Self {
        let mut town = Self {
            world: World::default(),
            commands: 0,
            rounds: 0,
        };
        town.put(hub(HUB));
        town.put(hub(OTHER_HUB));
        town.put(Policy::standard());
        town.put(zone());
        town
    }

    pub fn new() -> Self {
        let mut town = Self::empty();
        town.put(courier(NASSER, "Nasser"));
        town.put(courier(SAAD, "Saad"));
        town.put(vehicle());
        town
    }

    pub fn with(deliveries: impl IntoIterator<Item = Delivery>) -> Self {
        let mut town = Self::new();
        for delivery in deliveries {
            town.put(delivery);
        }
        town
    }

    /// Puts a row in, one revision on.
    pub fn put(&mut self, row: impl Into<Entity>) {
        let row = row.into();
        let rev = self.rev(row.table(), row.key()) + 1;
        self.world.insert(row, rev);
    }

    pub fn rev(&self, table: Table, id: Uuid) -> i64 {
        self.world
            .stored(table, id)
            .ok()
            .flatten()
            .map_or(0, |stored| stored.rev)
    }

    pub fn delivery(&self, id: DeliveryId) -> Delivery {
        self.world.get::<Delivery>(id).unwrap().unwrap().clone()
    }

    pub fn all<T: Synced>(&self) -> Vec<T> {
        self.world.all::<T>().cloned().collect()
    }

    /// The events of the last command, in order.
    pub fn events_of(decision: &Decision) -> Vec<Event> {
        rows::<Event>(decision)
    }

    /// Decides without applying, answering every question with what is in the world.
    pub fn ask(
        &mut self,
        actor: &Actor,
        context: &Context,
        command: &Command,
    ) -> Result<Decision, Rejection> {
        loop {
            match decide(&self.world, actor, context, command) {
                Ok(decision) => return Ok(decision),
                Err(Refusal::Rejected(rejection)) => return Err(rejection),
                Err(Refusal::NotLoaded(needs)) => {
                    self.rounds += 1;
                    assert!(self.rounds < 1000, "asks again and again: {needs:?}");
                    for need in needs.0 {
                        assert!(!self.world.knows(&need), "asks for what it has: {need:?}");
                        self.world.answer(need);
                    }
                }
            }
        }
    }

    pub fn last_event(decision: &Decision) -> Event {
        Self::events_of(decision).pop().unwrap()
    }

    pub fn try_run(&mut self, actor: &Actor, command: &Command) -> Result<Decision, Rejection> {
        self.commands += 1;
        let context = context(self.commands);
        let decision = self.ask(actor, &context, command)?;
        self.apply(&decision);
        Ok(decision)
    }

    pub fn run(&mut self, actor: &Actor, command: &Command) -> Decision {
        self.try_run(actor, command).unwrap()
    }

    pub fn apply(&mut self, decision: &Decision) {
        for change in &decision.changes {
            self.world.apply(change);
        }
    }

    pub fn cash_held(&mut self, courier: CourierId) -> i64 {
        for need in [
            Need::OpenDeliveriesOf(courier),
            Need::UnsettledOf(courier),
            Need::ContestedOf(courier),
        ] {
            self.world.answer(need);
        }
        domain::cash::cash_held(&self.world, courier)
            .unwrap()
            .total_halalas()
    }
}

pub fn rows<T: Synced>(decision: &Decision) -> Vec<T> {
    decision
        .changes
        .iter()
        .filter_map(|change| match change {
            Change::Put { entity, .. } => T::of(entity).cloned(),
            Change::Delete { .. } => None,
        })
        .collect()
}

/// The rejection of the only item.
pub fn rejected(decision: &Decision) -> Rejection {
    match &decision.items[0].verdict {
        Verdict::Rejected { rejection } => {
            assert_eq!(decision.items.len(), 1);
            assert!(decision.changes.is_empty(), "a rejected item wrote");
            rejection.clone()
        }
        other => panic!("not rejected: {other:?}"),
    }
}

pub fn code(decision: &Decision) -> RejectCode {
    rejected(decision).code
}

pub fn assert_applied(decision: &Decision) {
    for item in &decision.items {
        assert!(item.is_applied(), "{:?}", decision.items);
    }
}

pub fn zone_spec(id: ZoneId, geometry: Rings) -> ZoneSpec {
    ZoneSpec {
        id,
        name_ar: "حي".into(),
        name_en: String::new(),
        geometry,
        color: "#336699".into(),
        priority: 0,
        service_hours: Vec::new().into(),
    }
}

/// Settles a contested report.
pub fn resolve(exception: ExceptionId, accept: bool) -> Command {
    Command::Other(Other::ResolveContested {
        hub: HUB,
        exception,
        accept,
        reason: "asked the recipient".into(),
    })
}

/// The exception a contested report became.
pub fn contested(decision: &Decision) -> ExceptionId {
    match decision.items[0].verdict {
        Verdict::Contested { exception } => exception,
        ref other => panic!("{other:?}"),
    }
}
