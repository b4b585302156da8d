//! Questions of the screens, answered from the live rows alone. One file per screen; what several need (names,
//! open work, estimates) is kept in memory between questions while its tables do not change.

mod board;
mod chosen;
mod contested;
mod counts;
mod couriers;
mod dashboard;
mod day;
mod deliveries;
mod detail;
mod estimates;
mod exceptions;
mod filter;
mod filter_counts;
mod forecast;
mod imports;
mod lists;
mod map;
mod met;
mod names;
mod open;
mod order;
mod preview;
mod rows;
mod search;
mod shifts;
mod small;
mod sync;
mod timeline;
mod zones;

pub(crate) use exceptions::TO_SETTLE;
pub(crate) use lists::Lists;

use crate::{
    change::Versions,
    error::Result,
    row,
    store::{Inner, Replica},
};
use domain::{
    entities::{Hub, Policy},
    entity::{Synced, Table},
    id::HubId,
    units::{Millis, ServiceDate},
};
use rusqlite::Connection;
use wire::ipc::{Query, QueryResult};

/// One question being answered: a snapshot of the database and the time to judge lateness by.
pub(crate) struct Ctx<'a> {
    pub conn: &'a Connection,
    pub inner: &'a Inner,
    /// Taken before the snapshot, so that nothing kept under it is older than it says.
    pub versions: Versions,
    pub now: Millis,
}

impl Replica {
    /// Answers a screen's question. `now` is estimated server time; carried-over work and lateness depend on it.
    ///
    /// Of [`Query::Sync`]'s state only `waiting`, `exceptions` and `last_cut_at` are known here; whoever runs the
    /// exchanges fills in the rest.
    pub fn query(&self, query: &Query, now: Millis) -> Result<QueryResult> {
        let versions = self.inner.changes.versions();
        self.inner.read(|conn| {
            let ctx = Ctx {
                conn,
                inner: &self.inner,
                versions,
                now,
            };
            answer(&ctx, query)
        })
    }
}

fn answer(ctx: &Ctx<'_>, query: &Query) -> Result<QueryResult> {
    Ok(match query {
        Query::Counts { hub, date } => QueryResult::Counts(counts::counts(ctx, *hub, *date)?),
        Query::HubCounts => QueryResult::HubCounts(counts::of_hubs(ctx)?),
        Query::Hubs => QueryResult::Hubs(small::hubs(ctx)?),
        Query::Deliveries {
            filter,
            sort,
            offset,
            limit,
        } => QueryResult::Deliveries(deliveries::page(ctx, filter, *sort, *offset, *limit)?),
        Query::DeliveryIds { filter, sort } => {
            QueryResult::DeliveryIds(deliveries::ids(ctx, filter, *sort)?)
        }
        Query::Shown { filter, sort, ids } => {
            QueryResult::DeliveryIds(chosen::shown(ctx, filter, *sort, ids)?)
        }
        Query::DeliveryRows { hub, date, ids } => {
            QueryResult::DeliveryRows(chosen::rows(ctx, *hub, *date, ids)?)
        }
        Query::Targets { ids } => QueryResult::Targets(chosen::targets(ctx, ids)?),
        Query::FilterCounts { filter, by } => {
            QueryResult::FilterCounts(filter_counts::counts(ctx, filter, *by)?)
        }
        Query::Delivery { id } => QueryResult::Delivery(detail::detail(ctx, *id)?.map(Box::new)),
        Query::Board {
            hub,
            date,
            sort,
            search,
        } => QueryResult::Board(board::board(ctx, *hub, *date, *sort, search)?),
        Query::Exceptions { hub, open } => {
            QueryResult::Exceptions(exceptions::of_hub(ctx, *hub, *open)?)
        }
        Query::Map { hub, date } => QueryResult::Map(map::map(ctx, *hub, *date)?),
        Query::Dashboard { hub, date } => {
            QueryResult::Dashboard(dashboard::dashboard(ctx, *hub, *date)?)
        }
        Query::Couriers { hub, date } => {
            let day = ctx.day_or_today(*hub, *date)?;
            QueryResult::Couriers(couriers::of_hub(ctx, *hub, day)?)
        }
        Query::Zones { hub } => QueryResult::Zones(zones::of_hub(ctx, *hub)?),
        Query::Merchants => QueryResult::Merchants(small::merchants(ctx)?),
        Query::ImportBatches { hub } => QueryResult::ImportBatches(imports::of_hub(ctx, *hub)?),
        Query::ImportUndo { hub, batch } => {
            QueryResult::ImportUndo(imports::undo(ctx, *hub, *batch)?)
        }
        Query::Search { hub, text, limit } => {
            QueryResult::Search(search::here(ctx, *hub, text, *limit)?)
        }
        Query::SearchElsewhere { hub, text } => {
            QueryResult::SearchElsewhere(search::elsewhere(ctx, *hub, text)?)
        }
        Query::Preview { command } => QueryResult::Preview(preview::preview(ctx, command)?),
        Query::Forecast {
            hub,
            date,
            commands,
        } => QueryResult::Forecast(forecast::forecast(ctx, *hub, *date, commands)?),
        Query::Sync => QueryResult::Sync(sync::view(ctx)?),
        Query::Outbox { limit } => QueryResult::Outbox(sync::outbox(ctx, *limit)?),
    })
}

impl Ctx<'_> {
    /// Whether what is kept in memory can be trusted: another process may write to a replica that this one only
    /// reads.
    fn keeps(&self) -> bool {
        self.inner.writes()
    }

    /// The hub's row, `None` when it is not here.
    fn hub(&self, hub: HubId) -> Result<Option<Hub>> {
        match row::get(self.conn, Table::Hub, hub.0)? {
            Some(row) => Ok(Some(Hub::from_values(row.values)?)),
            None => Ok(None),
        }
    }

    /// The service date it now is in the hub.
    fn today(&self, hub: HubId) -> Result<ServiceDate> {
        Ok(match self.hub(hub)? {
            Some(hub) => ServiceDate::of(self.now, &hub.time_zone, hub.day_starts_at_min),
            None => ServiceDate::of(self.now, "Asia/Riyadh", 240),
        })
    }

    fn policy(&self) -> Result<Policy> {
        match row::get(self.conn, Table::Policy, Policy::ID.0)? {
            Some(row) => Ok(Policy::from_values(row.values)?),
            None => Ok(Policy::standard()),
        }
    }
}
