//! What the importer must be told about the hub that imports. Owns no defaults of the rules themselves.

use domain::{
    entities::Hub,
    id::HubId,
    units::{Millis, ServiceDate},
};

/// The hub a file is read for.
#[derive(Clone, Debug)]
pub struct Settings {
    pub hub: HubId,
    /// IANA name; local times in the file are in it. An unknown name counts as Asia/Riyadh.
    pub time_zone: String,
    /// Minutes after midnight at which the hub's business day starts.
    pub day_starts_at_min: i32,
    /// The service date of rows that say no date.
    pub default_service_date: ServiceDate,
    /// What the merchant of rows that name none is called (OptimoRoute has no such column). Only a name: its id
    /// is of the hub, so that people who call it differently mean the same.
    pub default_merchant: String,
}

impl Settings {
    /// The settings of `hub` at `now`: rows without a date belong to its present business day, rows without
    /// a merchant to a merchant of the hub's name.
    pub fn of(hub: &Hub, now: Millis) -> Self {
        let name = if hub.name_en.is_empty() {
            &hub.name_ar
        } else {
            &hub.name_en
        };
        Self {
            hub: hub.id,
            time_zone: hub.time_zone.clone(),
            day_starts_at_min: hub.day_starts_at_min,
            default_service_date: ServiceDate::of(now, &hub.time_zone, hub.day_starts_at_min),
            default_merchant: name.clone(),
        }
    }

    /// For a look at a file without any hub: Riyadh's time, a day from 04:00, a nil hub.
    pub fn without_hub(now: Millis) -> Self {
        const ZONE: &str = "Asia/Riyadh";
        const FOUR: i32 = 4 * 60;
        Self {
            hub: HubId(Default::default()),
            time_zone: ZONE.into(),
            day_starts_at_min: FOUR,
            default_service_date: ServiceDate::of(now, ZONE, FOUR),
            default_merchant: "Direct".into(),
        }
    }

    pub(crate) fn zone(&self) -> chrono_tz::Tz {
        self.time_zone.parse().unwrap_or(chrono_tz::Asia::Riyadh)
    }
}
