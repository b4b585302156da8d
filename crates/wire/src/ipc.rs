//! The console's IPC in four words: [`Query`] → [`QueryResult`], submit a command → [`Submitted`],
//! [`Control`] → [`ControlResult`], and a stream of [`Event`]s. A new screen adds a query, not an entry point.

mod control;
mod views;

pub use control::*;
pub use views::*;

use domain::{command::Command, decide::ItemVerdict, entities::Merchant, id::*, units::*};
use serde::{Deserialize, Serialize};

/// A question about the replica; answered from local data alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "query", rename_all = "snake_case")]
pub enum Query {
    /// Counts for pill and status bar; without a date those of the hub's present service day.
    Counts {
        hub: HubId,
        #[serde(default)]
        date: Option<ServiceDate>,
    },
    /// What needs a person in each of the user's hubs.
    HubCounts,
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
    /// How many the table would show for each value of one filter, the other filters as they are.
    FilterCounts {
        filter: DeliveryFilter,
        by: FilterBy,
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
    /// With their shift and work of that day; without a date of the hub's present service day.
    Couriers {
        hub: HubId,
        #[serde(default)]
        date: Option<ServiceDate>,
    },
    Zones {
        hub: HubId,
    },
    Merchants,
    /// The hub's imported files, newest first, with how much of each is here.
    ImportBatches {
        hub: HubId,
    },
    /// What taking an import back would do.
    ImportUndo {
        hub: HubId,
        batch: ImportBatchId,
    },
    /// Results as you type over open and finished deliveries: reference, phone part, name, address.
    Search {
        hub: HubId,
        text: String,
        limit: u32,
    },
    /// Which of the user's other hubs have what was searched for.
    SearchElsewhere {
        hub: HubId,
        text: String,
    },
    /// What the command would do, without doing it.
    Preview {
        command: Command,
    },
    /// What giving deliveries to a courier would do, without doing it: the commands one after another, with the
    /// numbers of that day afterwards.
    Forecast {
        hub: HubId,
        date: ServiceDate,
        commands: Vec<Command>,
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
    HubCounts(Vec<HubCounts>),
    Hubs(Vec<HubView>),
    Deliveries(DeliveryPage),
    /// Of [`Query::DeliveryIds`] and of [`Query::Shown`].
    DeliveryIds(Vec<DeliveryId>),
    DeliveryRows(Vec<DeliveryRow>),
    Targets(Vec<Target>),
    FilterCounts(Vec<FilterCount>),
    Delivery(Option<Box<DeliveryDetail>>),
    Board(Board),
    Exceptions(Vec<ExceptionView>),
    Map(MapView),
    Dashboard(DashboardView),
    Couriers(Vec<CourierView>),
    Zones(Vec<ZoneView>),
    Merchants(Vec<Merchant>),
    ImportBatches(Vec<ImportView>),
    ImportUndo(ImportUndo),
    Search(Vec<SearchHit>),
    SearchElsewhere(Vec<HubHits>),
    Preview(Preview),
    Forecast(Forecast),
    Sync(SyncView),
    Outbox(Vec<OutboxItem>),
}

/// The answer to a submit. The items that are rejected here are not queued, and nobody else hears of them: whoever
/// asked is told, and may leave them on the desk ([`Command::left_on_desk`]).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Submitted {
    /// Present once the command is durable, for the items that are not rejected; absent when all are, and when
    /// nothing changes.
    pub command_id: Option<CommandId>,
    /// A verdict on every item asked for.
    pub items: Vec<ItemVerdict>,
    /// Whether [`Control::Undo`] can take it back.
    pub undoable: bool,
}

/// What a command would do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    pub items: Vec<ItemVerdict>,
}

/// What giving deliveries to a courier would do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    /// Of all commands, in their order.
    pub items: Vec<ItemVerdict>,
    /// The courier as they would be afterwards; `None` where no command names one who is here.
    pub courier: Option<CourierView>,
    /// The day's late deliveries before and afterwards, as [`Counts::late`] has them.
    pub late_before: u64,
    pub late_after: u64,
    /// Late or at risk afterwards and not before, of whatever day: those given, and those the courier has already.
    pub newly_late: u64,
    pub newly_at_risk: u64,
    /// Late before and not afterwards.
    pub no_longer_late: u64,
    /// Of those given: late before and afterwards.
    pub still_late: u64,
    /// By how much later the courier is done with the day's stops, seconds; negative is earlier. `None` where
    /// nothing is left to do.
    pub later_secs: Option<i64>,
}
