//! What people call things: a reference, a name, a plate. Knows no language but the preference for English, in
//! which labels are kept.

use crate::{
    command::{Command, Other},
    entity::Entity,
};
use uuid::Uuid;

fn either(en: &str, ar: &str) -> String {
    if en.is_empty() { ar } else { en }.to_owned()
}

/// What people call an entity; `None` for those that have no name.
pub fn called(entity: &Entity) -> Option<String> {
    Some(match entity {
        Entity::Delivery(d) => d.reference.clone(),
        Entity::Courier(c) => either(&c.name_en, &c.name_ar),
        Entity::Zone(z) => either(&z.name_en, &z.name_ar),
        Entity::Merchant(m) => either(&m.name_en, &m.name_ar),
        Entity::Hub(h) => either(&h.name_en, &h.name_ar),
        Entity::Staff(s) => either(&s.name_en, &s.name_ar),
        Entity::Vehicle(v) => v.plate.clone(),
        Entity::Exception(e) => e.label.clone(),
        Entity::ImportBatch(b) => b.file_name.clone(),
        Entity::Policy(_)
        | Entity::Grant(_)
        | Entity::Shift(_)
        | Entity::Attempt(_)
        | Entity::CashSettlement(_)
        | Entity::Collection(_)
        | Entity::Note(_)
        | Entity::Event(_) => return None,
    })
}

/// What people call an item of `command`: by the command's own words, else by the `stored` row where it may be
/// told. Empty when neither says.
pub fn of_item(command: &Command, item: Uuid, stored: Option<&Entity>) -> String {
    named(command, item)
        .or_else(|| stored.and_then(called))
        .unwrap_or_default()
}

fn named(command: &Command, item: Uuid) -> Option<String> {
    let Command::Other(other) = command else {
        return None;
    };
    match other {
        Other::Create { hub, deliveries } => deliveries
            .iter()
            .find(|new| new.id(*hub).0 == item)
            .map(|new| new.reference.clone()),
        Other::ImportRows { hub, rows, .. } => rows
            .iter()
            .find(|new| new.id(*hub).0 == item)
            .map(|new| new.reference.clone()),
        Other::UpsertZone { zones, .. } => zones
            .iter()
            .find(|zone| zone.id.0 == item)
            .map(|zone| either(&zone.name_en, &zone.name_ar)),
        Other::UpsertCourier { couriers, .. } => couriers
            .iter()
            .find(|courier| courier.id.0 == item)
            .map(|courier| either(&courier.name_en, &courier.name_ar)),
        Other::UpsertVehicle { vehicles, .. } => vehicles
            .iter()
            .find(|vehicle| vehicle.id.0 == item)
            .map(|vehicle| vehicle.plate.clone()),
        Other::UndoImport { .. }
        | Other::Edit { .. }
        | Other::ResolveContested { .. }
        | Other::Claim { .. }
        | Other::Comment { .. }
        | Other::Resolve { .. }
        | Other::Raise { .. }
        | Other::AddNote { .. }
        | Other::LogContact { .. }
        | Other::SettleCash { .. }
        | Other::RetireZone { .. }
        | Other::RetireCourier { .. }
        | Other::RetireVehicle { .. }
        | Other::OpenShift { .. }
        | Other::CloseShift { .. }
        | Other::Transfer { .. }
        | Other::Archive { .. }
        | Other::UpsertMerchant { .. }
        | Other::UpsertHub { .. }
        | Other::UpsertStaff { .. }
        | Other::SetPolicy { .. }
        | Other::Grant { .. } => None,
    }
}
