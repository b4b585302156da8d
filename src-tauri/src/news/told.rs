//! Which news are worth a notification, as a function of what was seen before and what is seen now. Knows no window,
//! no words and no clock.

use domain::{
    entities::{Exception, ExceptionKind},
    id::{ExceptionId, HubId, UserId},
    rejection::Rejection,
    units::{Millis, ServiceDate},
};
use std::collections::HashSet;
use wire::{error::Problem, ipc::SyncState};

/// What comes within this time is told together.
const GATHER_MS: i64 = 2_000;
/// The same kind does not speak again for this long.
const REST_MS: i64 = 30_000;
/// Not syncing for longer is worth a notification.
const OUTAGE_MS: i64 = 5 * 60_000;

/// A command the server refused, or set aside because it could not read it.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    pub name: String,
    /// An item that was refused; how many of how many were.
    pub label: String,
    pub refused: u32,
    pub items: u32,
    pub quarantined: bool,
    pub rejection: Rejection,
}

/// A command whose answer cannot be read here.
#[derive(Clone, Debug, PartialEq)]
pub struct Unknown {
    pub name: String,
    pub label: String,
}

/// An exception nobody here has seen yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Raised {
    pub id: ExceptionId,
    pub kind: ExceptionKind,
    pub label: String,
}

/// Why nothing has been exchanged for a while.
#[derive(Clone, Debug, PartialEq)]
pub struct Outage {
    pub since: Millis,
    pub waiting: u64,
    /// What does not pass by itself; `None`: there is no network, or no server at the moment.
    pub fault: Option<Problem>,
}

/// News of one kind on their way: what comes at once is one notification.
#[derive(Debug)]
pub struct Gathered<T> {
    items: Vec<T>,
    due: i64,
    rests_until: i64,
}

impl<T> Default for Gathered<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            due: 0,
            rests_until: 0,
        }
    }
}

impl<T> Gathered<T> {
    pub fn add(&mut self, item: T, now: Millis) {
        if self.items.is_empty() {
            self.due = self.rests_until.max(now.0 + GATHER_MS);
        }
        self.items.push(item);
    }

    /// Everything there is, once it is time.
    pub fn take(&mut self, now: Millis) -> Vec<T> {
        if self.items.is_empty() || now.0 < self.due {
            return Vec::new();
        }
        self.rests_until = now.0 + REST_MS;
        std::mem::take(&mut self.items)
    }
}

/// What was seen and told so far.
#[derive(Debug, Default)]
pub struct Told {
    /// The open exceptions of the hub looked at. The first look at a hub tells nothing: what is there is old.
    open: Option<(HubId, HashSet<ExceptionId>)>,
    at_risk: Option<(HubId, ServiceDate, u64)>,
    outage: Option<Outage>,
    outage_told: bool,
    pub refused: Gathered<Refused>,
    pub unknown: Gathered<Unknown>,
    pub raised: Gathered<Raised>,
}

impl Told {
    /// Whether `hub`'s exceptions were looked at last.
    pub fn knows(&self, hub: HubId) -> bool {
        self.open.as_ref().is_some_and(|(known, _)| *known == hub)
    }

    /// The open exceptions of `hub` as they are now; those that are new are on their way to be told to `me`.
    pub fn look<'a>(
        &mut self,
        hub: HubId,
        open: impl Iterator<Item = &'a Exception> + Clone,
        me: Option<UserId>,
        now: Millis,
    ) {
        let ids = open.clone().map(|exception| exception.id).collect();
        let before = self.open.replace((hub, ids));
        let Some((_, known)) = before.filter(|(known, _)| *known == hub) else {
            return;
        };
        for exception in open.filter(|e| !known.contains(&e.id) && is_news(e, me)) {
            let raised = Raised {
                id: exception.id,
                kind: exception.kind,
                label: exception.label.clone(),
            };
            self.raised.add(raised, now);
        }
    }

    /// How many deliveries of the hub's present day are at risk; they are told when they have become more.
    pub fn at_risk(&mut self, hub: HubId, today: ServiceDate, count: u64) -> Option<u64> {
        let before = self.at_risk.replace((hub, today, count));
        let (_, _, known) = before.filter(|(h, day, _)| (*h, *day) == (hub, today))?;
        (count > known).then_some(count)
    }

    pub fn sync(&mut self, sync: &SyncState, now: Millis) {
        if sync.online {
            self.outage = None;
            self.outage_told = false;
            return;
        }
        let since = self.outage.as_ref().map_or(now, |outage| outage.since);
        let fault = sync.problem.clone().filter(|p| !p.code.passes());
        self.outage = Some(Outage {
            since,
            waiting: sync.waiting,
            fault,
        });
    }

    /// The outage, once, when it has lasted.
    pub fn lasting_outage(&mut self, now: Millis) -> Option<Outage> {
        let outage = self.outage.as_ref()?;
        if self.outage_told || now.0 - outage.since.0 < OUTAGE_MS {
            return None;
        }
        self.outage_told = true;
        Some(outage.clone())
    }
}

