//! What commands carry: deliveries as they are created and imported, the fields that are edited together, and fleet and
//! zones as people give them. Knows no command.

use crate::{entities::*, id::*, text_enum, units::*, value::Json};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub(super) fn no_proof() -> Proof {
    Proof::None
}

/// A delivery as it is created or imported.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewDelivery {
    pub reference: String,
    pub merchant_id: MerchantId,
    #[serde(default = "dropoff")]
    pub kind: DeliveryKind,
    #[serde(default)]
    pub pickup: Stop,
    pub dropoff: Stop,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub instructions: String,
    #[serde(default = "one")]
    pub parcel_count: i32,
    #[serde(default)]
    pub weight_g: i64,
    #[serde(default)]
    pub volume_ml: i64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub barcodes: Vec<String>,
    pub service_date: ServiceDate,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub windows: Vec<Window>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised_at: Option<Millis>,
    #[serde(default)]
    pub service_secs: i32,
    #[serde(default = "fifty")]
    pub priority: i32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<String>,
    #[serde(default)]
    pub cod_halalas: i64,
    #[serde(default = "no_proof")]
    pub proof_required: Proof,
    /// Cells of columns the importer does not know, kept as a note.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl NewDelivery {
    /// The id it has in `hub`.
    pub fn id(&self, hub: HubId) -> DeliveryId {
        DeliveryId::of(hub, self.merchant_id, &self.reference)
    }
}

/// One end of a delivery.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Stop {
    pub name: String,
    /// E.164.
    pub phone: Option<String>,
    pub address: String,
    pub district: String,
    pub postal_code: String,
    pub short_address: String,
    pub point: Option<Point>,
}

fn dropoff() -> DeliveryKind {
    DeliveryKind::Dropoff
}
fn one() -> i32 {
    1
}
fn fifty() -> i32 {
    50
}

text_enum! {
    /// The fields of a delivery that are edited, and conflict, together.
    EditGroup {
        DropoffAddress = "dropoff_address",
        DropoffContact = "dropoff_contact",
        PickupAddress = "pickup_address",
        PickupContact = "pickup_contact",
        Schedule = "schedule",
        Cod = "cod",
        Instructions = "instructions",
        ParcelCount = "parcel_count",
        WeightG = "weight_g",
        VolumeMl = "volume_ml",
        Barcodes = "barcodes",
        ServiceSecs = "service_secs",
        Priority = "priority",
        Skills = "skills",
        ProofRequired = "proof_required",
    }
}

impl EditGroup {
    /// The columns of [`Delivery`] in this group.
    pub const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::DropoffAddress => &[
                "dropoff_address",
                "dropoff_district",
                "dropoff_postal_code",
                "dropoff_short_address",
                "dropoff_lon_e7",
                "dropoff_lat_e7",
                "dropoff_geo_quality",
            ],
            Self::DropoffContact => &["dropoff_name", "dropoff_phone"],
            Self::PickupAddress => &[
                "pickup_address",
                "pickup_district",
                "pickup_postal_code",
                "pickup_short_address",
                "pickup_lon_e7",
                "pickup_lat_e7",
                "pickup_geo_quality",
            ],
            Self::PickupContact => &["pickup_name", "pickup_phone"],
            Self::Schedule => &["windows", "promised_at", "service_date"],
            Self::Cod => &["cod_halalas", "currency"],
            Self::Instructions => &["instructions"],
            Self::ParcelCount => &["parcel_count"],
            Self::WeightG => &["weight_g"],
            Self::VolumeMl => &["volume_ml"],
            Self::Barcodes => &["barcodes"],
            Self::ServiceSecs => &["service_secs"],
            Self::Priority => &["priority"],
            Self::Skills => &["skills"],
            Self::ProofRequired => &["proof_required"],
        }
    }
}

/// Column name → value, as the entity's JSON has it.
pub type Fields = BTreeMap<String, serde_json::Value>;

/// An edit of one group of one delivery: both maps hold exactly the group's columns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupEdit {
    pub delivery: DeliveryId,
    pub group: EditGroup,
    pub from: Fields,
    pub to: Fields,
}

/// Which part of which imported file a command carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPart {
    pub batch: ImportBatchId,
    pub file_name: String,
    pub format: String,
    /// 1-based.
    pub part: i32,
    pub parts: i32,
    /// Totals of the whole file.
    pub accepted: i32,
    pub quarantined: i32,
}

/// A quarantined import row that becomes an exception for the hub to repair.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProblemRow {
    /// 1-based row in the file, or in its sheet.
    pub row: u32,
    /// The sheet of a workbook that has several.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sheet: String,
    pub code: String,
    /// What about the cell makes it a problem, as a word, where the code alone does not tell.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// The offending column's header and cell.
    pub column: String,
    pub cell: String,
    /// Header → cell, whole row.
    pub cells: Vec<(String, String)>,
}

/// A zone as a person or a file gives it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ZoneSpec {
    pub id: ZoneId,
    pub name_ar: String,
    pub name_en: String,
    pub geometry: Rings,
    pub color: String,
    #[serde(default)]
    pub priority: i32,
    #[serde(default)]
    pub service_hours: Hours,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CourierSpec {
    pub id: CourierId,
    pub name_ar: String,
    pub name_en: String,
    pub phone: String,
    #[serde(default)]
    pub skills: Json<Vec<String>>,
    pub home_zone_id: Option<ZoneId>,
    pub vehicle_id: Option<VehicleId>,
    pub cash_limit_halalas: i64,
    pub status: CourierStatus,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VehicleSpec {
    pub id: VehicleId,
    pub plate: String,
    pub kind: VehicleKind,
    pub capacity_weight_g: i64,
    pub capacity_volume_ml: i64,
    pub capacity_parcels: i32,
    #[serde(default)]
    pub odometer_m: i64,
    pub status: VehicleStatus,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShiftSpec {
    pub id: ShiftId,
    pub courier_id: CourierId,
    pub vehicle_id: Option<VehicleId>,
    pub service_date: ServiceDate,
    pub starts_at: Millis,
    pub ends_at: Millis,
    #[serde(default)]
    pub breaks: Json<Vec<Break>>,
    /// `planned` or `open`.
    pub state: ShiftState,
}
