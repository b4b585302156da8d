//! The console's IPC in four words: [`Query`] → [`QueryResult`], submit a command → [`Submitted`],
//! [`Control`] → [`ControlResult`], and a stream of [`Event`]s. A new screen adds a query, not an entry point.

mod control;
mod views;

pub use control::*;
pub use views::*;

use domain::{
    command::Command,
    decide::ItemVerdict,
    entities::{ImportBatch, Merchant},
    id::*,
    units::*,
};
use serde::{Deserialize, Serialize};

/// A question about the replica; answered from local data alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "query", rename_all = "snake_case")]
pub enum Query {
    /// Counts for pill and status bar.
    Counts {
        hub: HubId,
        date: ServiceDate,
    },
    Hubs,
    /// A page of the deliveries table.
    Deliveries {
        filter: DeliveryFilter,
        sort: Sort,
        offset: u64,
        limit: u32,
    },
    /// The ids of everything the filter shows, at most 10,000, in sort order.
    DeliveryIds {
        filter: DeliveryFilter,
        sort: Sort,
    },
    /// Of these deliveries the ones the filter shows now, in sort order.
    Shown {
        filter: DeliveryFilter,
        sort: Sort,
        ids: Vec<DeliveryId>,
    },
    /// Lines of the deliveries table by id, in the order asked, at most 1,000; one that is gone is left out.
    DeliveryRows {
        hub: HubId,
        date: ServiceDate,
        ids: Vec<DeliveryId>,
    },
    /// What forms and messages need of any number of deliveries, in the order asked; one that is gone is left out.
    Targets {
        ids: Vec<DeliveryId>,
    },
    Delivery {
        id: DeliveryId,
    },
    Board {
        hub: HubId,
        date: ServiceDate,
        sort: BoardSort,
        search: String,
    },
    Exceptions {
        hub: HubId,
        open: bool,
    },
    Map {
        hub: HubId,
        date: ServiceDate,
    },
    Dashboard {
        hub: HubId,
        date: ServiceDate,
    },
    Couriers {
        hub: HubId,
    },
    Zones {
        hub: HubId,
    },
    Merchants,
    ImportBatches {
        hub: HubId,
    },
    /// Results as you type over open and finished deliveries: reference, phone part, name, address.
    Search {
        hub: HubId,
        text: String,
        limit: u32,
    },
    /// What the command would do, without doing it.
    Preview {
        command: Command,
    },
    Sync,
    Outbox {
        limit: u32,
    },
}

/// The answers, variant for variant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "result", content = "data", rename_all = "snake_case")]
pub enum QueryResult {
    Counts(Counts),
    Hubs(Vec<HubView>),
    Deliveries(DeliveryPage),
    /// Of [`Query::DeliveryIds`] and of [`Query::Shown`].
    DeliveryIds(Vec<DeliveryId>),
    DeliveryRows(Vec<DeliveryRow>),
    Targets(Vec<Target>),
    Delivery(Option<Box<DeliveryDetail>>),
    Board(Board),
    Exceptions(Vec<ExceptionView>),
    Map(MapView),
    Dashboard(DashboardView),
    Couriers(Vec<CourierView>),
    Zones(Vec<ZoneView>),
    Merchants(Vec<Merchant>),
    ImportBatches(Vec<ImportBatch>),
    Search(Vec<SearchHit>),
    Preview(Preview),
    Sync(SyncView),
    Outbox(Vec<OutboxItem>),
}

/// The answer to a submit. When every item was rejected nothing was queued and `command_id` is absent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Submitted {
    /// Present once the command is durable.
    pub command_id: Option<CommandId>,
    pub items: Vec<ItemVerdict>,
    /// Whether [`Control::Undo`] can take it back.
    pub undoable: bool,
}

/// What a command would do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    pub items: Vec<ItemVerdict>,
    /// For an assignment: the courier's load afterwards.
    pub courier: Option<CourierView>,
}
