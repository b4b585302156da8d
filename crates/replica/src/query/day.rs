//! The service day looked at: which deliveries belong to it. Lists and numbers ask here, so that they agree.

use super::Ctx;
use crate::error::Result;
use domain::{entities::Delivery, id::HubId, units::ServiceDate};

/// See the module.
#[derive(Clone, Copy, Debug)]
pub(super) struct Day {
    pub date: ServiceDate,
    /// The service date it now is in the hub.
    pub today: ServiceDate,
}

impl Day {
    /// Whether work of earlier days is carried over to it: what a day leaves undone is known once the next begins.
    pub fn has_begun(self) -> bool {
        self.date <= self.today
    }

    /// Whether open work of that date is carried over to this day.
    pub fn carries(self, of: ServiceDate) -> bool {
        self.has_begun() && of < self.date
    }

    /// Whether an open delivery is this day's work.
    pub fn holds(self, open: &Delivery) -> bool {
        open.service_date == self.date || self.carries(open.service_date)
    }

    /// As SQL on an open delivery's date, with one parameter: this day's date.
    pub fn holds_sql(self) -> &'static str {
        if self.has_begun() {
            "service_date <= ?"
        } else {
            "service_date = ?"
        }
    }
}

impl Ctx<'_> {
    /// The day of that date in the hub.
    pub(super) fn day(&self, hub: HubId, date: ServiceDate) -> Result<Day> {
        let today = self.today(hub)?;
        Ok(Day { date, today })
    }

    /// The day of that date in the hub, without one the present.
    pub(super) fn day_or_today(&self, hub: HubId, date: Option<ServiceDate>) -> Result<Day> {
        let today = self.today(hub)?;
        Ok(Day {
            date: date.unwrap_or(today),
            today,
        })
    }
}
