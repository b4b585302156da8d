//! What the outbox says of commands that wait: one is being sent while a request with it is under way to a server that
//! is there, and waits otherwise, whatever was tried before. Owns which request that is.

use super::Inner;
use std::sync::atomic::{AtomicI64, Ordering};
use wire::ipc::{OutboxItem, OutboxState, QueryResult};

/// The highest number of a command in the request under way; 0 without one.
#[derive(Default)]
pub(super) struct InFlight(AtomicI64);

impl InFlight {
    /// It counts until the answer is dropped.
    pub(super) fn set(&self, last: i64) -> Flight<'_> {
        self.0.store(last, Ordering::Relaxed);
        Flight(self)
    }
}

pub(super) struct Flight<'a>(&'a InFlight);

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        self.0.0.store(0, Ordering::Relaxed);
    }
}

impl Inner {
    /// Marks what is being sent.
    pub(super) fn mark_sending(&self, result: &mut QueryResult) {
        let there = self.status.state.borrow().online;
        let last = self.in_flight.0.load(Ordering::Relaxed);
        if !there {
            return;
        }
        match result {
            QueryResult::Outbox(items) => mark(items, last),
            QueryResult::Delivery(Some(detail)) => mark(&mut detail.pending, last),
            // Nothing in them says of a command that it waits.
            QueryResult::Delivery(None)
            | QueryResult::Counts(_)
            | QueryResult::HubCounts(_)
            | QueryResult::Hubs(_)
            | QueryResult::Deliveries(_)
            | QueryResult::DeliveryIds(_)
            | QueryResult::DeliveryRows(_)
            | QueryResult::Targets(_)
            | QueryResult::FilterCounts(_)
            | QueryResult::Board(_)
            | QueryResult::Exceptions(_)
            | QueryResult::Map(_)
            | QueryResult::Dashboard(_)
            | QueryResult::Couriers(_)
            | QueryResult::Zones(_)
            | QueryResult::Merchants(_)
            | QueryResult::ImportBatches(_)
            | QueryResult::ImportUndo(_)
            | QueryResult::Search(_)
            | QueryResult::SearchElsewhere(_)
            | QueryResult::Preview(_)
            | QueryResult::Forecast(_)
            | QueryResult::Sync(_) => {}
        }
    }
}

/// `last`: the highest number in the request under way.
fn mark(items: &mut [OutboxItem], last: i64) {
    for item in items {
        if item.state == OutboxState::Queued && item.seq.is_some_and(|seq| seq <= last) {
            item.state = OutboxState::Sending;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{id::CommandId, units::Millis};
    use uuid::Uuid;

    fn line(seq: Option<i64>, state: OutboxState) -> OutboxItem {
        OutboxItem {
            command_id: CommandId(Uuid::nil()),
            seq,
            name: "assign.v1".into(),
            state,
            issued_at: Millis(0),
            items: 1,
            label: "BRQ-1".into(),
            tally: None,
        }
    }

    #[test]
    fn only_what_is_in_the_request_under_way_is_being_sent() {
        use OutboxState::{Applied, Doubtful, Queued, Sending};
        let mut items = [
            line(Some(4), Applied),
            line(Some(5), Doubtful),
            line(Some(6), Queued),
            line(Some(7), Queued),
            line(None, Queued),
        ];
        let in_flight = InFlight::default();
        {
            let _flight = in_flight.set(6);
            mark(&mut items, in_flight.0.load(Ordering::Relaxed));
            let states = items.each_ref().map(|item| item.state);
            assert_eq!(states, [Applied, Doubtful, Sending, Queued, Queued]);
        }
        let mut items = [line(Some(6), Queued)];
        mark(&mut items, in_flight.0.load(Ordering::Relaxed));
        assert_eq!(items[0].state, Queued, "it ended without an answer");
    }
}
