//! The formats: which column names each has and what they mean. Knows nothing of how cells are read.

mod fleetbase;
mod onfleet;
mod optimoroute;

use crate::cell::{DateOrder, is_mark};

domain::text_enum! {
    /// A spreadsheet format that is told by its column names.
    Format { Onfleet = "onfleet", OptimoRoute = "optimoroute", Fleetbase = "fleetbase" }
}

domain::text_enum! {
    /// What a column means, whatever its format calls it.
    Field {
        Reference = "reference",
        /// Free text that may be the reference.
        TaskDetails = "task_details",
        Kind = "kind",
        Date = "date",
        Priority = "priority",
        Merchant = "merchant",
        PickupAddress = "pickup_address",
        PickupAddress2 = "pickup_address_2",
        PickupCity = "pickup_city",
        PickupDistrict = "pickup_district",
        PickupPostalCode = "pickup_postal_code",
        PickupPhone = "pickup_phone",
        PickupLatitude = "pickup_latitude",
        PickupLongitude = "pickup_longitude",
        Name = "name",
        Phone = "phone",
        Instructions = "instructions",
        Address = "address",
        Address2 = "address_2",
        City = "city",
        District = "district",
        PostalCode = "postal_code",
        ShortAddress = "short_address",
        Latitude = "latitude",
        Longitude = "longitude",
        WindowFrom = "window_from",
        WindowTo = "window_to",
        Windows = "windows",
        ServiceMinutes = "service_minutes",
        Parcels = "parcels",
        WeightKg = "weight_kg",
        VolumeM3 = "volume_m3",
        Skills = "skills",
        Barcodes = "barcodes",
        Cod = "cod",
        CodCurrency = "cod_currency",
        /// Belongs to the format but not to a delivery; kept in the note.
        Kept = "kept",
        /// Belongs to the format and says nothing of the delivery (who owns the account, state, country), or is
        /// the reason our own export of quarantined rows added.
        Unused = "unused",
    }
}

/// Names that mean the same in any format.
const ANYWHERE: &[(&str, Field)] = &[
    ("cod", Field::Cod),
    ("collect", Field::Cod),
    ("المبلغ", Field::Cod),
    ("codamount", Field::Cod),
    ("codcurrency", Field::CodCurrency),
    ("merchant", Field::Merchant),
    ("district", Field::District),
    ("shortaddress", Field::ShortAddress),
    ("barcode", Field::Barcodes),
    ("barcodes", Field::Barcodes),
    (REASON_KEY, Field::Unused),
];

/// The column an export of quarantined rows adds.
pub(crate) const REASON: &str = "BARQ reason";
const REASON_KEY: &str = "barqreason";

impl Format {
    fn columns(self) -> &'static [(&'static str, Field)] {
        match self {
            Self::Onfleet => onfleet::COLUMNS,
            Self::OptimoRoute => optimoroute::COLUMNS,
            Self::Fleetbase => fleetbase::COLUMNS,
        }
    }

    /// Names no other program's sheet has together.
    fn telling(self) -> &'static [&'static str] {
        match self {
            Self::Onfleet => onfleet::TELLING,
            Self::OptimoRoute => optimoroute::TELLING,
            Self::Fleetbase => fleetbase::TELLING,
        }
    }

    pub(crate) fn date_order(self) -> DateOrder {
        match self {
            Self::Onfleet => DateOrder::MonthFirst,
            Self::OptimoRoute | Self::Fleetbase => DateOrder::DayFirst,
        }
    }

    /// 0 to 100; `None` when the cell says no priority of this format.
    pub(crate) fn priority(self, cell: &str) -> Option<i32> {
        match self {
            Self::OptimoRoute => optimoroute::priority(cell),
            Self::Onfleet | Self::Fleetbase => crate::cell::scaled(cell, 0)
                .filter(|p| (0..=100).contains(p))
                .and_then(|p| i32::try_from(p).ok()),
        }
    }
}

/// The columns of one file: what each is called and means.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    pub format: Format,
    /// As written in the file.
    pub header: Vec<String>,
    pub(crate) fields: Vec<Option<Field>>,
}

impl Layout {
    /// The layout whose format `header` belongs to: the one with most names in it, if it has enough of the
    /// telling ones.
    pub fn detect(header: &[String]) -> Option<Self> {
        Format::ALL
            .iter()
            .map(|format| (Self::of(*format, header.to_vec()), *format))
            .filter(|(layout, format)| {
                let telling = header
                    .iter()
                    .filter(|name| format.telling().contains(&key(name).as_str()))
                    .count();
                let known = layout.fields.iter().flatten().count();
                telling >= 2 || (telling == 1 && known >= 4)
            })
            .max_by_key(|(layout, _)| layout.fields.iter().flatten().count())
            .map(|(layout, _)| layout)
    }

    /// `header` read as `format`'s. Several columns can mean the same field.
    pub fn of(format: Format, header: Vec<String>) -> Self {
        let fields = header
            .iter()
            .map(|name| {
                let key = key(name);
                let known = |columns: &[(&str, Field)]| {
                    columns
                        .iter()
                        .find(|(name, _)| *name == key)
                        .map(|(_, f)| *f)
                };
                known(format.columns()).or_else(|| known(ANYWHERE))
            })
            .collect();
        Self {
            format,
            header,
            fields,
        }
    }

    /// The first column that means `field`.
    pub(crate) fn column(&self, field: Field) -> Option<usize> {
        self.columns(field).next()
    }

    /// The columns that mean `field`.
    pub(crate) fn columns(&self, field: Field) -> impl Iterator<Item = usize> {
        let columns = self.fields.iter().enumerate();
        columns.filter_map(move |(at, f)| (*f == Some(field)).then_some(at))
    }

    /// Which column of this layout is which of `other`'s; `None` when a column of `other` has no counterpart here.
    pub(crate) fn places_of(&self, other: &[String]) -> Option<Vec<Option<usize>>> {
        let mut free: Vec<Option<String>> = self.header.iter().map(|n| Some(key(n))).collect();
        other
            .iter()
            .map(|name| {
                let key = key(name);
                if key.is_empty() {
                    return Some(None);
                }
                let at = free.iter().position(|n| n.as_ref() == Some(&key))?;
                free[at] = None;
                Some(Some(at))
            })
            .collect()
    }

    /// The columns the format does not know; they go to a note.
    pub fn unknown(&self) -> impl Iterator<Item = &str> {
        self.fields
            .iter()
            .zip(&self.header)
            .filter(|(field, name)| field.is_none() && !name.trim().is_empty())
            .map(|(_, name)| name.as_str())
    }
}

/// A column name for comparison: case, spaces, underscores, a trailing ` *` and invisible marks do not matter.
fn key(name: &str) -> String {
    let bare: String = name
        .chars()
        .filter(|c| !(c.is_whitespace() || *c == '_' || is_mark(*c)))
        .flat_map(char::to_lowercase)
        .collect();
    bare.trim_end_matches('*').to_owned()
}
