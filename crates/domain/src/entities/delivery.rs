//! The delivery: what is to be brought where, by when, for how much cash, and how far it has come.

use crate::{
    entity,
    id::*,
    text_enum,
    units::*,
    value::{Field, Json, Kind, Value},
};
use serde::{Deserialize, Serialize};

text_enum! { DeliveryKind { Dropoff = "dropoff", Pickup = "pickup", Return = "return" } }
text_enum! {
    /// The delivery's state; transitions are in [`crate::state`].
    DeliveryState {
        Draft = "draft",
        Ready = "ready",
        Assigned = "assigned",
        Dispatched = "dispatched",
        PickedUp = "picked_up",
        EnRoute = "en_route",
        Arrived = "arrived",
        Delivered = "delivered",
        Failed = "failed",
        Returning = "returning",
        Returned = "returned",
        Cancelled = "cancelled",
        Lost = "lost",
        OnHold = "on_hold",
    }
}
text_enum! { GeoQuality { Exact = "exact", Street = "street", District = "district", Unknown = "unknown" } }
text_enum! { Proof { None = "none", Signature = "signature", Photo = "photo", Pin = "pin" } }
text_enum! { PayMethod { Cash = "cash", Card = "card", Transfer = "transfer" } }

/// Who has the parcels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Custody {
    Merchant,
    Hub,
    Recipient,
    Courier(CourierId),
}

impl Custody {
    /// The courier who has the parcels.
    pub const fn courier(self) -> Option<CourierId> {
        match self {
            Self::Courier(id) => Some(id),
            Self::Merchant | Self::Hub | Self::Recipient => None,
        }
    }
}

impl std::fmt::Display for Custody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Merchant => f.write_str("merchant"),
            Self::Hub => f.write_str("hub"),
            Self::Recipient => f.write_str("recipient"),
            Self::Courier(id) => write!(f, "courier:{id}"),
        }
    }
}

impl std::str::FromStr for Custody {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "merchant" => Ok(Self::Merchant),
            "hub" => Ok(Self::Hub),
            "recipient" => Ok(Self::Recipient),
            _ => text
                .strip_prefix("courier:")
                .and_then(|id| id.parse().ok())
                .map(Self::Courier)
                .ok_or_else(|| format!("{text:?} is not merchant, hub, recipient or courier:ID")),
        }
    }
}

impl Field for Custody {
    const KIND: Kind = Kind::Text;
    fn put(&self) -> Value {
        Value::Text(self.to_string())
    }
    fn take(value: Value) -> Result<Self, String> {
        String::take(value)?.parse()
    }
}

impl Serialize for Custody {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Custody {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// An amount taken at the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    pub method: PayMethod,
    pub halalas: i64,
}

entity! {
    Delivery in delivery, scope hub_id {
        id: DeliveryId,
        hub_id: HubId,
        /// The merchant's own number for it; unique per hub and merchant, because the id is made of the three.
        reference: String,
        merchant_id: MerchantId,
        kind: DeliveryKind,
        pickup_name: String,
        pickup_phone: Option<String>,
        pickup_address: String,
        pickup_district: String,
        pickup_postal_code: String,
        /// Saudi national short address, such as `RRRD2929`.
        pickup_short_address: String,
        pickup_lon_e7: Option<i32>,
        pickup_lat_e7: Option<i32>,
        pickup_geo_quality: GeoQuality,
        dropoff_name: String,
        dropoff_phone: Option<String>,
        dropoff_address: String,
        dropoff_district: String,
        dropoff_postal_code: String,
        dropoff_short_address: String,
        dropoff_lon_e7: Option<i32>,
        dropoff_lat_e7: Option<i32>,
        dropoff_geo_quality: GeoQuality,
        instructions: String,
        parcel_count: i32,
        weight_g: i64,
        volume_ml: i64,
        barcodes: Json<Vec<String>>,
        service_date: ServiceDate,
        windows: Json<Vec<Window>>,
        promised_at: Option<Millis>,
        service_secs: i32,
        /// 0–100, higher goes first.
        priority: i32,
        skills: Json<Vec<String>>,
        cod_halalas: i64,
        /// ISO 4217.
        currency: String,
        collected: Json<Vec<Payment>>,
        zone_id: Option<ZoneId>,
        courier_id: Option<CourierId>,
        custody: Custody,
        /// Place among the courier's open stops; lower goes first.
        sequence: i32,
        state: DeliveryState,
        /// The state held, cancelled or lost from; `release`, `reinstate` and `correct_outcome` go back to it.
        state_before: Option<DeliveryState>,
        /// Why it is held, cancelled, returning or lost.
        state_reason: String,
        attempt_no: i32,
        max_attempts: i32,
        proof_required: Proof,
        proof_given: Proof,
        delivered_at: Option<Millis>,
        /// When `state` was last entered, server time.
        state_since: Millis,
        import_batch_id: Option<ImportBatchId>,
        created_at: Millis,
        updated_at: Millis,
        updated_by: UserId,
    }
}

impl Delivery {
    pub fn dropoff_point(&self) -> Option<Point> {
        Some(Point {
            lon_e7: self.dropoff_lon_e7?,
            lat_e7: self.dropoff_lat_e7?,
        })
    }
    pub fn pickup_point(&self) -> Option<Point> {
        Some(Point {
            lon_e7: self.pickup_lon_e7?,
            lat_e7: self.pickup_lat_e7?,
        })
    }
    /// When it is due: the promise, else the end of the last window.
    pub fn due_at(&self) -> Option<Millis> {
        self.promised_at
            .or_else(|| self.windows.iter().map(|w| w.to).max())
    }
}
