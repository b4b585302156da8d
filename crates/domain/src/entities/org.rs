//! What the whole organisation shares: hubs, policies, staff, merchants; and each user's grants.

use crate::{entity, id::*, text_enum, units::*, value::Json};

text_enum! {
    /// What a grant lets its holder do in a hub (domain.md, the column "who").
    Role {
        Viewer = "viewer",
        Courier = "courier",
        Dispatcher = "dispatcher",
        Supervisor = "supervisor",
        Admin = "admin",
        Service = "service",
    }
}

entity! {
    /// A place couriers work from; the unit of replication.
    Hub in hub, scope org {
        id: HubId,
        name_ar: String,
        name_en: String,
        city: String,
        /// IANA name; times of the hub are shown in it.
        time_zone: String,
        /// Minutes after midnight at which the business day starts.
        day_starts_at_min: i32,
        lon_e7: i32,
        lat_e7: i32,
        active: bool,
    }
}

entity! {
    /// The organisation's adjustable numbers; one row, see [`Policy::standard`].
    Policy in policy, scope org {
        id: PolicyId,
        /// Courier speed for arrival estimates, kilometres per hour.
        speed_kmh: i32,
        /// Road distance as a percentage of the straight line.
        detour_pct: i32,
        /// Less slack than this is "at risk", seconds.
        at_risk_secs: i32,
        /// An outcome can be corrected for this long, hours.
        correction_hours: i32,
        max_attempts: i32,
        /// On-time share to aim for, percent.
        on_time_target_pct: i32,
    }
}

impl Policy {
    pub const ID: PolicyId = PolicyId(uuid::Uuid::from_u128(
        0x0000_0000_0000_8000_8000_0000_0000_0002,
    ));

    /// The numbers a new organisation starts with.
    pub fn standard() -> Self {
        Self {
            id: Self::ID,
            speed_kmh: 25,
            detour_pct: 140,
            at_risk_secs: 15 * 60,
            correction_hours: 24,
            max_attempts: 3,
            on_time_target_pct: 95,
        }
    }
}

entity! {
    /// A person as others see them: the name behind an actor id.
    Staff in staff, scope org {
        id: UserId,
        name_ar: String,
        name_en: String,
        admin: bool,
        active: bool,
    }
}

entity! {
    /// A shop or restaurant that hands over parcels.
    Merchant in merchant, scope org {
        id: MerchantId,
        name_ar: String,
        name_en: String,
        phone: Option<String>,
        lon_e7: Option<i32>,
        lat_e7: Option<i32>,
        active: bool,
    }
}

entity! {
    /// A user's right in a hub; replicated to that user alone.
    Grant in hub_grant, scope user_id {
        id: GrantId,
        user_id: UserId,
        hub_id: HubId,
        role: Role,
    }
}

/// A multipolygon: polygons of rings of `[lon_e7, lat_e7]`, the first ring the outer one, closed.
pub type Rings = Json<Vec<Vec<Vec<[i32; 2]>>>>;

/// Service hours: minutes after midnight, `[from, to]`; empty means always.
pub type Hours = Json<Vec<[i32; 2]>>;

entity! {
    /// An area of a hub that deliveries are grouped by.
    Zone in zone, scope hub_id {
        id: ZoneId,
        hub_id: HubId,
        name_ar: String,
        name_en: String,
        geometry: Rings,
        /// `#rrggbb`.
        color: String,
        priority: i32,
        service_hours: Hours,
        active: bool,
        updated_at: Millis,
        updated_by: UserId,
    }
}
