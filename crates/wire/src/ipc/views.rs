//! Rows and pages the screens show, with what a row needs already joined in.

use domain::{
    decide::{ItemVerdict, Verdict},
    entities::*,
    entity::Table,
    id::*,
    rejection::Rejection,
    units::*,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A name in both languages; at least one is not empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    pub ar: String,
    pub en: String,
}

impl Name {
    /// The name in the wanted language, or the other where it is empty.
    pub fn get(&self, arabic: bool) -> &str {
        match (arabic, self.ar.is_empty(), self.en.is_empty()) {
            (true, false, _) | (_, false, true) => &self.ar,
            _ => &self.en,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HubView {
    pub id: HubId,
    pub name: Name,
    pub city: String,
    pub time_zone: String,
    pub day_starts_at_min: i32,
    pub point: Point,
    pub role: Role,
}

/// Numbers for pill, rail and status bar: of one hub and one service day, as the lists of that day have them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Counts {
    /// Ready and nobody's.
    pub unassigned: u64,
    /// Couriers whose shift of the day is under way now: [`CourierView::on_shift`].
    pub couriers_on_shift: u64,
    /// Share of the day's promised deliveries that were on time, percent with one decimal; absent before the first.
    pub on_time_pct: Option<f64>,
    /// Open work of earlier days; none of a day that has not begun.
    pub carried_over: u64,
    /// Of the hub, whatever the day.
    pub open_exceptions: u64,
    pub late: u64,
    pub at_risk: u64,
}

/// What needs a person in one hub.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubCounts {
    pub hub: HubId,
    pub name: Name,
    pub open_exceptions: u64,
}

/// An imported file. What of it is here is counted, whatever the file promised.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportView {
    #[serde(flatten)]
    pub batch: ImportBatch,
    /// Its deliveries that are in the hub.
    pub here: u64,
    /// Rows that this computer has still to import: it was cancelled, or interrupted.
    pub to_come: u64,
}

/// What taking an import back would do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportUndo {
    /// Its deliveries that nobody touched.
    pub goes: u64,
    /// Its deliveries that were changed since.
    pub stays: u64,
}

/// What the deliveries table shows. Empty lists do not filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryFilter {
    pub hub: HubId,
    /// This day's deliveries, and once it has begun open ones of earlier days (marked as carried over). `None`: all
    /// days.
    pub date: Option<ServiceDate>,
    #[serde(default)]
    pub states: Vec<DeliveryState>,
    #[serde(default)]
    pub zones: Vec<ZoneId>,
    /// Only deliveries outside all zones.
    #[serde(default)]
    pub outside_zones: bool,
    #[serde(default)]
    pub couriers: Vec<CourierId>,
    #[serde(default)]
    pub merchants: Vec<MerchantId>,
    #[serde(default)]
    pub batch: Option<ImportBatchId>,
    #[serde(default)]
    pub late_only: bool,
    #[serde(default)]
    pub carried_over_only: bool,
    /// Only deliveries with a command of ours that the server has not seen.
    #[serde(default)]
    pub pending_only: bool,
    /// Due at this moment or later.
    #[serde(default)]
    pub due_from: Option<Millis>,
    /// Due before this moment.
    #[serde(default)]
    pub due_to: Option<Millis>,
    /// Reference, any part of a phone, name, address.
    #[serde(default)]
    pub search: String,
}

impl DeliveryFilter {
    pub fn of(hub: HubId, date: Option<ServiceDate>) -> Self {
        Self {
            hub,
            date,
            states: Vec::new(),
            zones: Vec::new(),
            outside_zones: false,
            couriers: Vec::new(),
            merchants: Vec::new(),
            batch: None,
            late_only: false,
            carried_over_only: false,
            pending_only: false,
            due_from: None,
            due_to: None,
            search: String::new(),
        }
    }
}

domain::text_enum! { FilterBy { State = "state", Zone = "zone", Courier = "courier", Merchant = "merchant" } }

/// One value of a filter, with how many the table would show if it alone of its kind were chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterCount {
    /// A word or an id; `None`: outside zones, or nobody's.
    pub value: Option<String>,
    pub count: u64,
}

