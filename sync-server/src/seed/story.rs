//! How the made-up day came about: the commands, in order, each with the moment at which it was given. Pure.

use super::{
    day::{DeliveryPlan, Fate, Span},
    layout::Layout,
};
use domain::{
    command::{Action, Command, OnDeliveries, Other, Report},
    entities::{AttemptReason, PayMethod, Payment, Proof, ReportedBy},
    id::DeliveryId,
    units::Millis,
};
use std::collections::BTreeMap;

/// The most deliveries created by one command: each is a row and an event.
const CREATED_AT_ONCE: usize = 200;

/// A command and when it was given.
pub struct Told {
    pub at: Millis,
    pub command: Command,
}

/// The steps a delivery takes to its fate: the action, hours before it is at the door.
fn steps(plan: &DeliveryPlan, courier: domain::id::CourierId) -> Vec<(f64, Step)> {
    use Fate::*;
    let path = [
        (1.1, Step::Assign(courier)),
        (0.9, Step::Dispatch),
        (0.6, Step::Pickup),
        (0.25, Step::Depart),
        (0.05, Step::Arrive),
    ];
    let along = match plan.fate {
        Waiting => return Vec::new(),
        Held => return vec![(2.0, Step::Hold)],
        Cancelled => return vec![(2.0, Step::Cancel)],
        Assigned => 1,
        Dispatched => 2,
        PickedUp => 3,
        EnRoute => 4,
        Arrived | Delivered | Failed => 5,
    };
    let mut steps = path[..along].to_vec();
    match plan.fate {
        Delivered => steps.push((0.0, Step::Deliver(plan.new.cod_halalas))),
        Failed => steps.push((0.0, Step::Fail)),
        Waiting | Held | Cancelled | Assigned | Dispatched | PickedUp | EnRoute | Arrived => {}
    }
    steps
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Hold,
    Cancel,
    Assign(domain::id::CourierId),
    Dispatch,
    Pickup,
    Depart,
    Arrive,
    Deliver(i64),
    Fail,
}

impl Step {
    fn action(self, at: Millis) -> Action {
        match self {
            Self::Assign(courier) => Action::Assign { courier },
            Self::Dispatch => Action::Dispatch,
            Self::Pickup => Action::RecordPickup,
            Self::Depart => Action::Depart,
            Self::Arrive => Action::Arrive,
            Self::Hold => Action::Hold {
                reason: "Recipient asked to wait".into(),
            },
            Self::Cancel => Action::Cancel {
                reason: "Merchant cancelled the order".into(),
            },
            Self::Fail => Action::RecordAttempt { reason: reason(at) },
            Self::Deliver(halalas) => Action::Deliver {
                collected: payment(halalas).into_iter().collect(),
                variance_reason: String::new(),
                proof: Proof::None,
                proof_waived: String::new(),
            },
        }
    }

    fn is_report(self) -> bool {
        matches!(
            self,
            Self::Pickup | Self::Depart | Self::Arrive | Self::Deliver(_) | Self::Fail
        )
    }
}

fn payment(halalas: i64) -> Option<Payment> {
    let method = if halalas % 500 == 0 {
        PayMethod::Card
    } else {
        PayMethod::Cash
    };
    (halalas > 0).then_some(Payment { method, halalas })
}

fn reason(at: Millis) -> AttemptReason {
    match at.0 / 60_000 % 4 {
        0 => AttemptReason::NotHome,
        1 => AttemptReason::WrongAddress,
        2 => AttemptReason::RescheduleRequested,
        _ => AttemptReason::NoAnswer,
    }
}

/// Creating every delivery, before the work begins.
pub fn created(layout: &Layout, plans: &[DeliveryPlan], span: Span) -> Vec<Told> {
    let mut told = Vec::new();
    for (index, hub) in layout.hubs.iter().enumerate() {
        let new: Vec<_> = plans
            .iter()
            .filter(|p| p.hub == index)
            .map(|p| p.new.clone())
            .collect();
        told.extend(new.chunks(CREATED_AT_ONCE).map(|deliveries| Told {
            at: span.at(-2.0),
            command: Command::Other(Other::Create {
                hub: hub.id,
                deliveries: deliveries.to_vec(),
            }),
        }));
    }
    told
}

/// Everything done since, in the order of time. Steps of the same kind for the same courier within five minutes
/// are one command on several deliveries, as a dispatcher gives them.
pub fn worked(layout: &Layout, plans: &[DeliveryPlan], span: Span) -> Vec<Told> {
    const TOGETHER_HOURS: f64 = 1.0 / 12.0;
    let mut groups: BTreeMap<(i64, usize, usize, Step), Vec<DeliveryId>> = BTreeMap::new();
    for plan in plans {
        let who = plan.courier.unwrap_or(0);
        for (before, step) in steps(plan, layout.couriers[who].courier.id) {
            // What would lie ahead was done just now.
            let at = (plan.at_hours - before)
                .min(span.elapsed_hours() - 0.02)
                .max(-1.5);
            let slot = (at / TOGETHER_HOURS).floor() as i64;
            groups
                .entry((slot, plan.hub, who, step))
                .or_default()
                .push(plan.id);
        }
    }
    groups
        .into_iter()
        .map(|((slot, hub, _, step), items)| {
            let at = span.at((slot as f64 + 0.5) * TOGETHER_HOURS);
            let at = Millis(at.0.min(span.now.0));
            let report = step.is_report().then_some(Report {
                reported_by: ReportedBy::Phone,
                device_at: at,
                point: None,
                courier: None,
            });
            let command = Command::Deliveries(OnDeliveries {
                hub: layout.hubs[hub].id,
                items,
                if_rev: BTreeMap::new(),
                saw: BTreeMap::new(),
                overrule: None,
                report,
                action: step.action(at),
            });
            Told { at, command }
        })
        .collect()
}
