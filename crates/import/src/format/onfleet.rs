//! Onfleet's task sheet. Its times are `MM/DD/YYYY HH:MM` in the hub's zone; it has no order number.

use super::Field;

pub(super) const TELLING: &[&str] = &[
    "recipientname",
    "recipientphone",
    "recipientnotes",
    "addressline1",
    "taskdetails",
    "completeafter",
    "completebefore",
];

pub(super) const COLUMNS: &[(&str, Field)] = &[
    ("recipientname", Field::Name),
    ("recipientphone", Field::Phone),
    ("recipientnotes", Field::Instructions),
    ("addressline1", Field::Address),
    ("addressline2", Field::Address2),
    ("city/town", Field::City),
    ("city", Field::City),
    ("state/province", Field::Unused),
    ("postalcode", Field::PostalCode),
    ("country", Field::Unused),
    ("latitude", Field::Latitude),
    ("longitude", Field::Longitude),
    ("taskdetails", Field::TaskDetails),
    ("completeafter", Field::WindowFrom),
    ("completebefore", Field::WindowTo),
    ("organization", Field::Unused),
    ("driver", Field::Kept),
    ("team", Field::Kept),
    ("quantity", Field::Parcels),
    ("merchant", Field::Merchant),
    ("servicetime", Field::ServiceMinutes),
    ("notification", Field::Unused),
];
