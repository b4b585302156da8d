//! The table's columns: what each shows, how wide it is, what it sorts by, and which ones a person chose.

use crate::{
    parts::{Due, Icon, Money, Phone, Reference, StateBadge},
    show,
};
use leptos::prelude::*;
use wire::ipc::{DeliveryRow, SortKey};

/// What a column shows of a delivery.
#[derive(Clone, Copy)]
enum Shows {
    Reference,
    State,
    Recipient,
    Phone,
    Address,
    Merchant,
    Zone,
    Courier,
    Priority,
    Parcels,
    Date,
    Due,
    Cod,
}

impl Shows {
    /// The column's name, by which a choice of columns is kept.
    const fn name(self) -> &'static str {
        match self {
            Self::Reference => "reference",
            Self::State => "state",
            Self::Recipient => "recipient",
            Self::Phone => "phone",
            Self::Address => "address",
            Self::Merchant => "merchant",
            Self::Zone => "zone",
            Self::Courier => "courier",
            Self::Priority => "priority",
            Self::Parcels => "parcels",
            Self::Date => "date",
            Self::Due => "due",
            Self::Cod => "cod",
        }
    }
}

/// One column.
#[derive(Clone, Copy)]
pub struct Column {
    shows: Shows,
    pub name: &'static str,
    pub title: &'static str,
    /// CSS grid track.
    pub width: &'static str,
    pub sort: Option<SortKey>,
    /// Figures stand at the line's end.
    pub numeric: bool,
    /// Shown unless a person chose otherwise.
    pub usual: bool,
}

const fn column(
    shows: Shows,
    title: &'static str,
    width: &'static str,
    sort: Option<SortKey>,
    numeric: bool,
    usual: bool,
) -> Column {
    Column {
        shows,
        name: shows.name(),
        title,
        width,
        sort,
        numeric,
        usual,
    }
}

/// Every column, in the table's order.
pub const ALL: &[Column] = &[
    column(
        Shows::Reference,
        "field-ref",
        "minmax(124px, 1fr)",
        Some(SortKey::Reference),
        false,
        true,
    ),
    column(
        Shows::State,
        "field-state",
        "118px",
        Some(SortKey::State),
        false,
        true,
    ),
    column(
        Shows::Recipient,
        "field-recipient",
        "minmax(110px, 1.5fr)",
        Some(SortKey::Recipient),
        false,
        true,
    ),
    column(Shows::Phone, "field-phone", "140px", None, false, false),
    column(
        Shows::Address,
        "field-address",
        "minmax(90px, 1.6fr)",
        None,
        false,
        false,
    ),
    column(
        Shows::Merchant,
        "field-merchant",
        "minmax(90px, 1.2fr)",
        Some(SortKey::Merchant),
        false,
        false,
    ),
    column(
        Shows::Zone,
        "field-zone",
        "minmax(90px, 1.1fr)",
        Some(SortKey::Zone),
        false,
        true,
    ),
    column(
        Shows::Courier,
        "field-courier",
        "minmax(100px, 1.3fr)",
        Some(SortKey::Courier),
        false,
        true,
    ),
    column(
        Shows::Priority,
        "field-priority",
        "80px",
        Some(SortKey::Priority),
        true,
        false,
    ),
    column(Shows::Parcels, "field-parcels", "76px", None, true, false),
    column(
        Shows::Date,
        "field-service-date",
        "104px",
        None,
        false,
        false,
    ),
    column(
        Shows::Due,
        "field-promised-at",
        "104px",
        Some(SortKey::Due),
        true,
        true,
    ),
    column(
        Shows::Cod,
        "field-cod",
        "116px",
        Some(SortKey::Cod),
        true,
        true,
    ),
];

const STORED: &str = "barq.deliveries.columns";

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// The columns chosen on this computer.
pub fn chosen() -> Vec<&'static str> {
    let stored = storage().and_then(|s| s.get_item(STORED).ok().flatten());
    let names: Vec<&'static str> = match stored {
        Some(text) => ALL
            .iter()
            .map(|c| c.name)
            .filter(|name| text.split(',').any(|held| held == *name))
            .collect(),
        None => Vec::new(),
    };
    if names.is_empty() {
        ALL.iter().filter(|c| c.usual).map(|c| c.name).collect()
    } else {
        names
    }
}

