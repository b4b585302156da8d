//! What the simulation found: answers that come late, other histories, and what is left of a hub that was lost.

use super::{fixture::*, oracle, server::Server};
use crate::{Cut, Layer, Requeue};
use domain::{
    command::{Action, Command, EditGroup, GroupEdit, Other},
    id::*,
};
use std::collections::BTreeMap;
use wire::sync::Outcome;

fn desk_with_one(server: &mut Server) -> (Desk, DeliveryId) {
    let desk = Desk::synced(0, server);
    desk.submit(1, &create(0, &["R0"])).unwrap();
    desk.exchange(server);
    (desk, delivery_id(0, "R0"))
}

fn priority(id: DeliveryId, priority: i32) -> Command {
    act(0, &[id], Action::SetPriority { priority })
}

#[test]
fn a_delta_leads_into_another_epoch_where_both_are_the_same() {
    let mut server = Server::new();
    let (desk, id) = desk_with_one(&mut server);
    let other = Desk::synced(1, &mut server);
    other.submit(2, &priority(id, 70)).unwrap();
    other.exchange(&mut server);
    let cursors = desk.replica.cursors().unwrap();
    let (mut head, lines) = server.exchange(0, ClientId(uuid(0xF000)), &cursors, &[]);
    let forked = hashed("epoch", &[b"restored"]);
    for scope in &mut head.scopes {
        scope.epoch = forked;
    }
    desk.replica.apply(Cut::of(head, lines), NOON).unwrap();
    assert_eq!(desk.dump(Layer::Base), server.dump(0));
    let cursors = desk.replica.cursors().unwrap();
    assert!(cursors.iter().all(|c| c.epoch == forked), "{cursors:?}");
}

#[test]
fn a_command_whose_effects_are_there_is_not_replayed_though_its_answer_is_put_off() {
    let mut server = Server::new();
    let (desk, id) = desk_with_one(&mut server);
    desk.submit(2, &priority(id, 80)).unwrap();
    let commands = desk.replica.next_commands(9, 1 << 20).unwrap();
    let cursors = desk.replica.cursors().unwrap();
    let client = ClientId(uuid(0xF000));
    // The first answer is lost; when the command comes again the server cannot look for its outcome.
    server.exchange(0, client, &cursors, &commands);
    let (mut head, lines) = server.exchange(0, client, &cursors, &commands);
    for outcome in &mut head.outcomes {
        outcome.outcome = Outcome::Retry { after_ms: 1000 };
    }
    desk.replica.apply(Cut::of(head, lines), NOON).unwrap();
    assert_eq!(desk.replica.waiting().unwrap(), 1);
    assert_eq!(desk.dump(Layer::Live), server.dump(0));
    oracle::check(&desk);
}

#[test]
fn a_fresh_client_does_not_lay_effects_over_themselves() {
    let mut server = Server::new();
    let (desk, id) = desk_with_one(&mut server);
    desk.submit(2, &priority(id, 80)).unwrap();
    desk.exchange(&mut server);
    let before = desk.dump(Layer::Live);
    let all = Requeue::Beyond(vec![(hub(0).into(), 0)]);
    let client = ClientId(uuid(0xFFFF));
    desk.replica.new_client(client, &all).unwrap();
    assert_eq!(desk.replica.waiting().unwrap(), 2);
    assert_eq!(desk.dump(Layer::Live), before);
    oracle::check(&desk);
    desk.exchange(&mut server);
    assert_eq!(desk.replica.waiting().unwrap(), 0);
    assert_eq!(desk.dump(Layer::Live), server.dump(0));
}

