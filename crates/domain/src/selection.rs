//! What a command names: how many items, which, and the same command for some of them alone.

use crate::{
    command::{Command, MAX_BYTES, Other, Refused},
    decide::ItemVerdict,
    entities::Policy,
    entity::Table,
    id::HubId,
    name::ActionKind,
};
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

impl Command {
    /// How many items the command names.
    pub fn len(&self) -> usize {
        match self {
            Self::Deliveries(command) => command.items.len(),
            Self::Other(other) => match other {
                Other::Create { deliveries, .. } => deliveries.len(),
                Other::ImportRows { rows, problems, .. } => rows.len() + problems.len(),
                Other::Edit { edits, .. } => edits.len(),
                Other::UndoImport { items, .. } | Other::LogContact { items, .. } => items.len(),
                Other::Claim { items, .. } | Other::Resolve { items, .. } => items.len(),
                Other::Raise { refused, .. } => refused.len(),
                Other::AddNote { items, .. } => items.len(),
                Other::UpsertZone { zones, .. } => zones.len(),
                Other::RetireZone { items, .. } => items.len(),
                Other::UpsertCourier { couriers, .. } => couriers.len(),
                Other::RetireCourier { items, .. } => items.len(),
                Other::UpsertVehicle { vehicles, .. } => vehicles.len(),
                Other::RetireVehicle { items, .. } => items.len(),
                Other::OpenShift { shifts, .. } => shifts.len(),
                Other::CloseShift { items, .. } => items.len(),
                Other::Transfer { items, .. } => items.len(),
                Other::Archive { items, .. } => items.len(),
                Other::UpsertMerchant { merchants } => merchants.len(),
                Other::UpsertHub { hubs } => hubs.len(),
                Other::UpsertStaff { staff } => staff.len(),
                Other::ResolveContested { .. }
                | Other::Comment { .. }
                | Other::SettleCash { .. }
                | Other::SetPolicy { .. }
                | Other::Grant { .. } => 1,
            },
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entities the command names, in the order of its items. An import's problem rows name none.
    pub fn items(&self) -> Vec<(Table, Uuid)> {
        fn on<I: Into<Uuid>>(table: Table, ids: impl IntoIterator<Item = I>) -> Vec<(Table, Uuid)> {
            ids.into_iter().map(|id| (table, id.into())).collect()
        }
        match self {
            Self::Deliveries(command) => on(Table::Delivery, command.items.iter().copied()),
            Self::Other(other) => match other {
                Other::Create { hub, deliveries } => {
                    on(Table::Delivery, deliveries.iter().map(|new| new.id(*hub)))
                }
                Other::ImportRows { hub, rows, .. } => {
                    on(Table::Delivery, rows.iter().map(|new| new.id(*hub)))
                }
                Other::Edit { edits, .. } => {
                    on(Table::Delivery, edits.iter().map(|edit| edit.delivery))
                }
                Other::UndoImport { items, .. } | Other::LogContact { items, .. } => {
                    on(Table::Delivery, items.iter().copied())
                }
                Other::Claim { items, .. } | Other::Resolve { items, .. } => {
                    on(Table::Exception, items.iter().copied())
                }
                Other::ResolveContested { exception, .. } | Other::Comment { exception, .. } => {
                    on(Table::Exception, [*exception])
                }
                Other::Raise {
                    intended, refused, ..
                } => of_refused(intended, refused).collect(),
                Other::AddNote {
                    entity_table,
                    items,
                    ..
                } => on(*entity_table, items.iter().copied()),
                Other::SettleCash { courier, .. } => on(Table::Courier, [*courier]),
                Other::UpsertZone { zones, .. } => on(Table::Zone, zones.iter().map(|z| z.id)),
                Other::RetireZone { items, .. } => on(Table::Zone, items.iter().copied()),
                Other::UpsertCourier { couriers, .. } => {
                    on(Table::Courier, couriers.iter().map(|c| c.id))
                }
                Other::RetireCourier { items, .. } => on(Table::Courier, items.iter().copied()),
                Other::UpsertVehicle { vehicles, .. } => {
                    on(Table::Vehicle, vehicles.iter().map(|v| v.id))
                }
                Other::RetireVehicle { items, .. } => on(Table::Vehicle, items.iter().copied()),
                Other::OpenShift { shifts, .. } => on(Table::Shift, shifts.iter().map(|s| s.id)),
                Other::CloseShift { items, .. } => on(Table::Shift, items.iter().copied()),
                Other::Transfer {
                    entity_table,
                    items,
                    ..
                } => on(*entity_table, items.iter().copied()),
                Other::Archive { items, .. } => on(Table::Delivery, items.iter().copied()),
                Other::UpsertMerchant { merchants } => {
                    on(Table::Merchant, merchants.iter().map(|m| m.id))
                }
                Other::UpsertHub { hubs } => on(Table::Hub, hubs.iter().map(|h| h.id)),
                Other::UpsertStaff { staff } => on(Table::Staff, staff.iter().map(|s| s.id)),
                Other::SetPolicy { .. } => on(Table::Policy, [Policy::ID]),
                Other::Grant { user, .. } => on(Table::Staff, [*user]),
            },
        }
    }

    /// An item the command names twice, where a selection is a set: its ids are minted per item. A delivery is
    /// named once per edited group. Files may hold a reference twice; rows say what they are.
    pub(crate) fn named_twice(&self) -> Option<Uuid> {
        if self.len() < 2 {
            return None;
        }
        let mut seen = HashSet::with_capacity(self.len());
        match self {
            Self::Other(Other::Create { .. } | Other::ImportRows { .. }) => None,
            Self::Other(Other::Edit { edits, .. }) => edits
                .iter()
                .find(|edit| !seen.insert((edit.delivery.0, Some(edit.group))))
                .map(|edit| edit.delivery.0),
            Self::Deliveries(_) | Self::Other(_) => self
                .items()
                .into_iter()
                .map(|(_, id)| id)
                .find(|id| !seen.insert((*id, None))),
        }
    }

    /// The same command for `items` alone; the command itself when it names one thing in any case. Revisions an
    /// undo named and what was seen are left out: whoever retries means the present. Problem rows of an import are
    /// nobody's items.
    pub fn only(&self, items: &BTreeSet<Uuid>) -> Self {
        let mut some = self.clone();
        some.retain(&mut |item| item.is_some_and(|id| items.contains(&id)));
        some.forget_seen();
        some
    }

    /// The same command for the items `kept` marks, one mark per item in order; the command itself when it names
    /// one thing in any case.
    pub fn keeping(&self, kept: &[bool]) -> Self {
        let mut some = self.clone();
        let mut marks = kept.iter();
        some.retain(&mut |_| marks.next().copied().unwrap_or(true));
        let left: BTreeSet<Uuid> = some.items().into_iter().map(|(_, id)| id).collect();
        some.retain_seen(|id| left.contains(&id));
        some
    }

    /// Leaves out the revisions an undo named and what was seen: the present is meant.
    pub fn forget_seen(&mut self) {
        self.retain_seen(|_| false);
    }

    /// Takes out the revisions and what was seen of the items that `keep` does not want.
    fn retain_seen(&mut self, keep: impl Fn(Uuid) -> bool) {
        let other = match self {
            Self::Deliveries(command) => {
                command.if_rev.retain(|id, _| keep(id.0));
                command.saw.retain(|id, _| keep(id.0));
                return;
            }
            Self::Other(other) => other,
        };
        match other {
            Other::Edit { if_rev, .. } => if_rev.retain(|id, _| keep(id.0)),
            Other::Transfer { if_rev, .. } => if_rev.retain(|id, _| keep(*id)),
            // They name neither.
            Other::Create { .. }
            | Other::ImportRows { .. }
            | Other::UndoImport { .. }
            | Other::ResolveContested { .. }
            | Other::Claim { .. }
            | Other::Comment { .. }
            | Other::Resolve { .. }
            | Other::Raise { .. }
            | Other::AddNote { .. }
            | Other::LogContact { .. }
            | Other::SettleCash { .. }
            | Other::UpsertZone { .. }
            | Other::RetireZone { .. }
            | Other::UpsertCourier { .. }
            | Other::RetireCourier { .. }
            | Other::UpsertVehicle { .. }
            | Other::RetireVehicle { .. }
            | Other::OpenShift { .. }
            | Other::CloseShift { .. }
            | Other::Archive { .. }
            | Other::UpsertMerchant { .. }
            | Other::UpsertHub { .. }
            | Other::UpsertStaff { .. }
            | Other::SetPolicy { .. }
            | Other::Grant { .. } => {}
        }
    }

    /// The commands that leave on the desk what `verdicts` refuse of this one: one, unless it would be too large;
    /// none where nothing is refused, or where there is no desk. What was left already is not left again.
    pub fn left_on_desk(&self, verdicts: &[ItemVerdict]) -> Vec<Self> {
        let mut leaving = Vec::new();
        if let Some(hub) = self.hub()
            && self.kind() != ActionKind::Raise
        {
            let mut seen = HashSet::new();
            let refused: Vec<Refused> = verdicts
                .iter()
                .filter_map(|item| Some((item.id, item.rejection()?)))
                .filter(|(id, _)| seen.insert(*id))
                .map(|(id, rejection)| Refused {
                    id,
                    rejection: rejection.clone(),
                })
                .collect();
            self.leave(hub, &refused, &mut leaving);
        }
        leaving
    }

    fn leave(&self, hub: HubId, refused: &[Refused], leaving: &mut Vec<Self>) {
        if refused.is_empty() {
            return;
        }
        let ids = refused.iter().map(|item| item.id).collect();
        let all = Self::Other(Other::Raise {
            hub,
            intended: Box::new(self.only(&ids)),
            refused: refused.to_vec(),
        });
        let fits = serde_json::to_vec(&all).is_ok_and(|json| json.len() <= MAX_BYTES);
        if fits || refused.len() == 1 {
            leaving.push(all);
        } else {
            let (first, second) = refused.split_at(refused.len() / 2);
            self.leave(hub, first, leaving);
            self.leave(hub, second, leaving);
        }
    }

    /// Asks `keep` for every item in order, and takes out the others. A problem row of an import has no id.
    fn retain(&mut self, keep: &mut dyn FnMut(Option<Uuid>) -> bool) {
        match self {
            Self::Deliveries(command) => command.items.retain(|id| keep(Some(id.0))),
            Self::Other(other) => retain(other, keep),
        }
    }
}

/// The entities of refused items; one that `intended` does not name counts as an exception of that id.
pub(crate) fn of_refused<'a>(
    intended: &Command,
    refused: &'a [Refused],
) -> impl Iterator<Item = (Table, Uuid)> + 'a {
    let tables: HashMap<Uuid, Table> = intended
        .items()
        .into_iter()
        .map(|(table, id)| (id, table))
        .collect();
    refused.iter().map(move |item| {
        let table = tables.get(&item.id).copied();
        (table.unwrap_or(Table::Exception), item.id)
    })
}

