//! Where a stop is: its address, and its point, put right when latitude and longitude are exchanged.

use super::{Cells, Field, Problem, ProblemCode, WarningCode};
use crate::cell;
use domain::{command::Stop, units::Point};

/// Saudi Arabia's box, in units of 1e-7 degrees.
const LATITUDES: std::ops::RangeInclusive<i64> = 160_000_000..=330_000_000;
const LONGITUDES: std::ops::RangeInclusive<i64> = 340_000_000..=560_000_000;

/// What two coordinate cells say.
enum Found {
    Nothing,
    Point(Point),
    Swapped(Point),
    Outside,
}

/// The stop to visit. Without a point it needs at least an address; a city or postal code alone is none.
pub fn dropoff(
    row: &mut Cells<'_>,
    problems: &mut Vec<Problem>,
    warnings: &mut Vec<WarningCode>,
) -> Stop {
    let street = joined(&[row.get(Field::Address), row.get(Field::Address2)]);
    let short_address = row.get(Field::ShortAddress).to_owned();
    let has_address = !street.is_empty() || !short_address.is_empty();
    let mut point = None;
    match find(row, Field::Latitude, Field::Longitude) {
        Found::Point(found) => point = Some(found),
        Found::Swapped(found) => {
            warnings.push(WarningCode::SwappedCoordinates);
            point = Some(found);
        }
        Found::Outside => problems.push(outside(row, Field::Latitude, Field::Longitude)),
        Found::Nothing if has_address => {
            warnings.push(WarningCode::NeedsGeocode);
            row.keep(Field::Latitude);
            row.keep(Field::Longitude);
        }
        Found::Nothing => {
            problems.push(row.problem(ProblemCode::NoLocation, Field::Address, "Address", &[]))
        }
    }
    Stop {
        address: with_city(street, row.get(Field::City)),
        district: row.get(Field::District).to_owned(),
        postal_code: row.get(Field::PostalCode).to_owned(),
        short_address,
        point,
        ..Stop::default()
    }
}

/// Where the merchant hands over. It may be unknown: a merchant's place is known by its name.
pub fn pickup(
    row: &mut Cells<'_>,
    problems: &mut Vec<Problem>,
    warnings: &mut Vec<WarningCode>,
) -> Stop {
    let mut point = None;
    match find(row, Field::PickupLatitude, Field::PickupLongitude) {
        Found::Point(found) => point = Some(found),
        Found::Swapped(found) => {
            if !warnings.contains(&WarningCode::SwappedCoordinates) {
                warnings.push(WarningCode::SwappedCoordinates);
            }
            point = Some(found);
        }
        Found::Outside => {
            problems.push(outside(row, Field::PickupLatitude, Field::PickupLongitude))
        }
        Found::Nothing => {
            row.keep(Field::PickupLatitude);
            row.keep(Field::PickupLongitude);
        }
    }
    let street = joined(&[
        row.get(Field::PickupAddress),
        row.get(Field::PickupAddress2),
    ]);
    let phone = cell::phone(row.get(Field::PickupPhone));
    if phone.as_ref().is_none_or(|phone| !phone.whole) {
        row.keep(Field::PickupPhone);
    }
    Stop {
        phone: phone.map(|phone| phone.number),
        address: with_city(street, row.get(Field::PickupCity)),
        district: row.get(Field::PickupDistrict).to_owned(),
        postal_code: row.get(Field::PickupPostalCode).to_owned(),
        point,
        ..Stop::default()
    }
}

fn find(row: &Cells<'_>, latitude: Field, longitude: Field) -> Found {
    let read = |field| cell::coordinate_e7(row.get(field));
    let (Some(lat), Some(lon)) = (read(latitude), read(longitude)) else {
        return Found::Nothing;
    };
    if LATITUDES.contains(&lat) && LONGITUDES.contains(&lon) {
        point(lat, lon).map_or(Found::Outside, Found::Point)
    } else if LATITUDES.contains(&lon) && LONGITUDES.contains(&lat) {
        point(lon, lat).map_or(Found::Outside, Found::Swapped)
    } else {
        Found::Outside
    }
}

fn point(lat: i64, lon: i64) -> Option<Point> {
    Some(Point {
        lon_e7: i32::try_from(lon).ok()?,
        lat_e7: i32::try_from(lat).ok()?,
    })
}

fn outside(row: &Cells<'_>, latitude: Field, longitude: Field) -> Problem {
    let params = [
        ("latitude", row.get(latitude)),
        ("longitude", row.get(longitude)),
    ];
    row.problem(
        ProblemCode::OutsideServiceArea,
        latitude,
        "Latitude",
        &params,
    )
}

fn joined(parts: &[&str]) -> String {
    parts
        .iter()
        .filter(|part| !part.is_empty())
        .copied()
        .collect::<Vec<_>>()
        .join(", ")
}

/// The street with its city, unless the street names it already.
fn with_city(street: String, city: &str) -> String {
    let folded = domain::text::fold(city);
    if folded.is_empty() || domain::text::fold(&street).contains(&folded) {
        street
    } else {
        joined(&[&street, city])
    }
}