/// Whoever imports sees the rows in the import, and whoever is refused is told of the refusal itself.
fn is_news(exception: &Exception, me: Option<UserId>) -> bool {
    match exception.kind {
        ExceptionKind::ImportRow => false,
        ExceptionKind::Rejected | ExceptionKind::Quarantined => Some(exception.raised_by) != me,
        ExceptionKind::Contested | ExceptionKind::Conflict | ExceptionKind::LateRisk => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{entity::Table, id::CommandId};
    use uuid::Uuid;
    use wire::error::ErrorCode;

    const ME: UserId = UserId(Uuid::from_u128(1));
    const COLLEAGUE: UserId = UserId(Uuid::from_u128(2));

    fn hub(n: u128) -> HubId {
        HubId(Uuid::from_u128(n))
    }

    fn exception(n: u128, kind: ExceptionKind, raised_by: UserId) -> Exception {
        Exception {
            id: ExceptionId(Uuid::from_u128(n)),
            hub_id: hub(1),
            kind,
            entity_table: Table::Delivery,
            entity_id: Uuid::nil(),
            label: format!("BRQ-{n}"),
            command_id: CommandId(Uuid::nil()),
            command_name: "deliver.v1".into(),
            intended: domain::value::Json(serde_json::Value::Null),
            reason: domain::value::Json(serde_json::Value::Null),
            cash_halalas: 0,
            courier_id: None,
            raised_by,
            device_at: Millis(0),
            raised_at: Millis(0),
            claimed_by: None,
            claimed_at: None,
            resolved_by: None,
            resolved_at: None,
            resolution: None,
            resolution_reason: String::new(),
        }
    }

    fn contested(ids: impl IntoIterator<Item = u128>) -> Vec<Exception> {
        ids.into_iter()
            .map(|n| exception(n, ExceptionKind::Contested, COLLEAGUE))
            .collect()
    }

    fn labels(raised: &[Raised]) -> Vec<&str> {
        raised.iter().map(|r| r.label.as_str()).collect()
    }

    #[test]
    fn another_hub_s_old_exceptions_are_not_new() {
        let mut told = Told::default();
        let (north, centre) = (contested(1..5), contested(10..300));
        told.look(hub(1), north.iter(), Some(ME), Millis(0));
        told.look(hub(2), centre.iter(), Some(ME), Millis(1));
        // Somebody takes one and another is raised.
        let later = contested(10..301);
        told.look(hub(2), later.iter(), Some(ME), Millis(2));
        told.look(hub(1), north.iter(), Some(ME), Millis(3));
        assert_eq!(labels(&told.raised.take(Millis(10_000))), ["BRQ-300"]);
    }

    #[test]
    fn what_comes_at_once_is_told_at_once() {
        let mut told = Told::default();
        told.look(hub(1), [].iter(), Some(ME), Millis(0));
        told.look(hub(1), contested(0..200).iter(), Some(ME), Millis(1_000));
        told.look(hub(1), contested(0..452).iter(), Some(ME), Millis(2_000));
        assert!(told.raised.take(Millis(2_500)).is_empty(), "more may come");
        assert_eq!(told.raised.take(Millis(3_000)).len(), 452);
        told.look(hub(1), contested(0..453).iter(), Some(ME), Millis(4_000));
        assert!(told.raised.take(Millis(20_000)).is_empty(), "it rests");
        assert_eq!(labels(&told.raised.take(Millis(33_000))), ["BRQ-452"]);
    }

    #[test]
    fn everybody_is_told_but_of_what_they_were_shown() {
        let all = [
            exception(1, ExceptionKind::Rejected, ME),
            exception(2, ExceptionKind::Quarantined, ME),
            exception(3, ExceptionKind::Contested, ME),
            exception(4, ExceptionKind::Conflict, COLLEAGUE),
            exception(5, ExceptionKind::Rejected, COLLEAGUE),
            exception(6, ExceptionKind::ImportRow, COLLEAGUE),
        ];
        for (person, expected) in [
            (ME, vec!["BRQ-3", "BRQ-4", "BRQ-5"]),
            (COLLEAGUE, vec!["BRQ-1", "BRQ-2", "BRQ-3", "BRQ-4"]),
        ] {
            let mut told = Told::default();
            told.look(hub(1), [].iter(), Some(person), Millis(0));
            told.look(hub(1), all.iter(), Some(person), Millis(0));
            assert_eq!(labels(&told.raised.take(Millis(9_000))), expected);
        }
    }

    #[test]
    fn more_at_risk_today_is_told_and_another_hub_or_day_is_not_more() {
        let mut told = Told::default();
        let today: ServiceDate = "2026-11-29".parse().unwrap();
        let tomorrow = today.plus_days(1);
        assert_eq!(told.at_risk(hub(1), today, 5), None);
        assert_eq!(told.at_risk(hub(1), today, 7), Some(7));
        assert_eq!(told.at_risk(hub(1), today, 6), None);
        assert_eq!(told.at_risk(hub(2), today, 40), None);
        assert_eq!(told.at_risk(hub(2), tomorrow, 60), None);
        assert_eq!(told.at_risk(hub(1), today, 6), None);
    }

    #[test]
    fn an_outage_is_told_once_with_since_when_and_why() {
        let mut told = Told::default();
        let mut sync = SyncState {
            waiting: 29,
            problem: Some(Problem::new(ErrorCode::ServerUnreachable, "gone")),
            ..SyncState::default()
        };
        told.sync(&sync, Millis(1_000));
        told.sync(&sync, Millis(60_000));
        assert_eq!(told.lasting_outage(Millis(300_000)), None);
        let outage = told.lasting_outage(Millis(301_000)).unwrap();
        // No network is no fault.
        assert_eq!((outage.since, outage.waiting), (Millis(1_000), 29));
        assert_eq!(outage.fault, None);
        assert_eq!(told.lasting_outage(Millis(999_000)), None);
        sync.online = true;
        told.sync(&sync, Millis(999_000));
        sync.online = false;
        sync.problem = Some(Problem::new(ErrorCode::ProtocolTooOld, "old"));
        told.sync(&sync, Millis(1_000_000));
        let outage = told.lasting_outage(Millis(1_300_000)).unwrap();
        assert_eq!(outage.fault.unwrap().code, ErrorCode::ProtocolTooOld);
    }
}
