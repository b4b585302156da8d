//! Staying in sync and printing what happens.

use crate::{args::Watch, exit::Failure, output::Output, session::Session};
use domain::entity::{Entity, Table};
use serde_json::json;
use std::{path::Path, time::Duration};
use sync::Client;
use tokio::sync::broadcast::error::RecvError;
use wire::ipc::Event;

pub async fn watch(dir: &Path, args: Watch, output: Output) -> Result<(), Failure> {
    let session = Session::open(dir)?;
    let client = session.client()?;
    let mut events = client.events();
    client.start().await?;
    let sync = client.state().borrow().clone();
    say(&Event::Sync { sync }, output)?;
    let until = async {
        match args.for_secs {
            Some(secs) => tokio::time::sleep(Duration::from_secs(secs)).await,
            None => std::future::pending().await,
        }
    };
    tokio::pin!(until);
    let mut last_rev = None;
    loop {
        let event = tokio::select! {
            event = events.recv() => event,
            () = &mut until => break,
            _ = tokio::signal::ctrl_c() => break,
        };
        match event {
            Ok(event) => {
                if let (Event::Changed { .. }, Some(id)) = (&event, args.delivery) {
                    say_delivery(&client, id, &mut last_rev, output).await?;
                }
                say(&event, output)?;
            }
            Err(RecvError::Lagged(missed)) => {
                tracing::warn!(missed, "events came faster than they were printed");
            }
            Err(RecvError::Closed) => break,
        }
    }
    client.stop();
    Ok(())
}

async fn say_delivery(
    client: &Client,
    id: domain::id::DeliveryId,
    last_rev: &mut Option<i64>,
    output: Output,
) -> Result<(), Failure> {
    let Some((Entity::Delivery(row), rev)) = client.row(Table::Delivery, id.0).await? else {
        return Ok(());
    };
    if last_rev.replace(rev) == Some(rev) {
        return Ok(());
    }
    let said = json!({ "event": "delivery", "id": id, "rev": rev, "state": row.state, "priority": row.priority });
    output.print(&said, |_| format!("{id} {} rev {rev}", row.state))
}

fn say(event: &Event, output: Output) -> Result<(), Failure> {
    output.print(event, words)
}

fn words(event: &Event) -> String {
    match event {
        Event::Changed { tables } => {
            let names: Vec<_> = tables.iter().map(|t| t.name()).collect();
            format!("changed: {}", names.join(", "))
        }
        Event::PositionsChanged => "positions changed".into(),
        Event::Sync { sync } => {
            let link = if sync.online { "online" } else { "offline" };
            let why = sync
                .problem
                .as_ref()
                .map_or(String::new(), |p| format!(" ({p})"));
            format!("{link}, {} waiting{why}", sync.waiting)
        }
        Event::CommandRejected {
            name,
            label,
            refused,
            items,
            quarantined: false,
            rejection,
            ..
        } => format!("refused: {refused} of {items} of {name}, first {label}: {rejection}"),
        Event::CommandRejected { name, label, .. } => format!("set aside: {name} {label}"),
        Event::CommandUnknown { name, label, .. } => {
            format!("answered in a way this program cannot read: {name} {label}; update it")
        }
        other => format!("{other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::CommandId;

    #[test]
    fn a_refusal_and_an_answer_of_another_release_are_said_in_words() {
        let (command_id, name) = (CommandId(uuid::Uuid::nil()), "assign.v1".to_owned());
        let said = r#"{"code":"battery_low","params":{"percent":4}}"#;
        let refused = Event::CommandRejected {
            command_id,
            name: name.clone(),
            label: "BRQ-1".into(),
            refused: 1,
            items: 2,
            quarantined: false,
            rejection: serde_json::from_str(said).unwrap(),
        };
        assert_eq!(
            words(&refused),
            "refused: 1 of 2 of assign.v1, first BRQ-1: battery_low percent=4"
        );
        let unknown = Event::CommandUnknown {
            command_id,
            name,
            label: "BRQ-1".into(),
        };
        assert_eq!(
            words(&unknown),
            "answered in a way this program cannot read: assign.v1 BRQ-1; update it"
        );
    }
}
