//! What the rules refuse of a command where it is given, and what a person leaves on the desk.

use super::{fixture::*, oracle, questions::ask, server::Server};
use crate::Layer;
use domain::{
    command::{Action, Command},
    decide::Verdict,
    entities::*,
    id::*,
};
use wire::{ipc::*, sync::Outcome};

/// Three deliveries, of which the second is cancelled; the desk and the command that assigns all of them.
fn one_of_three(server: &mut Server) -> (Desk, [DeliveryId; 3], Command) {
    let desk = Desk::synced(0, server);
    desk.submit(1, &create(0, &["R1", "R2", "R3"])).unwrap();
    let ids = ["R1", "R2", "R3"].map(|reference| delivery_id(0, reference));
    desk.submit(2, &cancel(&ids[1..2])).unwrap();
    desk.exchange(server);
    (desk, ids, assign(&ids))
}

fn cancel(items: &[DeliveryId]) -> Command {
    let reason = "gone".into();
    act(0, items, Action::Cancel { reason })
}

fn assign(items: &[DeliveryId]) -> Command {
    let courier = courier(0, 0);
    act(0, items, Action::Assign { courier })
}

fn refused(submitted: &Submitted) -> Vec<uuid::Uuid> {
    let refused = submitted.items.iter().filter(|item| item.is_rejected());
    refused.map(|item| item.id).collect()
}

#[test]
fn what_is_refused_here_is_not_sent() {
    let mut server = Server::new();
    let (desk, ids, command) = one_of_three(&mut server);
    let given = desk.submit(3, &command).unwrap();
    assert_eq!(given.command_id, Some(command_id(3)));
    assert_eq!(given.items.len(), 3, "a verdict on every item");
    assert_eq!(refused(&given), [ids[1].0]);
    let sent = desk.replica.next_commands(10, 1 << 20).unwrap();
    let sent: Command = serde_json::from_value(sent[0].command.clone()).unwrap();
    assert_eq!(sent, assign(&[ids[0], ids[2]]));
    let waiting = desk.replica.command(command_id(3)).unwrap().unwrap();
    assert_eq!((waiting.items, waiting.label.as_str()), (2, "R1"));
    oracle::check(&desk);

    let applied = desk.exchange(&mut server);
    let settled = &applied.outcomes[0];
    assert_eq!(
        settled.rejection(),
        None,
        "the server has nothing to refuse"
    );
    assert_eq!(settled.state, OutboxState::Applied);
    assert_eq!(desk.dump(Layer::Live), server.dump(0));
    // It is one command: given again, or taken back, it is what was accepted of it.
    let again = desk.submit(3, &command).unwrap();
    assert_eq!(again.command_id, Some(command_id(3)));
    assert_eq!(again.items.len(), 2);
    let undone = desk
        .replica
        .undo(Some(command_id(3)), command_id(4), NOON, NOON)
        .unwrap();
    assert_eq!(undone.items.len(), 2);
    assert!(undone.items.iter().all(|item| item.is_applied()));
}

#[test]
fn what_is_left_on_the_desk_is_there_at_once_for_each_of_its_items() {
    let mut server = Server::new();
    let (desk, ids, _) = one_of_three(&mut server);
    desk.submit(3, &cancel(&ids[2..])).unwrap();
    let command = assign(&ids);
    let given = desk.submit(4, &command).unwrap();
    let leaving = command.left_on_desk(&given.items);
    assert_eq!(leaving.len(), 1);
    desk.submit(5, &leaving[0]).unwrap();
    let waiting = desk.replica.command(command_id(5)).unwrap().unwrap();
    assert_eq!((waiting.items, waiting.label.as_str()), (2, "R2"));

    let look = |desk: &Desk| {
        let open = Query::Exceptions {
            hub: hub(0),
            open: true,
        };
        let QueryResult::Exceptions(open) = ask(desk, open) else {
            panic!("no exceptions");
        };
        assert_eq!(open.len(), 1);
        let labels: Vec<_> = open[0].items.iter().map(|i| i.label.clone()).collect();
        assert_eq!(labels, ["R2", "R3"]);
        assert!(open[0].items.iter().all(|i| {
            i.state == Some(DeliveryState::Cancelled)
                && i.rejection.as_ref().is_some_and(|r| r.from.is_some())
        }));
        for id in &ids[1..] {
            let QueryResult::Delivery(Some(detail)) = ask(desk, Query::Delivery { id: *id }) else {
                panic!("no delivery");
            };
            assert_eq!(detail.row.open_exceptions, 1);
            assert_eq!(detail.exceptions[0].exception.id, open[0].exception.id);
        }
        open[0].exception.id
    };
    let at_once = look(&desk);
    desk.exchange(&mut server);
    assert_eq!(look(&desk), at_once);
    let other = Desk::synced(1, &mut server);
    assert_eq!(look(&other), at_once);
    oracle::check(&desk);
}

#[test]
fn what_the_server_refuses_is_named_and_counted() {
    let mut server = Server::new();
    let desk = Desk::synced(0, &mut server);
    desk.submit(1, &create(0, &["R1", "R2", "R3"])).unwrap();
    desk.exchange(&mut server);
    let other = Desk::synced(1, &mut server);
    let ids = ["R1", "R2", "R3"].map(|reference| delivery_id(0, reference));
    desk.submit(2, &cancel(&ids[1..])).unwrap();
    desk.exchange(&mut server);
    let given = other.submit(3, &assign(&ids)).unwrap();
    assert!(refused(&given).is_empty(), "nobody here knows of it yet");
    let applied = other.exchange(&mut server);
    let settled = applied.outcomes.last().unwrap();
    assert_eq!(settled.label, "R2", "an item that was refused");
    let tally = Tally {
        done: 1,
        refused: 2,
        ..Tally::default()
    };
    assert_eq!((settled.tally, settled.items), (Some(tally), 3));
    let line = other.replica.command(command_id(3)).unwrap().unwrap();
    assert_eq!(line.tally, Some(tally));
    let Some(Outcome::Applied { items }) = other.replica.outcome(command_id(3)).unwrap() else {
        panic!("no outcome");
    };
    assert!(matches!(items[1].verdict, Verdict::Rejected { .. }));
}

#[test]
fn a_command_that_takes_rows_away_names_the_first() {
    let mut server = Server::new();
    let desk = Desk::synced(0, &mut server);
    let import = domain::command::ImportPart {
        batch: ImportBatchId(uuid(0x1B)),
        file_name: "day.csv".into(),
        format: "onfleet".into(),
        part: 1,
        parts: 1,
        accepted: 1,
        quarantined: 0,
    };
    let rows = Command::Other(domain::command::Other::ImportRows {
        hub: hub(0),
        import,
        rows: vec![new_delivery("R1")],
        problems: Vec::new(),
    });
    desk.submit(1, &rows).unwrap();
    desk.exchange(&mut server);
    desk.replica
        .undo(Some(command_id(1)), command_id(2), NOON, NOON)
        .unwrap();
    let line = desk.replica.command(command_id(2)).unwrap().unwrap();
    assert_eq!(
        (line.name.as_str(), line.label.as_str()),
        ("undo_import.v1", "R1")
    );
}