#[test]
fn a_refused_command_that_waits_again_is_shown_or_doubtful() {
    let mut server = Server::new();
    let (desk, id) = desk_with_one(&mut server);
    let other = Desk::new(0);
    other
        .replica
        .new_client(ClientId(uuid(0xF1)), &Requeue::Waiting)
        .unwrap();
    other.exchange(&mut server);
    other
        .submit(
            7,
            &act(
                0,
                &[id],
                Action::Cancel {
                    reason: "gone".into(),
                },
            ),
        )
        .unwrap();
    other.exchange(&mut server);
    // Decided on rows that the server no longer has.
    desk.submit(2, &priority(id, 80)).unwrap();
    desk.exchange(&mut server);
    let entry = |desk: &Desk| {
        desk.replica
            .inner
            .read(|c| crate::outbox::find(c, command_id(2)))
            .unwrap()
            .unwrap()
    };
    assert_eq!(entry(&desk).settled.as_deref(), Some("rejected"));
    let all = Requeue::Beyond(vec![(hub(0).into(), 0)]);
    desk.replica
        .new_client(ClientId(uuid(0xFFFF)), &all)
        .unwrap();
    let again = entry(&desk);
    assert!(again.settled.is_none() && !again.acknowledged);
    assert!(
        again.doubtful,
        "it has no effect on a delivery that was cancelled"
    );
    oracle::check(&desk);
}

#[test]
fn what_a_command_made_in_a_lost_hub_leaves_the_search_index_too() {
    let mut server = Server::new();
    let desk = Desk::synced(0, &mut server);
    let mut delivery = new_delivery("R7");
    delivery.dropoff.name = "zqsecretqz".into();
    let create = Command::Other(Other::Create {
        hub: hub(0),
        deliveries: vec![delivery],
    });
    desk.submit(1, &create).unwrap();
    server.set_grant(0, 0, false);
    let cursors = desk.replica.cursors().unwrap();
    let (head, lines) = server.exchange(0, ClientId(uuid(0xF000)), &cursors, &[]);
    desk.replica.apply(Cut::of(head, lines), NOON).unwrap();
    let left = desk
        .replica
        .inner
        .read(|conn| {
            let sql = "SELECT count(*) FROM search_words_data WHERE instr(block, CAST('zqsecretqz' AS BLOB)) > 0";
            Ok(conn.query_row(sql, [], |row| row.get::<_, i64>(0))?)
        })
        .unwrap();
    assert_eq!(left, 0);
}

/// A contact whose name is longer or shorter.
fn contact(mark: &str, times: u64) -> BTreeMap<String, serde_json::Value> {
    let name = mark.repeat(usize::try_from(times).unwrap());
    [
        ("dropoff_name".to_owned(), name.into()),
        ("dropoff_phone".to_owned(), "+966501234567".into()),
    ]
    .into()
}

#[test]
fn of_a_lost_hub_no_byte_is_left_in_the_gaps_of_pages() {
    let mut server = Server::new();
    let desk = Desk::synced(0, &mut server);
    // Rows of both hubs in turn that become longer and shorter: pages fill, and rows move between them.
    let times = |round: u64, n: u64| 1 + (round * 31 + n * 17) % 60;
    let mut command = 0;
    for round in 0..12_u64 {
        for h in 0..2_u64 {
            let mark = ["zqsecretqz", "opentoall."][h as usize];
            let hub = hub(h.into());
            let given = if round == 0 {
                let deliveries = (0..40).map(|n| {
                    let mut delivery = new_delivery(&format!("R{n}"));
                    delivery.dropoff.name = mark.repeat(times(0, n) as usize);
                    delivery
                });
                let deliveries = deliveries.collect();
                Other::Create { hub, deliveries }
            } else {
                let edits = (0..40).map(|n| GroupEdit {
                    delivery: delivery_id(h.into(), &format!("R{n}")),
                    group: EditGroup::DropoffContact,
                    from: contact(mark, times(round - 1, n)),
                    to: contact(mark, times(round, n)),
                });
                Other::Edit {
                    hub,
                    edits: edits.collect(),
                    if_rev: BTreeMap::new(),
                }
            };
            command += 1;
            desk.submit(command, &Command::Other(given)).unwrap();
            desk.exchange(&mut server);
        }
    }
    server.set_grant(0, 0, false);
    desk.exchange(&mut server);
    let bytes = desk
        .replica
        .inner
        .maintain(|conn| Ok(conn.serialize(rusqlite::MAIN_DB)?.to_vec()))
        .unwrap();
    let is_left = |mark: &[u8]| bytes.windows(mark.len()).any(|bytes| bytes == mark);
    assert!(is_left(b"opentoall."));
    assert!(!is_left(b"zqsecretqz"));
}
