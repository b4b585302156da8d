//! What a delivery must have to be worked on, and what values its fields may take.

use crate::{
    entities::Delivery,
    rejection::{RejectCode, Rejection},
    units::{Point, Window, is_e164},
};

/// The most windows a delivery may have.
pub const MAX_WINDOWS: usize = 3;

/// What keeps a draft from being ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lacks {
    /// No dropoff point inside the service area.
    Point,
    /// No valid dropoff phone.
    Phone,
    /// A window that ends before it starts, or more than three.
    Windows,
}

impl Lacks {
    pub const fn code(self) -> RejectCode {
        match self {
            Self::Point => RejectCode::BadPoint,
            Self::Phone => RejectCode::BadPhone,
            Self::Windows => RejectCode::WindowInvalid,
        }
    }
}

/// The first thing a delivery lacks to be ready: a point inside the service area, a valid phone, valid
/// windows (the state table's row "create").
pub fn lacks(delivery: &Delivery) -> Option<Lacks> {
    if !delivery.dropoff_point().is_some_and(Point::in_service_area) {
        Some(Lacks::Point)
    } else if !delivery.dropoff_phone.as_deref().is_some_and(is_e164) {
        Some(Lacks::Phone)
    } else if !windows_valid(&delivery.windows) {
        Some(Lacks::Windows)
    } else {
        None
    }
}

/// Whether nothing is lacking.
pub fn complete(delivery: &Delivery) -> bool {
    lacks(delivery).is_none()
}

pub(crate) fn windows_valid(windows: &[Window]) -> bool {
    windows.len() <= MAX_WINDOWS && windows.iter().all(|window| window.from < window.to)
}

/// Numbers and texts no delivery may have, complete or not.
pub(crate) fn check(delivery: &Delivery) -> Result<(), Rejection> {
    let bad = |field: &str| Err(Rejection::new(RejectCode::BadField).with("field", field));
    if delivery.cod_halalas < 0 {
        return Err(Rejection::new(RejectCode::BadAmount).with("field", "cod_halalas"));
    }
    if delivery.reference.trim().is_empty() {
        return bad("reference");
    }
    if delivery.currency.len() != 3 || !delivery.currency.bytes().all(|b| b.is_ascii_uppercase()) {
        return bad("currency");
    }
    if !(0..=100).contains(&delivery.priority) {
        return bad("priority");
    }
    if delivery.windows.len() > MAX_WINDOWS {
        return Err(Rejection::new(RejectCode::WindowInvalid).with("field", "windows"));
    }
    for (field, number) in [
        ("parcel_count", i64::from(delivery.parcel_count)),
        ("weight_g", delivery.weight_g),
        ("volume_ml", delivery.volume_ml),
        ("service_secs", i64::from(delivery.service_secs)),
    ] {
        if number < 0 {
            return bad(field);
        }
    }
    for (field, lon, lat) in [
        (
            "pickup_lon_e7",
            delivery.pickup_lon_e7,
            delivery.pickup_lat_e7,
        ),
        (
            "dropoff_lon_e7",
            delivery.dropoff_lon_e7,
            delivery.dropoff_lat_e7,
        ),
    ] {
        if lon.is_some() != lat.is_some() {
            return bad(field);
        }
    }
    Ok(())
}