fn retain(command: &mut Other, keep: &mut dyn FnMut(Option<Uuid>) -> bool) {
    match command {
        Other::Create { hub, deliveries } => deliveries.retain(|new| keep(Some(new.id(*hub).0))),
        Other::ImportRows {
            hub,
            rows,
            problems,
            ..
        } => {
            rows.retain(|new| keep(Some(new.id(*hub).0)));
            problems.retain(|_| keep(None));
        }
        Other::Edit { edits, .. } => edits.retain(|edit| keep(Some(edit.delivery.0))),
        Other::UndoImport { items, .. } | Other::LogContact { items, .. } => {
            items.retain(|id| keep(Some(id.0)));
        }
        Other::Claim { items, .. } | Other::Resolve { items, .. } => {
            items.retain(|id| keep(Some(id.0)));
        }
        Other::Raise { refused, .. } => refused.retain(|item| keep(Some(item.id))),
        Other::AddNote { items, .. } => items.retain(|id| keep(Some(*id))),
        Other::UpsertZone { zones, .. } => zones.retain(|z| keep(Some(z.id.0))),
        Other::RetireZone { items, .. } => items.retain(|id| keep(Some(id.0))),
        Other::UpsertCourier { couriers, .. } => couriers.retain(|c| keep(Some(c.id.0))),
        Other::RetireCourier { items, .. } => items.retain(|id| keep(Some(id.0))),
        Other::UpsertVehicle { vehicles, .. } => vehicles.retain(|v| keep(Some(v.id.0))),
        Other::RetireVehicle { items, .. } => items.retain(|id| keep(Some(id.0))),
        Other::OpenShift { shifts, .. } => shifts.retain(|s| keep(Some(s.id.0))),
        Other::CloseShift { items, .. } => items.retain(|id| keep(Some(id.0))),
        Other::Transfer { items, .. } => items.retain(|id| keep(Some(*id))),
        Other::Archive { items, .. } => items.retain(|id| keep(Some(id.0))),
        Other::UpsertMerchant { merchants } => merchants.retain(|m| keep(Some(m.id.0))),
        Other::UpsertHub { hubs } => hubs.retain(|h| keep(Some(h.id.0))),
        Other::UpsertStaff { staff } => staff.retain(|s| keep(Some(s.id.0))),
        Other::ResolveContested { .. }
        | Other::Comment { .. }
        | Other::SettleCash { .. }
        | Other::SetPolicy { .. }
        | Other::Grant { .. } => {}
    }
}