pub fn keep(names: &[&'static str]) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(STORED, &names.join(","));
    }
}

/// The grid tracks of the columns shown.
pub fn tracks(names: &[&'static str]) -> String {
    ALL.iter()
        .filter(|c| names.contains(&c.name))
        .map(|c| c.width)
        .collect::<Vec<_>>()
        .join(" ")
}

/// A cell's content.
pub fn cell(column: &Column, row: &DeliveryRow) -> AnyView {
    match column.shows {
        Shows::Reference => reference(row),
        Shows::State => view! { <StateBadge state=Signal::stored(row.state)/> }.into_any(),
        Shows::Recipient => view! { <bdi>{row.recipient.clone()}</bdi> }.into_any(),
        Shows::Phone => match &row.phone {
            Some(phone) => view! { <Phone number=Signal::stored(phone.clone())/> }.into_any(),
            None => ().into_any(),
        },
        Shows::Address => {
            view! { <bdi title=row.address.clone()>{row.address.clone()}</bdi> }.into_any()
        }
        Shows::Merchant => show::name(&row.merchant).into_any(),
        Shows::Zone => show::zone_name(row.zone, &row.zone_name).into_any(),
        Shows::Courier => match row.courier {
            Some(_) => show::name(&row.courier_name).into_any(),
            None => view! { <span class="muted" aria-label=show::t("cell-no-courier")>"—"</span> }
                .into_any(),
        },
        Shows::Priority => show::number(row.priority.into()).into_any(),
        Shows::Parcels => show::number(row.parcel_count.into()).into_any(),
        Shows::Date => show::day(row.service_date).into_any(),
        Shows::Due => view! { <Due row=Signal::stored(row.clone())/> }.into_any(),
        Shows::Cod => view! { <Money halalas=Signal::stored(row.cod_halalas)/> }.into_any(),
    }
}

/// The reference with its marks: carried over, waiting to be sent, open exceptions.
fn reference(row: &DeliveryRow) -> AnyView {
    let mark = |on: bool, class: &'static str, icon: &'static str, key: &'static str| {
        on.then(|| {
            view! {
                <span class=format!("mark {class}") role="img" title=show::t(key) aria-label=show::t(key)>
                    <Icon name=icon small=true/>
                </span>
            }
        })
    };
    view! {
        <Reference text=Signal::stored(row.reference.clone())/>
        {mark(row.carried_over, "", "clock", "carried-over-hint")}
        {mark(row.pending, "pending", "sync", "pending-hint")}
        {mark(row.doubtful, "at-risk", "exceptions", "outbox-state-doubtful")}
        {mark(row.open_exceptions > 0, "danger", "exceptions", "row-has-exception")}
    }
    .into_any()
}

/// The columns' titles as tab-separated text, for spreadsheets.
pub fn heading(names: &[&'static str]) -> String {
    ALL.iter()
        .filter(|c| names.contains(&c.name))
        .map(|c| show::t(c.title))
        .collect::<Vec<_>>()
        .join("\t")
}

/// A row as tab-separated text, for spreadsheets.
pub fn tsv(names: &[&'static str], row: &DeliveryRow) -> String {
    ALL.iter()
        .filter(|c| names.contains(&c.name))
        .map(|c| match c.shows {
            Shows::Reference => row.reference.clone(),
            Shows::State => show::state(row.state),
            Shows::Recipient => row.recipient.clone(),
            Shows::Phone => row.phone.clone().unwrap_or_default(),
            Shows::Address => row.address.clone(),
            Shows::Merchant => show::name(&row.merchant),
            Shows::Zone => show::zone_name(row.zone, &row.zone_name),
            Shows::Courier => show::name(&row.courier_name),
            Shows::Priority => row.priority.to_string(),
            Shows::Parcels => row.parcel_count.to_string(),
            Shows::Date => row.service_date.to_string(),
            Shows::Due => row.due_at.map(show::time).unwrap_or_default(),
            Shows::Cod => format!("{}.{:02}", row.cod_halalas / 100, row.cod_halalas % 100),
        })
        .map(|cell| cell.replace(['\t', '\n', '\r'], " "))
        .collect::<Vec<_>>()
        .join("\t")
}