domain::text_enum! {
    SortKey {
        Reference = "reference",
        State = "state",
        Recipient = "recipient",
        Zone = "zone",
        Courier = "courier",
        Merchant = "merchant",
        Due = "due",
        Cod = "cod",
        Priority = "priority",
        Updated = "updated",
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sort {
    pub key: SortKey,
    pub descending: bool,
}

domain::text_enum! { BoardSort { LateRisk = "late_risk", Due = "due", Cod = "cod", Reference = "reference" } }

/// One line of the deliveries table, and one card of the board.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeliveryRow {
    pub id: DeliveryId,
    pub rev: i64,
    pub reference: String,
    pub state: DeliveryState,
    pub recipient: String,
    pub phone: Option<String>,
    pub address: String,
    pub merchant: Name,
    pub zone: Option<ZoneId>,
    pub zone_name: Name,
    pub courier: Option<CourierId>,
    pub courier_name: Name,
    pub service_date: ServiceDate,
    pub carried_over: bool,
    pub due_at: Option<Millis>,
    /// Seconds between estimated arrival and due; negative is late. Absent for finished or undated ones.
    pub slack_secs: Option<i64>,
    pub at_risk: bool,
    /// For finished ones: whether it was on time.
    pub on_time: Option<bool>,
    pub cod_halalas: i64,
    pub priority: i32,
    pub parcel_count: i32,
    pub weight_g: i64,
    pub point: Option<Point>,
    pub attempt_no: i32,
    /// A command of ours on it has no outcome yet.
    pub pending: bool,
    /// A queued command of ours no longer has an effect (doubtful).
    pub doubtful: bool,
    pub open_exceptions: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeliveryPage {
    pub total: u64,
    pub offset: u64,
    pub rows: Vec<DeliveryRow>,
}

/// One delivery an action is for, with what forms and messages need of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Target {
    pub id: DeliveryId,
    pub hub: HubId,
    pub reference: String,
    pub courier: Option<CourierId>,
    pub cod_halalas: i64,
    pub proof_required: Proof,
    pub state: DeliveryState,
    pub state_before: Option<DeliveryState>,
    pub priority: i32,
}

/// Everything the drawer shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeliveryDetail {
    pub row: DeliveryRow,
    pub delivery: Delivery,
    pub merchant: Option<Merchant>,
    pub courier: Option<CourierView>,
    pub attempts: Vec<Attempt>,
    pub notes: Vec<NoteView>,
    pub timeline: Vec<EventView>,
    pub exceptions: Vec<ExceptionView>,
    pub pending: Vec<OutboxItem>,
    /// Action words the state table and the user's role allow now.
    pub allowed: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoteView {
    pub note: Note,
    pub author: Name,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventView {
    pub event: Event,
    pub actor: Name,
    /// Where it stands in the timeline: when it happened, as far as that is known.
    pub at: Millis,
    /// The courier it took the delivery from, and the one it gave it to.
    pub courier_before: Option<Name>,
    pub courier: Option<Name>,
    pub pending: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CourierView {
    pub id: CourierId,
    /// With the end of the phone number, where another courier of the hub has the same.
    pub name: Name,
    pub phone: String,
    pub status: CourierStatus,
    pub skills: Vec<String>,
    pub vehicle: Option<VehicleKind>,
    pub plate: String,
    /// The day's shift that is open or planned.
    pub shift: Option<Shift>,
    /// Whether that shift is under way.
    pub on_shift: bool,
    /// The day's open deliveries of theirs, carried over ones too.
    pub open_deliveries: u32,
    /// Of which they still drive to.
    pub stops: u32,
    /// What they have in hand, and the day's stops.
    pub load_parcels: i32,
    pub load_weight_g: i64,
    pub capacity_parcels: Option<i32>,
    pub capacity_weight_g: Option<i64>,
    pub cash_held_halalas: i64,
    pub cash_limit_halalas: i64,
    /// References of the next stops, in order, at most 3.
    pub next_stops: Vec<String>,
    pub position: Option<PositionView>,
    pub late: u32,
    pub at_risk: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PositionView {
    pub point: Point,
    pub at: Millis,
    pub heading_deg: Option<i32>,
    pub speed_kmh: Option<i32>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ZoneView {
    pub id: ZoneId,
    pub name: Name,
    pub color: String,
    pub priority: i32,
    pub geometry: Rings,
}

/// Unassigned by zone, and couriers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Board {
    pub groups: Vec<BoardGroup>,
    pub couriers: Vec<CourierView>,
}

/// `zone` absent: outside zones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoardGroup {
    pub zone: Option<ZoneId>,
    pub name: Name,
    pub color: String,
    pub rows: Vec<DeliveryRow>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExceptionView {
    pub exception: Exception,
    pub raised_by: Name,
    pub claimed_by: Option<Name>,
    pub resolved_by: Option<Name>,
    pub comments: Vec<NoteView>,
    /// The delivery's present state, when it is one.
    pub state: Option<DeliveryState>,
    pub pending: bool,
    /// Parsed from the exception: for a rejection or contested report.
    pub rejection: Option<Rejection>,
    /// What was refused or set aside, item by item, where it is several; `exception.reason` is the first's.
    #[serde(default)]
    pub items: Vec<RefusedView>,
    /// For a conflict: column, from, mine, theirs.
    pub conflict: Vec<ConflictField>,
    /// Who made the change that this one met, and when: for a conflict or a refusal on known values.
    #[serde(default)]
    pub met: Option<MetChange>,
    /// For a contested report that is open: all open ones about the same delivery, in the order in which they
    /// happened. They are settled together, and a list shows them as one.
    #[serde(default)]
    pub reports: Vec<ContestedReport>,
    /// For a report of a delivery that had been recorded as delivered: what is recorded.
    #[serde(default)]
    pub recorded: Option<RecordedDelivery>,
}

/// One of the contested reports about a delivery.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContestedReport {
    pub exception: Exception,
    pub raised_by: Name,
    pub courier: Option<Name>,
    pub rejection: Option<domain::rejection::Rejection>,
}

/// A delivery as somebody recorded it: who, when, how it was paid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordedDelivery {
    pub by: Name,
    pub courier: Option<Name>,
    /// When it happened, as recorded.
    pub at: Millis,
    pub collected: Vec<Payment>,
}

/// One of the items an exception is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RefusedView {
    pub id: Uuid,
    /// What people call it; empty where it may not be told.
    pub label: String,
    /// Why not; absent when the command was set aside.
    pub rejection: Option<Rejection>,
    /// Its present state, when it is a delivery of the hub.
    pub state: Option<DeliveryState>,
}

/// The change that a refused command or a conflicting edit met.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetChange {
    pub by: Name,
    pub at: Millis,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConflictField {
    pub column: String,
    pub from: serde_json::Value,
    pub mine: serde_json::Value,
    pub theirs: serde_json::Value,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MapView {
    pub hub: Point,
    pub zones: Vec<ZoneView>,
    pub deliveries: Vec<DeliveryRow>,
    pub couriers: Vec<CourierView>,
}

/// Figures of the deliveries the table shows for the day, and series for the three charts, one entry per hour.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DashboardView {
    pub hours: Vec<DashboardHour>,
    /// (lower bound in minutes late (negative = early), count), bins of 5 minutes, finished and open by estimate.
    pub lateness: Vec<(i32, u32)>,
    pub on_time_target_pct: i32,
    /// As [`Counts::on_time_pct`].
    pub on_time_pct: Option<f64>,
    pub delivered: u64,
    pub failed: u64,
    pub open: u64,
    pub cod_outstanding_halalas: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DashboardHour {
    pub from: Millis,
    /// Deliveries due in this hour by their present state.
    pub by_state: Vec<(DeliveryState, u32)>,
    /// Promised ones delivered in this hour, and how many of them on time.
    pub delivered: u32,
    pub on_time: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SearchHit {
    pub row: DeliveryRow,
    /// Which field matched.
    pub field: String,
}

/// What a search finds in another hub.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubHits {
    pub hub: HubId,
    pub name: Name,
    pub hits: u64,
    /// There are more than were counted.
    pub more: bool,
    /// The likeliest.
    pub first: DeliveryId,
}

domain::text_enum! {
    OutboxState {
        /// Durable here; no server has answered it.
        Queued = "queued",
        /// A request with it is under way.
        Sending = "sending",
        /// Its replay no longer has an effect; the server decides.
        Doubtful = "doubtful",
        /// Decided by the server, kept for the record.
        Applied = "applied",
        Rejected = "rejected",
        Quarantined = "quarantined",
        /// Answered by a server of another release in a way that this one cannot read.
        Unknown = "unknown",
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutboxItem {
    pub command_id: CommandId,
    pub seq: Option<i64>,
    pub name: String,
    pub state: OutboxState,
    pub issued_at: Millis,
    pub items: u32,
    /// What people call the first item.
    pub label: String,
    /// What the server made of its items; absent while it waits, and where it was not decided or nothing here can read
    /// how.
    #[serde(default)]
    pub tally: Option<Tally>,
}

/// How many items of a command went which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Applied, or so already.
    pub done: u32,
    pub refused: u32,
    /// Kept as contested reports and edit conflicts, for a person to settle.
    pub disputed: u32,
    /// Nothing here can read what became of them.
    #[serde(default)]
    pub unknown: u32,
}

impl Tally {
    pub fn of(items: &[ItemVerdict]) -> Self {
        let mut tally = Self::default();
        for item in items {
            match item.verdict {
                Verdict::Applied { .. } | Verdict::Unchanged => tally.done += 1,
                Verdict::Rejected { .. } => tally.refused += 1,
                Verdict::Contested { .. } | Verdict::Conflict { .. } => tally.disputed += 1,
                Verdict::Unknown(_) => tally.unknown += 1,
            }
        }
        tally
    }

    pub const fn total(&self) -> u32 {
        self.done + self.refused + self.disputed + self.unknown
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SyncView {
    pub state: super::SyncState,
    pub scopes: Vec<ScopeView>,
    pub exchanges: Vec<ExchangeView>,
    /// About how many deliveries the search index lacks yet; until it is 0 they are found more slowly.
    #[serde(default)]
    pub search_left: u64,
    pub outbox_queued: u64,
    pub outbox_doubtful: u64,
    pub replica_bytes: u64,
    pub rows: Vec<(Table, u64)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScopeView {
    pub scope: ScopeId,
    pub name: Name,
    pub epoch: Uuid,
    pub v: i64,
    pub sum: String,
}

/// One exchange with the server, for the history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExchangeView {
    pub at: Millis,
    pub duration_ms: i64,
    pub rows: u64,
    pub evictions: u64,
    pub commands: u64,
    pub bytes: u64,
    /// An error code, when it failed.
    pub error: Option<String>,
}
