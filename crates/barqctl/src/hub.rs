//! Which hub a command line means, and which day it is there.

use crate::exit::Failure;
use domain::{
    id::HubId,
    units::{Millis, ServiceDate},
};
use replica::Replica;
use wire::ipc::{HubView, Query, QueryResult};

/// The hub of that id or name; without one, the only one there is.
pub fn find(replica: &Replica, wanted: Option<&str>, now: Millis) -> Result<HubView, Failure> {
    let QueryResult::Hubs(hubs) = replica.query(&Query::Hubs, now)? else {
        return Err(Failure::Usage("the replica does not know its hubs".into()));
    };
    let names = || {
        let named = |h: &HubView| format!("{} ({})", h.name.get(false), h.id);
        hubs.iter().map(named).collect::<Vec<_>>().join(", ")
    };
    let Some(wanted) = wanted else {
        return match &hubs[..] {
            [hub] => Ok(hub.clone()),
            [] => Err(Failure::Usage(
                "this account may see no hub; sync, or ask an administrator".into(),
            )),
            _ => Err(Failure::Usage(format!(
                "say which hub with --hub: {}",
                names()
            ))),
        };
    };
    let id = wanted.parse::<HubId>().ok();
    hubs.iter()
        .find(|h| Some(h.id) == id || h.name.en == wanted || h.name.ar == wanted)
        .cloned()
        .ok_or_else(|| {
            let problem = wire::error::Problem::new(
                wire::error::ErrorCode::UnknownHub,
                "There is no such hub",
            );
            Failure::Problem(problem.detail(format!(
                "{wanted} is none of this account's hubs: {}",
                names()
            )))
        })
}

/// The service date given, or the hub's present one.
pub fn date(hub: &HubView, given: Option<ServiceDate>, now: Millis) -> ServiceDate {
    given.unwrap_or_else(|| ServiceDate::of(now, &hub.time_zone, hub.day_starts_at_min))
}
