//! Asking the replica.

use crate::{
    args::{Deliveries, OnHub, What},
    exit::{Failure, REFUSED},
    hub,
    output::Output,
    session::Session,
};
use domain::{command::Command, decide::Verdict, id::DeliveryId, units::Millis};
use std::{io::Read, path::Path};
use sync::Client;
use wire::ipc::{DeliveryFilter, Query, QueryResult, Sort, SortKey};

pub async fn query(dir: &Path, what: What, output: Output) -> Result<(), Failure> {
    let session = Session::look(dir)?;
    let client = session.client()?;
    let query = ask_for(&session, &client, what)?;
    let result = client.query(query).await?;
    output.show(&result)
}

pub async fn outbox(dir: &Path, limit: u32, output: Output) -> Result<(), Failure> {
    let session = Session::look(dir)?;
    let result = session.client()?.query(Query::Outbox { limit }).await?;
    let QueryResult::Outbox(items) = result else {
        return output.show(&result);
    };
    output.print(&items, |items| {
        let line = |i: &wire::ipc::OutboxItem| {
            format!("{}  {:<12} {}  {}", i.command_id, i.state, i.name, i.label)
        };
        items.iter().map(line).collect::<Vec<_>>().join("\n")
    })
}

pub async fn preview(dir: &Path, command: &str, output: Output) -> Result<(), Failure> {
    let command = read_command(command)?;
    let session = Session::look(dir)?;
    let result = session.client()?.query(Query::Preview { command }).await?;
    output.show(&result)?;
    let refused = |p: &wire::ipc::Preview| {
        p.items
            .iter()
            .any(|i| matches!(i.verdict, Verdict::Rejected { .. }))
    };
    match result {
        QueryResult::Preview(preview) if refused(&preview) => Err(Failure::Said(REFUSED)),
        _ => Ok(()),
    }
}

/// The text itself, or standard input for `-`.
pub fn text(given: &str) -> Result<String, Failure> {
    if given != "-" {
        return Ok(given.to_owned());
    }
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    Ok(text)
}

pub fn read_command(given: &str) -> Result<Command, Failure> {
    super::submit::parse(text(given)?.as_bytes()).map_err(Failure::Problem)
}

fn ask_for(session: &Session, client: &Client, what: What) -> Result<Query, Failure> {
    let now = client.server_now();
    let replica = &session.replica;
    let on = |on: OnHub| -> Result<_, Failure> {
        let hub = hub::find(replica, on.hub.as_deref(), now)?;
        let date = hub::date(&hub, on.date, now);
        Ok((hub.id, date))
    };
    Ok(match what {
        What::Json { query } => serde_json::from_str(&text(&query)?)
            .map_err(|e| Failure::Usage(format!("that is no query: {e}")))?,
        What::Hubs => Query::Hubs,
        What::Merchants => Query::Merchants,
        What::Sync => Query::Sync,
        What::Counts(args) => {
            let (hub, date) = on(args)?;
            Query::Counts {
                hub,
                date: Some(date),
            }
        }
        What::Board(args) => {
            let (hub, date) = on(args)?;
            Query::Board {
                hub,
                date,
                sort: wire::ipc::BoardSort::LateRisk,
                search: String::new(),
            }
        }
        What::Dashboard(args) => {
            let (hub, date) = on(args)?;
            Query::Dashboard { hub, date }
        }
        What::Couriers(args) => {
            let (hub, date) = on(args)?;
            Query::Couriers {
                hub,
                date: Some(date),
            }
        }
        What::Zones(args) => Query::Zones { hub: on(args)?.0 },
        What::Batches(args) => Query::ImportBatches { hub: on(args)?.0 },
        What::Exceptions { hub, settled } => Query::Exceptions {
            hub: hub::find(replica, hub.as_deref(), now)?.id,
            open: !settled,
        },
        What::Delivery { delivery, hub } => Query::Delivery {
            id: delivery_id(session, &delivery, hub.as_deref(), now)?,
        },
        What::Deliveries(args) => deliveries(args, on)?,
    })
}

fn deliveries(
    args: Deliveries,
    on: impl Fn(OnHub) -> Result<(domain::id::HubId, domain::units::ServiceDate), Failure>,
) -> Result<Query, Failure> {
    let (hub, date) = on(args.on)?;
    let mut filter = DeliveryFilter::of(hub, (!args.all_dates).then_some(date));
    filter.states = args.states;
    filter.search = args.search;
    let sort = Sort {
        key: SortKey::Reference,
        descending: false,
    };
    Ok(if args.ids {
        Query::DeliveryIds { filter, sort }
    } else {
        Query::Deliveries {
            filter,
            sort,
            offset: args.offset,
            limit: args.limit,
        }
    })
}

/// By id, or by the one reference that is exactly this.
fn delivery_id(
    session: &Session,
    wanted: &str,
    hub: Option<&str>,
    now: Millis,
) -> Result<DeliveryId, Failure> {
    if let Ok(id) = wanted.parse() {
        return Ok(id);
    }
    let mut filter = DeliveryFilter::of(hub::find(&session.replica, hub, now)?.id, None);
    filter.search = wanted.to_owned();
    let query = Query::Deliveries {
        filter,
        sort: Sort {
            key: SortKey::Reference,
            descending: false,
        },
        offset: 0,
        limit: 100,
    };
    let QueryResult::Deliveries(page) = session.replica.query(&query, now)? else {
        return Err(Failure::Usage(
            "the replica does not know its deliveries".into(),
        ));
    };
    let same: Vec<_> = page.rows.iter().filter(|r| r.reference == wanted).collect();
    match &same[..] {
        [row] => Ok(row.id),
        [] => Err(Failure::Usage(format!(
            "no delivery has the reference {wanted}"
        ))),
        _ => Err(Failure::Usage(format!(
            "{} deliveries have the reference {wanted}; give an id",
            same.len()
        ))),
    }
}
