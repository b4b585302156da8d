//! Which kind of answer belongs to which type, so that a caller names the type alone.

use domain::{entities::Merchant, id::DeliveryId};
use wire::ipc::*;

/// A payload of [`QueryResult`].
pub trait Answer: Sized + Clone + PartialEq + Send + Sync + 'static {
    fn pick(result: QueryResult) -> Option<Self>;
}

macro_rules! answers {
    ($($ty:ty = $variant:ident),+ $(,)?) => {$(
        impl Answer for $ty {
            fn pick(result: QueryResult) -> Option<Self> {
                match result { QueryResult::$variant(inner) => Some(inner), _ => None }
            }
        }
    )+};
}

answers! {
    Counts = Counts,
    Vec<HubCounts> = HubCounts,
    Vec<HubView> = Hubs,
    DeliveryPage = Deliveries,
    Vec<DeliveryId> = DeliveryIds,
    Vec<DeliveryRow> = DeliveryRows,
    Vec<Target> = Targets,
    Option<Box<DeliveryDetail>> = Delivery,
    Board = Board,
    Vec<ExceptionView> = Exceptions,
    MapView = Map,
    DashboardView = Dashboard,
    Vec<CourierView> = Couriers,
    Vec<ZoneView> = Zones,
    Vec<Merchant> = Merchants,
    Vec<ImportView> = ImportBatches,
    ImportUndo = ImportUndo,
    Vec<FilterCount> = FilterCounts,
    Vec<SearchHit> = Search,
    Vec<HubHits> = SearchElsewhere,
    Preview = Preview,
    Forecast = Forecast,
    SyncView = Sync,
    Vec<OutboxItem> = Outbox,
}
