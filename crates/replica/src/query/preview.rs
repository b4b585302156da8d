//! What a command would do, without doing it.

use super::{Ctx, couriers::Fleet};
use crate::{actor, cache::Cache, decision, error::Result, row};
use domain::{
    command::{Action, Command, OnDeliveries},
    decide::{Context, Decision, ItemVerdict, Verdict},
    entities::{Courier, Delivery},
    entity::{Synced, Table},
    id::{CommandId, HubId},
    world::Change,
};
use uuid::Uuid;
use wire::ipc::{CourierView, Preview};

/// Decides the command on the live rows under an id nothing else has; nothing is written. A refusal of the whole
/// command is shown on each of its items.
pub(super) fn preview(ctx: &Ctx<'_>, command: &Command) -> Result<Preview> {
    let actor = actor::read(ctx.conn)?;
    let mut cache = Cache::new(ctx.conn);
    let context = Context {
        command: CommandId(Uuid::nil()),
        now: ctx.now,
        issued_at: ctx.now,
    };
    let decided = decision::ask(&mut cache, &actor, &context, command)?;
    match decided.verdict {
        Ok(decision) => Ok(Preview {
            courier: courier(ctx, command, &decision)?,
            items: decision.items,
        }),
        Err(rejection) => Ok(Preview {
            items: command
                .items()
                .into_iter()
                .map(|(_, id)| ItemVerdict {
                    id,
                    verdict: Verdict::Rejected {
                        rejection: rejection.clone(),
                    },
                })
                .collect(),
            courier: None,
        }),
    }
}

/// The courier an assignment goes to, as they would be afterwards.
fn courier(ctx: &Ctx<'_>, command: &Command, decision: &Decision) -> Result<Option<CourierView>> {
    let Command::Deliveries(OnDeliveries { hub, action, .. }) = command else {
        return Ok(None);
    };
    let (Action::Assign { courier } | Action::Reassign { courier } | Action::HandOver { courier }) =
        action
    else {
        return Ok(None);
    };
    let Some(row) = row::get(ctx.conn, Table::Courier, courier.0)? else {
        return Ok(None);
    };
    let entity = Courier::from_values(row.values)?;
    let fleet = Fleet::read(ctx, *hub, ctx.today(*hub)?)?;
    Ok(Some(fleet.with(changed(decision, *hub)).view(entity)))
}

/// The deliveries as the decision leaves them.
fn changed(decision: &Decision, hub: HubId) -> Vec<Delivery> {
    decision
        .changes
        .iter()
        .filter_map(|change| match change {
            Change::Put { entity, .. } => Delivery::of(entity).cloned(),
            Change::Delete { .. } => None,
        })
        .filter(|delivery| delivery.hub_id == hub)
        .collect()
}
