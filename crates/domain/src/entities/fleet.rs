//! Couriers, vehicles and shifts.

#[cfg(feature = "next")]
use crate::schema::NEXT;
use crate::{entity, id::*, text_enum, units::*, value::Json};
use serde::{Deserialize, Serialize};

text_enum! { CourierStatus { Active = "active", Suspended = "suspended", Left = "left" } }
text_enum! {
    VehicleKind {
        Motorcycle = "motorcycle",
        Car = "car",
        Van = "van",
        #[cfg(feature = "next")]
        Next = "next" since NEXT else "van",
    }
}
text_enum! { VehicleStatus { Active = "active", Maintenance = "maintenance", Retired = "retired" } }
text_enum! { ShiftState { Planned = "planned", Open = "open", Closed = "closed" } }

entity! {
    Courier in courier, scope hub_id {
        id: CourierId,
        hub_id: HubId,
        name_ar: String,
        name_en: String,
        /// E.164.
        phone: String,
        /// Lower-case words such as `cold` or `bulky`.
        skills: Json<Vec<String>>,
        home_zone_id: Option<ZoneId>,
        /// Usual vehicle; an open or planned shift's vehicle goes before it.
        vehicle_id: Option<VehicleId>,
        cash_limit_halalas: i64,
        status: CourierStatus,
        updated_at: Millis,
        updated_by: UserId,
    }
}

entity! {
    Vehicle in vehicle, scope hub_id {
        id: VehicleId,
        hub_id: HubId,
        plate: String,
        kind: VehicleKind,
        capacity_weight_g: i64,
        capacity_volume_ml: i64,
        capacity_parcels: i32,
        odometer_m: i64,
        status: VehicleStatus,
        updated_at: Millis,
        updated_by: UserId,
    }
}

/// A pause in a shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Break {
    pub from: Millis,
    pub to: Millis,
}

entity! {
    Shift in shift, scope hub_id {
        id: ShiftId,
        hub_id: HubId,
        courier_id: CourierId,
        vehicle_id: Option<VehicleId>,
        service_date: ServiceDate,
        starts_at: Millis,
        ends_at: Millis,
        breaks: Json<Vec<Break>>,
        state: ShiftState,
        opened_at: Option<Millis>,
        closed_at: Option<Millis>,
        updated_at: Millis,
        updated_by: UserId,
    }
}

impl Shift {
    /// Whether the courier is at work by this shift: it is open, or planned for this time.
    pub fn is_under_way(&self, now: Millis) -> bool {
        match self.state {
            ShiftState::Open => true,
            ShiftState::Planned => self.starts_at <= now && now < self.ends_at,
            ShiftState::Closed => false,
        }
    }
}
